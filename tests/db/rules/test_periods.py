"""Periods of the calendar by a branch's clock (RPT-01)."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.rules import periods
from db.rules.periods import Days, TooManyPeriods, UnknownPeriod, asked, holding, in_zone, named, within

CHINA = ZoneInfo("Asia/Shanghai")
ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/Sao_Paulo", "Africa/Cairo", "America/Havana",
         "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu")  # fmt: skip
DAYS = st.dates(date(1995, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(
    ("name", "first", "after"),
    [
        ("2026-07-15", "2026-07-15", "2026-07-16"),
        ("2026-W29", "2026-07-13", "2026-07-20"),
        ("2026-W53", "2026-12-28", "2027-01-04"),
        ("2027-W01", "2027-01-04", "2027-01-11"),
        ("2026-12", "2026-12-01", "2027-01-01"),
        ("2026-02", "2026-02-01", "2026-03-01"),
        ("2028-02", "2028-02-01", "2028-03-01"),
        ("2026-Q1", "2026-01-01", "2026-04-01"),
        ("2026-Q4", "2026-10-01", "2027-01-01"),
        ("2026-H1", "2026-01-01", "2026-07-01"),
        ("2026-H2", "2026-07-01", "2027-01-01"),
        ("2026", "2026-01-01", "2027-01-01"),
    ],
)
def test_a_period_goes_by_a_name_that_says_its_kind(name: str, first: str, after: str) -> None:
    days = named(name)
    assert (days.first.isoformat(), days.after.isoformat(), days.name) == (first, after, name)
    assert named(f" {name.lower()} ") == days


@pytest.mark.parametrize(
    "text",
    ["2026-13", "2026-00", "2026-Q5", "2026-H3", "2026-W00", "2026-W54", "2025-W53", "2026-02-30", "July", "",
     "26-07", "1989", "2200", "9999-12", "2026-07..2026-05", "2026-07..", "..2026-07", "2026-1"],
)  # fmt: skip
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(UnknownPeriod):
        named(text) if ".." not in text else asked("month", text, date(2026, 7, 15))


def test_nothing_asks_for_the_present_one() -> None:
    assert [days.name for kind in periods.KINDS for days in asked(kind, "", date(2026, 7, 15))] == [
        "2026-07-15", "2026-W29", "2026-07", "2026-Q3", "2026-H2", "2026",
    ]  # fmt: skip


def test_a_range_has_both_its_ends_and_every_period_between() -> None:
    today = date(2026, 7, 15)
    assert [days.name for days in asked("month", "2025-11..2026-02", today)] == [
        "2025-11", "2025-12", "2026-01", "2026-02",
    ]  # fmt: skip
    assert [days.name for days in asked("quarter", "2026", today)] == [f"2026-Q{n}" for n in range(1, 5)]
    assert len(asked("day", "2028-02", today)) == 29
    # Weeks are whole: those of July reach into June and August.
    weeks = asked("week", "2026-07", today)
    assert [weeks[0].first, weeks[-1].after] == [date(2026, 6, 29), date(2026, 8, 3)]
    # A longer one than was named is the one in which it lies.
    assert [days.name for days in asked("year", "2026-07", today)] == ["2026"]
    with pytest.raises(TooManyPeriods):
        asked("day", "2020..2026", today)


@given(DAYS, st.sampled_from(periods.KINDS))
def test_every_day_lies_in_one_period_of_each_kind_whose_name_leads_back(day: date, kind: str) -> None:
    days = holding(kind, day)
    assert days.first <= day < days.after
    assert named(days.name) == days
    assert periods.preceding(periods.following(days)) == days
    assert periods.following(days).first == days.after
    if kind == periods.WEEK:
        assert days.first.weekday() == 0


@given(DAYS, st.sampled_from(ZONES), st.sampled_from(periods.KINDS))
def test_periods_follow_each_other_without_gap_or_overlap_whatever_the_clocks_do(
    day: date, zone_name: str, kind: str
) -> None:
    zone = ZoneInfo(zone_name)
    one = holding(kind, day)
    this, after = in_zone(one, zone), in_zone(periods.following(one), zone)
    assert this.end == after.begin
    assert this.begin < this.end or (one.kind, zone_name, one.first) == (
        "day",
        "Pacific/Apia",
        date(2011, 12, 30),
    )
    # Its first instant is of its first day, the instant before is not.
    assert this.begin.astimezone(zone).date() == one.first or this.begin == this.end
    assert (this.begin - timedelta(seconds=1)).astimezone(zone).date() < one.first


@pytest.mark.parametrize(
    ("zone", "day", "begin", "hours"),
    [
        ("Asia/Shanghai", date(2026, 7, 1), "2026-06-30T16:00", 24),
        ("Europe/Berlin", date(2026, 3, 29), "2026-03-28T23:00", 23),
        ("Europe/Berlin", date(2026, 10, 25), "2026-10-24T22:00", 25),
        # Clocks go forward at midnight: the day begins at 01:00.
        ("America/Sao_Paulo", date(2017, 10, 15), "2017-10-15T03:00", 23),
        # Clocks go back at 01:00: midnight comes twice, the day begins with the first.
        ("America/Havana", date(2026, 11, 1), "2026-11-01T04:00", 25),
        ("Australia/Lord_Howe", date(2026, 4, 5), "2026-04-04T13:00", 24.5),
    ],
)
def test_a_day_begins_at_its_midnight_by_the_branchs_clock(
    zone: str, day: date, begin: str, hours: float
) -> None:
    period = in_zone(holding("day", day), ZoneInfo(zone))
    assert period.begin == datetime.fromisoformat(begin).replace(tzinfo=UTC)
    assert (period.end - period.begin) == timedelta(hours=hours)


def test_a_stretch_within_is_cut_at_its_own_ends() -> None:
    whole = Days("month", date(2026, 5, 1), date(2026, 8, 1))
    assert [days.name for days in within("month", whole)] == ["2026-05", "2026-06", "2026-07"]
    assert [days.name for days in within("quarter", whole)] == ["2026-Q2", "2026-Q3"]
