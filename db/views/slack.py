"""How long somebody can still leave in time for tickets that nobody holds (DSP-01, DSP-04): a handful of
questions, however many of them there are. Who can do such work from where is reckoned once for each kind of
work and place, not for each ticket."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, select

from db.held import Work
from db.refusals import refusals
from db.rules.candidates import Candidate, Job
from db.rules.day_of_work import Span
from db.rules.deadlines import Milestone
from db.rules.duty import ON_DUTY, DutyState
from db.rules.gates import is_able
from db.rules.profile import ON_SITE, Conditions
from db.rules.slack import Reaches, Slack, free_of, reach_of
from db.staffing import PersonFile, measure_of, place_before, work_demanded
from db.tables.ticket import MilestoneTime, Ticket
from db.views.changes import mark_of
from db.views.days import Days, read_days
from db.views.view import ViewContext, pieces

AHEAD = timedelta(days=7)
"""Duty is looked at so far; whoever is free at its end counts as free after it."""
FAR = timedelta(days=3650)
T, M = Ticket.table.c, MilestoneTime.table.c
# A join would give the open tickets' condition, which is written out for its index, two columns to mean.
DUE = (
    select(M.due_at)
    .where(M.ticket == T.number, M.milestone == Milestone.ARRIVE.value, M.met_at.is_(None))
    .correlate(Ticket.table)
    .scalar_subquery()
)
"""By when somebody has to be there, while that runs."""


class Waiting(NamedTuple):
    """A ticket that nobody holds, and by when somebody has to be there."""

    number: str
    customer: str
    work: Work
    zone: str | None
    due_at: datetime


def slacks(context: ViewContext, numbers: Sequence[str]) -> dict[str, Slack]:
    """By ticket, for those that wait for somebody to be sent to the customer by a deadline."""
    waiting = [
        one for piece in pieces(list(numbers)) for one in _waiting(context, _asked(T.number.in_(piece)))
    ]
    if not waiting:
        return {}
    crew = _crew_of(context)
    refused = refusals(context.connection, waiting, context.policy, context.now, context.zone)
    return {
        one.number: crew.reaches(one.work, one.zone).slack(one.due_at, refused.of(one)) for one in waiting
    }


def by_slack(context: ViewContext, *conditions: ColumnElement[bool]) -> list[str]:
    """The numbers of all that wait, the most pressing first: before all others those to whom nobody can come
    in time any more, by their deadlines."""
    waiting = list(_waiting(context, _asked(*conditions)))
    if not waiting:
        return []
    crew = _crew_of(context)
    refused = refusals(context.connection, None, context.policy, context.now, context.zone)
    found = []
    for one in waiting:
        reaches, but = crew.reaches(one.work, one.zone), refused.of(one)
        leave_by = reaches.slack(one.due_at, but).leave_by if but else reaches.leave_by(one.due_at)
        found.append((leave_by is not None, leave_by or one.due_at, one.due_at, one.number))
    return [number for *_, number in sorted(found)]


def that_wait(*conditions: ColumnElement[bool]) -> Select[tuple[str]]:
    """The tickets that the order by slack has, as a question: nobody holds them, and somebody has to go there
    by a running deadline."""
    on_site = (T.way == ON_SITE) | (T.way.is_(None) & ((T.level != 4) | T.level.is_(None)))
    return select(T.number).where(T.state == "triaged", on_site, DUE.is_not(None), *conditions)


def _asked(*conditions: ColumnElement[bool]) -> Select[tuple[object, ...]]:
    return that_wait(*conditions).with_only_columns(
        T.number, T.customer, T.category, T.product, T.kind, T.fault, T.level, T.way, T.zone, DUE
    )


def _waiting(context: ViewContext, asked: Select[tuple[object, ...]]) -> Iterable[Waiting]:
    """What is alike for many tickets is made once."""
    found: Sequence[tuple[Any, ...]] = context.connection.execute(asked).all()
    works: dict[object, Work] = {}
    for number, customer, category, product, kind, fault, level, way, zone, due_at in found:
        alike = (category, product, kind, fault, level, way)
        if alike not in works:
            service = Conditions(level=level, way=way).way_of_service
            works[alike] = Work(category, product, kind, fault, service)
        yield Waiting(number, customer, works[alike], zone, due_at)


def _crew_of(context: ViewContext) -> _Crew:
    """Kept until something is written or a minute has passed."""
    minute = context.now.replace(second=0, microsecond=0)
    key = ("crew", mark_of(context), context.scope, context.policy.version, minute)
    return context.kept.get(key, lambda: _Crew(read_days(context), context))


@dataclass(frozen=True, slots=True)
class _Free:
    """Somebody, what they can do, from where they come, and when they have time."""

    file: PersonFile
    seen: Candidate
    place: str | None
    free: tuple[Span, ...]


class _Crew:
    """Everybody who goes out, asked about one kind of work and place after the other."""

    def __init__(self, days: Days, context: ViewContext) -> None:
        self._policy, self._now, self._measure = context.policy, context.now, measure_of(context.policy)
        self._day = context.now.astimezone(context.zone).date()
        here = Job("", context.now, self._day)
        self._people = [
            _Free(file, _as_able(file), place_before(file, here), self._free(days, no))
            for no, file in days.out.items()
        ]
        self._jobs: dict[Work, Job] = {}
        self._able: dict[object, list[_Free]] = {}
        self._known: dict[object, Reaches] = {}
        self._there: dict[tuple[Work, str | None], Reaches] = {}

    def _free(self, days: Days, no: str) -> tuple[Span, ...]:
        """When they are on duty and nowhere else; who is free at the end of what is looked at stays so."""
        until = self._now + AHEAD
        free = free_of(days.duty(no, self._now, until), days.taken(no, self._now))
        if free and free[-1].end == until:
            free[-1] = Span(free[-1].begin, until + FAR)
        return tuple(free)

    def reaches(self, work: Work, zone: str | None) -> Reaches:
        """Who can come there for such work, and when they have to leave."""
        found = self._there.get((work, zone))
        if found is None:
            found = self._there[work, zone] = self._reckoned(work, zone)
        return found

    def _reckoned(self, work: Work, zone: str | None) -> Reaches:
        job = self._jobs.get(work)
        if job is None:
            job = self._jobs[work] = work_demanded(work, self._policy, at=self._now, day=self._day)
        demand = _demand(job)
        key = (demand, job.minutes, zone)
        if key not in self._known:
            if demand not in self._able:
                self._able[demand] = [one for one in self._people if is_able(job, one.seen, self._measure)]
            length = timedelta(minutes=job.minutes)
            people = [
                reach_of(one.file.staff, self._way(one, zone), length, one.free, self._now)
                for one in self._able[demand]
            ]
            self._known[key] = Reaches(people, self._now)
        return self._known[key]

    def _way(self, one: _Free, zone: str | None) -> timedelta:
        return timedelta(minutes=self._measure.minutes(one.place, zone))


def _demand(job: Job) -> object:
    """What two jobs have alike that the same people can do."""
    grades = tuple(sorted(job.grades.items()))
    return job.skill, job.trade, job.certificate, job.papers, job.tools, job.permits, grades


def _as_able(file: PersonFile) -> Candidate:
    """What somebody can do, whenever that is."""
    return replace(
        Candidate(file.staff, file.name, DutyState(ON_DUTY), active=file.active),
        skills=file.skills,
        certificates=file.certificates,
        tools=tuple(file.tools),
        stock=file.stock,
    )
