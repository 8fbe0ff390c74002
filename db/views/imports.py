"""What was brought in from other systems: one row for each import that brought tickets (INT-11)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, NamedTuple

from sqlalchemy import ColumnElement, case, func, select

from db.kinds import Called
from db.tables.codes import OPEN_STATES
from db.tables.ticket import Ticket
from db.views import columns as column
from db.views.view import View, ViewContext

T = Ticket.table.c


class ImportRow(NamedTuple):
    """An import by its id: `source` is the system that its numbers are from, `taken_back` counts those of its
    tickets that were taken back."""

    id: column.Id
    at: column.At
    actor: column.Actor
    source: column.Source
    tickets: Annotated[int, Called("Tickets")]
    open: Annotated[int, Called("Open")]
    taken_back: Annotated[int, Called("Taken back")]


class Imports(View[list[ImportRow]]):
    """Imports of tickets, the latest first."""

    name = "imports"
    label = "Imports"
    key = ("id",)

    def read(self, context: ViewContext) -> list[ImportRow]:
        gone = T.source.is_(None)
        statement = (
            select(
                T.import_id, func.min(T.number), func.max(T.source), func.count(),
                _how_many(T.state.in_(OPEN_STATES)), _how_many(gone),
            )
            .where(T.import_id.is_not(None), context.scope.tickets())
            .group_by(T.import_id)
        )  # fmt: skip
        found = sorted(context.connection.execute(statement).all(), key=lambda record: str(record[1]))
        rows = [_row(context, *record) for record in reversed(found)]
        return sorted(rows, key=lambda row: row.at, reverse=True)


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[Any]:
    return func.sum(case((condition, 1), else_=0))


def _row(
    context: ViewContext,
    import_id: str,
    number: str,
    source: str | None,
    tickets: int,
    is_open: int,
    gone: int,
) -> ImportRow:
    """When and by whom stands in the first event of one of its tickets."""
    first = context.read.log_of(f"ticket:{number}")[0]
    told = first.answer.get("imported_at")
    at = datetime.fromisoformat(str(told)) if told else first.at
    return ImportRow(import_id, at, first.actor, source or "", tickets, is_open, gone)
