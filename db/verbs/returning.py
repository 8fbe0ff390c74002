"""Taking tools back into the store room (KIT-03)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Self

from db import kinds
from db.errors import BadField, Refusal
from db.kinds import Called
from db.log.facts import Facts, Outcome, Reader
from db.rules.custody import BROKEN, STORE
from db.tables.row import Row
from db.tables.staff import Staff
from db.tables.task import Task
from db.tables.tool import Stock, Tool, ToolKind
from db.verbs import groups
from db.verbs.context import Context
from db.verbs.fields import OptionalCode, OptionalPerson, OptionalTools, OptionalWords, Pieces
from db.verbs.moving import moved
from db.verbs.tool_moves import Moving, kind_called, move_stock, place_of, relocate
from db.verbs.tool_verb import DamageCause, ToolCondition, answer_charge, check_judging
from db.verbs.verb import Verb


class ReturnTool(Verb):
    """Take a numbered tool, or some of a consumable, back into the store from whoever has it.

    What was lent is looked at first: its condition is compulsory. What comes back broken lies in the store
    and is out of use; by misuse, whoever had it pays a share of its price.
    """

    name = "return_tool"
    word = "take a tool back"
    group = groups.KIT
    sentence = ("tool",)
    example = {"staff": "T001", "kind": "shoe_covers"}
    default_roles = frozenset({"keeper", "manager"})
    rule = "KIT-03"
    undoable = True
    about = "tool"
    looks_at = (Tool, ToolKind, Stock, Staff, Task)

    tool: OptionalTools = ""
    staff: Annotated[OptionalPerson, Called("Staff no.")] = ""
    kind: Annotated[OptionalCode, kinds.Listed("tool"), Called("Kind", context="tool")] = ""
    count: Annotated[Pieces, Called("Count")] = 1
    condition: Annotated[
        ToolCondition | None, kinds.Code("tool_condition"), Called("Condition", context="tool")
    ] = None
    cause: Annotated[DamageCause | None, kinds.Code("tool_cause"), Called("Cause of the damage")] = None
    reason: Annotated[OptionalWords, Called("Reason")] = ""

    @classmethod
    def moves(cls) -> tuple[str, ...]:
        """The moves of a tool that it may be."""
        return ("return_tool", "return_tool damaged")

    def resolve(self, read: Reader, context: Context) -> Self:
        if bool(self.one) == bool(self.kind):
            raise BadField("tool", "Give either the number of a tool or a kind.")
        if self.kind and not self.staff:
            raise BadField("staff", "{field} is missing.")
        spelt = super().resolve(read, context)
        return spelt.resolved(kind=kind_called(read, self.kind).code) if self.kind else spelt

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        if not self.one:
            return (f"stock:{self.kind}", f"staff:{self.staff}")
        holders = [tool.holder for tool in read.rows(Tool, number=self.one) if tool.holder]
        return (f"tool:{self.one}", *(f"staff:{no}" for no in holders))

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        if self.staff:
            yield from read.rows(Staff, no=self.staff)
        if not self.one:
            yield from read.rows(ToolKind, code=self.kind)
            yield from read.rows(Stock, kind=self.kind)
            return
        tools = read.rows(Tool, number=self.one)
        yield from tools
        for tool in tools:
            yield from read.rows(ToolKind, code=tool.kind)
            yield from read.rows(Staff, no=tool.holder) if tool.holder else ()
            yield from read.rows(Task, about=tool.subject(), state="open")

    def decide(self, facts: Facts, context: Context) -> Outcome:
        outcome = Outcome(facts)
        if not self.one:
            return self._stock(outcome, facts.one(ToolKind, self.kind), context)
        tool = facts.one(Tool, self.one)
        condition = self.condition or tool.condition
        move = "return_tool damaged" if condition == BROKEN else "return_tool"
        moved(tool, move, self.name)
        if place_of(tool) == STORE or (self.staff and self.staff != tool.holder):
            raise Refusal(
                "KIT-03", "{number} is {state}, with {holder}.", "See paigong show tool.",
                number=tool.number, state=tool.state, holder=tool.holder or tool.place,
            )  # fmt: skip
        if tool.due_back is not None and self.condition is None:
            raise BadField("condition", "{field} is missing.", "Look at what was lent before it is put away.")
        check_judging(self.cause, context)
        owed = None
        if condition == BROKEN:
            owed = answer_charge(outcome, context, tool, self.cause or "", nobody=False)
        line = "return" if tool.due_back is None else "give_back"
        moving = Moving(line, STORE, condition, cause=self.cause or "", amount_fen=owed, reason=self.reason)
        after = relocate(outcome, context, tool, moving)
        outcome.answer.update(tool=tool.number, kind=tool.kind, staff=tool.holder, count=1, state=after.state)
        return outcome

    def _stock(self, outcome: Outcome, kind: ToolKind, context: Context) -> Outcome:
        source = f"staff:{self.staff}"
        stock = outcome.facts.get(Stock, kind.code, source)
        if stock is None or stock.count < self.count:
            raise Refusal(
                "PRT-09", "{staff} has only {count} of {kind}.", "",
                staff=self.staff, count=stock.count if stock else 0, kind=kind.code,
            )  # fmt: skip
        move_stock(
            outcome, context, kind, "return", self.count, source=source, target=STORE, reason=self.reason
        )
        outcome.answer.update(kind=kind.code, staff=self.staff, count=self.count)
        return outcome
