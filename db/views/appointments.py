"""Times agreed with customers, kept and missed: each of them, and by who was in charge (SLA-11, RPT-05)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal, NamedTuple

from sqlalchemy import ColumnElement, case, func, select

from db import kinds
from db.figures.declaration import Percent, percent
from db.figures.populations import APPOINTMENTS, kept, passed
from db.kinds import Called
from db.tables.staff import Staff
from db.tables.ticket import Assignment, Ticket
from db.verbs.naming import find_staff
from db.views import columns as column
from db.views.listing import Opens, Question, rows_as
from db.views.narrowing import TICKET_TEXT
from db.views.spans import Month, month_of, reading_of
from db.views.view import Limit, View, ViewContext

H, S, T = Assignment.table.c, Staff.table.c, Ticket.table.c


class AppointmentRow(NamedTuple):
    """A time agreed with a customer, and whether it was kept; `late_minutes` counts from its end, null for
    one that was kept and while nobody has come."""

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


class Appointments(View[list[AppointmentRow]]):
    """Times agreed with customers that were kept or missed in a month, by who was in charge.

    `month` is one as 2026-07, else the present one; `staff` leaves those of one person.
    """

    name = "appointments"
    label = "Agreed times"
    opens = Opens("ticket", "ticket")
    key = ("ticket", "staff", "window_to")

    month: Month = ""
    staff: str = ""
    state: Literal["kept", "missed"] | None = None
    limit: Limit = 200

    def read(self, context: ViewContext) -> list[AppointmentRow]:
        return self.question(context).first(context.connection, self.limit)

    def question(self, context: ViewContext) -> Question[AppointmentRow]:
        reading = reading_of(context)
        is_kept, is_missed = kept(reading), passed(reading)
        counted = APPOINTMENTS.held(reading, month_of(self.month, context))
        shown = {
            "ticket": H.ticket, "staff": H.technician, "name": S.label, "customer": T.customer_label,
            "window_from": H.window_from, "window_to": H.window_to, "arrived_at": H.arrived_at,
        }  # fmt: skip
        statement = (
            select(*shown.values(), is_kept.label("kept"), H.wanted_by)
            .select_from(Assignment.table)
            .join(Staff.table, S.no == H.technician)
            .join(Ticket.table, T.number == H.ticket)
            .where(*counted)
        )
        if self.staff:
            statement = statement.where(H.technician == find_staff(context.read, self.staff).no)
        if self.state is not None:
            statement = statement.where(is_kept if self.state == "kept" else is_missed)
        state = case((is_kept, "kept"), else_="missed")
        return Question(
            statement,
            H.id,
            (H.window_to, H.ticket, H.id),
            shown | {"state": state, "wanted_by": H.wanted_by},
            (TICKET_TEXT,),
            rows_as(_row),
        )


def _row(
    ticket: str, staff: str, name: str, customer: str, begin: datetime | None, end: datetime,
    arrived: datetime | None, was_kept: bool, wanted_by: str | None,
) -> AppointmentRow:  # fmt: skip
    late = None if was_kept or arrived is None else -(-int((arrived - end).total_seconds()) // 60)
    state = "kept" if was_kept else "missed"
    return AppointmentRow(ticket, staff, name, customer, begin, end, arrived, state, late, wanted_by)


class PunctualityRow(NamedTuple):
    """How many agreed times somebody kept and missed as the one in charge; the percentage has one decimal."""

    staff: column.Staff
    name: column.Name
    department: column.Department
    branch: column.Branch
    kept: Annotated[int, Called("Kept")]
    missed: Annotated[int, Called("Missed")]
    kept_percent: Annotated[Percent, kinds.Number(), Called("Kept (%)")]


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
        counted = APPOINTMENTS.held(reading, month_of(self.month, context))
        in_time, missed = _how_many(kept(reading)), _how_many(passed(reading))
        statement = (
            select(S.no, S.label, S.department, S.branch, in_time, missed)
            .join(Assignment.table, H.technician == S.no)
            .join(Ticket.table, T.number == H.ticket)
            .where(*counted)
            .group_by(S.no, S.label, S.department, S.branch)
            .order_by(missed.desc(), in_time.desc(), S.no)
        )
        return [
            PunctualityRow(
                staff, name, department, branch, int(good), int(bad), percent(int(good), int(good) + int(bad))
            )
            for staff, name, department, branch, good, bad in context.connection.execute(statement)
        ]


def _how_many(condition: ColumnElement[bool]) -> Any:
    return func.sum(case((condition, 1), else_=0))
