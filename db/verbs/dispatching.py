"""Dispatch, reassign, recall (DSP-03, DSP-05, DSP-08, DSP-09)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Self

from db.errors import BadField, Refusal
from db.log.facts import Facts, Outcome, Reader
from db.rules.deadlines import Milestone
from db.rules.gates import blocking
from db.staffing import gates_for
from db.tables.row import Row
from db.tables.ticket import Assignment, Ticket
from db.verbs.context import Context
from db.verbs.fields import Instant, OptionalWords, People, Person, Words
from db.verbs.reading import staff_rows, ticket_rows
from db.verbs.register import Way
from db.verbs.ticket_verb import TicketVerb, end_assignments, moved, settle, unmeet
from db.verbs.who import DISPATCHERS


class Sending(TicketVerb):
    """What dispatching and reassigning share: the people, the window, the gates.

    A bulk may name somebody for each of its tickets, in their order: `technicians`.
    """

    undoable = True

    technician: Person
    technicians: People = ()
    crew: People = ()
    way: Way | None = None
    window_from: Instant | None = None
    window_to: Instant | None = None
    override: OptionalWords = ""

    def each(self) -> tuple[Self, ...]:
        parts = super().each()
        if not self.technicians:
            return parts
        if len(parts) != len(self.technicians):
            raise BadField("technicians", "Name one person for each ticket.")
        shared = {name: value for name, value in self.given.items() if name != "technicians"}
        named = []
        for part, technician in zip(parts, self.technicians, strict=True):
            one = part.model_copy(update={"technician": technician, "technicians": ()})
            one.remember({**shared, "ticket": part.ticket, "technician": technician})
            named.append(one)
        return tuple(named)

    @property
    def people(self) -> tuple[str, ...]:
        """The one in charge first."""
        return (self.technician, *self.crew)

    def resolve(self, read: Reader, context: Context) -> Self:
        spelt = super().resolve(read, context)
        if len(set(spelt.people)) != len(spelt.people):
            raise BadField("crew", "The same person is named twice.")
        return spelt

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        return (f"ticket:{self.number}", *(f"staff:{no}" for no in self.people))

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        for no in self.people:
            yield from staff_rows(read, no)
        yield from ticket_rows(read, self.number)

    def window(self, ticket: Ticket) -> tuple[datetime | None, datetime | None]:
        """The window agreed with the customer: the one given, else the one there is."""
        if self.window_from is not None and self.window_to is not None and self.window_from >= self.window_to:
            raise BadField("window_to", "The window ends before it begins.")
        if self.window_from is None and self.window_to is None:
            return ticket.agreed_from, ticket.agreed_to
        return self.window_from, self.window_to

    def check_gates(self, facts: Facts, ticket: Ticket, context: Context) -> list[str]:
        """The gates that stand in the way and were overruled; refuses what nobody overruled (DSP-05)."""
        policy = context.policy
        window = self.window(ticket)
        overruled: list[str] = []
        for no in self.people:
            found = gates_for(facts, no, ticket, policy, now=context.now, zone=context.zone, window=window)
            for gate in blocking(found):
                if not self.override:
                    raise Refusal(
                        gate.rule,
                        "{technician} cannot be sent: {cause}.",
                        "Choose another one, or overrule with a reason.",
                        technician=no,
                        cause=gate.cause,
                    )
                overruled.append(f"{no}:{gate.name}")
        if overruled:
            context.demand("override_gate")
        return overruled

    def assign(self, outcome: Outcome, ticket: Ticket, context: Context) -> Ticket:
        """Put the people on the ticket."""
        window_from, window_to = self.window(ticket)
        for at, no in enumerate(self.people):
            outcome.put(
                Assignment.new(
                    id=context.new_id(f"assignment {at}"),
                    ticket=ticket.number,
                    technician=no,
                    lead=at == 0,
                    begun_at=context.now,
                    ended_at=None,
                    window_from=window_from,
                    window_to=window_to,
                    departed_at=None,
                    arrived_at=None,
                    override=self.override,
                    reason="",
                )
            )
        return ticket.but(
            technician=self.technician,
            agreed_from=window_from,
            agreed_to=window_to,
            visit_step=None,
            dispatched_at=ticket.dispatched_at or context.now,
        )


class Dispatch(Sending):
    """Send a technician, or a crew with one in charge, to a ticket.

    Hard stops (leave, certificate, tool, overlapping window) refuse it unless overruled with a reason.
    """

    name = "dispatch"
    default_roles = DISPATCHERS
    rule = "DSP-03"

    way: Way | None = "on_site"

    def decide(self, facts: Facts, context: Context) -> Outcome:
        ticket = facts.one(Ticket, self.number)
        state = moved(ticket, "dispatch", "dispatch")
        outcome = Outcome(facts)
        outcome.answer["overruled"] = self.check_gates(facts, ticket, context)
        ticket = self.assign(outcome, ticket, context).but(state=state, way=self.way)
        return settle(outcome, ticket, context)


class Reassign(Sending):
    """Give a dispatched ticket to somebody else, or change its crew or window; what is met stays met."""

    name = "reassign"
    default_roles = DISPATCHERS
    rule = "DSP-09"

    reason: Words

    def decide(self, facts: Facts, context: Context) -> Outcome:
        ticket = facts.one(Ticket, self.number)
        state = moved(ticket, "reassign", "reassign")
        outcome = Outcome(facts)
        outcome.answer["overruled"] = self.check_gates(facts, ticket, context)
        end_assignments(outcome, ticket, context.now, self.reason)
        ticket = self.assign(outcome, ticket, context).but(state=state, way=self.way or ticket.way)
        return settle(outcome, ticket, context)


class Recall(TicketVerb):
    """Take a ticket back from whoever holds it; its arrival is open again on its first clock."""

    name = "recall"
    default_roles = DISPATCHERS
    rule = "DSP-09"
    undoable = True

    reason: Words

    def decide(self, facts: Facts, context: Context) -> Outcome:
        ticket = facts.one(Ticket, self.number)
        state = moved(ticket, "recall", "recall")
        outcome = Outcome(facts)
        end_assignments(outcome, ticket, context.now, self.reason)
        unmeet(outcome, ticket, Milestone.ARRIVE)
        return settle(outcome, ticket.but(state=state, technician=None, visit_step=None), context)
