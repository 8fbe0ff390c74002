"""The shift calendar: patterns of weeks, and single days of them (PPL-01)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, ClassVar
from zoneinfo import ZoneInfo

from pydantic import Field

from db import kinds
from db.duties import stretch
from db.errors import BadField, Refusal
from db.kinds import Called
from db.log.facts import Facts, Outcome
from db.policy.model import Policy
from db.rules.duty import ON_DUTY, Planned, Stretch, planned
from db.rules.sentence import msgid
from db.rules.shifts import (
    AS_USUAL,
    DAY,
    MOST_DAYS,
    OFF_DAY,
    WEEK,
    ShiftError,
    hours_text,
    midnight,
    read_letters,
    read_weeks,
    written,
)
from db.tables.staff import PATTERN, SINGLE, Duty, Staff
from db.verbs import groups
from db.verbs.context import Context
from db.verbs.duty_warnings import warn_of_leave_over, warn_of_shifts
from db.verbs.fields import Day, Label, OptionalPerson, ThePeople
from db.verbs.reading import PERSON
from db.verbs.verb import Reads, Verb
from db.verbs.who import DISPATCHERS
from db.verbs.windows import warn

FOR_GOOD = datetime(2999, 1, 1, tzinfo=UTC)
NOTHING = ("none", "无")


def zone_of(facts: Facts, staff: str, context: Context) -> str:
    """The zone of time by whose clock somebody works: their branch's."""
    office = context.policy.organisation.branch.get(facts.one(Staff, staff).branch)
    return office.zone if office is not None else str(context.zone)


def today_there(context: Context, zone: str) -> date:
    """The day that it is there."""
    return context.now.astimezone(ZoneInfo(zone)).date()


def _known(policy: Policy) -> dict[str, tuple[str, ...]]:
    return {letter: (row.short_zh,) for letter, row in policy.shifts.items()}


def _kept(letters: str, policy: Policy) -> str:
    """The hours of these letters as they are now: what is entered keeps them."""
    return hours_text(letters, {letter: ",".join(row.windows) for letter, row in policy.shifts.items()})


def _check_day(day: date, zone: str, context: Context, field: str) -> None:
    if day < today_there(context, zone):
        raise BadField(field, "What was worked stays as it was: {day} is past.", day=day)


class SetPattern(Verb):
    """Say which shifts somebody has week after week, from a day on: DDDDD--, or DDDDD--/LLLLL-- in turns.

    Letters stand for shifts, Monday first, - for a day off; their hours stay as they are now until a pattern
    is entered anew. What was worked before that day stays; `none` ends the pattern. With several weeks
    `week` says which of them the first day lies in.
    """

    name = "set_pattern"
    word = "set a shift pattern"
    group = groups.STAFF
    example = {"staff": "T001", "weeks": "DDDDD--"}
    sentence = ("staff", "weeks", "from_day")
    form = ("staff", "weeks", "from_day")
    default_roles = DISPATCHERS
    rule = "PPL-01"
    reads: ClassVar[Reads] = {"staff": PERSON}
    undoable = True
    about = "staff"

    staff: ThePeople
    weeks: Annotated[Label, Called("Shifts by week")]
    from_day: Annotated[Day | None, Called("From the day")] = None
    week: Annotated[int, Field(ge=1, le=12), kinds.Number(), Called("Begins with week")] = 1

    def decide(self, facts: Facts, context: Context) -> Outcome:
        zone = zone_of(facts, self.one, context)
        day = self.from_day or today_there(context, zone)
        _check_day(day, zone, context, "from_day")
        weeks = self._weeks(context.policy)
        begins_at = midnight(day, zone)
        outcome = Outcome(facts)
        self._make_room(outcome, begins_at, context)
        if weeks:
            outcome.put(
                Duty.new(
                    id=context.new_id("pattern"), staff=self.one, kind=ON_DUTY, begins_at=begins_at,
                    ends_at=FOR_GOOD, entered=context.seq, slot=PATTERN, weeks=written(weeks),
                    hours=_kept(written(weeks), context.policy), time_zone=zone,
                )
            )  # fmt: skip
        outcome.answer.update(staff=self.one, weeks=written(weeks), since=day.isoformat())
        warn_of_shifts(outcome, self.one, context)
        return outcome

    def _weeks(self, policy: Policy) -> tuple[str, ...]:
        if self.weeks.strip().casefold() in NOTHING:
            return ()
        try:
            weeks = read_weeks(self.weeks, _known(policy))
        except ShiftError as error:
            raise BadField.worded("weeks", error) from error
        if self.week > len(weeks):
            raise BadField("week", "There are {count} weeks.", count=len(weeks))
        return (*weeks[self.week - 1 :], *weeks[: self.week - 1])

    def _make_room(self, outcome: Outcome, begins_at: datetime, context: Context) -> None:
        """The pattern in force ends there; one that would begin later goes."""
        for entry in outcome.facts.all(Duty, staff=self.one, slot=PATTERN):
            if entry.begins_at >= begins_at:
                outcome.drop(entry)
                if entry.begins_at > begins_at:
                    text = msgid("The pattern from {begin} on goes with it.")
                    warn(outcome, "PPL-01", text, begin=context.local_text(entry.begins_at))
            elif entry.ends_at > begins_at:
                outcome.put(entry.but(ends_at=begins_at))


class SetShifts(Verb):
    """Set the shifts of single days, one letter for each: an extra shift, a day off, or a dot as usual.

    With somebody to swap with, the two take each other's shift of that day.
    """

    name = "set_shifts"
    word = "set shifts of days"
    group = groups.STAFF
    example = {"staff": "T001", "on_day": "2026-07-20", "shifts": "N"}
    sentence = ("staff", "on_day", "shifts")
    form = ("staff", "on_day", "shifts")
    default_roles = DISPATCHERS
    rule = "PPL-01"
    reads: ClassVar[Reads] = {"staff": PERSON, "swap_with": PERSON}
    undoable = True
    about = "staff"

    staff: ThePeople
    on_day: Annotated[Day, Called("Day")]
    shifts: Annotated[Label, Called("Shifts")] = ""
    swap_with: Annotated[OptionalPerson, Called("Swaps with")] = ""

    def decide(self, facts: Facts, context: Context) -> Outcome:
        if bool(self.shifts) == bool(self.swap_with):
            raise BadField("shifts", "Say the shifts, or with whom the day is swapped.")
        outcome = Outcome(facts)
        if self.swap_with:
            changed = self._swap(outcome, context)
        else:
            letters = self._letters(context.policy)
            days = [(self.on_day + number * DAY, letter) for number, letter in enumerate(letters)]
            changed = [_Days(self.one, outcome, context).set(days)]
            outcome.answer["shifts"] = letters
        outcome.answer.update(staff=self.one, day=self.on_day.isoformat())
        for staff, days_set in changed:
            warn_of_leave_over(outcome, staff, days_set, context)
            warn_of_shifts(outcome, staff, context)
        return outcome

    def _letters(self, policy: Policy) -> str:
        try:
            letters = read_letters(self.shifts, _known(policy), usual=True)
        except ShiftError as error:
            raise BadField.worded("shifts", error) from error
        if len(letters) > MOST_DAYS:
            raise BadField("shifts", "At most {most} days are set at once.", most=MOST_DAYS)
        return letters

    def _swap(self, outcome: Outcome, context: Context) -> list[tuple[str, Stretch]]:
        """Each has the other's shift of that day."""
        if self.swap_with == self.one:
            raise BadField("swap_with", "Somebody else has to swap.")
        pair = {no: self._planned(outcome.facts, no) for no in (self.one, self.swap_with)}
        mine, theirs = pair[self.one], pair[self.swap_with]
        if mine.letter == theirs.letter:
            raise Refusal("PPL-01", "Both have the same shift on {day}.", "", day=self.on_day)
        outcome.answer["swapped_with"] = self.swap_with
        return [
            _Days(no, outcome, context, other).set([(self.on_day, taken.letter)])
            for no, other, taken in ((self.one, self.swap_with, theirs), (self.swap_with, self.one, mine))
        ]

    def _planned(self, facts: Facts, staff: str) -> Planned:
        found = planned(map(stretch, facts.all(Duty, staff=staff)), self.on_day)
        if found is None:
            raise Refusal(
                "PPL-01", "{staff} has no pattern and no shift on {day}.", "Set a shift pattern first.",
                staff=staff, day=self.on_day,
            )  # fmt: skip
        return found


class _Days:
    """Single days of one person that are set."""

    def __init__(self, staff: str, outcome: Outcome, context: Context, other: str | None = None) -> None:
        self._staff, self._outcome, self._context, self._other = staff, outcome, context, other
        self._zone = zone_of(outcome.facts, staff, context)

    def set(self, days: list[tuple[date, str]]) -> tuple[str, Stretch]:
        """Whose days they are, and from when to when."""
        _check_day(days[0][0], self._zone, self._context, "on_day")
        own = {each.begins_at: each for each in self._outcome.facts.all(Duty, staff=self._staff, slot=SINGLE)}
        for day, letter in days:
            begins_at = midnight(day, self._zone)
            if begins_at in own:
                self._outcome.drop(own[begins_at])
            if letter != AS_USUAL and (self._other or letter != self._usual(day)):
                self._outcome.put(self._row(day, begins_at, letter))
        end = midnight(days[-1][0] + DAY, self._zone)
        return self._staff, Stretch(ON_DUTY, midnight(days[0][0], self._zone), end, self._context.seq)

    def _usual(self, day: date) -> str | None:
        patterns = self._outcome.facts.all(Duty, staff=self._staff, slot=PATTERN)
        found = planned(map(stretch, patterns), day)
        # The same letter with other hours than now is an exception as well.
        now = (
            _kept(found.letter, self._context.policy).partition(" ")[2]
            if found and found.letter != OFF_DAY
            else ""
        )
        return found.letter if found is not None and found.hours == now else None

    def _row(self, day: date, begins_at: datetime, letter: str) -> Duty:
        return Duty.new(
            id=self._context.new_id(f"{self._staff}/{day}"), staff=self._staff, kind=ON_DUTY,
            begins_at=begins_at, ends_at=midnight(day + DAY, self._zone), entered=self._context.seq,
            slot=SINGLE, weeks=letter * WEEK, hours=_kept(letter, self._context.policy),
            time_zone=self._zone, swapped_with=self._other,
        )  # fmt: skip
