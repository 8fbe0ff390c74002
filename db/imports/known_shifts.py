"""Somebody's days in the shift calendar, and how a roster differs from them (PPL-01, PPL-04)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from zoneinfo import ZoneInfo

from db.duties import stretch
from db.errors import BadField, Refusal
from db.imports.shift_cells import AWAY, FIELD, days_in, runs
from db.imports.surroundings import Fields, Plan, Planned, Surroundings, person
from db.imports.things import Thing
from db.rules.duty import LEAVE, planned
from db.rules.search import normal as plainly
from db.rules.shifts import DAY, OFF_DAY, midnight
from db.tables.staff import Duty, Staff
from db.verbs.parsing import parse
from db.verbs.shift_calendar import SetShifts


class KnownShifts(Thing):
    """What is here of the days that a row says something about. `new` are those that nobody has set yet,
    `past` those that were worked otherwise: they stay as they were."""

    def __init__(self, here: Staff, fields: Fields, around: Surroundings) -> None:
        super().__init__(here, here.no, here.label, fields, around)
        office = around.policy.organisation.branch.get(here.branch)
        self._zone = office.zone if office is not None else str(around.zone)
        duties = around.read.rows(Duty, staff=here.no)
        self._leaves = [each for each in duties if each.kind == LEAVE]
        self._stretches = [stretch(each) for each in duties if each.weeks is not None]
        self.said = dict(days_in(fields[FIELD]))
        self.new: dict[date, str] = {}
        self.other: dict[date, str] = {}
        self.past = 0
        today = around.now.astimezone(ZoneInfo(self._zone)).date()
        for day, letter in self.said.items():
            if letter == AWAY:
                self._check_leave(day, today)
            elif not self._is_so(day, letter):
                self._sort(day, letter, today)

    def _sort(self, day: date, letter: str, today: date) -> None:
        here = planned(self._stretches, day)
        if day < today:
            self.past += 1
        elif here is not None and here.source.single:
            self.other[day] = letter
        else:
            self.new[day] = letter

    def _is_so(self, day: date, letter: str) -> bool:
        """Whether the day has that shift already, with the hours that it has now."""
        here = planned(self._stretches, day)
        hours = "" if letter == OFF_DAY else ",".join(self.around.policy.shifts[letter].windows)
        return here is not None and (here.letter, here.hours) == (letter, hours)

    def _check_leave(self, day: date, today: date) -> None:
        begin, end = midnight(day, self._zone), midnight(day + DAY, self._zone)
        if day >= today and not any(each.begins_at < end and each.ends_at > begin for each in self._leaves):
            raise Refusal(
                "PPL-04", "{staff} has no leave slip for {day}: a roster enters no leave.",
                "Hand the slip in (take_leave), then import the row again.",
                staff=self.number, day=day.isoformat(),
            )  # fmt: skip

    def compare(self) -> Iterator[str]:
        yield from (day.isoformat() for day in sorted(self.other))

    def change(self, names: tuple[str, ...]) -> Plan:
        yield from self._set({day: self.other[day] for day in map(date.fromisoformat, names)})

    def enter(self) -> Plan:
        """Set the days that nobody has set yet."""
        yield from self._set(self.new)

    def _set(self, days: Mapping[date, str]) -> Plan:
        for run in runs(days):
            begin, _, letters = run.partition("=")
            yield Planned(parse(SetShifts, {"staff": self.number, "on_day": begin, "shifts": letters}))


def known_shifts(fields: Fields, around: Surroundings) -> KnownShifts:
    """Whose row it is, by number or name. Raises a StoreError where that is nobody, several, or gone."""
    number, label = fields.get("staff"), fields.get("label")
    found = person(number or label, around.read)
    if found is None:
        raise BadField(
            "staff" if number else "label", "“{value}” is nobody, or several people.",
            "Write the staff number.", value=str(number or label)[:40],
        )  # fmt: skip
    [here] = around.read.rows(Staff, no=found)
    if number and label and plainly(str(label)) != plainly(here.label):
        raise Refusal(
            "PPL-01", "The number {no} is {name}'s here.", "Write the staff number.",
            no=here.no, name=here.label,
        )  # fmt: skip
    if not here.active:
        raise Refusal("PPL-01", "{staff} is no longer with us.", "Choose another one.", staff=here.no)
    return KnownShifts(here, fields, around)
