"""Days and instants as people write them. A day without a time of day stays a day: it is not midnight."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TypeGuard

Told = datetime | date
"""What somebody said of a moment: the instant, or only its day."""

FIRST_DAY = datetime(1899, 12, 30)
DAYS_COUNTED = range(20_000, 80_000)
"""Days after `FIRST_DAY`, 1954 to 2119: how spreadsheets keep dates, and what they write for some."""
_COUNTED = re.compile(r"\d{5}(\.\d{1,15})?", re.ASCII)
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_TIME = re.compile(r"(\d{1,2})\s*[:时点]\s*(\d{1,2})?\s*(?:[:分]\s*(\d{1,2})?)?\s*秒?(?:\.\d{1,9})?")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:[ T]?(\d\d)(\d\d)(\d\d)?)?")
_ISO = re.compile(r"\d{4}-(?:\d\d-\d\d|W\d\d(?:-\d)?)(?:$|[ Tt]|[-_](?=\d\d:))", re.ASCII)
"""What begins as ISO 8601 has it; any other sign behind the day leads to another day, as in `…-15~16`."""
_HALF_PAST = re.compile(r"(\d)\s*[点时]半")
_WEEKDAY = re.compile(r"^\s*[(\[]?(?:星期|周|礼拜)[一二三四五六日天][)\]]?")
_OFFSET = re.compile(r"\s*(Z|[+-]\d\d:?\d\d)$", re.IGNORECASE)
_SPAN = re.compile(r"(?<![:\dTW])\d{1,2}(?::?\d\d)?\s*[-–—~至到]\s*\d{1,2}(?::?\d\d)?(?::\d\d)?$")
"""From one time of day to another, as in `14:00-16:00` or `14-16`: that is no offset."""
_WINDOW = re.compile(
    r"(?P<day>.*?)(?P<begin>(?<![:\dT])\d{1,2}(?::\d\d)?)[点时]?\s*[-–—~至到]\s*"
    r"(?P<end>\d{1,2}(?::\d\d)?)[点时]?(?::\d\d)?$"
)
_HALVES = "上午|早上|凌晨|中午|下午|晚上|傍晚|夜间|AM|PM|am|pm"
_HALF = re.compile(rf"^({_HALVES})\s*")
_LATE = ("下午", "晚上", "傍晚", "夜间", "中午", "PM", "pm")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<month>(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6})\.?"
_WEEKDAYS = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?,?\s+)?"
_MONTH_FIRST = re.compile(
    rf"{_WEEKDAYS}{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})(?!\d)", re.IGNORECASE
)
_DAY_FIRST = re.compile(
    rf"{_WEEKDAYS}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[-/\s]+{_MONTH}[-/,\s]+(?P<year>\d{{4}})(?!\d)",
    re.IGNORECASE,
)
_CLOCK_PARTS = re.compile(r"%[HIMScXTRpf]")


def is_day(told: object) -> TypeGuard[date]:
    """Whether it is a moment of which only the day is known."""
    return isinstance(told, date) and not isinstance(told, datetime)


def read_instant(text: str, patterns: Sequence[str] = ()) -> Told | None:
    """The day or instant that a text names, without a zone unless it gives an offset; None for neither.

    `patterns` are formats that a map names; they come first. A span of time is neither.
    """
    return _by_pattern(text, patterns) or _iso(text) or _written(text) or _counted(text)


def window_of(text: str) -> tuple[str, str] | None:
    """The begin and the end of a window of one day, as in `2026-07-15 14:00-16:00` or `14点-16点半`; None
    for what is none."""
    found = _WINDOW.fullmatch(_HALF_PAST.sub(r"\1:30", unicodedata.normalize("NFKC", text).strip()))
    if found is None or not _DAY.match(found["day"]):
        return None
    begin, end = (at if ":" in at else f"{at}:00" for at in (found["begin"], found["end"]))
    return f"{found['day']}{begin}", f"{found['day']}{end}"


def _by_pattern(text: str, patterns: Sequence[str]) -> Told | None:
    for pattern in patterns:
        try:
            found = datetime.strptime(text, pattern)
        except (ValueError, re.error, IndexError):
            continue
        return found if _CLOCK_PARTS.search(pattern) else found.date()
    return None


def _iso(text: str) -> Told | None:
    if not _ISO.match(text) or _is_span(text):
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if ":" in text or len(text) > len("2026-07-15") else found.date()


def _is_span(text: str) -> bool:
    """Whether two times of day stand behind the day, which may be written with the same strokes."""
    return _SPAN.search(_DAY.sub("", text, count=1)) is not None


def _written(text: str) -> Told | None:
    """The ways in which people write instants: 2026年7月15日 14时30分, 2026/7/15 14:30, 20260715 1430,
    15-Jul-2026 2:30 PM, July 15, 2026."""
    plain = _with_month(unicodedata.normalize("NFKC", text).strip())
    if _is_span(plain):
        return None
    offset = _OFFSET.search(plain)
    if offset and _TIME.search(plain[: offset.start()]):
        plain = plain[: offset.start()]
    else:
        offset = None
    compact = _COMPACT.fullmatch(plain)
    parts = [int(each) for each in compact.groups() if each] if compact else _parts(plain)
    if parts is None:
        return None
    try:
        if len(parts) == len(("year", "month", "day")):
            return date(*parts)
        found = datetime(*parts)  # type: ignore[arg-type]
        return datetime.fromisoformat(found.isoformat() + offset[1].upper()) if offset else found
    except ValueError:
        return None


def _with_month(text: str) -> str:
    """The same with the day as a number where its month is an English word, which can be no other."""
    found = _MONTH_FIRST.match(text) or _DAY_FIRST.match(text)
    if found is None:
        return text
    month = _MONTHS.index(found["month"][:3].casefold()) + 1
    return f"{found['year']}-{month}-{found['day']} {text[found.end() :].lstrip(' ,T')}".strip()


def _counted(text: str) -> Told | None:
    """A date as the number that a spreadsheet keeps, to the second."""
    if not _COUNTED.fullmatch(text) or int(text[:5]) not in DAYS_COUNTED:
        return None
    found = FIRST_DAY + timedelta(seconds=round(float(text) * 86_400))
    return found if "." in text else found.date()


def _parts(text: str) -> list[int] | None:
    """Year, month, day; hour, minute, second too where they are told. A half of the day is no time of day."""
    day = _DAY.match(text)
    if day is None:
        return None
    rest = _HALF_PAST.sub(r"\1:30", _WEEKDAY.sub("", text[day.end() :]).strip(" T,，"))
    half = _HALF.match(rest)
    late = half is not None and half[1] in _LATE
    early = half is not None and not late
    rest = rest[half.end() :] if half else rest
    if rest[-2:].casefold() in ("am", "pm"):
        late = rest[-2:].casefold() == "pm"
        early = not late
        rest = rest[:-2].rstrip()
    clock = _TIME.fullmatch(rest) if rest else None
    if rest and clock is None:
        return None
    parts = [*map(int, day.groups())]
    if clock is None:
        return parts
    hour, minute, second = (int(each or 0) for each in clock.groups())
    if early and hour == 12:
        hour = 0
    at_noon = half is not None and half[1] == "中午" and hour >= 11
    return [*parts, hour + 12 if late and hour < 12 and not at_noon else hour, minute, second]
