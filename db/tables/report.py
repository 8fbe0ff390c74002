"""Reports and meetings that are owed, and who handed a shift over to whom (RPT-04, RPT-06)."""

from datetime import datetime

from sqlmodel import Field

from db.tables.columns import index, unique
from db.tables.row import Row, tabled


@tabled("report_start")
class ReportStart(Row):
    """From when on reports are owed: one row, made by the first watch that looked."""

    key = ("id",)
    owner = "reports"

    id: str = Field(primary_key=True, max_length=16)
    at: datetime


@tabled(
    "report_duty",  # RPT-06: each is owed once for a period, however many watches run.
    unique("report", "branch", "department", "period"),
    index("ix_report_duty_due_at", "due_at"),
)
class ReportDuty(Row):
    """A report or a meeting that is owed for a period, as the calendar of its day had it; the task about it
    says whether it is done. `department` is empty where the branch owes it, `person` where the role does.
    `policy` is the version whose calendar it is from."""

    key = ("id",)
    owner = "report:{id}"

    id: str = Field(primary_key=True, max_length=32)
    report: str = Field(max_length=32)
    branch: str = Field(max_length=32)
    department: str = Field(default="", max_length=8)
    period: str = Field(max_length=16)
    role: str = Field(max_length=32)
    person: str = Field(default="", max_length=32)
    opens_at: datetime
    due_at: datetime
    policy: str = Field(max_length=64)


@tabled("handover", index("ix_handover_at", "at"))
class Handover(Row):
    """A shift that somebody handed over [交接班]: of the time from `since` to `at`."""

    key = ("id",)
    owner = "handover:{id}"
    private = frozenset({"text"})

    id: str = Field(primary_key=True, max_length=32)
    branch: str = Field(max_length=32)
    department: str = Field(max_length=8)
    given_by: str = Field(max_length=32)
    taken_by: str = Field(foreign_key="staff.no", max_length=32)
    since: datetime
    at: datetime
    text: str = Field(default="", max_length=2000)


@tabled("handover_ticket", index("ix_handover_ticket_ticket", "ticket"))
class HandoverTicket(Row):
    """A ticket that was handed over with a word of its own."""

    key = ("handover", "ticket")
    owner = "handover:{handover}"

    handover: str = Field(primary_key=True, foreign_key="handover.id", max_length=32)
    ticket: str = Field(primary_key=True, foreign_key="ticket.number", max_length=32)
