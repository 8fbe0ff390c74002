"""Passing tools from hand to hand, which is refused without a reason (KIT-07)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, ClassVar, Self

from db.errors import BadField, Refusal
from db.kinds import Called
from db.log.facts import Outcome, Reader
from db.policy.stores import store_called, store_rooms
from db.rules.custody import HANDS
from db.tables.row import Row
from db.tables.staff import Certificate, Staff
from db.tables.task import Task
from db.tables.tool import Stock, Tool, ToolKind
from db.verbs.context import Context
from db.verbs.fields import OneStore, OptionalPerson, OptionalWords
from db.verbs.repairing import check_in_store
from db.verbs.some import ToolOrSome
from db.verbs.tool_moves import Moving, check_stock, move_stock, store_of
from db.verbs.tool_verb import KEEPING, check_active, check_permit, check_usable
from db.verbs.verb import Reads


class TransferTool(ToolOrSome):
    """Pass tools from one person to another without the store: only as a special case, with its reason.

    With `store` in the place of a person they go from one store room to another, numbered or not (KIT-02).
    """

    name = "transfer_tool"
    word = "pass on a tool"
    sentence = ("tool", "to", "reason")
    example = {"tool": "T0001", "to": "T001", "reason": "x"}
    default_roles = KEEPING | {"lead"}
    rule = "KIT-07"
    reads: ClassVar[Reads] = {"tool": (), "to": ()}
    looks_at: ClassVar[tuple[type[Row], ...]] = (Tool, ToolKind, Stock, Staff, Certificate, Task)

    to: Annotated[OptionalPerson, Called("Handed to")] = ""
    store: Annotated[OneStore, Called("To the store room")] = ""
    from_store: Annotated[OneStore, Called("From the store room", "from: {value}")] = ""
    reason: Annotated[OptionalWords, Called("Reason")] = ""

    @classmethod
    def moves(cls) -> tuple[str, ...]:
        """The moves of a tool that it may be."""
        return ("transfer_tool", "transfer_tool to a store")

    def resolve(self, read: Reader, context: Context) -> Self:
        if bool(self.to) == bool(self.store):
            raise BadField("to", "Pass it either to somebody or to a store room.")
        if self.kind and self.to:
            raise BadField("kind", "Consumables are taken back, and issued anew.")
        if self.from_store and not self.kind:
            raise BadField("from_store", "A tool is where it is.")
        return super().resolve(read, context)

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        yield from super().subjects(read, context)
        if self.to:
            yield f"staff:{self.to}"

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        yield from super().facts(read, context)
        if self.to:
            yield from read.rows(Staff, no=self.to)
            yield from read.rows(Certificate, staff=self.to)

    def some(self, outcome: Outcome, kind: ToolKind, context: Context) -> None:
        source, target = store_of(context, self.from_store), self._room(context)
        if source == target:
            raise BadField("store", "It lies there already.")
        check_stock(outcome, kind, source, self.count)
        move_stock(
            outcome, context, kind, "transfer", self.count, source=source, target=target, reason=self.reason
        )

    def _room(self, context: Context) -> str:
        """Tools may go to a branch whose store room one does not see."""
        place = store_called(context.policy, self.store)
        if place is None:
            known = ", ".join(store_rooms(context.policy))
            raise BadField(
                "store", "There is no store room “{given}”; there are {known}.", given=self.store, known=known
            )
        return place

    def piece(self, outcome: Outcome, context: Context) -> None:
        facts = outcome.facts
        tool, kind = self.found(facts)
        if self.store:
            self._to_store(outcome, tool, context)
            return
        if not self.reason:
            raise Refusal(
                "KIT-07",
                "Tools are not passed from hand to hand.",
                "Take it back and issue it; in a special case give the reason.",
            )
        if tool.holder == self.to:
            raise Refusal("KIT-07", "{staff} has {number} already.", "", staff=self.to, number=tool.number)
        check_usable(tool, context)
        check_active(facts, self.to)
        check_permit(facts, self.to, kind, context)
        moving = Moving("transfer", f"{HANDS}{self.to}", reason=self.reason)
        self.move(outcome, context, tool, "transfer_tool", moving)
        outcome.answer.update(staff=self.to, before=tool.holder)

    def _to_store(self, outcome: Outcome, tool: Tool, context: Context) -> None:
        place = self._room(context)
        check_in_store(tool.number, tool.holder, tool.place)
        if tool.place == place:
            raise BadField("store", "It lies there already.")
        moving = Moving("transfer", place, reason=self.reason)
        self.move(outcome, context, tool, "transfer_tool to a store", moving)
        outcome.answer.update(before=tool.place, place=place)
