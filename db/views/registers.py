"""Lists to be taken out whole: every ticket with all its times, every installed product (RPT-03, CUS-02)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, ClassVar, Literal, NamedTuple, TypedDict

from sqlalchemy import ColumnElement, case, func, or_, select

from db.kinds import EQUIPMENT
from db.rules.profile import Conditions
from db.rules.search import query_words
from db.rules.standings import Standing
from db.tables.codes import MILESTONES, OPEN_STATES
from db.tables.customer import Customer, Equipment
from db.tables.follow_up import Survey
from db.tables.ticket import MilestoneTime, Pause, Ticket
from db.timing import standing_of
from db.views import columns as column
from db.views.card_columns import InstalledFacts, InstalledTickets
from db.views.cards import equipment_card
from db.views.listing import Opens, Question
from db.views.narrowing import CUSTOMER_TEXT, EQUIPMENT_TEXT, TICKET_TEXT
from db.views.queue_row import QueueRow
from db.views.spans import Month, month_of
from db.views.ticket import warranty_of
from db.views.ticket_columns import TargetFacts, TicketFacts
from db.views.timeline import Waiting
from db.views.view import Limit, Shape, View, ViewContext, pieces, shape_of

T = Ticket.table.c
FACTS = (
    "number", "external_number", "former_number", "state", "level", "kind", "nature", "channel",
    "department", "responsible", "branch", "zone", "district", "customer_label", "contact", "position",
    "phone", "address", "product", "category", "model", "serial", "project", "invoice", "quantity",
    "contract", "fault", "problem", "urgent", "supplier_needed", "way", "priority", "technician",
    "registered_by", "reported_at", "entered_at", "wanted_from", "wanted_to", "agreed_from", "agreed_to",
    "dispatched_at", "arrived_at", "finished_at", "verified_at", "surveyed_at", "closed_at", "paused_since",
)  # fmt: skip
ENDING = ("cause", "cause_category", "cause_department", "waived", "rework_of", "merged_into", "chases",
          "profile", "version", "by_day", "undated")  # fmt: skip
MARKS = ("due_at", "met_at", "in_time", "original_due_at", "in_original_time")
"""What is said of each milestone, after its name: `arrive_in_time`."""
NO_DEPARTMENT = "none"
INSTALLED = (
    "product", "category", "model", "serial", "project", "invoice", "commissioned_on", "warranty_until",
    "warranty_estimated", "profile",
)  # fmt: skip


class Tickets(View[list[dict[str, Any]]]):
    """Every ticket with all its times, causes and in-time marks.

    `month` is that of the report, as 2026-07, `closed` that of the closing; `cause_category` and
    `cause_department` are codes, “none” leaves those for which none of ours answers.
    """

    name = "tickets"
    label = "Every ticket"
    brief = (
        "number", "external_number", "state", "level", "customer", "product", "reported_at", "arrived_at",
        "finished_at", "closed_at", "cause",
    )  # fmt: skip

    view: Literal["all", "open", "closed"] = "all"
    month: Month = ""
    closed: Month = ""
    cause_category: str = ""
    cause_department: str = ""
    limit: Limit = 200
    opens: ClassVar[Opens | None] = Opens("ticket", "number")

    @classmethod
    def shape(cls) -> Shape:
        known, target = shape_of(QueueRow, TicketFacts, _Told), shape_of(TargetFacts)
        marks = [
            replace(target[mark], name=f"{milestone}_{mark}", of=milestone)
            for milestone in MILESTONES
            for mark in MARKS
        ]
        facts = (known[name] for name in (*map(_called, FACTS), "pause_reason"))
        ending = (known[name] for name in ("result", *ENDING))
        return {each.name: each for each in (*facts, *marks, *ending)}

    def read(self, context: ViewContext) -> list[dict[str, Any]]:
        return self.question(context).first(context.connection, self.limit)

    def question(self, context: ViewContext) -> Question[dict[str, Any]]:
        return Question(
            select(*(T[name] for name in (*FACTS, *ENDING))).where(*self._conditions(context)),
            T.number,
            (T.reported_at, T.sort_number, T.number),
            {_called(name): T[name] for name in (*FACTS, *ENDING)}
            | {"responsible": _responsible(context), "way": _way()},
            (TICKET_TEXT,),
            lambda records: _tickets(context, records),
            spelt={"customer": T.customer_key, "product": T.product_key},
        )

    def _conditions(self, context: ViewContext) -> Iterator[ColumnElement[bool]]:
        yield context.scope.tickets()
        if self.view == "open":
            yield T.state.in_(OPEN_STATES)
        elif self.view == "closed":
            yield T.state == "closed"
        if self.month:
            yield month_of(self.month, context).holds(T.reported_at)
        if self.closed:
            yield T.state == "closed"
            yield month_of(self.closed, context).holds(T.closed_at)
        if self.cause_category:
            yield T.cause_category == self.cause_category
        if self.cause_department:
            none = self.cause_department == NO_DEPARTMENT
            yield T.cause_department == (None if none else self.cause_department)


def _tickets(context: ViewContext, records: Sequence[Any]) -> list[dict[str, Any]]:
    numbers = tuple(record.number for record in records)
    beside = _Beside(_targets(context, numbers), _results(context, numbers), _pauses(context, numbers))
    return [_ticket(context, dict(record._mapping), beside) for record in records]


def _called(column: str) -> str:
    return "customer" if column == "customer_label" else column


def _responsible(context: ViewContext) -> ColumnElement[Any]:
    """The department that was said, else the one whose the product is (INT-06)."""
    routed = (
        (T.category.in_(categories), code)
        for code in context.policy.organisation.department
        if (categories := context.policy.routed_to(code))
    )
    return case(
        (T.responsible.is_not(None), T.responsible), *routed, else_=context.policy.responsible_for(None)
    )


def _way() -> ColumnElement[Any]:
    """The way of service that was said, else the one that follows from the level."""
    by_level = ((T.level == level, Conditions(level=level).way_of_service) for level in range(1, 5))
    return case((T.way.is_not(None), T.way), *by_level, else_=Conditions(level=None).way_of_service)


class _Told(TypedDict):
    """What a register says of a ticket besides its own facts."""

    pause_reason: column.PauseReason | None
    result: column.MarkResult | None


class _Beside(NamedTuple):
    """What stands in other tables, by the ticket's number."""

    targets: dict[str, dict[str, Standing]]
    results: dict[str, int | None]
    pauses: dict[str, str]


def _ticket(context: ViewContext, record: dict[str, Any], beside: _Beside) -> dict[str, Any]:
    number = record["number"]
    row = {_called(name): record[name] for name in FACTS}
    row["responsible"] = context.policy.responsible_for(record["category"], record["responsible"])
    row["way"] = Conditions(level=record["level"], way=record["way"]).way_of_service
    row["phone"] = context.mask.phone(row["phone"])
    row["address"] = context.mask.address(row["address"])
    row["pause_reason"] = beside.pauses.get(number)
    targets = beside.targets.get(number, {})
    for milestone in MILESTONES:
        target = targets.get(milestone)
        for mark in MARKS:
            row[f"{milestone}_{mark}"] = None if target is None else getattr(target, mark)
    return row | {"result": beside.results.get(number)} | {name: record[name] for name in ENDING}


def _targets(context: ViewContext, numbers: tuple[str, ...]) -> dict[str, dict[str, Standing]]:
    found: dict[str, dict[str, Standing]] = {}
    for piece in pieces(numbers):
        for row in context.read.rows(MilestoneTime, ticket=piece):
            found.setdefault(row.ticket, {})[row.milestone] = standing_of(row)
    return found


def _results(context: ViewContext, numbers: tuple[str, ...]) -> dict[str, int | None]:
    """What the customer thought of it, from the last survey that reached somebody."""
    found: dict[str, int | None] = {}
    for piece in pieces(numbers):
        for row in sorted(context.read.rows(Survey, ticket=piece), key=lambda row: row.at):
            if not row.unreachable:
                found[row.ticket] = row.result
    return found


def _pauses(context: ViewContext, numbers: tuple[str, ...]) -> dict[str, str]:
    """What each paused ticket waits for."""
    return {
        row.ticket: row.reason
        for piece in pieces(numbers)
        for row in context.read.rows(Pause, ticket=piece, ended_at=None)
    }


class Installed(View[list[dict[str, Any]] | dict[str, Any]]):
    """Installed products with their customer and warranty; with an id or a serial number the card of one."""

    name = "equipment"
    label = "Equipment"
    card_of = EQUIPMENT
    heads = ("product", "model", "serial")
    places = (
        ("customer", "phone"), ("category", "profile"), ("commissioned_on", "warranty_until"),
        ("in_warranty", "warranty_estimated"), ("project", "invoice"), "open_tickets", "tasks", "requests",
        "past_tickets", "timeline",
    )  # fmt: skip
    positional: ClassVar[tuple[str, ...]] = ("id",)
    answers: ClassVar[tuple[type, ...]] = (InstalledFacts, InstalledTickets, Waiting)

    id: str = ""
    find: str = ""
    limit: Limit = 200
    opens: ClassVar[Opens | None] = Opens("equipment", "id")

    def read(self, context: ViewContext) -> list[dict[str, Any]] | dict[str, Any]:
        if self.id:
            return equipment_card(context, self.id, self.limit)
        return self.question(context).first(context.connection, self.limit)

    def question(self, context: ViewContext) -> Question[dict[str, Any]]:
        table, customer = Equipment.table.c, Customer.table.c
        columns = (customer.label.label("customer_label"), customer.phone.label("customer_phone"))
        statement = (
            select(Equipment.table, *columns)
            .select_from(Equipment.table)
            .join(Customer.table, customer.id == table.customer)
            .where(context.scope.equipment())
        )
        for words in query_words(self.find):
            holds = (table.search.contains(word, autoescape=True) for word in words)
            named = (func.lower(customer.label).contains(word, autoescape=True) for word in words)
            statement = statement.where(or_(*holds, *named))
        return Question(
            statement,
            table.id,
            (customer.label_key, table.product_key, table.id),
            {"id": table.id, "customer": customer.label} | {name: table[name] for name in INSTALLED},
            (EQUIPMENT_TEXT, CUSTOMER_TEXT),
            lambda records: [_installed(context, dict(record._mapping)) for record in records],
            spelt={"customer": customer.label_key, "product": table.product_key},
        )


def _installed(context: ViewContext, record: dict[str, Any]) -> dict[str, Any]:
    label, phone = record.pop("customer_label"), record.pop("customer_phone")
    shown = warranty_of(context, Equipment.model_construct(None, **record))
    shown["customer_id"] = shown.pop("customer")
    return {"id": shown.pop("id"), "customer": label, "phone": context.mask.phone(phone), **shown}
