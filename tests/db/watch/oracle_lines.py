"""What stands on a clerk's sheet, and the ladder as the clerk knows it (`tests/db/watch/oracle.py`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

ORDER = ("respond", "answer", "arrive", "resolve", "verify", "survey")
MINUTE, DAY, LONG_AGO, NEVER = 60, 86_400, -(10**9), 10**12
TOP = 4
AFTER_WORK = ("verify", "survey")
PAUSABLE = ("arrive", "resolve")
QUIET_LEVELS, QUIET_FROM, QUIET_TO = (3, 4), 22 * 3600, 8 * 3600
REPEAT = {1: 10, 2: 10, 3: 10, 4: 60}
REMINDERS = {1: 2, 2: 2, 3: 2, 4: 4}
HOLD = {1: 60, 2: 60, 3: 120, 4: 240}
LATE = ((2, 0), (3, 60), (4, 240))
"""Rung and minutes after the deadline; the last is not for what follows the work."""
CAUSES = {"level_raised": 0, "promise_expired": 1}
"""What comes first where several would call the same rung."""

Standings = dict[str, dict[str, Any]]
Reach = Callable[[int, str, str | None, int], tuple[str, ...]]
"""Who answers to a rung about a milestone, of a ticket held by somebody, at an instant."""


@dataclass
class Call:
    """A line of the sheet: who was called, and what became of it."""

    milestone: str
    rung: int
    cycle: int
    trigger: str
    at: int
    told: int
    in_trouble: bool
    due: int = 0
    skipped: tuple[tuple[int, str, int], ...] = ()
    persons: tuple[str, ...] = ()
    passed: tuple[int, ...] = ()
    reminders: int = 0
    acknowledged: int | None = None
    promise: int | None = None
    ended: int | None = None
    settled: bool = False

    def holds_until(self) -> int:
        assert self.acknowledged is not None
        return self.promise if self.promise is not None else self.acknowledged + HOLD[self.rung] * MINUTE


@dataclass(frozen=True, order=True)
class Reached:
    at: int
    rung: int
    trigger: str

    def not_before(self, at: int) -> Reached:
        return Reached(max(self.at, at), self.rung, self.trigger)


def late_since(
    known: int | None, standing: dict[str, Any], before: dict[str, Any] | None, now: int
) -> int | None:
    """From when a target counts as late where a change made it so: from the change, but one that was late
    already from when it was; nothing where its deadline simply passes."""
    if standing["state"] == "paused":
        goes_on = before is not None and before["state"] in ("running", "paused")
        return known if goes_on else now
    if standing["state"] != "running" or int(standing["due"]) * MINUTE >= now:
        return None
    since: int | None = now
    if before is not None and before["state"] == "paused":
        since = known
    elif before is not None and before["state"] == "running" and int(before["due"]) * MINUTE < now:
        since = known if known is not None else int(before["due"]) * MINUTE
    return None if since is not None and since <= int(standing["due"]) * MINUTE else since
