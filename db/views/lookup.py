"""What several views look up: the ticket that was meant, and what the one who looks may see of people."""

from __future__ import annotations

from db.rules.phone import mask, mask_address
from db.tables.ticket import Ticket
from db.verbs.reading import find_ticket
from db.views.view import ViewContext

PERSONAL = "personal_data"


def ticket_meant(context: ViewContext, reference: str) -> Ticket:
    """The ticket that a number or its running part means, as the verbs take it (FRM-01)."""
    person = context.person
    department = person.department if person else context.policy.organisation.default_department
    return find_ticket(context.read, reference, department)


def phone_shown(context: ViewContext, phone: str) -> str:
    """The phone in full for those who need it, else masked (CUS-03)."""
    return phone if context.sees(PERSONAL) else mask(phone)


def address_shown(context: ViewContext, address: str) -> str:
    """The address in full for those who need it, else down to its district (CUS-03)."""
    return address if context.sees(PERSONAL) else mask_address(address)
