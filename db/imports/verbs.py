"""Tickets of another system: how they came about, as events with their own times (INT-11).

What the other system did not have is left out and not invented: nobody overrules a gate, waives a survey
or stands in for a technician who is not on the roster. A milestone whose moment is not known is neither
met nor missed (docs/decisions/0009-imported-history.md).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Literal

from db.errors import BadField
from db.log.facts import Facts, Outcome, Reader
from db.rules import moves
from db.rules.deadlines import Milestone
from db.rules.phone import normal
from db.tables.customer import Customer, Equipment
from db.tables.event import NumberCounter
from db.tables.organisation import Branch
from db.tables.row import Row
from db.tables.staff import Staff
from db.tables.ticket import Assignment, MilestoneTime, Ticket
from db.tables.ticket import Pause as PauseRow
from db.tables.ticket import Survey as SurveyRow
from db.timing import way_of
from db.verbs.closing import UNCLASSIFIED, cancelled
from db.verbs.context import Context
from db.verbs.fields import Instant, Mark, OptionalCode, OptionalName, OptionalWords
from db.verbs.pausing import PauseReason, end_pause
from db.verbs.register import Register
from db.verbs.ticket_verb import TicketVerb, end_assignments, meet, settle
from db.verbs.who import MANAGER_ONLY

EARLIEST = 2000
"""The first year whose months fit into a ticket's number and its place in the order of numbers."""


class ImportTicket(Register):
    """Bring a ticket over from another system, as of the time when it was entered there."""

    name: ClassVar[str] = "import_ticket"
    default_roles: ClassVar[frozenset[str]] = MANAGER_ONLY
    rule: ClassVar[str] = "INT-11"
    undoable: ClassVar[bool] = False
    internal: ClassVar[bool] = True

    imported_at: Instant
    opened_by: OptionalName = ""
    registered_by: OptionalCode = ""

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        yield f"counter:{self._prefix(context)}"
        customer = self._caller(self._customers(read))
        if customer is not None:
            yield customer.subject()

    def _customers(self, read: Reader) -> list[Customer]:
        # Where phones are missing a map gives all callers the same one: the name narrows it down.
        digits = normal(self.phone)
        return read.rows(Customer, digits=digits, label=self.customer) or read.rows(Customer, digits=digits)

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        # Without other tickets: what was alike years ago helps nobody, and reading it takes the longest.
        yield from read.rows(NumberCounter, prefix=self._prefix(context))
        yield from read.rows(Branch, code=self.branch or context.actor.branch)
        yield from self._customers(read)
        if self.serial:
            yield from read.rows(Equipment, serial=self.serial)

    def decide(self, facts: Facts, context: Context) -> Outcome:
        if context.local(context.now).year < EARLIEST:
            raise BadField(
                "reported_at", "A ticket's number begins in {year} at the earliest.", year=EARLIEST
            )
        outcome = super().decide(facts, context)
        del outcome.answer["similar"]
        outcome.answer["imported_at"] = context.local_text(self.imported_at)
        if self.registered_by:
            ticket = outcome.all(Ticket)[0]
            outcome.put(ticket.but(registered_by=self.registered_by))
        return outcome


What = Literal["contacted", "dispatched", "arrived", "paused", "finished", "surveyed", "closed", "cancelled"]


class ImportStep(TicketVerb):
    """One moment in the history of a ticket that was brought over.

    A survey that is not `dated` holds a mark, but its milestone is not judged.
    """

    name: ClassVar[str] = "import_step"
    default_roles: ClassVar[frozenset[str]] = MANAGER_ONLY
    rule: ClassVar[str] = "INT-11"
    internal: ClassVar[bool] = True

    what: What
    technician: OptionalCode = ""
    technician_name: OptionalName = ""
    reason: PauseReason | None = None
    satisfaction: Mark | None = None
    dated: bool = True
    cause: OptionalCode = ""
    text: OptionalWords = ""

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        yield f"ticket:{self.number}"
        if self.technician:
            yield f"staff:{self.technician}"

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        yield from super().facts(read, context)
        if self.technician:
            yield from read.rows(Staff, no=self.technician)

    def decide(self, facts: Facts, context: Context) -> Outcome:
        outcome = Outcome(facts)
        ticket = facts.one(Ticket, self.number)
        after = getattr(self, f"_{self.what}")(outcome, ticket, context)
        outcome.answer["what"] = self.what
        settle(outcome, after, context)
        if self.what == "closed":
            _forget_unknown(outcome, ticket)
        return outcome

    def _contacted(self, outcome: Outcome, ticket: Ticket, context: Context) -> Ticket:
        meet(outcome, ticket, Milestone.RESPOND, context.now, context)
        return _stepped(ticket, context)

    def _dispatched(self, outcome: Outcome, ticket: Ticket, context: Context) -> Ticket:
        if self.technician:
            outcome.put(
                Assignment.model_construct(
                    None,
                    id=context.new_id("assignment"),
                    ticket=ticket.number,
                    technician=self.technician,
                    lead=True,
                    begun_at=context.now,
                    ended_at=None,
                    window_from=None,
                    window_to=None,
                    departed_at=None,
                    arrived_at=None,
                    override="",
                    reason="",
                )
            )
        return ticket.but(
            state=moves.DISPATCHED, technician=self.technician or None, dispatched_at=context.now
        )

    def _arrived(self, outcome: Outcome, ticket: Ticket, context: Context) -> Ticket:
        for assignment in outcome.all(Assignment, ticket=ticket.number, ended_at=None):
            outcome.put(assignment.but(arrived_at=context.now))
        ticket = _stepped(ticket, context).but(
            state=moves.ONSITE, arrived_at=context.now, visit_step="arrived", way=ticket.way or "on_site"
        )
        meet(outcome, ticket, Milestone.RESPOND, context.now, context)
        meet(outcome, ticket, Milestone.ARRIVE, context.now, context)
        return ticket

    def _paused(self, outcome: Outcome, ticket: Ticket, context: Context) -> Ticket:
        outcome.put(
            PauseRow.model_construct(
                None,
                id=context.new_id("pause"),
                ticket=ticket.number,
                reason=self.reason,
                actor=context.actor.no,
                begun_at=context.now,
                ended_at=None,
                text=self.text,
            )
        )
        return ticket.but(state=moves.PAUSED, state_before=ticket.state)

    def _finished(self, outcome: Outcome, ticket: Ticket, context: Context) -> Ticket:
        end_pause(outcome, ticket, context)
        if way_of(ticket) != "on_site":
            meet(outcome, ticket, Milestone.RESPOND, context.now, context)
        meet(outcome, ticket, Milestone.RESOLVE, context.now, context)
        end_assignments(outcome, ticket, context.now)
        return _stepped(ticket, context).but(
            state=moves.FOLLOW_UP,
            state_before=None,
            finished_at=context.now,
            visit_step="finished",
            technician=self.technician or ticket.technician,
        )

    def _surveyed(self, outcome: Outcome, ticket: Ticket, context: Context) -> Ticket:
        outcome.put(
            SurveyRow.model_construct(
                None,
                id=context.new_id("survey"),
                ticket=ticket.number,
                unreachable=False,
                attitude=None,
                quality=None,
                punctuality=None,
                hygiene=None,
                result=self.satisfaction,
                at=context.now,
                actor=context.actor.no,
                text="",
            )
        )
        if self.dated:
            meet(outcome, ticket, Milestone.SURVEY, context.now, context)
        return ticket.but(surveyed_at=context.now)

    def _closed(self, outcome: Outcome, ticket: Ticket, context: Context) -> Ticket:
        listed = context.policy.reason("cause", self.cause) if self.cause else None
        return ticket.but(
            state=moves.CLOSED,
            closed_at=context.now,
            cause=listed.code if listed else self.cause or None,
            cause_category=listed.category if listed else UNCLASSIFIED,
        )

    def _cancelled(self, outcome: Outcome, ticket: Ticket, context: Context) -> Ticket:
        return cancelled(outcome, ticket, context)


def _stepped(ticket: Ticket, context: Context) -> Ticket:
    return ticket.but(last_step_at=max(context.now, ticket.last_step_at or context.now))


def _forget_unknown(outcome: Outcome, ticket: Ticket) -> None:
    """What the other system did not write down is neither met nor missed."""
    for row in outcome.all(MilestoneTime, ticket=ticket.number):
        if row.met_at is None:
            outcome.drop(row)
