"""The queue: open tickets in the order in which they are to be served (DSP-01, DSP-02)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field
from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, literal_column, or_, select

from db.errors import BadField
from db.policy.parts import Named
from db.rules.sentence import msgid
from db.tables.staff import Staff
from db.tables.ticket import Assignment, Ticket
from db.verbs.naming import find_staff
from db.verbs.service import Kind
from db.views.absence import stood_in_for
from db.views.listing import Opens, Question
from db.views.narrowing import TICKET_TEXT
from db.views.own_views import OF_THE_MONTH, OWN, Own
from db.views.queue_row import IS_OPEN, ORDER, QueueRow, T, queue_columns, queue_rows, rows_of, status_of
from db.views.searching import found_rows
from db.views.slack import by_slack
from db.views.view import Limit, View, ViewContext, pieces

__all__ = [
    "ORDER",
    "Narrowing",
    "Queue",
    "QueueRow",
    "Which",
    "narrowed",
    "ordered",
    "queue_columns",
    "rows_of",
]

Which = Literal[
    "active", "open", "soon", "slack", "to_dispatch", "mine", "follow_up", "paused", "breached", "closed", Own
]  # fmt: skip
Values = Mapping[str, object]

SOON = timedelta(minutes=60)
FILTERS = {
    "level": T.sort_level,
    "department": T.department,
    "branch": T.branch,
    "kind": T.kind,
    "zone": T.zone,
    "technician": T.technician,
    "responsible": T.responsible,
}
"""What narrows every view, and the column that it is compared with."""
TYPES = {
    "now": T.sort_due.type,
    "soon": T.sort_due.type,
    "me": T.registered_by.type,
    "routed": T.category.type,
    "away": T.technician.type,
    **{name: column.type for name, column in FILTERS.items()},
}


class Narrowing(BaseModel):
    """What every question about the queue can be narrowed by (DSP-02).

    Department, responsible department, branch and zone are codes or names of the policy, `technician` is
    somebody who holds the ticket or helps with it, by number, name, pinyin or initials.
    """

    level: Annotated[int, Field(ge=1, le=4)] | None = None
    department: str | None = None
    branch: str | None = None
    kind: Kind | None = None
    zone: str | None = None
    technician: str | None = None
    responsible: str | None = None

    def filters(self, context: ViewContext) -> dict[str, object]:
        """The filters that were given, by name; refuses what the policy does not know."""
        rows = context.policy.organisation
        found: dict[str, object | None] = {
            "level": self.level,
            "kind": self.kind,
            "technician": find_staff(context.read, self.technician).no
            if self.technician and self.technician.strip()
            else None,
            "department": _code(
                "department",
                self.department,
                rows.department,
                msgid("There is no department “{given}”; there are {known}."),
            ),
            "responsible": _code(
                "responsible",
                self.responsible,
                rows.department,
                msgid("There is no department “{given}”; there are {known}."),
            ),
            "branch": _code(
                "branch",
                self.branch,
                rows.branch,
                msgid("There is no branch “{given}”; there are {known}."),
            ),
            "zone": _code(
                "zone",
                self.zone,
                rows.zone,
                msgid("There is no zone “{given}”; there are {known}."),
            ),
        }
        given = {name: value for name, value in found.items() if value is not None}
        if "responsible" in given:
            given["routed"] = context.policy.routed_to(str(given["responsible"]))
        return given


class Queue(Narrowing, View[list[QueueRow]]):
    """Open tickets in order: untriaged first, then level, priority, due time, report time, number.

    `slack` are those that nobody holds, by the last moment at which somebody can still leave in time.
    `soon` are those that are breached, at risk or due within the hour, by due time. `find` looks through all
    tickets, open ones first, unless a view is named as well.
    """

    name = "queue"
    label = "The queue"
    opens = Opens("ticket", "number")
    brief = (
        "number", "level", "state", "status", "milestone", "due_at", "remaining_minutes", "customer",
        "district", "product", "technician", "version", "ended_at",
    )  # fmt: skip
    briefer = (
        "number", "level", "state", "status", "milestone", "due_at", "customer", "district", "fault",
        "technician", "product",
    )  # fmt: skip
    if_any = frozenset({"ended_at"})

    view: Which | None = None
    find: str | None = None
    limit: Limit = 200

    def read(self, context: ViewContext) -> list[QueueRow]:
        filters = self.filters(context)
        if self.find is not None and self.find.strip():
            return found_rows(context, self.find, self.limit, narrowed(context, self.view, filters))
        which = self.view or "active"
        if which in OWN:
            return self._asked(context).first(context.connection, self.limit)
        if which == "slack":
            numbers = by_slack(context, *narrowed(context, which, filters))
            return self._rows_of(context, numbers[: self.limit])
        shape = (which, frozenset(filters))
        # A scope has values of its own in it: what is kept for all would be somebody else's.
        statement = _statement(*shape) if context.scope.is_all else _built(*shape, context.scope.tickets())
        return rows_of(context, statement, {**_values(context, which), **filters, "limit": self.limit})

    def pieces(self, context: ViewContext) -> Iterator[list[QueueRow]]:
        question = self.question(context)
        if question is None or self.view != "closed":
            yield from super().pieces(context)
            return
        # As `read` has them: the latest closed ones, in queue order.
        latest = question.select.with_only_columns(T.number).order_by(T.closed_at.desc()).limit(self.limit)
        among = question.select.where(T.number.in_(latest))
        yield from question.walk(context.connection, among, ORDER, begin=0, limit=self.limit)

    def _rows_of(self, context: ViewContext, numbers: Sequence[str]) -> list[QueueRow]:
        """The rows of these tickets, in this order."""
        rows = {
            row.number: row
            for piece in pieces(list(numbers))
            for row in rows_of(context, queue_columns().where(T.number.in_(piece)))
        }
        return [rows[number] for number in numbers]

    def question(self, context: ViewContext) -> Question[QueueRow] | None:
        # A find has an order of its own, and an end; so has slack, which no column of the store knows.
        if self.view == "slack":
            return None
        return None if self.find is not None and self.find.strip() else self._asked(context)

    def _asked(self, context: ViewContext) -> Question[QueueRow]:
        which = self.view or "active"
        latest = (T.closed_at.desc(), T.number.desc())
        conditions = narrowed(context, which, self.filters(context))
        return Question(
            queue_columns().where(*conditions),
            T.number,
            latest if which == "closed" else ordered(which),
            {name: T[name] for name in QueueRow._fields if name in T and name != "way"}
            | {
                "customer": T.customer_label,
                "technician_name": Staff.table.c.label,
                "status": status_of(context.now),
            },
            (TICKET_TEXT,),
            lambda records: queue_rows(records, context),
            counted=select(T.number).where(*conditions),
            spelt={
                "customer": T.customer_key,
                "product": T.product_key,
                "technician_name": Staff.table.c.label_key,
            },
        )


def narrowed(context: ViewContext, which: Which | None, filters: Values) -> list[ColumnElement[bool]]:
    """What a view and filters leave of the tickets in scope, as conditions with their values; no view leaves
    all of them."""
    if which is not None and which in OWN:
        within: Which | None = None if which in OF_THE_MONTH else "open"
        return [*narrowed(context, within, filters), OWN[which](context)]
    values = {**_values(context, which), **filters}
    given = {name: _parameter(name, value) for name, value in values.items()}
    return [context.scope.tickets(), *_conditions(which, filters, given)]


def _parameter(name: str, value: object = None, *, required: bool = False) -> BindParameter[Any]:
    given: dict[str, Any] = {} if required else {"value": value}
    return bindparam(name, **given, type_=TYPES[name], expanding=name in ("routed", "away"))


def ordered(which: Which | None) -> tuple[Any, ...]:
    """The order of a view: that of the queue, or by due time across the levels."""
    return (T.sort_due, *ORDER) if which == "soon" else ORDER


def _code(field: str, text: str | None, rows: Mapping[str, Named], unknown: str) -> str | None:
    """The code that a code or a name stands for."""
    if text is None or not text.strip():
        return None
    wanted = text.strip().casefold()
    for row in rows.values():
        if wanted in (row.code.casefold(), row.zh.casefold(), row.en.casefold()):
            return row.code
    raise BadField(field, unknown, given=text.strip()[:80], known=", ".join(rows))


def _values(context: ViewContext, which: Which | None) -> dict[str, object]:
    return {
        "now": context.now,
        "soon": context.now + SOON,
        "me": context.person.no if context.person else "",
        "away": stood_in_for(context) if which == "mine" else (),
    }


def _conditions(
    which: Which | None, filters: Iterable[str], given: Mapping[str, BindParameter[Any]]
) -> Iterable[ColumnElement[bool]]:
    """The conditions of a view; `given` are the parameters `now`, `soon`, `me` and those of the filters."""
    if which == "closed":
        yield T.state == literal_column("'closed'")
    elif which is not None:
        yield literal_column(IS_OPEN)
    if which == "active":
        yield T.state != literal_column("'follow_up'")
    elif which in ("to_dispatch", "slack"):
        yield T.state == literal_column("'triaged'")
    elif which in ("follow_up", "paused"):
        yield T.state == literal_column(f"'{which}'")
    elif which == "breached":
        # The sort column stands in the index; it is `due_at`, or the end of time without one.
        yield T.sort_due < given["now"]
    elif which == "soon":
        # What is breached has its due time behind it; what is at risk may have it days ahead.
        yield or_(T.sort_due <= given["soon"], T.at_risk_at <= given["now"])
    elif which == "mine":
        me = given["me"]
        # The work of those for whom one stands in is one's own meanwhile (PPL-04).
        yield (T.registered_by == me) | _with(me) | T.technician.in_(given["away"])
    for name in FILTERS:
        if name in filters:
            yield _narrowed(name, given)


def _narrowed(name: str, given: Mapping[str, BindParameter[Any]]) -> ColumnElement[bool]:
    if name == "technician":
        return _with(given[name])
    if name == "responsible":
        by_product = T.responsible.is_(None) & T.category.in_(given["routed"])
        return (T.responsible == given[name]) | by_product
    return FILTERS[name] == given[name]


def _with(no: BindParameter[Any]) -> ColumnElement[bool]:
    """Whether somebody holds the ticket or helps with it."""
    held = Assignment.table.c
    helping = select(held.ticket).where(held.technician == no, held.ended_at.is_(None))
    return (T.technician == no) | T.number.in_(helping)


@cache
def _statement(which: Which, filters: frozenset[str]) -> Select[Any]:
    """The select for one shape of question; built once, since building costs more than running."""
    return _built(which, filters)


def _built(which: Which, filters: frozenset[str], *within: ColumnElement[bool]) -> Select[Any]:
    limit = bindparam("limit", type_=T.sort_level.type)
    given = {name: _parameter(name, required=True) for name in TYPES}
    conditions = [*within, *_conditions(which, filters, given)]
    if which != "closed":
        return queue_columns().where(*conditions).order_by(*ordered(which)).limit(limit)
    # The latest closed ones, in queue order: the oldest of many years would help nobody.
    latest = select(T.number).where(*conditions).order_by(T.closed_at.desc()).limit(limit)
    shown = latest.subquery()
    return queue_columns(Ticket.table.join(shown, shown.c.number == T.number)).order_by(*ORDER)
