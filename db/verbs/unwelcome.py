"""Whom a customer would not have again: kept, and told to headquarters (ESC-08)."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from db.log.facts import Outcome, Reader
from db.rules.calling import Target, groups
from db.tables.pick import Unwelcome
from db.tables.row import Row
from db.tables.staff import Staff
from db.tables.ticket import Assignment, Ticket
from db.verbs.answering import colleagues_of
from db.verbs.context import Context
from db.verbs.noticing import Cause, write

REFUSED = "customer_refused"
"""The reason by which somebody is taken off a ticket since the customer would not have them."""
HEADQUARTERS = Target("manager")


def who_is_told(read: Reader, reason: str) -> Iterable[Row]:
    """Who may have to be told of it, where that is the reason."""
    return read.rows(Staff, active=True) if reason == REFUSED else ()


def keep_refused(
    outcome: Outcome, ticket: Ticket, staying: Collection[str], reason: str, context: Context
) -> None:
    """Where the customer would not have those who held the ticket, keep that, and tell headquarters."""
    if reason != REFUSED:
        return
    held = outcome.facts.all(Assignment, ticket=ticket.number, ended_at=None)
    leaving = [each.technician for each in held if each.technician not in staying]
    for place, no in enumerate(leaving):
        outcome.put(
            Unwelcome.new(
                id=context.new_id(f"unwelcome {place}"),
                ticket=ticket.number,
                customer=ticket.customer,
                technician=no,
                at=context.now,
                actor=context.actor.no,
            )
        )
    if leaving:
        outcome.answer["unwelcome"] = leaving
        people = colleagues_of(outcome.facts.all(Staff, active=True), context.policy)
        told = next(filter(None, groups(HEADQUARTERS, people, ticket.department, ticket.branch)), ())
        write(outcome, context, Cause("unwelcome", ticket), [one for one in people if one.no in told])
