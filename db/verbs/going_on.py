"""Going on with a ticket after a clock was wrong: its last event lies ahead, and none may lie before it."""

from __future__ import annotations

from typing import Annotated, ClassVar

from db.errors import Refusal
from db.kinds import Called
from db.log.facts import Facts, Outcome
from db.tables.ticket import Ticket
from db.verbs import groups
from db.verbs.context import Context
from db.verbs.fields import Words
from db.verbs.ticket_verb import TicketVerb, touch
from db.verbs.verb import Reads
from db.verbs.who import LEADING


class GoOn(TicketVerb):
    """Go on with a ticket whose last event lies ahead of the clock, for a recorded reason."""

    name = "go_on"
    word = "go on after a wrong clock"
    group = groups.VISIT
    example = {"reason": "x"}
    default_roles = LEADING
    rule = "ALL-02"
    out_of_order: ClassVar[bool] = True
    reads: ClassVar[Reads] = {"ticket": ()}

    reason: Annotated[Words, Called("Reason")]

    def decide(self, facts: Facts, context: Context) -> Outcome:
        ticket = facts.one(Ticket, self.number)
        if ticket.last_at <= context.now:
            raise Refusal(
                "ALL-02", "The last event of {number} does not lie ahead of the clock.",
                "It can be acted on as it is.", number=ticket.number,
            )  # fmt: skip
        return touch(Outcome(facts), ticket.but(last_at=context.now), context)
