"""Emergencies and drills: whom they called, who answered when, which tickets they concern (ESC-06)."""

from datetime import datetime

from sqlmodel import Field

from db.tables.columns import index, index_where, one_of, unique, unique_where
from db.tables.row import Row, tabled

EMERGENCY_STATES = ("running", "ended")


@tabled(
    "emergency",  # In one branch runs one, and beside it at most a drill.
    one_of("state", EMERGENCY_STATES),
    one_of("trigger", ("declared", "flood")),
    unique_where("uq_emergency_running", "branch", "drill", where="state = 'running'"),
    index("ix_emergency_declared_at", "declared_at"),
)
class Emergency(Row):
    """An emergency of a branch, or a drill of one. `actor` declared it; the watch, where it is a flood."""

    key = ("id",)
    owner = "emergency:{id}"
    private = frozenset({"reason", "finding"})

    id: str = Field(primary_key=True, max_length=32)
    branch: str = Field(max_length=32)
    state: str = Field(default="running", max_length=16)
    drill: bool = False
    trigger: str = Field(default="declared", max_length=16)
    actor: str = Field(max_length=32)
    declared_at: datetime
    reason: str = Field(default="", max_length=2000)
    ended_at: datetime | None = None
    ended_by: str | None = Field(default=None, max_length=32)
    finding: str = Field(default="", max_length=2000)
    version: int = 1


@tabled(
    "emergency_call",
    unique("emergency", "staff"),
    index_where("ix_emergency_call_open", "staff", where="answered_at IS NULL"),
)
class EmergencyCall(Row):
    """Somebody whom it called; `answered_by` is who entered the answer, mostly themselves."""

    key = ("id",)
    owner = "emergency:{emergency}"
    private = frozenset({"text"})

    id: str = Field(primary_key=True, max_length=36)
    emergency: str = Field(foreign_key="emergency.id", max_length=32)
    staff: str = Field(foreign_key="staff.no", max_length=32)
    role: str = Field(max_length=32)
    in_place_of: str | None = Field(default=None, max_length=32)
    called_at: datetime
    answered_at: datetime | None = None
    answered_by: str | None = Field(default=None, max_length=32)
    text: str = Field(default="", max_length=2000)


@tabled("emergency_ticket", index("ix_emergency_ticket_ticket", "ticket"))
class EmergencyTicket(Row):
    """A ticket that it concerns."""

    key = ("emergency", "ticket")
    owner = "emergency:{emergency}"

    emergency: str = Field(primary_key=True, foreign_key="emergency.id", max_length=32)
    ticket: str = Field(primary_key=True, foreign_key="ticket.number", max_length=32)
