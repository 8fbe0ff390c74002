"""Taking tools out of service for good, confirmed by the manager (KIT-10)."""

from __future__ import annotations

from typing import Annotated, Literal

from db import kinds
from db.errors import Refusal
from db.kinds import Called
from db.log.facts import Facts, Outcome
from db.rules.custody import SCRAP
from db.rules.tool_value import depreciated, months_left
from db.verbs.context import Context
from db.verbs.fields import OptionalWords
from db.verbs.repairing import check_in_store
from db.verbs.tool_moves import Moving
from db.verbs.tool_verb import KEEPING, ToolVerb


class ScrapTool(ToolVerb):
    """Scrap tools of the store at the end of their life or worn out, once the manager confirms it."""

    name = "scrap_tool"
    word = "scrap a tool"
    sentence = ("tool", "cause")
    example = {"tool": "T0001", "cause": "wear"}
    default_roles = KEEPING
    rule = "KIT-10"

    cause: Annotated[Literal["end_of_life", "wear", "misuse"], kinds.Code("tool_cause"), Called("Cause")]
    text: Annotated[OptionalWords, Called("Text")] = ""

    def decide(self, facts: Facts, context: Context) -> Outcome:
        tool, kind = self.found(facts)
        today = context.local(context.now).date()
        check_in_store(tool.number, tool.holder, tool.place)
        left = months_left(tool.bought_on, today, kind.life_months)
        if self.cause == "end_of_life" and left != 0:
            raise Refusal(
                "KIT-10",
                "{number} has not come to the end of its life.",
                "What is worn out before is scrapped as worn.",
                number=tool.number,
            )
        outcome = Outcome(facts)
        self.move(
            outcome,
            context,
            tool,
            "scrap_tool",
            Moving("scrapped", SCRAP, cause=self.cause, reason=self.text),
        )
        outcome.answer["value_fen"] = depreciated(tool.price_fen, tool.bought_on, today, kind.life_months)
        return outcome
