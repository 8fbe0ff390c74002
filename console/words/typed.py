"""What people type for an instant at the desk, and the exact text that verbs take."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

CLOCK = r"(?:上午|下午|晚上|早上|中午)?(?:\d{1,2}:\d{2}|\d{1,2}[点时](?:半|\d{1,2}分?)?|\d{1,2}(?:am|pm))"
"""A time that is nothing else: 14:00, 下午2点半, 2pm."""
DAY = (
    r"(?:今天|明天|后天|today|tomorrow|(?:周|星期|礼拜)[一二三四五六日天]"
    r"|(?:\d{4}-)?\d{1,2}-\d{1,2}|\d{1,2}月\d{1,2}[日号])"
)
BETWEEN = r"[-~\u2013\u2014到至]"
_BARE = rf"(?:{CLOCK}|\d{{4}}|\d{{1,2}})"
"""Where only a time can stand: also 1400, and 14."""
_WHEN = re.compile(
    rf"(?:(?P<day>{DAY})(?:[ t]+|(?<=[\u4e00-\u9fff])))?(?P<begin>{_BARE})"
    rf"(?:\s*{BETWEEN}\s*(?P<end>{_BARE}))?",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"(上午|下午|晚上|早上|中午)?(?:(\d{1,2}):(\d{2})|(\d{2})(\d{2})|(\d{1,2})(?:[点时](?:(半)|(\d{1,2})分?)?)?)(am|pm)?",
    re.IGNORECASE,
)
_DATE = re.compile(r"(?:(\d{4})-)?(\d{1,2})-(\d{1,2})|(\d{1,2})月(\d{1,2})[日号]")
_SPAN = re.compile(r"\+(?:(\d{1,3})h)?(?:(\d{1,4})(?:m|min)?)?")
_AFTERNOON = ("下午", "晚上", "pm")
_AHEAD = {"今天": 0, "today": 0, "明天": 1, "tomorrow": 1, "后天": 2}
NOON = 12
_WEEKDAYS = "一二三四五六日"


class Window(NamedTuple):
    """A window as typed, as instants with their offset; `end` empty when only its beginning was typed."""

    begin: str
    end: str = ""


def instant_text(typed: str, zone: ZoneInfo, now: datetime) -> str:
    """`14:00`, `1400`, `14`, `2pm`, `下午2点半` (today), `07-16 14:00`, `明天 9:00`, `周五9点`, `+90`,
    `+2h` as an instant with its offset.

    Anything else is handed on as it is, for the verb to say what is wrong with it.
    """
    window = window_of(typed, zone, now)
    return window.begin if window is not None and not window.end else typed


def window_of(typed: str, zone: ZoneInfo, now: datetime) -> Window | None:
    """An instant, or two of the same day as `14:00-16:00`; None when it is neither."""
    text = unicodedata.normalize("NFKC", typed).strip().casefold()
    local = now.astimezone(zone)
    try:
        if len(text) > 1 and (span := _SPAN.fullmatch(text)):
            hours, minutes = (int(part or 0) for part in span.groups())
            return Window(
                (local + timedelta(hours=hours, minutes=minutes)).replace(microsecond=0).isoformat()
            )
        found = _WHEN.fullmatch(text)
        if found is None or _is_a_date(found):
            return None
        day = _day(found["day"], local.date())
        begin = datetime.combine(day, _time(found["begin"]), zone)
        if not found["end"]:
            return Window(begin.isoformat())
        end = datetime.combine(day, _time(found["end"]), zone)
        if end <= begin and end.hour < NOON <= begin.hour:
            end += timedelta(hours=NOON)  # from 3 to 5 in the afternoon
        return Window(begin.isoformat(), end.isoformat())
    except ValueError:  # no such day or hour
        return None


def _is_a_date(found: re.Match[str]) -> bool:
    """Whether a range of bare hours may as well be a day: 7-16, but not 15-17."""
    begin, end = found["begin"], found["end"] or ""
    bare = len(begin) < 3 and begin.isdecimal() and len(end) < 3 and end.isdecimal()
    return bare and found["day"] is None and int(begin) <= 12


def _time(text: str) -> time:
    found = _TIME.fullmatch(text)
    if found is None:
        raise ValueError(text)
    part, hour, minute, hour4, minute4, bare, half, minutes, english = found.groups()
    hours = int(hour or hour4 or bare)
    past = 30 if half else int(minute or minute4 or minutes or 0)
    if (part in _AFTERNOON or english == "pm") and hours < 12:
        hours += 12
    return time(hours, past)


def _day(text: str | None, today: date) -> date:
    if text is None:
        return today
    if text in _AHEAD:
        return today + timedelta(days=_AHEAD[text])
    if found := _DATE.fullmatch(text):
        year, month, day, chinese_month, chinese_day = found.groups()
        return date(int(year or today.year), int(month or chinese_month), int(day or chinese_day))
    wanted = _WEEKDAYS.index(text[-1].replace("天", "日"))
    return today + timedelta(days=(wanted - today.weekday()) % 7)


def instant_in(text: str) -> datetime | None:
    """The instant that a verb would read; None where it would read none."""
    try:
        instant = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return instant if instant.tzinfo is not None else None
