"""Who answers to a rung when it is called: persons, from roles, duty and substitutes (ESC-03)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from db.course import zone_of
from db.log.facts import Facts, Reader
from db.policy.model import Policy
from db.policy.rungs import ladder_of
from db.rota import Rota
from db.rules.calling import Colleague, Reached, Target, groups, target_of
from db.rules.rungs import Ladder
from db.tables.codes import MILESTONES
from db.tables.row import Row
from db.tables.staff import Duty, Staff
from db.tables.ticket import Ticket
from db.verbs.colleagues import colleague
from db.verbs.context import Context

READS = (Staff, Duty)
"""What `people_of` reads."""


def people_of(read: Reader, number: str, context: Context) -> Iterable[Row]:
    """Everybody still with us, and the duty of whoever a rung of the ticket's ladder may mean."""
    staff = read.rows(Staff, active=True)
    yield from staff
    for ticket in read.rows(Ticket, number=number):
        ladder = ladder_of(context.policy_named(ticket.policy), ticket.profile)
        people = colleagues_of(staff, context.policy)
        meant = {
            no
            for milestone in MILESTONES
            for target in targets(ladder, ticket, milestone).values()
            for group in groups(target, people, ticket.department, ticket.branch)
            for no in group
        }
        entries = read.rows(Duty, staff=tuple(sorted(meant))) if meant else []
        others = {each.substitute for each in entries if each.substitute} - meant
        yield from entries
        yield from read.rows(Duty, staff=tuple(sorted(others))) if others else ()


def colleagues_of(staff: Iterable[Staff], policy: Policy) -> list[Colleague]:
    """People as the ladder knows them."""
    return [colleague(each.no, each.roles, each.department, each.branch, policy, each.zone) for each in staff]


def targets(ladder: Ladder, ticket: Ticket, milestone: str) -> dict[int, Target]:
    """Whom each rung stands for when it is called about this milestone."""
    return {
        rung.number: target_of(rung.role_for(milestone), ticket.technician, ladder.fallback, rung.person)
        for rung in ladder.rungs
    }


class Answering:
    """The people of one ticket's ladder when it is climbed about a milestone, as the facts have them."""

    def __init__(self, facts: Facts, ticket: Ticket, milestone: str, context: Context) -> None:
        policy = context.policy_named(ticket.policy)
        self._ticket, self._presser = ticket, context.actor.no
        self.ladder = ladder_of(policy, ticket.profile)
        self.targets = targets(self.ladder, ticket, milestone)
        self.people = colleagues_of(facts.all(Staff), context.policy)
        holder = next((one for one in self.people if one.no == ticket.technician), None)
        self._zone = (holder.zone if holder is not None else None) or ticket.zone
        self._rota = Rota(self.people, facts.all(Duty), zone_of(ticket, policy))

    def on(self, rung: int, at: datetime) -> Reached:
        """Who answers to that rung at that instant; nobody who presses calls themselves."""
        ticket = self._ticket
        return self._rota.reached(
            self.targets[rung], ticket.department, ticket.branch, at, self._presser, self._zone
        )

    def called(self, persons: str | None) -> list[Colleague]:
        """Those whom a call recorded as its persons."""
        told = [no for no in (persons or "").split(",") if no]
        return [one for one in self.people if one.no in told]
