"""What the store room gave out for a job and did not get back (KIT-03, PRT-03)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, TypedDict

from sqlalchemy import case, func, select

from db import kinds
from db.kinds import Called
from db.rules.record import part_text
from db.tables.tool import Movement, ToolKind
from db.views import columns as column
from db.views.view import ViewContext

OUT, BACK = ("issue", "lend"), ("return", "give_back")
M, K = Movement.table.c, ToolKind.table.c


class IssuedFacts(TypedDict):
    """So many of a consumable went out for the ticket and did not come back."""

    kind: column.ToolKind
    count: Annotated[int, kinds.Number(), Called("Count")]


def issued_for(context: ViewContext, ticket: str) -> list[IssuedFacts]:
    """The consumables that are out for a ticket, by kind. A numbered tool comes back by itself (KIT-06)."""
    return [{"kind": kind, "count": count} for kind, _zh, _price, count in _out_for(context, ticket)]


def parts_issued(context: ViewContext, ticket: str, since: datetime | None, *, sold: bool) -> str:
    """What went out `since` then as lines of a record: with the price of one where they are `sold`."""
    return "\n".join(
        part_text(label, count * 1000, "", price if sold else None)
        for _kind, label, price, count in _out_for(context, ticket, since)
    )


def _out_for(
    context: ViewContext, ticket: str, since: datetime | None = None
) -> Sequence[tuple[str, str, int, int]]:
    left = func.sum(case((M.move.in_(OUT), M.count), (M.move.in_(BACK), -M.count), else_=0))
    statement = (
        select(K.code, K.zh, K.price_fen, left)
        .join(ToolKind.table, K.code == M.kind)
        .where(M.ticket == ticket, M.tool.is_(None), *([M.at > since] if since is not None else []))
        .group_by(K.code, K.zh, K.price_fen)
        .having(left > 0)
        .order_by(K.code)
    )
    found = context.connection.execute(statement)
    return [(code, zh, price, int(count)) for code, zh, price, count in found]
