"""When a tool has to be calibrated or looked after again: always anchor + n × interval, never last +
interval, which would turn the 31st into the 28th for ever (KIT-13).
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from dateutil.relativedelta import relativedelta


def occurrence(anchor: date, months: int, n: int) -> date:
    """The n-th day after the anchor."""
    return anchor + relativedelta(months=n * months)


def next_after(anchor: date, months: int, day: date) -> date:
    """The first occurrence after that day, at the earliest one interval after the anchor."""
    gone = relativedelta(day, anchor)
    n = max(1, (gone.years * 12 + gone.months) // months)
    while occurrence(anchor, months, n) <= day:
        n += 1
    return occurrence(anchor, months, n)


class Calibration(NamedTuple):
    """From which day the calibrations are counted, and the last day on which it may be used."""

    anchor: date
    due: date


def calibrated(anchor: date, months: int, day: date) -> Calibration:
    """After a calibration on that day. On a planned day the plan goes on; on any other one it begins anew,
    since no calibration is good for longer than its interval.
    """
    planned = day == anchor or (day > anchor and any(
        occurrence(anchor, months, n) == day for n in _around(anchor, months, day)
    ))  # fmt: skip
    begin = anchor if planned else day
    return Calibration(begin, next_after(begin, months, day))


def _around(anchor: date, months: int, day: date) -> tuple[int, int]:
    gone = relativedelta(day, anchor)
    n = (gone.years * 12 + gone.months) // months
    return n, n + 1


def care_due(anchor: date, months: int, last: date | None) -> date:
    """When it is to be looked after next; what is done up to half an interval early counts for then."""
    if last is None:
        return occurrence(anchor, months, 1)
    coming = next_after(anchor, months, last)
    early = (coming - last).days * 2 <= (coming - (coming - relativedelta(months=months))).days
    return next_after(anchor, months, coming) if early else coming
