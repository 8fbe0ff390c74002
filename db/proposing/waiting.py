"""Tickets as jobs: how long, by when, and who may go at all (DSP-05, DSP-10)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from db.held import category_of, whole_window
from db.planning.insertion import insertion
from db.planning.problem import Job as Planned
from db.planning.problem import Problem
from db.policy.demands import minutes_of
from db.policy.model import Policy
from db.proposing.day import (
    WORK,
    Day,
    Places,
    as_they_can,
    hand_and_pins,
    minute_of,
    pin_of,
)
from db.proposing.favour import Favour
from db.proposing.known import Known
from db.rules.candidates import Candidate, Job
from db.rules.day_of_work import whole_day
from db.rules.duty import ON_DUTY, DutyState
from db.rules.gates import Gate, blocking, gates
from db.rules.profile import ON_SITE, Conditions, Milestone
from db.staffing import PersonFile, candidate_of, job_of, measure_of
from db.tables.ticket import MilestoneTime, Ticket
from db.workdays import usual_hours

Window = tuple[datetime | None, datetime | None]
Gates = Mapping[str, tuple[Gate, ...]]
"""What blocks each person, by their number."""


def needs_a_visit(ticket: Ticket) -> bool:
    """Whether somebody has to go there."""
    return Conditions(level=ticket.level, way=ticket.way).way_of_service == ON_SITE


def minutes_for(ticket: Ticket, policy: Policy) -> int:
    """How long it lasts at the customer's."""
    way = Conditions(level=ticket.level, way=ticket.way).way_of_service
    return max(1, minutes_of(policy, category_of(ticket, policy), ticket.kind, ticket.fault, way))


def due_of(ticket: Ticket, targets: Iterable[MilestoneTime], policy: Policy) -> datetime | None:
    """By when somebody has to begin there, for what can be late of it; None where nothing can."""
    work = timedelta(minutes=minutes_for(ticket, policy))
    spare = {Milestone.ARRIVE.value: timedelta(), Milestone.RESOLVE.value: work}
    found = [
        row.due_at - spare[row.milestone]
        for row in targets
        if row.ticket == ticket.number
        and row.milestone in spare
        and row.met_at is None
        and row.due_at is not None
    ]
    return min(found, default=None)


def planned(
    ticket: Ticket, due: datetime | None, day: Day, places: Places, barred: frozenset[str]
) -> Planned | None:
    """A ticket as a job of that day; None where another day was agreed. A time agreed with the customer is
    filled whole, so that no two lie over each other; one that has begun, and a deadline that has passed,
    say only: as soon as can be."""
    policy = places.policy
    length = minutes_for(ticket, policy)
    opens, closes = 0, None
    window = whole_window(ticket.agreed_from, ticket.agreed_to, policy)
    if window is not None and window[0] >= day.end:
        return None
    if window is not None and window[1] > day.begin:
        closes = day.minute(window[1])
        if window[0] > day.begin:
            opens = closes = day.minute(window[0])
            length = max(1, day.minute(window[1]) - opens)
    latest = day.minute(due) if due is not None and window is None else None
    return Planned(
        ticket.number,
        places.number(ticket.zone),
        length,
        opens,
        closes,
        None if latest is None or latest < 0 else latest,
        ticket.level or 4,
        ticket.priority or 99,
        barred=barred,
        parts={WORK: max(length, minutes_for(ticket, policy))} if policy.setting("day_minutes_most") else {},
    )


class Able:
    """Who may go to which ticket, whatever the hour: the gates themselves say so, once for each demand."""

    def __init__(
        self, files: Mapping[str, PersonFile], known: Known, policy: Policy, day: Day, zone: ZoneInfo
    ) -> None:
        self._files, self._policy, self._day, self._zone = files, policy, day, zone
        self._known, self._measure = known, measure_of(policy)
        self._blocks: dict[str, Gates] = {}
        self._of_ticket: dict[str, Gates] = {}
        self._favour: Favour | None = None
        self._empty_days = {no: replace(file, jobs=[]) for no, file in files.items()}

    def blocks(self, ticket: Ticket) -> Gates:
        """What keeps each of those who cannot go."""
        if ticket.number not in self._of_ticket:
            self._of_ticket[ticket.number] = self._reckoned(ticket)
        return self._of_ticket[ticket.number]

    def _reckoned(self, ticket: Ticket) -> Gates:
        job = replace(
            job_of(ticket, self._policy, now=self._day.begin, zone=self._zone),
            number="", level=None, window_from=None, window_to=None, due_at=None,
        )  # fmt: skip
        demand = repr(replace(job, zone=None))
        if demand not in self._blocks:
            found = {no: self._kept_by(job, file) for no, file in self._files.items()}
            self._blocks[demand] = {no: each for no, each in found.items() if each}
        refused = self._known.refused.get(ticket.number, {})
        unwelcome = {
            no: self._kept_by(job, self._files[no], ticket.number) for no in refused if no in self._files
        }
        return {**self._blocks[demand], **unwelcome} if unwelcome else self._blocks[demand]

    def worth(self, ticket: Ticket) -> dict[str, int]:
        """What sending each of them there is worth (DSP-04)."""
        job = job_of(ticket, self._policy, now=self._day.begin, zone=self._zone)
        if self._favour is None:
            people = {
                no: replace(self._idle(file, replace(job, number="")), load=len(file.jobs))
                for no, file in self._files.items()
            }
            minutes = self._policy.setting("favour_minutes")
            self._favour = Favour(people, self._known, self._measure, minutes)
        return self._favour.of(job)

    def _kept_by(self, job: Job, file: PersonFile, number: str = "") -> tuple[Gate, ...]:
        """What keeps somebody from it even on an empty day."""
        idle = self._known.of(self._idle(file, job), number)
        return blocking(gates(job, idle, self._measure))

    def _idle(self, file: PersonFile, job: Job) -> Candidate:
        """Somebody on an empty day."""
        person = candidate_of(self._empty_days[file.staff], job, self._policy, self._zone)
        return replace(person, duty=DutyState(ON_DUTY))

    def at(self, ticket: Ticket, no: str, begin: datetime, end: datetime) -> tuple[Job, Candidate]:
        """The ticket and the person as the gates see them at that time."""
        return self._seen(ticket, self._files[no], begin, end)

    def _seen(
        self, ticket: Ticket, file: PersonFile, begin: datetime, end: datetime
    ) -> tuple[Job, Candidate]:
        window = window_then(ticket, begin, end)
        job = job_of(ticket, self._policy, now=begin, zone=self._zone, window=window)
        person = candidate_of(file, job, self._policy, self._zone)
        return job, self._known.of(person, ticket.number)

    def kept_by(self, ticket: Ticket, file: PersonFile, begin: datetime, end: datetime) -> tuple[Gate, ...]:
        """What keeps somebody who holds that much from it at that time."""
        job, person = self._seen(ticket, file, begin, end)
        return blocking(gates(job, person, self._measure))

    def knows(self, no: str) -> bool:
        """Whether somebody goes out at all."""
        return no in self._files

    def file(self, no: str) -> PersonFile:
        """Somebody with what they hold now."""
        return self._files[no]


def window_then(ticket: Ticket, begin: datetime, end: datetime) -> Window:
    """The time agreed with the customer once a line is accepted: that of the visit where there was none."""
    window = ticket.agreed_from, ticket.agreed_to
    return (begin, end) if window == (None, None) else window


def by_urgency(tickets: Iterable[Ticket]) -> Sequence[Ticket]:
    """In the order of the queue (DSP-01, DSP-11)."""
    return sorted(
        tickets,
        key=lambda one: (
            one.sort_level,
            one.sort_priority,
            one.sort_due,
            one.reported_at,
            one.sort_number,
            one.number,
        ),
    )


def fits_still(
    file: PersonFile,
    ticket: Ticket,
    targets: Iterable[MilestoneTime],
    begin: datetime,
    now: datetime,
    policy: Policy,
    zone: ZoneInfo,
) -> bool:
    """Whether somebody has time for a ticket from now on, on the day on which they were to begin there,
    beside all that they hold by now. A deadline that the plan already passed over does not bind."""
    span = whole_day(begin, zone)
    day, places = Day(max(minute_of(now), span.begin), span.end), Places(policy)
    usual = usual_hours(policy, policy.organisation.default_branch, day.begin, day.end)
    hand, pins = hand_and_pins(file, day, places, usual, zone)
    due = due_of(ticket, targets, policy)
    job = planned(ticket, None if due is None or due < begin else due, day, places, frozenset())
    if job is None:
        return False
    travel = places.travel()
    pins = [pin for pin in pins if pin.id != pin_of(ticket.number, file.staff)]
    problem = Problem((job, *as_they_can(hand, pins, travel)), (hand,), travel)
    return ticket.number in insertion(problem).served
