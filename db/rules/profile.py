"""Profiles as data: milestones, conditions and target rows (SLA-03 to SLA-05, `deadlines.md` 1-3, 5)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from db.rules.text import WordedError

ON_SITE: Final = "on_site"
REMOTE: Final = "remote"
WAYS: Final = (ON_SITE, REMOTE, "send_in", "mail")
PROBLEMS: Final = ("simple", "complex")
LEVELS: Final = (1, 2, 3, 4)
BRANCH: Final = "branch"
"""Instead of a calendar's code: the calendar of the ticket's own branch (SLA-05)."""


class ProfileError(WordedError):
    """A profile that cannot be written or is not there; the sentence names it and its rows."""


class Milestone(StrEnum):
    """What a ticket is measured by, in the order of its life."""

    RESPOND = "respond"
    ANSWER = "answer"
    ARRIVE = "arrive"
    RESOLVE = "resolve"
    VERIFY = "verify"
    SURVEY = "survey"


class Start(StrEnum):
    """What a target's clock starts at."""

    REPORT = "report"
    DISPATCHED = "dispatched"
    ARRIVED = "arrived"
    FINISHED = "finished"
    VERIFIED = "verified"


class Clock(StrEnum):
    """Whether every minute counts, or only those inside a calendar's windows."""

    ELAPSED = "elapsed"
    SERVICE = "service"


class Fact(StrEnum):
    """What a condition may ask about; the last two compare `distance_km` with the value: <= and >."""

    WAY = "way"
    URGENT = "urgent"
    PROBLEM = "problem"
    SUPPLIER_NEEDED = "supplier_needed"
    MAIN_URBAN = "main_urban"
    FAULT_GROUP = "fault_group"
    WITHIN_KM = "within_km"
    BEYOND_KM = "beyond_km"


@dataclass(frozen=True, slots=True)
class Conditions:
    """The facts of a ticket that choose its targets.

    `level` None is an untriaged ticket, unless its kind of service needs no level (`levelled` False, SLA-14).
    `way` None means that nobody said: level 4 is served remotely,
    everything else on site. `travel_minutes` and `distance_km` are the zone's, `calendar` is the branch's.
    """

    level: int | None = None
    way: str | None = None
    urgent: bool = False
    problem: str = "simple"
    supplier_needed: bool = False
    main_urban: bool = True
    travel_minutes: int = 0
    distance_km: int = 0
    fault_group: str | None = None
    levelled: bool = True
    calendar: str | None = None

    @property
    def way_of_service(self) -> str:
        """The way that was said, or the one that follows from the level."""
        if self.way is not None:
            return self.way
        return REMOTE if self.level == 4 else ON_SITE


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that a row asks of a ticket, such as `Condition(Fact.WAY, "remote")`."""

    fact: Fact
    value: str | bool | int

    def holds(self, conditions: Conditions) -> bool:
        """Whether the ticket fulfils it."""
        match self.fact:
            case Fact.WAY:
                return conditions.way_of_service == self.value
            case Fact.WITHIN_KM:
                return conditions.distance_km <= int(self.value)
            case Fact.BEYOND_KM:
                return conditions.distance_km > int(self.value)
            case _:
                return bool(getattr(conditions, self.fact.value) == self.value)


@dataclass(frozen=True, slots=True)
class Target:
    """One row of a profile.

    `when` holds groups: in each group one condition has to hold. Exactly one of `allowance_minutes`,
    `working_days` and `none` (the milestone does not exist) is given; a row that is only `agreed` has none of
    them and waits for the agreed time. `agreed`: the time agreed with the customer replaces the allowance
    once there is one. `add_travel`: outside the main urban area the zone's travel time is added.
    `calendar` is needed by the service clock and by working days: a code, or `BRANCH`.
    """

    milestone: Milestone
    level: int | None = None
    when: tuple[tuple[Condition, ...], ...] = ()
    allowance_minutes: int | None = None
    working_days: int | None = None
    none: bool = False
    agreed: bool = False
    add_travel: bool = False
    clock: Clock = Clock.ELAPSED
    calendar: str | None = None
    start: Start = Start.REPORT

    @property
    def specialness(self) -> int:
        """How many things the row asks for."""
        return (self.level is not None) + len(self.when)

    def matches(self, conditions: Conditions) -> bool:
        """Whether the row speaks about such a ticket."""
        if self.level is not None and self.level != conditions.level:
            return False
        return all(any(one.holds(conditions) for one in group) for group in self.when)


@dataclass(frozen=True, slots=True)
class Profile:
    """A named set of target rows."""

    name: str
    targets: tuple[Target, ...]
