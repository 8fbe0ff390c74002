"""Calls and letters, in and out, with or without a ticket (INT-13)."""

from datetime import datetime

from sqlmodel import Field

from db.tables.columns import index, index_where, one_of
from db.tables.row import Row, tabled

LETTER_STATES = ("to_come", "open", "unclear", "answered", "noted", "sent", "dropped")
WAITING = ("to_come", "open", "unclear")
"""What stays on a list: announced, to be answered, to be cleared up first."""
DIRECTIONS = ("in", "out")


@tabled(
    "letter",
    one_of("state", LETTER_STATES),
    one_of("direction", DIRECTIONS),
    index("ix_letter_at", "at"),
    index_where("ix_letter_ticket", "ticket", where="ticket IS NOT NULL"),
    index_where("ix_letter_waiting", "due_at", where="state IN ('to_come', 'open', 'unclear')"),
)
class Letter(Row):
    """A call or a letter [来电来函]. `at` is when it came or went, of one that is `to_come` when it was
    announced; `entered_at` when it was registered. `due_at` says until when it is to come, or to be answered.
    `unclear` is what has to be found out before it can be answered. `filed` is where the reply is kept, of an
    outgoing one its copy. `noted` is one that needs no answer.
    """

    key = ("id",)
    owner = "letter:{id}"
    private = frozenset({"who", "phone", "content", "unclear", "answer", "filed", "reason"})

    id: str = Field(primary_key=True, max_length=32)
    direction: str = Field(max_length=8)
    channel: str = Field(max_length=16)
    state: str = Field(max_length=16)
    branch: str = Field(max_length=32)
    at: datetime
    entered_at: datetime
    registered_by: str = Field(foreign_key="staff.no", max_length=32)
    who: str = Field(max_length=80)
    phone: str = Field(default="", max_length=32)
    reference: str = Field(default="", max_length=80)
    customer: str | None = Field(default=None, foreign_key="customer.id", max_length=36)
    ticket: str | None = Field(default=None, foreign_key="ticket.number", max_length=32)
    content: str = Field(max_length=2000)
    unclear: str = Field(default="", max_length=2000)
    due_at: datetime | None = None
    answered_by: str | None = Field(default=None, foreign_key="staff.no", max_length=32)
    answered_at: datetime | None = None
    answer_channel: str | None = Field(default=None, max_length=16)
    answer: str = Field(default="", max_length=2000)
    filed: str = Field(default="", max_length=80)
    reason: str = Field(default="", max_length=2000)
    version: int = 1
