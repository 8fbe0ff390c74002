"""Tickets of which the ladder was due long ago and is not climbed, though somebody watches (ESC-03)."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import or_, select

from db.tables.codes import OPEN_STATES
from db.tables.ticket import Ticket
from db.views.view import View, ViewContext

LONG = timedelta(minutes=5)
"""A watch that was away has caught up by then."""
MOST = 50


class Stuck(View[list[str]]):
    """The numbers of the open tickets whose ladder is due for so long, those that wait longest first."""

    of_the_house = True

    def read(self, context: ViewContext) -> list[str]:
        table, before = Ticket.table.c, context.now - LONG
        never = table.ladder_at.is_(None) & (table.last_at < before)
        late = select(table.number).where(table.state.in_(OPEN_STATES), or_(table.ladder_at < before, never))
        return list(
            context.connection.execute(late.order_by(table.ladder_at, table.number).limit(MOST)).scalars()
        )
