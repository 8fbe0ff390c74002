"""Who is called to a ticket and who is reminded of it: escalations by the ladder, reminders."""

from datetime import datetime

from sqlmodel import Field

from db.tables.columns import index, index_where
from db.tables.row import Row, tabled


@tabled(
    "escalation",  # ESC-03: exactly one per ticket, milestone, rung and cycle, however many watches run.
    index("uq_escalation_rung", "ticket", "milestone", "rung", "cycle", unique=True),
    index_where("ix_escalation_open", "at", where="acknowledged_at IS NULL"),
)
class Escalation(Row):
    """A call of one rung of the ladder; open until acknowledged (ESC-03, ESC-04)."""

    key = ("id",)
    owner = "ticket:{ticket}"
    private = frozenset({"reason"})

    id: str = Field(primary_key=True, max_length=36)
    ticket: str = Field(foreign_key="ticket.number", max_length=32)
    milestone: str = Field(max_length=16)
    trigger: str = Field(max_length=32)
    rung: int
    cycle: int = 1
    reminders: int = 0
    target: str = Field(max_length=80)
    at: datetime
    actor: str = Field(max_length=32)
    reason: str = Field(default="", max_length=2000)
    acknowledged_by: str | None = Field(default=None, max_length=32)
    acknowledged_at: datetime | None = None
    promise: datetime | None = None


@tabled("reminder", index("ix_reminder_ticket", "ticket"))
class Reminder(Row):
    """A mark in a ticket's row and a notice to the one who set it."""

    key = ("id",)
    owner = "ticket:{ticket}"
    private = frozenset({"text"})

    id: str = Field(primary_key=True, max_length=36)
    ticket: str = Field(foreign_key="ticket.number", max_length=32)
    staff: str = Field(foreign_key="staff.no", max_length=32, index=True)
    due_at: datetime
    text: str = Field(default="", max_length=2000)
