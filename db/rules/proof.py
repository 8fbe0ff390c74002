"""The proof of a deadline: its segments in order, which add up to the allowance (`deadlines.md`)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from db.rules.calendar import EPOCH, Calendar
from db.rules.deadlines import Pause, Standing, Targets, counting_calendar, holes_of


class Why(StrEnum):
    """Why a segment counted or did not."""

    COUNTED = "counted"
    CLOSED = "closed"
    HOLIDAY = "holiday"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Segment:
    """`[begin, end)`; `end` None for a pause that is still open. `pause` says who paused and why."""

    begin: datetime
    end: datetime | None
    counted_minutes: int
    why: Why
    pause: Pause | None = None

    @property
    def text(self) -> str:
        """What was said when pausing."""
        return "" if self.pause is None else self.pause.text


def segments(
    standing: Standing, targets: Targets, pauses: Sequence[Pause], agreed_to: datetime | None = None
) -> tuple[Segment, ...]:
    """What lies between the start of a standing and its due time, without a gap; nothing while it waits.

    The counted minutes add up to `allowance_minutes`. While paused the segments lead to `paused_since`,
    add up to the minutes used so far (allowance less remainder), and the open pause comes last. Parts of
    minutes are rounded on the running sum, so that none is lost. Working days count the minutes of their
    calendar. `agreed_to` is the ticket's agreed time, after which pauses are taken out of its lateness.
    """
    start = standing.started_at
    end = standing.due_at if standing.paused_since is None else standing.paused_since
    if start is None or end is None:
        return ()
    calendar = counting_calendar(standing, targets)
    open_now = standing.paused_since is not None
    taken = [pause for pause in _holes(standing, pauses, agreed_to) if pause.end is not None]
    found: list[Segment] = []
    seconds = 0
    for begin, finish, why, pause in _parts(calendar, start, end, sorted(taken, key=lambda one: one.begin)):
        before = _minutes(seconds, open_now)
        if why is Why.COUNTED:
            seconds += int((finish - begin).total_seconds())
        found.append(Segment(begin, finish, _minutes(seconds, open_now) - before, why, pause))
    if open_now:
        opened = next((pause for pause in pauses if pause.end is None), None)
        found.append(Segment(max(start, end), None, 0, Why.PAUSED, opened))
    return tuple(found)


def _holes(standing: Standing, pauses: Sequence[Pause], agreed_to: datetime | None) -> Sequence[Pause]:
    """The pauses that do not count. Before an agreed time they do, after it they are no lateness."""
    late = standing.remaining_minutes is not None and standing.remaining_minutes < 0
    if agreed_to is None or not (standing.agreed and not standing.granted and late):
        return holes_of(standing, pauses)
    return [
        replace(pause, begin=max(pause.begin, agreed_to))
        for pause in pauses
        if pause.end is not None and pause.end > agreed_to
    ]


Part = tuple[datetime, datetime, Why, Pause | None]


def _parts(
    calendar: Calendar | None, start: datetime, end: datetime, pauses: Sequence[Pause]
) -> Iterator[Part]:
    """Contiguous parts of `[start, end)`; a pause shows as one part, whatever the calendar says meanwhile."""
    at = start
    for pause in pauses:
        until = min(pause.end or end, end)
        begin = max(pause.begin, at)
        if until <= begin:
            continue
        yield from _clocked(calendar, at, begin)
        yield begin, until, Why.PAUSED, pause
        at = until
    yield from _clocked(calendar, at, end)


def _clocked(calendar: Calendar | None, start: datetime, end: datetime) -> Iterator[Part]:
    """The counted, closed and holiday parts of a stretch without pauses."""
    if start >= end:
        return
    if calendar is None:
        yield start, end, Why.COUNTED, None
        return
    at = start
    for begin, finish in _open(calendar, start, end):
        yield from _closed(calendar, at, begin)
        yield begin, finish, Why.COUNTED, None
        at = finish
    yield from _closed(calendar, at, end)


def _open(calendar: Calendar, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Open spans inside `[start, end)`, those that touch joined."""
    first = calendar.local_day(start).toordinal() - 1
    last = calendar.local_day(end).toordinal()
    joined: tuple[datetime, datetime] | None = None
    for ordinal in range(first, last + 1):
        for opens, closes in calendar.spans(ordinal):
            begin = max(EPOCH + timedelta(seconds=opens), start if joined is None else joined[1])
            finish = min(EPOCH + timedelta(seconds=closes), end)
            if begin >= finish:
                continue
            if joined is not None and joined[1] == begin:
                joined = joined[0], finish
                continue
            if joined is not None:
                yield joined
            joined = begin, finish
    if joined is not None:
        yield joined


def _closed(calendar: Calendar, start: datetime, end: datetime) -> Iterator[Part]:
    """A stretch without service time, cut where a public holiday begins or ends."""
    begin, at, day = start, start, calendar.local_day(start)
    holiday = calendar.is_closed_holiday(day)
    while at < end:
        day += timedelta(days=1)
        at = min(calendar.midnight(day), end)
        following = calendar.is_closed_holiday(day)
        if at >= end or following is not holiday:
            yield begin, at, Why.HOLIDAY if holiday else Why.CLOSED, None
            begin, holiday = at, following


def _minutes(seconds: int, begun_count: bool) -> int:
    return -(-seconds // 60) if begun_count else seconds // 60
