"""Who has which tool, and what lies where (KIT-02 to KIT-04)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, NamedTuple

from sqlalchemy import func, select

from db import kinds
from db.kinds import Called
from db.rules.kits import KitCheck
from db.tables.tool import Stock, Tool, ToolKind
from db.verbs.naming import find_staff
from db.views import columns as column
from db.views.listing import Opens, Question, Searched, rows_as
from db.views.people import read_files
from db.views.view import View, ViewContext


class KitItem(NamedTuple):
    """A numbered tool in somebody's hands; `calibrated` says whether it may be used today."""

    number: column.ToolNumber
    kind: column.ToolKind
    since: column.Since
    state: column.ToolState
    calibration_due: column.CalibrationDue | None
    calibrated: column.Calibrated


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


class ToolRow(NamedTuple):
    """A numbered tool; it is either with its holder or at its place (KIT-03)."""

    number: column.ToolNumber
    kind: column.ToolKind
    holder: column.Holder | None
    place: column.Place | None
    state: column.ToolState
    since: column.Since
    calibration_due: column.CalibrationDue | None


@dataclass(frozen=True, slots=True)
class ConsumableRow:
    """How many of a consumable lie at a place: `store`, or `staff:NO`."""

    kind: column.ToolKind
    place: column.Place
    count: column.Count


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
    label = "Tools"
    opens = Opens("tool", "number")

    kind: str | None = None

    def read(self, context: ViewContext) -> list[ToolRow]:
        return self.question(context).first(context.connection, None)

    def question(self, context: ViewContext) -> Question[ToolRow]:
        tool = Tool.table.c
        shown = {name: tool[name] for name in ToolRow._fields}
        statement = select(*shown.values()).where(context.scope.tools())
        if self.kind is not None:
            known = context.policy.tool_kind(self.kind)
            statement = statement.where(tool.kind == (known.code if known else self.kind))
        texts = (Searched(func.lower(tool.number)), Searched(func.lower(tool.place)))
        return Question(statement, tool.number, (tool.number,), shown, texts, rows_as(ToolRow))


class Consumables(View[list[ConsumableRow]]):
    """How many of each consumable lie in the store and with whom."""

    name = "consumables"
    label = "Consumables"
    key = ("kind", "place")

    def read(self, context: ViewContext) -> list[ConsumableRow]:
        return self.question(context).first(context.connection, None)

    def question(self, context: ViewContext) -> Question[ConsumableRow]:
        stock, kind = Stock.table.c, ToolKind.table.c
        shown = {"kind": stock.kind, "place": stock.place, "count": stock.count}
        statement = (
            select(*shown.values())
            .join(ToolKind.table, kind.code == stock.kind)
            .where(kind.durable.is_(False), context.scope.stock())
        )
        order = (stock.kind, stock.place)
        return Question(
            statement, None, order, shown, (Searched(func.lower(stock.place)),), rows_as(ConsumableRow)
        )
