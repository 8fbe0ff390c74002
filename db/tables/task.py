"""Internal clocks, requests for approval, and the extensions that were granted (INT-08, ESC-07, SLA-08)."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlmodel import Field

from db.tables.columns import index, index_where, one_of
from db.tables.row import Row, tabled

TASK_STATES = ("open", "done", "dropped")
DECISIONS = ("yes", "no")
REQUEST_STATES = ("open", "granted", "refused", "failed", "withdrawn", "dropped")


@tabled(
    "task",
    one_of("state", TASK_STATES),
    index_where("ix_task_about", "about", "due_at", where="state = 'open'"),
    index_where("ix_task_due_at", "due_at", where="state = 'open'"),
)
class Task(Row):
    """An internal clock with an owner; it never moves the queue (INT-08).

    `about` is the key of a subject, `role` whose it is until `owner` has taken it. `dropped` is one that its
    subject left behind when it ended.
    """

    key = ("id",)
    owner = "task:{id}"
    private = frozenset({"text"})

    id: str = Field(primary_key=True, max_length=32)
    kind: str = Field(max_length=32)
    about: str = Field(max_length=80)
    role: str = Field(max_length=32)
    staff: str | None = Field(default=None, foreign_key="staff.no", max_length=32)
    opened_at: datetime
    due_at: datetime
    state: str = Field(default="open", max_length=16)
    done_at: datetime | None = None
    done_by: str | None = Field(default=None, max_length=32)
    text: str = Field(default="", max_length=2000)
    version: int = 1


@tabled(
    "request",
    one_of("state", REQUEST_STATES),
    index_where("ix_request_about", "about", where="state = 'open'"),
    index_where("ix_request_decided_at", "decided_at", where="state IN ('granted', 'refused', 'failed')"),
    index("ix_request_asked_by", "asked_by"),
)
class Request(Row):
    """A verb that somebody asked for, to be done when it is granted (ESC-07).

    `given` are its fields as JSON, `asked` the hash of all that is asked. `tiers` are those of the policy at
    that time, as JSON, of the present `step`; where several decide one after the other `steps` holds the
    tiers of each. `needs` is the role of the first tier that reaches to `total`: `amount` (fen) with what the
    same person asked for of the same kind about the same thing before, empty where nothing is added.
    `decided_for` is the one on leave with whose role it was decided last. `failed` is one that was granted
    and that a rule then refused: `rule`.
    """

    key = ("id",)
    owner = "request:{id}"
    private = frozenset({"given", "reason"})

    id: str = Field(primary_key=True, max_length=32)
    verb: str = Field(max_length=32)
    given: str
    asked: str = Field(max_length=64)
    about: str = Field(max_length=80)
    asked_by: str = Field(foreign_key="staff.no", max_length=32)
    asked_at: datetime
    amount: int | None = None
    tiers: str = Field(max_length=2000)
    needs: str = Field(max_length=32)
    state: str = Field(default="open", max_length=16)
    decided_by: str | None = Field(default=None, max_length=32)
    decided_at: datetime | None = None
    reason: str = Field(default="", max_length=2000)
    rule: str | None = Field(default=None, max_length=16)
    version: int = 1
    step: int = 1
    steps: str = Field(default="", max_length=2000)
    total: int | None = Field(default=None, sa_type=BigInteger)
    decided_for: str | None = Field(default=None, max_length=32)


@tabled("decision", one_of("decision", DECISIONS))
class Decision(Row):
    """What one step of a request was decided (ESC-07).

    `decided_by` acted with a role of `decided_for`, who was on leave, or their own. `carried` is one that
    the same person had just decided in the step before: nobody decides twice running.
    """

    key = ("request", "step")
    owner = "request:{request}"
    private = frozenset({"reason"})

    request: str = Field(primary_key=True, foreign_key="request.id", max_length=32)
    step: int = Field(primary_key=True)
    decision: str = Field(max_length=8)
    needs: str = Field(max_length=32)
    decided_by: str = Field(max_length=32)
    decided_for: str | None = Field(default=None, max_length=32)
    decided_at: datetime
    reason: str = Field(default="", max_length=2000)
    carried: bool = False


@tabled("extension", index("ix_extension_ticket", "ticket"))
class Extension(Row):
    """A later deadline that was granted; the original one stays on record (SLA-08). The last one counts."""

    key = ("id",)
    owner = "ticket:{ticket}"
    private = frozenset({"reason"})

    id: str = Field(primary_key=True, max_length=36)
    ticket: str = Field(foreign_key="ticket.number", max_length=32)
    milestone: str = Field(max_length=16)
    until: datetime
    granted_at: datetime
    asked_by: str = Field(max_length=32)
    reason: str = Field(default="", max_length=2000)
