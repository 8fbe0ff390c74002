"""The log: events, the chain of each subject, personal text, and what the store knows of itself."""

from datetime import datetime

from pydantic import ConfigDict
from sqlalchemy import BigInteger, Column, Integer
from sqlmodel import Field, SQLModel

from db.tables.columns import index, index_where, unique, unique_where
from db.tables.row import Row, table_of, tabled


class _Columns(SQLModel):
    """A record of which no row is made: it is never checked, and what would check it is not built."""

    model_config = ConfigDict(defer_build=True)  # type: ignore[assignment]  # SQLModel narrows


class _Event(_Columns):
    """The permanent trace of one verb. `body` is the canonical text that is hashed; the other columns
    repeat what it says, so that they can be searched."""

    # SQLite numbers rows by itself only in a column declared plainly INTEGER.
    seq: int = Field(
        sa_column=Column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False)
    )
    request: str = Field(max_length=36)
    ordinal: int = 0
    verb: str = Field(max_length=32)
    actor: str = Field(max_length=32)
    at: datetime
    body: str


EVENT = table_of(_Event, "event", unique("request", "ordinal"), index("ix_event_actor_seq", "actor", "seq"))


class _EventSubject(_Columns):
    """An event's place in the chain of one subject; `seq` counts from 1 within the subject.

    `written_in` is the transaction that wrote it, where the database tells: PostgreSQL fills it in by a
    default, SQLite leaves it null. Only the feed asks for it; it means nothing in another database.
    """

    event: int = Field(sa_type=BigInteger, primary_key=True, foreign_key="event.seq")
    subject: str = Field(primary_key=True, max_length=80)
    seq: int
    previous: str = Field(max_length=64)
    hash: str = Field(max_length=64)
    written_in: int | None = Field(default=None, sa_type=BigInteger)


LINK = table_of(
    _EventSubject,
    "event_subject",
    unique("subject", "seq"),
    index_where("ix_event_subject_written_in", "written_in", where="written_in IS NOT NULL"),
)


class _EventPrivate(_Columns):
    """A person's words that an event holds only as the hash of salt and text: erasable (CUS-03)."""

    event: int = Field(sa_type=BigInteger, primary_key=True, foreign_key="event.seq")
    hash: str = Field(primary_key=True, max_length=64)
    salt: str = Field(max_length=32)
    text: str


PRIVATE = table_of(_EventPrivate, "event_private")


class _Subject(_Columns):
    """The head of a subject's chain; the row that is locked while a verb acts on the subject."""

    key: str = Field(primary_key=True, max_length=80)
    seq: int = 0
    hash: str = Field(default="", max_length=64)


SUBJECT = table_of(_Subject, "subject")


@tabled("policy_version", unique_where("uq_policy_version_active", "active", where="active"))
class PolicyVersion(Row):
    """A version of the policy, named by its content; exactly one is in force for new tickets."""

    key = ("version",)
    owner = "policy"

    version: str = Field(primary_key=True, max_length=64)
    body: str
    active: bool = False
    adopted_at: datetime

    def place(self) -> tuple[datetime, str]:
        """Where it stands among all: what it is called by counts from here."""
        return self.adopted_at, self.version


@tabled("number_counter")
class NumberCounter(Row):
    """The last number that a department gave out in a month (FRM-01)."""

    key = ("prefix",)
    owner = "counter:{prefix}"

    prefix: str = Field(primary_key=True, max_length=16)
    last: int


class _StoreFact(_Columns):
    """What the store knows of itself: `kind` (live or demo), `offset` (seconds a demo's clock is ahead)."""

    name: str = Field(primary_key=True, max_length=32)
    value: str = Field(max_length=200)


FACT = table_of(_StoreFact, "store_fact")


class _Draft(_Columns):
    """A form that somebody has begun: kept so that a dropped line costs nothing; not in the log."""

    id: str = Field(primary_key=True, max_length=36)
    staff: str = Field(max_length=32, index=True)
    verb: str = Field(max_length=32)
    fields: str
    label: str = Field(default="", max_length=200)
    saved_at: datetime


DRAFT = table_of(_Draft, "draft")
