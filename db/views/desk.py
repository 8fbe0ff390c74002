"""What the desk's queue asks: the numbers in order, however many, and the rows in sight."""

from __future__ import annotations

from sqlalchemy import select

from db.tables.ticket import Ticket
from db.views.queue import Narrowing, Which, narrowed, ordered
from db.views.queue_row import QueueRow, queue_columns, rows_of
from db.views.searching import found_count, found_rows
from db.views.view import View, ViewContext

MOST_FOUND = 500


class QueueOrder(Narrowing, View[tuple[str, ...]]):
    """The numbers of all tickets of a view in queue order; of a find, those that match."""

    view: Which = "active"
    find: str = ""

    def read(self, context: ViewContext) -> tuple[str, ...]:
        if self.find.strip():
            return tuple(row.number for row in found_rows(context, self.find, MOST_FOUND, ()))
        conditions = narrowed(context, self.view, self.filters(context))
        statement = select(Ticket.table.c.number).where(*conditions).order_by(*ordered(self.view))
        if self.view == "closed":
            statement = select(Ticket.table.c.number).where(*conditions)
            statement = statement.order_by(Ticket.table.c.closed_at.desc()).limit(MOST_FOUND)
        return tuple(context.connection.execute(statement).scalars())


class FoundCount(Narrowing, View[int]):
    """How many tickets answer a find, however many of them are shown."""

    view: Which | None = None
    find: str

    def read(self, context: ViewContext) -> int:
        return found_count(context, self.find, narrowed(context, self.view, self.filters(context)))


class QueueRows(View[list[QueueRow]]):
    """The rows of these tickets."""

    numbers: tuple[str, ...]

    def read(self, context: ViewContext) -> list[QueueRow]:
        return rows_of(context, queue_columns().where(Ticket.table.c.number.in_(self.numbers)))
