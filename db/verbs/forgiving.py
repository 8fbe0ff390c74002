"""Taking lateness back as a wrong entry (SLA-13)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from db import kinds
from db.errors import Refusal
from db.kinds import Called
from db.log.facts import Facts, Outcome
from db.rules.deadlines import Standing
from db.rules.lateness import is_late
from db.tables.ticket import MilestoneTime, Ticket
from db.timing import standing_of
from db.verbs import groups
from db.verbs.context import Context
from db.verbs.fields import Words
from db.verbs.ticket_verb import TicketVerb, moved, settle
from db.verbs.who import LEADING

MilestoneName = Literal["respond", "answer", "arrive", "resolve", "verify", "survey"]


class Forgive(TicketVerb):
    """Take a late milestone back as a wrong entry: it then counts neither as met nor as missed.

    The deadline stays as it is: what falls due afterwards and passes is late again (SLA-13).
    """

    name = "forgive"
    word = "take lateness back"
    group = groups.WATCH
    example = {"milestone": "respond", "reason": "x"}
    tells = ("reason",)
    default_roles = LEADING - {"department_lead"}
    rule = "SLA-13"
    undoable = True

    milestone: Annotated[MilestoneName, kinds.Code("milestone"), Called("Milestone")]
    reason: Annotated[Words, Called("Reason")]

    def decide(self, facts: Facts, context: Context) -> Outcome:
        ticket = facts.one(Ticket, self.number)
        moved(ticket, "forgive", "forgive")
        row = facts.get(MilestoneTime, ticket.number, self.milestone)
        if row is None or not _is_late(standing_of(row), context.now):
            raise Refusal(
                "SLA-13",
                "“{milestone}” of {number} was not late.",
                "paigong show ticket tells what was.",
                number=ticket.number,
                milestone=self.milestone,
            )
        outcome = Outcome(facts)
        outcome.put(row.but(forgiven_at=context.now))
        outcome.answer["milestone_forgiven"] = self.milestone
        return settle(outcome, ticket, context)


def _is_late(standing: Standing, now: datetime) -> bool:
    due = standing.due_at
    return standing.was_missed or (
        due is not None and is_late(standing, now) and not standing.is_forgiven(due)
    )
