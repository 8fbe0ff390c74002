"""What is typed to narrow a list: texts, days, numbers, and the column that they are asked of."""

from datetime import date

import pytest

from db.rules.asked import Asked, Days, Numbers, asked_words

JULY = Days(date(2026, 7, 1), date(2026, 8, 1))


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("空调", Asked("空调", text="空调")),
        ("2026-07", Asked("2026-07", text="2026-07", days=JULY)),
        ("2026/7", Asked("2026/7", text="2026/7", days=JULY)),
        (
            "2026-12-31",
            Asked("2026-12-31", text="2026-12-31", days=Days(date(2026, 12, 31), date(2027, 1, 1))),
        ),
        ("<2026-08-01", Asked("<2026-08-01", days=Days(None, date(2026, 8, 1)))),
        ("<=2026-07", Asked("<=2026-07", days=Days(None, date(2026, 8, 1)))),
        (">2026-07", Asked(">2026-07", days=Days(date(2026, 8, 1), None))),
        ("＞＝2026-07", Asked(">=2026-07", days=Days(date(2026, 7, 1), None))),
        (
            "2026-07..2026-08",
            Asked("2026-07..2026-08", text="2026-07..2026-08", days=Days(date(2026, 7, 1), date(2026, 9, 1))),
        ),
        ("3", Asked("3", text="3", numbers=Numbers(3, 3))),
        (">3", Asked(">3", numbers=Numbers(3, None, least_open=True))),
        ("<=1.5", Asked("<=1.5", numbers=Numbers(None, 1.5))),
        ("1..3", Asked("1..3", text="1..3", numbers=Numbers(1, 3))),
        ("级=2", Asked("级=2", "级", "2", None, Numbers(2, 2))),
        ("level>2", Asked("level>2", "level", "", None, Numbers(2, None, least_open=True))),
        ("报修:2026-07", Asked("报修:2026-07", "报修", "2026-07", JULY)),
        ("状态=已派", Asked("状态=已派", "状态", "已派")),
        # What is none of it stays a text.
        (">", Asked(">", text=">")),
        (">x", Asked(">x", text=">x")),
        ("=3", Asked("=3", "", "", None, Numbers(3, 3))),
        ("2026-13", Asked("2026-13", text="2026-13")),
        ("a<b", Asked("a<b", text="a<b")),
        ("..", Asked("..", text="..")),
    ],
)
def test_a_word_is_read(typed: str, asked: Asked) -> None:
    assert asked_words(typed) == [asked]


def test_words_are_parted_by_blanks() -> None:
    assert [each.word for each in asked_words(" 2026-07　级=2  张 ")] == ["2026-07", "级=2", "张"]


def test_a_year_is_a_number_too() -> None:
    (year,) = asked_words("2026")
    assert year.days == Days(date(2026, 1, 1), date(2027, 1, 1))
    assert year.numbers == Numbers(2026, 2026)
