"""What the desk's queue asks: the numbers in order, however many, and the rows in sight."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple

from sqlalchemy import ColumnElement, func, select

from db.tables.ticket import Ticket
from db.views.absence import absence
from db.views.counts import Counts, CountsRow, at_risk, dissatisfied, month_of, with_missed
from db.views.queue import Narrowing, Which, narrowed, ordered
from db.views.queue_row import QueueRow, queue_columns, rows_of
from db.views.roster import Roster, RosterRow
from db.views.searching import found_count, found_rows
from db.views.today import Today
from db.views.view import View, ViewContext
from db.views.watching import EscalationRow, ReminderRow, Reminders, called_rows

MOST_FOUND = 500
Shown = Which | Literal["untriaged", "called", "absent", "at_risk", "missed", "dissatisfied"]
"""The desk's own views beside those of everybody: what waits for a level, whose escalations call the one who
looks, what is held by somebody on leave, what is nearly late, what counts against the figures of the month
(RPT-05)."""
COUNTED: tuple[Which, ...] = (
    "active", "open", "soon", "to_dispatch", "mine", "follow_up", "paused", "breached",
)  # fmt: skip


class QueueOrder(Narrowing, View[tuple[str, ...]]):
    """The numbers of all tickets of a view in queue order; of a find, those that match."""

    view: Shown = "active"
    find: str = ""

    def read(self, context: ViewContext) -> tuple[str, ...]:
        if self.find.strip():
            return tuple(
                row.number for row in found_rows(context, self.find, MOST_FOUND, narrowed(context, None, {}))
            )
        if self.view in OWN:
            return self._own(context, OWN[self.view](context))
        conditions = narrowed(context, self.view, self.filters(context))  # type: ignore[arg-type]
        statement = select(Ticket.table.c.number).where(*conditions).order_by(*ordered(self.view))  # type: ignore[arg-type]
        if self.view == "closed":
            statement = select(Ticket.table.c.number).where(*conditions)
            statement = statement.order_by(Ticket.table.c.closed_at.desc()).limit(MOST_FOUND)
        return tuple(context.connection.execute(statement).scalars())

    def _own(self, context: ViewContext, condition: ColumnElement[bool]) -> tuple[str, ...]:
        among: Which | None = None if self.view in OF_THE_MONTH else "open"
        conditions = (*narrowed(context, among, self.filters(context)), condition)
        statement = select(Ticket.table.c.number).where(*conditions).order_by(*ordered("open"))
        return tuple(context.connection.execute(statement).scalars())


def _untriaged(_context: ViewContext) -> ColumnElement[bool]:
    return Ticket.table.c.state == "new"


def _called(context: ViewContext) -> ColumnElement[bool]:
    return Ticket.table.c.number.in_({row.ticket for row in called_rows(context)})


def _at_risk(context: ViewContext) -> ColumnElement[bool]:
    return at_risk(context.now)


def _absent(context: ViewContext) -> ColumnElement[bool]:
    return Ticket.table.c.number.in_(held_by_absent(context))


def held_by_absent(context: ViewContext) -> set[str]:
    """The numbers of the active tickets whose holder is on leave when they should be there (PPL-02)."""
    away = absence(context)
    ticket = Ticket.table.c
    statement = select(ticket.number, ticket.technician, ticket.agreed_from).where(
        *narrowed(context, "active", {}), ticket.technician.in_(away.people())
    )
    return {number for number, *held in context.connection.execute(statement) if away.is_away(*held)}


OWN: Mapping[str, Callable[[ViewContext], ColumnElement[bool]]] = {
    "untriaged": _untriaged,
    "called": _called,
    "absent": _absent,
    "at_risk": _at_risk,
    "missed": lambda context: with_missed(context, month_of("", context)),
    "dissatisfied": lambda context: dissatisfied(context, month_of("", context)),
}
OF_THE_MONTH = ("missed", "dissatisfied")
"""Views in which tickets stand that have ended, too."""


class ViewCounts(View[dict[str, int]]):
    """How many stand in each view of the desk; nothing for the closed ones, which have no end."""

    def read(self, context: ViewContext) -> dict[str, int]:
        conditions: dict[str, list[ColumnElement[bool]]] = {
            which: narrowed(context, which, {}) for which in COUNTED
        }
        conditions |= {
            name: [*narrowed(context, None if name in OF_THE_MONTH else "open", {}), made(context)]
            for name, made in OWN.items()
        }
        found = {
            name: int(
                context.connection.execute(
                    select(func.count(Ticket.table.c.number)).where(*each)
                ).scalar_one()
            )
            for name, each in conditions.items()
        }
        return found | {"today": len(Today(limit=10_000).read(context))}


class AroundRow(NamedTuple):
    """What stands around the queue: the figures, the people, my reminders, and what calls me."""

    counts: CountsRow
    roster: list[RosterRow]
    reminders: list[ReminderRow]
    called: list[EscalationRow]


class Around(View[AroundRow]):
    """All that stands around the queue, at one moment and with what it takes to know who looks only once."""

    def read(self, context: ViewContext) -> AroundRow:
        return AroundRow(
            Counts().read(context), Roster().read(context), Reminders().read(context), called_rows(context)
        )


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
        shown = Ticket.table.c.number.in_(self.numbers)
        return rows_of(context, queue_columns().where(shown, context.scope.tickets()))
