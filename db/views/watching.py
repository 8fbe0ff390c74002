"""What waits for somebody: escalations to acknowledge, reminders to heed (ESC-03, ESC-04)."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, NamedTuple

from sqlalchemy import ColumnElement, case, select

from db.tables.codes import OPEN_STATES
from db.tables.ticket import Escalation, Reminder, Ticket
from db.views.lookup import ticket_meant
from db.views.view import View, ViewContext

T = Ticket.table.c


class EscalationRow(NamedTuple):
    """A rung that was called; open until somebody acknowledges it. `target` is a role or a staff number."""

    id: str
    ticket: str
    milestone: str
    trigger: str
    rung: int
    cycle: int
    reminders: int
    target: str
    at: datetime
    state: str
    acknowledged_by: str | None
    promise: datetime | None
    acknowledged_at: datetime | None
    reason: str
    actor: str


class Escalations(View[list[EscalationRow]]):
    """Escalations, the open ones first, the latest first among them."""

    name = "escalations"

    ticket: str | None = None
    state: Literal["open", "acknowledged"] | None = None
    limit: int | None = None

    def read(self, context: ViewContext) -> list[EscalationRow]:
        column = Escalation.table.c
        is_open: ColumnElement[bool] = column.acknowledged_at.is_(None)
        state = case((is_open, "open"), else_="acknowledged").label("state")
        shown = [state if name == "state" else column[name] for name in EscalationRow._fields]
        statement = select(*shown).order_by(
            state.desc(), column.at.desc(), column.ticket, column.rung, column.id
        )
        if self.ticket is not None:
            statement = statement.where(column.ticket == ticket_meant(context, self.ticket).number)
        if self.state is not None:
            statement = statement.where(is_open if self.state == "open" else ~is_open)
        if self.limit is not None:
            statement = statement.limit(self.limit)
        return [EscalationRow(*record) for record in context.connection.execute(statement)]


class ReminderRow(NamedTuple):
    """A reminder that somebody set for themselves; `due` says whether its time has come."""

    id: str
    ticket: str
    staff: str
    at: datetime
    text: str
    due: bool
    customer: str


class Reminders(View[list[ReminderRow]]):
    """My reminders on open tickets, the earliest first."""

    name = "reminders"

    def read(self, context: ViewContext) -> list[ReminderRow]:
        column = Reminder.table.c
        statement = (
            select(column.id, column.ticket, column.staff, column.due_at, column.text, T.customer_label)
            .join(Ticket.table, T.number == column.ticket)
            .where(T.state.in_(OPEN_STATES))
            .order_by(column.due_at, column.id)
        )
        if context.person is not None:
            statement = statement.where(column.staff == context.person.no)
        return [
            ReminderRow(id, ticket, staff, at, text, at <= context.now, customer)
            for id, ticket, staff, at, text, customer in context.connection.execute(statement)
        ]
