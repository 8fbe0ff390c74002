"""Inspecting what arrived, and entering what is accepted into the store room (KIT-02, KIT-06)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, ClassVar

from pydantic import Field

from db import kinds
from db.errors import BadField
from db.kinds import Called
from db.log.facts import Facts, Outcome, Reader
from db.tables.event import NumberCounter
from db.tables.purchase import ToolOrder
from db.tables.row import Row
from db.tables.tool import Stock, Tool, ToolKind
from db.verbs.buying import TOOL_COUNTER, Bought, enter, in_the_way
from db.verbs.context import Context
from db.verbs.fields import Day, OptionalWords
from db.verbs.moving import moved
from db.verbs.ordering import OrderVerb

Some = Annotated[int, Field(ge=0, le=1000)]


class AcceptTools(OrderVerb):
    """Inspect ordered tools that arrived: those that are accepted are numbered and lie in the store room.

    What is `sent_back` goes back, with what the inspection found. Whoever accepts signs for them. What is
    awaited still may arrive later.
    """

    name = "accept_tools"
    word = "accept ordered tools"
    sentence = ("tool_order", "accepted")
    form = ("tool_order", "accepted", "sent_back", "inspection")
    example = {"tool_order": "CG1"}
    default_roles = frozenset({"keeper", "manager", "quality"})
    looks_at: ClassVar[tuple[type[Row], ...]] = (ToolOrder, ToolKind, Stock, NumberCounter, Tool)

    accepted: Annotated[Some | None, Called("Accepted")] = None
    sent_back: Annotated[Some, Called("Rejected", "rejected: {value}")] = 0
    inspection: Annotated[OptionalWords, Called("Finding")] = ""
    calibration_due: Annotated[Day | None, kinds.Day(), Called("Calibration due")] = None

    @classmethod
    def moves(cls) -> tuple[str, ...]:
        """The moves of an order that it may be."""
        return ("accept_tools", "accept_tools none", "accept_tools in part")

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        yield from super().subjects(read, context)
        for order in read.rows(ToolOrder, id=self.tool_order):
            for kind in read.rows(ToolKind, code=order.kind):
                yield f"counter:{TOOL_COUNTER}" if kind.durable else f"stock:{kind.code}"

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        for order in read.rows(ToolOrder, id=self.tool_order):
            yield order
            yield from read.rows(ToolKind, code=order.kind)
            yield from read.rows(Stock, kind=order.kind)
            yield from read.rows(NumberCounter, prefix=TOOL_COUNTER)
            yield from in_the_way(read, order.count)

    def decide(self, facts: Facts, context: Context) -> Outcome:
        order, [kind] = facts.one(ToolOrder, self.tool_order), facts.all(ToolKind)
        waiting = order.arrived - order.accepted - order.rejected
        accepted = waiting - self.sent_back if self.accepted is None else self.accepted
        moved(order, "accept_tools", self.name)
        if accepted + self.sent_back != waiting or accepted < 0:
            raise BadField(
                "accepted",
                "{count} of {number} arrived and are to be inspected.",
                count=waiting,
                number=order.id,
            )
        if self.sent_back and not self.inspection:
            raise BadField("inspection", "Say what the inspection found.")
        outcome = Outcome(facts)
        bought = Bought(kind, accepted, order.price_fen, order.store, calibration_due=self.calibration_due,
                        reason=self.inspection)  # fmt: skip
        numbers = enter(outcome, context, bought) if accepted else []
        total = order.accepted + accepted
        if order.arrived < order.count:
            move = "accept_tools in part"
        else:
            move = "accept_tools" if total else "accept_tools none"
        state = moved(order, move, self.name)
        outcome.put(
            order.but(
                state=state, accepted=total, rejected=order.rejected + self.sent_back,
                inspected_at=context.now, inspected_by=context.actor.no,
                finding=self.inspection or order.finding,
            )
        )  # fmt: skip
        outcome.answer.update(
            order=order.id,
            kind=kind.code,
            tools=numbers,
            count=accepted,
            rejected=self.sent_back,
            state=state,
        )
        return outcome
