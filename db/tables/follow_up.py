"""What the customer says after the work: verifications and surveys."""

from datetime import datetime

from sqlmodel import Field

from db.tables.columns import index, one_of, within
from db.tables.row import Row, tabled


@tabled(
    "verification", one_of("solved", ("yes", "no", "unreachable")), index("ix_verification_ticket", "ticket")
)
class Verification(Row):
    """One attempt to verify with the customer after a remote solution (CLS-02)."""

    key = ("id",)
    owner = "ticket:{ticket}"
    private = frozenset({"text"})

    id: str = Field(primary_key=True, max_length=36)
    ticket: str = Field(foreign_key="ticket.number", max_length=32)
    solved: str = Field(max_length=16)
    at: datetime
    actor: str = Field(max_length=32)
    text: str = Field(default="", max_length=2000)


@tabled(
    "survey",
    *(within(mark, 1, 5) for mark in ("attitude", "quality", "punctuality", "hygiene", "result")),
    index("ix_survey_ticket", "ticket"),
)
class Survey(Row):
    """One attempt of the satisfaction survey; marks 1 (worst) to 5, null when unreachable (CLS-03)."""

    key = ("id",)
    owner = "ticket:{ticket}"
    private = frozenset({"text"})

    id: str = Field(primary_key=True, max_length=36)
    ticket: str = Field(foreign_key="ticket.number", max_length=32)
    unreachable: bool = False
    attitude: int | None = None
    quality: int | None = None
    punctuality: int | None = None
    hygiene: int | None = None
    result: int | None = None
    at: datetime
    actor: str = Field(max_length=32)
    text: str = Field(default="", max_length=2000)
