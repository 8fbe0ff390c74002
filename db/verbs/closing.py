"""Closing, cancelling, reopening, merging (CLS-01, CLS-05, CLS-07, INT-09)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from db.errors import BadField, Refusal
from db.log.facts import Facts, Outcome, Reader
from db.rules import moves
from db.rules.deadlines import Milestone
from db.tables.row import Row
from db.tables.ticket import Ticket
from db.timing import judged, way_of
from db.verbs.context import Context
from db.verbs.fields import Name, OneTicket, OptionalWords, Words
from db.verbs.pausing import end_pause
from db.verbs.reading import ticket_rows
from db.verbs.ticket_verb import TicketVerb, end_assignments, moved, settle, unmeet
from db.verbs.who import COUNTER

UNCLASSIFIED = "unclassified"


def missing_to_close(ticket: Ticket) -> list[str]:
    """What CLS-05 asks for and is not there yet, by the way of service."""
    missing = []
    if way_of(ticket) == "remote" and ticket.verified_at is None:
        missing.append("verify")
    if ticket.surveyed_at is None:
        missing.append("survey")
    return missing


class Close(TicketVerb):
    """Close a ticket whose work is done, verified if remote, and surveyed."""

    name = "close"
    default_roles = COUNTER
    rule = "CLS-05"
    undoable = True

    cause: Name
    waive: OptionalWords = ""

    def decide(self, facts: Facts, context: Context) -> Outcome:
        outcome = Outcome(facts)
        ticket = facts.one(Ticket, self.number)
        state = moved(ticket, "close", "close")
        missing = missing_to_close(ticket)
        if self.waive:
            context.demand("waive")
        elif missing:
            raise Refusal(
                "CLS-05",
                "{number} cannot be closed yet; missing: {missing}.",
                "Do it, or let a manager waive it with a reason.",
                number=ticket.number,
                missing=", ".join(missing),
            )
        listed = context.policy.reason("cause", self.cause)
        outcome.answer["waived"] = missing
        ticket = ticket.but(
            state=state,
            closed_at=context.now,
            cause=listed.code if listed else self.cause,
            cause_category=listed.category if listed else UNCLASSIFIED,
            waived=self.waive or None,
        )
        return settle(outcome, ticket, context)


class Cancel(TicketVerb):
    """Cancel a ticket that needs no service."""

    name = "cancel"
    default_roles = COUNTER
    rule = "CLS-07"
    undoable = True

    reason: Words

    def decide(self, facts: Facts, context: Context) -> Outcome:
        outcome = Outcome(facts)
        ticket = facts.one(Ticket, self.number)
        moved(ticket, "cancel", "cancel")
        return settle(outcome, cancelled(outcome, ticket, context), context)


def cancelled(outcome: Outcome, ticket: Ticket, context: Context) -> Ticket:
    """The ticket with no deadline and nobody on it (deadlines 17)."""
    end_pause(outcome, ticket, context)
    end_assignments(outcome, ticket, context.now)
    return ticket.but(state=moves.CANCELLED, state_before=None, technician=None)


def reopened(outcome: Outcome, ticket: Ticket) -> Ticket:
    """The ticket back in triaged: respond and arrive stay met, resolve is open again on its first clock."""
    again = (Milestone.RESOLVE, Milestone.VERIFY, Milestone.SURVEY)
    unmeet(outcome, ticket, *again)
    return judged(ticket, *again).but(
        state=moves.TRIAGED,
        technician=None,
        visit_step=None,
        finished_at=None,
        verified_at=None,
        surveyed_at=None,
        closed_at=None,
        cause=None,
        cause_category=None,
        waived=None,
        unreachable_verify=0,
        unreachable_survey=0,
    )


class Reopen(TicketVerb):
    """Reopen a ticket that was not solved: from follow-up, or by a manager within 48 h of closing."""

    name = "reopen"
    default_roles = COUNTER | {"quality"}
    rule = "CLS-07"
    undoable = True

    reason: Words

    def decide(self, facts: Facts, context: Context) -> Outcome:
        outcome = Outcome(facts)
        ticket = facts.one(Ticket, self.number)
        moved(ticket, "reopen", "reopen")
        if ticket.state == moves.CLOSED:
            hours = context.policy.setting("reopen_hours")
            if ticket.closed_at is not None and context.now - ticket.closed_at > timedelta(hours=hours):
                raise Refusal(
                    "CLS-07",
                    "{number} was closed more than {hours} h ago.",
                    "Register a new ticket; it is linked to this one.",
                    number=ticket.number,
                    hours=hours,
                )
            context.demand("reopen_closed")
        return settle(outcome, reopened(outcome, ticket), context)


class Merge(TicketVerb):
    """Join two tickets for the same thing: the first is cancelled as merged, its calls move to the other."""

    name = "merge"
    default_roles = COUNTER
    rule = "INT-09"

    into: OneTicket

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        return (f"ticket:{self.number}", f"ticket:{self.into}")

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        yield from ticket_rows(read, self.number)
        if self.into != self.number:
            yield from ticket_rows(read, self.into)

    def decide(self, facts: Facts, context: Context) -> Outcome:
        if self.into == self.number:
            raise BadField("into", "A ticket cannot be merged into itself.")
        outcome = Outcome(facts)
        ticket, into = facts.one(Ticket, self.number), facts.one(Ticket, self.into)
        moved(ticket, "merge", "merge")
        moved(into, "merge into", "merge")
        settle(
            outcome,
            into.but(
                reported_at=min(into.reported_at, ticket.reported_at), chases=into.chases + ticket.chases + 1
            ),
            context,
        )
        gone = cancelled(outcome, ticket, context).but(merged_into=into.number)
        settle(outcome, gone, context)
        outcome.answer["into"] = into.number
        return outcome
