"""Profiles and their rows: what is promised when (SLA-03, SLA-04, `deadlines.md` 1-3)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from db import kinds
from db.errors import BadField, Refusal
from db.kinds import Called, Fact
from db.policy.model import Policy
from db.rules.conditions import ConditionsError, Group, read_conditions, same
from db.rules.profile import BRANCH
from db.rules.text import clean
from db.verbs import groups
from db.verbs.fields import Code, Label, OptionalCode
from db.verbs.forgiving import MilestoneName
from db.verbs.policy_verb import POLICY_ROW, PolicyVerb, Sections, demand_change, new_code, row_called

LONGEST_MINUTES = 525_600
LONGEST_CONDITIONS = 300


def _line(value: Any) -> Any:
    return clean(value, LONGEST_CONDITIONS, empty=True) if isinstance(value, str) else value


Conditions = Annotated[
    str, BeforeValidator(_line), kinds.Conditions(), Fact(POLICY_ROW, "conditions"), Called("Conditions")
]
TheProfile = Annotated[Code, kinds.Listed("profile"), Fact(POLICY_ROW), Called("Profile")]
TheMilestone = Annotated[MilestoneName, kinds.Code("milestone"), Fact(POLICY_ROW), Called("Milestone")]
TheLevel = Annotated[
    Annotated[int, Field(ge=1, le=4)] | None, kinds.Level(), Fact(POLICY_ROW), Called("Fault level")
]


class OfTarget(PolicyVerb):
    """One row of a profile: its milestone, level and conditions tell it from all others."""

    rule = "SLA-04"
    at_fault = "profile"

    profile: TheProfile
    milestone: TheMilestone
    level: TheLevel = None
    conditions: Conditions = ""

    def asked(self) -> list[Group]:
        """What the row asks for besides its level."""
        try:
            return read_conditions(self.conditions)
        except ConditionsError as error:
            raise BadField.worded("conditions", error) from error

    def rows(self, sections: Sections, policy: Policy) -> list[dict[str, Any]]:
        """The rows of the profile."""
        code = row_called("profile", policy.profiles.profile, self.profile)
        rows: list[dict[str, Any]] = sections["profiles"]["profile"][code].setdefault("target", [])
        return rows

    def place(self, rows: list[dict[str, Any]]) -> int | None:
        """Where the row stands; None where there is none."""
        asked = self.asked()
        return next(
            (
                at
                for at, row in enumerate(rows)
                if row["milestone"] == self.milestone
                and row.get("level") == self.level
                and same(row.get("when", []), asked)
            ),
            None,
        )


class SetTarget(OfTarget):
    """Set a row of a profile: minutes or working days, no target at all, or the agreed time.

    Conditions are written `urgent=yes; way=remote,send_in` (both hold), `beyond_km=100 | supplier_needed=yes`
    (one of them). A row with the same milestone, level and conditions is replaced. Of several rows that fit
    the one that asks for most wins; two that tie are refused.
    """

    name = "set_target"
    word = "set a target"
    group = groups.HOUSE
    example = {"profile": "software", "milestone": "answer", "minutes": 240, "reason": "x"}
    form = (
        "profile", "milestone", "level", "conditions", "minutes", "working_days", "reason", "clock",
        "calendar", "start", "none", "agreed", "add_travel",
    )  # fmt: skip
    tells = ("profile", "milestone", "level", "conditions", "minutes", "working_days", "reason")

    minutes: Annotated[
        Annotated[int, Field(ge=1, le=LONGEST_MINUTES)] | None,
        kinds.Minutes(), Fact(POLICY_ROW), Called("Minutes allowed"),
    ] = None  # fmt: skip
    working_days: Annotated[
        Annotated[int, Field(ge=1, le=366)] | None, kinds.Number(), Fact(POLICY_ROW), Called("Working days")
    ] = None
    none: Annotated[bool, Fact(POLICY_ROW), Called("No target at all")] = False
    agreed: Annotated[bool, Fact(POLICY_ROW), Called("Or as agreed")] = False
    add_travel: Annotated[bool, Fact(POLICY_ROW), Called("Plus travel time")] = False
    clock: Annotated[
        Literal["elapsed", "service"] | None, kinds.Code("clock"), Fact(POLICY_ROW), Called("Clock")
    ] = None
    calendar: Annotated[OptionalCode, kinds.Listed("calendar"), Fact(POLICY_ROW), Called("Calendar")] = ""
    start: Annotated[
        Literal["report", "dispatched", "arrived", "finished", "verified"],
        kinds.Code("start"), Fact(POLICY_ROW), Called("Start"),
    ] = "report"  # fmt: skip

    def edit(self, sections: Sections, policy: Policy) -> None:
        rows = self.rows(sections, policy)
        at = self.place(rows)
        row = self._row(policy)
        if at is None:
            last = max(
                (at for at, each in enumerate(rows) if each["milestone"] == self.milestone), default=None
            )
            rows.insert(len(rows) if last is None else last + 1, row)
        else:
            rows[at] = row

    def _row(self, policy: Policy) -> dict[str, Any]:
        calendar = self.calendar
        if calendar and calendar != BRANCH:
            calendar = row_called("calendar", policy.calendars.calendar, calendar)
        if not calendar and (self.clock == "service" or self.working_days):
            calendar = BRANCH
        clock = self.clock or ("service" if calendar and not self.working_days else "elapsed")
        row: dict[str, Any] = {"milestone": self.milestone}
        if self.level is not None:
            row["level"] = self.level
        if asked := self.asked():
            row["when"] = asked
        row |= {
            name: value
            for name, value in (
                ("allowance", self.minutes), ("working_days", self.working_days), ("none", self.none),
                ("agreed", self.agreed), ("add_travel", self.add_travel),
            )
            if value
        }  # fmt: skip
        if not self.none:
            row |= {"clock": clock, "start": self.start} | ({"calendar": calendar} if calendar else {})
        return row


class DropTarget(OfTarget):
    """Take a row out of a profile; what it promised is then inherited, or another row's."""

    name = "drop_target"
    word = "drop a target"
    group = groups.HOUSE
    example = {"profile": "maker", "milestone": "answer", "reason": "x"}
    form = ("profile", "milestone", "level", "conditions", "reason")
    tells = ("profile", "milestone", "level", "conditions", "reason")

    def edit(self, sections: Sections, policy: Policy) -> None:
        rows = self.rows(sections, policy)
        at = self.place(rows)
        if at is None:
            raise Refusal(
                "SLA-04", "{name} has no such row of its own for “{milestone}”.",
                "paigong show targets PROFILE lists its rows.", name=self.profile, milestone=self.milestone,
            )  # fmt: skip
        del rows[at]


class SetProfile(PolicyVerb):
    """Change what a profile is called, or make one, which inherits every target until it has rows of its own.

    With `like` a new one begins with the rows of another.
    """

    name = "set_profile"
    word = "set a profile"
    group = groups.HOUSE
    example = {"profile": "lifts", "name_zh": "电梯", "reason": "x"}
    form = ("profile", "name_zh", "name_en", "reason")
    tells = ("profile", "name_zh", "reason")
    rule = "SLA-04"
    at_fault = "profile"

    profile: Annotated[Code, Fact(POLICY_ROW, "code"), Called("Profile")]
    name_zh: Annotated[Label | None, Called("Chinese name")] = None
    name_en: Annotated[Label | None, Called("English name")] = None
    source: Annotated[Label | None, Called("Source")] = None
    like: Annotated[OptionalCode, kinds.Listed("profile"), Called("Like profile")] = ""

    def edit(self, sections: Sections, policy: Policy) -> None:
        given = {"zh": self.name_zh or None, "en": self.name_en or None, "source": self.source}
        demand_change(given, "name_zh")
        known, rows = policy.profiles.profile, sections["profiles"]["profile"]
        try:
            code = row_called("profile", known, self.profile)
        except BadField:
            code = new_code("profile", self.profile)
            targets = rows[row_called("like", known, self.like)].get("target", []) if self.like else []
            rows[code] = {
                "zh": self.name_zh or self.name_en,
                "en": self.name_en or self.name_zh,
                "target": targets,
            }
        rows[code] |= {name: value for name, value in given.items() if value is not None}
