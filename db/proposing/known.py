"""Who knows which customer and equipment, who was sent how often, whom a customer would not have again: read
once for all tickets of a proposal (DSP-04, ESC-08, DSP-10)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select

from db.policy.model import Policy
from db.refusals import refusals
from db.rules.candidates import Candidate
from db.tables.ticket import Assignment, Ticket

WEEK: Final = timedelta(days=7)
AT_ONCE: Final = 5000
"""Values that one question names."""
NOBODY: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Known:
    """By ticket: who was at this equipment before, who at this customer's, and since when the customer would
    not have somebody; by staff number how often they were sent within a week."""

    equipment: Mapping[str, frozenset[str]] = field(default_factory=dict)
    customer: Mapping[str, frozenset[str]] = field(default_factory=dict)
    refused: Mapping[str, Mapping[str, date]] = field(default_factory=dict)
    week: Mapping[str, int] = field(default_factory=dict)

    def of(self, candidate: Candidate, ticket: str) -> Candidate:
        """Somebody with all that is known of them and the ticket."""
        no = candidate.staff
        return replace(
            candidate,
            knows_customer=no in self.customer.get(ticket, NOBODY),
            knows_equipment=no in self.equipment.get(ticket, NOBODY),
            week_jobs=self.week.get(no, 0),
            week_most=max(self.week.values(), default=0),
            unwelcome_since=self.refused.get(ticket, {}).get(no),
        )

    def acquainted(self, ticket: str) -> frozenset[str]:
        """Who knows the customer or the equipment."""
        return self.customer.get(ticket, NOBODY) | self.equipment.get(ticket, NOBODY)


def known_of(
    connection: Connection, tickets: Sequence[Ticket], policy: Policy, now: datetime, zone: ZoneInfo
) -> Known:
    """What there is to know of these tickets, with four questions for each five thousand of them."""
    equipment, customer = _acquainted(connection, tickets)
    found = refusals(connection, tickets, policy, now, zone)
    refused = {one.number: theirs for one in tickets if (theirs := found.of(one))}
    return Known(equipment, customer, refused, _within_a_week(connection, now))


def _acquainted(
    connection: Connection, tickets: Sequence[Ticket]
) -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    held, earlier = Assignment.table.c, Ticket.table.c
    at_customers: dict[str, set[tuple[str, str]]] = {}
    at_equipment: dict[str, set[tuple[str, str]]] = {}
    for column, there, wanted in (
        (earlier.customer, at_customers, {one.customer for one in tickets}),
        (earlier.equipment, at_equipment, {one.equipment for one in tickets}),
    ):
        for some in _some({each for each in wanted if each}):
            asked = (
                select(column, held.technician, held.ticket)
                .join(Ticket.table, earlier.number == held.ticket)
                .where(column.in_(some), held.arrived_at.is_not(None))
                .distinct()
            )
            for about, technician, number in connection.execute(asked):
                there.setdefault(about, set()).add((technician, number))

    def others(found: Iterable[tuple[str, str]], ticket: Ticket) -> frozenset[str]:
        return frozenset(technician for technician, number in found if number != ticket.number)

    equipment = {one.number: others(at_equipment.get(one.equipment or "", ()), one) for one in tickets}
    customer = {
        one.number: others(at_customers.get(one.customer, ()), one) | equipment[one.number] for one in tickets
    }
    return equipment, customer


def _within_a_week(connection: Connection, now: datetime) -> dict[str, int]:
    held = Assignment.table.c
    asked = (
        select(held.technician, func.count(func.distinct(held.ticket)))
        .where(held.begun_at > now - WEEK)
        .group_by(held.technician)
    )
    return dict(connection.execute(asked).all())


def _some(named: Iterable[str]) -> Iterator[tuple[str, ...]]:
    every = sorted(named)
    for at in range(0, len(every), AT_ONCE):
        yield tuple(every[at : at + AT_ONCE])
