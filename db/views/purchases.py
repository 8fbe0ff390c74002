"""Orders of tools, and what a year bought against its plan (KIT-06)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar, Literal, NamedTuple

from sqlalchemy import BigInteger, cast, func, select

from db import kinds
from db.kinds import Called
from db.rules.sentence import msgid
from db.tables.purchase import ToolOrder, ToolPlan
from db.tables.tool import Movement
from db.verbs.fields import Year
from db.views import columns as column
from db.views.listing import Opens, Question, Searched
from db.views.tool_month import moved_in_scope
from db.views.view import View, ViewContext

OrderState = Literal["ordered", "arrived", "accepted", "rejected", "cancelled"]


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order: how many were ordered, arrived, were accepted and rejected; `amount_fen` is what all cost."""

    id: Annotated[str, kinds.TEXT, Called("Order")]
    kind: column.ToolKind
    count: column.Count
    state: Annotated[str, kinds.Code("order_state"), Called("State")]
    arrived: Annotated[int, kinds.Number(), Called("Arrived")]
    accepted: Annotated[int, kinds.Number(), Called("Accepted")]
    rejected: Annotated[int, kinds.Number(), Called("Rejected")]
    supplier: Annotated[str, kinds.TEXT, Called("Supplier")]
    ordered_by: Annotated[str, kinds.StaffNo(), Called("Ordered by")]
    ordered_at: Annotated[datetime, kinds.Instant(), Called("Ordered at")]
    inspected_by: Annotated[str | None, kinds.StaffNo(), Called("Accepted by")]
    finding: Annotated[str, kinds.WORDS, Called("Finding")]
    store: column.Place
    amount_fen: Annotated[int | None, kinds.Fen(), Called("Amount")]


class ToolOrders(View[list[OrderRow]]):
    """Orders of tools, the last one first; of a state."""

    name = "tool_orders"
    label = "Orders of tools"
    key = ("id",)
    if_any = frozenset({"supplier", "finding", "rejected"})

    state: OrderState | None = None

    def read(self, context: ViewContext) -> list[OrderRow]:
        return self.question(context).first(context.connection, None)

    def question(self, context: ViewContext) -> Question[OrderRow]:
        order = ToolOrder.table.c
        sees = context.sees("money")
        names = [each.name for each in fields(OrderRow) if each.name != "amount_fen"]
        shown: dict[str, Any] = {name: order[name] for name in names}
        amount = cast(order.price_fen, BigInteger) * order.count
        statement = select(*shown.values(), amount.label("amount_fen")).where(context.scope.orders())
        if self.state is not None:
            statement = statement.where(order.state == self.state)
        if sees:
            shown["amount_fen"] = amount

        def rows(records: Sequence[Any]) -> list[OrderRow]:
            return [OrderRow(*(record if sees else (*record[:-1], None))) for record in records]

        texts = (Searched(func.lower(order.id)), Searched(func.lower(order.supplier)))
        return Question(statement, order.id, (order.ordered_at.desc(), order.id), shown, texts, rows)


class PlanRow(NamedTuple):
    """A kind of the year: planned, still on order, bought; `left` is below none where more was bought than
    planned. Of what is not planned that year nothing is left, nor too little."""

    kind: column.ToolKind
    planned: Annotated[int | None, kinds.Number(absent=msgid("no plan")), Called("Planned")]
    ordered: Annotated[int, kinds.Number(), Called("On order")]
    bought: Annotated[int, kinds.Number(), Called("Bought")]
    left: Annotated[int | None, kinds.Number(), Called("Left of the plan")]
    planned_fen: Annotated[int | None, kinds.Fen(), Called("Planned amount")]
    spent_fen: Annotated[int | None, kinds.Fen(), Called("Spent")]


class PurchasePlan(View[list[PlanRow]]):
    """A year's plan of purchases, and what was ordered and bought against it; of this year, or `year`."""

    name = "purchase_plan"
    label = "The year's plan of tools"
    opens = Opens("tool_kind", "kind")
    key = ("kind",)
    by_word = "kind"
    positional: ClassVar[tuple[str, ...]] = ("year",)

    year: Year | None = None

    def read(self, context: ViewContext) -> list[PlanRow]:
        year = self.year or context.now.astimezone(context.zone).year
        plan, order = ToolPlan.table.c, ToolOrder.table.c
        lines = select(plan.kind, plan.count, plan.price_fen).where(plan.year == year)
        planned: dict[str, tuple[int | None, int]] = {
            kind: (count, price) for kind, count, price in context.connection.execute(lines)
        }
        begin, end = (datetime(each, 1, 1, tzinfo=context.zone).astimezone(UTC) for each in (year, year + 1))
        awaited = (
            select(order.kind, func.sum(order.count - order.accepted - order.rejected))
            .where(order.state.in_(("ordered", "arrived")), order.ordered_at >= begin, order.ordered_at < end)
            .where(context.scope.orders())
            .group_by(order.kind)
        )
        ordered = {kind: int(count) for kind, count in context.connection.execute(awaited)}
        bought, spent = _bought(context, begin, end)
        sees = context.sees("money")
        rows = []
        for kind in sorted({*planned, *ordered, *bought}):
            there = ordered.get(kind, 0), bought[kind]
            count, price = planned.get(kind, (None, 0))
            left = None if count is None else count - sum(there)
            estimate = None if count is None else count * price
            rows.append(
                PlanRow(kind, count, *there, left, estimate if sees else None, spent[kind] if sees else None)
            )
        return rows


def _bought(context: ViewContext, begin: datetime, end: datetime) -> tuple[dict[str, int], dict[str, int]]:
    """Pieces by kind that came from suppliers then, and what they cost: of consumables what they cost now
    where no line says it."""
    move = Movement.table.c
    statement = (
        select(
            move.kind,
            func.sum(move.count),
            func.sum(move.amount_fen),
            func.count(move.amount_fen),
            func.count(),
        )
        .where(move.move == "purchase", move.at >= begin, move.at < end, moved_in_scope(context))
        .group_by(move.kind, move.tool.is_(None))
    )
    bought: dict[str, int] = defaultdict(int)
    spent: dict[str, int] = defaultdict(int)
    for kind, count, amount, told, lines in context.connection.execute(statement):
        known = context.policy.tools.tool.get(kind)
        bought[kind] += int(count)
        spent[kind] += int(amount) if told == lines else (known.price if known else 0) * int(count)
    return bought, spent
