"""Pause and resume: the clocks of arrive and resolve stand still (SLA-06)."""

from __future__ import annotations

from typing import Annotated

from db import kinds
from db.log.facts import Facts, Outcome
from db.tables.ticket import Pause as PauseRow
from db.tables.ticket import Ticket
from db.verbs import groups
from db.verbs.context import Context
from db.verbs.fields import Code, Remark
from db.verbs.ticket_verb import TicketVerb, moved, settle
from db.verbs.who import SERVICE

PauseReason = Annotated[Code, kinds.Reason("pause", free=False)]


class Pause(TicketVerb):
    """Pause a ticket: it waits for the customer, a part, a supplier, an approval or access."""

    name = "pause"
    word = "pause"
    group = groups.VISIT
    example = {"reason": "part"}
    sentence = ("reason", "text")
    default_roles = SERVICE
    rule = "SLA-06"
    undoable = True

    reason: PauseReason
    text: Remark = ""

    def decide(self, facts: Facts, context: Context) -> Outcome:
        ticket = facts.one(Ticket, self.number)
        state = moved(ticket, "pause", "pause")
        outcome = Outcome(facts)
        outcome.put(
            PauseRow.new(
                id=context.new_id("pause"),
                ticket=ticket.number,
                reason=self.reason,
                actor=context.actor.no,
                begun_at=context.now,
                ended_at=None,
                text=self.text,
            )
        )
        return settle(outcome, ticket.but(state=state, state_before=ticket.state), context)


class Resume(TicketVerb):
    """Go on with a paused ticket."""

    name = "resume"
    word = "resume"
    group = groups.VISIT
    example = {}
    sentence = ("text",)
    default_roles = SERVICE
    rule = "SLA-06"
    undoable = True

    text: Remark = ""

    def decide(self, facts: Facts, context: Context) -> Outcome:
        ticket = facts.one(Ticket, self.number)
        state = moved(ticket, "resume", "resume")
        outcome = Outcome(facts)
        end_pause(outcome, ticket, context)
        return settle(outcome, ticket.but(state=state, state_before=None), context)


def end_pause(outcome: Outcome, ticket: Ticket, context: Context) -> None:
    """Close the open pause, if there is one."""
    for pause in outcome.all(PauseRow, ticket=ticket.number, ended_at=None):
        outcome.put(pause.but(ended_at=context.now))
