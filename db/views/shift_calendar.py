"""The shift calendar: who works when on which day, and who is on leave (PPL-01, PPL-04)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Annotated, ClassVar, NamedTuple
from zoneinfo import ZoneInfo

from pydantic import Field
from sqlalchemy import select

from db import kinds
from db.duties import stretch
from db.kinds import Called
from db.rules.day_of_work import states_of
from db.rules.duty import LEAVE, OFF, ON_DUTY, RESTING, planned
from db.rules.shifts import OFF_DAY
from db.staffing import TECHNICIAN
from db.tables.staff import Duty, Staff
from db.verbs.fields import Day
from db.views import columns as column
from db.views.listing import Opens
from db.views.view import View, ViewContext
from db.workdays import local_day

DAY = timedelta(days=1)
ORDER = (LEAVE, RESTING, OFF, ON_DUTY)
"""Of what was entered over a day the first of these is told."""


class ShiftDay(NamedTuple):
    """A day of somebody's. `shift` is the letter that the pattern has, or that was set for that day alone
    (`is_set`), `-` a day off, null for whoever has neither; `hours` as `08:30-17:30`. `state` is what
    comes of it: duty, off, or what was entered over it, which lasts from `since` to `until`."""

    staff: column.Staff
    name: column.Name
    day: Annotated[date, kinds.Day(), Called("Day")]
    shift: Annotated[str | None, kinds.Listed("shift_cell"), Called("Shift", context="shift")]
    hours: Annotated[str, kinds.TEXT, Called("Hours", context="shift")]
    is_set: Annotated[bool, kinds.YesNo(), Called("Set for the day")]
    state: column.PersonState
    since: Annotated[datetime | None, kinds.Instant(), Called("From")]
    until: Annotated[datetime | None, kinds.Instant(), Called("Until")]
    why: Annotated[str | None, kinds.Reason("leave"), Called("Kind of leave")]
    substitute: column.Substitute | None
    swapped_with: Annotated[str | None, kinds.StaffNo(), Called("Swaps with")]


class Shifts(View[list[ShiftDay]]):
    """The shift calendar: each person's days from a day on, today's week where none is said."""

    name = "shifts"
    label = "Shift calendar"
    opens = Opens("staff", "staff")
    key = ("staff", "day")
    brief = ("staff", "name", "day", "shift", "hours", "state", "since", "until", "substitute")
    whole = 20_000

    from_day: Annotated[Day | None, Called("From the day")] = None
    days: Annotated[int, Field(ge=1, le=62), kinds.Number(), Called("Days", context="count")] = 7
    technicians: Annotated[bool, kinds.YesNo(), Called("Technicians only")] = False

    def read(self, context: ViewContext) -> list[ShiftDay]:
        first = self.from_day or monday(context.now.astimezone(context.zone).date())
        return list(calendar_days(context, first, self.days, technicians=self.technicians))


class WeekRow(NamedTuple):
    """Somebody's week: letters of shifts, - for a day off, leave, resting, off."""

    staff: column.Staff
    name: column.Name
    week: Annotated[date, kinds.Day(), Called("Week from")]
    monday: Annotated[str | None, kinds.Listed("shift_cell"), Called("Monday")]
    tuesday: Annotated[str | None, kinds.Listed("shift_cell"), Called("Tuesday")]
    wednesday: Annotated[str | None, kinds.Listed("shift_cell"), Called("Wednesday")]
    thursday: Annotated[str | None, kinds.Listed("shift_cell"), Called("Thursday")]
    friday: Annotated[str | None, kinds.Listed("shift_cell"), Called("Friday")]
    saturday: Annotated[str | None, kinds.Listed("shift_cell"), Called("Saturday")]
    sunday: Annotated[str | None, kinds.Listed("shift_cell"), Called("Sunday")]


class WeekSheet(View[list[WeekRow]]):
    """A week of the shift calendar, one line for each person: to print, or to hand out."""

    name = "week_sheet"
    label = "Week's shifts"
    opens = Opens("staff", "staff")
    key: ClassVar[tuple[str, ...]] = ("staff",)
    always = frozenset({"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"})
    whole = 20_000

    from_day: Annotated[Day | None, Called("From the day")] = None

    def read(self, context: ViewContext) -> list[WeekRow]:
        first = monday(self.from_day or context.now.astimezone(context.zone).date())
        found: dict[str, list[ShiftDay]] = {}
        for row in calendar_days(context, first, 7):
            found.setdefault(row.staff, []).append(row)
        return [WeekRow(no, rows[0].name, first, *(cell(row) for row in rows)) for no, rows in found.items()]


def cell(row: ShiftDay) -> str | None:
    """What stands in one cell: the shift, or what was entered over it."""
    over = row.state if row.since is not None and row.state != ON_DUTY else None
    return over or row.shift


def monday(day: date) -> date:
    """The first day of its week."""
    return day - day.weekday() * DAY


def calendar_days(
    context: ViewContext, first: date, days: int, *, technicians: bool = False
) -> Iterator[ShiftDay]:
    """So many days of everybody within reach who is still with us, by staff number."""
    begin = local_day(first, context.zone).begin
    end = local_day(first + (days - 1) * DAY, context.zone).end
    entries = _entries(context, begin, end)
    staff = Staff.table.c
    asked = select(staff.no, staff.label, staff.roles).where(context.scope.staff(), staff.active.is_(True))
    for no, label, roles in context.connection.execute(asked.order_by(staff.no)).all():
        if technicians and TECHNICIAN not in roles.split(","):
            continue
        person = _Person(no, label, entries.get(no, ()), context)
        for number in range(days):
            yield person.on(first + number * DAY)


def _entries(context: ViewContext, begin: datetime, end: datetime) -> dict[str, list[Duty]]:
    duty = Duty.table
    # A night shift of the day before reaches into the first one.
    asked = select(duty).where(duty.c.ends_at > begin - DAY, duty.c.begins_at < end + DAY)
    found: dict[str, list[Duty]] = {}
    for record in context.connection.execute(asked.order_by(duty.c.entered, duty.c.id)).mappings():
        found.setdefault(record["staff"], []).append(Duty.new(**record))
    return found


class _Person:
    """Somebody's entries, asked about one day after the other: each is made a stretch once, and of the single
    days only that one is looked at."""

    def __init__(self, no: str, label: str, entries: Sequence[Duty], context: ViewContext) -> None:
        self.no, self.label, self.context = no, label, context
        self.plain = [each for each in entries if each.weeks is None]
        self.weekly = [(each, stretch(each)) for each in entries if each.weeks is not None]
        self.patterns = [one for _, one in self.weekly if not one.single]
        self.singles = {
            each.begins_at.astimezone(ZoneInfo(str(each.time_zone))).date(): (each, one)
            for each, one in self.weekly
            if one.single
        }

    def on(self, day: date) -> ShiftDay:
        """One day."""
        whole = local_day(day, self.context.zone)
        single = self.singles.get(day)
        shift = planned([*self.patterns, single[1]] if single else self.patterns, day)
        over = [each for each in self.plain if each.begins_at < whole.end and each.ends_at > whole.begin]
        told = self._over(over, whole.begin, whole.end) if over else None
        off = shift is not None and shift.letter == OFF_DAY
        return ShiftDay(
            self.no, self.label, day, shift.letter if shift else None, shift.hours if shift else "",
            shift is not None and shift.source.single,
            told.kind if told else OFF if off else ON_DUTY,
            told.begins_at if told else None, told.ends_at if told else None,
            told.why if told and told.kind == LEAVE else None, told.substitute if told else None,
            single[0].swapped_with if single and shift is not None and shift.source.single else None,
        )  # fmt: skip

    def _over(self, over: Sequence[Duty], begin: datetime, end: datetime) -> Duty | None:
        """The entry that is told of a day: what somebody has of it, leave first."""
        here = (*map(stretch, over), *(one for _, one in self.weekly))
        counted = {block.kind for block in states_of(here, begin, end, self.context.zone)}
        kinds_here = [kind for kind in ORDER if kind in counted]
        for kind in kinds_here:
            found = [each for each in over if each.kind == kind]
            if found:
                return max(found, key=lambda each: each.entered)
        return None
