"""What everybody has of the tool room: lists to be signed, labels with their names (KIT-02, KIT-04)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Annotated, Any, ClassVar, NamedTuple

from sqlalchemy import Select, case, func, literal, null, or_, select, union_all

from db import kinds
from db.kinds import Called
from db.rules.custody import HANDS, ON_LOAN
from db.rules.sentence import msgid
from db.rules.tool_value import depreciated
from db.tables.tool import Stock, Tool, ToolKind
from db.verbs.naming import find_staff
from db.views import columns as column
from db.views.listing import Opens, Question, Searched, rows_as
from db.views.view import View, ViewContext

IN_USE = ("in_store", "held", "lent", "damaged")


@dataclass(frozen=True, slots=True)
class ListedTool:
    """A line of a personal list: a numbered tool with what it is worth today, or a consumable with its
    count."""

    holder: column.Holder
    kind: column.ToolKind
    number: column.ToolNumber | None
    count: column.Count
    since: column.Since | None
    signed_at: column.SignedAt | None
    condition: column.ToolCondition | None
    due_back: column.DueBack | None
    calibration_due: column.CalibrationDue | None
    price_fen: column.Price | None
    value_fen: Annotated[int | None, kinds.Fen(), Called("Value today")]


class PersonalList(View[list[ListedTool]]):
    """Everything of the tool room that somebody has, to be signed for; without a name, what everybody has.
    `unsigned` leaves the numbered tools for which nobody has signed (KIT-04)."""

    name = "personal_list"
    label = "Personal lists of tools"
    positional: ClassVar[tuple[str, ...]] = ("staff",)
    key = ("holder", "kind", "number")
    about = ("number", "holder")
    signed_by: ClassVar[tuple[str, ...]] = (msgid("Holder"), msgid("Store keeper"), msgid("Manager"))
    if_any = frozenset({"due_back", "calibration_due", "price_fen", "value_fen"})
    brief = (
        "holder", "kind", "number", "count", "since", "signed_at", "condition", "due_back", "calibration_due",
        "price_fen", "value_fen",
    )  # fmt: skip
    briefer = ("holder", "kind", "number", "count", "condition", "value_fen", "signed_at")

    staff: str | None = None
    unsigned: Annotated[bool, kinds.YesNo(), Called("Not signed")] = False

    def read(self, context: ViewContext) -> list[ListedTool]:
        return self.question(context).first(context.connection, None)

    def question(self, context: ViewContext) -> Question[ListedTool]:
        person = find_staff(context.read, self.staff).no if self.staff else None
        listed = union_all(_pieces_of(person, context), _carried_by(person, context)).subquery().c
        statement = select(*listed)
        if self.unsigned:
            statement = statement.where(listed.number.is_not(None), listed.signed_at.is_(None))
        shown = {each.name: listed[each.name] for each in fields(ListedTool) if each.name in listed}
        sees, today = context.sees("money"), context.now.astimezone(context.zone).date()
        if not sees:
            # Nor is it told by the order of the rows what a tool cost.
            del shown["price_fen"]

        def rows(records: Sequence[Any]) -> list[ListedTool]:
            return [
                ListedTool(
                    row.holder, row.kind, row.number, row.count, row.since, row.signed_at,
                    row.condition, row.due_back, row.calibration_due, row.price_fen if sees else None,
                    depreciated(row.price_fen, row.bought_on, today, row.life_months)
                    if sees and row.number is not None else None,
                )
                for row in records
            ]  # fmt: skip

        order = (listed.holder, listed.number.is_(None), listed.kind, listed.number)
        return Question(statement, listed.item, order, shown, (Searched(func.lower(listed.number)),), rows)


def _pieces_of(person: str | None, context: ViewContext) -> Select[Any]:
    """Numbered tools in hands; `item` tells all lines of the lists apart."""
    tool, kind = Tool.table.c, ToolKind.table.c
    return (
        select(
            tool.holder, tool.kind, tool.number, literal(1).label("count"), tool.since, tool.signed_at,
            tool.condition, tool.due_back, tool.calibration_due, tool.price_fen, tool.bought_on,
            kind.life_months, (literal("tool:") + tool.number).label("item"),
        )
        .join(ToolKind.table, kind.code == tool.kind)
        .where(tool.holder.is_not(None) if person is None else tool.holder == person, context.scope.tools())
    )  # fmt: skip


def _carried_by(person: str | None, context: ViewContext) -> Select[Any]:
    """Consumables in hands, carried or borrowed, in the columns of the numbered tools."""
    stock = Stock.table.c
    carried = stock.place.startswith(HANDS)
    holder = func.substr(stock.place, case((carried, len(HANDS) + 1), else_=len(ON_LOAN) + 1))
    theirs = [
        stock.place.startswith(begins) if person is None else stock.place == f"{begins}{person}"
        for begins in (HANDS, ON_LOAN)
    ]
    return select(
        holder, stock.kind, null(), stock.count, null(), null(), null(), stock.due_back,
        *(null() for _ in range(4)),
        literal("stock:") + stock.kind + literal(":") + stock.place,
    ).where(or_(*theirs), stock.count > 0, context.scope.stock())  # fmt: skip


class LabelRow(NamedTuple):
    """What stands on a tool's label: its number, what it is, and whose (KIT-02)."""

    number: column.ToolNumber
    kind: column.ToolKind
    holder: column.Holder | None
    place: column.Place | None


class ToolLabels(View[list[LabelRow]]):
    """Labels of numbered tools with their holder's name; of a person, or of all that are in use."""

    name = "tool_labels"
    label = "Labels of the tools"
    opens = Opens("tool", "number")
    as_blocks: ClassVar[bool] = True

    staff: str | None = None

    def read(self, context: ViewContext) -> list[LabelRow]:
        return self.question(context).first(context.connection, None)

    def question(self, context: ViewContext) -> Question[LabelRow]:
        tool = Tool.table.c
        shown = {name: tool[name] for name in LabelRow._fields}
        statement = select(*shown.values()).where(tool.state.in_(IN_USE), context.scope.tools())
        if self.staff is not None:
            statement = statement.where(tool.holder == find_staff(context.read, self.staff).no)
        return Question(
            statement, tool.number, (tool.number,), shown, (Searched(func.lower(tool.number)),),
            rows_as(LabelRow),
        )  # fmt: skip
