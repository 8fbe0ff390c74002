"""Who may watch over the deadlines: when a lease holds, and who may take it (ESC-03)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

BEAT = timedelta(seconds=10)
"""How often whoever holds the lease says so; and how long a sweep may be away without being asked for."""
EXPIRY = timedelta(seconds=30)
"""How long after the last word of its holder a lease is nobody's."""
PROCESS, DESK = "process", "desk"
RANKS = {DESK: 0, PROCESS: 1}
"""A process of its own takes it from an open desk, which is there for other things."""


@dataclass(frozen=True, slots=True)
class Watcher:
    """One who wants to watch: an id of its own, what it is, and where it runs.

    `machine` is the same for processes that can see each other: same machine, same start, same container.
    """

    holder: str
    kind: str
    host: str
    machine: str
    process: int


@dataclass(frozen=True, slots=True)
class Lease:
    """The lease as it stands; `swept_at` is when the last sweep ended, whoever made it."""

    fence: int
    holder: str
    kind: str
    host: str
    machine: str
    process: int
    taken_at: datetime
    beat_at: datetime
    swept_at: datetime | None

    def holds(self, now: datetime) -> bool:
        """Whether somebody has it. A beat that lies ahead is as bad as an old one: a clock was set back."""
        return bool(self.holder) and abs(now - self.beat_at) <= EXPIRY

    def is_of(self, watcher: Watcher) -> bool:
        """Whether this one has it."""
        return self.holder == watcher.holder

    def gives_way(self, watcher: Watcher, now: datetime, *, is_gone: bool = False) -> bool:
        """Whether this one may take it. `is_gone` says that the holder's process is known to have ended."""
        return is_gone or not self.holds(now) or RANKS.get(watcher.kind, 0) > RANKS.get(self.kind, 0)
