"""Looking after tools: calibration, inspection, cleaning, lubrication (KIT-13)."""

from __future__ import annotations

from typing import Annotated, Literal

from db import kinds
from db.errors import BadField, Refusal
from db.kinds import Called
from db.log.facts import Facts, Outcome
from db.rules import care
from db.rules.custody import BROKEN
from db.tables.tool import Tool, ToolKind
from db.verbs.context import Context
from db.verbs.fields import Day, OptionalWords, YesNo
from db.verbs.tool_moves import Moving
from db.verbs.tool_verb import KEEPING, ToolCondition, ToolVerb
from db.verbs.who import FIELD

Care = Literal["clean", "lubricate", "inspect"]


class CalibrateTool(ToolVerb):
    """Enter that tools were calibrated, which gives the next day; one that failed is out of use.

    The day follows from the plan of the tool; `due` is what a certificate says instead.
    """

    name = "calibrate_tool"
    word = "calibrate a tool"
    sentence = ("tool",)
    example = {"tool": "T0001", "due": "2027-07-15"}
    default_roles = KEEPING
    rule = "KIT-13"

    passed: Annotated[YesNo, Called("Passed")] = True
    calibrated_on: Annotated[Day | None, Called("Calibrated on")] = None
    due: Annotated[Day | None, Called("Calibration due")] = None
    text: Annotated[OptionalWords, Called("Text")] = ""

    @classmethod
    def moves(cls) -> tuple[str, ...]:
        """The moves of a tool that it may be."""
        return ("calibrate_tool", "calibrate_tool failed")

    def decide(self, facts: Facts, context: Context) -> Outcome:
        tool, kind = self.found(facts)
        outcome = Outcome(facts)
        if not self.passed:
            if self.due is not None:
                raise BadField("due", "What failed has no next day.")
            moving = Moving("failed", condition=BROKEN, reason=self.text)
            self.move(outcome, context, tool, "calibrate_tool failed", moving)
            return outcome
        plan = self._plan(tool, kind, context)
        moving = Moving("calibrated", reason=self.text)
        after = self.move(outcome, context, tool, "calibrate_tool", moving)
        outcome.put(after.but(calibrated_on=plan.anchor, calibration_due=plan.due))
        outcome.answer["calibration_due"] = plan.due.isoformat()
        return outcome

    def _plan(self, tool: Tool, kind: ToolKind, context: Context) -> care.Calibration:
        today = context.local(context.now).date()
        day = self.calibrated_on or today
        if day > today:
            raise BadField("calibrated_on", "This day lies ahead.")
        if self.due is not None:
            if self.due <= day:
                raise BadField("due", "The next calibration is due before this one.")
            return care.Calibration(day, self.due)
        if not kind.calibration_months:
            raise Refusal(
                "KIT-13", "{kind} has no interval of calibration.", "Say when it is due.", kind=kind.code
            )
        return care.calibrated(tool.calibrated_on or tool.bought_on, kind.calibration_months, day)


class CareTool(ToolVerb):
    """Enter that tools were cleaned, lubricated or inspected; one that is found broken is out of use."""

    name = "care_tool"
    word = "look after a tool"
    sentence = ("tool", "what")
    deed = "what"
    example = {"tool": "T0001", "what": "clean"}
    default_roles = KEEPING | FIELD
    rule = "KIT-13"

    what: Annotated[Care, kinds.Code("tool_care"), Called("What", context="care")]
    condition: Annotated[
        ToolCondition | None, kinds.Code("tool_condition"), Called("Condition", context="tool")
    ] = None
    text: Annotated[OptionalWords, Called("Text")] = ""

    @classmethod
    def moves(cls) -> tuple[str, ...]:
        """The moves of a tool that it may be."""
        return ("care_tool", "care_tool failed")

    def decide(self, facts: Facts, context: Context) -> Outcome:
        tool = self.found(facts).tool
        if self.condition is not None and self.what != "inspect":
            raise BadField("condition", "Only an inspection finds how it is.")
        if self.condition not in (None, BROKEN) and tool.condition == BROKEN:
            raise Refusal(
                "KIT-13", "{number} is damaged: care does not mend it.", "Send it to be repaired.",
                number=tool.number,
            )  # fmt: skip
        failed = self.condition == BROKEN and tool.condition != BROKEN
        outcome = Outcome(facts)
        moving = Moving(self.what, condition=self.condition or "", reason=self.text)
        self.move(outcome, context, tool, "care_tool failed" if failed else "care_tool", moving)
        return outcome
