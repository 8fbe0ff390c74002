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
    """A call of one rung of the ladder; open until acknowledged (ESC-03, ESC-04).

    `due_at` is when it was due by the ticket's clock, `at` when it was made. `persons` are the staff numbers
    that it called, by commas; empty where nobody could be reached, null where they were not recorded. `away`
    says who would have been called but for where they were, as `T001 leave` by commas. `skipped` says what
    was due and not called, as `rung trigger instant` by commas: lower rungs that were missed, rungs on which
    nobody was to be reached (`unreachable`). `quiet` says that quiet hours held back what people are told,
    `notify_at` until when; they are told nothing where that is null and `quiet` is `skip`. `deadline` is the
    target's where it was at risk or late. `ended_at` is when its cycle ended (`db.rules.ladder`).
    """

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
    due_at: datetime | None = None
    deadline: datetime | None = None
    persons: str | None = None
    away: str | None = None
    skipped: str | None = None
    quiet: str | None = Field(default=None, max_length=8)
    notify_at: datetime | None = None
    ended_at: datetime | None = None


@tabled("repeated_call", index("ix_repeated_call_ticket", "ticket"))
class RepeatedCall(Row):
    """A reminder under a call, numbered from 1, with whom it called (ESC-03); columns as the call's own."""

    key = ("escalation", "number")
    owner = "ticket:{ticket}"

    escalation: str = Field(primary_key=True, foreign_key="escalation.id", max_length=36)
    number: int = Field(primary_key=True)
    ticket: str = Field(foreign_key="ticket.number", max_length=32)
    at: datetime
    due_at: datetime
    persons: str = ""
    away: str | None = None


@tabled("reminder", index("ix_reminder_ticket", "ticket"), index("ix_reminder_due_at", "due_at"))
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
