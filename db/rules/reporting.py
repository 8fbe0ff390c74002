"""When a report or a meeting falls due: a recurrence, moved to working days, in the branch's zone (RPT-06).

Days are local dates, instants UTC in whole seconds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from db.rules.calendar import EMPTY_DAYS, Calendar
from db.rules.text import WordedError

FARTHEST = timedelta(days=45)
"""A day is not moved further than this: longer holidays there are not."""
BY_DEFAULT = {"BYSECOND", "BYMINUTE", "BYHOUR", "COUNT", "UNTIL", "DTSTART"}
"""Parts that a rule may not have: the time of day stands beside it, and it has no end."""
DAY_BY = {
    "DAILY": (),
    "WEEKLY": (("BYDAY",),),
    "MONTHLY": (("BYMONTHDAY",), ("BYDAY",)),
    "YEARLY": (("BYMONTH", "BYMONTHDAY"), ("BYMONTH", "BYDAY"), ("BYYEARDAY",)),
}
"""What says on which day: without it the day would hang on where the count begins."""


class RuleError(WordedError):
    """A recurrence that says no day, or cannot be read."""


@dataclass(frozen=True, slots=True)
class DueRule:
    """As `db.policy.reporting.ReportKind` has it."""

    rule: str
    covers: str
    begins: str = ""
    working_day: int = 0
    shift: str = "none"
    at: str = "17:00"
    ahead_days: int = 0
    which: str = "previous"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time that something is due: for which period, from when on it can be done, until when."""

    period: str
    opens_at: datetime
    due_at: datetime


def check(rule: str, begins: str = "") -> None:
    """Raise RuleError where a recurrence cannot be read, or does not say by itself which days it means."""
    parts = dict(part.partition("=")[::2] for part in rule.upper().split(";"))
    named = {name for name, value in parts.items() if value}
    ways = DAY_BY.get(parts.get("FREQ", ""))
    if ways is None or named & BY_DEFAULT or (ways and not any(named.issuperset(way) for way in ways)):
        raise RuleError("“{rule}” does not say on which days.", rule=rule)
    if "INTERVAL" in named and not begins:
        raise RuleError("“{rule}” has an interval: say from which day it counts.", rule=rule)
    try:
        _days(rule, begins, date(2026, 1, 1), date(2026, 1, 2))
    except (ValueError, KeyError, TypeError) as error:
        raise RuleError("“{rule}” is no recurrence.", rule=rule) from error


def occurrences(
    rule: DueRule, calendar: Calendar, zone: ZoneInfo, since: date, until: date
) -> Iterator[Occurrence]:
    """All that open on these local days, both included, in the order of the rule's days."""
    margin = FARTHEST + timedelta(days=rule.ahead_days)
    for day in _days(rule.rule, rule.begins, since - margin, until + margin):
        due_day = _moved(day, rule, calendar)
        opens = due_day - timedelta(days=rule.ahead_days)
        if since <= opens <= until:
            hour, minute = map(int, rule.at.split(":"))
            yield Occurrence(
                period_of(rule.covers, day, {"previous": -1, "present": 0, "next": 1}[rule.which]),
                _instant(opens, time(0, 0), zone),
                _instant(due_day, time(hour, minute), zone),
            )


def _days(rule: str, begins: str, since: date, until: date) -> list[date]:
    from dateutil.rrule import rrulestr  # nothing else needs it

    # A rule says its days by itself: it may be counted from the begin of any year but for an interval.
    first = date.fromisoformat(begins) if begins else date(since.year, 1, 1)
    found = rrulestr(rule, dtstart=datetime.combine(first, time()))
    return [
        each.date()
        for each in found.between(datetime.combine(since, time()), datetime.combine(until, time()), inc=True)
    ]


def _moved(day: date, rule: DueRule, calendar: Calendar) -> date:
    """The day on which it is due."""
    if rule.working_day:
        left, at = rule.working_day, day - timedelta(days=1)
        for _ in range(EMPTY_DAYS):
            at += timedelta(days=1)
            left -= calendar.is_working_day(at)
            if not left:
                return at
        return day
    step = {"none": 0, "before": -1, "after": 1}[rule.shift]
    at = day
    while step and not calendar.is_working_day(at) and abs(at - day) < FARTHEST:
        at += timedelta(days=step)
    return at


def _instant(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, zone).astimezone(UTC)


def period_of(covers: str, day: date, steps: int = 0) -> str:
    """The period of that kind which holds a day, or the one so many steps away: 2026-07-15, 2026-W29,
    2026-07, 2026-Q3, 2026-H2, 2026."""
    if covers == "day":
        return (day + timedelta(days=steps)).isoformat()
    if covers == "week":
        year, week, _ = (day + timedelta(weeks=steps)).isocalendar()
        return f"{year}-W{week:02}"
    months = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}[covers]
    at = day.year * 12 + day.month - 1 + steps * months
    year, number = at // 12, at % 12 // months + 1
    return {
        "month": f"{year}-{number:02}", "quarter": f"{year}-Q{number}", "half_year": f"{year}-H{number}",
        "year": f"{year}",
    }[covers]  # fmt: skip
