"""What verbs look up: tickets by what people type; and what they read of a ticket or a person."""

from __future__ import annotations

from db.errors import Refusal
from db.log.facts import Reader
from db.rules import numbering
from db.tables.codes import OPEN_STATES
from db.tables.escalation import Escalation, Reminder
from db.tables.row import Row
from db.tables.staff import Certificate, Duty, Skill
from db.tables.task import Extension, Request, Task
from db.tables.ticket import Assignment, MilestoneTime, Pause, Ticket
from db.tables.tool import Stock, Tool
from db.verbs.naming import LISTED, tickets_called

CLOCKS: tuple[type[Row], ...] = (MilestoneTime, Pause, Assignment, Extension)
"""What a ticket's deadlines and version are derived from."""
ENDING: tuple[type[Row], ...] = (*CLOCKS, Escalation, Reminder, Task, Request)
"""And what it may leave open when it ends."""
PERSON: tuple[type[Row], ...] = (Skill, Certificate, Duty, Tool, Stock, Assignment, Ticket)
"""What somebody can and may do, when they are on duty, what they hold and where they are sent."""


def find_ticket(read: Reader, reference: str, department: str) -> Ticket:
    """The ticket that a number or its running part means (FRM-01): open ones of the own department first,
    the newest month first. Refuses what nobody has, and lists several that fit equally."""
    reference = numbering.copied(reference)
    exact = read.rows(Ticket, number=reference.strip().upper())
    if exact:
        return exact[0]
    try:
        prefix, running = numbering.parse(reference)
    except numbering.NumberError as error:
        return _from_elsewhere(read, reference) or _called(read, reference, error)
    found = [
        ticket
        for ticket in read.rows(Ticket, running=running)
        if prefix is None or prefix in (_prefix(ticket), _prefix(ticket)[-4:])
    ]
    if not found:
        old = _from_elsewhere(read, reference)
        if old is None:
            raise unknown_ticket(reference)
        return old

    def rank(ticket: Ticket) -> tuple[bool, bool, int]:
        month = ticket.sort_number // 1_000_000
        return ticket.state not in OPEN_STATES, ticket.department != department, -month

    found.sort(key=lambda ticket: (rank(ticket), ticket.number))
    best = [ticket.number for ticket in found if rank(ticket) == rank(found[0])]
    if len(best) > 1:
        raise Refusal(
            "FRM-01",
            "{reference} may mean {numbers}.",
            "Type the whole number.",
            reference=reference,
            numbers=", ".join(best),
        )
    return found[0]


def _from_elsewhere(read: Reader, reference: str) -> Ticket | None:
    """The ticket that came over under this number from elsewhere; several under one are listed.

    Asked where none of ours fits: `412` never stands for somebody else's 412.
    """
    wanted = reference.strip()
    found = read.rows(Ticket, external_number=wanted) if wanted else []
    if wanted and not found:
        found = read.rows(Ticket, former_number=wanted.upper())
    if len(found) > 1:
        raise Refusal(
            "FRM-01", "{reference} may mean {numbers}.", "Type the whole number.",
            reference=reference[:80], numbers=", ".join(ticket.number for ticket in found[:LISTED]),
        )  # fmt: skip
    return found[0] if found else None


def _called(read: Reader, reference: str, error: Exception) -> Ticket:
    """The open ticket of the customer or contact who is called so."""
    found = tickets_called(read, reference)
    if not found:
        raise unknown_ticket(reference) from error
    if len(found) > 1:
        told = ", ".join(f"{ticket.number} {ticket.customer_label}" for ticket in found[:LISTED])
        raise Refusal(
            "FRM-01", "{reference} may mean {numbers}.", "Type the number.",
            reference=reference[:80], numbers=told,
        )  # fmt: skip
    return found[0]


def _prefix(ticket: Ticket) -> str:
    return ticket.number.rpartition("-")[0]


def unknown_ticket(reference: str) -> Refusal:
    """There is none, or none in scope: the two read the same (PPL-03)."""
    return Refusal("FRM-01", "There is no ticket {reference}.", "Find it with /.", reference=reference[:80])
