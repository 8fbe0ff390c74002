"""What a tool is worth, what is owed for it, and when it is due to be calibrated (KIT-11 to KIT-13)."""

from datetime import date

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from db.rules.care import calibrated, next_after
from db.rules.tool_value import compensation, depreciated, months_left

BOUGHT = date(2025, 7, 15)
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("cause", "owed"), [("lost", 36001), ("misuse", 18001), ("wear", 0), ("end_of_life", 0), ("", 0)]
)
def test_what_is_paid_by_cause(cause: str, owed: int) -> None:
    assert compensation(cause, 36001, 50) == owed


@pytest.mark.parametrize(
    ("day", "value"),
    [
        (date(2025, 7, 15), 36000),
        (date(2025, 8, 14), 36000),
        (date(2025, 8, 15), 35400),
        (date(2026, 7, 15), 28800),
        (date(2030, 7, 14), 600),
        (date(2030, 7, 15), 0),
        (date(2040, 1, 1), 0),
    ],
)
def test_a_tool_loses_an_equal_part_each_whole_month(day: date, value: int) -> None:
    assert depreciated(36000, BOUGHT, day, 60) == value


def test_a_kind_without_end_keeps_its_price() -> None:
    assert depreciated(36000, BOUGHT, date(2040, 1, 1), None) == 36000
    assert months_left(BOUGHT, date(2040, 1, 1), 0) is None


@given(st.integers(0, 10**7), DAYS, DAYS, st.integers(1, 120))
def test_a_value_is_never_more_than_the_price_nor_less_than_nothing(
    price: int, bought: date, day: date, life: int
) -> None:
    value = depreciated(price, bought, day, life)
    assert 0 <= value <= price
    assert depreciated(price, bought, day + relativedelta(months=1), life) <= value


def test_a_plan_from_the_last_of_a_month_stays_there() -> None:
    anchor = date(2026, 1, 31)
    days = []
    due = next_after(anchor, 1, anchor)
    for _ in range(4):
        days.append(due)
        plan = calibrated(anchor, 1, due)
        assert plan.anchor == anchor
        due = plan.due
    assert days == [date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 31)]


def test_a_calibration_on_another_day_begins_its_own_plan() -> None:
    assert calibrated(BOUGHT, 12, date(2026, 3, 2)) == (date(2026, 3, 2), date(2027, 3, 2))
    assert calibrated(BOUGHT, 12, date(2026, 7, 15)) == (BOUGHT, date(2027, 7, 15))
    assert calibrated(BOUGHT, 12, date(2025, 1, 1)) == (date(2025, 1, 1), date(2026, 1, 1))


@given(DAYS, st.integers(1, 36), DAYS)
def test_no_calibration_is_good_for_longer_than_its_interval(anchor: date, months: int, day: date) -> None:
    plan = calibrated(anchor, months, day)
    # A plan that goes on from the 31st may give the days that a short month took.
    assert day < plan.due <= day + relativedelta(months=months, days=3)
    assert plan.anchor in (anchor, day)
