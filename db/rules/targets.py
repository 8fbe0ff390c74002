"""Which row of a profile is the target of a milestone (`deadlines.md` 1, 5).

A row is as special as the number of things it asks for: its level and each of its condition groups count
one. The most special row that matches wins; a tie that could happen is refused by `check_profile`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from db.rules.calendar import Calendar
from db.rules.profile import (
    BRANCH,
    ON_SITE,
    REMOTE,
    Clock,
    Condition,
    Conditions,
    Fact,
    Milestone,
    Profile,
    ProfileError,
    Start,
    Target,
)
from db.rules.profile_check import check_profile

__all__ = [
    "Choice",
    "Clock",
    "Condition",
    "Conditions",
    "Fact",
    "Milestone",
    "Profile",
    "ProfileError",
    "Start",
    "Target",
    "Targets",
    "check_profile",
]

CACHED_CHOICES: Final = 8192


@dataclass(frozen=True, slots=True)
class Choice:
    """The target in force for one milestone, ready to run.

    `calendar` None is the elapsed clock; `seconds` None a target in working days or one that waits for the
    agreed time; `at_risk_seconds` how much of it passes before it is at risk.
    """

    target: Target
    level: int | None
    calendar: Calendar | None
    seconds: int | None
    at_risk_seconds: int


@dataclass(frozen=True)
class Targets:
    """Profiles and calendars of one version of the policy, refused with `ProfileError` when unsound."""

    profiles: Mapping[str, Profile]
    calendars: Mapping[str, Calendar]
    base: str = "electrical"
    at_risk_percent: int = 25
    default_calendar: str = ""
    """What counts where a row asks for the branch's calendar and none is known."""
    _chosen: dict[tuple[str, Conditions], dict[Milestone, Choice]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        if self.base not in self.profiles:
            raise ProfileError(
                "The profile “{name}”, which all others inherit from, is missing", name=self.base
            )
        if not 0 <= self.at_risk_percent <= 100:
            raise ProfileError("At risk needs 0 to 100 percent, not {count}", count=self.at_risk_percent)
        for profile in self.profiles.values():
            check_profile(profile)
            for number, row in enumerate(profile.targets, 1):
                calendar = self.default_calendar if row.calendar == BRANCH else row.calendar
                if calendar is not None and calendar not in self.calendars:
                    raise ProfileError(
                        "Profile “{name}”, row {number}: unknown calendar “{calendar}”",
                        name=profile.name, number=number, calendar=calendar,
                    )  # fmt: skip

    def chosen(self, profile: str, conditions: Conditions) -> dict[Milestone, Choice]:
        """The target of every milestone that exists, in milestone order; not to be changed by the caller.

        While untriaged only respond, by level 1's row, and answer exist. Arrive is there for every way of
        service, because a remote finish has to name what it made not applicable.
        """
        key = (profile, conditions)
        found = self._chosen.get(key)
        if found is None:
            if len(self._chosen) >= CACHED_CHOICES:
                self._chosen.clear()
            found = dict(self._choices(profile, conditions))
            self._chosen[key] = found
        return found

    def _choices(self, profile: str, conditions: Conditions) -> Iterator[tuple[Milestone, Choice]]:
        untriaged = conditions.level is None and conditions.levelled
        judged = replace(conditions, level=1, way=conditions.way_of_service) if untriaged else conditions
        for milestone in (Milestone.RESPOND, Milestone.ANSWER) if untriaged else tuple(Milestone):
            if milestone is Milestone.VERIFY and judged.way_of_service != REMOTE:
                continue
            asked = replace(judged, way=ON_SITE) if milestone is Milestone.ARRIVE else judged
            row = self.row(profile, milestone, asked)
            if row is not None and not row.none:
                yield milestone, self._choice(row, judged)

    def row(self, profile: str, milestone: Milestone, conditions: Conditions) -> Target | None:
        """The most special own row that matches, else the most special inherited one."""
        for name in (profile, self.base):
            if name not in self.profiles:
                raise ProfileError("There is no profile “{name}”", name=name)
            rows = self.profiles[name].targets
            matching = [row for row in rows if row.milestone is milestone and row.matches(conditions)]
            if matching:
                return max(matching, key=lambda row: row.specialness)
        return None

    def _choice(self, row: Target, conditions: Conditions) -> Choice:
        seconds = None
        if row.allowance_minutes is not None:
            travel = conditions.travel_minutes if row.add_travel and not conditions.main_urban else 0
            seconds = 60 * (row.allowance_minutes + travel)
        counts = row.clock is Clock.SERVICE or row.working_days is not None
        code = row.calendar
        if code == BRANCH:
            code = conditions.calendar if conditions.calendar in self.calendars else self.default_calendar
        calendar = self.calendars[code] if counts and code is not None else None
        return Choice(row, conditions.level, calendar, seconds, self.before_risk(seconds or 0))

    def before_risk(self, seconds: int) -> int:
        """How many of the allowance's seconds pass before it is at risk."""
        return -(-seconds * (100 - self.at_risk_percent) // 100)
