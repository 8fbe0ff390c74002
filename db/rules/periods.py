"""Periods of the calendar, by a branch's clock: half-open, from one local midnight to another (RPT-01).

A period goes by a name that says its kind: `2026-07-15` a day, `2026-W29` a week from Monday (ISO 8601),
`2026-07` a month, `2026-Q3` a quarter, `2026-H2` a half-year, `2026` a year.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

DAY, WEEK, MONTH, QUARTER, HALF_YEAR, YEAR = "day", "week", "month", "quarter", "half_year", "year"
KINDS: Final = (DAY, WEEK, MONTH, QUARTER, HALF_YEAR, YEAR)
"""From the shortest."""
MONTHS: Final = {MONTH: 1, QUARTER: 3, HALF_YEAR: 6, YEAR: 12}
MOST_PERIODS: Final = 400
"""So many may be asked for at once: the days of a year, and some."""
FIRST_YEAR, LAST_YEAR = 1990, 2199
"""Outside of these nothing is served: a slip of the keys."""
BETWEEN: Final = ".."
_NAMES: Final = {
    DAY: re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})"),
    WEEK: re.compile(r"(?P<year>\d{4})-W(?P<number>\d{2})"),
    MONTH: re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})"),
    QUARTER: re.compile(r"(?P<year>\d{4})-Q(?P<number>[1-4])"),
    HALF_YEAR: re.compile(r"(?P<year>\d{4})-H(?P<number>[12])"),
    YEAR: re.compile(r"(?P<year>\d{4})"),
}


class UnknownPeriod(ValueError):
    """A name that is no period's."""


class TooManyPeriods(ValueError):
    """More than `MOST_PERIODS` at once."""


@dataclass(frozen=True, slots=True)
class Days:
    """A period by its days: from `first` to the day before `after`."""

    kind: str
    first: date
    after: date

    @property
    def name(self) -> str:
        """What it goes by."""
        first = self.first
        if self.kind == DAY:
            return first.isoformat()
        if self.kind == WEEK:
            year, week, _day = first.isocalendar()
            return f"{year}-W{week:02}"
        if self.kind == MONTH:
            return f"{first:%Y-%m}"
        if self.kind == YEAR:
            return f"{first.year}"
        letter = "Q" if self.kind == QUARTER else "H"
        return f"{first.year}-{letter}{(first.month - 1) // MONTHS[self.kind] + 1}"


@dataclass(frozen=True, slots=True)
class Period:
    """A period by a branch's clock: all instants of `[begin, end)`, in UTC."""

    kind: str
    name: str
    begin: datetime
    end: datetime


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The instant at which a day begins there, in UTC. Where clocks go forward over midnight it begins with
    the first instant that there is; where they go back over it, with the first of the two midnights."""
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)


def in_zone(days: Days, zone: ZoneInfo) -> Period:
    """The instants of these days there."""
    return Period(days.kind, days.name, midnight(days.first, zone), midnight(days.after, zone))


def holding(kind: str, day: date) -> Days:
    """The period of this kind in which the day lies."""
    if kind == DAY:
        return Days(kind, day, day + timedelta(days=1))
    if kind == WEEK:
        monday = day - timedelta(days=day.weekday())
        return Days(kind, monday, monday + timedelta(days=7))
    months = MONTHS[kind]
    first = day.replace(month=(day.month - 1) // months * months + 1, day=1)
    return Days(kind, first, _months_later(first, months))


def following(days: Days) -> Days:
    """The one after it."""
    return holding(days.kind, days.after)


def preceding(days: Days) -> Days:
    """The one before it."""
    return holding(days.kind, days.first - timedelta(days=1))


def named(text: str) -> Days:
    """The period that goes by this name, whatever its kind; raises UnknownPeriod."""
    wanted = text.strip().upper()
    for kind, pattern in _NAMES.items():
        found = pattern.fullmatch(wanted)
        if found is None:
            continue
        parts = {name: int(value) for name, value in found.groupdict().items()}
        try:
            days = _of_parts(kind, **parts)
        except ValueError as error:
            raise UnknownPeriod(text) from error
        if not FIRST_YEAR <= parts["year"] <= LAST_YEAR:
            raise UnknownPeriod(text)
        return days
    raise UnknownPeriod(text)


def _of_parts(kind: str, year: int, month: int = 1, day: int = 1, number: int = 1) -> Days:
    if kind == WEEK:
        return holding(WEEK, date.fromisocalendar(year, number, 1))
    if kind in (QUARTER, HALF_YEAR):
        month = (number - 1) * MONTHS[kind] + 1
    return holding(kind, date(year, month, day))


def within(kind: str, whole: Days) -> list[Days]:
    """The periods of a kind that a stretch of days touches, in order, also those in which nothing happens.

    Of a kind that is no longer than the stretch's these are its parts; weeks reach over its ends.
    """
    found = [holding(kind, whole.first)]
    while found[-1].after < whole.after:
        if len(found) == MOST_PERIODS:
            raise TooManyPeriods(len(found))
        found.append(following(found[-1]))
    return found


def asked(kind: str, text: str, today: date) -> list[Days]:
    """What is asked for in words: `2026-07`, a range `2026-05..2026-07` with both its ends, or nothing for
    the present one. A name of another kind asks for the periods of this kind in it: the days of a month.

    Raises UnknownPeriod, also for a range that ends before it begins, and TooManyPeriods.
    """
    if not text.strip():
        return [holding(kind, today)]
    begin, between, end = text.partition(BETWEEN)
    first = named(begin)
    last = named(end) if between else first
    if last.after <= first.first or last.first < first.first:
        raise UnknownPeriod(text)
    return within(kind, Days(first.kind, first.first, last.after))


def _months_later(first: date, months: int) -> date:
    """The first of a month so many months later."""
    years, month = divmod(first.month - 1 + months, 12)
    return first.replace(year=first.year + years, month=month + 1)
