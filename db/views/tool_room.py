"""The tool room's registers: loans, calibration and care, personal lists, labels (KIT-02 to KIT-13)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Annotated, Any, ClassVar, NamedTuple

from sqlalchemy import Select, case, func, literal, null, or_, select, union_all

from db import kinds
from db.kinds import Called
from db.rules.care import care_due
from db.rules.custody import HANDS, ON_LOAN
from db.rules.sentence import msgid
from db.rules.tool_value import depreciated
from db.tables.tool import Movement, Stock, Tool, ToolKind
from db.verbs.naming import find_staff
from db.views import columns as column
from db.views.listing import Opens, Question, Searched, rows_as
from db.views.view import View, ViewContext

IN_USE = ("in_store", "held", "lent", "damaged")


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

    overdue: bool = False

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


class CareRow(NamedTuple):
    """What is to be done with a tool and when; `last` is when it was done before."""

    number: column.ToolNumber
    kind: column.ToolKind
    holder: column.Holder | None
    place: column.Place | None
    what: Annotated[str, kinds.Code("care_due"), Called("What", context="care")]
    last: Annotated[date | None, kinds.Day(), Called("Done last")]
    due: Annotated[date, kinds.Day(), Called("Due on")]
    late: Annotated[bool, kinds.YesNo(), Called("Late")]


class ToolCare(View[list[CareRow]]):
    """Calibrations and care that are due, by their day: late ones and those of the next days, or `all`.

    The day of a care is counted from the first one (KIT-13), which no database can: it is answered whole.
    """

    name = "tool_care"
    label = "Calibration and care"
    opens = Opens("tool", "number")
    key = ("number", "what")
    whole = 20_000

    all: bool = False

    def read(self, context: ViewContext) -> list[CareRow]:
        today = context.now.astimezone(context.zone).date()
        until = today + timedelta(days=context.policy.setting("calibration_warning_days"))
        found = [*self._calibrations(context, today), *self._care(context, today)]
        return sorted(
            (row for row in found if self.all or row.due <= until),
            key=lambda row: (row.due, row.number, row.what),
        )

    def _calibrations(self, context: ViewContext, today: date) -> list[CareRow]:
        tool = Tool.table.c
        statement = select(
            tool.number, tool.kind, tool.holder, tool.place, tool.calibrated_on, tool.calibration_due
        ).where(tool.calibration_due.is_not(None), tool.state.in_(IN_USE), context.scope.tools())
        return [
            CareRow(*record[:4], "calibrate", *record[4:], late=record[5] < today)
            for record in context.connection.execute(statement)
        ]

    def _care(self, context: ViewContext, today: date) -> list[CareRow]:
        cared = {kind.code: kind.care for kind in context.policy.tools.tool.values() if kind.care}
        if not cared:
            return []
        tool, move = Tool.table.c, Movement.table.c
        done: dict[tuple[str, str], date] = {}
        latest = (
            select(move.tool, move.move, func.max(move.at))
            .where(move.move.in_(("clean", "lubricate", "inspect")), move.kind.in_(sorted(cared)))
            .group_by(move.tool, move.move)
        )
        for number, what, at in context.connection.execute(latest):
            done[number, what] = _day(at, context)
        statement = select(tool.number, tool.kind, tool.holder, tool.place, tool.bought_on).where(
            tool.kind.in_(sorted(cared)), tool.state.in_(IN_USE), context.scope.tools()
        )
        rows = []
        for number, kind, holder, place, bought_on in context.connection.execute(statement):
            for what, months in cared[kind].items():
                last = done.get((number, what))
                due = care_due(bought_on, months, last)
                rows.append(CareRow(number, kind, holder, place, what, last, due, late=due < today))
        return rows


def _day(at: datetime, context: ViewContext) -> date:
    return at.astimezone(context.zone).date()


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
    unsigned: bool = False

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
