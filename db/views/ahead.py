"""Tickets whose last event lies ahead of the clock (ALL-02)."""

from __future__ import annotations

from sqlalchemy import select

from db.tables.ticket import Ticket
from db.timing import SKEW
from db.views.view import View, ViewContext


class Ahead(View[list[str]]):
    """The numbers of tickets that cannot be acted on because their last event lies ahead of the clock."""

    of_the_house = True

    def read(self, context: ViewContext) -> list[str]:
        table = Ticket.table
        late = select(table.c.number).where(table.c.last_at > context.now + SKEW)
        return list(context.connection.execute(late.order_by(table.c.number)).scalars())
