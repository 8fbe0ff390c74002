"""What a ticket's words say about it: category, profile, fault group, zone, search text (INT-06, SLA-04)."""

from __future__ import annotations

from datetime import timedelta

from db.errors import BadField
from db.log.facts import Facts
from db.policy.model import Policy
from db.rules.phone import numbers
from db.rules.search import bigrams, normal
from db.subjects.ticket import TICKET
from db.tables.customer import Equipment
from db.tables.ticket import Ticket
from db.verbs.context import Context

SAME_SYMPTOM = 0.5
NEARLY_SAME = 70
"""Of 100: a character or two are written otherwise."""


def described(ticket: Ticket, equipment: Equipment | None, policy: Policy) -> Ticket:
    """The ticket with everything that follows from its words."""
    words = ticket.product or (equipment.category if equipment else None)
    told = ticket.but(
        category=policy.category_of(words).code if words else None,
        profile=policy.profile_for(
            words,
            kind=ticket.kind,
            contract=ticket.contract,
            equipment=equipment.profile if equipment else None,
            branch=ticket.branch,
        ),
        fault_group=policy.fault_group_of(ticket.fault),
        zone=policy.zone_of(ticket.district, ticket.address).code
        if ticket.district or ticket.address
        else None,
    )
    return TICKET.found_anew(told)


def similar(facts: Facts, ticket: Ticket) -> list[str]:
    """Open tickets for the same equipment, customer or phone (INT-09); they never refuse."""
    return sorted(
        other.number
        for other in facts.all(Ticket)
        if other.number != ticket.number
        and other.state not in ("closed", "cancelled")
        and (
            other.customer == ticket.customer
            or (ticket.equipment and other.equipment == ticket.equipment)
            or not set(numbers(other.phone)).isdisjoint(numbers(ticket.phone))
        )
    )


def rework_of(facts: Facts, ticket: Ticket, context: Context) -> str | None:
    """The closed ticket of the same thing and symptom within the repeat window (INT-10).

    The same thing is the same equipment; where one of both tickets names none, the same customer's product.
    """
    since = context.now - timedelta(days=context.policy.setting("repeat_days"))
    earlier = [
        other
        for other in facts.all(Ticket, state="closed")
        if other.closed_at is not None
        and other.closed_at >= since
        and _same_thing(other, ticket)
        and same_symptom(other.fault, ticket.fault)
    ]
    return max(earlier, key=lambda other: other.closed_at or other.entered_at).number if earlier else None


def _same_thing(other: Ticket, ticket: Ticket) -> bool:
    if ticket.equipment and other.equipment:
        return other.equipment == ticket.equipment
    if other.customer != ticket.customer:
        return False
    if ticket.serial and other.serial:
        return ticket.serial == other.serial
    return ticket.category is not None and other.category == ticket.category


def same_symptom(one: str, other: str) -> bool:
    """Whether two faults are described in mostly the same words, or nearly the same ones."""
    left, right = set(bigrams(one)), set(bigrams(other))
    if not left or not right:
        return one.strip() == other.strip()
    if len(left & right) / min(len(left), len(right)) >= SAME_SYMPTOM:
        return True
    from rapidfuzz import fuzz  # most tickets have no earlier one to be compared with

    return fuzz.ratio(normal(one), normal(other)) >= NEARLY_SAME


def profile_meant(field: str, text: str, policy: Policy) -> str | None:
    """The code of the profile that was named by code or name; None for nothing (SLA-04)."""
    if not text:
        return None
    code = policy.profile_called(text)
    if code is None:
        known = ", ".join(policy.profiles.profile)
        raise BadField(field, "There is no profile “{given}”; there are {known}.", given=text, known=known)
    return code
