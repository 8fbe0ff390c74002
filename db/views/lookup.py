"""What several views look up: the ticket that was meant, and what the one who looks may see of people."""

from __future__ import annotations

from sqlalchemy import select

from db.rules.masking import Mask
from db.tables.ticket import Assignment, Ticket
from db.verbs.fields import ADDRESS, PHONE
from db.verbs.reading import find_ticket
from db.verbs.verb import VERBS
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
    return ticket


def holds(context: ViewContext, ticket: Ticket) -> bool:
    """Whether the one who looks has this ticket in hand, or helps with it."""
    held = Assignment.table.c
    statement = select(held.id).where(
        held.ticket == ticket.number,
        held.technician == (context.person.no if context.person else ""),
        held.ended_at.is_(None),
    )
    return context.connection.execute(statement.limit(1)).first() is not None


def private_kinds() -> dict[str, str]:
    """How each field that some verb declares private is masked. A verb whose chapter is not loaded (an
    import's) calls its fields as the others do."""
    return {name: kind for verb in VERBS.values() for name, kind in verb.private_kinds().items() if kind}


def masked_as(mask: Mask, kind: str, value: str) -> str:
    """A field's value as the reader may see it."""
    if kind == PHONE:
        return mask.phone(value)
    return mask.address(value) if kind == ADDRESS else mask.text(value)
