"""Short ways to write a ticket's history in a test of deadlines."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from db.rules.deadlines import (
    Conditions,
    Grant,
    History,
    Milestone,
    Pause,
    Standing,
    Start,
    Targets,
    derive,
    meet,
)
from tests.db.rules.shipped import TARGETS, local

RESPOND, ANSWER, ARRIVE = Milestone.RESPOND, Milestone.ANSWER, Milestone.ARRIVE
RESOLVE, VERIFY, SURVEY = Milestone.RESOLVE, Milestone.VERIFY, Milestone.SURVEY
LEVEL_TWO = Conditions(level=2, problem="complex")
REPORTED = local("07-15 09:00")


def pause(begin: str, end: str | None = None) -> Pause:
    return Pause(local(begin), None if end is None else local(end), "customer", "A01")


def ticket(
    conditions: Conditions = LEVEL_TWO,
    *,
    profile: str = "electrical",
    report: str = "07-15 09:00",
    pauses: tuple[Pause, ...] = (),
    grants: tuple[Grant, ...] = (),
    agreed_to: str | None = None,
    wanted_by_customer: bool = False,
    **starts: str,
) -> History:
    started = {Start.REPORT: local(report), **{Start(name): local(at) for name, at in starts.items()}}
    return History(
        conditions=conditions,
        started=started,
        pauses=pauses,
        grants=grants,
        agreed_to=None if agreed_to is None else local(agreed_to),
        wanted_by_customer=wanted_by_customer,
        profile=profile,
    )


def standing(history: History, milestone: Milestone, targets: Targets = TARGETS) -> Standing:
    return next(one for one in derive(history, targets) if one.milestone is milestone)


def due(history: History, milestone: Milestone, targets: Targets = TARGETS) -> datetime | None:
    return standing(history, milestone, targets).due_at


def milestones(history: History) -> list[Milestone]:
    return [one.milestone for one in derive(history, TARGETS)]


def met(history: History, milestone: Milestone, at: str) -> History:
    judged: Mapping[Milestone, Standing] = {
        **history.met,
        milestone: meet(history, TARGETS, milestone, local(at)),
    }
    return replace(history, met=judged)
