"""The cards: one person, customer, installed product or tool with all that belongs to it (interface page)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar

from sqlalchemy import and_, case, func, literal_column, select

from db.errors import Refusal
from db.kinds import CUSTOMER, REQUEST, STAFF, TASK, TOOL
from db.rules.calling import GONE
from db.rules.kits import KitCheck
from db.staffing import roster_state
from db.tables.codes import OPEN_STATES
from db.tables.customer import Customer, Equipment
from db.tables.staff import Certificate, Duty, Skill, Staff
from db.tables.task import Request, Task
from db.tables.ticket import Assignment, Ticket
from db.tables.tool import Movement, ToolKind
from db.verbs.naming import find_customer, find_equipment, find_staff, find_tool
from db.views.absence import stood_in_for, substitutes_of
from db.views.card_columns import CustomerFacts, PersonFacts, ToolFacts
from db.views.people import read_files
from db.views.queue_row import IS_OPEN, ORDER, QueueRow, T, queue_columns, rows_of
from db.views.requests import Decisions, RequestRow, decision_rows, request_rows
from db.views.tasks import TaskRow, task_rows
from db.views.ticket import warranty_of
from db.views.timeline import AT_FIRST, Timeline, Waiting, timeline_of, waiting
from db.views.view import PERSONAL, Limit, View, ViewContext


class Person(View[dict[str, Any]]):
    """One person: phone by right, trade, zone, certificates, shift, today's and next jobs, kit, open jobs."""

    name = "person"
    label = "A person's card"
    card_of = STAFF
    heads = ("staff", "state", "roles")
    places = (
        ("phone", "department"), ("email", "branch"), ("trade", "zone"), "newcomer",
        "responsible_for", "skills", "stands_in_for", "today", "next", "jobs", "tasks", "requests", "shifts",
        "certificates", "kit", "timeline",
    )  # fmt: skip
    positional: ClassVar[tuple[str, ...]] = ("staff",)
    answers: ClassVar[tuple[type, ...]] = (PersonFacts, Waiting)

    staff: str
    limit: Limit = AT_FIRST

    def read(self, context: ViewContext) -> dict[str, Any]:
        person = find_staff(context.read, self.staff)
        file = read_files(context, context.now, only=(person.no,))[person.no]
        local = context.now.astimezone(context.zone)
        kit: KitCheck = file.kit(context.policy, local.date())
        jobs = _jobs(context, person.no)
        tomorrow = (local + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        today = [job for job in jobs if job.agreed_from is None or job.agreed_from < tomorrow]
        later = sorted(
            (job for job in jobs if job.agreed_from is not None and job.agreed_from >= tomorrow),
            key=lambda job: (job.agreed_from or tomorrow, job.number),
        )
        return {
            "staff": person.no,
            "name": person.label,
            "phone": context.mask.phone(person.phone),
            "email": person.email if context.mask.is_open or person == context.person else "",
            "roles": sorted(person.roles.split(",")),
            "department": person.department,
            "branch": person.branch,
            "trade": person.trade,
            "zone": person.zone,
            "responsible_for": sorted(file.responsible_for),
            "newcomer": person.newcomer,
            "active": person.active,
            "state": roster_state(file, context.now, context.zone) if person.active else GONE,
            "skills": {each.skill: each.grade for each in context.read.rows(Skill, staff=person.no)},
            "certificates": _certificates(context, person.no, local.date()),
            "shifts": _shifts(context, person.no),
            "stands_in_for": standing_in(context, person.no),
            "today": [job.number for job in today],
            "next": [job.number for job in later],
            "jobs": jobs,
            "kit": {
                "complete": kit.complete,
                "missing": list(kit.missing),
                "uncalibrated": [tool.kind for tool in kit.uncalibrated],
                "tools": [
                    {"number": tool.number, "kind": tool.kind, "calibration_due": tool.calibration_due}
                    for tool in file.tools
                ],
                "consumables": dict(sorted(file.stock.items())),
            },
            **waiting(context, f"{STAFF}:{person.no}", owner=person.no),
            **timeline_of(context, f"{STAFF}:{person.no}", self.limit),
        }


def _jobs(context: ViewContext, staff: str) -> list[QueueRow]:
    """The open tickets that somebody holds or helps with, by their windows, then in queue order."""
    held = Assignment.table.c
    helping = select(held.ticket).where(held.technician == staff, held.ended_at.is_(None))
    statement = queue_columns().where(literal_column(IS_OPEN), T.number.in_(helping), context.scope.tickets())
    far = (func.coalesce(T.agreed_from, T.sort_due), *ORDER)
    return rows_of(context, statement.order_by(*far))


def _certificates(context: ViewContext, staff: str, today: date) -> list[dict[str, Any]]:
    return [
        {
            "kind": each.kind,
            "expires_on": each.expires_on,
            "valid": each.expires_on is None or each.expires_on >= today,
        }
        for each in context.read.rows(Certificate, staff=staff)
    ]


def _shifts(context: ViewContext, staff: str) -> list[dict[str, Any]]:
    """What is entered of duty, rest and leave and is not over yet."""
    duty = Duty.table.c
    statement = (
        select(duty.kind, duty.begins_at, duty.ends_at, duty.substitute, duty.why)
        .where(duty.staff == staff, duty.ends_at > context.now, duty.weeks.is_(None))
        .order_by(duty.begins_at, duty.entered)
    )
    return [dict(record) for record in context.connection.execute(statement).mappings()]


def standing_in(context: ViewContext, staff: str) -> list[str]:
    """Those on leave now whose work this person looks after (PPL-04)."""
    return sorted(away for away, substitute in substitutes_of(context).items() if substitute == staff)


class CustomerCard(View[dict[str, Any]]):
    """One customer's file: contact, equipment with its warranty, every ticket with its state and date.

    Of the tickets that are over the last ones stand there, as many as `limit` says.
    """

    name = "customer"
    label = "A customer's card"
    card_of = CUSTOMER
    heads = ("customer", "grade", "district")
    places = (
        ("phone", "contact"), ("position", "branch"), "address", ("contract", "opened_at"), "open_tickets",
        "tasks", "requests", "equipment", "past_tickets", "timeline",
    )  # fmt: skip
    positional: ClassVar[tuple[str, ...]] = ("id",)
    answers: ClassVar[tuple[type, ...]] = (CustomerFacts, Waiting)

    id: str
    limit: Limit = AT_FIRST

    def read(self, context: ViewContext) -> dict[str, Any]:
        customer = find_customer(context.read, self.id, by_phone=context.sees(PERSONAL))
        if not context.mask.is_open and _holds_one_of(context, customer.id):
            context.mask.lift()
        mine = and_(T.customer == customer.id, context.scope.tickets())
        open_ones = queue_columns().where(literal_column(IS_OPEN), mine).order_by(*ORDER)
        return {
            "id": customer.id,
            "customer": customer.label,
            "phone": context.mask.phone(customer.phone),
            "contact": customer.contact,
            "position": customer.position,
            "address": context.mask.address(customer.address),
            "district": customer.district,
            "branch": customer.branch,
            "grade": customer.grade,
            "contract": customer.contract,
            "opened_at": customer.opened_at,
            "equipment": [
                warranty_of(context, each) for each in context.read.rows(Equipment, customer=customer.id)
            ],
            "open_tickets": rows_of(context, open_ones),
            **_past(context, mine, self.limit),
            **waiting(context, customer.subject()),
            **timeline_of(context, customer.subject(), self.limit),
        }


def _holds_one_of(context: ViewContext, customer: str) -> bool:
    """Whether the one who looks is sent to this customer."""
    held = Assignment.table.c
    me = (context.person.no if context.person else "", *stood_in_for(context))
    statement = (
        select(held.id)
        .join(Ticket.table, T.number == held.ticket)
        .where(T.customer == customer, held.technician.in_(me), held.ended_at.is_(None))
    )
    return context.connection.execute(statement.limit(1)).first() is not None


def _past(context: ViewContext, condition: Any, most: int) -> dict[str, Any]:
    """The last tickets that are over, newest first, and how many there are."""
    columns = (
        T.number, T.state, T.reported_at, T.closed_at, T.product, T.fault, T.technician, T.cause, T.rework_of,
    )  # fmt: skip
    over = and_(condition, T.state.not_in(OPEN_STATES))
    statement = (
        select(*columns).where(over).order_by(T.reported_at.desc(), T.number.desc()).limit(most)
    )  # fmt: skip
    found = [dict(record) for record in context.connection.execute(statement).mappings()]
    count = len(found)
    if count == most:
        count = context.connection.execute(select(func.count()).where(over)).scalar_one()
    return {"past_tickets": found, "past_tickets_count": count}


def equipment_card(context: ViewContext, text: str, most: int) -> dict[str, Any]:
    """One installed product: whose it is, its warranty, what was repaired on it."""
    equipment = find_equipment(context.read, text)
    (owner,) = context.read.rows(Customer, id=equipment.customer)
    if not context.mask.is_open and _holds_one_of(context, owner.id):
        context.mask.lift()
    mine = and_(T.equipment == equipment.id, context.scope.tickets())
    open_ones = queue_columns().where(literal_column(IS_OPEN), mine).order_by(*ORDER)
    shown = warranty_of(context, equipment)
    shown["customer_id"] = shown.pop("customer")
    return {
        "id": shown.pop("id"),
        "customer": owner.label,
        "phone": context.mask.phone(owner.phone),
        **shown,
        "open_tickets": rows_of(context, open_ones),
        **_past(context, mine, most),
        **waiting(context, equipment.subject()),
        **timeline_of(context, equipment.subject(), most),
    }


class ToolCard(View[dict[str, Any]]):
    """One tool's life: where it is, and every movement since it was bought."""

    name = "tool"
    label = "A tool's card"
    card_of = TOOL
    heads = ("number", "kind", "state")
    places = (
        ("holder", "place"), ("since", "permit"), ("calibrated", "calibration_due"),
        ("bought_on", "price_fen"), ("condition", "due_back"), ("home", "ticket"), "signed_at",
        "tasks", "requests", "movements", "timeline",
    )  # fmt: skip
    positional: ClassVar[tuple[str, ...]] = ("number",)
    answers: ClassVar[tuple[type, ...]] = (ToolFacts, Waiting)

    number: str
    limit: Limit = AT_FIRST

    def read(self, context: ViewContext) -> dict[str, Any]:
        tool = find_tool(context.read, self.number)
        (kind,) = context.read.rows(ToolKind, code=tool.kind)
        today = context.now.astimezone(context.zone).date()
        holder = context.read.rows(Staff, no=tool.holder) if tool.holder else []
        move = Movement.table.c
        statement = (
            select(
                move.at,
                move.move,
                move.source,
                move.target,
                move.actor,
                move.condition,
                move.cause,
                move.amount_fen,
                move.reason,
            )
            .where(move.tool == tool.number)
            .order_by(
                func.coalesce(move.step, 0), move.at, case((move.move == "purchase", 0), else_=1), move.id
            )
        )
        facts = dict(tool.__dict__)
        if not context.sees("money"):
            del facts["price_fen"]
        return {
            **facts,
            "holder_name": holder[0].label if holder else None,
            "calibrated": tool.calibration_due is None or tool.calibration_due >= today,
            "permit": kind.permit,
            "movements": [
                dict(record) if context.sees("money") else dict(record) | {"amount_fen": None}
                for record in context.connection.execute(statement).mappings()
            ],
            **waiting(context, tool.subject()),
            **timeline_of(context, tool.subject(), self.limit),
        }


class TaskCard(View[dict[str, Any]]):
    """One internal clock: what it is about, whose it is, and when it has to be done (INT-08)."""

    name = "task"
    label = "An internal task's card"
    card_of = TASK
    heads = ("id", "kind", "state")
    places = (("about", "due_at"), ("owner", "role"), ("opened_at", "late"), "text", "timeline")
    positional: ClassVar[tuple[str, ...]] = ("id",)
    answers: ClassVar[tuple[type, ...]] = (TaskRow, Timeline)

    id: str
    limit: Limit = AT_FIRST

    def read(self, context: ViewContext) -> dict[str, Any]:
        for row in task_rows(context, Task.table.c.id == self.id.strip().upper()):
            return {**row._asdict(), **timeline_of(context, f"{TASK}:{row.id}", self.limit)}
        raise Refusal("INT-08", "There is no task {number}.", "See paigong show tasks.", number=self.id[:80])


class RequestCard(View[dict[str, Any]]):
    """One request for approval: what was asked, by whom, who decides, and what became of it (ESC-07)."""

    name = "request"
    label = "A request's card"
    card_of = REQUEST
    heads = ("id", "verb", "state")
    places = (
        ("about", "amount"), ("asked_by", "at"), ("needs", "decided_by"), ("reason", "decided_at"), "fields",
        "decisions", "timeline",
    )  # fmt: skip
    positional: ClassVar[tuple[str, ...]] = ("id",)
    answers: ClassVar[tuple[type, ...]] = (RequestRow, Decisions, Timeline)

    id: str
    limit: Limit = AT_FIRST

    def read(self, context: ViewContext) -> dict[str, Any]:
        for row in request_rows(context, Request.table.c.id == self.id.strip().upper()):
            return {
                **row._asdict(),
                "decisions": decision_rows(context, row.id),
                **timeline_of(context, f"{REQUEST}:{row.id}", self.limit),
            }
        raise Refusal(
            "ESC-07", "There is no request {number}.", "See paigong show requests.", number=self.id[:80]
        )
