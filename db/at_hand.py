"""Who stays behind in a branch when somebody is sent, from a verb's facts (DSP-13)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from zoneinfo import ZoneInfo

from db.duties import stretch
from db.held import held_of, promised
from db.log.facts import Facts, Reader
from db.policy.model import Policy
from db.rules.gate import Gate
from db.rules.gates import last_at_hand
from db.staffing import PersonFile, has_time, job_of, measure_of
from db.tables.codes import ACTIVE_STATES
from db.tables.row import Row
from db.tables.staff import Duty, Staff
from db.tables.ticket import Assignment, Ticket
from db.workdays import goes_out

KINDS: tuple[type[Row], ...] = (Staff, Duty, Assignment, Ticket)
"""What is read to know who would stay behind."""


def colleagues(read: Reader, people: Iterable[str], known: Iterable[Row]) -> Iterator[Row]:
    """Everybody of the branches of these people, who are `known`, when they are on duty and what they hold:
    four questions, however many they are."""
    wanted = set(people)
    branches = {each.branch for each in known if isinstance(each, Staff) and each.no in wanted}
    staff = read.rows(Staff, branch=tuple(sorted(branches)), active=True)
    yield from staff
    numbers = tuple(each.no for each in staff)
    yield from read.rows(Duty, staff=numbers)
    held = read.rows(Assignment, technician=numbers, ended_at=None)
    yield from held
    yield from read.rows(Ticket, number=tuple(sorted({each.ticket for each in held})))


def left_behind(
    facts: Facts,
    people: Iterable[str],
    ticket: Ticket,
    policy: Policy,
    *,
    now: datetime,
    zone: ZoneInfo,
    window: tuple[datetime | None, datetime | None] = (None, None),
) -> Iterator[tuple[str, Gate]]:
    """Of each of these people what the gate says of their branch while all of them are away."""
    measure = measure_of(policy)
    job = job_of(ticket, policy, now=now, zone=zone, window=window)
    sent = list(people)

    def at_hand(person: Staff) -> bool:
        file = _file(person, facts)
        busy = promised((each for each in file.jobs if each.ticket != job.number), policy)
        return (
            goes_out(file)
            and has_time(busy, job, is_out=file.is_out(job.number))
            and file.duty_for(job, zone).on_duty
        )

    # A crew leaves together: nobody of it stays behind for another.
    staying = [each for each in facts.all(Staff) if each.active and each.no not in sent]
    for person in (facts.one(Staff, no) for no in sent):
        if person.active and at_hand(person):
            others = (each for each in staying if each.branch == person.branch and at_hand(each))
            # As many as it takes: in a large branch nobody's day is looked at beyond these.
            left = sum(1 for _ in islice(others, measure.last_at_hand))
            yield person.no, last_at_hand(left, measure)


def _file(person: Staff, facts: Facts) -> PersonFile:
    held = facts.rows(Assignment, technician=person.no, ended_at=None)
    tickets = ((each, facts.get(Ticket, each.ticket)) for each in held)
    return PersonFile(
        staff=person.no,
        name=person.label,
        roles=frozenset(person.roles.split(",")),
        trade=person.trade,
        branch=person.branch,
        stretches=[stretch(duty) for duty in facts.rows(Duty, staff=person.no)],
        jobs=[
            held_of(each, ticket)
            for each, ticket in tickets
            if ticket is not None and ticket.state in ACTIVE_STATES
        ],
    )
