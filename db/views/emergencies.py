"""Emergencies and drills: who was called, who has answered and when, which tickets they concern (ESC-06)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal, NamedTuple, TypedDict

from sqlalchemy import ColumnElement, and_, func, or_, select

from db import kinds
from db.errors import Refusal
from db.kinds import EMERGENCY, Called
from db.rules.emergency import LEVEL
from db.tables.emergency import Emergency, EmergencyCall, EmergencyTicket
from db.tables.staff import Staff
from db.tables.ticket import Ticket
from db.views import columns as column
from db.views.listing import Opens, Question, Searched
from db.views.queue_row import ORDER, QueueRow, queue_columns, rows_of
from db.views.running import waits_for
from db.views.timeline import AT_FIRST, Timeline, timeline_of
from db.views.view import Limit, View, ViewContext

E, C, T = Emergency.table.c, EmergencyCall.table.c, Ticket.table.c
TICKET_BRIEF = ("number", "level", "state", "customer", "district", "fault", "technician")


class EmergencyRow(NamedTuple):
    """An emergency, or a drill of one. `called` and `answered` count people, `first_minutes` and
    `last_minutes` how long the first and the last answer so far took, `waiting` who has not answered.
    `kind` is real or drill."""

    id: Annotated[str, kinds.EmergencyNo(), Called("Number")]
    kind: Annotated[str, kinds.Code("emergency_kind"), Called("Kind")]
    drill: Annotated[bool, kinds.YesNo(), Called("Drill")]
    state: Annotated[str, kinds.Code("emergency_state"), Called("State")]
    branch: column.Branch
    trigger: Annotated[str, kinds.Code("emergency_trigger"), Called("Because")]
    declared_at: Annotated[datetime, kinds.Instant(), Called("Declared")]
    actor: column.By
    called: Annotated[int, kinds.Number(), Called("Called")]
    answered: Annotated[int, kinds.Number(), Called("Answered")]
    waiting: Annotated[tuple[str, ...], kinds.StaffNo(), Called("Not answered")]
    first_minutes: Annotated[int | None, kinds.Minutes(), Called("First answer")]
    last_minutes: Annotated[int | None, kinds.Minutes(), Called("Last answer")]
    reason: column.Reason
    ended_at: column.EndedAt | None
    ended_by: Annotated[str | None, kinds.StaffNo(), Called("Ended by")]
    finding: Annotated[str, kinds.WORDS, Called("What came of it")]
    version: column.Version


class CallRow(NamedTuple):
    """Somebody who was called; `minutes` is how long it took to answer, `role` why they were called."""

    staff: Annotated[str, kinds.StaffNo(named=True), Called("Called")]
    name: Annotated[str, kinds.Text(of="staff"), Called("Name")]
    role: Annotated[str, kinds.Code("role emergency_role"), Called("Role")]
    in_place_of: Annotated[str | None, kinds.StaffNo(), Called("In place of")]
    called_at: Annotated[datetime, kinds.Instant(), Called("Called at")]
    answered_at: Annotated[datetime | None, kinds.Instant(), Called("Answered at")]
    minutes: Annotated[int | None, kinds.Minutes(), Called("After")]
    answered_by: Annotated[str | None, kinds.StaffNo(), Called("Entered by")]
    text: column.Text
    id: column.Id


CALL_BRIEF = ("staff", "role", "in_place_of", "answered_at", "minutes", "answered_by", "text")


class Emergencies(View[list[EmergencyRow]]):
    """Emergencies and drills, those that run first; `mine` are those that run and wait for my answer."""

    name = "emergencies"
    label = "Emergencies and drills"
    opens = Opens(EMERGENCY, "id")
    brief = (
        "id", "kind", "state", "branch", "trigger", "declared_at", "answered", "called", "reason",
        "waiting", "last_minutes",
    )  # fmt: skip

    state: Literal["running", "ended"] | None = None
    mine: Annotated[bool, kinds.YesNo(), Called("Mine")] = False
    limit: Limit = 200

    def read(self, context: ViewContext) -> list[EmergencyRow]:
        return self.question(context).first(context.connection, self.limit)

    def question(self, context: ViewContext) -> Question[EmergencyRow]:
        statement = select(Emergency.table).where(context.scope.emergencies())
        if self.state:
            statement = statement.where(E.state == self.state)
        if self.mine:
            statement = statement.where(E.state == "running", waits_for(context))
        names = ("id", "drill", "state", "branch", "trigger", "declared_at", "actor", "ended_at", "ended_by")
        return Question(
            statement,
            E.id,
            ((E.state == "running").desc(), E.declared_at.desc(), E.drill, E.id),
            {name: E[name] for name in names},
            (
                Searched(func.lower(E.id)),
                Searched(func.lower(E.reason), private=True),
                Searched(func.lower(E.finding), private=True),
            ),
            lambda records: _rows(context, [record._mapping for record in records]),
        )


class EmergencyLists(TypedDict):
    """Whom an emergency called, and the tickets that it concerns."""

    calls: Annotated[list[CallRow], kinds.Rows(CallRow, brief=CALL_BRIEF), Called("Called")]
    tickets: Annotated[list[QueueRow], kinds.Rows(QueueRow, brief=TICKET_BRIEF), Called("Tickets")]


class EmergencyCard(View[dict[str, Any]]):
    """One emergency: whom it called, who answered after how long, the tickets, what came of it (ESC-06)."""

    name = "emergency"
    label = "An emergency's card"
    card_of = EMERGENCY
    heads = ("id", "kind", "state")
    places = (
        ("branch", "trigger"), ("declared_at", "actor"), ("answered", "called"),
        ("first_minutes", "last_minutes"), "reason", ("ended_at", "ended_by"), "finding", "calls", "tickets",
        "timeline",
    )  # fmt: skip
    positional: ClassVar[tuple[str, ...]] = ("id",)
    answers: ClassVar[tuple[type, ...]] = (EmergencyRow, EmergencyLists, Timeline)

    id: str
    limit: Limit = AT_FIRST

    def read(self, context: ViewContext) -> dict[str, Any]:
        wanted = and_(context.scope.emergencies(), E.id == self.id.strip().upper())
        records = context.connection.execute(select(Emergency.table).where(wanted)).mappings().all()
        for row in _rows(context, records):
            return {
                **row._asdict(),
                "calls": _calls(context, row.id),
                "tickets": rows_of(context, _tickets(context, row)),
                **timeline_of(context, f"{EMERGENCY}:{row.id}", self.limit),
            }
        raise Refusal(
            "ESC-06", "There is no emergency {number}.", "See paigong show emergencies.", number=self.id[:80]
        )


def _rows(context: ViewContext, records: Sequence[Any]) -> list[EmergencyRow]:
    ids = tuple(record["id"] for record in records)
    calls: dict[str, list[EmergencyCall]] = {}
    for call in context.read.rows(EmergencyCall, emergency=ids) if ids else ():
        calls.setdefault(call.emergency, []).append(call)
    return [_row(record, calls.get(record["id"], [])) for record in records]


def _row(record: Any, calls: Sequence[EmergencyCall]) -> EmergencyRow:
    minutes = sorted(each for call in calls if (each := _minutes(call)) is not None)
    shown = {name: record[name] for name in EmergencyRow._fields if name in record}
    return EmergencyRow(
        **shown,
        kind="drill" if record["drill"] else "real",
        called=len(calls),
        answered=len(minutes),
        waiting=tuple(sorted(call.staff for call in calls if call.answered_at is None)),
        first_minutes=minutes[0] if minutes else None,
        last_minutes=minutes[-1] if minutes else None,
    )


def _minutes(call: EmergencyCall) -> int | None:
    """How long the answer took, a begun minute as a whole one."""
    if call.answered_at is None:
        return None
    return -(-int((call.answered_at - call.called_at).total_seconds()) // 60)


def _calls(context: ViewContext, id: str) -> list[CallRow]:
    """Those who have not answered first."""
    calls = context.read.rows(EmergencyCall, emergency=id)
    calls.sort(
        key=lambda call: (call.answered_at is not None, call.answered_at or call.called_at, call.staff)
    )
    people = context.read.rows(Staff, no=tuple(call.staff for call in calls)) if calls else []
    names = {person.no: person.label for person in people}
    return [
        CallRow(
            staff=call.staff,
            name=names.get(call.staff, ""),
            role=call.role,
            in_place_of=call.in_place_of,
            called_at=call.called_at,
            answered_at=call.answered_at,
            minutes=_minutes(call),
            answered_by=call.answered_by,
            text=call.text,
            id=call.id,
        )
        for call in calls
    ]


def _tickets(context: ViewContext, row: EmergencyRow) -> Any:
    """Those that were linked and, while a real one runs, those that came in since."""
    linked = select(EmergencyTicket.table.c.ticket).where(EmergencyTicket.table.c.emergency == row.id)
    concerned: ColumnElement[bool] = T.number.in_(linked.correlate(None))
    if row.state == "running" and not row.drill:
        since = and_(T.branch == row.branch, T.level == LEVEL, T.reported_at >= row.declared_at)
        concerned = or_(concerned, and_(since, T.state != "cancelled"))
    return queue_columns().where(concerned, context.scope.tickets()).order_by(*ORDER).limit(200)
