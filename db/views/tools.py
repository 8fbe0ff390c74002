"""Who has which tool, and what lies where (KIT-02 to KIT-04)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, NamedTuple

from sqlalchemy import select

from db.rules.kits import KitCheck
from db.tables.tool import Stock, Tool, ToolKind
from db.verbs.naming import find_staff
from db.views.people import read_files
from db.views.view import View, ViewContext


class KitItem(NamedTuple):
    """A numbered tool in somebody's hands; `calibrated` says whether it may be used today."""

    number: str
    kind: str
    since: datetime
    state: str
    calibration_due: date | None
    calibrated: bool


class KitRow(NamedTuple):
    """What somebody holds against what their trade should hold. `missing` names a kind once for every
    missing piece, `uncalibrated` the kinds that are out of calibration; `wanted` is the standard kit,
    `consumables` what they carry of those."""

    staff: str
    name: str
    trade: str | None
    complete: bool
    missing: tuple[str, ...]
    uncalibrated: tuple[str, ...]
    items: tuple[KitItem, ...]
    consumables: dict[str, int]
    wanted: dict[str, int]


class ToolRow(NamedTuple):
    """A numbered tool; it is either with its holder or at its place (KIT-03)."""

    number: str
    kind: str
    holder: str | None
    place: str | None
    state: str
    since: datetime
    calibration_due: date | None


@dataclass(frozen=True, slots=True)
class ConsumableRow:
    """How many of a consumable lie at a place: `store`, or `staff:NO`."""

    kind: str
    place: str
    count: int


class Kit(View[KitRow]):
    """What one technician holds, and what is missing of their standard kit."""

    name = "kit"
    positional: ClassVar[tuple[str, ...]] = ("staff",)

    staff: str

    def read(self, context: ViewContext) -> KitRow:
        person = find_staff(context.read, self.staff)
        today = context.now.astimezone(context.zone).date()
        file = read_files(context.connection, context.now, only=(person.no,))[person.no]
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
        )


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
    """Every numbered tool: who has it, where it is, since when."""

    name = "tools"

    kind: str | None = None

    def read(self, context: ViewContext) -> list[ToolRow]:
        tool = Tool.table.c
        statement = select(
            tool.number, tool.kind, tool.holder, tool.place, tool.state, tool.since, tool.calibration_due
        ).order_by(tool.number)
        if self.kind is not None:
            known = context.policy.tool_kind(self.kind)
            statement = statement.where(tool.kind == (known.code if known else self.kind))
        return [ToolRow(*record) for record in context.connection.execute(statement)]


class Consumables(View[list[ConsumableRow]]):
    """How many of each consumable lie in the store and with whom."""

    name = "consumables"

    def read(self, context: ViewContext) -> list[ConsumableRow]:
        stock, kind = Stock.table.c, ToolKind.table.c
        statement = (
            select(stock.kind, stock.place, stock.count)
            .join(ToolKind.table, kind.code == stock.kind)
            .where(kind.durable.is_(False))
            .order_by(stock.kind, stock.place)
        )
        return [ConsumableRow(*record) for record in context.connection.execute(statement)]
