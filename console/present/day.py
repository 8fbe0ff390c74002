"""A day's timeline as the screen draws it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from console.words.codes import word
from console.words.i18n import _, translate
from db.verbs.slipping import COMES_LATE
from db.views.working_day import TimelineRow
from widgets.day import DayRow
from widgets.day_cells import CLASH, DEADLINE, NOW, SHAPES, Bar, free_of
from widgets.lists import Tone

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
    kinds = ("shift", "window", "travel", "overrun", "late", "leave", "resting")
    parts = [f"{SHAPES[kind]} {word('timeline_kind', kind)}" for kind in kinds]
    return "  ".join(
        (f"[=] {word('timeline_kind', 'job')}", *parts, f"{DEADLINE} {word('timeline_kind', 'deadline')}",
         f"{NOW} {_('now')}", f"{CLASH} {_('two at once')}")
    )  # fmt: skip


def slip_notes(rows: Iterable[DayRow], ticket: str) -> Iterator[tuple[str, Tone]]:
    """In words what of a job will not be as it was agreed, of each who goes there; of no one job how many
    will be late (VIS-10)."""
    late = {bar.key for row in rows for bar in row.bars if bar.kind == "late"}
    for row in rows:
        for bar in row.bars:
            values = {"ticket": bar.key, "technician": row.name}
            began, ends = f"{bar.begin:%H:%M}", f"{bar.end:%H:%M}"
            if bar.key == ticket and bar.kind == "late":
                yield translate(COMES_LATE, **values, until=began, at=ends), "strong"
            elif bar.key == ticket and bar.kind == "overrun":
                yield translate("{ticket} was agreed until {until} and lasts until {at}.",
                                **values, until=began, at=ends), "warning"  # fmt: skip
    if late - {ticket}:
        numbers = " ".join(sorted(number.rpartition("-")[2] for number in late))
        yield translate("Late as it looks now: {tickets}", tickets=numbers), "warning"


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
