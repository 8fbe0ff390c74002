"""Internal clocks: whose, until when (INT-08, DSP-07)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, Literal, NamedTuple

from sqlalchemy import ColumnElement, and_, func, select

from db import kinds
from db.kinds import Called
from db.subjects.subject import name_of
from db.tables.columns import by_number
from db.tables.task import Task
from db.verbs.naming import find_staff
from db.views import columns as column
from db.views.about import about_name, about_texts
from db.views.listing import Opens, Question, Searched
from db.views.lookup import ticket_meant
from db.views.mine import is_my_task
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
    opened_at: Annotated[datetime, kinds.Instant(), Called("Opened at", context="task")]
    done_by: column.DoneBy | None
    late: Annotated[bool, kinds.YesNo(), Called("Late")]
    text: column.Text
    version: column.Version
    subject: column.Subject


class Tasks(View[list[TaskRow]]):
    """Internal clocks, by due time, the open ones first; `mine` are those of mine or of a role of mine.

    `owner` leaves those that somebody has, `role` those that are anybody's of a role.
    """

    name = "tasks"
    label = "Internal tasks"
    opens = Opens("task", "id")
    brief = ("id", "due_at", "late", "kind", "about", "owner", "role", "state")

    ticket: str | None = None
    mine: Annotated[bool, kinds.YesNo(), Called("Mine")] = False
    late: Annotated[bool, kinds.YesNo(), Called("Late")] = False
    owner: str = ""
    role: str = ""
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
            | {"about": about_name(table.about), "owner": table.staff, "late": late},
            (*about_texts(table), Searched(func.lower(table.text), private=True)),
            lambda records: [_task(record._mapping, context.now) for record in records],
        )

    def _conditions(self, context: ViewContext) -> Iterable[ColumnElement[bool]]:
        table = Task.table.c
        if self.ticket is not None:
            yield table.about == ticket_meant(context, self.ticket).subject()
        if self.mine:
            yield is_my_task(context)
        if self.late:
            yield table.due_at < context.now
        if self.owner.strip():
            yield table.staff == find_staff(context.read, self.owner).no
        if self.role:
            yield and_(table.staff.is_(None), table.role == self.role)
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
