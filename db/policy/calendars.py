"""The part of the policy that says when service time runs and which days are off (SLA-05)."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StrictBool, StrictInt

from db.policy.parts import Coded, Named, Part, Text

Weekday = Annotated[StrictInt, Field(ge=1, le=7)]
Hours = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$")]


class HoursRow(Part):
    """Windows of the weekdays, Monday 1."""

    days: tuple[Weekday, ...]
    windows: tuple[Hours, ...]


class CalendarRow(Named):
    zone: Text
    working_days_only: StrictBool
    holidays: str
    hours: tuple[HoursRow, ...]


DayKind = Literal["holiday", "workday", "ordinary"]


class OwnDay(Part):
    """A single day that the house itself set, whatever the list says: `ordinary` follows its weekday."""

    kind: DayKind
    name: str = ""


class HolidayList(Named):
    """Public holidays and make-up days (SLA-05). `years` are those of which the official list was entered,
    `proposed` those of which the days are only expected; `names` say what a day is called, `own` single days
    that stand above the list."""

    years: frozenset[StrictInt]
    days: frozenset[date]
    workdays: frozenset[date]
    proposed: frozenset[StrictInt] = frozenset()
    names: dict[date, str] = Field(default_factory=dict)
    own: dict[date, OwnDay] = Field(default_factory=dict)

    def kind_of(self, day: date) -> DayKind:
        """What a day is: as the house set it, else as the list has it."""
        own = self.own.get(day)
        return own.kind if own is not None else self.listed(day)

    def listed(self, day: date) -> DayKind:
        """What the list has it as, whatever the house set."""
        return "holiday" if day in self.days else "workday" if day in self.workdays else "ordinary"

    def in_force(self, kind: DayKind) -> frozenset[date]:
        """The days that are of a kind, those that the house set included."""
        listed = self.days if kind == "holiday" else self.workdays
        return frozenset(day for day in {*listed, *self.own} if self.kind_of(day) == kind)


class ShiftRow(Named):
    """A shift by its letter: the name that fits into a cell of the calendar, and its hours."""

    code: Annotated[str, Field(pattern=r"^[A-Za-z0-9]$")]
    short_zh: Text
    windows: tuple[Hours, ...] = Field(min_length=1)


class Calendars(Part):
    default: Text
    calendar: Coded[CalendarRow]
    holidays: Coded[HolidayList]
    shift: Coded[ShiftRow] = {}
