"""Duty and leave over a whole window (DSP-05, PPL-04)."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from db.rules.duty import LEAVE, OFF, ON_DUTY, RESTING, DutyState, Stretch, duty_over, lifted
from tests.db.rules.shipped import local

ZONE = ZoneInfo("Asia/Shanghai")


def stretch(kind: str, begin: str, end: str, entered: int = 1) -> Stretch:
    return Stretch(kind, local(f"07-15 {begin}"), local(f"07-15 {end}"), entered)


def over(begin: str, end: str, *stretches: Stretch) -> DutyState:
    return duty_over(stretches, local(f"07-15 {begin}"), local(f"07-15 {end}"), ZONE)


@pytest.mark.parametrize(
    ("begin", "end", "kind"),
    [
        ("11:00", "13:00", ON_DUTY),
        ("11:00", "14:00", LEAVE),
        ("18:00", "19:00", ON_DUTY),
        ("17:59", "19:00", LEAVE),
    ],
)
def test_a_leave_that_begins_inside_the_window_binds(begin: str, end: str, kind: str) -> None:
    assert over(begin, end, stretch(LEAVE, "13:00", "18:00")).kind == kind


def test_the_first_absence_of_several_is_told_with_its_end() -> None:
    found = over("09:00", "17:00", stretch(RESTING, "12:00", "13:00"), stretch(LEAVE, "15:00", "16:00", 2))
    assert (found.kind, found.until) == (RESTING, local("07-15 13:00"))


def test_a_window_that_outlasts_the_shift_is_off_duty() -> None:
    assert over("16:00", "18:00", stretch(ON_DUTY, "08:30", "17:30")).kind == OFF
    assert over("16:00", "17:30", stretch(ON_DUTY, "08:30", "17:30")).kind == ON_DUTY


def test_the_next_day_s_shift_counts_from_midnight() -> None:
    night = Stretch(ON_DUTY, local("07-16 08:30"), local("07-16 17:30"), 1)
    assert duty_over([night], local("07-15 22:00"), local("07-16 00:00"), ZONE).kind == ON_DUTY
    assert duty_over([night], local("07-15 22:00"), local("07-16 01:00"), ZONE).kind == OFF


def test_a_shift_entered_over_a_leave_lifts_it_as_far_as_it_still_counted() -> None:
    leave = stretch(LEAVE, "13:00", "18:00")
    assert lifted([leave], stretch(ON_DUTY, "08:30", "17:30", 2), ZONE) == (leave,)
    assert lifted([leave], stretch(ON_DUTY, "08:30", "13:00", 2), ZONE) == ()
    assert lifted([leave], stretch(LEAVE, "08:30", "17:30", 2), ZONE) == ()
    gone = stretch(ON_DUTY, "13:00", "18:00", 2)
    assert lifted([leave, gone], stretch(ON_DUTY, "08:30", "17:30", 3), ZONE) == ()


def test_instants_are_compared_in_any_offset() -> None:
    leave = stretch(LEAVE, "13:00", "18:00")
    begin = datetime.fromisoformat("2026-07-15T07:00:00+02:00")
    assert duty_over([leave], begin, local("07-15 19:00"), ZONE).kind == LEAVE
