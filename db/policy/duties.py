"""What is owed by the calendar of reports as it stood from time to time (RPT-06)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from db.policy.model import Policy
from db.rules.reporting import FARTHEST, Occurrence, occurrences

LONGEST_AHEAD = timedelta(days=60)
"""A report opens so many days before it is due at most (`db.policy.reporting`)."""
UNDECIDED = "undecided"
AGES = datetime.min.replace(tzinfo=UTC)


class Duty(NamedTuple):
    """A report that is owed for a period, in a place; `version` is the policy whose calendar says so."""

    report: str
    branch: str
    department: str
    period: str
    opens_at: datetime
    due_at: datetime
    version: str

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What is owed once."""
        return self.report, self.branch, self.department, self.period


class InForce(NamedTuple):
    """A policy and from when on it was in force."""

    policy: Policy
    since: datetime


def owed(versions: Sequence[InForce], begin: datetime, since: datetime, until: datetime) -> list[Duty]:
    """What opens in `(since, until]` and is not due before `begin`, in the order in which it opens.

    `versions` stand in the order in which they came into force. Each calendar owes what fell due before the
    next one came, and what it had opened by then where the next one knows that report, too: of one period the
    older calendar's word stands.
    """
    found: dict[tuple[str, str, str, str], Duty] = {}
    for at, (policy, from_then) in enumerate(versions):
        following = versions[at + 1] if at + 1 < len(versions) else None
        first = from_then if at else AGES
        for duty in _opening(policy, since, until):
            if duty.due_at >= max(first, begin) and (following is None or _stands(duty, following)):
                found.setdefault(duty.key, duty)
    return sorted(found.values(), key=lambda duty: (duty.opens_at, duty.due_at, duty.key))


def _stands(duty: Duty, following: InForce) -> bool:
    """Whether a duty outlived the calendar that it is from."""
    opened = duty.opens_at < following.since and duty.report in following.policy.reports.report
    return opened or duty.due_at < following.since


def _opening(policy: Policy, since: datetime, until: datetime) -> Iterator[Duty]:
    day = since.date().replace(day=1)
    while day <= (until + timedelta(days=1)).date():
        for duty in of_month(policy, day.year, day.month):
            if since < duty.opens_at <= until:
                yield duty
        day = (day + timedelta(days=32)).replace(day=1)


@lru_cache(maxsize=64)
def of_month(policy: Policy, year: int, month: int) -> tuple[Duty, ...]:
    """All that opens in a month of UTC; a policy's own is found once."""
    first = date(year, month, 1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    found = (
        Duty(kind, branch, department, each.period, each.opens_at, each.due_at, policy.version)
        for kind, branch, department, each in _of_days(
            policy, first - timedelta(days=1), last + timedelta(days=1)
        )
        if first <= each.opens_at.date() <= last
    )
    return tuple(found)


def _of_days(policy: Policy, since: date, until: date) -> Iterator[tuple[str, str, str, Occurrence]]:
    own = policy.organisation
    for kind in policy.reports.report.values():
        rule = kind.due_rule()
        branches: Iterable[str] = own.branch if kind.per == "branch" else (own.default_branch,)
        departments = (kind.departments or _serving(policy)) if kind.per == "department" else ("",)
        for branch in branches:
            place = own.branch[branch]
            calendar = policy.targets.calendars[place.calendar]
            for each in occurrences(rule, calendar, ZoneInfo(place.zone), since, until):
                for department in departments:
                    yield kind.code, branch, department, each


def _serving(policy: Policy) -> tuple[str, ...]:
    """The departments that are responsible for some product."""
    return tuple(sorted({row.department for row in policy.products.route.values() if row.code != UNDECIDED}))


def reach(begin: datetime) -> datetime:
    """From when on things may have opened that are not due before `begin`."""
    return begin - LONGEST_AHEAD - FARTHEST
