"""A ticket as a row of the queue: its columns, its order, its status now (DSP-01, SLA-07)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any, NamedTuple

from sqlalchemy import ColumnElement, FromClause, Select, case, literal_column, null, select

from db import kinds
from db.kinds import Called
from db.log.reading import DatabaseReader
from db.rules.deadlines import Status
from db.rules.lateness import late_minutes
from db.rules.moves import CANCELLED
from db.rules.profile import Conditions
from db.rules.provisional import provisional_years
from db.tables.codes import ACTIVE_STATES
from db.tables.columns import by_number
from db.tables.staff import Staff
from db.tables.task import Task
from db.tables.ticket import OPEN, MilestoneTime, Ticket
from db.timing import standing_of
from db.views import columns as column
from db.views.absence import absence
from db.views.view import ViewContext, pieces

T = Ticket.table.c


class QueueRow(NamedTuple):
    """A ticket in the queue. `technician` is a staff number; `status` null when nothing runs; `way` the one
    that was said or follows from the level. `at_risk_at` says when an on_track row turns by itself,
    `ended_at` when the ticket was closed or cancelled. `late_minutes` are counted by the deadline's own
    clock with pauses out (SLA-06), null while it is not breached; `late_since` is that long ago. `kind` is
    the kind of service: one that needs no fault level has none although it is not new (SLA-14). `item_state`
    and `item_place` say where a thing that was sent in is (VIS-08), `responsible` is the department (INT-06),
    `holder_absent` says that whoever holds it is on leave when they should be there. `task` is the kind of
    its earliest open internal clock, which never moves the queue (INT-08). `day_only` lists the moments
    of which only the day is known, by commas (INT-11); by the name `by_day` an import would know a file with
    all that a ticket is. `provisional` are the years that its deadline crosses and of which the days off are
    not official yet (SLA-05). Of a ticket that waits for somebody to be sent to the customer `leave_by` is
    the last moment at which somebody can still leave and be there in time, `in_time` how many can, and from
    `one_left` on only one of them."""

    number: column.TicketNumber
    level: column.Level | None
    state: column.State
    status: column.Status | None
    milestone: column.Milestone | None
    due_at: column.DueAt | None
    original_due_at: column.OriginalDueAt | None
    agreed_to: column.AgreedTo | None
    paused_since: column.PausedSince | None
    remaining_minutes: column.Remaining | None
    customer: column.CustomerName
    district: column.District
    product: column.Product
    fault: column.Fault
    technician: column.Technician | None
    way: column.Way
    priority: column.Priority | None
    version: column.Version
    at_risk_at: column.AtRiskAt | None
    reported_at: column.ReportedAt
    technician_name: column.TechnicianName | None
    chases: column.Chases
    rework_of: column.ReworkOf | None
    ended_at: column.EndedAt | None
    late_minutes: column.LateMinutes | None
    late_since: column.LateSince | None
    kind: column.Job
    agreed_from: column.AgreedFrom | None
    window_wanted_by: column.WindowWantedBy | None
    told_at: column.ToldAt | None
    item_state: column.ItemState | None
    item_place: column.ItemPlace | None
    responsible: column.Responsible
    holder_absent: column.HolderAbsent
    task: column.TaskKind | None
    task_due_at: column.TaskDueAt | None
    day_only: Annotated[str | None, kinds.ForForms(), Called("Day only")]
    provisional: tuple[column.Provisional, ...]
    leave_by: column.LeaveBy | None
    in_time: column.StillInTime | None
    one_left: column.OneLeft | None


OF_TICKET = (Task.table.c.about == literal_column("'ticket:'").concat(T.number)) & (
    Task.table.c.state == literal_column("'open'")
)
"""Written out as in the partial index."""


def _earliest(name: str) -> Any:
    """A column of the ticket's earliest open task."""
    task = Task.table.c
    asked = select(task[name]).where(OF_TICKET).order_by(task.due_at, *by_number(task.id)).limit(1)
    return asked.correlate(Ticket.table).scalar_subquery()


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
    T.policy,
    T.due_calendar,
    T.late_paused_seconds,
    T.kind,
    T.agreed_from,
    T.window_wanted_by,
    T.told_at,
    T.item_state,
    T.item_place,
    T.responsible,
    T.category,
    _earliest("kind").label("task"),
    _earliest("due_at").label("task_due_at"),
    T.by_day,
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


def status_of(now: datetime) -> ColumnElement[Any]:
    """The same in the store's words."""
    return case(
        (T.due_at.is_(None), null()), (T.due_at < now, str(Status.BREACHED.value)),
        (T.at_risk_at <= now, str(Status.AT_RISK.value)), else_=str(Status.ON_TRACK.value),
    )  # fmt: skip


def queue_row(record: Sequence[Any], context: ViewContext) -> QueueRow:
    """A row from the columns of `COLUMNS`."""
    number, level, state, milestone, due_at, *middle, way, priority, version, at_risk_at = record[:18]
    now = context.now
    status = status_at(due_at, at_risk_at, now)
    way = way or Conditions(level=level).way_of_service
    first = (number, level, state, status, milestone, due_at)
    closed_at, last_at = record[22:24]
    ended_at = last_at if state == CANCELLED else closed_at
    technician, agreed_from, (responsible, category) = record[13], record[28], record[33:35]
    open_to_absence = technician is not None and state in ACTIVE_STATES
    late = since = None
    if status is Status.BREACHED:
        late, since = _lateness(context, due_at, *record[24:27])
    return QueueRow._make(
        (
            *first,
            *middle,
            way,
            priority,
            version,
            at_risk_at,
            *record[18:22],
            ended_at,
            late,
            since,
            *record[27:33],
            context.policy.responsible_for(category, responsible),
            open_to_absence and absence(context).is_away(technician, agreed_from),
            *record[35:38],
            (),
            None,
            None,
            None,
        )
    )


def _lateness(
    context: ViewContext, due_at: datetime, policy: str, calendar: str | None, paused_seconds: int
) -> tuple[int, datetime]:
    """Minutes late, and since when that is on a clock that never stops."""
    if calendar is None:
        return late_minutes(None, due_at, paused_seconds, context.now), due_at + timedelta(
            seconds=paused_seconds
        )
    counting = context.policy_named(policy).targets.calendars.get(calendar)
    late = late_minutes(counting, due_at, paused_seconds, context.now)
    return late, context.now - timedelta(minutes=late)


def rows_of(
    context: ViewContext, statement: Select[Any], values: Mapping[str, object] | None = None
) -> list[QueueRow]:
    """The rows that a statement over `queue_columns` finds."""
    return queue_rows(context.connection.execute(statement, values or {}), context)


def queue_rows(records: Iterable[Sequence[Any]], context: ViewContext) -> list[QueueRow]:
    """The records of `queue_columns` as rows. To whoever may not see addresses those of the tickets are made
    known, so that they are hidden in the faults as well (CUS-03)."""
    rows = _marked([(record, queue_row(record, context)) for record in records], context)
    rows = _with_slack(rows, context)
    if not context.mask.is_open:
        for piece in pieces([row.number for row in rows]):
            addresses = select(T.address).where(T.number.in_(piece)).distinct()
            for address in context.connection.execute(addresses).scalars():
                context.mask.address(address)
    return rows


def _with_slack(rows: list[QueueRow], context: ViewContext) -> list[QueueRow]:
    """The rows, with how long somebody can still leave for those that nobody holds."""
    waiting = [row.number for row in rows if row.state == "triaged" and row.way == "on_site"]
    if not waiting:
        return rows
    from db.views.slack import slacks  # everything about people: most rows ask for none of it

    found = slacks(context, waiting)
    return [
        row._replace(
            leave_by=found[row.number].leave_by,
            in_time=found[row.number].in_time,
            one_left=found[row.number].one_left,
        )
        if row.number in found
        else row
        for row in rows
    ]


def _marked(read: Sequence[tuple[Sequence[Any], QueueRow]], context: ViewContext) -> list[QueueRow]:
    """The rows, with the years that are not official of those deadlines that may cross any; only then the
    targets are read."""
    asked = {
        row.number: policy
        for policy, calendar, row in ((*record[24:26], row) for record, row in read)
        if calendar is not None and row.due_at is not None and _may_cross(context, policy, calendar, row)
    }
    if not asked:
        return [row for _, row in read]
    found: dict[tuple[str, str], tuple[int, ...]] = {}
    for piece in pieces(list(asked)):
        for target in DatabaseReader(context.connection).rows(MilestoneTime, ticket=tuple(piece)):
            targets = context.policy_named(asked[target.ticket]).targets
            found[target.ticket, target.milestone] = provisional_years(standing_of(target), targets)
    return [row._replace(provisional=found.get((row.number, row.milestone or ""), ())) for _, row in read]


def _may_cross(context: ViewContext, policy: str, calendar: str, row: QueueRow) -> bool:
    """Whether the list of some year between report and deadline is not official; whether that matters, its
    target says."""
    counting = context.policy_named(policy).targets.calendars.get(calendar)
    if counting is None or row.due_at is None:
        return False
    return bool(
        counting.provisional_years(counting.local_day(row.reported_at), counting.local_day(row.due_at))
    )


def queue_columns(tickets: FromClause = Ticket.table) -> Select[Any]:
    """The columns of a queue row, with the name of whoever holds the ticket."""
    joined = tickets.outerjoin(Staff.table, Staff.table.c.no == T.technician)
    return select(*COLUMNS).select_from(joined)
