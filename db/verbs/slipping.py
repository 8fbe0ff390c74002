"""A visit takes longer than was said: whose promises that breaks, and that they are rung up (VIS-10)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from db.held import held_of, promise_of
from db.log.facts import Outcome, Reader
from db.rules.moves import PAUSED
from db.rules.sentence import msgid
from db.rules.slips import Promise, expected
from db.tables.codes import ACTIVE_STATES
from db.tables.row import Row
from db.tables.task import Task
from db.tables.ticket import Assignment, Ticket
from db.verbs.clocks import OPEN, SLIP, begin
from db.verbs.context import Context
from db.verbs.windows import warn

COMES_LATE = msgid("{ticket} was promised until {until}, {technician} comes at {at}: ring the customer.")


class Broken(NamedTuple):
    """A window in which nobody can come any more: at `there` at the earliest."""

    ticket: str
    technician: str
    until: datetime
    there: datetime


def following(read: Reader, ticket: str) -> Iterator[Row]:
    """What those at a ticket hold besides, and what is open about it."""
    people = tuple(each.technician for each in read.rows(Assignment, ticket=ticket, ended_at=None))
    held = read.rows(Assignment, technician=people, ended_at=None)
    yield from held
    others = tuple(sorted({each.ticket for each in held} - {ticket}))
    yield from read.rows(Ticket, number=others)
    yield from read.rows(Task, about=tuple(f"ticket:{number}" for number in others), state=OPEN)


def tell_broken(outcome: Outcome, ticket: Ticket, done_at: datetime, context: Context) -> None:
    """Warn of every promise that does not hold when the visit is done then, and start a task for each: the
    customer is rung up before the window passes."""
    found: dict[str, Broken] = {}
    for each in outcome.all(Assignment, ticket=ticket.number, ended_at=None):
        for broken in _broken_of(outcome, each.technician, ticket, done_at, context):
            found.setdefault(broken.ticket, broken)
    for broken in found.values():
        begin(outcome, SLIP, f"ticket:{broken.ticket}", context)
        for task in outcome.all(Task, about=f"ticket:{broken.ticket}", kind=SLIP, state=OPEN):
            outcome.put(task.but(due_at=max(context.now, min(task.due_at, broken.until))))
        warn(
            outcome,
            "VIS-10",
            COMES_LATE,
            ticket=broken.ticket,
            technician=broken.technician,
            until=context.local_text(broken.until),
            at=context.local_text(broken.there),
        )


def _broken_of(
    outcome: Outcome, technician: str, ticket: Ticket, done_at: datetime, context: Context
) -> Iterator[Broken]:
    """Of one person: each job follows upon the one before, with the way between."""
    promises = {each.ticket: each for each in _to_come(outcome, technician, ticket, context)}
    minutes = context.policy.roads.minutes
    for visit in expected(promises.values(), done_at, ticket.zone, minutes, held_up=True):
        until = promises[visit.ticket].end
        if visit.begin > until:
            yield Broken(visit.ticket, technician, until, visit.begin)


def _to_come(outcome: Outcome, technician: str, ticket: Ticket, context: Context) -> Iterator[Promise]:
    """What they hold besides; where they are not there yet, what comes before that does not wait for it."""
    held = {each.ticket: each for each in outcome.all(Assignment, technician=technician, ended_at=None)}
    own = held[ticket.number]
    for each in held.values():
        other = outcome.get(Ticket, each.ticket)
        if other is None or other.number == ticket.number or each.arrived_at is not None:
            continue
        promise = promise_of(held_of(each, other), context.policy)
        stands = other.state in ACTIVE_STATES and other.state != PAUSED
        if promise is None or not stands or promise.end <= context.now:
            continue
        if own.arrived_at is not None or own.window_from is None or promise.begin >= own.window_from:
            yield promise
