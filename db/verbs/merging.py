"""Joining two tickets for the same thing (INT-09)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from db import kinds
from db.errors import BadField
from db.kinds import Called, Tells
from db.log.facts import Facts, Outcome, Reader
from db.tables.customer import Equipment
from db.tables.escalation import Escalation, Reminder
from db.tables.row import Row
from db.tables.ticket import Ticket
from db.verbs import groups
from db.verbs.clocks import hand_on
from db.verbs.context import Context
from db.verbs.describing import described
from db.verbs.ending import cancelled, concerned
from db.verbs.fields import OneTicket, OptionalWords
from db.verbs.reading import ENDING
from db.verbs.ticket_verb import TicketVerb, keep_reason, moved, settle
from db.verbs.who import COUNTER

FILLED = (
    "contact", "position", "address", "district", "product", "model", "serial", "equipment", "project",
    "invoice", "external_number",
)  # fmt: skip
"""What the other ticket knew fills what this one lacks."""
WANTED = ("wanted_from", "wanted_to")


class Merge(TicketVerb):
    """Join two tickets for the same thing: the first is cancelled as merged, its calls move to the other.

    What it knew fills what the other lacks, its reminders and open escalations go on there; the earlier
    report counts. A preview tells whom both concern, and in what they differ. Without a reason the merge
    itself is the recorded one for the deadlines that it moves (SLA-13).
    """

    name = "merge"
    word = "merge"
    group = groups.INTAKE
    example = {"into": "2"}
    sentence = ("into",)
    tells = ("reason",)
    ends = True
    default_roles = COUNTER
    rule = "INT-09"
    undoable = True
    answers = {"into": Tells(kinds.TicketNo(), "", "into {value}", leads=True)}
    reads = {"ticket": ENDING, "into": ENDING}
    looks_at = (Equipment,)

    into: Annotated[OneTicket, Called("Into")]
    reason: Annotated[OptionalWords, kinds.Reason("change")] = ""

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        return (f"ticket:{self.number}", f"ticket:{self.into}")

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        yield from super().facts(read, context)
        for number in dict.fromkeys((self.number, self.into)):
            for ticket in read.rows(Ticket, number=number):
                if ticket.equipment:
                    yield from read.rows(Equipment, id=ticket.equipment)

    def decide(self, facts: Facts, context: Context) -> Outcome:
        if self.into == self.number:
            raise BadField("into", "A ticket cannot be merged into itself.")
        outcome = Outcome(facts)
        ticket, into = facts.one(Ticket, self.number), facts.one(Ticket, self.into)
        moved(ticket, "merge", "merge")
        moved(into, "merge into", "merge")
        outcome.preview["about"] = [concerned(each, context) for each in (ticket, into)]
        outcome.preview["differs"] = differing(ticket, into)
        _hand_on(outcome, ticket, into, context)
        settle(outcome, _joined(ticket, into, facts, context), context)
        gone = cancelled(outcome, ticket, context).but(merged_into=into.number)
        settle(outcome, gone, context)
        keep_reason(outcome, into.number, "merged", self.reason)
        outcome.answer["into"] = into.number
        return outcome


def differing(ticket: Ticket, into: Ticket) -> list[str]:
    """In what two tickets differ that should be about one thing: the customer, the equipment."""
    found = []
    if ticket.customer != into.customer:
        found.append("customer")
    if ticket.equipment and into.equipment and ticket.equipment != into.equipment:
        found.append("equipment")
    return found


def _joined(ticket: Ticket, into: Ticket, facts: Facts, context: Context) -> Ticket:
    same_customer = ticket.customer == into.customer
    values: dict[str, Any] = {
        name: getattr(ticket, name)
        for name in FILLED
        if not getattr(into, name) and getattr(ticket, name) and (same_customer or name != "equipment")
    }
    if not any(getattr(into, name) for name in WANTED):
        values |= {name: getattr(ticket, name) for name in WANTED}
    joined = into.but(
        **values,
        reported_at=min(into.reported_at, ticket.reported_at),
        chases=into.chases + ticket.chases + 1,
        chased_at=context.now,
    )
    if not values.keys() & set(FILLED):
        return joined
    equipment = facts.get(Equipment, joined.equipment) if joined.equipment else None
    told = described(joined, equipment, context.policy_named(into.policy))
    # A zone that somebody set stays; so does the one that the ticket's own words gave.
    return told if into.zone is None else told.but(zone=into.zone)


def _hand_on(outcome: Outcome, ticket: Ticket, into: Ticket, context: Context) -> None:
    """Reminders and open escalations of the merged ticket, anew on the other one; its tasks themselves."""
    hand_on(outcome, ticket.subject(), into.subject(), context)
    for at, reminder in enumerate(outcome.all(Reminder, ticket=ticket.number)):
        outcome.put(reminder.but(id=context.new_id(f"reminder {at}"), ticket=into.number))
    waiting = outcome.all(Escalation, ticket=ticket.number, acknowledged_at=None)
    # In the order in which they were made, so that their cycles follow each other there as well.
    for at, call in enumerate(sorted(waiting, key=lambda each: (each.at, each.cycle, each.rung))):
        same = outcome.all(Escalation, ticket=into.number, milestone=call.milestone, rung=call.rung)
        outcome.put(
            call.but(
                id=context.new_id(f"escalation {at}"),
                ticket=into.number,
                cycle=max((each.cycle for each in same), default=0) + 1,
            )
        )
