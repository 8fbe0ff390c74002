"""Views of the queue that look at more than a ticket's own columns: what calls me, what waits for a level,
what is held by somebody away, what counts against the figures of the month (RPT-05)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from sqlalchemy import ColumnElement, and_, literal_column, select

from db.figures.figures import FIGURES
from db.figures.rows import REST, tickets_behind
from db.tables.ticket import Ticket
from db.views.absence import absence
from db.views.counts import at_risk
from db.views.mine import calls_me
from db.views.queue_row import IS_OPEN
from db.views.spans import month_of, reading_of
from db.views.view import ViewContext

Own = Literal[
    "untriaged",
    "called",
    "absent",
    "at_risk",
    "missed",
    "missed_originally",
    "dissatisfied",
    "idle",
    "unlevelled",
    "unreachable",
]
T = Ticket.table.c


def _untriaged(_context: ViewContext) -> ColumnElement[bool]:
    return T.state == "new"


def _called(context: ViewContext) -> ColumnElement[bool]:
    return T.number.in_(calls_me(context).correlate(None))


def _at_risk(context: ViewContext) -> ColumnElement[bool]:
    return at_risk(context.now)


def _absent(context: ViewContext) -> ColumnElement[bool]:
    return T.number.in_(held_by_absent(context))


def _behind(context: ViewContext, figure: str, part: str | None = None) -> ColumnElement[bool]:
    """The tickets behind a figure of the present month (RPT-05)."""
    return T.number.in_(
        tickets_behind(reading_of(context), FIGURES[figure], month_of("", context), part=part)
    )


def held_by_absent(context: ViewContext) -> set[str]:
    """The numbers of the active tickets whose holder is on leave when they should be there (PPL-02)."""
    away = absence(context)
    statement = select(T.number, T.technician, T.agreed_from).where(
        context.scope.tickets(),
        literal_column(IS_OPEN),
        T.state != "follow_up",
        T.technician.in_(away.people()),
    )
    return {number for number, *held in context.connection.execute(statement) if away.is_away(*held)}


OWN: Mapping[str, Callable[[ViewContext], ColumnElement[bool]]] = {
    "untriaged": _untriaged,
    "called": _called,
    "absent": _absent,
    "at_risk": _at_risk,
    "missed": lambda context: _behind(context, "timeliness", REST),
    "missed_originally": lambda context: _behind(context, "original_timeliness", REST),
    "dissatisfied": lambda context: _behind(context, "satisfaction", REST),
    "idle": lambda _context: and_(T.state == "new", T.due_at.is_(None)),
    "unlevelled": lambda _context: and_(T.state.not_in(("new", "follow_up")), T.level.is_(None)),
    "unreachable": lambda context: _behind(context, "unreachable"),
}
OF_THE_MONTH = ("missed", "missed_originally", "dissatisfied", "unreachable")
"""Views in which tickets stand that have ended, too."""
