"""Who stays behind in a branch when somebody is sent, from a verb's facts (DSP-13)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from db.duties import stretch
from db.log.facts import Facts, Reader
from db.policy.model import Policy
from db.rules.candidates import Candidate
from db.rules.duty import Stretch
from db.rules.gate import Gate
from db.rules.gates import last_at_hand
from db.staffing import Held, PersonFile, counted_at_hand, job_of, measure_of, promised
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
    branches = {facts.one(Staff, no).branch for no in sent}
    duties, held = _by_person(facts)
    files = [
        _file(each, duties[each.no], held[each.no])
        for each in facts.all(Staff)
        if each.branch in branches and each.active
    ]
    out = {file.staff for file in files if file.is_out(job.number)}
    seen = {
        file.staff: Candidate(
            file.staff,
            file.name,
            file.duty_for(job, zone),
            branch=file.branch,
            busy=tuple(promised((each for each in file.jobs if each.ticket != job.number), policy)),
        )
        for file in files
        if goes_out(file)
    }
    # A crew leaves together: nobody of it stays behind for another.
    for no in sent:
        with_them = [one for other, one in seen.items() if other == no or other not in sent]
        for one in counted_at_hand(with_them, out, job):
            if one.staff == no:
                yield no, last_at_hand(one, measure)


def _by_person(facts: Facts) -> tuple[dict[str, list[Stretch]], dict[str, list[Held]]]:
    duties: defaultdict[str, list[Stretch]] = defaultdict(list)
    for duty in facts.all(Duty):
        duties[duty.staff].append(stretch(duty))
    held: defaultdict[str, list[Held]] = defaultdict(list)
    for each in facts.all(Assignment, ended_at=None):
        ticket = facts.get(Ticket, each.ticket)
        if ticket is not None and ticket.state in ACTIVE_STATES:
            window = (each.window_from, each.window_to)
            held[each.technician].append(
                Held(each.ticket, ticket.state, *window, each.departed_at, each.arrived_at, ticket.zone)
            )
    return duties, held


def _file(person: Staff, duties: list[Stretch], held: list[Held]) -> PersonFile:
    return PersonFile(
        staff=person.no,
        name=person.label,
        roles=frozenset(person.roles.split(",")),
        trade=person.trade,
        branch=person.branch,
        stretches=duties,
        jobs=held,
    )
