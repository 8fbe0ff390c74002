"""The day that is planned: its minutes, its places, and the people who go out with what they have already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from db.held import minutes_of_job
from db.planning.board import Board
from db.planning.problem import Hand, Job, Problem
from db.policy.model import Policy
from db.rules.candidates import Job as JobOfDay
from db.rules.day_of_work import Span, Visit, joined, whole_day
from db.staffing import PersonFile, on_day
from db.workdays import day_of_person, goes_out, home_of, hours_in, usual_hours

MINUTE: Final = timedelta(minutes=1)
DAY: Final = timedelta(days=1)
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
QUARTER: Final = timedelta(minutes=15)
ENOUGH: Final = 30 * MINUTE
"""A day of which nobody has so much left is over: the next one is planned."""
AHEAD: Final = 7
WORK: Final = "work"
"""Minutes of a day, where the policy says how many it may hold."""
ROUND: Final = 5
"""Visits begin at minutes that can be promised."""


@dataclass(frozen=True, slots=True)
class Day:
    """`[begin, end)` by whole minutes: from now, or from a later day's beginning, to the day's end."""

    begin: datetime
    end: datetime

    def minute(self, at: datetime) -> int:
        """The minute of an instant, rounded up."""
        return -((self.begin - at) // MINUTE)

    def instant(self, minute: int) -> datetime:
        """The instant of a minute."""
        return self.begin + minute * MINUTE


@dataclass(slots=True)
class Places:
    """Zones by their numbers, as they are met; an unknown district has one too."""

    policy: Policy
    zones: list[str | None] = field(default_factory=list)
    _known: dict[str | None, int] = field(default_factory=dict)

    def number(self, zone: str | None) -> int:
        """The number of a zone."""
        if zone not in self._known:
            self._known[zone] = len(self.zones)
            self.zones.append(zone)
        return self._known[zone]

    def travel(self) -> list[list[int]]:
        """Minutes from each place to each, in steps in which people agree times."""
        minutes = self.policy.roads.minutes
        return [[-(minutes(one, other) // -ROUND) * ROUND for other in self.zones] for one in self.zones]


def minute_of(now: datetime) -> datetime:
    """The next quarter of an hour: what is planned within one is the same."""
    return EPOCH - (EPOCH - now) // QUARTER * QUARTER


def day_of(
    asked: datetime | None, files: Iterable[PersonFile], now: datetime, policy: Policy, zone: ZoneInfo
) -> Day:
    """The rest of today, or of the first day after it on which somebody goes out; a day that was asked for
    as it is."""
    begin = minute_of(now)
    if asked is not None:
        span = whole_day(asked, zone)
        return Day(max(begin, span.begin), span.end)
    out = [file for file in files if goes_out(file)]
    for ahead in range(AHEAD):
        span = whole_day(now + ahead * DAY, zone)
        day = Day(max(begin, span.begin), span.end)
        usual = usual_hours(policy, policy.organisation.default_branch, day.begin, day.end)
        hours = (hours_in(file, day.begin, day.end, zone, usual) for file in out)
        if any(sum((span.length for span in each), timedelta()) >= ENOUGH for each in hours):
            return day
    return Day(begin, whole_day(now, zone).end)


def hand_and_pins(
    file: PersonFile, day: Day, places: Places, usual: list[Span], zone: ZoneInfo
) -> tuple[Hand, list[Job]]:
    """Somebody as the planner sees them, and what they hold already: that stays with them.

    Who is at a customer's is free from there when that ends. What has a time lies there, travelled to in
    time even before the shift; what has none goes where it fits.
    """
    policy = places.policy
    hours = hours_in(file, day.begin, day.end, zone, usual)
    place, free = home_of(file), day.begin
    pins: list[Job] = []
    has = day_of_person(file, policy, day.begin)
    for visit in has.there:
        ends = max(visit.end, day.begin + MINUTE)
        if ends > free:
            place, free = visit.zone, ends
    for visit in has.agreed:
        if visit.begin >= day.end:
            continue
        job = _agreed(visit, file.staff, day, places)
        if job.opens == job.closes:
            early = timedelta(minutes=policy.roads.minutes(place, visit.zone))
            hours.append(Span(max(day.begin, visit.begin - early), visit.end))
        pins.append(job)
    for loose in has.loose:
        name, there = pin_of(loose.ticket, file.staff), places.number(loose.zone)
        pins.append(Job(name, there, loose.length // MINUTE, pinned=file.staff))
    shifts = tuple(_minutes(hours, free, day))
    return _held_to_a_day(
        Hand(file.staff, places.number(place), shifts), file, len(pins), day, policy, zone
    ), pins


def _held_to_a_day(hand: Hand, file: PersonFile, pins: int, day: Day, policy: Policy, zone: ZoneInfo) -> Hand:
    """Somebody who takes no more than a day may hold, counted as the gate of the load counts it (DSP-04):
    jobs, and minutes as something that is used up."""
    jobs, minutes = policy.setting("day_jobs_most"), policy.setting("day_minutes_most")
    if not jobs and not minutes:
        return hand
    local = day.begin.astimezone(zone).date()
    there = [held for held in file.jobs if on_day(held, JobOfDay("", day.begin, local, today=local), zone)]
    if jobs:
        hand = replace(hand, cap=pins + max(0, jobs - len(there)))
    if minutes:
        used = sum(minutes_of_job(held, policy) for held in there)
        hand = replace(hand, stock={WORK: max(0, minutes - used)})
    return hand


def as_they_can(hand: Hand, pins: list[Job], travel: Sequence[Sequence[int]]) -> list[Job]:
    """What somebody holds, and where they cannot come to all of it in time, each as early as they can then:
    nothing new may make it later still."""
    if not pins or not Board(Problem(tuple(pins), (hand,), travel)).closed[0]:
        return pins
    loose = tuple(replace(pin, closes=None) for pin in pins)
    board = Board(Problem(loose, (hand,), travel))
    begins = {board.jobs[j].id: begin for j, begin in zip(board.route[0], board.begins[0], strict=True)}
    return [
        replace(pin, opens=begins[pin.id], closes=begins[pin.id]) if pin.id in begins else pin for pin in pins
    ]


def _minutes(hours: Iterable[Span], free: datetime, day: Day) -> Iterator[tuple[int, int]]:
    for span in joined(hours):
        cut = span.cut(max(free, day.begin), day.end)
        if cut is not None:
            first, last = day.minute(cut.begin), (cut.end - day.begin) // MINUTE
            if first < last:
                yield first, last


def _agreed(visit: Visit, staff: str, day: Day, places: Places) -> Job:
    """A window that is still to come or has begun: then they come as soon as they can."""
    name, place = pin_of(visit.ticket, staff), places.number(visit.zone)
    if visit.begin <= day.begin:
        length = (visit.end - visit.begin) // MINUTE
        return Job(name, place, max(1, length), 0, day.minute(visit.end), pinned=staff)
    begin = day.minute(visit.begin)
    return Job(name, place, max(1, day.minute(visit.end) - begin), begin, begin, pinned=staff)


def pin_of(ticket: str, staff: str) -> str:
    """What a held ticket is called in a problem: of a crew everybody has it."""
    return f"{ticket}@{staff}"


def lengths(pins: Mapping[str, list[Job]]) -> dict[str, int]:
    """The minutes of what each holds."""
    return {staff: sum(job.duration for job in jobs) for staff, jobs in pins.items()}
