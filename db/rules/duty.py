"""Who is on duty at an instant: by their pattern, single days of it, and what was entered over it (PPL-01,
DSP-05)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from db.rules.shifts import OFF_DAY, Weekly, days_in, midnight, shift_on

ON_DUTY: Final = "duty"
RESTING: Final = "resting"
LEAVE: Final = "leave"
OFF: Final = "off"
DAY: Final = timedelta(days=1)
NEXT_SHIFT: Final = timedelta(days=35)
"""So far ahead the next shift of somebody who is off is looked for."""
REST_DAY, PATTERN = -2, -1
"""What a pattern says counts less than whatever was entered, and its shifts more than the days off around
them: a night shift reaches into the next day."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """`[begins_at, ends_at)`; of overlapping ones the one with the greatest `entered` counts.

    With `weekly` it is a pattern that holds so long, or, where it is of a `single` day, that day of one; its
    days begin and end at midnight there.
    """

    kind: str
    begins_at: datetime
    ends_at: datetime
    entered: int
    weekly: Weekly | None = None
    single: bool = False


@dataclass(frozen=True, slots=True)
class DutyState:
    """duty, resting, leave or off; `until` is when that ends, as far as it is known."""

    kind: str
    until: datetime | None = None

    @property
    def on_duty(self) -> bool:
        """Whether somebody in this state may be sent out."""
        return self.kind == ON_DUTY


@dataclass(frozen=True, slots=True)
class Planned:
    """What somebody's pattern has for a day: the letter of the shift, and its hours."""

    letter: str
    hours: str
    source: Stretch


def planned(stretches: Iterable[Stretch], day: date) -> Planned | None:
    """The shift of a day before anything is entered over it: what was set for that day alone, else what the
    pattern in force has; None for whoever has neither."""
    found: Stretch | None = None
    for one in stretches:
        if one.weekly is not None and (found is None or one.single):
            first = midnight(day, one.weekly.zone)
            if one.begins_at <= first < one.ends_at:
                found = one
    if found is None or found.weekly is None:
        return None
    since = found.begins_at.astimezone(ZoneInfo(found.weekly.zone)).date()
    letter = found.weekly.letter(day, since)
    return Planned(letter, dict(found.weekly.hours).get(letter, ""), found)


def laid_out(stretches: Iterable[Stretch], begin: datetime, end: datetime) -> tuple[Stretch, ...]:
    """The same without patterns: each of their days from `begin` to `end`, and the one before, is a stretch
    of rest with the shifts of that day over it."""
    stretches = tuple(stretches)
    weekly = [one for one in stretches if one.weekly is not None]
    if not weekly:
        return stretches
    plain = [one for one in stretches if one.weekly is None]
    zones = {one.weekly.zone for one in weekly if one.weekly is not None}
    days = {day for zone in zones for day in days_in(begin - 2 * DAY, end + DAY, zone)}
    return (*plain, *(each for day in sorted(days) for each in _day_of(weekly, day)))


def _day_of(weekly: Iterable[Stretch], day: date) -> Iterator[Stretch]:
    found = planned(weekly, day)
    if found is None or found.source.weekly is None:
        return
    zone = found.source.weekly.zone
    yield Stretch(OFF, midnight(day, zone), midnight(day + DAY, zone), REST_DAY)
    if found.letter != OFF_DAY:
        for begins_at, ends_at in shift_on(found.hours, day, zone):
            yield Stretch(ON_DUTY, begins_at, ends_at, PATTERN)


def duty_at(stretches: Iterable[Stretch], instant: datetime, zone: ZoneInfo) -> DutyState:
    """What the latest entered stretch over that instant says, else the pattern.

    Where neither does, somebody with a shift on that local day is off outside it; everybody else is on duty.
    """
    stretches = tuple(stretches)
    found, is_rest_day = _state(laid_out(stretches, instant, instant), instant, zone)
    if not is_rest_day:
        return found
    ahead = laid_out(stretches, instant, instant + NEXT_SHIFT)
    shifts = (one.begins_at for one in ahead if one.kind == ON_DUTY and one.begins_at > instant)
    return DutyState(OFF, min(shifts, default=None))


def _state(stretches: tuple[Stretch, ...], instant: datetime, zone: ZoneInfo) -> tuple[DutyState, bool]:
    """The state then, of stretches without patterns, and whether a pattern's day off is all that says it."""
    covering = [one for one in stretches if one.begins_at <= instant < one.ends_at]
    if covering:
        latest = max(covering, key=lambda one: (one.entered, one.begins_at))
        return DutyState(latest.kind, latest.ends_at), latest.entered == REST_DAY
    shifts = [one for one in stretches if one.kind == ON_DUTY]
    day = instant.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    if any(one.begins_at < day + DAY and one.ends_at > day for one in shifts):
        until = min((one.begins_at for one in shifts if one.begins_at > instant), default=None)
        return DutyState(OFF, until), False
    return DutyState(ON_DUTY), False


def duty_over(stretches: Iterable[Stretch], begin: datetime, end: datetime, zone: ZoneInfo) -> DutyState:
    """The first state in `[begin, end)` that is not on duty, else the one at its begin (DSP-05).

    A state can change where a stretch begins or ends, and at midnight, when another day's shifts count.
    """
    stretches = tuple(stretches)
    first = duty_at(stretches, begin, zone)
    if not first.on_duty:
        return first
    for at in changes_in(laid_out(stretches, begin, end), begin, end, zone):
        state = duty_at(stretches, at, zone)
        if not state.on_duty:
            return state
    return first


def changes_in(
    stretches: Iterable[Stretch], begin: datetime, end: datetime, zone: ZoneInfo
) -> list[datetime]:
    """The instants within `(begin, end)` at which a state may change, in order: where stretches that were
    laid out begin and end, and where days do."""
    changes = {instant for one in stretches for instant in (one.begins_at, one.ends_at)}
    midnight_there = begin.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    while midnight_there < end:
        changes.add(midnight_there.astimezone(UTC))
        midnight_there += DAY
    return sorted(at for at in changes if begin < at < end)


def lifted(stretches: Iterable[Stretch], entered: Stretch, zone: ZoneInfo) -> tuple[Stretch, ...]:
    """The leave that a stretch entered now takes away, in order of time (PPL-04)."""
    if entered.kind == LEAVE:
        return ()
    stretches = tuple(stretches)
    over = (
        one
        for one in stretches
        if one.kind == LEAVE and one.begins_at < entered.ends_at and one.ends_at > entered.begins_at
    )
    counting = (
        one for one in over if duty_at(stretches, max(one.begins_at, entered.begins_at), zone).kind == LEAVE
    )
    return tuple(sorted(counting, key=lambda one: (one.begins_at, one.entered)))
