"""From a ticket's rows to its ladder and back: the one place where rows meet `rules.ladder`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from db.policy.model import Policy
from db.policy.rungs import ladder_of
from db.rules import ladder
from db.rules.ladder import Course
from db.rules.rungs import CHASED, LEVEL_RAISED, REGISTERED, Call, Ending, Happening
from db.rules.standings import Standing
from db.tables.codes import OPEN_STATES
from db.tables.escalation import Escalation
from db.tables.ticket import MilestoneTime, Ticket
from db.timing import NEVER, Rows, pauses_of, standing_of


def course_of(
    rows: Rows, ticket: Ticket, policy: Policy, standings: Sequence[Standing] | None = None
) -> Course:
    """What the ticket's ladder goes by; `policy` is the ticket's own version."""
    if standings is None:
        standings = [standing_of(row) for row in rows.all(MilestoneTime, ticket=ticket.number)]
    return Course(
        ladder=ladder_of(policy, ticket.profile),
        standings=standings,
        calendars=policy.targets.calendars,
        pauses=pauses_of(rows, ticket.number),
        calls=tuple(_call(row) for row in rows.all(Escalation, ticket=ticket.number)),
        happenings=tuple(_happenings(ticket)),
        level=ticket.level,
        zone=zone_of(ticket, policy),
        live=ticket.state in OPEN_STATES,
    )


def ladder_at(course: Course, now: datetime) -> datetime:
    """When the ladder next acts, as a ticket keeps it."""
    return ladder.next_at(course, now) or NEVER


def ended(row: Escalation, ending: Ending, now: datetime) -> Escalation:
    """A call whose cycle ended."""
    row = row.but(ended_at=now)
    return row.but(acknowledged_at=now) if ending.settled and row.acknowledged_at is None else row


def zone_of(ticket: Ticket, policy: Policy) -> ZoneInfo:
    """The zone of time of the ticket's branch."""
    branches = policy.organisation.branch
    branch = branches.get(ticket.branch) or branches[policy.organisation.default_branch]
    return _zone(branch.zone)


_zone = lru_cache(maxsize=64)(ZoneInfo)


def _call(row: Escalation) -> Call:
    settled = row.acknowledged_at is not None and row.acknowledged_by is None
    return Call(
        id=row.id,
        milestone=row.milestone,
        trigger=row.trigger,
        rung=row.rung,
        cycle=row.cycle,
        at=row.at,
        told_at=row.notify_at or row.at,
        due_at=row.due_at or row.at,
        reminders=row.reminders,
        acknowledged_at=row.acknowledged_at,
        settled=settled,
        promise=row.promise,
        # One that was settled before cycles were kept ended then.
        ended_at=row.acknowledged_at if settled and row.ended_at is None else row.ended_at,
        in_trouble=row.deadline is not None,
        is_hole=row.persons == "",
    )


def _happenings(ticket: Ticket) -> Iterable[Happening]:
    if ticket.raised_at is not None:
        yield Happening(LEVEL_RAISED, ticket.raised_at)
    if ticket.chased_at is not None:
        yield Happening(CHASED, ticket.chased_at, ticket.chases)
    if ticket.levelled_at is not None:
        yield Happening(REGISTERED, ticket.levelled_at, level=ticket.first_level)
