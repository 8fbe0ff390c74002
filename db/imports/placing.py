"""Where moments of which only the day is known stand among the others.

A day is placed so that nothing is called late that might not be: the report as late, what follows as early
as the day and its neighbours allow. Such a moment is marked, and minutes are not judged by it (ADR 0016).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from db.errors import BadField
from db.imports.instants import Told, is_day

IN_ORDER = ("dispatched", "arrived", "finished", "closed")
_AFTER = {"surveyed": ("finished",), "closed": ("finished", "surveyed"), "contacted": ()}


@dataclass(frozen=True, slots=True)
class Placed:
    """Instants, UTC or with an offset; `by_day` names those of which only the day is known."""

    reported: datetime
    entered: datetime
    times: dict[str, datetime]
    by_day: frozenset[str]


def first_of(day: date, zone: ZoneInfo) -> datetime:
    """The begin of a day in the branch."""
    return datetime.combine(day, time(), zone)


def last_of(day: date, zone: ZoneInfo) -> datetime:
    """Its last minute."""
    return datetime.combine(day, time(23, 59), zone)


def placed_report(told: Told, others: list[datetime], now: datetime, zone: ZoneInfo) -> datetime:
    """When a report stands: of a day as late as the day, the present and what is known of later allow."""
    if isinstance(told, datetime):
        return told
    begin = first_of(told, zone)
    return max(begin, min([last_of(told, zone), now, *(each for each in others if each >= begin)]))


def placed(
    reported: Told, entered: Told | None, times: Mapping[str, Told], now: datetime, zone: ZoneInfo
) -> Placed:
    """Every moment as an instant. Raises BadField where a day lies before what comes before it."""
    exact = {what: told for what, told in times.items() if isinstance(told, datetime)}
    known = [*exact.values(), *([entered] if isinstance(entered, datetime) else [])]
    begin = placed_report(reported, known, now, zone)
    found: dict[str, datetime] = dict(exact)
    for what in ("contacted", *IN_ORDER[:3], "surveyed", "closed", "cancelled"):
        told = times.get(what)
        if told is not None and not isinstance(told, datetime):
            found[what] = _after(what, told, found, begin, zone)
    for what in ("paused", "resumed"):
        told = times.get(what)
        if told is not None and not isinstance(told, datetime):
            found[what] = _pause(what, told, found, begin, now, zone)
    by_day = {what for what, told in times.items() if is_day(told)} | (
        {"reported"} if is_day(reported) else set()
    )
    return Placed(begin, _entry(entered, begin, zone), found, frozenset(by_day))


def _entry(entered: Told | None, begin: datetime, zone: ZoneInfo) -> datetime:
    """When it was entered; of the day of the report at its instant."""
    if entered is None:
        return begin
    if isinstance(entered, datetime):
        # Midnight on the day of the report is an entry of which only the day was kept.
        same_day = entered < begin < entered + timedelta(days=1)
        return begin if same_day and entered.astimezone(zone).time() == time() else entered
    return begin if entered == begin.astimezone(zone).date() else first_of(entered, zone)


def _after(what: str, day: date, found: Mapping[str, datetime], begin: datetime, zone: ZoneInfo) -> datetime:
    """The first instant of the day that does not lie before the steps before it."""
    before = (
        _AFTER.get(what) or IN_ORDER[: IN_ORDER.index(what)] if what in IN_ORDER else _AFTER.get(what, ())
    )
    at = max([first_of(day, zone), begin, *(found[each] for each in before if each in found)])
    if at.astimezone(zone).date() > day:
        raise BadField(
            "closed_at" if what == "cancelled" else f"{what}_at",
            "This lies before the step that comes before it.",
        )
    return at


def _pause(
    what: str, day: date, found: Mapping[str, datetime], begin: datetime, now: datetime, zone: ZoneInfo
) -> datetime:
    """After whatever happened on that day before it ended."""
    end = min(last_of(day, zone), now)
    ended = {"finished", "surveyed", "closed", "cancelled"}
    earlier = [at for other, at in found.items() if at <= end and other not in ended]
    return max([first_of(day, zone), begin, *earlier])
