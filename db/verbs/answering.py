"""Who answers to a rung when it is called: persons, from roles, duty and substitutes (ESC-03)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from db.course import zone_of
from db.log.facts import Facts, Reader
from db.policy.model import Policy
from db.policy.rungs import ladder_of
from db.rules.calling import Colleague, Reached, Target, groups, reached, target_of
from db.rules.duty import Stretch, duty_at
from db.rules.rungs import Ladder
from db.tables.codes import MILESTONES
from db.tables.row import Row
from db.tables.staff import Duty, Staff
from db.tables.ticket import Ticket
from db.verbs.colleagues import colleague, substitutes_now
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
    return [colleague(each.no, each.roles, each.department, each.branch, policy) for each in staff]


def targets(ladder: Ladder, ticket: Ticket, milestone: str) -> dict[int, Target]:
    """Whom each rung stands for when it is called about this milestone."""
    return {
        rung.number: target_of(rung.role_for(milestone), ticket.technician, ladder.fallback, rung.person)
        for rung in ladder.rungs
    }


class Answering:
    """The people of one ticket's ladder when it is climbed about a milestone, as the facts have them."""

    def __init__(self, facts: Facts, ticket: Ticket, milestone: str, context: Context) -> None:
        self._facts, self._ticket, self._context = facts, ticket, context
        policy = context.policy_named(ticket.policy)
        self._zone: ZoneInfo = zone_of(ticket, policy)
        self.ladder = ladder_of(policy, ticket.profile)
        self.targets = targets(self.ladder, ticket, milestone)

    @cached_property
    def people(self) -> list[Colleague]:
        return colleagues_of(self._facts.all(Staff), self._context.policy)

    @cached_property
    def _duty(self) -> Mapping[str, list[Duty]]:
        found: dict[str, list[Duty]] = {}
        for each in self._facts.all(Duty):
            found.setdefault(each.staff, []).append(each)
        return found

    def on(self, rung: int, at: datetime) -> Reached:
        """Who answers to that rung at that instant; nobody presses who would call themselves."""
        return reached(
            self.targets[rung],
            self.people,
            lambda no: self.state(no, at),
            department=self._ticket.department,
            branch=self._ticket.branch,
            presser=self._context.actor.no,
            substitutes=self.substitutes(at),
        )

    def called(self, persons: str | None) -> list[Colleague]:
        """Those whom a call recorded as its persons."""
        told = [no for no in (persons or "").split(",") if no]
        return [one for one in self.people if one.no in told]

    def state(self, no: str, at: datetime) -> str | None:
        """What keeps somebody from being called: resting, leave, off; None for whoever is on duty."""
        stretches = [
            Stretch(each.kind, each.begins_at, each.ends_at, each.entered) for each in self._duty.get(no, ())
        ]
        if not stretches:
            return None
        found = duty_at(stretches, at, self._zone)
        return None if found.on_duty else found.kind

    def substitutes(self, at: datetime) -> dict[str, str]:
        """Who stands in then, by those on leave: of several entries the last one counts (PPL-04)."""
        return substitutes_now(self._facts.all(Duty), at)
