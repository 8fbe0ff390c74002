"""Somebody's open jobs in the order in which they are due to go, and how to reach them (PPL-01)."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import literal_column, or_, select

from db.errors import Refusal
from db.staffing import roster_state
from db.tables.staff import Staff
from db.tables.ticket import Assignment
from db.views.people import read_files
from db.views.queue_row import IS_OPEN, ORDER, QueueRow, T, queue_columns, rows_of
from db.views.view import View, ViewContext


class PersonDayRow(NamedTuple):
    """Somebody now. `jobs` are the open tickets that they hold or help with, those with a window first."""

    staff: str
    name: str
    phone: str
    zone: str | None
    trade: str | None
    state: str
    jobs: tuple[QueueRow, ...]


class PersonDay(View[PersonDayRow]):
    """Somebody's open jobs, phone and zone."""

    staff: str

    def read(self, context: ViewContext) -> PersonDayRow:
        people = context.read.rows(Staff, no=self.staff)
        if not people:
            raise Refusal(
                "PPL-01",
                "There is nobody with the number or name {no}.",
                "See paigong show roster.",
                no=self.staff,
            )
        person = people[0]
        file = read_files(context, context.now, only=(person.no,))[person.no]
        held = Assignment.table.c
        helping = select(held.ticket).where(held.technician == person.no, held.ended_at.is_(None))
        statement = (
            queue_columns()
            .where(literal_column(IS_OPEN), or_(T.technician == person.no, T.number.in_(helping)))
            .where(context.scope.tickets())
            .order_by(*ORDER)
        )
        jobs = sorted(rows_of(context, statement), key=_begins)
        return PersonDayRow(
            person.no,
            person.label,
            context.mask.phone(person.phone),
            person.zone,
            person.trade,
            roster_state(file, context.now, context.zone),
            tuple(jobs),
        )


def _begins(row: QueueRow) -> tuple[bool, datetime]:
    """By the window's beginning; those without one keep the order of the queue behind them."""
    begin = row.agreed_from or row.agreed_to
    return begin is None, begin or datetime.min.replace(tzinfo=row.reported_at.tzinfo)
