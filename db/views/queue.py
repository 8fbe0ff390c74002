"""The queue: open tickets in the order in which they are to be served (DSP-01, DSP-02)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import Field
from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, literal_column, select

from db.tables.ticket import Assignment, Ticket
from db.views.queue_row import IS_OPEN, ORDER, QueueRow, T, queue_columns, rows_of
from db.views.searching import found_rows
from db.views.view import View, ViewContext

__all__ = ["ORDER", "Queue", "QueueRow", "Which", "narrowed", "queue_columns", "rows_of"]

Which = Literal["active", "open", "to_dispatch", "mine", "follow_up", "paused", "breached", "closed"]

TYPES = {"now": T.sort_due.type, "me": T.registered_by.type, "level": T.sort_level.type}


class Queue(View[list[QueueRow]]):
    """Open tickets in order: untriaged first, then level, priority, due time, report time, number.

    `find` looks through all tickets, open ones first, unless a view is named as well.
    """

    name = "queue"

    view: Which | None = None
    level: Annotated[int, Field(ge=1, le=4)] | None = None
    find: str | None = None
    limit: Annotated[int, Field(ge=1, le=100_000)] = 200

    def read(self, context: ViewContext) -> list[QueueRow]:
        if self.find is not None and self.find.strip():
            return found_rows(context, self.find, self.limit, narrowed(context, self.view, self.level))
        which = self.view or "active"
        statement = _statement(which, self.level is not None)
        return rows_of(context, statement, {**_values(context, self.level), "limit": self.limit})


def narrowed(context: ViewContext, which: Which | None, level: int | None) -> list[ColumnElement[bool]]:
    """What a view and a level leave of all tickets, as conditions with their values; no view leaves all."""
    given = {
        name: bindparam(name, value, type_=TYPES[name]) for name, value in _values(context, level).items()
    }
    return list(_conditions(which, level is not None, given))


def _values(context: ViewContext, level: int | None) -> dict[str, object]:
    return {"now": context.now, "me": context.person.no if context.person else "", "level": level}


def _conditions(
    which: Which | None, with_level: bool, given: Mapping[str, BindParameter[Any]]
) -> Iterable[ColumnElement[bool]]:
    """The conditions of a view; `given` are the parameters `now`, `me` and `level`."""
    if which == "closed":
        yield T.state == literal_column("'closed'")
    elif which is not None:
        yield literal_column(IS_OPEN)
    if which == "active":
        yield T.state != literal_column("'follow_up'")
    elif which == "to_dispatch":
        yield T.state == literal_column("'triaged'")
    elif which in ("follow_up", "paused"):
        yield T.state == literal_column(f"'{which}'")
    elif which == "breached":
        # The sort column stands in the index; it is `due_at`, or the end of time without one.
        yield T.sort_due < given["now"]
    elif which == "mine":
        held, me = Assignment.table.c, given["me"]
        helping = select(held.ticket).where(held.technician == me, held.ended_at.is_(None))
        yield (T.registered_by == me) | (T.technician == me) | T.number.in_(helping)
    if with_level:
        yield T.sort_level == given["level"]


@cache
def _statement(which: Which, with_level: bool) -> Select[Any]:
    """The select for one shape of question; built once, since building costs more than running."""
    limit = bindparam("limit", type_=T.sort_level.type)
    conditions = list(
        _conditions(which, with_level, {name: bindparam(name, type_=TYPES[name]) for name in TYPES})
    )
    if which != "closed":
        return queue_columns().where(*conditions).order_by(*ORDER).limit(limit)
    # The latest closed ones, in queue order: the oldest of many years would help nobody.
    latest = select(T.number).where(*conditions).order_by(T.closed_at.desc()).limit(limit)
    shown = latest.subquery()
    return queue_columns(Ticket.table.join(shown, shown.c.number == T.number)).order_by(*ORDER)
