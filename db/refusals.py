"""Whom customers would not have again, with one question for some thousands of tickets: whoever proposes
somebody asks here (ESC-08)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, func, or_, select

from db.policy.model import Policy
from db.rules.unwelcome import still_unwelcome
from db.tables.pick import Unwelcome

AT_ONCE: Final = 2500
"""Tickets that one question names."""
NOBODY: Final[Mapping[str, date]] = {}
Latest = dict[str, dict[str, datetime]]


class OfCustomer(Protocol):
    """A ticket, as far as this looks at it."""

    @property
    def number(self) -> str:
        """Its number."""

    @property
    def customer(self) -> str:
        """Whose it is."""


@dataclass(frozen=True, slots=True)
class Refusals:
    """By customer and by ticket: who was refused, and on which day last."""

    customers: Mapping[str, Mapping[str, date]] = field(default_factory=dict)
    tickets: Mapping[str, Mapping[str, date]] = field(default_factory=dict)

    def of(self, ticket: OfCustomer) -> Mapping[str, date]:
        """Whom they would not have on this ticket, and since when; nobody where that is forgotten."""
        theirs, there = self.customers.get(ticket.customer), self.tickets.get(ticket.number)
        if theirs is None or there is None:
            return theirs or there or NOBODY
        return {no: max(day for day in (theirs.get(no), there.get(no)) if day) for no in {*theirs, *there}}


def refusals(
    connection: Connection,
    tickets: Sequence[OfCustomer] | None,
    policy: Policy,
    now: datetime,
    zone: ZoneInfo,
) -> Refusals:
    """Those of these tickets and their customers; None: all there are."""
    row = Unwelcome.table.c
    asked = select(row.ticket, row.customer, row.technician, func.max(row.at))
    asked = asked.group_by(row.ticket, row.customer, row.technician)
    customers: Latest = {}
    numbers: Latest = {}
    for condition in _conditions(tickets):
        for number, customer, technician, at in connection.execute(asked.where(*condition)):
            for found, about in ((customers, customer), (numbers, number)):
                if about:
                    latest = found.setdefault(about, {})
                    latest[technician] = max(at, latest.get(technician, at))
    days = policy.setting("unwelcome_days")
    return Refusals(_still(customers, days, now, zone), _still(numbers, days, now, zone))


def _conditions(tickets: Sequence[OfCustomer] | None) -> Iterator[tuple[ColumnElement[bool], ...]]:
    row = Unwelcome.table.c
    if tickets is None:
        yield ()
        return
    for at in range(0, len(tickets), AT_ONCE):
        some = tickets[at : at + AT_ONCE]
        customers = sorted({one.customer for one in some})
        yield (or_(row.customer.in_(customers), row.ticket.in_([one.number for one in some])),)


def _still(found: Latest, days: int, now: datetime, zone: ZoneInfo) -> dict[str, dict[str, date]]:
    """Those that are remembered."""
    still = {
        about: {no: day for no, at in people.items() if (day := still_unwelcome((at,), days, now, zone))}
        for about, people in found.items()
    }
    return {about: people for about, people in still.items() if people}
