"""Samples of closed tickets that somebody looks at, and what was found (PRC-01)."""

from datetime import datetime

from sqlmodel import Field

from db.tables.columns import check, index
from db.tables.row import Row, tabled


@tabled("sample", check("size > 0", "size_positive"), index("ix_sample_drawn_at", "drawn_at"))
class Sample(Row):
    """A sample [抽查]: so many of the `population` tickets that were closed in a month of the branch, drawn
    by `seed`, so that anybody can draw it again. `month` as 2026-07."""

    key = ("id",)
    owner = "sample:{id}"

    id: str = Field(primary_key=True, max_length=32)
    branch: str = Field(max_length=32)
    month: str = Field(max_length=7)
    seed: str = Field(max_length=32)
    size: int
    population: int
    drawn_by: str = Field(max_length=32)
    drawn_at: datetime


@tabled("sample_ticket", index("ix_sample_ticket_ticket", "ticket"))
class SampleTicket(Row):
    """A ticket of a sample, and what was found; `conforms` is null until somebody has looked. `task` is the
    number of the one that puts right what was found."""

    key = ("sample", "ticket")
    owner = "sample:{sample}"
    private = frozenset({"text"})

    sample: str = Field(primary_key=True, foreign_key="sample.id", max_length=32)
    ticket: str = Field(primary_key=True, foreign_key="ticket.number", max_length=32)
    conforms: bool | None = None
    checked_by: str | None = Field(default=None, max_length=32)
    checked_at: datetime | None = None
    text: str = Field(default="", max_length=2000)
    task: str | None = Field(default=None, max_length=32)
