"""What the watch has to do now, found by when each ticket's ladder next acts (ESC-03)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import Connection, select, text
from sqlalchemy.exc import DBAPIError

from db.course import course_of
from db.log.facts import Facts
from db.log.reading import DatabaseReader
from db.policy.model import Policy
from db.rules import ladder
from db.rules.cycles import endings
from db.rules.ladder import Course
from db.rules.rungs import Due
from db.tables.row import Row
from db.tables.ticket import OPEN, Ticket
from db.verbs.climbing import Arm, Climb, RepeatCall, WatchVerb
from db.verbs.reading import CLOCKS

T = Ticket.table.c
_LIVE = text(OPEN)
"""Word for word the condition of the index, or no database uses it."""


class Task(NamedTuple):
    """One thing to be done: `store.do(verb, WATCH, request)`. Its id makes it one thing for all watches; what
    somebody else did meanwhile is refused (ESC-03)."""

    ticket: str
    verb: WatchVerb
    request: UUID


Broken = dict[str, Exception]
"""Tickets of which nobody can say what is due, and why."""


def due(
    connection: Connection, now: datetime, limit: int, policy_named: Callable[[str], Policy],
    broken: Broken | None = None,
) -> list[Task]:  # fmt: skip
    """What is to be done about at most so many tickets, those that wait longest first.

    Reads only tickets of which the ladder is due; asked again after it was done, it gives the rest. A ticket
    whose own rows or policy make no sense is put into `broken`, if given, and keeps no other one waiting.
    """
    numbers = due_tickets(connection, now, limit)
    try:
        facts = _facts(connection, numbers)
    except Exception as error:
        if broken is None or isinstance(error, DBAPIError):
            raise
        facts = None  # somebody's row cannot be read: each by itself
    found: list[Task] = []
    for number in numbers:
        try:
            rows = facts if facts is not None else _facts(connection, [number])
            ticket = rows.get(Ticket, number)
            if ticket is not None:
                found += _of(rows, ticket, now, policy_named(ticket.policy))
        except Exception as error:
            if broken is None or isinstance(error, DBAPIError):
                raise
            broken[number] = error
    return found


def _facts(connection: Connection, numbers: Sequence[str]) -> Facts:
    """All that the ladders of these tickets go by."""
    if not numbers:
        return Facts()
    read = DatabaseReader(connection)
    rows: list[Row] = [*read.rows(Ticket, number=tuple(numbers))]
    for kind in CLOCKS:
        rows += read.rows(kind, ticket=tuple(numbers))
    return Facts(rows)


def due_tickets(connection: Connection, now: datetime, limit: int) -> list[str]:
    """The open tickets whose ladder is due, the longest first; before them those never looked at."""
    unread = select(T.number).where(_LIVE, T.ladder_at.is_(None)).order_by(T.number).limit(limit)
    found = list(connection.execute(unread).scalars())
    if len(found) < limit:
        late = (
            select(T.number)
            .where(_LIVE, T.ladder_at <= now)
            .order_by(T.ladder_at, T.number)
            .limit(limit - len(found))
        )
        found += connection.execute(late).scalars()
    return found


def next_due(connection: Connection) -> datetime | None:
    """When the next ladder acts; None where none does. Those at which nobody has looked do not count."""
    statement = select(T.ladder_at).where(_LIVE, T.ladder_at.is_not(None)).order_by(T.ladder_at, T.number)
    return connection.execute(statement.limit(1)).scalar_one_or_none()


def _of(facts: Facts, ticket: Ticket, now: datetime, policy: Policy) -> Iterator[Task]:
    course = course_of(facts, ticket, policy)
    found = ladder.due(_with_ends(course, now), now)
    verbs: Sequence[WatchVerb] = [
        Climb(ticket=ticket.number, milestone=each.milestone, rung=each.rung, cycle=each.cycle)
        if isinstance(each, Due)
        else RepeatCall(ticket=ticket.number, escalation=each.call, repeat=each.number)
        for each in found
    ]
    for verb in verbs:
        yield Task(ticket.number, verb, verb.request())
    if not verbs:
        # Nothing of it is due: only when it will be has to be looked at anew.
        yield Task(ticket.number, Arm(ticket=ticket.number), uuid4())


def _with_ends(course: Course, now: datetime) -> Course:
    over = {each.call for each in endings(course, now)}
    if not over:
        return course
    calls = tuple(replace(call, ended_at=now) if call.id in over else call for call in course.calls)
    return replace(course, calls=calls)
