"""Patterns of shifts: letters, weeks in turns, nights, clocks that are put forward (PPL-01)."""

import re
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from db.rules.duty import LEAVE, OFF, ON_DUTY, Stretch, duty_at, duty_over, planned
from db.rules.shifts import ShiftError, Weekly, midnight, read_letters, read_weeks, shift_on
from tests.db.desk import local

ROOT = Path(__file__).resolve().parents[3]
ZONE = "Asia/Shanghai"
SHANGHAI = ZoneInfo(ZONE)
HOURS = (("D", "08:30-17:30"), ("L", "13:00-21:30"), ("N", "22:00-06:00"))
KNOWN = {"D": ("白",), "L": ("晚",), "N": ("夜",)}
FOR_GOOD = local("2100-01-01 00:00")


def pattern(weeks: str, since: str = "2026-07-13", until: datetime = FOR_GOOD, zone: str = ZONE) -> Stretch:
    weekly = Weekly(tuple(weeks.split("/")), HOURS, zone)
    return Stretch(ON_DUTY, midnight(date.fromisoformat(since), zone), until, 5, weekly)


def single(letter: str, day: str) -> Stretch:
    first = date.fromisoformat(day)
    end = midnight(first + timedelta(days=1), ZONE)
    return Stretch(ON_DUTY, midnight(first, ZONE), end, 9, Weekly((letter * 7,), HOURS, ZONE), single=True)


@pytest.mark.parametrize(
    ("at", "kind"),
    [
        ("07-15 08:29", OFF), ("07-15 08:30", ON_DUTY), ("07-15 17:29", ON_DUTY), ("07-15 17:30", OFF),
        ("07-18 10:00", OFF),
        ("07-20 10:00", OFF), ("07-20 22:00", ON_DUTY), ("07-21 05:59", ON_DUTY), ("07-21 06:00", OFF),
        ("07-25 03:00", ON_DUTY),  # the night of Friday reaches into Saturday
        ("07-27 03:00", OFF), ("07-27 08:30", ON_DUTY),
        ("07-12 10:00", ON_DUTY),  # before it began
    ],
)  # fmt: skip
def test_weeks_take_turns_and_a_night_reaches_into_the_next_day(at: str, kind: str) -> None:
    assert duty_at([pattern("DDDDD--/NNNNN--")], local(at), SHANGHAI).kind == kind


def test_who_is_off_by_the_pattern_is_told_when_the_next_shift_begins() -> None:
    state = duty_at([pattern("DDDDD--")], local("07-17 18:00"), SHANGHAI)
    assert (state.kind, state.until) == (OFF, local("07-20 08:30"))


def test_a_single_day_stands_above_the_pattern_and_leave_above_both() -> None:
    entries = [pattern("DDDDD--"), single("N", "2026-07-15"), single("D", "2026-07-18")]
    assert [
        duty_at(entries, local(at), SHANGHAI).kind
        for at in ("07-15 10:00", "07-15 23:00", "07-18 10:00", "07-16 05:00")
    ] == [OFF, ON_DUTY, ON_DUTY, ON_DUTY]
    leave = Stretch(LEAVE, local("07-15 12:00"), local("07-16 12:00"), 3)
    assert [
        duty_at([*entries, leave], local(at), SHANGHAI).kind for at in ("07-15 23:00", "07-16 13:00")
    ] == [LEAVE, ON_DUTY]
    # What was entered over a rest day, however early, is worked.
    extra = Stretch(ON_DUTY, local("07-19 09:00"), local("07-19 12:00"), 1)
    assert duty_at([*entries, extra], local("07-19 10:00"), SHANGHAI).kind == ON_DUTY


def test_a_pattern_of_a_later_day_changes_nothing_of_the_days_before() -> None:
    old = pattern("DDDDD--", until=midnight(date(2026, 7, 20), ZONE))
    both = [old, pattern("NNNNN--", "2026-07-20")]
    before = [duty_at([old], local(f"07-{day} 10:00"), SHANGHAI) for day in range(13, 20)]
    assert [duty_at(both, local(f"07-{day} 10:00"), SHANGHAI).kind for day in range(13, 20)] == [
        each.kind for each in before
    ]
    assert duty_at(both, local("07-20 10:00"), SHANGHAI).kind == OFF
    assert planned(both, date(2026, 7, 21)) is not None


def test_a_visit_that_runs_past_the_shift_is_not_covered() -> None:
    entries = [pattern("DDDDD--")]
    begin = local("07-15 16:00")
    assert duty_over(entries, begin, local("07-15 17:30"), SHANGHAI).on_duty
    assert duty_over(entries, begin, local("07-15 17:31"), SHANGHAI).kind == OFF


def test_a_shift_follows_the_clock_on_the_wall_when_it_is_put_forward() -> None:
    berlin = "Europe/Berlin"
    lengths = {
        day: sum((end - begin for begin, end in shift_on("22:00-06:00", day, berlin)), timedelta())
        for day in (date(2026, 3, 27), date(2026, 3, 28), date(2026, 10, 24))
    }
    assert [hours.total_seconds() / 3600 for hours in lengths.values()] == [8, 7, 9]
    entries = [pattern("NNNNNNN", "2026-03-23", zone=berlin)]
    for day, on in (("2026-03-29T05:59+02:00", True), ("2026-03-29T06:00+02:00", False)):
        assert duty_at(entries, datetime.fromisoformat(day), ZoneInfo(berlin)).on_duty is on


@pytest.mark.parametrize(
    ("text", "weeks"),
    [
        ("DDDDD--", ("DDDDD--",)), ("白白白白白休休", ("DDDDD--",)),
        ("ddddd-- / nnnnn--", ("DDDDD--", "NNNNN--")),
    ],
)  # fmt: skip
def test_weeks_are_read_by_letters_and_by_names(text: str, weeks: tuple[str, ...]) -> None:
    assert read_weeks(text, KNOWN) == weeks


@pytest.mark.parametrize("text", ["", "DDDD", "DDDDDX-", "DDDDD--/", "/".join(["DDDDD--"] * 13)])
def test_what_is_no_week_is_refused(text: str) -> None:
    with pytest.raises(ShiftError):
        read_weeks(text, KNOWN)


def test_only_a_single_day_may_be_as_usual() -> None:
    assert read_letters("N.-", KNOWN, usual=True) == "N.-"
    with pytest.raises(ShiftError):
        read_letters("N.-", KNOWN)


def test_a_pattern_is_nowhere_taken_for_a_plain_stretch() -> None:
    """Rows of duty become stretches in one place, which knows of patterns."""
    rooms = [path for path in (ROOT / "db").rglob("*.py") if path.name != "duties.py"]
    assert [
        path.name
        for path in rooms
        if re.search(r"Stretch\((?:(?!self)\w+\.kind|\*\w+)", path.read_text("utf-8"))
    ] == [
        "substitutes.py"  # which asks for no patterns
    ]
