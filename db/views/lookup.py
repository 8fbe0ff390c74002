"""What several views look up: the ticket that was meant, and what the one who looks may see of people."""

from __future__ import annotations

from sqlalchemy import select

from db.kinds import TOOL, Address, Kind, Phone
from db.rules.masking import Mask
from db.subjects.emergency import EMERGENCY
from db.subjects.staff import STAFF
from db.subjects.subject import SUBJECTS
from db.subjects.task import REQUEST, TASK
from db.subjects.ticket import TICKET
from db.tables.ticket import Assignment, Ticket
from db.verbs.naming import find_staff, find_tool
from db.verbs.ticket_number import find_ticket
from db.views.absence import stood_in_for
from db.views.view import ViewContext


def ticket_meant(context: ViewContext, reference: str) -> Ticket:
    """The ticket that a number or its running part means, as the verbs take it (FRM-01).

    Who was sent to it sees it whole (CUS-03).
    """
    person = context.person
    department = person.department if person else context.policy.organisation.default_department
    ticket = find_ticket(context.read, reference, department)
    if not context.mask.is_open and holds(context, ticket):
        context.mask.lift()
    context.mask.address(ticket.address)  # known, it is hidden in what was said of the ticket
    return ticket


def subject_meant(context: ViewContext, reference: str) -> str:
    """The key of the chain that is meant: `tool:K-1`, `staff:王强`, `customer:…`, the number of a task, a
    request or an emergency, else a ticket as `ticket_meant` takes it."""
    family, mark, name = reference.strip().partition(":")
    if mark and family == STAFF.family:
        return STAFF.key(find_staff(context.read, name).no)
    if mark and family == TOOL:
        return SUBJECTS[TOOL].key(find_tool(context.read, name).number)
    for subject in SUBJECTS.values() if not mark else filter(None, (SUBJECTS.get(family),)):
        number = (name if mark else family).strip()
        if subject is TICKET or not (mark or subject in (TASK, REQUEST, EMERGENCY)):
            continue
        for each in (number, number.upper()):
            if context.read.rows(subject.root, **{subject.root.key[0]: each}):
                return subject.key(each)
    return ticket_meant(context, name if family == TICKET.family and mark else reference).subject()


def holds(context: ViewContext, ticket: Ticket) -> bool:
    """Whether the one who looks has this ticket in hand or helps with it, or stands in for who does."""
    held = Assignment.table.c
    statement = select(held.id).where(
        held.ticket == ticket.number,
        held.technician.in_((context.person.no if context.person else "", *stood_in_for(context))),
        held.ended_at.is_(None),
    )
    return context.connection.execute(statement.limit(1)).first() is not None


def masked_as(mask: Mask, kind: Kind | None, value: str) -> str:
    """A field's value as the reader may see it."""
    if isinstance(kind, Phone):
        return mask.phone(value)
    return mask.address(value) if isinstance(kind, Address) else mask.text(value)
