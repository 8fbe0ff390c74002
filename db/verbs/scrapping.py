"""Taking tools out of service for good, confirmed by the manager (KIT-10)."""

from __future__ import annotations

from typing import Annotated, Literal

from db import kinds
from db.errors import Refusal
from db.kinds import Called
from db.log.facts import Outcome
from db.rules.custody import SCRAP
from db.rules.tool_value import depreciated, months_left
from db.tables.tool import ToolKind
from db.verbs.context import Context
from db.verbs.fields import OneStore, OptionalWords
from db.verbs.repairing import check_in_store
from db.verbs.some import ToolOrSome
from db.verbs.tool_moves import Moving, check_stock, move_stock, store_of
from db.verbs.tool_verb import KEEPING


class ScrapTool(ToolOrSome):
    """Scrap tools of the store at the end of their life or worn out, once the manager confirms it.

    Some of a consumable, too, by kind and count: what is spoilt, or past its day.
    """

    name = "scrap_tool"
    word = "scrap a tool"
    sentence = ("tool", "cause")
    example = {"tool": "T0001", "cause": "wear"}
    default_roles = KEEPING
    rule = "KIT-10"

    cause: Annotated[Literal["end_of_life", "wear", "misuse"], kinds.Code("tool_cause"), Called("Cause")]
    store: OneStore = ""
    text: Annotated[OptionalWords, Called("Text")] = ""

    def some(self, outcome: Outcome, kind: ToolKind, context: Context) -> None:
        source = store_of(context, self.store)
        check_stock(outcome, kind, source, self.count)
        move_stock(
            outcome, context, kind, "scrapped", self.count, source=source, target=SCRAP, cause=self.cause,
            reason=self.text,
        )  # fmt: skip
        outcome.answer["value_fen"] = kind.price_fen * self.count

    def piece(self, outcome: Outcome, context: Context) -> None:
        tool, kind = self.found(outcome.facts)
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
        self.move(
            outcome,
            context,
            tool,
            "scrap_tool",
            Moving("scrapped", SCRAP, cause=self.cause, reason=self.text),
        )
        outcome.answer["value_fen"] = depreciated(tool.price_fen, tool.bought_on, today, kind.life_months)
