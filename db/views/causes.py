"""The causes that a ticket may be closed with, those that are found most with its product first (KNO-02)."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from sqlalchemy import func, select

from db.policy.model import Policy
from db.policy.reasons import Reason
from db.tables.ticket import Ticket
from db.views.view import View, ViewContext

LATEST = 500
"""So many closed tickets of the product's category are counted."""


class CauseRow(NamedTuple):
    """A cause of the policy's list, and how many were closed with it.

    `suits` is off where the product knows no such cause.
    """

    code: str
    zh: str
    en: str
    closed: int
    suits: bool


class Causes(View[list[CauseRow]]):
    """Causes for a product's category, or that of a ticket; it has no name, since only the desk asks."""

    number: str

    def read(self, context: ViewContext) -> list[CauseRow]:
        table = Ticket.table.c
        category = context.connection.execute(
            select(table.category).where(table.number == self.number, context.scope.tickets())
        ).scalar_one_or_none()
        counts = _counted(context, category)
        listed = context.policy.reasons_for("cause").values()
        rows = [
            CauseRow(each.code, each.zh, each.en, counts[each.code], suits(context.policy, category, each))
            for each in listed
        ]
        # Sorting keeps the order of the policy among causes of the same count.
        return sorted(rows, key=lambda row: (not (row.suits or row.closed), -row.closed))


def _counted(context: ViewContext, category: str | None) -> Counter[str]:
    table = Ticket.table.c
    latest = (
        select(table.cause)
        .where(table.category == category, table.cause.is_not(None), table.closed_at.is_not(None))
        .where(context.scope.tickets())
        .order_by(table.closed_at.desc())
        .limit(LATEST)
        .subquery()
    )
    statement = select(latest.c.cause, func.count()).group_by(latest.c.cause)
    counts: Counter[str] = Counter()
    for cause, count in context.connection.execute(statement):
        counts[cause] = count
    return counts


def suits(policy: Policy, category: str | None, cause: Reason) -> bool:
    """Whether the cause's category is known to the products of that route; none named means all of them."""
    known = policy.reasons.category.get(cause.category)
    routes = known.routes if known else ()
    product = policy.products.category.get(category or policy.products.default)
    return not routes or product is None or product.route in routes
