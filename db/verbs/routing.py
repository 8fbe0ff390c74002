"""Which department is responsible for a ticket (INT-06)."""

from __future__ import annotations

from typing import Annotated

from db import kinds
from db.errors import BadField, Refusal
from db.kinds import Called
from db.log.facts import Facts, Outcome
from db.rules.products import folded
from db.tables.task import Task
from db.tables.ticket import Ticket
from db.verbs import groups
from db.verbs.clocks import follow
from db.verbs.context import Context
from db.verbs.fields import Code, Words
from db.verbs.ticket_verb import TicketVerb, moved, touch
from db.verbs.who import COUNTER


class Route(TicketVerb):
    """Say which department is responsible for a ticket, other than its product does, and why."""

    name = "route"
    word = "set the responsible department"
    group = groups.INTAKE
    example = {"department": "YF", "reason": "x"}
    tells = ("reason",)
    default_roles = COUNTER | {"quality"}
    rule = "INT-06"
    undoable = True
    reads = {"ticket": (Task,)}

    department: Annotated[Code, kinds.Listed("department"), Called("Department")]
    reason: Annotated[Words, Called("Reason")]

    def decide(self, facts: Facts, context: Context) -> Outcome:
        ticket = facts.one(Ticket, self.number)
        moved(ticket, "route", "route")
        rows = context.policy.organisation.department
        wanted = folded(self.department)
        code = next(
            (row.code for row in rows.values() if wanted in map(folded, (row.code, row.zh, row.en))), None
        )
        if code is None:
            raise BadField("department", "There is no department “{given}”; there are {known}.",
                           given=self.department, known=", ".join(rows))  # fmt: skip
        before = context.policy.responsible_for(ticket.category, ticket.responsible)
        if before == code:
            raise Refusal("INT-06", "{department} is responsible for {number} already.", "",
                          department=code, number=ticket.number)  # fmt: skip
        outcome = touch(Outcome(facts), ticket.but(responsible=code), context)
        follow(outcome, ticket, ticket.but(responsible=code), context)
        outcome.answer.update(responsible=code, before=before)
        return outcome
