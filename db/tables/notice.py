"""Notices that leave the house, and what becomes of each on its way (ESC-05)."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from db.tables.columns import check, index, index_where, one_of, unique
from db.tables.row import Row, table_of, tabled

DELIVERY_STATES = ("pending", "sending", "sent", "dead", "withdrawn")
RESULTS = ("unknown", "sent", "failed")


@tabled(
    "notice",
    unique("message"),
    index("ix_notice_ticket", "ticket"),
    index("ix_notice_escalation", "escalation"),
    check("round > 0", "round_counts"),
)
class Notice(Row):
    """Something to be told to one destination of one channel, written by the verb that gives cause to it.

    `message` is the id that a receiver knows a repeat by: the same however often it is sent. `destination` is
    a staff number where the channel reaches people, empty where it is a group of its own; `called` are the
    staff numbers of those for whom it is meant, with commas between. `round` counts how often somebody had it
    sent: more than once where a dead letter was sent again. Before `not_before` it waits (quiet hours).
    `corrects` is an earlier notice that no longer holds: it is only told to who was told that one.
    """

    key = ("id",)
    owner = "notice:{id}"
    private = frozenset({"text"})

    id: str = Field(primary_key=True, max_length=32)
    message: str = Field(max_length=36)
    ticket: str | None = Field(default=None, foreign_key="ticket.number", max_length=32)
    escalation: str | None = Field(default=None, max_length=36)
    occasion: str = Field(max_length=32)
    channel: str = Field(max_length=32)
    destination: str = Field(default="", max_length=80)
    called: str = Field(default="", max_length=2000)
    level: int | None = None
    rung: int | None = None
    at: datetime
    not_before: datetime | None = None
    round: int = 1
    corrects: str | None = Field(default=None, max_length=32)
    withdrawn_at: datetime | None = None
    text: str = Field(max_length=4000)


class _Delivery(SQLModel):
    """Where a notice stands on its way; not derived from the log. It is claimed by compare-and-set: a claim
    that ran out is taken over, and whoever lost it records nothing any more."""

    notice: str = Field(primary_key=True, foreign_key="notice.id", max_length=32)
    state: str = Field(default="pending", max_length=16)
    next_at: datetime
    round: int = 1
    attempts: int = 0
    begun_at: datetime
    claim: str | None = Field(default=None, max_length=36)
    claimed_until: datetime | None = None
    sent_at: datetime | None = None
    last_error: str = Field(default="", max_length=400)


DELIVERY = table_of(
    _Delivery,
    "delivery",
    one_of("state", DELIVERY_STATES),
    index_where("ix_delivery_next_at", "next_at", "notice", where="state IN ('pending', 'sending')"),
    index_where("ix_delivery_dead", "notice", where="state = 'dead'"),
)


class _Attempt(SQLModel):
    """One try to send a notice, written before it is made; `unknown` where nobody came back to say."""

    notice: str = Field(primary_key=True, foreign_key="notice.id", max_length=32)
    number: int = Field(primary_key=True)
    claim: str = Field(max_length=36)
    begun_at: datetime
    ended_at: datetime | None = None
    result: str = Field(default="unknown", max_length=16)
    error: str = Field(default="", max_length=400)
    together: int = 1


ATTEMPT = table_of(_Attempt, "notice_attempt", one_of("result", RESULTS))


class _Slot(SQLModel):
    """A place in a channel's minute: as many rows as it may send in one, each taken by compare-and-set."""

    channel: str = Field(primary_key=True, max_length=32)
    place: int = Field(primary_key=True)
    used_at: datetime


SLOT = table_of(_Slot, "rate_slot")


class _Resting(SQLModel):
    """What is known of a channel: until when its service wants to be left alone, and how it went last."""

    channel: str = Field(primary_key=True, max_length=32)
    rests_until: datetime | None = None
    tried_at: datetime | None = None
    sent_at: datetime | None = None
    failures: int = 0
    last_error: str = Field(default="", max_length=400)


CHANNEL = table_of(_Resting, "channel_state")
