"""How long somebody can still leave in time for a ticket, and who is the last one who can (DSP-04)."""

from bisect import bisect_right
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from db.rules.day_of_work import Span, joined


class Slack(NamedTuple):
    """The last moment at which somebody can still leave and be there in time, and how many can. From
    `one_left` on only `last` can: now already where nobody else can. Nothing and 0 where nobody can any
    more."""

    leave_by: datetime | None
    in_time: int
    one_left: datetime | None = None
    last: str | None = None


NOBODY = Slack(None, 0)


@dataclass(frozen=True, slots=True)
class Reach:
    """One person and one place: when they can leave so that they are on duty and free all the way there and
    all through the work. `leaving` are these moments, `[first, last]` in order, none overlapping."""

    staff: str
    way: timedelta
    leaving: tuple[tuple[datetime, datetime], ...]
    _firsts: tuple[datetime, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_firsts", tuple(first for first, _ in self.leaving))

    def leave_by(self, due_at: datetime) -> datetime | None:
        """The last moment at which they can leave and be there by then."""
        latest = due_at - self.way
        at = bisect_right(self._firsts, latest) - 1
        return min(latest, self.leaving[at][1]) if at >= 0 else None


def reach_of(staff: str, way: timedelta, work: timedelta, free: Iterable[Span], now: datetime) -> Reach:
    """Of somebody who is free in these stretches, in order; nobody leaves before now."""
    leaving = (
        (max(span.begin, now), span.end - way - work)
        for span in free
        if span.end - way - work >= max(span.begin, now)
    )
    return Reach(staff, way, tuple(leaving))


class Reaches:
    """All who can do one kind of job at one place, put together so that a deadline is answered at once,
    however many they are: whoever has the same way leaves by the same moment."""

    def __init__(self, people: Sequence[Reach], now: datetime) -> None:
        self.people, self._now = people, now
        by_way: dict[timedelta, list[Span]] = {}
        for one in people:
            by_way.setdefault(one.way, []).extend(Span(*each) for each in one.leaving)
        self._united = [
            Reach("", way, tuple((span.begin, span.end) for span in joined(spans)))
            for way, spans in sorted(by_way.items(), key=lambda each: each[0])
        ]

    def leave_by(self, due_at: datetime) -> datetime | None:
        """The last moment at which anybody can still leave."""
        if due_at < self._now:
            return None
        best: datetime | None = None
        for one in self._united:
            # Nobody leaves later than their way before the deadline, and the ways get longer.
            if best is not None and due_at - one.way <= best:
                break
            at = one.leave_by(due_at)
            if at is not None and (best is None or at > best):
                best = at
        return best

    def slack(self, due_at: datetime, but: Container[str] = ()) -> Slack:
        """The whole answer, `but` for whom the customer would not have."""
        if due_at < self._now:
            return NOBODY
        able = [
            (at, one.staff)
            for one in self.people
            if one.staff not in but and (at := one.leave_by(due_at)) is not None
        ]
        if not able:
            return NOBODY
        able.sort(reverse=True)
        at, last = able[0]
        return Slack(at, len(able), able[1][0] if len(able) > 1 else self._now, last)


def free_of(duty: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    """When somebody who is on duty in these stretches is not taken, in order."""
    found: list[Span] = []
    busy = sorted(taken)
    for span in duty:
        begin = span.begin
        for one in busy:
            if one.end <= begin or one.begin >= span.end:
                continue
            if one.begin > begin:
                found.append(Span(begin, one.begin))
            begin = max(begin, one.end)
        if begin < span.end:
            found.append(Span(begin, span.end))
    return found
