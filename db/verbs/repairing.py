"""Sending tools to be repaired, and taking them back (KIT-03, KIT-13)."""

from __future__ import annotations

from typing import Annotated, Literal

from db import kinds
from db.errors import BadField, Refusal
from db.kinds import Called
from db.log.facts import Facts, Outcome
from db.rules.custody import AWAY, BROKEN, GOOD, REPAIR
from db.verbs.context import Context
from db.verbs.fields import Fen, OptionalWords
from db.verbs.tool_moves import Moving, store_of
from db.verbs.tool_verb import KEEPING, ToolCondition, ToolVerb


class RepairTool(ToolVerb):
    """Send tools of the store to be repaired, or take them back, in the condition that they are in."""

    name = "repair_tool"
    word = "repair a tool"
    sentence = ("tool", "what")
    deed = "what"
    example = {"tool": "T0001", "what": "out"}
    default_roles = KEEPING
    rule = "KIT-13"

    what: Annotated[Literal["out", "back"], kinds.Code("tool_repair"), Called("What", context="repair")]
    condition: Annotated[
        ToolCondition | None, kinds.Code("tool_condition"), Called("Condition", context="tool")
    ] = None
    cost_fen: Annotated[Fen | None, kinds.Fen(), Called("Cost in fen", "cost: {value}")] = None
    text: Annotated[OptionalWords, Called("Text")] = ""

    @classmethod
    def moves(cls) -> tuple[str, ...]:
        """The moves of a tool that it may be."""
        return ("repair_tool out", "repair_tool back")

    def decide(self, facts: Facts, context: Context) -> Outcome:
        tool = self.found(facts).tool
        outcome = Outcome(facts)
        if self.what == "out":
            for name in ("condition", "cost_fen"):
                if getattr(self, name) is not None:
                    raise BadField(name, "{field} is said when it comes back.")
            check_in_store(tool.number, tool.holder, tool.place)
            self.move(
                outcome, context, tool, "repair_tool out", Moving("to_repair", REPAIR, reason=self.text)
            )
            return outcome
        condition = self.condition or GOOD
        move = "repair_tool back damaged" if condition == BROKEN else "repair_tool back"
        moving = Moving(
            "from_repair",
            store_of(context, home=tool.home),
            condition,
            amount_fen=self.cost_fen,
            reason=self.text,
        )
        self.move(outcome, context, tool, move, moving)
        return outcome


def check_in_store(number: str, holder: str | None, place: str | None) -> None:
    """Refuse what has to be taken back into the store first (KIT-03)."""
    if holder is not None or (place is not None and place.startswith(AWAY)):
        raise Refusal(
            "KIT-03", "{number} is with {holder}.", "Take it back first: return_tool.",
            number=number, holder=holder or place,
        )  # fmt: skip
