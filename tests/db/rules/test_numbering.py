"""Numbers of forms (FRM-01)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.rules.numbering import NumberError, counter_key, format_number, join, parse, prefix, sort_key

NOVEMBER = date(2026, 11, 22)


def test_a_number_is_department_year_month_and_running_number() -> None:
    assert format_number("YX", NOVEMBER, 1) == "YX2611-01"
    assert prefix("SC", date(2027, 1, 1)) == "SC2701"


def test_the_running_number_continues_past_99_without_clash() -> None:
    assert [format_number("YX", NOVEMBER, running) for running in (9, 10, 99, 100, 1234)] == [
        "YX2611-09",
        "YX2611-10",
        "YX2611-99",
        "YX2611-100",
        "YX2611-1234",
    ]


@given(
    st.from_regex(r"[A-Z]{1,4}", fullmatch=True),
    st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    st.integers(1, 999_999),
)
def test_a_number_reads_back_as_it_was_written(department: str, day: date, running: int) -> None:
    number = format_number(department, day, running)
    number_prefix, read = parse(number)
    assert (number_prefix, read) == (prefix(department, day), running)
    assert join(prefix(department, day), read) == number
    assert parse(number.lower()) == (number_prefix, read)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("412", (None, 412)),
        ("07", (None, 7)),
        ("2607-412", ("2607", 412)),
        (" yx2607-412 ", ("YX2607", 412)),
        ("ＹＸ２６０７－４１２", ("YX2607", 412)),
        ("YX2607-7", ("YX2607", 7)),
    ],
)
def test_a_number_may_be_typed_by_its_running_part(typed: str, meant: tuple[str | None, int]) -> None:
    assert parse(typed) == meant


@pytest.mark.parametrize(
    "typed", ["", "YX", "YX2613-01", "YX2600-01", "0", "00", "YX2611-", "-1", "4.5", "٤١٢", "YXABC2611-1"]
)
def test_anything_else_is_no_number(typed: str) -> None:
    with pytest.raises(NumberError, match="is not a number"):
        parse(typed)


@pytest.mark.parametrize("department", ["", "yx", "Y1", "客服", "ABCDE"])
def test_a_department_code_is_one_to_four_capitals(department: str) -> None:
    with pytest.raises(NumberError, match="department code"):
        format_number(department, NOVEMBER, 1)


def test_a_running_number_starts_at_one() -> None:
    with pytest.raises(NumberError, match="starts at 1"):
        format_number("YX", NOVEMBER, 0)


def test_each_kind_department_and_month_has_its_own_counter() -> None:
    keys = {
        counter_key("ticket", "YX", NOVEMBER),
        counter_key("ticket", "SC", NOVEMBER),
        counter_key("ticket", "YX", date(2026, 12, 1)),
        counter_key("complaint", "YX", NOVEMBER),
    }
    assert len(keys) == 4
    assert (
        counter_key("ticket", "YX", NOVEMBER)
        == counter_key("ticket", "YX", date(2026, 11, 1))
        == "ticket:YX2611"
    )


def test_numbers_sort_by_month_then_as_integers() -> None:
    numbers = ["YX2611-100", "YX2611-99", "SC2610-07", "YX2612-01", "SC2611-99"]
    assert sorted(numbers, key=sort_key) == ["SC2610-07", "SC2611-99", "YX2611-99", "YX2611-100", "YX2612-01"]
