"""A later deadline, asked for before it passes and granted by the next rung (SLA-08)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Annotated, ClassVar

from db import kinds
from db.errors import BadField, Refusal
from db.kinds import Called
from db.log.facts import Facts, Outcome
from db.rules.deadlines import State, derive
from db.tables.escalation import Escalation
from db.tables.task import Extension, Request
from db.tables.ticket import MilestoneTime, Ticket
from db.timing import history_of
from db.verbs import groups
from db.verbs.context import Context
from db.verbs.fields import Instant, Words
from db.verbs.forgiving import MilestoneName
from db.verbs.reading import CLOCKS
from db.verbs.ticket_verb import TicketVerb, moved, settle
from db.verbs.verb import Reads
from db.verbs.who import SERVICE


class Extend(TicketVerb):
    """Ask for a later deadline of a milestone before it passes, with a reason.

    It counts once the next rung has granted it. The original deadline stays on record.
    """

    name = "extend"
    example = {"milestone": "respond", "until": "2026-07-20T09:00:00+08:00", "reason": "x"}
    group = groups.WATCH
    word = "extend a deadline"
    sentence = ("milestone", "until", "reason")
    default_roles = SERVICE
    rule = "SLA-08"
    undoable = True
    reads: ClassVar[Reads] = {"ticket": (*CLOCKS, Escalation, Request)}

    milestone: Annotated[MilestoneName, kinds.Code("milestone"), Called("Milestone")]
    until: Annotated[Instant, kinds.Instant(ahead=True), Called("Until")]
    reason: Annotated[Words, Called("Reason")]

    def decide(self, facts: Facts, context: Context) -> Outcome:
        ticket = facts.one(Ticket, self.number)
        moved(ticket, "extend", "extend")
        self._check(facts, ticket, context)
        outcome = Outcome(facts)
        outcome.put(
            Extension.new(
                id=context.new_id("extension"),
                ticket=ticket.number,
                milestone=self.milestone,
                until=self.until,
                granted_at=context.now,
                asked_by=context.actor.no,
                reason=self.reason,
            )
        )
        outcome.answer.update(extended=self.milestone, until=context.local_text(self.until))
        return settle(outcome, ticket, context)

    def _check(self, facts: Facts, ticket: Ticket, context: Context) -> None:
        due = self._due(facts, ticket, context)
        if due is None:
            raise Refusal(
                "SLA-08", "“{milestone}” of {number} has no running deadline.", "See its clocks.",
                number=ticket.number, milestone=self.milestone,
            )  # fmt: skip
        if due < (context.asked_at or context.now):
            raise Refusal(
                "SLA-08", "The deadline passed at {until}: an extension is asked for before.", "",
                until=context.local_text(due),
            )  # fmt: skip
        if self.until <= max(due, context.now):
            raise BadField("until", "An extension ends after the deadline, {until}.", until=due)
        waiting = facts.all(Request, about=ticket.subject(), verb=self.name, state="open")
        if waiting and not context.granted:
            raise Refusal(
                "SLA-08", "{number} waits for a decision already: {request}.", "",
                number=ticket.number, request=waiting[0].id,
            )  # fmt: skip

    def _due(self, facts: Facts, ticket: Ticket, context: Context) -> datetime | None:
        """When the milestone is due; while it is paused, when it would be if the ticket were resumed now:
        what stands still has not passed."""
        row = facts.get(MilestoneTime, ticket.number, self.milestone)
        if row is None or row.met_at is not None or row.state != State.PAUSED:
            return row.due_at if row is not None and row.met_at is None else None
        policy = context.policy_named(ticket.policy)
        history = history_of(facts, ticket, policy)
        ended = tuple(replace(each, end=each.end or context.now) for each in history.pauses)
        standings = derive(replace(history, pauses=ended), policy.targets)
        return next((each.due_at for each in standings if each.milestone == self.milestone), None)

    def next_rung(self, facts: Facts, context: Context) -> str:
        """The role of the rung above those that are called and above the asker's own."""
        ticket = facts.one(Ticket, self.number)
        rungs = context.policy_named(ticket.policy).ladder_of(ticket.profile).rungs
        called = [each.rung for each in facts.all(Escalation, ticket=ticket.number, acknowledged_at=None)]
        own = [each.rung for each in rungs if each.role in context.actor.roles]
        above = max((*called, *own, 1)) + 1
        return rungs[min(above, len(rungs)) - 1].role
