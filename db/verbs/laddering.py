"""What every verb about a ticket leaves behind for its ladder: ended cycles, when it next acts (ESC-03)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from db.course import course_of, ended, ladder_at
from db.log.facts import Outcome
from db.policy.model import Policy
from db.rules.cycles import endings
from db.rules.ladder import Course
from db.rules.standings import Standing
from db.tables.escalation import Escalation
from db.tables.ticket import Ticket
from db.timing import NEVER
from db.verbs.context import Context


def levelled(before: Ticket | None, after: Ticket, now: datetime) -> Ticket:
    """The ticket with when it got its first level and when that was raised last (ESC-01, ESC-10)."""
    was = before.level if before is not None else None
    if after.level == was or after.level is None:
        return after
    if was is None:
        first: dict[str, Any] = {"first_level": after.level, "levelled_at": now}
        return after.but(**first) if after.levelled_at is None else after
    return after.but(raised_at=now) if after.level < was else after


def armed(
    outcome: Outcome, ticket: Ticket, context: Context, standings: Sequence[Standing] | None = None
) -> Ticket:
    """The ticket with the instant at which its ladder next acts; cycles that are over end.

    `standings` are its targets where they were derived just now.
    """
    policy: Policy = context.policy_named(ticket.policy)
    course = course_of(outcome, ticket, policy, standings)
    if course.calls and end_cycles(outcome, course, context.now):
        course = course_of(outcome, ticket, policy, standings)
    at = ladder_at(course, context.now) if course.live else NEVER
    return ticket if ticket.ladder_at == at else ticket.but(ladder_at=at)


def end_cycles(outcome: Outcome, course: Course, now: datetime) -> bool:
    """End the calls whose cycle is over; whether there were any."""
    found = endings(course, now)
    for ending in found:
        row = outcome.get(Escalation, ending.call)
        if row is not None:
            outcome.put(ended(row, ending, now))
    return bool(found)
