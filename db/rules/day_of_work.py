"""What somebody has on a day: the hours in which they work, their jobs with the ways between, and the holes.

Every stretch is half-open, `[begin, end)`; a shift may cross midnight (PPL-01, DSP-03, DSP-08, DSP-10).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from db.rules.duty import Stretch, changes_in, duty_at, laid_out

JOB: Final = "job"
TRAVEL: Final = "travel"
NIGHT: Final = timedelta(hours=6)
"""After a pause of that length somebody sets out from home, after a shorter one from where they were."""
Minutes = Callable[[str | None, str | None], int]
"""Whole minutes from one zone to another: `Roads.minutes`."""


class Span(NamedTuple):
    """A stretch of time, `[begin, end)`."""

    begin: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        """How long it is."""
        return self.end - self.begin

    def cut(self, begin: datetime, end: datetime) -> Span | None:
        """What of it lies in `[begin, end)`, if anything does."""
        first, last = max(self.begin, begin), min(self.end, end)
        return Span(first, last) if first < last else None


@dataclass(frozen=True, slots=True, order=True)
class Visit:
    """A job that somebody holds, on `[begin, end)` in that zone."""

    begin: datetime
    end: datetime
    ticket: str
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """What fills a stretch of somebody's day: `job`, `travel` to the ticket's place, or a state of duty."""

    begin: datetime
    end: datetime
    kind: str
    ticket: str | None = None


@dataclass(frozen=True, slots=True)
class Hole:
    """Where one more visit may lie, from its first begin to its last end.

    `travel` are the minutes there from what lies before, `added` those that the day's ways grow by.
    """

    begin: datetime
    end: datetime
    travel: int
    added: int

    def starts(self, length: timedelta, step: timedelta, origin: datetime) -> Iterator[datetime]:
        """When a visit of that length may begin, in steps that are counted from `origin`."""
        steps = -((origin - self.begin) // step)
        at = origin + steps * step
        while at + length <= self.end:
            yield at
            at += step


def states_of(stretches: Iterable[Stretch], begin: datetime, end: datetime, zone: ZoneInfo) -> list[Block]:
    """The states of duty through `[begin, end)` without a gap: shift, resting, leave or off.

    Somebody who has no shift on a local day is on duty all day long.
    """
    stretches = laid_out(stretches, begin, end)
    found: list[Block] = []
    for first, last in _pieces(stretches, begin, end, zone):
        kind = duty_at(stretches, first, zone).kind
        if found and found[-1].kind == kind:
            found[-1] = Block(found[-1].begin, last, kind)
        else:
            found.append(Block(first, last, kind))
    return found


def hours_of(
    stretches: Iterable[Stretch], begin: datetime, end: datetime, zone: ZoneInfo, usual: Iterable[Span]
) -> list[Span]:
    """The hours in `[begin, end)` in which somebody goes out, in order and without neighbours that touch.

    Their shift counts where they have one; where none was entered for a day, the `usual` hours of the house.
    """
    stretches, usual = laid_out(stretches, begin, end), tuple(usual)
    found: list[Span] = []
    for first, last in _pieces(stretches, begin, end, zone):
        if not duty_at(stretches, first, zone).on_duty:
            continue
        entered = any(one.begins_at <= first < one.ends_at for one in stretches)
        found += [Span(first, last)] if entered else _within(usual, first, last)
    return joined(found)


def _within(spans: Iterable[Span], begin: datetime, end: datetime) -> list[Span]:
    return [cut for one in spans if (cut := one.cut(begin, end)) is not None]


def _pieces(
    stretches: Iterable[Stretch], begin: datetime, end: datetime, zone: ZoneInfo
) -> Iterator[tuple[datetime, datetime]]:
    """The pieces within which a state cannot change: stretches begin and end, and local days do."""
    inner = changes_in(stretches, begin, end, zone)
    marks = [begin, *inner, end] if begin < end else []
    return pairwise(marks)


def joined(spans: Iterable[Span]) -> list[Span]:
    """The same time in as few stretches as there can be, in order."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.begin <= found[-1].end:
            found[-1] = Span(found[-1].begin, max(found[-1].end, span.end))
        else:
            found.append(span)
    return found


def common(some: Iterable[Span], others: Sequence[Span]) -> list[Span]:
    """What lies in both, in order."""
    return joined(cut for one in some for other in others if (cut := one.cut(other.begin, other.end)))


def ways(visits: Iterable[Visit], home: str | None, minutes: Minutes) -> list[Block]:
    """The jobs in order, each with the way to it before: from the visit before, the first one from `home`.

    A way that is longer than the time between two visits begins while the first still lasts: what is too
    tight is seen, not hidden.
    """
    found: list[Block] = []
    place = home
    for visit in sorted(visits):
        way = minutes(place, visit.zone)
        if way:
            found.append(Block(visit.begin - timedelta(minutes=way), visit.begin, TRAVEL, visit.ticket))
        found.append(Block(visit.begin, visit.end, JOB, visit.ticket))
        place = visit.zone
    return found


def holes(
    hours: Iterable[Span],
    visits: Iterable[Visit],
    zone: str | None,
    least: timedelta,
    *,
    home: str | None,
    minutes: Minutes,
) -> list[Hole]:
    """Where a visit in that zone of at least that length fits between the others, ways included, in order.

    Somebody sets out from `home` when their hours begin, and has no way back to go within them. Hours that
    touch are one; a visit does not go on over a time in which nobody works.
    """
    visits = sorted(visits)
    found = (
        _hole(span, visits[:at], visits[at:], zone, home, minutes)
        for span in joined(hours)
        for at in range(len(visits) + 1)
    )
    return [hole for hole in found if hole is not None and hole.end - hole.begin >= least]


def _place_at(at: datetime, visits: Iterable[Visit], home: str | None) -> str | None:
    """Where somebody sets out from when their hours begin."""
    past = [one for one in visits if at - NIGHT < one.end <= at]
    return max(past, key=lambda one: one.end).zone if past else home


def _hole(
    span: Span, past: list[Visit], then: list[Visit], zone: str | None, home: str | None, minutes: Minutes
) -> Hole | None:
    """The hole within the hours after some visits and before the others; these may lie over each other."""
    latest = max((one.end for one in past), default=span.begin)
    place = _place_at(max(span.begin, latest), past, home)
    there = minutes(place, zone)
    begin = max(
        span.begin + timedelta(minutes=there if latest <= span.begin else 0),
        *(one.end + timedelta(minutes=minutes(one.zone, zone)) for one in past),
        span.begin,
    )
    ends = ((one.begin - timedelta(minutes=minutes(zone, one.zone)), one) for one in then)
    end, following = min(ends, default=(span.end, None), key=lambda each: each[0])
    added = there
    if following is not None and end < span.end:
        added += minutes(zone, following.zone) - minutes(place, following.zone)
    end = min(end, span.end)
    return Hole(begin, end, there, added) if begin < end else None


def in_the_way(visit: Visit, others: Iterable[Visit], minutes: Minutes) -> Visit | None:
    """The first of the others that leaves no time for this visit, the ways between included (DSP-08)."""
    for other in sorted(others):
        first, second = sorted((visit, other))
        if second.begin < first.end + timedelta(minutes=minutes(first.zone, second.zone)):
            return other
    return None


def whole_day(day: datetime, zone: ZoneInfo) -> Span:
    """The local day of that instant; 23 or 25 hours long where the clock is changed."""
    begin = day.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    end = (begin + timedelta(days=1)).replace(fold=0)
    return Span(begin.astimezone(UTC), end.astimezone(UTC))
