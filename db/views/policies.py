"""The regulations as registers: profiles and their rows, calendars and their days, settings, versions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Annotated, Any, ClassVar, NamedTuple

from sqlalchemy import func, select

from db import kinds
from db.kinds import Called
from db.policy.changes import differences
from db.policy.load import from_json, shipped
from db.policy.model import Policy
from db.policy.profiles import TargetRow
from db.rules.conditions import written
from db.rules.hours import by_weekday
from db.rules.profile import BRANCH
from db.tables.codes import OPEN_STATES
from db.tables.customer import Customer, Equipment
from db.tables.event import PolicyVersion
from db.tables.ticket import Ticket
from db.verbs.days_off import list_called
from db.verbs.policy_verb import POLICY_ROW, row_called
from db.verbs.service_hours import settings_of
from db.views import columns as column
from db.views.view import Leads, View, ViewContext

Code = Annotated[str, kinds.TEXT, Called("Code")]
Source = Annotated[str, kinds.TEXT, Called("Source")]
Categories = Annotated[str, kinds.Listed("category"), Called("Product categories")]
Branches = Annotated[str, kinds.Listed("branch"), Called("Branches")]
OpenTickets = Annotated[int, kinds.Number(), Called("Open tickets")]
Kinds = Annotated[str, kinds.Code("job"), Called("Kinds of service")]
Contracts = Annotated[int, kinds.Number(), Called("Contracts")]
Installed = Annotated[int, kinds.Number(), Called("Equipment")]
OwnRows = Annotated[int, kinds.Number(), Called("Rows of its own")]
Conditions = Annotated[str, kinds.Conditions(), Called("Conditions")]
Minutes = Annotated[int, kinds.Span(), Called("Time allowed")]
NoTarget = Annotated[bool, kinds.YesNo(), Called("No target at all")]
OrAgreed = Annotated[bool, kinds.YesNo(), Called("Or as agreed")]
AddTravel = Annotated[bool, kinds.YesNo(), Called("Plus travel time")]
Inherited = Annotated[bool, kinds.YesNo(), Called("Inherited")]
Hours = Annotated[str, kinds.TEXT, Called("Service windows")]
WorkingOnly = Annotated[bool, kinds.YesNo(), Called("Working days only")]
DaysOff = Annotated[str, kinds.Listed("holidays"), Called("List of days off")]
Years = Annotated[int, kinds.Number(), Called("Official years")]
Expected = Annotated[int, kinds.Number(), Called("Expected years")]
TimeZone = Annotated[str, kinds.TEXT, Called("Zone of time")]
TheDay = Annotated[date, kinds.Day(), Called("Day")]
OnWeekday = Annotated[str, kinds.Code("weekday"), Called("Weekday")]
DayKind = Annotated[str, kinds.Code("day_kind"), Called("Is")]
DayName = Annotated[str, kinds.TEXT, Called("Called", context="day")]
DayFrom = Annotated[str, kinds.Code("day_source"), Called("Says")]
Official = Annotated[bool, kinds.YesNo(), Called("Official")]
Setting = Annotated[str, kinds.Code("setting"), Called("Setting")]
Value = Annotated[int, kinds.Number(), Called("Value")]
Shipped = Annotated[int, kinds.Number(), Called("As shipped")]
InForce = Annotated[bool, kinds.YesNo(), Called("In force")]
AdoptedAt = Annotated[datetime, kinds.Instant(), Called("Put in force")]
Changed = Annotated[str, kinds.PolicyPlace(), Called("Changed")]
UsedBy = Annotated[int, kinds.Number(), Called("Rows of profiles")]
MOST_PATHS = 6


class ProfileFacts(NamedTuple):
    """A profile, what chooses it, and how many open tickets run by it."""

    profile: column.Profile
    code: Code
    own_rows: OwnRows
    categories: list[Categories]
    branches: list[Branches]
    kinds: list[Kinds]
    contracts: Contracts
    equipment: Installed
    open_tickets: OpenTickets
    source: Source


class TargetLine(NamedTuple):
    """A row of a profile; an `inherited` one counts only where no own row fits."""

    milestone: column.Milestone
    level: column.Level | None
    conditions: Conditions
    minutes: Minutes | None
    working_days: column.WorkingDays | None
    none: NoTarget
    agreed: OrAgreed
    add_travel: AddTravel
    clock: column.Clock
    calendar: column.Calendar | None
    start: column.Start
    inherited: Inherited
    profile: column.Profile


class CalendarFacts(NamedTuple):
    """A calendar: its windows by weekday, its days off, and for whom it counts."""

    calendar: column.Calendar
    code: Code
    hours: Hours
    working_days_only: WorkingOnly
    holidays: DaysOff
    official: list[Years]
    expected: list[Expected]
    branches: list[Branches]
    used_by: UsedBy
    zone: TimeZone


class DayFacts(NamedTuple):
    """A day that differs from its weekday, or that the house set."""

    day: TheDay
    weekday: OnWeekday
    kind: DayKind
    day_name: DayName
    source: DayFrom
    official: Official
    holidays: DaysOff


class SettingFacts(NamedTuple):
    """A setting and what it is in the shipped policy."""

    setting: Setting
    value: Value
    shipped: Shipped | None


class VersionFacts(NamedTuple):
    """A version of the policy; `changed` are places that differ from the one before."""

    policy: column.Policy
    in_force: InForce
    adopted_at: AdoptedAt
    open_tickets: OpenTickets
    changed: list[Changed]


class Profiles(View[list[ProfileFacts]]):
    """Profiles: what chooses each, and how many open tickets run by it."""

    name = "profiles"
    label = "Profiles"
    key = ("code",)
    leads: ClassVar[Leads | None] = Leads("targets", "profile", "code")
    tells_of = POLICY_ROW
    brief = (
        "profile", "own_rows", "categories", "branches", "kinds", "contracts", "equipment", "open_tickets",
        "source",
    )  # fmt: skip
    briefer = ("profile", "open_tickets", "own_rows", "categories", "kinds", "branches", "contracts")

    def read(self, context: ViewContext) -> list[ProfileFacts]:
        policy = context.policy
        tickets = _open_by(context, Ticket.table.c.profile)
        contracts = _counted(context, Customer.table.c.contract, context.scope.customers())
        installed = _counted(context, Equipment.table.c.profile, context.scope.equipment())
        return [
            ProfileFacts(
                profile=code,
                code=code,
                own_rows=len(row.target),
                categories=[each.code for each in policy.products.category.values() if each.profile == code],
                branches=[each.code for each in policy.organisation.branch.values() if each.profile == code],
                kinds=[each.code for each in policy.profiles.kind.values() if each.profile == code],
                contracts=contracts[code],
                equipment=installed[code],
                open_tickets=tickets[code],
                source=row.source,
            )
            for code, row in policy.profiles.profile.items()
        ]


class TargetLines(View[list[TargetLine]]):
    """The rows of a profile in the order of milestones, its own first, then what it inherits."""

    name = "targets"
    label = "Targets of a profile"
    positional: ClassVar[tuple[str, ...]] = ("profile",)
    key = ("milestone", "level", "conditions", "inherited")
    tells_of = POLICY_ROW
    brief = (
        "milestone", "level", "conditions", "minutes", "working_days", "none", "agreed", "add_travel",
        "clock", "calendar", "start", "inherited",
    )  # fmt: skip
    briefer = (
        "milestone", "level", "profile", "minutes", "inherited", "conditions", "clock", "calendar", "start",
    )  # fmt: skip
    if_any = frozenset({"working_days", "none", "agreed", "add_travel", "calendar"})

    profile: Annotated[str, kinds.Listed("profile"), Called("Profile")] = ""

    def read(self, context: ViewContext) -> list[TargetLine]:
        profiles = context.policy.profiles
        code = row_called("profile", profiles.profile, self.profile) if self.profile else profiles.default
        own = profiles.profile[code].target
        base = profiles.profile[profiles.inherited_from].target if code != profiles.inherited_from else ()
        covered = {row.milestone for row in own if row.level is None and not row.when}
        lines = [_line(row, code, inherited=False) for row in own]
        lines += [_line(row, code, inherited=True) for row in base if row.milestone not in covered]
        order = ("respond", "answer", "arrive", "resolve", "verify", "survey")
        return sorted(lines, key=lambda line: (order.index(line.milestone), line.inherited, line.level or 0))


class CalendarList(View[list[CalendarFacts]]):
    """Calendars: service windows, days off, and for whom they count."""

    name = "calendars"
    label = "Calendars"
    key = ("code",)
    leads: ClassVar[Leads | None] = Leads("calendar_days", "holidays", "holidays")
    tells_of = POLICY_ROW
    brief = (
        "calendar", "hours", "working_days_only", "holidays", "official", "expected", "branches", "used_by",
        "zone",
    )  # fmt: skip

    def read(self, context: ViewContext) -> list[CalendarFacts]:
        policy = context.policy
        used = Counter(
            row.calendar for each in policy.profiles.profile.values() for row in each.target if row.calendar
        )
        offices = policy.organisation.branch.values()
        found = []
        for code, row in policy.calendars.calendar.items():
            days = policy.calendars.holidays[row.holidays]
            own = [each.code for each in offices if each.calendar == code]
            found.append(
                CalendarFacts(
                    calendar=code,
                    code=code,
                    hours=hours_text(row.model_dump(mode="json")["hours"]),
                    working_days_only=row.working_days_only,
                    holidays=row.holidays,
                    official=sorted(days.years),
                    expected=sorted(days.proposed),
                    branches=own,
                    used_by=used[code] + (used[BRANCH] if own else 0),
                    zone=row.zone,
                )
            )
        return found


class CalendarDays(View[list[DayFacts]]):
    """Days off and make-up days of a year, as the list has them and as the house set them."""

    name = "calendar_days"
    label = "Days off"
    positional: ClassVar[tuple[str, ...]] = ("year",)
    key = ("day",)
    tells_of = POLICY_ROW

    year: Annotated[int | None, kinds.Number(), Called("Year")] = None
    holidays: Annotated[str, kinds.Listed("holidays"), Called("List of days off")] = ""

    def read(self, context: ViewContext) -> list[DayFacts]:
        code = list_called(self.holidays, context.policy)
        days = context.policy.calendars.holidays[code]
        this = context.now.astimezone(context.zone).year
        # Towards the end of a year the next one is what people look for.
        years = {self.year} if self.year else {this, *(year for year in (this + 1,) if _says(days, year))}
        found = []
        for day in sorted({*days.days, *days.workdays, *days.own}):
            if day.year not in years:
                continue
            own = days.own.get(day)
            found.append(
                DayFacts(
                    day=day,
                    weekday=str(day.isoweekday()),
                    kind=days.kind_of(day),
                    day_name=(own.name if own else "") or days.names.get(day, ""),
                    source="house" if own else "list" if day.year in days.years else "expected",
                    official=day.year in days.years,
                    holidays=code,
                )
            )
        return found


def _says(days: Any, year: int) -> bool:
    return any(day.year == year for day in (*days.days, *days.workdays, *days.own))


class Settings(View[list[SettingFacts]]):
    """The settings of the policy: from when a target is at risk, minutes of internal clocks and more."""

    name = "settings"
    label = "Settings of the policy"
    key = ("setting",)
    tells_of = POLICY_ROW

    def read(self, context: ViewContext) -> list[SettingFacts]:
        was = settings_of(shipped())
        return [
            SettingFacts(name, value, was.get(name)) for name, value in settings_of(context.policy).items()
        ]


class Policies(View[list[VersionFacts]]):
    """Versions of the policy, the latest first: what each changed, how many open tickets run by it."""

    name = "policies"
    label = "Versions of the policy"
    key = ("policy",)
    tells_of = POLICY_ROW

    def read(self, context: ViewContext) -> list[VersionFacts]:
        tickets = _open_by(context, Ticket.table.c.policy)
        rows = sorted(context.read.rows(PolicyVersion), key=lambda row: (row.adopted_at, row.active))
        found: list[VersionFacts] = []
        before: Policy | None = None
        for row in rows:
            policy = from_json(row.body)
            changed = differences(before.sections(), policy.sections()) if before is not None else []
            paths = [".".join(each.path) for each in changed]
            more = [f"+{len(paths) - MOST_PATHS}"] if len(paths) > MOST_PATHS else []
            found.append(
                VersionFacts(
                    row.version,
                    row.active,
                    row.adopted_at,
                    tickets[row.version],
                    [*paths[:MOST_PATHS], *more],
                )
            )
            before = policy
        return found[::-1]


def _line(row: TargetRow, profile: str, *, inherited: bool) -> TargetLine:
    return TargetLine(
        milestone=row.milestone,
        level=row.level,
        conditions=written(row.when),
        minutes=row.allowance,
        working_days=row.working_days,
        none=row.none,
        agreed=row.agreed,
        add_travel=row.add_travel,
        clock=row.clock,
        calendar=row.calendar,
        start=row.start,
        inherited=inherited,
        profile=profile,
    )


def hours_text(hours: Iterable[Mapping[str, Any]]) -> str:
    """The windows of a week in a line: `1-5 08:30-12:00,13:30-17:30; 6-7 –`."""
    windows = by_weekday(hours)
    parts: list[tuple[int, int, tuple[str, ...]]] = []
    for day in range(1, 8):
        if parts and parts[-1][2] == windows[day]:
            parts[-1] = (parts[-1][0], day, windows[day])
        else:
            parts.append((day, day, windows[day]))
    if len(parts) == 1:
        return ",".join(parts[0][2])
    return "; ".join(
        f"{first if first == last else f'{first}-{last}'} {','.join(each) or '–'}"
        for first, last, each in parts
    )


def _open_by(context: ViewContext, by: Any) -> Counter[str]:
    """How many open tickets have each value of a column, as far as one reaches."""
    statement = (
        select(by, func.count())
        .where(Ticket.table.c.state.in_(OPEN_STATES), context.scope.tickets())
        .group_by(by)
    )
    return Counter(dict(map(tuple, context.connection.execute(statement))))


def _counted(context: ViewContext, by: Any, scope: Any) -> Counter[str]:
    statement = select(by, func.count()).where(by.is_not(None), scope).group_by(by)
    return Counter(dict(map(tuple, context.connection.execute(statement))))
