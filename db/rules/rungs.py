"""What a ladder is, what was called on it, and what it comes to: values without a clock (ESC-01, ESC-03)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

AT_RISK: Final = "at_risk"
BREACHED: Final = "breached"
UNACKNOWLEDGED: Final = "unacknowledged"
LEVEL_RAISED: Final = "level_raised"
CHASED: Final = "chased"
REGISTERED: Final = "registered"
COMPLAINT: Final = "complaint"
UNANSWERED_WISH: Final = "unanswered_wish"
MANUAL: Final = "manual"
PROMISE_EXPIRED: Final = "promise_expired"
"""Not among a ladder's triggers: a promise that passed always calls the same rung again."""

BY_PEOPLE: Final = frozenset({MANUAL, CHASED, COMPLAINT, UNANSWERED_WISH})
"""What somebody wanted answered stays open until somebody acknowledges it, whatever becomes of the clock."""
FALLBACK: Final = "resolve"
"""What a call is about while no clock runs."""
DEFER: Final = "defer"
SKIP: Final = "skip"


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours in which a rung's notices wait (`defer`) or are left out (`skip`); minutes from midnight."""

    kind: str
    begins: int
    ends: int

    def holds(self, instant: datetime, zone: ZoneInfo) -> bool:
        """Whether that instant lies in them."""
        local = instant.astimezone(zone)
        minute = local.hour * 60 + local.minute
        if self.begins < self.ends:
            return self.begins <= minute < self.ends
        return minute >= self.begins or minute < self.ends

    def end(self, instant: datetime, zone: ZoneInfo) -> datetime:
        """The instant at which those that hold it end."""
        local = instant.astimezone(zone)
        day = local.date()
        if local.hour * 60 + local.minute >= self.ends:
            day += timedelta(days=1)
        wall = datetime(day.year, day.month, day.day, self.ends // 60, self.ends % 60, tzinfo=zone)
        return wall.astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Rung:
    """A step of a ladder. `person` is a staff number that stands before the role. An acknowledgement without
    a promise holds for `hold_minutes`; a promise reaches no further than `promise_minutes`, where it says
    so."""

    number: int
    role: str
    roles: Mapping[str, str] = field(default_factory=dict)
    person: str = ""
    repeat_minutes: int = 30
    reminders: int = 0
    hold_minutes: int = 60
    promise_minutes: int | None = None
    quiet: Quiet | None = None

    def role_for(self, milestone: str) -> str:
        """The role that it calls about this milestone."""
        return self.roles.get(milestone, self.role)


@dataclass(frozen=True, slots=True)
class Trigger:
    """What calls a rung, `after_minutes` after its moment; rung 0 is the one above the open call. `times`:
    how often it has happened. Without levels or milestones it is for all of them."""

    kind: str
    rung: int
    after_minutes: int = 0
    times: int = 1
    levels: frozenset[int] = frozenset()
    milestones: frozenset[str] = frozenset()

    def is_for(self, milestone: str, level: int | None) -> bool:
        """Whether it is for this milestone and level."""
        return (not self.milestones or milestone in self.milestones) and (
            not self.levels or level in self.levels
        )


@dataclass(frozen=True)
class Ladder:
    """Rungs from 1 up, and what calls them. `fallback` is whom rung 1 calls while nobody holds the ticket."""

    code: str
    fallback: str
    rungs: tuple[Rung, ...]
    triggers: tuple[Trigger, ...]
    quiet_levels: frozenset[int] = frozenset()
    _by_kind: dict[str, tuple[Trigger, ...]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        for trigger in self.triggers:
            self._by_kind[trigger.kind] = (*self._by_kind.get(trigger.kind, ()), trigger)

    @property
    def top(self) -> int:
        """The highest rung."""
        return len(self.rungs)

    def rung(self, number: int) -> Rung:
        """The rung with this number; the highest where a call is from a longer ladder."""
        return self.rungs[min(max(number, 1), self.top) - 1]

    def of_kind(self, kind: str) -> tuple[Trigger, ...]:
        """Its triggers of this kind."""
        return self._by_kind.get(kind, ())

    def telling(
        self, number: int, level: int | None, at: datetime, zone: ZoneInfo
    ) -> tuple[str | None, datetime | None]:
        """When people are told of a call made at that instant: `(None, at)`, `(defer, the end of the quiet
        hours)`, or `(skip, None)`. Level 1, and what nobody has triaged yet, never waits."""
        quiet = self.rung(number).quiet
        if quiet is None or level in (None, 1) or level not in self.quiet_levels:
            return None, at
        if not quiet.holds(at, zone):
            return None, at
        return (DEFER, quiet.end(at, zone)) if quiet.kind == DEFER else (SKIP, None)


@dataclass(frozen=True, slots=True)
class Call:
    """A rung that was called. `told_at` is when people were told (`at` where nobody is); `settled` says that
    it needs no answer any more; `in_trouble` that its target was in trouble then; `due_at` its moment."""

    id: str
    milestone: str
    trigger: str
    rung: int
    cycle: int
    at: datetime
    told_at: datetime
    due_at: datetime
    reminders: int = 0
    acknowledged_at: datetime | None = None
    settled: bool = False
    promise: datetime | None = None
    ended_at: datetime | None = None
    in_trouble: bool = False
    is_hole: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it is unanswered and its cycle goes on."""
        return self.acknowledged_at is None and self.ended_at is None


class Happening(NamedTuple):
    """What happened to the ticket besides its clocks: the last raise of its level, the chase that came last
    with how many there were, its first level."""

    trigger: str
    at: datetime
    times: int = 1
    level: int | None = None


class Reached(NamedTuple):
    """A rung that a trigger reached, and when."""

    at: datetime
    rung: int
    trigger: str


class Due(NamedTuple):
    """A rung to be called now. `at` is when it was due; `skipped` what was due below or beside it; `closes`
    the calls of the cycle before this one, which end with it."""

    milestone: str
    rung: int
    cycle: int
    trigger: str
    at: datetime
    skipped: tuple[Reached, ...] = ()
    closes: tuple[str, ...] = ()
    deadline: datetime | None = None


class Repeat(NamedTuple):
    """A reminder that is due under a call, by its number from 1."""

    call: str
    milestone: str
    rung: int
    number: int
    at: datetime


class Ending(NamedTuple):
    """A call whose cycle ends; settled where nobody need answer it any more."""

    call: str
    settled: bool
