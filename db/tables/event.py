"""The log: events, the chain of each subject, personal text, and what the store knows of itself."""

from datetime import datetime

from sqlalchemy import BigInteger, Column, Index, Integer, UniqueConstraint
from sqlmodel import Field, SQLModel

from db.tables.columns import unique_where
from db.tables.row import Row, tabled


class EventTable(SQLModel, table=True):
    """The permanent trace of one verb. `body` is the canonical text that is hashed; the other columns
    repeat what it says, so that they can be searched."""

    __tablename__ = "event"
    __table_args__ = (
        UniqueConstraint("request", "ordinal"),
        Index("ix_event_actor_seq", "actor", "seq"),
    )

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


class EventSubjectTable(SQLModel, table=True):
    """An event's place in the chain of one subject; `seq` counts from 1 within the subject."""

    __tablename__ = "event_subject"
    __table_args__ = (UniqueConstraint("subject", "seq"),)

    event: int = Field(sa_type=BigInteger, primary_key=True, foreign_key="event.seq")
    subject: str = Field(primary_key=True, max_length=80)
    seq: int
    previous: str = Field(max_length=64)
    hash: str = Field(max_length=64)


class EventPrivateTable(SQLModel, table=True):
    """A person's words that an event holds only as the hash of salt and text: erasable (CUS-03)."""

    __tablename__ = "event_private"

    event: int = Field(sa_type=BigInteger, primary_key=True, foreign_key="event.seq")
    hash: str = Field(primary_key=True, max_length=64)
    salt: str = Field(max_length=32)
    text: str


class SubjectTable(SQLModel, table=True):
    """The head of a subject's chain; the row that is locked while a verb acts on the subject."""

    __tablename__ = "subject"

    key: str = Field(primary_key=True, max_length=80)
    seq: int = 0
    hash: str = Field(default="", max_length=64)


class PolicyVersion(Row):
    """A version of the policy, named by its content; exactly one is in force for new tickets."""

    key = ("version",)
    owner = "policy"

    version: str = Field(primary_key=True, max_length=64)
    body: str
    active: bool = False
    adopted_at: datetime


class NumberCounter(Row):
    """The last number that a department gave out in a month (FRM-01)."""

    key = ("prefix",)
    owner = "counter:{prefix}"

    prefix: str = Field(primary_key=True, max_length=16)
    last: int


class PolicyVersionTable(PolicyVersion, table=True):
    __tablename__ = "policy_version"
    __table_args__ = (unique_where("uq_policy_version_active", "active", where="active"),)


class NumberCounterTable(NumberCounter, table=True):
    __tablename__ = "number_counter"


class StoreFactTable(SQLModel, table=True):
    """What the store knows of itself: `kind` (live or demo), `offset` (seconds a demo's clock is ahead)."""

    __tablename__ = "store_fact"

    name: str = Field(primary_key=True, max_length=32)
    value: str = Field(max_length=200)


class DraftTable(SQLModel, table=True):
    """A form that somebody has begun: kept so that a dropped line costs nothing; not in the log."""

    __tablename__ = "draft"

    id: str = Field(primary_key=True, max_length=36)
    staff: str = Field(max_length=32, index=True)
    verb: str = Field(max_length=32)
    fields: str
    label: str = Field(default="", max_length=200)
    saved_at: datetime


tabled(PolicyVersion, PolicyVersionTable)
tabled(NumberCounter, NumberCounterTable)
