"""One ticket with all that belongs to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, TypedDict

from sqlalchemy import and_, or_, select

from db import kinds
from db.kinds import Called
from db.log.facts import Facts
from db.policy.model import Policy
from db.policy.settings import Question
from db.rules.appointments import Appointment
from db.rules.deadlines import status
from db.rules.lateness import late_seconds
from db.rules.profile import Conditions
from db.rules.provisional import provisional_years
from db.subjects.customer import EQUIPMENT
from db.subjects.ticket import TICKET
from db.tables.codes import OPEN_STATES
from db.tables.customer import Equipment
from db.tables.escalation import Escalation, Reminder
from db.tables.follow_up import Survey, Verification
from db.tables.row import Row
from db.tables.staff import Staff
from db.tables.ticket import Assignment, ItemStep, MilestoneTime, Pause, Ticket
from db.timing import pauses_of, standing_of
from db.views.events import told_of
from db.views.issued import issued_for
from db.views.lookup import ticket_meant
from db.views.merged import merged_tickets
from db.views.missing import missing_rows
from db.views.process import StayRow, stay_rows
from db.views.queue_row import QueueRow, queue_columns, rows_of
from db.views.record_papers import paper_rows
from db.views.records import record_rows
from db.views.ticket_columns import EscalationFacts, TicketFacts
from db.views.timeline import Open, waiting
from db.views.view import View, ViewContext

T = Ticket.table.c
INNER = frozenset(
    {
        "search", "sort_level", "sort_priority", "sort_due", "sort_number", "id", "customer_label",
        "due_calendar", "late_paused_seconds", "ladder_at", "first_level", "levelled_at", "raised_at",
        "chased_at", "finished_elsewhere", *TICKET.spelt,
    }
)  # fmt: skip
"""Columns that only the store itself needs."""
MADE = frozenset({"search", *EQUIPMENT.spelt})
EARLIER_TICKETS = 5
SIMILAR_TICKETS = 20


class Stood(TypedDict):
    """Where the ticket stood so far, how long and with whom (PRC-01)."""

    stays: Annotated[
        list[StayRow],
        kinds.Rows(StayRow, brief=("state", "who", "why", "begin", "end", "minutes")),
        Called("Where it stood"),
    ]


class TicketView(View[dict[str, Any]]):
    """One ticket: the facts of its queue row, all others, its targets, assignments and pauses."""

    of_ticket = True
    positional: ClassVar[tuple[str, ...]] = ("number",)
    answers: ClassVar[tuple[type, ...]] = (QueueRow, TicketFacts, Stood, Open)

    number: str

    def read(self, context: ViewContext) -> dict[str, Any]:
        ticket = ticket_meant(context, self.number)
        (row,) = rows_of(context, queue_columns().where(T.number == ticket.number))
        milestones = _milestones(context, ticket)
        return {
            **row._asdict(),
            **_facts(context, ticket, row),
            "milestones": milestones,
            "provisional": sorted({year for each in milestones for year in each["provisional"]}),
            "assignments": _assignments(context, ticket),
            "pauses": _belonging(context, Pause, ticket, "begun_at"),
            "appointment": _appointment(context, ticket),
            "item": _item(context, ticket),
            "escalations": _escalations(context, ticket),
            "verifications": _belonging(context, Verification, ticket, "at"),
            "surveys": _belonging(context, Survey, ticket, "at"),
            "reminders": _reminders(context, ticket),
            "equipment": equipment_shown(context, ticket.equipment),
            "similar": _similar(context, ticket),
            "earlier": _earlier(context, ticket),
            "merged": _merged(context, ticket),
            "incomplete": _incomplete(ticket, context.policy_named(ticket.policy)),
            "questions": _questions(context, ticket),
            "profile_from": _profile_from(context, ticket),
            "records": record_rows(context, ticket.number),
            "papers": paper_rows(context, ticket),
            "issued": issued_for(context, ticket.number),
            "missing": missing_rows(context, ticket),
            "stays": stay_rows(context, ticket.number),
            **waiting(context, ticket.subject()),
        }


def _facts(context: ViewContext, ticket: Ticket, row: QueueRow) -> dict[str, Any]:
    """What the queue row does not say. `said_way` is null until somebody says it."""
    shown = row._asdict().keys() | INNER | {"customer", "equipment", "way"}
    facts = {name: value for name, value in ticket.__dict__.items() if name not in shown}
    return facts | {
        "customer_id": ticket.customer,
        "responsible_said": ticket.responsible,
        "equipment_id": ticket.equipment,
        "said_way": ticket.way,
        "loss_fen": ticket.loss_fen if context.sees("money") else None,
        "phone": context.mask.phone(ticket.phone),
        "address": context.mask.address(ticket.address),
        "way": Conditions(level=ticket.level, way=ticket.way).way_of_service,
    }


def _milestones(context: ViewContext, ticket: Ticket) -> list[dict[str, Any]]:
    found = {row.milestone: row for row in context.read.rows(MilestoneTime, ticket=ticket.number)}
    order = ("respond", "answer", "arrive", "resolve", "verify", "survey")
    policy = context.policy_named(ticket.policy)
    pauses = pauses_of(Facts(context.read.rows(Pause, ticket=ticket.number)), ticket.number)
    listed = []
    for row in (found[name] for name in order if name in found):
        standing = standing_of(row)
        running = ticket.state not in ("closed", "cancelled")
        listed.append(
            _columns(row)
            | {
                "status": status(standing, context.now) if running else None,
                "in_time": standing.in_time,
                "in_original_time": standing.in_original_time,
                "late_minutes": -(-late_seconds(standing, policy.targets, pauses, context.now) // 60),
                "provisional": provisional_years(standing, policy.targets) if running else (),
            }
        )
    return listed


def _appointment(context: ViewContext, ticket: Ticket) -> dict[str, Any] | None:
    """The time agreed with the customer and how it stands: open, kept or missed (SLA-11)."""
    held = [each for each in context.read.rows(Assignment, ticket=ticket.number) if each.lead]
    last = max(held, key=lambda each: (each.begun_at, each.ended_at is None), default=None)
    if last is None or last.window_to is None or ticket.agreed_to is None:
        return None
    kept = Appointment(last.window_to, last.arrived_at, last.ended_at).kept(context.now)
    return {
        "window_from": last.window_from,
        "window_to": last.window_to,
        "wanted_by": last.wanted_by,
        "told_at": ticket.told_at,
        "state": "open" if kept is None else "kept" if kept else "missed",
    }


def _assignments(context: ViewContext, ticket: Ticket) -> list[dict[str, Any]]:
    rows = _belonging(context, Assignment, ticket, "begun_at")
    for row in rows:
        del row["busy_from"], row["busy_to"]  # what the window says, kept for the schema
    people = tuple(sorted({row["technician"] for row in rows}))
    names = {}
    if people:
        staff = Staff.table.c
        found = context.connection.execute(
            select(staff.no, staff.label, staff.phone).where(staff.no.in_(people))
        )
        names = {no: {"name": label, "phone": context.mask.phone(phone)} for no, label, phone in found}
    rows.sort(key=lambda row: (row["begun_at"], not row["lead"], row["technician"]))
    return [row | names.get(row["technician"], {"name": "", "phone": ""}) for row in rows]


def _belonging(context: ViewContext, kind: type[Row], ticket: Ticket, *order: str) -> list[dict[str, Any]]:
    rows = [_columns(row) for row in context.read.rows(kind, ticket=ticket.number)]
    return sorted(rows, key=lambda row: (*(row[name] for name in order), row.get("id", "")))


def _escalations(context: ViewContext, ticket: Ticket) -> list[dict[str, Any]]:
    """The rungs that were called; what else is recorded of each stands on its own card."""
    told = EscalationFacts.__annotations__
    rows = _belonging(context, Escalation, ticket, "at")
    return [{name: row[name] for name in told} for row in rows]


def _item(context: ViewContext, ticket: Ticket) -> list[dict[str, Any]]:
    """The way of a thing that was sent in, also where several steps fall into one second (VIS-08)."""
    rows = _belonging(context, ItemStep, ticket, "at", "ordinal")
    return [{name: value for name, value in row.items() if name != "ordinal"} for row in rows]


def _columns(row: Row) -> dict[str, Any]:
    return {name: value for name, value in row.__dict__.items() if name not in ("ticket", "late_from")}


def _reminders(context: ViewContext, ticket: Ticket) -> list[dict[str, Any]]:
    """The reader's own ones; those of others are no business of theirs."""
    own = context.person.no if context.person else None
    rows = _belonging(context, Reminder, ticket, "due_at")
    return [row for row in rows if own is None or row["staff"] == own]


def equipment_shown(context: ViewContext, equipment: str | None) -> Mapping[str, Any] | None:
    """The equipment with its warranty on the present day; null where the ticket names none."""
    found = context.read.rows(Equipment, id=equipment) if equipment else []
    if not found:
        return None
    return warranty_of(context, found[0])


def warranty_of(context: ViewContext, equipment: Equipment) -> dict[str, Any]:
    """Its columns, and `in_warranty`: null where nobody knows until when (CUS-02)."""
    until = equipment.warranty_until
    today = context.now.astimezone(context.zone).date()
    columns = {name: value for name, value in equipment.__dict__.items() if name not in MADE}
    return columns | {"in_warranty": None if until is None else today <= until}


def _similar(context: ViewContext, ticket: Ticket) -> list[str]:
    """Other open tickets of the same customer or equipment (INT-09)."""
    same = T.customer == ticket.customer
    if ticket.equipment:
        same = or_(same, T.equipment == ticket.equipment)
    statement = (
        select(T.number)
        .where(and_(same, T.number != ticket.number, T.state.in_(OPEN_STATES)), context.scope.tickets())
        .order_by(T.reported_at, T.number)
        .limit(SIMILAR_TICKETS)
    )
    return list(context.connection.execute(statement).scalars())


def _earlier(context: ViewContext, ticket: Ticket) -> list[dict[str, Any]]:
    """The customer's last tickets before this one, newest first."""
    statement = (
        select(T.number, T.state, T.reported_at, T.product, T.fault, T.technician, T.cause, T.closed_at)
        .where(T.customer == ticket.customer, T.number != ticket.number, T.id < ticket.id)
        .where(context.scope.tickets())
        .order_by(T.reported_at.desc(), T.number.desc())
        .limit(EARLIER_TICKETS)
    )
    return [dict(record) for record in context.connection.execute(statement).mappings()]


def _merged(context: ViewContext, ticket: Ticket) -> list[dict[str, Any]]:
    """The tickets that were merged into this one, with what was said of each, in order (INT-09)."""
    return [
        {
            "number": gone.number,
            "reported_at": gone.reported_at,
            "customer": gone.customer_label,
            "contact": gone.contact,
            "phone": context.mask.phone(gone.phone),
            "fault": gone.fault,
            "told": [
                {"at": row.at, "ticket": row.of, "actor": row.actor, "actor_name": row.actor_name,
                 "verb": row.verb, "visit_step": row.args.get("what"),
                 "text": row.args.get("text") or row.args.get("fault") or ""}
                for row in told_of(context, gone.number)
            ],
        }
        for _seq, gone in sorted(merged_tickets(context, ticket.number).items())
    ]  # fmt: skip


def _profile_from(context: ViewContext, ticket: Ticket) -> str:
    """What chose the profile: the kind, the contract, the equipment, the category, the branch (SLA-04)."""
    found = context.read.rows(Equipment, id=ticket.equipment) if ticket.equipment else []
    equipment = found[0] if found else None
    _code, source = context.policy_named(ticket.policy).profile_chosen(
        ticket.product or (equipment.category if equipment else None),
        kind=ticket.kind,
        contract=ticket.contract,
        equipment=equipment.profile if equipment else None,
        branch=ticket.branch,
    )
    return source


def _questions(context: ViewContext, ticket: Ticket) -> tuple[Question, ...]:
    """What the survey of this ticket asks, while it waits for it (CLS-03)."""
    if ticket.state != "follow_up" or ticket.surveyed_at is not None:
        return ()
    return context.policy.questions(Conditions(level=ticket.level, way=ticket.way).way_of_service)


def _incomplete(ticket: Ticket, policy: Policy) -> list[str]:
    """What the sheet still lacks; empty when it counts as complete (INT-02)."""
    lacking = [] if ticket.product or ticket.model or ticket.serial else ["product"]
    needed = ("level", "address") if policy.kind(ticket.kind).level else ("address",)
    lacking += [name for name in needed if not getattr(ticket, name)]
    return lacking
