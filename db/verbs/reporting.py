"""Reporting what happened to a tool: broken, lost, found again, an accident (KIT-11, KIT-13, KIT-15)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal

from db import kinds
from db.errors import BadField, NotPermitted
from db.kinds import Called
from db.log.facts import Facts, Outcome
from db.rules.custody import BROKEN, LOST, STORE
from db.rules.tool_value import LOST as LOST_CAUSE
from db.tables.tool import Tool
from db.verbs.clocks import begin
from db.verbs.context import Context
from db.verbs.fields import OptionalWords, YesNo
from db.verbs.tool_moves import Moving
from db.verbs.tool_verb import (
    JUDGING,
    KEEPING,
    DamageCause,
    ToolCondition,
    ToolVerb,
    answer_charge,
    check_judging,
    drop_charge,
)
from db.verbs.who import FIELD

ACCIDENT = "tool_accident"
What = Annotated[
    Literal["broken", "lost", "found", "accident"], kinds.Code("tool_report"), Called("What happened")
]


class ReportTool(ToolVerb):
    """Report a tool broken, lost or found, or an accident with it.

    What is broken is out of use from that moment, wherever it is. Lost, its holder pays the original price,
    or replaces it (`replaced`); damaged by misuse, a share of it; worn, nothing. An accident stops the tool
    and starts the clock of the report to the manager.
    """

    name = "report_tool"
    word = "report a tool"
    sentence = ("tool", "what", "text")
    deed = "what"
    example = {"tool": "T0001", "what": "broken"}
    default_roles = KEEPING | FIELD
    rule = "KIT-13"

    what: What
    cause: Annotated[DamageCause | None, kinds.Code("tool_cause"), Called("Cause of the damage")] = None
    condition: Annotated[
        ToolCondition | None, kinds.Code("tool_condition"), Called("Condition", context="tool")
    ] = None
    replaced: Annotated[YesNo, Called("Replaced by its holder")] = False
    text: Annotated[OptionalWords, Called("Text")] = ""

    @classmethod
    def moves(cls) -> tuple[str, ...]:
        """The moves of a tool that it may be."""
        return tuple(f"{cls.name} {what}" for what in ("broken", "accident", "lost", "found"))

    def decide(self, facts: Facts, context: Context) -> Outcome:
        tool = self.found(facts).tool
        self._check(tool, context)
        outcome = Outcome(facts)
        told: dict[str, Callable[[Outcome, Context, Tool], None]] = {
            "broken": self._broken, "lost": self._lost, "found": self._found, "accident": self._accident,
        }  # fmt: skip
        told[self.what](outcome, context, tool)
        outcome.answer["reported"] = self.what
        return outcome

    def _check(self, tool: Tool, context: Context) -> None:
        check_judging(self.cause, context)
        theirs = tool.holder == context.actor.no or not context.actor.roles.isdisjoint(JUDGING)
        if self.what in ("broken", "lost") and not theirs:
            raise NotPermitted(
                "KIT-02",
                "{number} is not in your hands.",
                "Tell the store keeper.",
                number=tool.number,
            )
        if self.what == "accident" and not self.text:
            raise BadField("text", "Say what happened, who was hurt, and how the place was secured.")
        for name, only in (
            ("cause", ("broken", "accident")),
            ("condition", ("found",)),
            ("replaced", ("lost",)),
        ):
            if getattr(self, name) and self.what not in only:
                raise BadField(name, "{field} does not belong to “{report}”.", report=self.what)

    def _broken(self, outcome: Outcome, context: Context, tool: Tool) -> None:
        owed = answer_charge(outcome, context, tool, self.cause or "", nobody=tool.holder is None)
        moving = Moving(
            "damaged", condition=BROKEN, until=tool.due_back, cause=self.cause or "", amount_fen=owed,
            reason=self.text,
        )  # fmt: skip
        self.move(outcome, context, tool, "report_tool broken", moving)

    def _accident(self, outcome: Outcome, context: Context, tool: Tool) -> None:
        owed = answer_charge(outcome, context, tool, self.cause or "", nobody=tool.holder is None)
        moving = Moving(
            "accident", condition=BROKEN, until=tool.due_back, cause=self.cause or "", amount_fen=owed,
            reason=self.text,
        )  # fmt: skip
        self.move(outcome, context, tool, "report_tool accident", moving)
        begin(outcome, ACCIDENT, tool.subject(), context)

    def _lost(self, outcome: Outcome, context: Context, tool: Tool) -> None:
        nobody = (tool.holder is None and tool.due_back is None) or self.replaced
        owed = answer_charge(outcome, context, tool, LOST_CAUSE, nobody=nobody)
        moving = Moving(
            "lost", LOST, cause="replaced" if self.replaced else LOST_CAUSE, amount_fen=owed, reason=self.text
        )
        self.move(outcome, context, tool, "report_tool lost", moving)

    def _found(self, outcome: Outcome, context: Context, tool: Tool) -> None:
        broken = (self.condition or tool.condition) == BROKEN
        moving = Moving("found", STORE, condition=self.condition or "", reason=self.text)
        self.move(
            outcome, context, tool, "report_tool found damaged" if broken else "report_tool found", moving
        )
        drop_charge(outcome, context, tool)
