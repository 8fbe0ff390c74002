"""What there is for a job beside what people carry: in the store, and with whom (KIT-14, DSP-04)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import or_, select

from db.rules.candidates import Job, Whereabouts
from db.rules.custody import ROOM
from db.staffing import AT_HAND, Supply
from db.tables.tool import STORE, Stock, Tool
from db.views.view import ViewContext


def supply(context: ViewContext, tools: Iterable[str], parts: Iterable[str] = ()) -> Supply:
    """What there is of these kinds of tools and consumables."""
    kinds, consumed = tuple(tools), tuple(parts)
    stored: dict[str, str] = {}
    elsewhere: dict[str, Whereabouts] = {}
    tool = Tool.table.c
    today = context.now.astimezone(context.zone).date()
    statement = (
        select(tool.kind, tool.number, tool.state, tool.holder, tool.due_back)
        .where(
            context.scope.tools(),
            tool.kind.in_(kinds),
            tool.state.in_(("in_store", *AT_HAND)),
            or_(tool.calibration_due.is_(None), tool.calibration_due >= today),
        )
        .order_by(tool.due_back.is_(None), tool.due_back, tool.number)
    )
    for kind, number, state, holder, due_back in context.connection.execute(statement) if kinds else ():
        if state == "in_store":
            stored.setdefault(kind, number)
        elif holder is not None:
            elsewhere.setdefault(kind, Whereabouts(number, holder, due_back))
    return Supply(stored, _stocked(context, consumed), elsewhere)


def _stocked(context: ViewContext, kinds: tuple[str, ...]) -> dict[str, int]:
    if not kinds:
        return {}
    stock = Stock.table.c
    statement = select(stock.kind, stock.count).where(
        stock.kind.in_(kinds), or_(stock.place == STORE, stock.place.startswith(ROOM))
    )
    found: dict[str, int] = {}
    for kind, count in context.connection.execute(statement):
        found[kind] = found.get(kind, 0) + count
    return found


def supplied(job: Job, there: Supply) -> Job:
    """The job with what there is for it."""
    return replace(job, in_store=there.in_store, stocked=there.stocked, elsewhere=there.elsewhere)
