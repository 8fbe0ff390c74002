"""Internal clocks and requests for approval: what waits for whom (INT-08, ESC-07)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, Literal, NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, literal_column, or_, select

from db import kinds
from db.kinds import Called
from db.subjects.subject import SUBJECTS, name_of
from db.subjects.ticket import TICKET
from db.tables.columns import by_number
from db.tables.task import Request, Task
from db.tables.ticket import Ticket
from db.verbs.requesting import deciders, fields_of
from db.views import columns as column
from db.views.listing import Opens, Question, Searched
from db.views.lookup import ticket_meant
from db.views.narrowing import TICKET_TEXT
from db.views.view import Limit, View, ViewContext


class TaskRow(NamedTuple):
    """An internal clock. `owner` is a staff number, null while it is anybody's of `role`; `about` the number
    of what it is about. `late` says that it is open and past its time."""

    id: column.TaskId
    kind: column.TaskKind
    about: column.About
    owner: column.Owner | None
    due_at: column.DueAt
    state: column.TaskState
    done_at: column.DoneAt | None
    role: column.Role
    opened_at: column.OpenedAt
    done_by: column.DoneBy | None
    late: Annotated[bool, kinds.YesNo(), Called("Late")]
    text: column.Text
    version: column.Version
    subject: column.Subject


class RequestRow(NamedTuple):
    """A request for approval. `needs` is the role that decides, `amount` fen; `rule` refused what had been
    granted."""

    id: column.RequestId
    verb: column.VerbName
    about: column.About
    asked_by: column.AskedBy
    at: column.At
    amount: column.Amount | None
    needs: column.Needs
    state: column.RequestState
    decided_by: column.DecidedBy | None
    decided_at: column.DecidedAt | None
    reason: column.Reason
    rule: column.RuleId | None
    fields: Annotated[dict[str, Any], kinds.Given(), Called("What was asked")]
    version: column.Version
    subject: column.Subject


def _texts(table: Any) -> tuple[Searched, ...]:
    """Its number, what it is about, and what the ticket that it is about is found by."""
    about_ticket = literal_column(f"'{TICKET.family}:'").concat(Ticket.table.c.number)
    ticket = replace(TICKET_TEXT, through=lambda found: table.about.in_(select(about_ticket).where(found)))
    return (Searched(func.lower(table.id)), Searched(func.lower(table.about)), ticket)


def _name(about: ColumnElement[str]) -> ColumnElement[str]:
    """The key of a subject without its family, as it is shown."""
    starts = [f"{family}:" for family in SUBJECTS]
    return case(
        *((about.startswith(start), func.substr(about, len(start) + 1)) for start in starts), else_=about
    )


class Tasks(View[list[TaskRow]]):
    """Internal clocks, by due time, the open ones first; `mine` are those of mine or of a role of mine."""

    name = "tasks"
    label = "Internal tasks"
    opens = Opens("task", "id")
    brief = ("id", "kind", "about", "owner", "role", "due_at", "state", "late")

    ticket: str | None = None
    mine: bool = False
    late: bool = False
    state: Literal["open", "done", "dropped"] | None = None
    limit: Limit = 200

    def read(self, context: ViewContext) -> list[TaskRow]:
        return self.question(context).first(context.connection, self.limit)

    def question(self, context: ViewContext) -> Question[TaskRow]:
        table = Task.table.c
        names = ("id", "kind", "due_at", "state", "done_at", "role", "opened_at", "done_by", "text")
        late = and_(table.state == "open", table.due_at < context.now)
        return Question(
            select(Task.table).where(context.scope.tasks(), *self._conditions(context)),
            table.id,
            ((table.state == "open").desc(), table.due_at, *by_number(table.id)),
            {name: table[name] for name in names}
            | {"about": _name(table.about), "owner": table.staff, "late": late},
            (*_texts(table), Searched(func.lower(table.text), private=True)),
            lambda records: [_task(record._mapping, context.now) for record in records],
        )

    def _conditions(self, context: ViewContext) -> Iterable[ColumnElement[bool]]:
        table = Task.table.c
        if self.ticket is not None:
            yield table.about == ticket_meant(context, self.ticket).subject()
        if self.mine:
            me = context.person.no if context.person else ""
            yield or_(table.staff == me, table.staff.is_(None) & table.role.in_(sorted(context.roles)))
        if self.late:
            yield table.due_at < context.now
        if self.late or self.mine or self.state:
            yield table.state == (self.state or "open")


def task_rows(
    context: ViewContext, *conditions: ColumnElement[bool], limit: int | None = None
) -> list[TaskRow]:
    """The tasks for which all of this holds, as far as one reaches."""
    table = Task.table.c
    statement = select(Task.table).where(context.scope.tasks(), *conditions)
    statement = statement.order_by((table.state == "open").desc(), table.due_at, *by_number(table.id))
    found = context.connection.execute(statement.limit(limit)).mappings()
    return [_task(record, context.now) for record in found]


def _task(record: Any, now: datetime) -> TaskRow:
    return TaskRow(
        id=record["id"],
        kind=record["kind"],
        about=name_of(record["about"]),
        owner=record["staff"],
        due_at=record["due_at"],
        state=record["state"],
        done_at=record["done_at"],
        role=record["role"],
        opened_at=record["opened_at"],
        done_by=record["done_by"],
        late=record["state"] == "open" and record["due_at"] < now,
        text=record["text"],
        version=record["version"],
        subject=record["about"],
    )


class Requests(View[list[RequestRow]]):
    """Requests for approval, the open ones first; `to_decide` are those that I may decide."""

    name = "requests"
    label = "Requests for approval"
    opens = Opens("request", "id")
    brief = (
        "id", "verb", "about", "fields", "asked_by", "at", "needs", "state", "decided_by", "reason",
    )  # fmt: skip

    ticket: str | None = None
    mine: bool = False
    to_decide: bool = False
    state: Literal["open", "granted", "refused", "failed", "withdrawn", "dropped"] | None = None
    limit: Limit = 200

    def read(self, context: ViewContext) -> list[RequestRow]:
        rows = self._asked(context).first(context.connection, None if self.to_decide else self.limit)
        return rows[: self.limit]

    def question(self, context: ViewContext) -> Question[RequestRow] | None:
        # Who may decide which is known of the request's tiers, not of a column.
        return None if self.to_decide else self._asked(context)

    def _asked(self, context: ViewContext) -> Question[RequestRow]:
        table = Request.table.c
        names = ("id", "verb", "asked_by", "amount", "needs", "state", "decided_by", "decided_at",
                 "reason", "rule")  # fmt: skip
        return Question(
            select(Request.table).where(context.scope.requests(), *self._conditions(context)),
            table.id,
            ((table.state == "open").desc(), table.asked_at.desc(), *by_number(table.id)),
            {name: table[name] for name in names} | {"about": _name(table.about), "at": table.asked_at},
            (*_texts(table), Searched(func.lower(table.reason), private=True)),
            lambda records: self._rows(context, records),
        )

    def _rows(self, context: ViewContext, records: Sequence[Any]) -> list[RequestRow]:
        rows = [Request.model_construct(None, **record._mapping) for record in records]
        if self.to_decide:
            rows = [row for row in rows if not context.roles.isdisjoint(deciders(row))]
        return [_request(row) for row in rows]

    def _conditions(self, context: ViewContext) -> Iterable[ColumnElement[bool]]:
        table = Request.table.c
        me = context.person.no if context.person else ""
        if self.ticket is not None:
            yield table.about == ticket_meant(context, self.ticket).subject()
        if self.mine:
            yield table.asked_by == me
        if self.to_decide:
            yield table.asked_by != me
        if self.to_decide or self.state:
            yield table.state == (self.state or "open")


def request_rows(context: ViewContext, *conditions: ColumnElement[bool]) -> list[RequestRow]:
    """The requests for which all of this holds, as far as one reaches."""
    return [_request(row) for row in _requests(context, *conditions)]


def _requests(context: ViewContext, *conditions: ColumnElement[bool]) -> list[Request]:
    table = Request.table.c
    statement = select(Request.table).where(context.scope.requests(), *conditions)
    statement = statement.order_by(
        (table.state == "open").desc(), table.asked_at.desc(), *by_number(table.id)
    )
    return [
        Request.model_construct(None, **record) for record in context.connection.execute(statement).mappings()
    ]


def _request(row: Request) -> RequestRow:
    return RequestRow(
        id=row.id,
        verb=row.verb,
        about=name_of(row.about),
        asked_by=row.asked_by,
        at=row.asked_at,
        amount=row.amount,
        needs=row.needs,
        state=row.state,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        reason=row.reason,
        rule=row.rule,
        fields=fields_of(row),
        version=row.version,
        subject=row.about,
    )
