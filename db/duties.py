"""Entries of duty as the rules look at them, wherever they were read (PPL-01)."""

from __future__ import annotations

from datetime import datetime

from db.rules.duty import Stretch
from db.rules.shifts import read_stored
from db.tables.staff import SINGLE, Duty

D = Duty.table.c
ASKED = (D.kind, D.begins_at, D.ends_at, D.entered, D.slot, D.weeks, D.hours, D.time_zone)
"""The columns of which `stretch_of` makes a stretch."""


def stretch_of(
    kind: str, begins_at: datetime, ends_at: datetime, entered: int, slot: str | None, weeks: str | None,
    hours: str | None, zone: str | None,
) -> Stretch:  # fmt: skip
    """A stretch, or a pattern."""
    if weeks is None or zone is None:
        return Stretch(kind, begins_at, ends_at, entered)
    weekly = read_stored(weeks, hours or "", zone)
    return Stretch(kind, begins_at, ends_at, entered, weekly, slot == SINGLE)


def stretch(duty: Duty) -> Stretch:
    """The same of a row."""
    return stretch_of(
        duty.kind, duty.begins_at, duty.ends_at, duty.entered, duty.slot, duty.weeks, duty.hours,
        duty.time_zone,
    )  # fmt: skip
