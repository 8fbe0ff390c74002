"""Which ticket somebody means: by number, by the running part of it, by a former one, or by whose it is."""

from __future__ import annotations

from db.errors import Refusal
from db.kinds import TICKET
from db.log.facts import Reader
from db.rules import numbering
from db.rules.search import normal
from db.tables.codes import OPEN_STATES
from db.tables.ticket import Ticket
from db.verbs.called import LISTED, best_called, unknown


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
            raise unknown(TICKET, reference)
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
        raise unknown(TICKET, reference) from error
    if len(found) > 1:
        told = ", ".join(f"{ticket.number} {ticket.customer_label}" for ticket in found[:LISTED])
        raise Refusal(
            "FRM-01", "{reference} may mean {numbers}.", "Type the number.",
            reference=reference[:80], numbers=told,
        )  # fmt: skip
    return found[0]


def tickets_called(read: Reader, text: str) -> list[Ticket]:
    """Open tickets by customer or contact, in pinyin or initials too."""
    return best_called(
        read.holding(Ticket, normal(text), state=OPEN_STATES), text, lambda ticket: ticket.search
    )


def _prefix(ticket: Ticket) -> str:
    return ticket.number.rpartition("-")[0]
