"""A deadline says when it was counted over days off that are not official yet (SLA-05)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from db.rules.calendar import advance, working_day_deadline
from db.rules.deadlines import Clock, Conditions, Milestone, Pause, Profile, Start, Target, Targets, derive
from db.rules.provisional import provisional_years
from db.rules.standings import Grant, History, Standing
from tests.db.rules.shipped import daily, local

OFFICE = daily("08:30-17:30", "office", working_days_only=True)
SERVICE = daily("08:30-22:00")
DAYS = Target(Milestone.RESOLVE, working_days=3, calendar="service")
HOURS = Target(Milestone.RESOLVE, allowance_minutes=600, clock=Clock.SERVICE, calendar="office")
ALWAYS_OPEN = replace(HOURS, calendar="service")


def standing(target: Target, report: str, **more: Any) -> Standing:
    rows = (Target(Milestone.RESPOND, allowance_minutes=60), target)
    targets = Targets({"electrical": Profile("electrical", rows)}, {"office": OFFICE, "service": SERVICE})
    history = History(Conditions(level=2), {Start.REPORT: local(report)}, **more)
    return next(each for each in derive(history, targets) if each.milestone is Milestone.RESOLVE)


TARGETS = Targets({"electrical": Profile("electrical", (DAYS,))}, {"office": OFFICE, "service": SERVICE})


@pytest.mark.parametrize(
    ("target", "report", "years"),
    [
        (DAYS, "2026-12-28 10:00", ()),
        (DAYS, "2026-12-30 10:00", (2027,)),
        (DAYS, "2027-12-30 10:00", (2027, 2028)),
        (HOURS, "2026-12-31 10:00", (2027,)),
        (HOURS, "2026-12-30 08:30", ()),
        (ALWAYS_OPEN, "2026-12-31 20:00", ()),
        (Target(Milestone.RESOLVE, allowance_minutes=2880), "2026-12-31 10:00", ()),
    ],
)
def test_a_deadline_names_the_years_that_are_not_official(
    target: Target, report: str, years: tuple[int, ...]
) -> None:
    assert provisional_years(standing(target, report), TARGETS) == years


def test_a_paused_an_agreed_or_a_granted_deadline_was_not_counted_over_those_days() -> None:
    report = "2026-12-30 10:00"
    pause = Pause(local("2026-12-30 11:00"), None, "part", "A01")
    assert provisional_years(standing(DAYS, report, pauses=(pause,)), TARGETS) == ()
    until = local("2027-01-08 10:00")
    grant = Grant(Milestone.RESOLVE, until, local("2026-12-30 12:00"))
    assert provisional_years(standing(DAYS, report, grants=(grant,)), TARGETS) == ()
    agreed = standing(replace(DAYS, agreed=True), report, agreed_to=until)
    assert (agreed.due_at, provisional_years(agreed, TARGETS)) == (until, ())


def test_days_that_are_only_proposed_count_and_stay_provisional() -> None:
    known = replace(
        OFFICE,
        holidays=OFFICE.holidays | {date(2027, 1, 1)},
        workdays=OFFICE.workdays | {date(2027, 1, 3)},
        proposed=frozenset({2027}),
    )
    assert known.provisional(date(2027, 1, 1))
    assert known.is_working_day(date(2027, 1, 3)), "a Sunday, expected to be made up"
    end = advance(known, local("2026-12-31 17:00"), 3600)
    assert end == local("2027-01-03 09:00")
    assert working_day_deadline(known, local("2026-12-31 09:00"), 1) == local("2027-01-03 17:30")
