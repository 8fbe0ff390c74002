"""Calendars: service windows by weekday, and which calendar counts for whom (SLA-05, `deadlines.md` 11)."""

from __future__ import annotations

from typing import Annotated, Any

from db import kinds
from db.errors import BadField
from db.kinds import Called, Fact
from db.policy.model import Policy
from db.rules.hours import HoursError, by_weekday, read_weekdays, read_windows, rows_of
from db.verbs import groups
from db.verbs.fields import Code, Label, OptionalCode
from db.verbs.policy_verb import POLICY_ROW, PolicyVerb, Sections, demand_change, new_code, row_called


class SetHours(PolicyVerb):
    """Set the service windows of a calendar by weekday: 08:30-12:00,13:30-17:30 or 20:00-06:00, 24h, closed.

    Weekdays are written `1-5`, `mon-fri` or `周一至周五`; all of them where none is named.
    """

    name = "set_hours"
    word = "set service hours"
    group = groups.HOUSE
    example = {"calendar": "service", "windows": "08:30-21:00", "reason": "x"}
    tells = ("calendar", "weekdays", "windows", "reason")
    form = ("calendar", "weekdays", "windows", "reason")
    rule = "SLA-05"
    at_fault = "windows"

    calendar: Annotated[Code, kinds.Listed("calendar"), Fact(POLICY_ROW, "code"), Called("Calendar")]
    weekdays: Annotated[Label, Called("Weekdays")] = ""
    windows: Annotated[Label, Called("Service windows")]

    def edit(self, sections: Sections, policy: Policy) -> None:
        code = row_called("calendar", policy.calendars.calendar, self.calendar)
        row = sections["calendars"]["calendar"][code]
        windows = by_weekday(row["hours"])
        try:
            days = read_weekdays(self.weekdays)
        except HoursError as error:
            raise BadField.worded("weekdays", error) from error
        try:
            windows |= dict.fromkeys(days, read_windows(self.windows))
        except HoursError as error:
            raise BadField.worded("windows", error) from error
        row["hours"] = rows_of(windows)


class SetCalendar(PolicyVerb):
    """Change a calendar or make one: its name, its zone of time, working days only, its list of days off.

    A new one has the windows of the calendar that it is `like`, the default one unless another is named.
    """

    name = "set_calendar"
    word = "set a calendar"
    group = groups.HOUSE
    example = {"calendar": "night", "name_zh": "夜班", "reason": "x"}
    tells = ("calendar", "name_zh", "reason")
    form = ("calendar", "name_zh", "name_en", "reason")
    rule = "SLA-05"
    at_fault = "calendar"

    calendar: Annotated[Code, Fact(POLICY_ROW, "code"), Called("Calendar")]
    name_zh: Annotated[Label | None, Called("Chinese name")] = None
    name_en: Annotated[Label | None, Called("English name")] = None
    working_days_only: Annotated[bool | None, Called("Working days only")] = None
    holidays: Annotated[OptionalCode | None, kinds.Listed("holidays"), Called("List of days off")] = None
    zone: Annotated[Label | None, Called("Zone of time")] = None
    like: Annotated[OptionalCode, kinds.Listed("calendar"), Called("Like calendar")] = ""

    def edit(self, sections: Sections, policy: Policy) -> None:
        known = policy.calendars.calendar
        names = {"zh": self.name_zh or None, "en": self.name_en or None}
        given: dict[str, Any] = names | {
            "working_days_only": self.working_days_only,
            "zone": self.zone or None,
            "holidays": row_called("holidays", policy.calendars.holidays, self.holidays)
            if self.holidays
            else None,
        }
        demand_change(given, "calendar")
        rows = sections["calendars"]["calendar"]
        try:
            code = row_called("calendar", known, self.calendar)
        except BadField:
            code = new_code("calendar", self.calendar)
            like = row_called("like", known, self.like) if self.like else policy.calendars.default
            rows[code] = rows[like] | {
                "zh": self.name_zh or self.name_en or code,
                "en": self.name_en or self.name_zh or code,
            }
        else:
            if self.like:
                rows[code]["hours"] = rows[row_called("like", known, self.like)]["hours"]
        rows[code] |= {name: value for name, value in given.items() if value is not None}


class SetBranch(PolicyVerb):
    """Say which calendar counts a branch's service time, and which profile serves it by default.

    What comes first is the contract, the equipment, the product (SLA-04). `none` takes the profile away.
    """

    name = "set_branch"
    word = "set a branch"
    group = groups.HOUSE
    example = {"branch": "NS", "profile": "software", "reason": "x"}
    tells = ("branch", "calendar", "profile", "reason")
    form = ("branch", "calendar", "profile", "reason")
    rule = "SLA-05"
    at_fault = "branch"

    branch: Annotated[Code, kinds.Listed("branch"), Called("Branch")]
    calendar: Annotated[OptionalCode | None, kinds.Listed("calendar"), Called("Calendar")] = None
    profile: Annotated[OptionalCode | None, kinds.Listed("profile"), Called("Profile")] = None

    def edit(self, sections: Sections, policy: Policy) -> None:
        demand_change({"calendar": self.calendar or None, "profile": self.profile}, "calendar")
        code = row_called("branch", policy.organisation.branch, self.branch)
        row = sections["organisation"]["branch"][code]
        if self.calendar:
            row["calendar"] = row_called("calendar", policy.calendars.calendar, self.calendar)
        if self.profile is not None:
            row["profile"] = no_or_profile(self.profile, policy)


class SetCategory(PolicyVerb):
    """Say by which profile products of a category are served (SLA-04)."""

    name = "set_category"
    word = "set a product category"
    group = groups.HOUSE
    example = {"category": "lighting", "profile": "software", "reason": "x"}
    tells = ("category", "profile", "reason")
    form = ("category", "profile", "reason")
    rule = "SLA-04"
    at_fault = "category"

    category: Annotated[Code, kinds.Listed("category"), Called("Product category")]
    profile: Annotated[Code, kinds.Listed("profile"), Called("Profile")]

    def edit(self, sections: Sections, policy: Policy) -> None:
        code = row_called("category", policy.products.category, self.category)
        profile = row_called("profile", policy.profiles.profile, self.profile)
        sections["products"]["category"][code]["profile"] = profile


class SetSetting(PolicyVerb):
    """Change a setting of the policy: from when a target is at risk, the minutes of an internal clock.

    `paigong policy show settings` lists them (SLA-07, INT-08).
    """

    name = "set_setting"
    word = "change a setting"
    group = groups.HOUSE
    example = {"setting": "at_risk_percent", "value": 30, "reason": "x"}
    tells = ("setting", "value", "reason")
    form = ("setting", "value", "reason")
    rule = "SLA-07"
    at_fault = "value"

    setting: Annotated[Code, kinds.Code("setting"), Fact(POLICY_ROW), Called("Setting")]
    value: Annotated[int, Fact(POLICY_ROW), Called("Value")]

    def edit(self, sections: Sections, policy: Policy) -> None:
        known = settings_of(policy)
        if self.setting not in known:
            raise BadField(
                "setting", "“{code}” is not one of {codes}.", code=self.setting, codes=", ".join(known)
            )
        sections["settings"]["setting"][self.setting] = self.value


def settings_of(policy: Policy) -> dict[str, int]:
    """Every setting with its value, those that an older policy does not name included."""
    from db.policy.files import shipped_section

    names = {**shipped_section("settings")["setting"], **policy.settings.setting}
    return {name: policy.setting(name) for name in names}


NOTHING = ("none", "无", "-", "")


def no_or_profile(text: str, policy: Policy) -> str:
    """A profile's code; empty where none is wanted."""
    return "" if text in NOTHING else row_called("profile", policy.profiles.profile, text)
