"""Taking tools back into the store room (KIT-03)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, ClassVar, Self

from db import kinds
from db.errors import BadField, Refusal
from db.kinds import Called, Tells
from db.log.facts import Outcome, Reader
from db.rules.custody import BROKEN, DEPARTMENT, ON_LOAN, is_store
from db.tables.row import Row
from db.tables.staff import Staff
from db.tables.tool import Stock, Tool, ToolKind
from db.verbs.context import Context
from db.verbs.fields import OneStore, OptionalCode, OptionalPerson, OptionalTicket, OptionalWords
from db.verbs.moving import moved
from db.verbs.some import ToolOrSome, hands
from db.verbs.tool_moves import Moving, check_stock, move_stock, place_of, relocate, store_of
from db.verbs.tool_verb import BACK_FROM, TOLD, DamageCause, ToolCondition, answer_charge, check_judging
from db.verbs.verb import Reads


class ReturnTool(ToolOrSome):
    """Take a numbered tool, or some of a consumable, back into the store from whoever has it.

    What was lent is looked at first: its condition is compulsory. What comes back broken lies in the store
    and is out of use; by misuse, whoever had it pays a share of its price. Of a consumable what was lent to
    `staff` comes back before what they carry; `department` is another department that borrowed it; what was
    not used on a job comes back from its `ticket`.
    """

    name = "return_tool"
    word = "take a tool back"
    sentence = ("tool",)
    example = {"staff": "T001", "kind": "shoe_covers"}
    default_roles = frozenset({"keeper", "manager"})
    rule = "KIT-03"
    answers: ClassVar[Mapping[str, Tells]] = {**TOLD, "staff": BACK_FROM}
    reads: ClassVar[Reads] = {}
    only_tools = ("condition", "cause")

    staff: Annotated[OptionalPerson, Called("Staff no.")] = ""
    department: Annotated[OptionalCode, kinds.Listed("department"), Called("Department")] = ""
    condition: Annotated[
        ToolCondition | None, kinds.Code("tool_condition"), Called("Condition", context="tool")
    ] = None
    cause: Annotated[DamageCause | None, kinds.Code("tool_cause"), Called("Cause of the damage")] = None
    store: OneStore = ""
    reason: Annotated[OptionalWords, Called("Reason")] = ""
    ticket: Annotated[OptionalTicket, Called("From the job")] = ""

    @classmethod
    def moves(cls) -> tuple[str, ...]:
        """The moves of a tool that it may be."""
        return ("return_tool", "return_tool damaged")

    def resolve(self, read: Reader, context: Context) -> Self:
        if self.kind and not self.one and bool(self.staff) == bool(self.department):
            raise BadField("staff", "{field} is missing.")
        if self.ticket and not self.kind:
            raise BadField("ticket", "A numbered tool knows its job: this is said of consumables only.")
        return super().resolve(read, context)

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        yield from super().subjects(read, context)
        if not self.one and self.staff:
            yield f"staff:{self.staff}"

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        yield from super().facts(read, context)
        if self.staff:
            yield from read.rows(Staff, no=self.staff)

    def piece(self, outcome: Outcome, context: Context) -> None:
        tool = outcome.facts.one(Tool, self.one)
        condition = self.condition or tool.condition
        moved(tool, "return_tool damaged" if condition == BROKEN else "return_tool", self.name)
        if is_store(place_of(tool)) or (self.staff and self.staff != tool.holder):
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
        after = relocate(
            outcome, context, tool,
            Moving(
                "return" if tool.due_back is None else "give_back", store_of(context, self.store, tool.home),
                condition, cause=self.cause or "", amount_fen=owed, reason=self.reason,
            ),
        )  # fmt: skip
        outcome.answer.update(tool=tool.number, kind=tool.kind, staff=tool.holder, count=1, state=after.state)

    def some(self, outcome: Outcome, kind: ToolKind, context: Context) -> None:
        target, left = store_of(context, self.store), self.count
        lent = f"{DEPARTMENT}{self.department}" if self.department else f"{ON_LOAN}{self.staff}"
        borrowed = outcome.get(Stock, kind.code, lent)
        if self.department:
            check_stock(outcome, kind, lent, self.count)
        elif (more := self.count - (borrowed.count if borrowed else 0)) > 0:
            check_stock(outcome, kind, hands(self.staff), more)
        for move, source in (("give_back", lent), ("return", hands(self.staff))):
            stock = outcome.get(Stock, kind.code, source)
            taken = min(left, stock.count if stock else 0)
            if taken:
                left -= taken
                move_stock(
                    outcome, context, kind, move, taken, source=source, target=target, reason=self.reason,
                    ticket=self.ticket,
                )  # fmt: skip
        outcome.answer["staff"] = self.staff or None
