"""When somebody will really come: what lasts longer, or began too late, pushes what follows (VIS-10)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from db.rules.day_of_work import Minutes, Visit


@dataclass(frozen=True, slots=True, order=True)
class Promise:
    """A time that was agreed, `[begin, end)`, for a job of that much `work`. Whoever goes there left at
    `left_at`, and says that it is done by `done_by`, as far as either is known."""

    begin: datetime
    end: datetime
    ticket: str
    zone: str | None = None
    work: timedelta = timedelta()
    left_at: datetime | None = None
    done_by: datetime | None = None


def expected(
    promises: Iterable[Promise], free: datetime, place: str | None, minutes: Minutes, *, held_up: bool
) -> Iterator[Visit]:
    """These visits as they will be for somebody who is free at `place` from then on, in order.

    Who is `held_up` there, or by a visit before that is late, comes with the way when that is done, and stays
    at least as long as the work takes; whoever is under way, when they get there from where they left.
    Everybody else comes as it was agreed, as long as they can be there before the window ends.
    """
    for one in sorted(promises):
        way = timedelta(minutes=minutes(place, one.zone))
        there = free + way if one.left_at is None else max(free, one.left_at + way)
        if not held_up and one.left_at is None and there <= one.end:
            there = one.begin
        begin = max(there, one.begin)
        held_up = begin > one.begin
        work = one.work if held_up else min(one.work, one.end - one.begin)
        done = one.done_by if one.done_by is not None and one.done_by > begin else begin + work
        yield Visit(begin, max(one.end, done), one.ticket, one.zone)
        free, place = done, one.zone
