"""Whose rows somebody sees and touches: one predicate for every read and every verb (PPL-03).

A role reaches as far as the policy says: `own` work, that of the `team`, the `department`, the `branch`, or
`all`. What lies outside reads like what is not there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
    true,
)

from db.policy.parts import ALL, BRANCH, DEPARTMENT, OWN, TEAM
from db.rules.custody import HANDS, ON_LOAN, ROOM, STORE
from db.tables.customer import Customer, Equipment
from db.tables.row import ROWS, Row
from db.tables.staff import Staff
from db.tables.ticket import Assignment, Ticket

REQUESTED = "request:"
"""How the key of a request begins: it is about itself where the thing is not there yet."""
CARRIED = (HANDS, ON_LOAN)
"""How the places of what somebody carries begin."""
Columns = Any  # SQLAlchemy gives a table and an alias of it, and the columns of both, no common type.


@dataclass(frozen=True, slots=True)
class Scope:
    """How far one person reaches, as conditions on the tables; their own work is always in it.

    Own work is what they registered, hold, held last or help with, and that of those who are `away` on leave
    and for whom they stand in (PPL-04). A team [班组] is those of the same branch, department and zone.
    `routed` are the product categories of their department (INT-06).

    `helping` are the tickets that they hold or help with, `mates` the people of a team: looked up beforehand,
    since PostgreSQL uses no index beside a question within an OR. `stores` are the places of the branch's
    store rooms.
    """

    reach: str
    me: str = ""
    branch: str = ""
    department: str = ""
    zone: str | None = None
    routed: tuple[str, ...] = ()
    away: tuple[str, ...] = ()
    helping: tuple[str, ...] = ()
    mates: tuple[str, ...] = ()
    stores: tuple[str, ...] = ()

    @property
    def is_all(self) -> bool:
        """Whether nothing lies outside."""
        return self.reach == ALL

    def office(self) -> Scope:
        """At least the own branch: a caller has one file there, whoever takes the call (INT-03)."""
        if self.reach in (BRANCH, ALL):
            return self
        return replace(self, reach=BRANCH)

    def of(self, kind: type[Row]) -> ColumnElement[bool] | None:
        """That a row of this kind is in it; None where nothing of the kind lies outside.

        What belongs to a ticket is asked for by a number that was found within the scope.
        """
        return None if self.is_all or kind.name not in _MADE else _condition(self, kind)

    def tickets(self) -> ColumnElement[bool]:
        """Tickets: by branch, department or whose work it is."""
        return self._all_or(Ticket)

    def customers(self) -> ColumnElement[bool]:
        """Customers' files: the branch's own, and of those whose tickets are in it."""
        return self._all_or(Customer)

    def equipment(self) -> ColumnElement[bool]:
        """What is installed at these customers."""
        return self._all_or(Equipment)

    def staff(self) -> ColumnElement[bool]:
        """People: those of the branch, department or team, and oneself."""
        return self._all_or(Staff)

    def tools(self) -> ColumnElement[bool]:
        """Tools: those in the hands of these people, and of what nobody holds that of the branch's store
        rooms (KIT-02)."""
        return self._all_or(ROWS["tool"])

    def stock(self) -> ColumnElement[bool]:
        """Consumables: in the branch's store rooms, with these people, and with other departments."""
        return self._all_or(ROWS["stock"])

    def orders(self) -> ColumnElement[bool]:
        """Orders of tools: those for the branch's store rooms."""
        return self._all_or(ROWS["tool_order"])

    def tasks(self) -> ColumnElement[bool]:
        """Internal clocks: of what is in it, and those in the hands of oneself or, for a team, its people."""
        return self._all_or(ROWS["task"])

    def requests(self) -> ColumnElement[bool]:
        """Requests for approval: about what is in it, and those that oneself or one's team asked for. What is
        about nothing that is there yet belongs to where it was asked."""
        return self._all_or(ROWS["request"])

    def emergencies(self) -> ColumnElement[bool]:
        """Emergencies: those of the branch concern everybody in it."""
        return self._all_or(ROWS["emergency"])

    def reports(self) -> ColumnElement[bool]:
        """Reports that are owed: those of the branch, and of the own department in it."""
        return self._all_or(ROWS["report_duty"])

    def samples(self) -> ColumnElement[bool]:
        """Samples of closed tickets: those of the branch."""
        return self._all_or(ROWS["sample"])

    def handovers(self) -> ColumnElement[bool]:
        """Shifts that were handed over: in the branch, and by or to oneself."""
        return self._all_or(ROWS["handover"])

    def notices(self) -> ColumnElement[bool]:
        """Notices: about tickets that are in it, and those that call oneself alone."""
        return self._all_or(ROWS["notice"])

    def letters(self) -> ColumnElement[bool]:
        """Calls and letters: the branch's, what its people registered, and what is about tickets in it."""
        return self._all_or(ROWS["letter"])

    def _all_or(self, kind: type[Row]) -> ColumnElement[bool]:
        return true() if self.is_all else _condition(self, kind)

    def with_work(self, connection: Connection) -> Scope:
        """The same with what is looked up beforehand."""
        if self.is_all:
            return self
        helping = tuple(connection.execute(_HELPING, {"me": self.me}).scalars())
        people = connection.execute(self._people()).scalars() if self.reach == TEAM else ()
        return replace(self, helping=helping, mates=tuple(sorted(people)))

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
            return [ticket.technician.in_(self.mates), ticket.registered_by.in_(self.mates)]
        return []

    def _own(self, ticket: Columns) -> list[ColumnElement[bool]]:
        helping = [ticket.number.in_(self.helping)] if self.helping else []
        return [ticket.registered_by == self.me, ticket.technician.in_(self._whose), *helping]

    @property
    def _whose(self) -> tuple[str, ...]:
        return (self.me, *self.away)

    def _hands(self, staff: Columns) -> ColumnElement[bool]:
        own = staff.in_(self._whose)
        return or_(own, staff.in_(self._people())) if self.reach == TEAM else own

    def _about(self, about: Columns, *further: tuple[str, type[Row]]) -> ColumnElement[bool]:
        """That the thing with this key is in it; things of which nothing lies outside always are."""

        def named(family: str, kind: type[Row]) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
            thing = _inner(kind, f"scoped_{family}_meant")
            name = func.substr(about, len(family) + 2)
            there = self._exists(thing, thing.c[kind.key[0]] == name, _MADE[kind.name](self, thing.c))
            return about.startswith(f"{family}:"), there

        meant = ((family, ROWS[name]) for family, name in _MEANT.items())
        return case(*(named(family, kind) for family, kind in (*meant, *further)), else_=true())

    def _customers(self, customer: Columns) -> ColumnElement[bool]:
        ticket = _inner(Ticket, "scoped_ticket")
        if self.reach in (OWN, TEAM):
            # Few tickets, found by whose they are; their customers are looked up once.
            served = select(ticket.c.customer).where(self._tickets(ticket.c))
            by_ticket: ColumnElement[bool] = customer.id.in_(served.correlate(None))
            return by_ticket
        # Asked of each customer that is come to, by the index of their tickets. The offset keeps PostgreSQL
        # from reading all tickets beforehand instead.
        theirs = (
            select(1).select_from(ticket).where(ticket.c.customer == customer.id, self._tickets(ticket.c))
        )
        is_served = exists(theirs.offset(0).correlate_except(ticket))
        return or_(customer.branch == self.branch, is_served) if self.reach == BRANCH else is_served

    def _staff(self, staff: Columns) -> ColumnElement[bool]:
        reached: list[ColumnElement[bool]] = []
        if self.reach != OWN:
            reached.append(staff.branch == self.branch)
        if self.reach in (DEPARTMENT, TEAM):
            reached.append(staff.department == self.department)
        if self.reach == TEAM:
            reached.append(staff.zone.is_(None) if self.zone is None else staff.zone == self.zone)
        return or_(staff.no == self.me, and_(*reached)) if reached else staff.no == self.me

    def _equipment(self, equipment: Columns) -> ColumnElement[bool]:
        owner = _inner(Customer, "scoped_owner")
        return self._exists(owner, owner.c.id == equipment.customer, self._customers(owner.c))

    def _tools(self, tool: Columns) -> ColumnElement[bool]:
        ours = and_(tool.holder.is_(None), tool.home.in_(self.stores))
        return or_(ours, tool.holder.in_(self._people()))

    def _stock(self, stock: Columns) -> ColumnElement[bool]:
        staff = _inner(Staff, "scoped_carrier")
        carried = (
            select(begins + staff.c.no).where(self._staff(staff.c)).correlate(None) for begins in CARRIED
        )
        in_a_room = or_(stock.place == STORE, stock.place.startswith(ROOM))
        at_people = or_(*(stock.place.startswith(begins) for begins in CARRIED))
        elsewhere = and_(~in_a_room, ~at_people)
        return or_(stock.place.in_(self.stores), elsewhere, *(stock.place.in_(each) for each in carried))

    def _orders(self, order: Columns) -> ColumnElement[bool]:
        ours: ColumnElement[bool] = order.branch == self.branch
        return ours

    def _tasks(self, task: Columns) -> ColumnElement[bool]:
        return or_(self._about(task.about), self._hands(task.staff))

    def _requests(self, request: Columns) -> ColumnElement[bool]:
        new = request.about == REQUESTED + request.id
        here = and_(new, request.asked_by.in_(self._people()))
        about = self._about(request.about, ("task", ROWS["task"]))
        return or_(here, and_(~new, about), self._hands(request.asked_by))

    def _emergencies(self, emergency: Columns) -> ColumnElement[bool]:
        branch: ColumnElement[bool] = emergency.branch == self.branch
        return branch

    def _reports(self, report: Columns) -> ColumnElement[bool]:
        here: ColumnElement[bool] = report.branch == self.branch
        return here if self.reach == BRANCH else and_(here, report.department.in_(("", self.department)))

    def _samples(self, sample: Columns) -> ColumnElement[bool]:
        here: ColumnElement[bool] = sample.branch == self.branch
        return here

    def _handovers(self, handover: Columns) -> ColumnElement[bool]:
        here: ColumnElement[bool] = handover.branch == self.branch
        if self.reach != BRANCH:
            here = and_(here, handover.department == self.department)
        return or_(here, handover.given_by == self.me, handover.taken_by == self.me)

    def _notices(self, notice: Columns) -> ColumnElement[bool]:
        ticket = _inner(Ticket, "scoped_told_of")
        about = self._exists(ticket, ticket.c.number == notice.ticket, self._tickets(ticket.c))
        return or_(notice.called == self.me, about)

    def _letters(self, letter: Columns) -> ColumnElement[bool]:
        ticket = _inner(Ticket, "scoped_written_about")
        about = self._exists(ticket, ticket.c.number == letter.ticket, self._tickets(ticket.c))
        of_branch = [letter.branch == self.branch] if self.reach == BRANCH else []
        return or_(*of_branch, letter.registered_by.in_(self._people()), about)

    def _people(self) -> Select[Any]:
        staff = _inner(Staff, "scoped_staff")
        return select(staff.c.no).where(self._staff(staff.c)).correlate(None)

    @staticmethod
    def _exists(inner: Any, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
        return exists(select(1).select_from(inner).where(*conditions).correlate_except(inner))


EVERYTHING = Scope(ALL)
"""What the house itself sees: founding, bulk loads, the demonstration."""

_HELD = Assignment.table.c
_HELPING = (
    select(_HELD.ticket)
    .where(_HELD.technician == bindparam("me"), _HELD.ended_at.is_(None))
    .order_by(_HELD.ticket)
)
_MADE: Mapping[str, Callable[[Scope, Columns], ColumnElement[bool]]] = {
    "ticket": Scope._tickets,
    "customer": Scope._customers,
    "equipment": Scope._equipment,
    "staff": Scope._staff,
    "tool": Scope._tools,
    "stock": Scope._stock,
    "tool_order": Scope._orders,
    "task": Scope._tasks,
    "request": Scope._requests,
    "emergency": Scope._emergencies,
    "notice": Scope._notices,
    "report_duty": Scope._reports,
    "handover": Scope._handovers,
    "sample": Scope._samples,
    "letter": Scope._letters,
}
"""By the name of the table: tables of later chapters are imported when somebody asks for their rows."""
_MEANT: Mapping[str, str] = {
    "ticket": "ticket", "customer": "customer", "equipment": "equipment", "staff": "staff", "tool": "tool",
    "report": "report_duty", "sample": "sample",
}  # fmt: skip
"""What tasks and requests are about, by its family: in which table it stands."""


@lru_cache(maxsize=500)
def _condition(scope: Scope, kind: type[Row]) -> ColumnElement[bool]:
    """Kept for whoever asks next: making it takes longer than most questions that it stands in."""
    return _MADE[kind.name](scope, kind.table.c)


@cache
def _inner(kind: type[Row], name: str) -> Columns:
    """A table under a name of its own; what it is made of is copied each time that it is made."""
    return kind.table.alias(name)
