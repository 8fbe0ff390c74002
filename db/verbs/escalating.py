"""Escalate by hand and acknowledge (ESC-02, ESC-04)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from db.errors import BadField, Refusal
from db.log.facts import Facts, Outcome
from db.tables.ticket import Escalation, Ticket
from db.verbs.context import Context
from db.verbs.fields import Instant, Words
from db.verbs.ticket_verb import TicketVerb, moved, settle

Rung = Annotated[int, Field(ge=1, le=20)]


class Escalate(TicketVerb):
    """Call the next rung of the ladder, or the one named, with a reason."""

    name = "escalate"
    rule = "ESC-02"
    undoable = True

    reason: Words
    rung: Rung | None = None

    def decide(self, facts: Facts, context: Context) -> Outcome:
        ticket = facts.one(Ticket, self.number)
        moved(ticket, "escalate", "escalate")
        ladder = context.policy_named(ticket.policy).ladder_of(ticket.profile)
        rungs = {rung.rung: rung for rung in ladder.rungs}
        earlier = facts.all(Escalation, ticket=ticket.number)
        open_rungs = [each.rung for each in earlier if each.acknowledged_at is None]
        rung = self.rung or max(open_rungs, default=0) + 1
        if self.rung is not None and rung not in rungs:
            raise BadField(
                "rung", "There is no rung {rung}; the ladder has {top}.", rung=rung, top=max(rungs)
            )
        if rung not in rungs:
            raise Refusal(
                "ESC-02", "The highest rung is called already.", "Wait for its answer, or call it by phone."
            )
        milestone = ticket.milestone or "resolve"
        cycles = [each.cycle for each in earlier if (each.milestone, each.rung) == (milestone, rung)]
        outcome = Outcome(facts)
        outcome.put(
            Escalation.new(
                id=context.new_id("escalation"),
                ticket=ticket.number,
                milestone=milestone,
                trigger="manual",
                rung=rung,
                cycle=max(cycles, default=0) + 1,
                reminders=0,
                target=_target(ticket, rungs[rung].role, ladder.fallback),
                at=context.now,
                actor=context.actor.no,
                reason=self.reason,
                acknowledged_by=None,
                acknowledged_at=None,
                promise=None,
            )
        )
        settle(outcome, ticket, context)
        outcome.answer["rung"] = rung
        return outcome


def _target(ticket: Ticket, role: str, fallback: str) -> str:
    """Whom a rung calls: the technician who holds the ticket by number, else a role."""
    if role != "technician":
        return role
    return ticket.technician or fallback


class Acknowledge(TicketVerb):
    """Take on every open escalation of a ticket, with a promise when it is settled if you can give one."""

    name = "acknowledge"
    rule = "ESC-04"

    promise: Instant | None = None

    def decide(self, facts: Facts, context: Context) -> Outcome:
        ticket = facts.one(Ticket, self.number)
        moved(ticket, "acknowledge", "acknowledge")
        if self.promise is not None and self.promise <= context.now:
            raise BadField("promise", "A promise lies in the future.")
        outcome = Outcome(facts)
        waiting = facts.all(Escalation, ticket=ticket.number, acknowledged_at=None)
        if not waiting:
            raise Refusal("ESC-04", "{number} has no open escalation.", "", number=ticket.number)
        for each in waiting:
            outcome.put(
                each.but(acknowledged_by=context.actor.no, acknowledged_at=context.now, promise=self.promise)
            )
        settle(outcome, ticket, context)
        outcome.answer["acknowledged"] = len(waiting)
        return outcome
