"""When being late is an absence: once by so much, or so often in a month (PPL-04)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from db.rules.duty import ON_DUTY, Stretch

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Counted:
    """A late start: by how many minutes, the how manieth of its month, and whether it counts as absence."""

    minutes: int
    times: int
    is_absence: bool


def counted(minutes: int, before: int, *, most_minutes: int, most_times: int) -> Counted:
    """A late start after so many others of the month. Zero stands for no limit; of the month the one that
    reaches the number counts, and not each that follows."""
    times = before + 1
    once, often = 0 < most_minutes <= minutes, times == most_times
    return Counted(minutes, times, once or often)


def shift_begun(stretches: Iterable[Stretch], at: datetime) -> Stretch | None:
    """The shift that runs then, of stretches without patterns; the one entered last where several do."""
    running = [one for one in stretches if one.kind == ON_DUTY and one.begins_at <= at < one.ends_at]
    return max(running, key=lambda one: (one.entered, one.begins_at), default=None)
