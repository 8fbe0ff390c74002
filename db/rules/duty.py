"""Who is on duty at an instant, from the stretches that were entered (PPL-01, DSP-05)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

ON_DUTY: Final = "duty"
RESTING: Final = "resting"
LEAVE: Final = "leave"
OFF: Final = "off"


@dataclass(frozen=True, slots=True)
class Stretch:
    """`[begins_at, ends_at)`; of overlapping ones the one with the greatest `entered` counts."""

    kind: str
    begins_at: datetime
    ends_at: datetime
    entered: int


@dataclass(frozen=True, slots=True)
class DutyState:
    """duty, resting, leave or off; `until` is when that ends, as far as it is known."""

    kind: str
    until: datetime | None = None

    @property
    def on_duty(self) -> bool:
        """Whether somebody in this state may be sent out."""
        return self.kind == ON_DUTY


def duty_at(stretches: Iterable[Stretch], instant: datetime, zone: ZoneInfo) -> DutyState:
    """What the latest entered stretch over that instant says.

    Where none lies over it, somebody with a shift on that local day is off outside it; everybody else is
    on duty.
    """
    stretches = tuple(stretches)
    covering = [one for one in stretches if one.begins_at <= instant < one.ends_at]
    if covering:
        latest = max(covering, key=lambda one: (one.entered, one.begins_at))
        return DutyState(latest.kind, latest.ends_at)
    shifts = [one for one in stretches if one.kind == ON_DUTY]
    day = instant.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    if any(one.begins_at < day + timedelta(days=1) and one.ends_at > day for one in shifts):
        return DutyState(OFF, min((one.begins_at for one in shifts if one.begins_at > instant), default=None))
    return DutyState(ON_DUTY)


def duty_over(stretches: Iterable[Stretch], begin: datetime, end: datetime, zone: ZoneInfo) -> DutyState:
    """The first state in `[begin, end)` that is not on duty, else the one at its begin (DSP-05).

    A state can change where a stretch begins or ends, and at midnight, when another day's shifts count.
    """
    stretches = tuple(stretches)
    first = duty_at(stretches, begin, zone)
    if not first.on_duty:
        return first
    changes = {instant for one in stretches for instant in (one.begins_at, one.ends_at)}
    midnight = begin.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    while midnight < end:
        changes.add(midnight)
        midnight += timedelta(days=1)
    states = (duty_at(stretches, at, zone) for at in sorted(changes) if begin < at < end)
    return next((state for state in states if not state.on_duty), first)


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
