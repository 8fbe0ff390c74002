"""A day's timeline as the screen draws it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from console.words.codes import word
from console.words.i18n import _
from db.views.working_day import TimelineRow
from widgets.day import DayRow
from widgets.day_cells import CLASH, DEADLINE, NOW, SHAPES, Bar, free_of

Place = tuple[str, datetime]
"""Somebody, and when something would begin."""


def day_rows(rows: Iterable[TimelineRow], zone: ZoneInfo) -> list[DayRow]:
    """Everybody in the order of their numbers, in the branch's time."""
    people: dict[str, tuple[str, list[Bar]]] = {}
    for row in rows:
        _name, bars = people.setdefault(row.staff, (row.name, []))
        number = row.ticket or ""
        begin, end = row.begin.astimezone(zone), row.end.astimezone(zone)
        bars.append(Bar(begin, end, row.kind, number, number.rpartition("-")[2]))
    return [DayRow(staff, name, tuple(bars)) for staff, (name, bars) in sorted(people.items())]


def legend() -> str:
    """The shapes in words."""
    kinds = ("shift", "window", "travel", "leave", "resting")
    parts = [f"{SHAPES[kind]} {word('timeline_kind', kind)}" for kind in kinds]
    return "  ".join(
        (f"[=] {word('timeline_kind', 'job')}", *parts, f"{DEADLINE} {word('timeline_kind', 'deadline')}",
         f"{NOW} {_('now')}", f"{CLASH} {_('two at once')}")
    )  # fmt: skip


def next_hole(
    rows: Sequence[DayRow],
    length: timedelta,
    skilled: frozenset[str],
    earliest: datetime,
    after: Place | None,
) -> Place | None:
    """The next place in the day, by time and then by row, where something of that length fits; behind the
    last one the first."""
    order = {row.key: at for at, row in enumerate(rows)}
    found = sorted(
        (max(begin, earliest), order[row.key], row.key)
        for row in rows
        if row.key in skilled
        for begin, end in free_of(row.bars)
        if end - max(begin, earliest) >= length
    )
    if not found:
        return None
    here = (after[1], order.get(after[0], -1)) if after is not None else None
    begin, _at, staff = next((each for each in found if here is None or each[:2] > here), found[0])
    return staff, begin
