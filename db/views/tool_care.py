"""Calibrations and care of tools that are due (KIT-06, KIT-13)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated, NamedTuple

from sqlalchemy import func, select

from db import kinds
from db.kinds import Called
from db.rules.care import care_due
from db.tables.tool import Movement, Tool
from db.views import columns as column
from db.views.held_tools import IN_USE
from db.views.listing import Opens
from db.views.view import View, ViewContext


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

    all: Annotated[bool, kinds.YesNo(), Called("All of them")] = False

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
