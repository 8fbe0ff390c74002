"""Who has which tool, and what lies where (KIT-02 to KIT-04)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, Literal, NamedTuple

from sqlalchemy import func, or_, select

from db import kinds
from db.kinds import Called
from db.rules.custody import DAMAGED, IN_STORE, ROOM, STORE
from db.rules.kits import KitCheck, Supply, ways
from db.tables.tool import Stock, Tool, ToolKind
from db.verbs.naming import find_staff
from db.views import columns as column
from db.views.listing import Opens, Question, Searched, rows_as
from db.views.lookup import ticket_meant
from db.views.people import read_files
from db.views.view import View, ViewContext

ToolState = Literal["in_store", "held", "lent", "repair", "damaged", "lost", "scrapped"]


class KitItem(NamedTuple):
    """A numbered tool in somebody's hands; `calibrated` says whether it may be used today."""

    number: column.ToolNumber
    kind: column.ToolKind
    since: column.Since
    state: column.ToolState
    calibration_due: column.CalibrationDue | None
    calibrated: column.Calibrated


class WayRow(NamedTuple):
    """The cheapest way to have a lacking piece; `cost_fen` is 0 where nothing has to be bought."""

    kind: column.ToolKind
    how: Annotated[str, kinds.Code("kit_way"), Called("How")]
    number: column.ToolNumber | None
    cost_fen: Annotated[int | None, kinds.Fen(), Called("Cost")]


class KitRow(NamedTuple):
    """What somebody holds against what their trade should hold. `missing` names a kind once for every
    missing piece, `uncalibrated` the kinds that are out of calibration; `wanted` is the standard kit,
    `consumables` what they carry of those."""

    staff: column.Staff
    name: column.Name
    trade: column.Trade | None
    complete: column.Complete
    missing: tuple[column.Missing, ...]
    uncalibrated: tuple[column.Uncalibrated, ...]
    items: Annotated[tuple[KitItem, ...], Called("Tools")]
    consumables: Annotated[dict[str, int], kinds.Keyed(kinds.Listed("tool")), Called("Consumables")]
    wanted: Annotated[dict[str, int], kinds.Keyed(kinds.Listed("tool")), Called("Standard kit")]
    ways: Annotated[tuple[WayRow, ...], Called("How to complete it")]


class ToolRow(NamedTuple):
    """A numbered tool; it is either with its holder or at its place (KIT-03)."""

    number: column.ToolNumber
    kind: column.ToolKind
    holder: column.Holder | None
    place: column.Place | None
    state: column.ToolState
    since: column.Since
    calibration_due: column.CalibrationDue | None
    condition: column.ToolCondition
    due_back: column.DueBack | None
    ticket: Annotated[str | None, kinds.TicketNo(), Called("For the job")]


@dataclass(frozen=True, slots=True)
class ConsumableRow:
    """How many of a consumable lie at a place: a store room, `staff:NO`, on loan until `due_back`."""

    kind: column.ToolKind
    place: column.Place
    count: column.Count
    due_back: column.DueBack | None = None


class Kit(View[KitRow]):
    """What one technician holds, and what is missing of their standard kit."""

    name = "kit"
    label = "Kit"
    of_ticket = True
    positional: ClassVar[tuple[str, ...]] = ("staff",)

    staff: str

    def read(self, context: ViewContext) -> KitRow:
        person = find_staff(context.read, self.staff)
        today = context.now.astimezone(context.zone).date()
        file = read_files(context, context.now, only=(person.no,))[person.no]
        kit: KitCheck = file.kit(context.policy, today)
        return KitRow(
            staff=person.no,
            name=person.label,
            trade=person.trade,
            complete=kit.complete,
            missing=kit.missing,
            uncalibrated=tuple(tool.kind for tool in kit.uncalibrated),
            items=_items(context, person.no, today),
            consumables=dict(sorted(file.stock.items())),
            wanted=dict(context.policy.standard_kit(person.trade)),
            ways=ways_of(context, {person.no: kit})[person.no],
        )


def ways_of(context: ViewContext, checks: Mapping[str, KitCheck]) -> dict[str, tuple[WayRow, ...]]:
    """The cheapest way to complete each person's kit, each for itself; where all are whole none."""
    if all(check.complete for check in checks.values()):
        return dict.fromkeys(checks, ())
    tool = Tool.table.c
    today = context.now.astimezone(context.zone).date()
    fit = tool.calibration_due.is_(None) | (tool.calibration_due >= today)
    ready: dict[str, list[str]] = {}
    statement = (
        select(tool.kind, tool.number)
        .where(tool.state == IN_STORE, fit, context.scope.tools())
        .order_by(tool.number)
    )
    for kind, number in context.connection.execute(statement):
        ready.setdefault(kind, []).append(number)
    broken: dict[str, dict[str, list[str]]] = {}
    damaged = select(tool.holder, tool.kind, tool.number).where(
        tool.state == DAMAGED, tool.holder.in_([no for no, check in checks.items() if check.missing])
    )
    for holder, kind, number in context.connection.execute(damaged.order_by(tool.number)):
        broken.setdefault(holder, {}).setdefault(kind, []).append(number)
    there = stored(context)
    prices = {kind.code: kind.price for kind in context.policy.tools.tool.values()}
    sees = context.sees("money")
    return {
        no: tuple(
            WayRow(way.kind, way.how, way.number, way.cost_fen if sees else None)
            for way in ways(check, Supply(ready, broken.get(no, {}), there, prices))
        )
        for no, check in checks.items()
    }


def stored(context: ViewContext) -> dict[str, int]:
    """How many of each consumable lie in the store rooms in reach."""
    stock = Stock.table.c
    in_a_room = or_(stock.place == STORE, stock.place.startswith(ROOM))
    statement = (
        select(stock.kind, func.sum(stock.count)).where(in_a_room, context.scope.stock()).group_by(stock.kind)
    )
    return {kind: int(count) for kind, count in context.connection.execute(statement)}


def _items(context: ViewContext, staff: str, today: date) -> tuple[KitItem, ...]:
    tool = Tool.table.c
    statement = (
        select(tool.number, tool.kind, tool.since, tool.state, tool.calibration_due)
        .where(tool.holder == staff)
        .order_by(tool.number)
    )
    return tuple(
        KitItem(*record, calibrated=record.calibration_due is None or record.calibration_due >= today)
        for record in context.connection.execute(statement)
    )


class Tools(View[list[ToolRow]]):
    """Every numbered tool: who has it, where it is, since when; of a kind, a person or a state.

    `ticket` leaves what is out for a job.
    """

    name = "tools"
    label = "Tools"
    opens = Opens("tool", "number")
    if_any = frozenset({"due_back", "ticket"})

    kind: str | None = None
    staff: str | None = None
    state: ToolState | None = None
    ticket: str | None = None

    def read(self, context: ViewContext) -> list[ToolRow]:
        return self.question(context).first(context.connection, None)

    def question(self, context: ViewContext) -> Question[ToolRow]:
        tool = Tool.table.c
        shown = {name: tool[name] for name in ToolRow._fields}
        statement = select(*shown.values()).where(context.scope.tools())
        if self.kind is not None:
            known = context.policy.tool_kind(self.kind)
            statement = statement.where(tool.kind == (known.code if known else self.kind))
        if self.staff is not None:
            statement = statement.where(tool.holder == find_staff(context.read, self.staff).no)
        if self.state is not None:
            statement = statement.where(tool.state == self.state)
        if self.ticket is not None:
            statement = statement.where(tool.ticket == ticket_meant(context, self.ticket).number)
        texts = (Searched(func.lower(tool.number)), Searched(func.lower(tool.place)))
        return Question(statement, tool.number, (tool.number,), shown, texts, rows_as(ToolRow))


class Consumables(View[list[ConsumableRow]]):
    """How many of each consumable lie in the store and with whom."""

    name = "consumables"
    label = "Consumables"
    opens = Opens("tool_kind", "kind")
    key = ("kind", "place")
    by_word = "kind"
    if_any = frozenset({"due_back"})

    def read(self, context: ViewContext) -> list[ConsumableRow]:
        return self.question(context).first(context.connection, None)

    def question(self, context: ViewContext) -> Question[ConsumableRow]:
        stock, kind = Stock.table.c, ToolKind.table.c
        shown = {
            "kind": stock.kind, "place": stock.place, "count": stock.count, "due_back": stock.due_back,
        }  # fmt: skip
        statement = (
            select(*shown.values())
            .join(ToolKind.table, kind.code == stock.kind)
            .where(kind.durable.is_(False), context.scope.stock())
        )
        order = (stock.kind, stock.place)
        return Question(
            statement, None, order, shown, (Searched(func.lower(stock.place)),), rows_as(ConsumableRow)
        )
