"""Shift patterns: which shift somebody has on which day, week after week (PPL-01).

A pattern is written as letters, Monday first, weeks with a slash between them: `DDDDD--/LLLLL--` is a week of
day shifts, then one of late ones, over and over from the week in which it begins. It carries the hours of its
letters and its zone of time, so that a policy of later on changes nothing about days that were worked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from db.rules.hours import read_windows
from db.rules.text import WordedError

OFF_DAY: Final = "-"
AS_USUAL: Final = "."
"""Where single days are set: this one again as its pattern has it."""
DAY: Final = timedelta(days=1)
WEEK: Final = 7
MOST_WEEKS: Final = 12
MOST_DAYS: Final = 92
_OFF = frozenset("-休")
_BLANKS = re.compile(r"\s+")


class ShiftError(WordedError):
    """Shifts that cannot be read."""


@dataclass(frozen=True, slots=True)
class Weekly:
    """`weeks` are letters, seven for each; `hours` by letter as `HH:MM-HH:MM` with commas between them, one
    that ends before it begins crosses midnight."""

    weeks: tuple[str, ...]
    hours: tuple[tuple[str, str], ...]
    zone: str

    def letter(self, day: date, since: date) -> str:
        """The shift of a day; the first week is the one in which `since` lies."""
        monday = since - since.weekday() * DAY
        return self.weeks[(day - monday).days // WEEK % len(self.weeks)][day.weekday()]


Worked = tuple[datetime, datetime]


@lru_cache(maxsize=20_000)
def shift_on(hours: str, day: date, zone: str) -> tuple[Worked, ...]:
    """The stretches of work that begin on a day, by the clock of that zone."""
    found = []
    for window in filter(None, hours.split(",")):
        opens, closes = (int(each[:2]) * 60 + int(each[3:]) for each in window.split("-"))
        found.append((at_minute(day, opens, zone), at_minute(day, closes + 1440 * (closes <= opens), zone)))
    return tuple(found)


@lru_cache(maxsize=20_000)
def at_minute(day: date, minute: int, zone: str) -> datetime:
    """That minute of a day by the clock on the wall there; from 1440 on it lies on the next day."""
    days, minute = divmod(minute, 1440)
    wall = datetime.combine(day + days * DAY, time(minute // 60, minute % 60), ZoneInfo(zone))
    return wall.astimezone(UTC)


def midnight(day: date, zone: str) -> datetime:
    """When a day begins."""
    return at_minute(day, 0, zone)


def days_in(begin: datetime, end: datetime, zone: str) -> Iterator[date]:
    """The days of which a part lies in `[begin, end)`, by the clock of that zone."""
    day, last = begin.astimezone(ZoneInfo(zone)).date(), end.astimezone(ZoneInfo(zone)).date()
    while day < last or (day == last and midnight(day, zone) < end):
        yield day
        day += DAY


def read_letters(text: str, known: Mapping[str, tuple[str, ...]], *, usual: bool = False) -> str:
    """Letters of shifts, one for each day: `DDDDD--`, `白白白白白休休`. `known` are the names of each letter.
    `usual` lets a dot say that a day is again as the pattern has it."""
    names = {name.casefold(): letter for letter, listed in known.items() for name in (letter, *listed)}
    found = []
    for sign in _BLANKS.sub("", text).casefold():
        if sign in _OFF:
            found.append(OFF_DAY)
        elif usual and sign == AS_USUAL:
            found.append(AS_USUAL)
        elif sign in names:
            found.append(names[sign])
        else:
            raise ShiftError(
                "“{sign}” is no shift: there are {codes} and - for off", sign=sign, codes=", ".join(known)
            )
    if not found:
        raise ShiftError("write a letter for each day, such as DDDDD--")
    return "".join(found)


def read_weeks(text: str, known: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The weeks of a pattern, seven letters for each."""
    weeks = tuple(read_letters(week, known) for week in text.split("/"))
    for week in weeks:
        if len(week) != WEEK:
            raise ShiftError(
                "a week has seven days, Monday first: {week} has {count}", week=week, count=len(week)
            )
    if len(weeks) > MOST_WEEKS:
        raise ShiftError("at most {most} weeks take turns", most=MOST_WEEKS)
    return weeks


def written(weeks: tuple[str, ...]) -> str:
    """Weeks as one text."""
    return "/".join(weeks)


def hours_text(letters: str, hours: Mapping[str, str]) -> str:
    """The hours of the letters that stand there: `D 08:30-17:30;N 22:00-06:00`."""
    return ";".join(f"{each} {hours[each]}" for each in sorted(set(letters) - {OFF_DAY, "/"}))


@lru_cache(maxsize=5_000)
def read_stored(weeks: str, hours: str, zone: str) -> Weekly:
    """A pattern as the store keeps it."""
    by_letter = tuple(
        (letter, windows)
        for letter, _, windows in (each.partition(" ") for each in hours.split(";"))
        if letter
    )
    return Weekly(tuple(weeks.split("/")), by_letter, zone)


def plain_hours(text: str) -> str:
    """Hours as they are kept: `08:30-12:00,13:30-17:30`. Raises HoursError."""
    return ",".join(read_windows(text))
