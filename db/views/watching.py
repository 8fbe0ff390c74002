"""What waits for somebody: escalations to acknowledge, reminders to heed (ESC-03, ESC-04)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, select

from db import kinds
from db.kinds import Called
from db.rules.calling import Colleague, called
from db.tables.codes import OPEN_STATES
from db.tables.escalation import Escalation, Reminder
from db.tables.ticket import Ticket
from db.views import columns as column
from db.views.absence import stood_in_for, substitutes_of
from db.views.listing import Opens, Question, Searched, rows_as
from db.views.lookup import ticket_meant
from db.views.mine import colleagues, is_my_call
from db.views.narrowing import TICKET_TEXT
from db.views.view import View, ViewContext

T = Ticket.table.c


class EscalationRow(NamedTuple):
    """A rung that was called; open until somebody acknowledges it, settled when its
    ticket ended first. `target` is a role or a staff number, `called` whom it called, and who stands in for
    them now, with their `names`; nobody where nobody could be reached. `due_at` is when it was due by the
    ticket's clock, `notify_at` until when quiet hours held it back. `expired` says that the promise has
    passed and its cycle goes on."""

    id: column.Id
    ticket: column.Ticket
    milestone: column.Milestone
    trigger: column.Trigger
    rung: column.Rung
    cycle: column.Cycle
    reminders: column.Reminders
    target: column.Target
    at: column.At
    state: column.EscalationState
    acknowledged_by: column.TakenOnBy | None
    promise: column.Promise | None
    acknowledged_at: column.AcknowledgedAt | None
    reason: column.Reason
    actor: column.Actor
    due_at: column.CallDue | None
    notify_at: column.NotifyAt | None
    expired: Annotated[bool, kinds.YesNo(), Called("Promise expired")]
    called: Annotated[tuple[str, ...], kinds.StaffNo(named=True), Called("Called")]
    names: Annotated[tuple[str, ...], Called("Names")]


SHOWN = tuple(name for name in EscalationRow._fields if name not in ("called", "names"))


class Escalations(View[list[EscalationRow]]):
    """Escalations, the open ones first, the latest first among them; `mine` are the open ones that call me.

    `expired` are those that were taken on with a promise that has passed unmet.
    """

    name = "escalations"
    label = "Escalations"
    opens = Opens("ticket", "ticket")
    key = ("id",)
    brief = (
        "ticket", "milestone", "rung", "target", "at", "state", "reminders", "acknowledged_by", "promise",
    )  # fmt: skip
    briefer = (
        "ticket", "milestone", "rung", "target", "at", "state", "reminders", "acknowledged_by",
    )  # fmt: skip

    ticket: str | None = None
    state: Literal["open", "acknowledged", "expired"] | None = None
    mine: Annotated[bool, kinds.YesNo(), Called("Mine")] = False
    limit: int | None = None

    def read(self, context: ViewContext) -> list[EscalationRow]:
        return self.question(context).first(context.connection, self.limit)

    def question(self, context: ViewContext) -> Question[EscalationRow]:
        column = Escalation.table.c
        is_open: ColumnElement[bool] = column.acknowledged_at.is_(None)
        settled = column.acknowledged_by.is_(None)
        state = case((is_open, "open"), (settled, "settled"), else_="acknowledged")
        passed = _expired(context)
        made = {"state": state, "expired": passed}
        shown = {name: made[name] if name in made else column[name] for name in SHOWN}
        statement = (
            select(
                *(each.label(name) for name, each in shown.items()), column.persons, T.department, T.branch
            )
            .select_from(Escalation.table.join(Ticket.table, T.number == column.ticket))
            .where(context.scope.tickets())
        )
        if self.ticket is not None:
            statement = statement.where(column.ticket == ticket_meant(context, self.ticket).number)
        if self.state is not None:
            wanted = {"open": is_open, "acknowledged": ~is_open, "expired": passed}
            statement = statement.where(wanted[self.state])
        if self.mine:
            statement = statement.where(is_open, is_my_call(context))
        return Question(
            statement,
            column.id,
            (is_open.desc(), column.at.desc(), column.ticket, column.rung, column.id),
            shown,
            (TICKET_TEXT, Searched(func.lower(column.reason), private=True)),
            lambda records: _rows(context, records),
        )


def _expired(context: ViewContext) -> ColumnElement[bool]:
    """Taken on with a promise that has passed, of a cycle that goes on (ESC-04)."""
    column = Escalation.table.c
    taken_on = column.acknowledged_by.is_not(None)
    return and_(
        taken_on, column.promise.is_not(None), column.promise <= context.now, column.ended_at.is_(None)
    )


def _rows(context: ViewContext, records: Sequence[Any]) -> list[EscalationRow]:
    people, standing = colleagues(context), substitutes_of(context)
    return [_row(record, people, standing) for record in records]


def called_rows(context: ViewContext) -> list[EscalationRow]:
    """The open escalations that call the one who looks."""
    return Escalations(mine=True).read(context) if context.person is not None else []


def _row(
    record: Sequence[Any], people: Mapping[str, tuple[Colleague, str]], substitutes: Mapping[str, str]
) -> EscalationRow:
    *shown, persons, department, branch = record
    target, actor = shown[SHOWN.index("target")], shown[SHOWN.index("actor")]
    if persons is None:  # called before anybody was recorded
        answering = called(
            target, [one for one, _ in people.values()],
            department=department, branch=branch, presser=actor, substitutes=substitutes,
        )  # fmt: skip
    else:
        told = [no for no in persons.split(",") if no]
        answering = tuple(dict.fromkeys((*told, *(substitutes[no] for no in told if no in substitutes))))
    return EscalationRow._make((*shown, answering, tuple(people[no][1] for no in answering if no in people)))


class ReminderRow(NamedTuple):
    """A reminder that somebody, `staff`, set for themselves; `due` says whether its time has come."""

    id: column.Id
    ticket: column.Ticket
    staff: column.Staff
    at: column.At
    text: column.Text
    due: column.Due
    customer: column.CustomerName


class Reminders(View[list[ReminderRow]]):
    """My reminders on open tickets, and those of whoever I stand in for, the earliest first."""

    name = "reminders"
    label = "Reminders"
    opens = Opens("ticket", "ticket")
    key = ("id",)

    def read(self, context: ViewContext) -> list[ReminderRow]:
        return self.question(context).first(context.connection, None)

    def question(self, context: ViewContext) -> Question[ReminderRow]:
        column = Reminder.table.c
        shown = {
            "id": column.id, "ticket": column.ticket, "staff": column.staff, "at": column.due_at,
            "text": column.text, "due": column.due_at <= context.now, "customer": T.customer_label,
        }  # fmt: skip
        statement = (
            select(*(each.label(f"shown_{name}") for name, each in shown.items()))
            .select_from(Reminder.table.join(Ticket.table, T.number == column.ticket))
            .where(T.state.in_(OPEN_STATES), context.scope.tickets())
        )
        if context.person is not None:
            mine = (context.person.no, *stood_in_for(context))
            statement = statement.where(column.staff.in_(mine))
        texts = (TICKET_TEXT, Searched(func.lower(column.text), private=True))
        return Question(statement, column.id, (column.due_at, column.id), shown, texts, rows_as(ReminderRow))
