"""Where a caller was served last: what their file does not say (INT-03)."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import or_, select

from db.tables.ticket import Ticket
from db.views.view import View, ViewContext

EARLIER = 3


class EarlierTicket(NamedTuple):
    """An earlier ticket of a caller in a few words."""

    number: str
    state: str
    reported_at: datetime
    product: str
    fault: str


class Served(NamedTuple):
    """The place and contact of the latest ticket that has them, and the latest tickets."""

    address: str
    district: str
    contact: str
    position: str
    earlier: list[EarlierTicket]


class LastServed(View[Served]):
    """What a customer's earlier tickets tell; it has no name, since only the desk asks."""

    customer: str

    def read(self, context: ViewContext) -> Served:
        table = Ticket.table.c
        latest = table.reported_at.desc(), table.number.desc()
        placed = context.connection.execute(
            select(table.address, table.district, table.contact, table.position)
            .where(
                context.scope.tickets(),
                table.customer == self.customer,
                or_(table.address != "", table.district != ""),
            )
            .order_by(*latest)
            .limit(1)
        ).first()
        tickets = context.connection.execute(
            select(table.number, table.state, table.reported_at, table.product, table.fault)
            .where(context.scope.tickets(), table.customer == self.customer)
            .order_by(*latest)
            .limit(EARLIER)
        ).all()
        address, district, contact, position = placed or ("", "", "", "")
        return Served(
            context.mask.address(address), district, contact, position,
            [EarlierTicket(*row) for row in tickets],
        )  # fmt: skip
