"""Service calendars: which seconds count and where a count of them ends (`deadlines.md` 2, 4, 10, 11).

Instants are timezone-aware with whole seconds; what is returned is UTC. `None` in the place of a
calendar is the elapsed clock: every second counts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from db.rules.text import WordedError

DAY_MINUTES: Final = 1440
EMPTY_DAYS: Final = 800
"""So many days in a row without any service time end a search."""
SEARCH_DAYS: Final = 36_525
"""No search reaches further than a century."""

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
ELAPSED: Final = None
"""The clock on which every second counts, to be passed where a calendar is asked for."""

Hole = tuple[datetime, datetime]
Span = tuple[int, int]


class CalendarError(WordedError):
    """A calendar that cannot be written, or a search in one that finds no end."""


@dataclass(frozen=True, slots=True)
class Window:
    """Service time of a day, `[opens, closes)` in minutes from local midnight.

    `closes <= opens` crosses midnight and belongs to the day it opens; 0–1440 is the whole day.
    """

    opens: int
    closes: int

    @property
    def ends(self) -> int:
        """Minutes from the midnight of the opening day, beyond 1440 when the window crosses midnight."""
        return self.closes if self.closes > self.opens else self.closes + DAY_MINUTES


@dataclass(frozen=True)
class Calendar:
    """Windows per weekday (Monday first) in a zone, with the days that differ. Refused with `CalendarError`.

    - `working_days_only`: closed at weekends and on `holidays`; `workdays` (make-up days) are open. A make-up
      day has the windows of its own weekday or, where that has none, of the first weekday from Monday on
      that has some.
    - Other calendars follow the weekday alone; holidays and make-up days then only matter for counting
      working days.
    - `years` are those of which the official list is known. Any other one is provisional: one that is only
      `proposed` has the days that stand here, all others know neither holidays nor make-up days and count
      Monday to Friday.
    - A window is bounded by the first instants at which the local clock reaches its times, so that a change
      to or from summer time neither loses nor doubles a window.
    """

    name: str
    zone: str
    weekdays: tuple[tuple[Window, ...], ...]
    working_days_only: bool = False
    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()
    years: frozenset[int] = frozenset()
    proposed: frozenset[int] = frozenset()
    _spans: dict[int, tuple[Span, ...]] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        _check(self)

    def is_working_day(self, day: date) -> bool:
        """Monday to Friday but for public holidays, and every make-up day."""
        if day in self.workdays:
            return True
        return day.weekday() < 5 and day not in self.holidays

    def provisional(self, day: date) -> bool:
        """Whether the holidays of that day's year are not known officially yet."""
        return day.year not in self.years

    def provisional_years(self, first: date, last: date) -> tuple[int, ...]:
        """The years between two days, both included, of which the official list is not known."""
        return tuple(year for year in range(first.year, last.year + 1) if year not in self.years)

    def local_day(self, instant: datetime) -> date:
        """The date that the calendar's zone has at that instant."""
        return instant.astimezone(ZoneInfo(self.zone)).date()

    def midnight(self, day: date) -> datetime:
        """The instant at which that local day begins."""
        return _instant(_reach(ZoneInfo(self.zone), day, 0))

    def is_closed_holiday(self, day: date) -> bool:
        """Whether the calendar is closed on that day because it is a public holiday."""
        return self.working_days_only and day in self.holidays

    def closing(self, day: date) -> datetime:
        """The last closing that belongs to that day.

        A day without windows closes as the first weekday from Monday on that has some.
        """
        windows = self._windows(day) or self._stand_in()
        return _instant(_reach(ZoneInfo(self.zone), day, max(window.ends for window in windows)))

    def spans(self, ordinal: int) -> tuple[Span, ...]:
        """Open spans, in seconds since 1970, that belong to the day of that proleptic ordinal."""
        found = self._spans.get(ordinal)
        if found is None:
            day, zone = date.fromordinal(ordinal), ZoneInfo(self.zone)
            found = tuple(
                (_reach(zone, day, window.opens), _reach(zone, day, window.ends))
                for window in self._windows(day)
            )
            self._spans[ordinal] = found
        return found

    def _windows(self, day: date) -> tuple[Window, ...]:
        windows = self.weekdays[day.weekday()]
        if self.working_days_only:
            if not self.is_working_day(day):
                return ()
            if not windows and day in self.workdays:
                windows = self._stand_in()
        return tuple(sorted(windows, key=lambda window: window.opens))

    def _stand_in(self) -> tuple[Window, ...]:
        return next(windows for windows in self.weekdays if windows)

    def open_from(self, second: int) -> Iterator[Span]:
        """Open spans that end after that second, in order and apart; `CalendarError` where they run dry."""
        # A window that crosses midnight may have opened the day before.
        day = self.local_day(_instant(second)).toordinal() - 1
        reached, last_open = second, day
        for ordinal in range(day, min(day + SEARCH_DAYS, date.max.toordinal() - 2)):
            for opens, closes in self.spans(ordinal):
                begin = opens if opens > reached else reached
                if begin < closes:
                    yield begin, closes
                    reached, last_open = closes, ordinal
            if ordinal - last_open > EMPTY_DAYS:
                break
        raise CalendarError(
            "Calendar “{name}” does not reach the deadline: no service time left to count after {time}",
            name=self.name, time=_instant(reached),
        )  # fmt: skip


def counted(calendar: Calendar | None, start: datetime, end: datetime, holes: Sequence[Hole] = ()) -> int:
    """Seconds that the clock counts in `[start, end)` outside the holes, which are in order and apart."""
    start, end = in_utc(start), in_utc(end)
    if end <= start:
        return 0
    if calendar is None and not holes:
        return _second(end) - _second(start)
    limit, total = _second(end), 0
    for begin, finish in _counting(calendar, _second(start), _seconds(holes), limit):
        if begin >= limit:
            break
        total += min(finish, limit) - begin
    return total


def advance(calendar: Calendar | None, start: datetime, seconds: int, holes: Sequence[Hole] = ()) -> datetime:
    """The first instant `t` with exactly that many counted seconds in `[start, t)` outside the holes.

    It may be a closing instant and is never the next opening. Holes are in order and apart (`merged`).
    `CalendarError` when the calendar has no service time left to count.
    """
    start = in_utc(start)
    if seconds <= 0:
        return start
    if calendar is None and not holes:
        return start + timedelta(seconds=seconds)
    left = seconds
    for begin, finish in _counting(calendar, _second(start), _seconds(holes), None):
        if left <= finish - begin:
            return _instant(begin + left)
        left -= finish - begin
    raise AssertionError("an open clock never runs dry")


def working_day_deadline(calendar: Calendar, report: datetime, days: int) -> datetime:
    """The calendar's closing on the N-th working day after the local day of the report (`deadlines.md` 10).

    `CalendarError` when the calendar has no such working day within reach.
    """
    day, left, idle = calendar.local_day(report), days, 0
    while left:
        if idle > EMPTY_DAYS or day.year >= date.max.year:
            raise CalendarError(
                "Calendar “{name}” has no working day after {day}", name=calendar.name, day=day
            )
        day += timedelta(days=1)
        idle += 1
        if calendar.is_working_day(day):
            left, idle = left - 1, 0
    return calendar.closing(day)


def postponed(
    calendar: Calendar | None, origin: datetime, until: datetime, holes: Sequence[Hole]
) -> datetime:
    """A fixed deadline `until`, moved by what the clock would have counted in the holes since `origin`."""
    if not holes:
        return until
    owed = counted(calendar, origin, until) - counted(calendar, origin, until, holes)
    return advance(calendar, until, owed, holes)


def merged(holes: Sequence[Hole]) -> tuple[Hole, ...]:
    """The holes in order, those that touch or overlap joined, empty ones left out."""
    joined: list[Hole] = []
    for begin, end in sorted(holes):
        if end <= begin:
            continue
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return tuple(joined)


def _counting(
    calendar: Calendar | None, start: int, holes: Sequence[Span], limit: int | None
) -> Iterator[Span]:
    """Spans that count from `start` on, past the holes; ends only at `limit`, else never."""
    never = _second(datetime.max.replace(tzinfo=UTC))
    spans = iter(((start, never),)) if calendar is None else calendar.open_from(start)
    at, number = 0, len(holes)
    while True:
        # Without a limit the calendar itself ends the search; a count up to a limit needs no such end.
        try:
            begin, finish = next(spans)
        except CalendarError:
            if limit is None:
                raise
            return
        while begin < finish:
            while at < number and holes[at][1] <= begin:
                at += 1
            if at == number or holes[at][0] >= finish:
                yield begin, finish
                break
            if holes[at][0] > begin:
                yield begin, holes[at][0]
            begin = holes[at][1]
        if limit is not None and finish >= limit:
            return


def _check(calendar: Calendar) -> None:
    name = calendar.name
    if len(calendar.weekdays) != 7:
        raise CalendarError(
            "Calendar “{name}” needs windows for 7 weekdays, not {count}",
            name=name,
            count=len(calendar.weekdays),
        )
    try:
        ZoneInfo(calendar.zone)
    except (OSError, ValueError, KeyError) as error:
        raise CalendarError(
            "Calendar “{name}” names an unknown time zone “{zone}”", name=name, zone=calendar.zone
        ) from error
    windows = [window for day in calendar.weekdays for window in day]
    if not windows:
        raise CalendarError("Calendar “{name}” has no service window at all", name=name)
    for window in windows:
        if not (0 <= window.opens < DAY_MINUTES and 0 <= window.closes <= DAY_MINUTES):
            raise CalendarError("Calendar “{name}” has a window outside 00:00-24:00", name=name)
    _check_overlap(calendar)
    _check_dates(calendar)


def _check_overlap(calendar: Calendar) -> None:
    week = 7 * DAY_MINUTES
    laid = sorted(
        (number * DAY_MINUTES + window.opens, number * DAY_MINUTES + window.ends)
        for number, day in enumerate(calendar.weekdays)
        for window in day
    )
    following = [*laid[1:], (laid[0][0] + week, laid[0][1] + week)]
    for (_, ends), (opens, _) in zip(laid, following, strict=True):
        if ends > opens:
            weekday = opens // DAY_MINUTES % 7 + 1
            raise CalendarError(
                "Calendar “{name}” has windows that overlap on weekday {weekday}",
                name=calendar.name, weekday=weekday,
            )  # fmt: skip


def _check_dates(calendar: Calendar) -> None:
    both = sorted(calendar.holidays & calendar.workdays)
    if both:
        raise CalendarError(
            "Calendar “{name}” has {day} both as holiday and as make-up day", name=calendar.name, day=both[0]
        )
    known = calendar.years | calendar.proposed
    loose = sorted(day for day in calendar.holidays | calendar.workdays if day.year not in known)
    if loose:
        raise CalendarError(
            "Calendar “{name}” has {day}, but its years lack {year}",
            name=calendar.name, day=loose[0], year=loose[0].year,
        )  # fmt: skip


def _reach(zone: ZoneInfo, day: date, minute: int) -> int:
    """The first second at which the zone's clock shows that minute of the day, or a later one."""
    wall = datetime.combine(day, datetime.min.time()) + timedelta(minutes=minute)
    early = int(wall.replace(tzinfo=zone, fold=1).timestamp())
    late = int(wall.replace(tzinfo=zone, fold=0).timestamp())
    if early >= late:
        # An ordinary time, or one that the clock shows twice: the first of the two.
        return late
    # A time that the clock skips: the instant of the jump lies between the two readings.
    before = _offset(zone, early)
    while late - early > 1:
        middle = (early + late) // 2
        if _offset(zone, middle) == before:
            early = middle
        else:
            late = middle
    return late


def _offset(zone: ZoneInfo, second: int) -> timedelta | None:
    return _instant(second).astimezone(zone).utcoffset()


def in_utc(instant: datetime) -> datetime:
    """The same instant in UTC; a naive one, which means another time on each machine, is refused."""
    if instant.tzinfo is UTC:
        return instant
    if instant.tzinfo is None:
        raise ValueError(f"An instant needs its zone: {instant.isoformat()}")
    return instant.astimezone(UTC)


def _second(instant: datetime) -> int:
    return int((instant - EPOCH).total_seconds())


def _seconds(holes: Sequence[Hole]) -> list[Span]:
    return [(_second(begin), _second(end)) for begin, end in holes]


def _instant(second: int) -> datetime:
    return EPOCH + timedelta(seconds=second)
