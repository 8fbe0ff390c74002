"""Reporting what happened to a tool: broken, lost, found again, an accident (KIT-11, KIT-13, KIT-15)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Annotated, Literal, Self

from db import kinds
from db.errors import BadField, NotPermitted
from db.kinds import Called
from db.log.facts import Outcome, Reader
from db.rules.custody import BROKEN, LOST, SCRAP
from db.rules.tool_value import LOST as LOST_CAUSE
from db.rules.tool_value import compensation
from db.tables.row import Row
from db.tables.staff import Staff
from db.tables.task import Task
from db.tables.tool import Tool, ToolKind
from db.verbs.clocks import begin
from db.verbs.context import Context
from db.verbs.fields import OneStore, OptionalPerson, OptionalWords, YesNo
from db.verbs.some import ToolOrSome, hands
from db.verbs.tool_moves import Moving, check_stock, move_stock, store_of
from db.verbs.tool_verb import (
    COMPENSATION,
    JUDGING,
    KEEPING,
    DamageCause,
    ToolCondition,
    answer_charge,
    check_judging,
    drop_charge,
)
from db.verbs.who import FIELD

ACCIDENT = "tool_accident"
What = Annotated[
    Literal["broken", "lost", "found", "accident"], kinds.Code("tool_report"), Called("What happened")
]


class ReportTool(ToolOrSome):
    """Report a tool broken, lost or found, or an accident with it.

    What is broken is out of use from that moment, wherever it is. Lost, its holder pays the original price,
    or replaces it (`replaced`); damaged by misuse, a share of it; worn, nothing. An accident stops the tool
    and starts the clock of the report to the manager. Of a consumable, by kind and count, what is
    broken or lost is gone from the hands of `staff`, or of the one who says it; what is found lies in the
    store.
    """

    name = "report_tool"
    word = "report a tool"
    sentence = ("tool", "what", "text")
    deed = "what"
    example = {"tool": "T0001", "what": "broken"}
    default_roles = KEEPING | FIELD
    rule = "KIT-13"
    only_tools = ("condition",)

    what: What
    cause: Annotated[DamageCause | None, kinds.Code("tool_cause"), Called("Cause of the damage")] = None
    condition: Annotated[
        ToolCondition | None, kinds.Code("tool_condition"), Called("Condition", context="tool")
    ] = None
    replaced: Annotated[YesNo, Called("Replaced by its holder")] = False
    staff: Annotated[OptionalPerson, Called("In the hands of")] = ""
    store: OneStore = ""
    text: Annotated[OptionalWords, Called("Text")] = ""

    @classmethod
    def moves(cls) -> tuple[str, ...]:
        """The moves of a tool that it may be."""
        return tuple(f"{cls.name} {what}" for what in ("broken", "accident", "lost", "found"))

    def resolve(self, read: Reader, context: Context) -> Self:
        spelt = super().resolve(read, context)
        if self.one and self.staff:
            raise BadField("staff", "A numbered tool says by itself whose it is.")
        mine = self.kind and not self.staff and self.what != "found"
        return spelt.resolved(staff=context.actor.no) if mine else spelt

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        yield from super().subjects(read, context)
        if self.staff:
            yield f"staff:{self.staff}"

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        yield from super().facts(read, context)
        if self.staff:
            yield from read.rows(Staff, no=self.staff)
            yield from read.rows(Task, about=f"staff:{self.staff}", state="open")

    def some(self, outcome: Outcome, kind: ToolKind, context: Context) -> None:
        self._check_fields(context)
        if self.what == "accident":
            raise BadField("what", "An accident is reported with a numbered tool.")
        outcome.answer["reported"] = self.what
        if self.what == "found":
            target = store_of(context, self.store)
            move_stock(
                outcome, context, kind, "found", self.count, source=LOST, target=target, reason=self.text
            )
            return
        if self.staff != context.actor.no and context.actor.roles.isdisjoint(JUDGING):
            raise NotPermitted(
                "KIT-02", "{number} is not in your hands.", "Tell the store keeper.", number=kind.code
            )
        check_stock(outcome, kind, hands(self.staff), self.count)
        lost = self.what == "lost"
        cause = LOST_CAUSE if lost else self.cause or ""
        share = compensation(cause, kind.price_fen * self.count, context.policy.setting("misuse_percent"))
        owed = 0 if self.replaced else share
        if owed:
            outcome.answer["compensation_fen"] = owed
            begin(outcome, COMPENSATION, f"staff:{self.staff}", context)
        move_stock(
            outcome, context, kind, "lost" if lost else "damaged", self.count, source=hands(self.staff),
            target=LOST if lost else SCRAP, cause="replaced" if self.replaced else cause,
            amount_fen=owed or None, reason=self.text,
        )  # fmt: skip
        outcome.answer["staff"] = self.staff

    def piece(self, outcome: Outcome, context: Context) -> None:
        tool = self.found(outcome.facts).tool
        self._check(tool, context)
        told: dict[str, Callable[[Outcome, Context, Tool], None]] = {
            "broken": self._broken, "lost": self._lost, "found": self._found, "accident": self._accident,
        }  # fmt: skip
        told[self.what](outcome, context, tool)
        outcome.answer["reported"] = self.what

    def _check(self, tool: Tool, context: Context) -> None:
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
        self._check_fields(context)

    def _check_fields(self, context: Context) -> None:
        check_judging(self.cause, context)
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
            "damaged", condition=BROKEN, cause=self.cause or "", amount_fen=owed,
            reason=self.text,
        )  # fmt: skip
        self.move(outcome, context, tool, "report_tool broken", moving)

    def _accident(self, outcome: Outcome, context: Context, tool: Tool) -> None:
        owed = answer_charge(outcome, context, tool, self.cause or "", nobody=tool.holder is None)
        moving = Moving(
            "accident", condition=BROKEN, cause=self.cause or "", amount_fen=owed,
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
        moving = Moving(
            "found",
            store_of(context, self.store, tool.home),
            condition=self.condition or "",
            reason=self.text,
        )
        self.move(
            outcome, context, tool, "report_tool found damaged" if broken else "report_tool found", moving
        )
        drop_charge(outcome, context, tool)
