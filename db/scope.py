"""Whose rows somebody sees and touches: one predicate for every read and every verb (PPL-03).

A role reaches as far as the policy says: `own` work, that of the `team`, the `department`, the `branch`, or
`all`. What lies outside reads like what is not there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, true

from db.policy.parts import ALL, BRANCH, DEPARTMENT, OWN, TEAM
from db.tables.customer import Customer, Equipment
from db.tables.row import Row
from db.tables.staff import Duty, Staff
from db.tables.task import Request, Task
from db.tables.ticket import Assignment, Ticket
from db.tables.tool import Stock, Tool

OF_TICKET = "ticket:"
"""How the key of a ticket begins."""
AT_PERSON = "staff:"
"""How the place of what somebody carries begins."""
Columns = Any  # SQLAlchemy gives the columns of a table and of an alias no common type.


@dataclass(frozen=True, slots=True)
class Scope:
    """How far one person reaches, as conditions on the tables; their own work is always in it.

    Own work is what they registered, hold, held last or help with, and that of those on leave for whom they
    stand in at `now` (PPL-04). A team [班组] is those of the same branch, department and zone. `routed` are
    the product categories of their department (INT-06).
    """

    reach: str
    me: str = ""
    branch: str = ""
    department: str = ""
    zone: str | None = None
    routed: tuple[str, ...] = ()
    now: datetime | None = None

    @property
    def is_all(self) -> bool:
        """Whether nothing lies outside."""
        return self.reach == ALL

    def office(self) -> Scope:
        """At least the own branch: a caller has one file there, whoever takes the call (INT-03)."""
        if self.reach in (BRANCH, ALL):
            return self
        return Scope(BRANCH, self.me, self.branch, self.department, self.zone, self.routed, self.now)

    def of(self, kind: type[Row]) -> ColumnElement[bool] | None:
        """That a row of this kind is in it; None where nothing of the kind lies outside.

        What belongs to a ticket is asked for by a number that was found within the scope.
        """
        made = None if self.is_all else _MADE.get(kind)
        return None if made is None else made(self)

    def tickets(self) -> ColumnElement[bool]:
        """Tickets: by branch, department or whose work it is."""
        return true() if self.is_all else self._tickets(Ticket.table.c)

    def customers(self) -> ColumnElement[bool]:
        """Customers' files: the branch's own, and of those whose tickets are in it."""
        return true() if self.is_all else self._customers(Customer.table.c)

    def equipment(self) -> ColumnElement[bool]:
        """What is installed at these customers."""
        if self.is_all:
            return true()
        owner = Customer.table.alias("scoped_owner")
        return self._exists(owner, owner.c.id == Equipment.table.c.customer, self._customers(owner.c))

    def staff(self) -> ColumnElement[bool]:
        """People: those of the branch, department or team, and oneself."""
        return true() if self.is_all else self._staff(Staff.table.c)

    def tools(self) -> ColumnElement[bool]:
        """Tools: those in the hands of these people, and what nobody holds: there is one store (KIT-02)."""
        if self.is_all:
            return true()
        tool = Tool.table.c
        return or_(tool.holder.is_(None), tool.holder.in_(self._people()))

    def stock(self) -> ColumnElement[bool]:
        """Consumables: in the store, and with these people."""
        if self.is_all:
            return true()
        place, staff = Stock.table.c.place, Staff.table.alias("scoped_carrier")
        carried = select(AT_PERSON + staff.c.no).where(self._staff(staff.c)).correlate(None)
        return or_(~place.startswith(AT_PERSON), place.in_(carried))

    def tasks(self) -> ColumnElement[bool]:
        """Internal clocks: those of tickets that are in it, and what is about no ticket."""
        return self._about(Task.table.c.about)

    def requests(self) -> ColumnElement[bool]:
        """What is asked for: likewise."""
        return self._about(Request.table.c.about)

    # -- how it is said in SQL: inner tables go by names of their own, so that no question captures them ----

    def _tickets(self, ticket: Columns) -> ColumnElement[bool]:
        return or_(*self._reached(ticket), *self._own(ticket))

    def _reached(self, ticket: Columns) -> list[ColumnElement[bool]]:
        if self.reach == BRANCH:
            return [ticket.branch == self.branch]
        if self.reach == DEPARTMENT:
            by_product = and_(ticket.responsible.is_(None), ticket.category.in_(self.routed))
            ours = (ticket.department == self.department, ticket.responsible == self.department, by_product)
            return [and_(ticket.branch == self.branch, or_(*ours))]
        if self.reach == TEAM:
            mates = self._people()
            return [ticket.technician.in_(mates), ticket.registered_by.in_(mates)]
        return []

    def _own(self, ticket: Columns) -> list[ColumnElement[bool]]:
        held, duty = Assignment.table.alias("scoped_held"), Duty.table.alias("scoped_duty")
        helping = select(held.c.ticket).where(held.c.technician == self.me, held.c.ended_at.is_(None))
        away = select(duty.c.staff).where(
            duty.c.substitute == self.me,
            duty.c.kind == "leave",
            duty.c.begins_at <= self.now,
            duty.c.ends_at > self.now,
        )
        return [
            ticket.registered_by == self.me,
            ticket.technician == self.me,
            ticket.number.in_(helping.correlate(None)),
            ticket.technician.in_(away.correlate(None)),
        ]

    def _about(self, about: Columns) -> ColumnElement[bool]:
        if self.is_all:
            return true()
        ticket = Ticket.table.alias("scoped_about")
        # The number is cut out of the key, so that the index of the tickets answers for each.
        named = ticket.c.number == func.substr(about, len(OF_TICKET) + 1)
        reached = self._exists(ticket, about.startswith(OF_TICKET), named, self._tickets(ticket.c))
        return or_(~about.startswith(OF_TICKET), reached)

    def _customers(self, customer: Columns) -> ColumnElement[bool]:
        ticket = Ticket.table.alias("scoped_ticket")
        served = self._exists(ticket, ticket.c.customer == customer.id, self._tickets(ticket.c))
        return or_(customer.branch == self.branch, served) if self.reach == BRANCH else served

    def _staff(self, staff: Columns) -> ColumnElement[bool]:
        reached: list[ColumnElement[bool]] = []
        if self.reach != OWN:
            reached.append(staff.branch == self.branch)
        if self.reach in (DEPARTMENT, TEAM):
            reached.append(staff.department == self.department)
        if self.reach == TEAM:
            reached.append(staff.zone.is_(None) if self.zone is None else staff.zone == self.zone)
        return or_(staff.no == self.me, and_(*reached)) if reached else staff.no == self.me

    def _people(self) -> Select[Any]:
        staff = Staff.table.alias("scoped_staff")
        return select(staff.c.no).where(self._staff(staff.c)).correlate(None)

    @staticmethod
    def _exists(inner: Any, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
        return exists(select(1).select_from(inner).where(*conditions).correlate_except(inner))


EVERYTHING = Scope(ALL)
"""What the house itself sees: founding, bulk loads, the demonstration."""

_MADE: Mapping[type[Row], Any] = {
    Ticket: Scope.tickets,
    Customer: Scope.customers,
    Equipment: Scope.equipment,
    Staff: Scope.staff,
    Tool: Scope.tools,
    Stock: Scope.stock,
    Task: Scope.tasks,
    Request: Scope.requests,
}
