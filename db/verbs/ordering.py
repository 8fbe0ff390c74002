"""Ordering tools, which is approved before, and what arrives of them (KIT-06)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Annotated, ClassVar, Self

from pydantic import Field

from db import kinds
from db.errors import BadField, Refusal
from db.kinds import Called, Tells
from db.log.facts import Facts, Outcome, Reader
from db.policy.stores import store_rooms
from db.rules.custody import room
from db.tables.purchase import ToolOrder
from db.tables.row import Row
from db.tables.tool import ToolKind
from db.verbs import groups
from db.verbs.context import Context
from db.verbs.fields import Code, Fen, Label, Number, OneStore, OptionalWords, Pieces, Words
from db.verbs.moving import moved
from db.verbs.requesting import Spending
from db.verbs.tool_moves import kind_called, store_of
from db.verbs.tool_verb import TOLD
from db.verbs.verb import Verb

BUYING = frozenset({"keeper", "manager", "purchaser"})


class OrderTool(Spending):
    """Order tools of a kind; the policy has it approved before, by the amount.

    What arrives is entered by receive_tools, and lies in the store room once accept_tools has inspected it.
    """

    name = "order_tool"
    word = "order tools"
    group = groups.KIT
    sentence = ("kind", "count")
    example = {"kind": "multimeter", "count": 2}
    default_roles = BUYING
    makes = "tool_order"
    rule = "KIT-06"
    undoable = True
    looks_at: ClassVar[tuple[type[Row], ...]] = (ToolKind, ToolOrder)

    kind: Annotated[Code, kinds.Listed("tool"), Called("Kind", context="tool")]
    count: Annotated[Pieces, Called("Count")] = 1
    price_fen: Annotated[Fen | None, kinds.Fen(), Called("Price in fen", "price: {value}")] = None
    supplier: Annotated[Label, Called("Supplier")] = ""
    store: OneStore = ""
    reason: Annotated[OptionalWords, Called("Reason")] = ""

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        return (f"tool_order:{_number(context)}",)

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        kind = kind_called(read, self.kind, context.policy.tools.tool)
        yield kind
        yield from read.rows(ToolOrder, ordered_by=context.actor.no, kind=kind.code)

    def amount(self, facts: Facts, context: Context) -> int:
        """What all pieces cost."""
        return self._price(facts) * self.count

    def spent(self, facts: Facts, context: Context) -> int:
        """What the same person ordered of this kind without being asked, not long ago."""
        since = context.now - timedelta(days=context.policy.setting("split_days"))
        free = (row for row in facts.all(ToolOrder) if not row.granted and row.state != "cancelled")
        return sum(row.price_fen * row.count for row in free if row.ordered_at > since)

    def _price(self, facts: Facts) -> int:
        return facts.all(ToolKind)[0].price_fen if self.price_fen is None else self.price_fen

    def decide(self, facts: Facts, context: Context) -> Outcome:
        [kind] = facts.all(ToolKind)
        place = store_of(context, self.store)
        rooms = store_rooms(context.policy).items()
        branch = next((row.branch for code, row in rooms if room(code) == place), context.actor.branch)
        outcome = Outcome(facts)
        order = outcome.put(
            ToolOrder.new(
                id=_number(context), kind=kind.code, count=self.count, price_fen=self._price(facts),
                supplier=self.supplier, store=place, branch=branch, granted=context.granted,
                ordered_at=context.now, ordered_by=context.actor.no, reason=self.reason,
            )
        )  # fmt: skip
        outcome.answer.update(
            order=order.id, kind=kind.code, count=order.count, state=order.state,
            amount_fen=order.price_fen * order.count,
        )  # fmt: skip
        return outcome


def _number(context: Context) -> str:
    return f"CG{context.seq}"


class OrderVerb(Verb):
    """A verb about an order."""

    group = groups.KIT
    rule = "KIT-06"
    undoable = True
    answers: ClassVar[Mapping[str, Tells]] = {
        "order": Tells(kinds.TEXT, "", "{value}", leads=True), "kind": TOLD["kind"],
    }  # fmt: skip
    looks_at: ClassVar[tuple[type[Row], ...]] = (ToolOrder,)

    tool_order: Annotated[Number, Called("Order")]

    def resolve(self, read: Reader, context: Context) -> Self:
        number = self.tool_order.upper()
        if not read.rows(ToolOrder, id=number):
            raise Refusal(
                "KIT-06", "There is no order {number}.", "See paigong show tool_orders.", number=number
            )
        return super().resolve(read, context).afresh(read, context)

    def afresh(self, read: Reader, context: Context) -> Self:
        """With the order's number as it is written."""
        return self.resolved(tool_order=self.tool_order.upper())

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        yield f"tool_order:{self.tool_order}"

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        yield from read.rows(ToolOrder, id=self.tool_order)


class ReceiveTools(OrderVerb):
    """Enter that ordered tools have arrived; they are not used before they are accepted."""

    name = "receive_tools"
    word = "receive ordered tools"
    sentence = ("tool_order", "count")
    example = {"tool_order": "CG1"}
    default_roles = BUYING

    count: Annotated[int | None, Field(ge=1, le=1000), Called("Count")] = None

    def decide(self, facts: Facts, context: Context) -> Outcome:
        order = facts.one(ToolOrder, self.tool_order)
        state = moved(order, "receive_tools", self.name)
        awaited = order.count - order.arrived
        count = awaited if self.count is None else self.count
        if not 1 <= count <= awaited:
            raise BadField("count", "Of {number} {count} are awaited.", number=order.id, count=awaited)
        outcome = Outcome(facts)
        outcome.put(order.but(state=state, arrived=order.arrived + count, arrived_at=context.now))
        outcome.answer.update(order=order.id, kind=order.kind, count=count, state=state)
        return outcome


class CancelOrder(OrderVerb):
    """Cancel what was ordered and has not arrived."""

    name = "cancel_order"
    word = "cancel an order of tools"
    sentence = ("tool_order", "reason")
    example = {"tool_order": "CG1", "reason": "x"}
    default_roles = BUYING

    reason: Annotated[Words, Called("Reason")]

    def decide(self, facts: Facts, context: Context) -> Outcome:
        order = facts.one(ToolOrder, self.tool_order)
        state = moved(order, "cancel_order", self.name)
        outcome = Outcome(facts)
        outcome.put(order.but(state=state, finding=self.reason))
        outcome.answer.update(order=order.id, kind=order.kind, state=state)
        return outcome
