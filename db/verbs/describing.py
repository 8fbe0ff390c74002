"""What a ticket's words say about it: category, profile, fault group, zone, search text (INT-06, SLA-04)."""

from __future__ import annotations

from datetime import timedelta

from db.finding import search_text
from db.log.facts import Facts
from db.policy.model import Policy
from db.rules.search import bigrams
from db.tables.customer import Equipment
from db.tables.ticket import Ticket
from db.verbs.context import Context

SAME_SYMPTOM = 0.5


def described(ticket: Ticket, equipment: Equipment | None, policy: Policy) -> Ticket:
    """The ticket with everything that follows from its words."""
    words = ticket.product or (equipment.category if equipment else None)
    return ticket.but(
        category=policy.category_of(words).code if words else None,
        profile=policy.profile_for(words, branch=ticket.branch),
        fault_group=policy.fault_group_of(ticket.fault),
        zone=policy.zone_of(ticket.district, ticket.address).code
        if ticket.district or ticket.address
        else None,
        search=search_text(ticket),
    )


def similar(facts: Facts, ticket: Ticket) -> list[str]:
    """Open tickets for the same equipment or customer (INT-09); they never refuse."""
    return sorted(
        other.number
        for other in facts.all(Ticket)
        if other.number != ticket.number
        and other.state not in ("closed", "cancelled")
        and (other.customer == ticket.customer or (ticket.equipment and other.equipment == ticket.equipment))
    )


def rework_of(facts: Facts, ticket: Ticket, context: Context) -> str | None:
    """The closed ticket of the same equipment and symptom within the repeat window (INT-10)."""
    if ticket.equipment is None:
        return None
    since = context.now - timedelta(days=context.policy.setting("repeat_days"))
    earlier = [
        other
        for other in facts.all(Ticket, equipment=ticket.equipment, state="closed")
        if other.closed_at is not None
        and other.closed_at >= since
        and same_symptom(other.fault, ticket.fault)
    ]
    return max(earlier, key=lambda other: other.closed_at or other.entered_at).number if earlier else None


def same_symptom(one: str, other: str) -> bool:
    """Whether two faults are described in mostly the same words."""
    left, right = set(bigrams(one)), set(bigrams(other))
    if not left or not right:
        return one.strip() == other.strip()
    return len(left & right) / min(len(left), len(right)) >= SAME_SYMPTOM
