"""What the desk's queue asks: the numbers in order, however many, and the rows in sight."""

from __future__ import annotations

from typing import NamedTuple, get_args

from sqlalchemy import func, select

from db.tables.ticket import Ticket
from db.views.counts import Counts, CountsRow
from db.views.desk_notices import DeskNotices, DeskNoticesRow
from db.views.own_views import Own
from db.views.queue import Narrowing, Which, narrowed, ordered
from db.views.queue_row import QueueRow, queue_columns, rows_of
from db.views.roster import Roster, RosterRow
from db.views.searching import found_count, found_rows
from db.views.slack import by_slack, that_wait
from db.views.today import Today
from db.views.view import View, ViewContext
from db.views.watching import EscalationRow, ReminderRow, Reminders, called_rows

MOST_FOUND = 500
COUNTED: tuple[Which, ...] = (
    "active", "open", "soon", "to_dispatch", "mine", "follow_up", "paused", "breached", *get_args(Own),
)  # fmt: skip


class QueueOrder(Narrowing, View[tuple[str, ...]]):
    """The numbers of all tickets of a view in queue order; of a find, those that match."""

    view: Which = "active"
    find: str = ""

    def read(self, context: ViewContext) -> tuple[str, ...]:
        if self.find.strip():
            return tuple(
                row.number for row in found_rows(context, self.find, MOST_FOUND, narrowed(context, None, {}))
            )
        conditions = narrowed(context, self.view, self.filters(context))
        if self.view == "slack":
            return tuple(by_slack(context, *conditions))
        statement = select(Ticket.table.c.number).where(*conditions).order_by(*ordered(self.view))
        if self.view == "closed":
            statement = select(Ticket.table.c.number).where(*conditions)
            statement = statement.order_by(Ticket.table.c.closed_at.desc()).limit(MOST_FOUND)
        return tuple(context.connection.execute(statement).scalars())


class ViewCounts(View[dict[str, int]]):
    """How many stand in each view of the desk; nothing for the closed ones, which have no end."""

    def read(self, context: ViewContext) -> dict[str, int]:
        conditions = {which: narrowed(context, which, {}) for which in COUNTED}
        found = {
            name: int(
                context.connection.execute(
                    select(func.count(Ticket.table.c.number)).where(*each)
                ).scalar_one()
            )
            for name, each in conditions.items()
        }
        waiting = that_wait(*narrowed(context, "slack", {})).subquery()
        found["slack"] = int(
            context.connection.execute(select(func.count()).select_from(waiting)).scalar_one()
        )
        return found | {"today": len(Today(limit=10_000).read(context))}


class AroundRow(NamedTuple):
    """What stands around the queue: the figures, the people, my reminders, what calls me, and what I am told
    of it."""

    counts: CountsRow
    roster: list[RosterRow]
    reminders: list[ReminderRow]
    called: list[EscalationRow]
    notices: DeskNoticesRow


class Around(View[AroundRow]):
    """All that stands around the queue, at one moment and with what it takes to know who looks only once."""

    def read(self, context: ViewContext) -> AroundRow:
        return AroundRow(
            Counts().read(context),
            Roster().read(context),
            Reminders().read(context),
            called_rows(context),
            DeskNotices().read(context),
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
