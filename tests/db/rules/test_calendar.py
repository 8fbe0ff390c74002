"""Calendars: what counts, what is refused, and where a count ends (`deadlines.md` 2, 4, 10, 11)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.rules.calendar import (
    ELAPSED,
    Calendar,
    CalendarError,
    Window,
    advance,
    counted,
    merged,
    working_day_deadline,
)
from tests.db.rules.shipped import CHINA, HOLIDAYS, WORKDAYS, daily, local, windows

SERVICE = daily("08:30-22:00")
NIGHT = daily("20:00-06:00")
SPLIT = daily("08:30-12:00 13:30-17:30")
ALWAYS = daily("00:00-24:00")
OFFICE = daily("08:30-17:30", working_days_only=True)

EXAMPLES: list[tuple[int, str, int, Calendar | None, list[tuple[str, str]], str]] = [
    (1, "07-15 21:50", 10, ELAPSED, [], "07-15 22:00"),
    (2, "07-15 21:50", 60, SERVICE, [], "07-16 09:20"),
    (3, "07-15 23:10", 60, SERVICE, [], "07-16 09:30"),
    (4, "07-15 21:00", 60, SERVICE, [], "07-15 22:00"),
    (5, "07-15 10:00", 1440, ELAPSED, [("07-15 12:00", "07-15 15:30")], "07-16 13:30"),
    (6, "07-15 20:00", 240, SERVICE, [("07-15 22:30", "07-16 07:00")], "07-16 10:30"),
    (7, "07-15 20:00", 240, SERVICE, [("07-15 21:00", "07-16 10:00")], "07-16 13:00"),
    (
        8,
        "07-15 09:00",
        1440,
        ELAPSED,
        [("07-15 10:00", "07-15 11:00"), ("07-15 14:00", "07-15 16:15")],
        "07-16 12:15",
    ),
    (12, "07-15 22:00", 600, NIGHT, [], "07-16 22:00"),
    (13, "07-15 11:30", 120, SPLIT, [], "07-15 15:00"),
    (14, "07-15 00:00", 1440, ALWAYS, [], "07-16 00:00"),
    (15, "07-15 10:00", 2880, ELAPSED, [("07-15 10:00", "07-16 10:00")], "07-18 10:00"),
    (16, "09-30 17:00", 240, OFFICE, [], "10-08 12:00"),
    (17, "10-09 17:00", 120, OFFICE, [], "10-10 10:00"),
    (18, "07-15 19:30", 150, SERVICE, [], "07-15 22:00"),
]


@pytest.mark.parametrize(
    ("number", "start", "minutes", "calendar", "pauses", "deadline"),
    EXAMPLES,
    ids=[str(row[0]) for row in EXAMPLES],
)
def test_a_worked_example_ends_where_the_regulation_says(
    number: int,
    start: str,
    minutes: int,
    calendar: Calendar | None,
    pauses: list[tuple[str, str]],
    deadline: str,
) -> None:
    holes = [(local(begin), local(end)) for begin, end in pauses]
    assert advance(calendar, local(start), minutes * 60, holes) == local(deadline)
    assert counted(calendar, local(start), local(deadline), holes) == minutes * 60


@pytest.mark.parametrize(
    ("number", "report", "deadline"),
    [
        (9, "09-30 16:00", "10-09 22:00"),
        (10, "02-13 09:00", "02-24 22:00"),
        (11, "02-14 09:00", "02-25 22:00"),
    ],
)
def test_a_worked_example_in_working_days_ends_where_the_regulation_says(
    number: int, report: str, deadline: str
) -> None:
    assert working_day_deadline(SERVICE, local(report), 2) == local(deadline)


def test_the_day_of_the_report_never_counts_whatever_it_was() -> None:
    saturday, friday, early_monday = "07-18 00:30", "07-17 23:59", "07-20 00:00"
    assert working_day_deadline(SERVICE, local(saturday), 1) == local("07-20 22:00")
    assert working_day_deadline(SERVICE, local(friday), 1) == local("07-20 22:00")
    assert working_day_deadline(SERVICE, local(early_monday), 1) == local("07-21 22:00")


def test_working_days_of_a_night_shift_end_when_the_night_of_that_day_ends() -> None:
    assert working_day_deadline(NIGHT, local("07-15 21:00"), 1) == local("07-17 06:00")


def test_a_deadline_may_be_the_closing_and_is_never_the_next_opening() -> None:
    assert advance(SERVICE, local("07-15 21:00"), 3600) == local("07-15 22:00")
    assert advance(SERVICE, local("07-15 21:00"), 3601) == local("07-16 08:30") + timedelta(seconds=1)
    assert advance(SPLIT, local("07-15 11:00"), 3600) == local("07-15 12:00")


def test_no_allowance_ends_where_it_starts_even_when_closed() -> None:
    assert advance(SERVICE, local("07-15 23:00"), 0) == local("07-15 23:00")


def test_a_whole_day_calendar_loses_no_minute_at_midnight() -> None:
    start = local("07-15 23:59")
    for minutes in (1, 2, 1441, 30 * 1440):
        assert advance(ALWAYS, start, minutes * 60) == start + timedelta(minutes=minutes)
    assert counted(ALWAYS, start, start + timedelta(days=3)) == 3 * 86_400


def test_a_window_that_closes_at_its_own_opening_is_a_whole_day() -> None:
    round_the_clock = daily("08:00-08:00")
    assert counted(round_the_clock, local("07-15 00:00"), local("07-18 00:00")) == 3 * 86_400


def test_an_overnight_window_belongs_to_the_day_it_opens() -> None:
    friday_night = Calendar("n", "Asia/Shanghai", ((),) * 4 + (windows("20:00-06:00"),) + ((),) * 2)
    assert counted(friday_night, local("07-17 00:00"), local("07-20 00:00")) == 10 * 3600
    assert advance(friday_night, local("07-18 05:00"), 2 * 3600) == local("07-24 21:00")


def test_windows_may_differ_by_weekday() -> None:
    calendar = Calendar("w", "Asia/Shanghai", (windows("08:00-12:00"),) * 5 + (windows("09:00-10:00"),) * 2)
    assert advance(calendar, local("07-17 11:00"), 2 * 3600) == local("07-18 10:00")


def test_a_working_days_calendar_is_closed_on_holidays_and_weekends() -> None:
    assert counted(OFFICE, local("10-01 00:00"), local("10-08 00:00")) == 0
    assert counted(OFFICE, local("07-18 00:00"), local("07-20 00:00")) == 0


def test_a_make_up_day_works_with_the_windows_of_its_weekday() -> None:
    weekdays = (windows("08:30-17:30"),) * 5 + (windows("10:00-12:00"), ())
    calendar = replace(OFFICE, weekdays=weekdays)
    assert counted(calendar, local("10-10 00:00"), local("10-11 00:00")) == 2 * 3600


def test_a_make_up_day_without_windows_works_like_the_first_weekday_that_has_some() -> None:
    weekdays = ((), windows("09:00-12:00"), *(windows("08:30-17:30"),) * 3, (), ())
    calendar = replace(OFFICE, weekdays=weekdays)
    assert counted(calendar, local("10-10 00:00"), local("10-11 00:00")) == 3 * 3600
    assert working_day_deadline(calendar, local("10-09 10:00"), 1) == local("10-10 12:00")


def test_a_make_up_day_opens_nothing_in_a_calendar_of_weekdays() -> None:
    weekdays = (windows("08:30-17:30"),) * 5 + ((), ())
    calendar = replace(SERVICE, weekdays=weekdays)
    assert counted(calendar, local("10-10 00:00"), local("10-11 00:00")) == 0
    assert counted(calendar, local("10-01 00:00"), local("10-02 00:00")) == 9 * 3600


def test_a_year_without_a_calendar_counts_monday_to_friday_and_is_provisional() -> None:
    assert OFFICE.provisional(date(2027, 10, 1))
    assert not OFFICE.provisional(date(2026, 10, 1))
    assert OFFICE.is_working_day(date(2027, 10, 1))
    assert not OFFICE.is_working_day(date(2027, 10, 2))
    assert working_day_deadline(OFFICE, local("2027-09-30 09:00"), 1) == local("2027-10-01 17:30")


def test_a_calendar_without_any_window_is_refused_when_it_is_written() -> None:
    with pytest.raises(CalendarError, match="“empty” has no service window at all"):
        Calendar("empty", "Asia/Shanghai", ((),) * 7)


@pytest.mark.parametrize(
    ("weekdays", "sentence"),
    [
        ((windows("08:00-12:00 11:59-13:00"),) * 7, "overlap"),
        ((windows("20:00-06:00"), windows("05:00-07:00"), (), (), (), (), ()), "overlap on weekday 2"),
        ((windows("05:00-07:00"), (), (), (), (), (), windows("20:00-06:00")), "overlap on weekday 1"),
        ((windows("00:00-24:00 08:00-09:00"),) * 7, "overlap"),
        (((Window(-1, 60),),) * 7, "outside"),
        (((Window(0, 1441),),) * 7, "outside"),
        (((Window(1440, 60),),) * 7, "outside"),
        ((windows("08:00-12:00"),) * 6, "7 weekdays"),
    ],
)
def test_an_unsound_calendar_is_refused_when_it_is_written(
    weekdays: tuple[tuple[Window, ...], ...], sentence: str
) -> None:
    with pytest.raises(CalendarError, match=sentence):
        Calendar("c", "Asia/Shanghai", weekdays)


def test_windows_that_touch_do_not_overlap() -> None:
    calendar = daily("08:00-12:00 12:00-16:00")
    assert advance(calendar, local("07-15 08:00"), 8 * 3600) == local("07-15 16:00")


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../etc/passwd"])
def test_an_unknown_zone_is_refused(zone: str) -> None:
    with pytest.raises(CalendarError, match="time zone"):
        Calendar("c", zone, (windows("08:00-12:00"),) * 7)


def test_a_day_cannot_be_holiday_and_make_up_day() -> None:
    with pytest.raises(CalendarError, match="2026-10-10 both"):
        replace(OFFICE, holidays=HOLIDAYS | {date(2026, 10, 10)})


def test_a_holiday_in_a_year_that_is_not_confirmed_is_refused_and_not_forgotten() -> None:
    with pytest.raises(CalendarError, match="its years lack 2027"):
        replace(OFFICE, workdays=WORKDAYS | {date(2027, 2, 6)})


def test_the_search_ends_with_a_clear_error_when_no_working_day_exists() -> None:
    weekend = Calendar(
        "weekend", "Asia/Shanghai", ((),) * 5 + (windows("08:00-12:00"),) * 2, working_days_only=True
    )
    with pytest.raises(CalendarError, match="“weekend” does not reach the deadline"):
        advance(weekend, local("07-15 10:00"), 60)
    assert counted(weekend, local("07-15 10:00"), local("2027-07-15 10:00")) == 0
    years = range(2026, 2030)
    first = date(2026, 1, 1)
    idle = replace(
        OFFICE,
        holidays=frozenset(first + timedelta(days=day) for day in range(1461)),
        workdays=frozenset(),
        years=frozenset(years),
    )
    with pytest.raises(CalendarError, match="no working day after"):
        working_day_deadline(idle, local("07-15 10:00"), 1)


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="needs its zone"):
        advance(SERVICE, datetime(2026, 7, 15, 10), 60)


def test_the_zone_of_the_machine_that_asks_changes_nothing() -> None:
    start = local("07-15 21:50")
    ends = {advance(SERVICE, start.astimezone(ZoneInfo(zone)), 3600) for zone in ("UTC", "America/New_York")}
    assert ends == {local("07-16 09:20")}
    assert advance(SERVICE, start.astimezone(CHINA), 3600).tzinfo is UTC


NEW_YORK = ZoneInfo("America/New_York")


def new_york(text: str) -> Calendar:
    return Calendar("ny", "America/New_York", (windows(text),) * 7)


def test_a_whole_day_has_its_23_or_25_hours_when_the_clocks_change() -> None:
    spring, autumn = datetime(2026, 3, 8, tzinfo=NEW_YORK), datetime(2026, 11, 1, tzinfo=NEW_YORK)
    calendar = new_york("00:00-24:00")
    assert counted(calendar, spring, datetime(2026, 3, 9, tzinfo=NEW_YORK)) == 23 * 3600
    assert counted(calendar, autumn, datetime(2026, 11, 2, tzinfo=NEW_YORK)) == 25 * 3600


def test_a_window_keeps_its_local_time_when_the_clocks_change() -> None:
    calendar = new_york("08:30-22:00")
    friday = datetime(2026, 3, 7, 21, tzinfo=NEW_YORK)
    assert advance(calendar, friday, 2 * 3600) == datetime(2026, 3, 8, 9, 30, tzinfo=NEW_YORK)


def test_a_window_in_the_skipped_hour_neither_counts_nor_turns_round() -> None:
    calendar = new_york("02:15-02:45")
    day, following = datetime(2026, 3, 8, tzinfo=NEW_YORK), datetime(2026, 3, 9, tzinfo=NEW_YORK)
    assert counted(calendar, day, following) == 0
    across = new_york("01:30-02:30 02:30-03:30")
    assert counted(across, day, following) == 3600


def test_holes_are_joined_before_they_count() -> None:
    ten, eleven, noon, one = (local(f"07-15 {hour}:00") for hour in (10, 11, 12, 13))
    assert merged([(eleven, one), (ten, noon), (one, one)]) == ((ten, one),)


WEEKS = st.sampled_from(
    [
        SERVICE,
        NIGHT,
        SPLIT,
        ALWAYS,
        OFFICE,
        new_york("20:00-06:00"),
        new_york("00:00-01:30 02:00-24:00"),
        ELAPSED,
    ]
)
SECONDS = st.integers(0, 40 * 86_400)


@settings(max_examples=300, deadline=None)
@given(
    WEEKS, SECONDS, st.integers(1, 200_000), st.lists(st.tuples(SECONDS, st.integers(1, 200_000)), max_size=4)
)
def test_the_deadline_is_the_first_instant_with_exactly_the_allowance(
    calendar: Calendar | None, offset: int, allowance: int, pauses: list[tuple[int, int]]
) -> None:
    origin = datetime(2026, 10, 1, tzinfo=UTC)
    start = origin + timedelta(seconds=offset)
    holes = merged(
        [(origin + timedelta(seconds=at), origin + timedelta(seconds=at + length)) for at, length in pauses]
    )
    due = advance(calendar, start, allowance, holes)
    assert counted(calendar, start, due, holes) == allowance
    assert counted(calendar, start, due - timedelta(seconds=1), holes) == allowance - 1
