"""Hours and conditions are read as people write them (`deadlines.md` 1, 11)."""

import pytest

from db.rules.conditions import ConditionsError, read_conditions, same, written
from db.rules.hours import HoursError, by_weekday, read_weekdays, read_windows, rows_of


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("", (1, 2, 3, 4, 5, 6, 7)),
        ("1-5", (1, 2, 3, 4, 5)),
        ("Mon-Fri", (1, 2, 3, 4, 5)),
        ("周一至周五", (1, 2, 3, 4, 5)),
        ("monday, 星期三", (1, 3)),
        ("sat-mon", (1, 6, 7)),
        ("weekend,3", (3, 6, 7)),
    ],
)
def test_weekdays(text: str, days: tuple[int, ...]) -> None:
    assert read_weekdays(text) == days


@pytest.mark.parametrize(
    ("text", "windows"),
    [
        ("08:30-12:00,13:30-17:30", ("08:30-12:00", "13:30-17:30")),
        ("13:30-17:30 8:30-12", ("08:30-12:00", "13:30-17:30")),
        ("20:00-06:00", ("20:00-06:00",)),
        ("24h", ("00:00-24:00",)),
        ("0:00-24:00", ("00:00-24:00",)),
        ("8：30 至 12：00", ("08:30-12:00",)),
        ("休息", ()),
    ],
)
def test_windows(text: str, windows: tuple[str, ...]) -> None:
    assert read_windows(text) == windows


@pytest.mark.parametrize("text", ["", "x", "25:00-03:00", "08:30", "08:70-09:00", "24:00-06:00"])
def test_what_are_no_hours_is_refused(text: str) -> None:
    with pytest.raises(HoursError):
        read_windows(text)


@pytest.mark.parametrize("text", ["8", "someday", "1-3-5"])
def test_what_is_no_weekday_is_refused(text: str) -> None:
    with pytest.raises(HoursError):
        read_weekdays(text)


def test_hours_by_weekday_and_back() -> None:
    rows: list[dict[str, list[object]]] = [
        {"days": [1, 2], "windows": ["13:30-17:30", "08:30-12:00"]},
        {"days": [6], "windows": ["09:00-12:00"]},
    ]
    windows = by_weekday(rows)
    assert windows[7] == ()
    assert rows_of(windows) == [
        {"days": [1, 2], "windows": ["08:30-12:00", "13:30-17:30"]},
        {"days": [6], "windows": ["09:00-12:00"]},
    ]


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("", []),
        ("urgent=yes", [{"urgent": True}]),
        ("problem=simple; way=remote,send_in", [{"problem": "simple"}, {"way": ["remote", "send_in"]}]),
        (
            "beyond_km=100 | supplier_needed=是 或 fault_group=chassis",
            [{"beyond_km": 100, "supplier_needed": True, "fault_group": "chassis"}],
        ),
    ],
)
def test_conditions(text: str, when: list[dict[str, object]]) -> None:
    read = read_conditions(text)
    assert read == when
    assert read_conditions(written(read)) == when


def test_conditions_are_the_same_in_whatever_order_they_stand() -> None:
    one, other = (
        read_conditions("urgent=yes; way=remote,mail"),
        read_conditions("way=mail,remote; urgent=yes"),
    )
    assert same(one, other)
    assert not same(one, read_conditions("urgent=yes"))


@pytest.mark.parametrize(
    "text", ["weather=rain", "urgent=perhaps", "beyond_km=far", "way=", "way=mail|way=remote"]
)
def test_what_is_no_condition_is_refused(text: str) -> None:
    with pytest.raises(ConditionsError):
        read_conditions(text)
