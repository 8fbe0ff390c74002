"""A ticket in the hands of a supplier or a service partner; ours stays responsible (DSP-14)."""

from __future__ import annotations

from typing import Annotated

from db import kinds
from db.errors import BadField
from db.kinds import Called, Tells
from db.log.facts import Facts, Outcome
from db.tables.task import Task
from db.tables.ticket import Ticket
from db.verbs import groups
from db.verbs.clocks import OPEN, PARTNER, begin
from db.verbs.context import Context
from db.verbs.fields import Instant, Label, Remark
from db.verbs.reading import CLOCKS
from db.verbs.service import Channel
from db.verbs.ticket_verb import TicketVerb, moved, settle
from db.verbs.who import DISPATCHERS


class HandOver(TicketVerb):
    """Hand a ticket to a supplier or a service partner: told when and how, promised for when.

    Ours stays responsible and every clock goes on. A task is due at the promised time, so that they are
    chased; finishing it records what came of it. Handing it over again moves the promise.
    """

    name = "hand_over"
    word = "hand over to a partner"
    group = groups.DISPATCH
    example = {"partner": "深圳制冷", "promised_at": "2026-07-20T18:00:00+08:00"}
    sentence = ("partner", "promised_at", "text")
    form = ("partner", "promised_at", "channel", "told_at", "text")
    tells = ("partner", "promised_at", "text")
    default_roles = DISPATCHERS
    rule = "DSP-14"
    undoable = True
    answers = {"partner": Tells(kinds.TEXT, "", "to {value}", leads=True)}
    reads = {"ticket": (*CLOCKS, Task)}

    partner: Annotated[Label, Called("Partner")]
    promised_at: Annotated[Instant, kinds.Instant(ahead=True, fills="visit"), Called("Promised for")]
    channel: Channel = "phone"
    told_at: Annotated[Instant | None, Called("Told at")] = None
    text: Remark = ""

    def decide(self, facts: Facts, context: Context) -> Outcome:
        ticket = facts.one(Ticket, self.number)
        moved(ticket, "hand_over", "hand_over")
        told_at = self.told_at or context.now
        if not ticket.reported_at <= told_at <= context.now:
            raise BadField("told_at", "They were told between the report and now.")
        if self.promised_at <= told_at:
            raise BadField("promised_at", "The promised time lies before they were told.")
        if not self.partner:
            raise BadField("partner", "Say who takes it over.")
        outcome = Outcome(facts)
        begin(outcome, PARTNER, ticket.subject(), context)
        for task in outcome.all(Task, about=ticket.subject(), kind=PARTNER, state=OPEN):
            outcome.put(task.but(due_at=self.promised_at))
            outcome.answer["task"] = task.id
        was = (ticket.partner, context.local_text(ticket.promised_at))
        settle(outcome, ticket.but(partner=self.partner, promised_at=self.promised_at), context)
        outcome.answer.update(
            partner=self.partner,
            promised_at=context.local_text(self.promised_at),
            told_at=context.local_text(told_at),
        )
        if was[0]:
            outcome.answer["was"] = {"partner": was[0], "promised_at": was[1]}
        return outcome
