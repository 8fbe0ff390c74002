"""What the desk's queue asks: the numbers in order, however many, and the rows in sight."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field
from sqlalchemy import select

from db.tables.ticket import Ticket
from db.views.queue import Which, narrowed
from db.views.queue_row import ORDER, QueueRow, queue_columns, rows_of
from db.views.searching import found_rows
from db.views.view import View, ViewContext

MOST_FOUND = 500


class QueueOrder(View[tuple[str, ...]]):
    """The numbers of all tickets of a view in queue order; of a find, those that match."""

    view: Which = "active"
    level: Annotated[int, Field(ge=1, le=4)] | None = None
    find: str = ""

    def read(self, context: ViewContext) -> tuple[str, ...]:
        if self.find.strip():
            return tuple(row.number for row in found_rows(context, self.find, MOST_FOUND, ()))
        conditions = narrowed(context, self.view, self.level)
        statement = select(Ticket.table.c.number).where(*conditions).order_by(*ORDER)
        if self.view == "closed":
            statement = select(Ticket.table.c.number).where(*conditions)
            statement = statement.order_by(Ticket.table.c.closed_at.desc()).limit(MOST_FOUND)
        return tuple(context.connection.execute(statement).scalars())


class QueueRows(View[list[QueueRow]]):
    """The rows of these tickets."""

    numbers: tuple[str, ...]

    def read(self, context: ViewContext) -> list[QueueRow]:
        return rows_of(context, queue_columns().where(Ticket.table.c.number.in_(self.numbers)))
