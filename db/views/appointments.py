"""Times agreed with customers, kept and missed: each of them, and by who was in charge (SLA-11, RPT-05)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal, NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, select

from db import kinds
from db.figures.declaration import Percent, Reading, Span, percent
from db.figures.populations import APPOINTMENTS, early, kept, moved_by, passed
from db.kinds import Called
from db.rules.appointments import CUSTOMER, US, Appointment
from db.tables.staff import Staff
from db.tables.ticket import Assignment, Ticket
from db.verbs.naming import find_staff
from db.views import columns as column
from db.views.listing import Opens, Question, rows_as
from db.views.narrowing import TICKET_TEXT
from db.views.spans import Month, month_of, reading_of
from db.views.view import Limit, View, ViewContext

MOVED = "moved"
H, S, T = Assignment.table.c, Staff.table.c, Ticket.table.c


class AppointmentRow(NamedTuple):
    """A time agreed with a customer, and whether it was kept; `late_minutes` counts from its end, null for
    one that was kept and while nobody has come, `early_minutes` from its begin, null within the tolerance.
    `moved_by` is who wanted one moved that was neither kept nor missed by then."""

    ticket: column.Ticket
    staff: column.Staff
    name: Annotated[str, kinds.Text(of="staff"), Called("Name")]
    customer: column.CustomerName
    window_from: column.WindowFrom | None
    window_to: column.WindowTo
    arrived_at: column.ArrivedAt | None
    state: column.AppointmentState
    late_minutes: column.LateMinutes | None
    wanted_by: column.WantedBy | None
    early_minutes: Annotated[int | None, kinds.Minutes(), Called("Minutes early")]
    moved_by: Annotated[str | None, kinds.Code("wanted_by"), Called("Moved by")]


class Appointments(View[list[AppointmentRow]]):
    """Times agreed with customers that were kept or missed in a month, by who was in charge.

    `month` is one as 2026-07, else the present one; `staff` leaves those of one person. `early` are those
    kept to which they came too soon, `moved` those that were moved before they passed, by either side or by
    one of them: these are neither kept nor missed.
    """

    name = "appointments"
    label = "Agreed times"
    opens = Opens("ticket", "ticket")
    key = ("ticket", "staff", "window_to")

    month: Month = ""
    staff: str = ""
    state: Literal["kept", "missed", "early", "moved", "moved_by_customer", "moved_by_us"] | None = None
    limit: Limit = 200

    def read(self, context: ViewContext) -> list[AppointmentRow]:
        return self.question(context).first(context.connection, self.limit)

    def question(self, context: ViewContext) -> Question[AppointmentRow]:
        reading = reading_of(context)
        shown = {
            "ticket": H.ticket, "staff": H.technician, "name": S.label, "customer": T.customer_label,
            "window_from": H.window_from, "window_to": H.window_to, "arrived_at": H.arrived_at,
        }  # fmt: skip
        by = moved_by(reading)
        statement = (
            select(*shown.values(), kept(reading).label("kept"), by.label("moved_by"), H.wanted_by)
            .select_from(Assignment.table)
            .join(Staff.table, S.no == H.technician)
            .join(Ticket.table, T.number == H.ticket)
            .where(*self._which(context))
        )
        if self.staff:
            statement = statement.where(H.technician == find_staff(context.read, self.staff).no)
        state = case((kept(reading), "kept"), (by.is_not(None), MOVED), else_="missed")
        tolerance = context.policy.setting("early_minutes")
        return Question(
            statement,
            H.id,
            (H.window_to, H.ticket, H.id),
            shown | {"state": state, "wanted_by": H.wanted_by, "moved_by": by},
            (TICKET_TEXT,),
            rows_as(lambda *values: _row(tolerance, *values)),
        )

    def _which(self, context: ViewContext) -> list[ColumnElement[bool]]:
        """The times of the month that were asked for."""
        reading, month = reading_of(context), month_of(self.month, context)
        if self.state is not None and self.state.startswith(MOVED):
            by = moved_by(reading)
            who = by.is_not(None) if self.state == MOVED else by == self.state.removeprefix(f"{MOVED}_by_")
            return [*agreed_in(reading, month), who]
        counted = APPOINTMENTS.held(reading, month)
        match self.state:
            case "missed":
                return [*counted, passed(reading)]
            case "kept":
                return [*counted, kept(reading)]
            case "early":
                return [*counted, kept(reading), early(reading)]
        return counted


def agreed_in(reading: Reading, month: Span) -> list[ColumnElement[bool]]:
    """The times that were agreed for that month, whatever became of them, as far as somebody may see."""
    return [month.holds(H.window_to), H.lead, reading.scope.tickets()]


def _row(
    tolerance: int, ticket: str, staff: str, name: str, customer: str, begin: datetime | None, end: datetime,
    arrived: datetime | None, was_kept: bool, moved: str | None, wanted_by: str | None,
) -> AppointmentRow:  # fmt: skip
    is_late = not was_kept and moved is None and arrived is not None
    late = -(-int((arrived - end).total_seconds()) // 60) if is_late and arrived is not None else None
    soon = Appointment(end, arrived, window_from=begin).early_minutes(tolerance)
    state = "kept" if was_kept else "missed" if moved is None else MOVED
    return AppointmentRow(
        ticket, staff, name, customer, begin, end, arrived, state, late, wanted_by, soon, moved
    )


class PunctualityRow(NamedTuple):
    """How many agreed times somebody kept and missed as the one in charge; the percentage has one decimal.

    Beside it stand those kept to which they came too `early`, and those that were moved before they passed:
    at the customer's wish, or put off by us. Moved ones are in no percentage: the last time counts (SLA-11).
    """

    staff: column.Staff
    name: column.Name
    department: column.Department
    branch: column.Branch
    kept: Annotated[int, Called("Kept")]
    missed: Annotated[int, Called("Missed", context="appointment")]
    kept_percent: Annotated[Percent, kinds.Number(), Called("Kept (%)")]
    early: Annotated[int, Called("Too early")]
    moved_by_us: Annotated[int, Called("Put off by us")]
    moved_by_customer: Annotated[int, Called("Moved at their wish")]


class Punctuality(View[list[PunctualityRow]]):
    """Agreed times kept and missed in a month by person, those who missed most first.

    The tickets behind a figure stand in `appointments`.
    """

    name = "punctuality"
    label = "Agreed times by person"
    opens = Opens("staff", "staff")

    month: Month = ""

    def read(self, context: ViewContext) -> list[PunctualityRow]:
        reading = reading_of(context)
        by = moved_by(reading)
        is_kept = kept(reading)
        counts = [
            _how_many(each)
            for each in (is_kept, passed(reading), and_(is_kept, early(reading)), by == US, by == CUSTOMER)
        ]
        in_time, missed, *_ = counts
        statement = (
            select(S.no, S.label, S.department, S.branch, *counts)
            .join(Assignment.table, H.technician == S.no)
            .join(Ticket.table, T.number == H.ticket)
            .where(*agreed_in(reading, month_of(self.month, context)))
            .group_by(S.no, S.label, S.department, S.branch)
            .order_by(missed.desc(), in_time.desc(), S.no)
        )
        found = (
            (*person, *map(int, values))
            for *person, good, bad, soon, ours, theirs in context.connection.execute(statement)
            for values in [(good, bad, soon, ours, theirs)]
            if any(values)
        )
        return [
            PunctualityRow(
                staff, name, department, branch, good, bad, percent(good, good + bad), soon, ours, theirs
            )
            for staff, name, department, branch, good, bad, soon, ours, theirs in found
        ]


def _how_many(condition: ColumnElement[bool]) -> Any:
    return func.sum(case((condition, 1), else_=0))
