"""Days of calibration and care are those of a recurrence rule (KIT-13): every so many months from the first
day, on the last day of a month that is too short."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from dateutil.rrule import MONTHLY, rrule
from hypothesis import given
from hypothesis import strategies as st

from db.rules.care import calibrated, care_due, next_after, occurrence

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
MONTHS = st.sampled_from([1, 2, 3, 6, 12, 24])


def rule(anchor: date, months: int) -> rrule:
    """The same in the words of RFC 5545: the last of the days up to the anchor's that the month has."""
    days = range(28, anchor.day + 1) if anchor.day > 28 else (anchor.day,)
    begin = datetime.combine(anchor, datetime.min.time())
    return rrule(MONTHLY, interval=months, dtstart=begin, bymonthday=tuple(days), bysetpos=-1)


@given(anchor=DAYS, months=MONTHS, n=st.integers(1, 12))
def test_the_nth_day_is_that_of_the_rule(anchor: date, months: int, n: int) -> None:
    assert occurrence(anchor, months, n) == rule(anchor, months)[n].date()


@given(anchor=DAYS, months=MONTHS, gone=st.integers(0, 2000))
def test_the_next_day_is_that_of_the_rule(anchor: date, months: int, gone: int) -> None:
    day = anchor + timedelta(days=gone)
    after = rule(anchor, months).after(datetime.combine(day, datetime.min.time()))
    assert after is not None
    assert next_after(anchor, months, day) == after.date()
    assert calibrated(anchor, months, day).due > day


def test_the_31st_stays_the_31st() -> None:
    anchor = date(2026, 1, 31)
    days = [occurrence(anchor, 1, n) for n in (1, 2, 3)]
    assert days == [date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]
    assert care_due(anchor, 1, date(2026, 2, 28)) == date(2026, 3, 31)
