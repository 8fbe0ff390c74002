"""A ticket as a row of the queue: its columns, its order, its status now (DSP-01, SLA-07)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import FromClause, Select, select

from db.rules.deadlines import Status
from db.rules.moves import CANCELLED
from db.rules.profile import Conditions
from db.tables.staff import Staff
from db.tables.ticket import OPEN, Ticket
from db.views.view import ViewContext

T = Ticket.table.c


class QueueRow(NamedTuple):
    """A ticket in the queue. `technician` is a staff number; `status` null when nothing runs; `way` the one
    that was said or follows from the level. `at_risk_at` says when an on_track row turns by itself,
    `ended_at` when the ticket was closed or cancelled."""

    number: str
    level: int | None
    state: str
    status: Status | None
    milestone: str | None
    due_at: datetime | None
    original_due_at: datetime | None
    agreed_to: datetime | None
    paused_since: datetime | None
    remaining_minutes: int | None
    customer: str
    district: str
    product: str
    fault: str
    technician: str | None
    way: str
    priority: int | None
    version: int
    at_risk_at: datetime | None
    reported_at: datetime
    technician_name: str | None
    chases: int
    rework_of: str | None
    ended_at: datetime | None


COLUMNS = (
    T.number,
    T.level,
    T.state,
    T.milestone,
    T.due_at,
    T.original_due_at,
    T.agreed_to,
    T.paused_since,
    T.remaining_minutes,
    T.customer_label,
    T.district,
    T.product,
    T.fault,
    T.technician,
    T.way,
    T.priority,
    T.version,
    T.at_risk_at,
    T.reported_at,
    Staff.table.c.label,
    T.chases,
    T.rework_of,
    T.closed_at,
    T.last_at,
)
ORDER = (T.sort_level, T.sort_priority, T.sort_due, T.reported_at, T.sort_number, T.number)
IS_OPEN = f"({OPEN})"
"""Written out as in the partial index: with parameters in it the databases would not use the index."""


def status_at(due_at: datetime | None, at_risk_at: datetime | None, now: datetime) -> Status | None:
    """A running deadline against the present; on the instant itself it is not breached yet (SLA-07)."""
    if due_at is None:
        return None
    if now > due_at:
        return Status.BREACHED
    return Status.AT_RISK if at_risk_at is not None and now >= at_risk_at else Status.ON_TRACK


def queue_row(record: Sequence[Any], now: datetime) -> QueueRow:
    """A row from the columns of `COLUMNS`."""
    number, level, state, milestone, due_at, *middle, way, priority, version, at_risk_at = record[:18]
    status = status_at(due_at, at_risk_at, now)
    way = way or Conditions(level=level).way_of_service
    first = (number, level, state, status, milestone, due_at)
    closed_at, last_at = record[22:24]
    ended_at = last_at if state == CANCELLED else closed_at
    return QueueRow._make((*first, *middle, way, priority, version, at_risk_at, *record[18:22], ended_at))


def rows_of(
    context: ViewContext, statement: Select[Any], values: Mapping[str, object] | None = None
) -> list[QueueRow]:
    """The rows that a statement over `queue_columns` finds."""
    return [queue_row(record, context.now) for record in context.connection.execute(statement, values or {})]


def queue_columns(tickets: FromClause = Ticket.table) -> Select[Any]:
    """The columns of a queue row, with the name of whoever holds the ticket."""
    joined = tickets.outerjoin(Staff.table, Staff.table.c.no == T.technician)
    return select(*COLUMNS).select_from(joined)
