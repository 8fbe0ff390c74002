"""What is lent of the tool room, to somebody of ours or to a department (KIT-07)."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Annotated, Any

from sqlalchemy import Select, case, func, literal, null, select, union_all

from db import kinds
from db.kinds import Called
from db.rules.custody import ON_LOAN
from db.tables.tool import Stock, Tool
from db.views import columns as column
from db.views.listing import Opens, Question, Searched, rows_as
from db.views.view import View, ViewContext


@dataclass(frozen=True, slots=True)
class LoanRow:
    """A tool, or some of a consumable, that is lent: to somebody of ours, or to a department (`place`)."""

    number: column.ToolNumber | None
    kind: column.ToolKind
    count: column.Count
    holder: column.Holder | None
    place: column.Place | None
    since: column.Since | None
    due_back: column.DueBack
    overdue: Annotated[bool, kinds.YesNo(), Called("Overdue")]


class Loans(View[list[LoanRow]]):
    """What is lent, the one due first above; `overdue` leaves what is past its time."""

    name = "loans"
    label = "Loans of tools"
    opens = Opens("tool", "number")
    key = ("kind", "number", "holder", "place")
    about = ("holder", "place")

    overdue: Annotated[bool, kinds.YesNo(), Called("Overdue")] = False

    def read(self, context: ViewContext) -> list[LoanRow]:
        return self.question(context).first(context.connection, None)

    def question(self, context: ViewContext) -> Question[LoanRow]:
        lent = union_all(_pieces_lent(context), _counted_lent(context)).subquery().c
        late = lent.due_back < context.now
        shown = {each.name: lent[each.name] for each in fields(LoanRow) if each.name != "overdue"}
        statement = select(*shown.values(), late.label("overdue"))
        if self.overdue:
            statement = statement.where(late)
        texts = (Searched(func.lower(lent.number)), Searched(func.lower(lent.place)))
        order = (lent.due_back, lent.number.is_(None), lent.number, lent.item)
        return Question(statement, lent.item, order, shown, texts, rows_as(LoanRow))


def _pieces_lent(context: ViewContext) -> Select[Any]:
    """Numbered tools that are lent; `item` tells all that is lent apart."""
    tool = Tool.table.c
    return select(
        tool.number, tool.kind, literal(1).label("count"), tool.holder, tool.place, tool.since, tool.due_back,
        (literal("tool:") + tool.number).label("item"),
    ).where(tool.due_back.is_not(None), context.scope.tools())  # fmt: skip


def _counted_lent(context: ViewContext) -> Select[Any]:
    """Consumables that are lent, in the columns of the numbered tools; since when they are is not kept."""
    stock = Stock.table.c
    ours = stock.place.startswith(ON_LOAN)
    return select(
        null(), stock.kind, stock.count, case((ours, func.substr(stock.place, len(ON_LOAN) + 1))),
        case((ours, None), else_=stock.place), null(), stock.due_back,
        literal("stock:") + stock.kind + literal(":") + stock.place,
    ).where(stock.due_back.is_not(None), stock.count > 0, context.scope.stock())  # fmt: skip
