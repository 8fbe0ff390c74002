"""Days off and make-up days: the official list, what is expected, single days of the house (SLA-05)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator

from db import kinds
from db.errors import BadField
from db.kinds import Called, Fact, Tells
from db.log.facts import Outcome
from db.policy.calendars import HolidayList
from db.policy.model import Policy
from db.rules.days_off import HOLIDAY, WORKDAY, BadLine, Listed, read_lines, whole_years
from db.rules.text import clean
from db.verbs import groups
from db.verbs.fields import Day, FieldError, Label, OptionalCode, Year
from db.verbs.policy_verb import POLICY_ROW, PolicyVerb, Sections, row_called

LIMIT = 20_000
"""Characters of a list: many years fit in."""
MOST_DAYS = 366
"""Days that are set at once."""
LISTED = "listed"


def _lines(value: Any) -> Any:
    return clean(value, LIMIT, multiline=True, empty=True) if isinstance(value, str) else value


def _filled(value: str) -> str:
    if not value:
        raise FieldError("Something must stand here.")
    return value


class EnterHolidays(PolicyVerb):
    """Enter the days off and make-up days of a year, as the official list has them.

    A line says days and what they are: `2027-10-01..2027-10-07 holiday National Day`, `2027-09-26 workday`,
    or the sentences of the notice itself. A whole year replaces what stood there of it; single days that the
    house set itself stay. Days that are only expected leave the year provisional (`confirmed` no).
    """

    name = "enter_holidays"
    word = "enter days off"
    group = groups.HOUSE
    example = {"days": "2027-01-01 holiday", "reason": "x"}
    form = ("days", "year", "reason", "confirmed", "holidays")
    tells = ("reason",)
    rule = "SLA-05"
    at_fault = "days"
    answers = {
        **PolicyVerb.answers,
        "confirmed": Tells(
            kinds.Number(), "Official now: {value}.", nothing="No year is official by this list."
        ),
        "added": Tells(kinds.Number(), "Days entered: {value}."),
        "dropped": Tells(kinds.Number(), "Days taken away: {value}.", ""),
    }

    days: Annotated[
        str, BeforeValidator(_lines), AfterValidator(_filled), kinds.Text(long=True), Called("Days")
    ]
    year: Annotated[Year | None, Called("Year where none is said")] = None
    confirmed: Annotated[bool, Called("Official")] = True
    holidays: Annotated[
        OptionalCode, kinds.Listed("holidays"), Fact(POLICY_ROW), Called("List of days off")
    ] = ""

    def read(self) -> tuple[tuple[Listed, ...], tuple[int, ...]]:
        """The days, and the years of which they are the whole list."""
        found = read_lines(enumerate(self.days.splitlines(), 1), self.year)
        for bad in found.bad:
            raise bad_field("days", bad)
        if not found.days:
            raise BadField("days", "No line says any day.")
        return found.days, whole_years(found.days)

    def seen(self, policy: Policy) -> tuple[HolidayList, HolidayList]:
        """The list as it is in that policy, and as this would make it."""
        sections, code = policy.sections(), list_called(self.holidays, policy)
        self.edit(sections, policy)
        return policy.calendars.holidays[code], Policy(sections).calendars.holidays[code]

    def edit(self, sections: Sections, policy: Policy) -> None:
        code = list_called(self.holidays, policy)
        days, whole = self.read()
        row = sections["calendars"]["holidays"][code]
        official, proposed = set(row["years"]), set(row.get("proposed", ()))
        touched = {each.day.year for each in days}
        if not self.confirmed and official & touched:
            raise BadField(
                "days",
                "The official days of {year} are entered already: expected ones do not replace them.",
                year=min(official & touched),
            )  # fmt: skip
        if self.confirmed:
            official |= set(whole)
        proposed = (proposed | touched) - official
        _set(row, days, gone=set(whole) if self.confirmed else touched)
        row["years"] = sorted(official)
        _or_without(row, "proposed", sorted(proposed))

    def tell(self, outcome: Outcome, before: Policy, after: Policy) -> None:
        code = list_called(self.holidays, before)
        _days, whole = self.read()
        then, now = set(_listed(before, code)), set(_listed(after, code))
        outcome.answer.update(
            holidays=code,
            confirmed=list(whole) if self.confirmed else [],
            added=len(now - then),
            dropped=len(then - now),
        )


class SetDay(PolicyVerb):
    """Set single days for the house: a day off, a working day, an ordinary one, or again as listed.

    What is set stands above the list and stays when the next official one is entered.
    """

    name = "set_day"
    word = "set a day"
    group = groups.HOUSE
    example = {"on_day": "2026-07-20", "kind": "holiday", "reason": "x"}
    form = ("on_day", "kind", "reason", "until_day", "day_name", "holidays")
    tells = ("on_day", "until_day", "kind", "day_name", "reason")
    rule = "SLA-05"
    at_fault = "on_day"

    on_day: Annotated[Day, Fact(POLICY_ROW, "day"), Called("Day")]
    kind: Annotated[Literal["holiday", "workday", "ordinary", "listed"], kinds.Code("day_kind"), Called("Is")]
    until_day: Annotated[Day | None, Called("To the day")] = None
    day_name: Annotated[Label, Fact(POLICY_ROW), Called("Called", context="day")] = ""
    holidays: Annotated[
        OptionalCode, kinds.Listed("holidays"), Fact(POLICY_ROW), Called("List of days off")
    ] = ""

    def edit(self, sections: Sections, policy: Policy) -> None:
        last = self.until_day or self.on_day
        if last < self.on_day:
            raise BadField("until_day", "It ends before it begins.")
        count = (last - self.on_day).days + 1
        if count > MOST_DAYS:
            raise BadField("until_day", "At most {most} days are set at once.", most=MOST_DAYS)
        row = sections["calendars"]["holidays"][list_called(self.holidays, policy)]
        own = dict(row.get("own", {}))
        for number in range(count):
            day = (self.on_day + timedelta(days=number)).isoformat()
            own.pop(day, None)
            if self.kind != LISTED:
                own[day] = {"kind": self.kind} | ({"name": self.day_name} if self.day_name else {})
        _or_without(row, "own", own)


def list_called(text: str, policy: Policy) -> str:
    """The list of days off that is meant: the default calendar's where none is named."""
    if text:
        return row_called("holidays", policy.calendars.holidays, text)
    return policy.calendars.calendar[policy.calendars.default].holidays


def bad_field(field: str, bad: BadLine) -> BadField:
    """What is wrong with a line of a list."""
    return BadField(
        field, "Line {line}, “{text}”: {cause}.", line=bad.line, text=bad.text[:60], cause=bad.cause
    )


def _listed(policy: Policy, code: str) -> Iterable[tuple[date, str]]:
    row = policy.calendars.holidays[code]
    yield from ((day, HOLIDAY) for day in row.days)
    yield from ((day, WORKDAY) for day in row.workdays)


def _set(row: dict[str, Any], days: Iterable[Listed], gone: set[int]) -> None:
    """Put the days into a list, from which those of whole years go first."""
    names = {day: name for day, name in row.get("names", {}).items() if int(day[:4]) not in gone}
    kept: dict[str, set[str]] = {
        column: {day for day in row[column] if int(day[:4]) not in gone} for column in ("days", "workdays")
    }
    for each in days:
        day = each.day.isoformat()
        kept["days"].discard(day)
        kept["workdays"].discard(day)
        kept["days" if each.kind == HOLIDAY else "workdays"].add(day)
        if each.name:
            names[day] = each.name
    for column, found in kept.items():
        row[column] = sorted(found)
    _or_without(row, "names", dict(sorted(names.items())))


def _or_without(row: dict[str, Any], name: str, value: Any) -> None:
    """Set a field that is left out where it says nothing."""
    row.pop(name, None)
    if value:
        row[name] = value
