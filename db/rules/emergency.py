"""Emergencies: whom one calls, and when many serious faults at once are one by themselves (ESC-06)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import NamedTuple

from db.rules.calling import ADMIN, Colleague

LEVEL = 1
"""Only the worst faults make an emergency."""
PERSON = "person"
"""In the place of a role: somebody who is named."""


class Call(NamedTuple):
    """Somebody who is called; `role` is why, `in_place_of` the one on leave for whom they stand in."""

    no: str
    role: str
    in_place_of: str | None = None


def to_call(
    roles: Collection[str],
    persons: Iterable[str],
    colleagues: Iterable[Colleague],
    *,
    branch: str,
    presser: str,
    substitutes: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Call, ...]:
    """Everybody of the group who is still with us, each once, on duty or not: an emergency knows no hours.

    Whoever is on leave is called with their substitute; whoever declares it is there already. Where the group
    is empty the administrators are called.
    """
    there = {one.no: one for one in colleagues}
    found: dict[str, Call] = {no: Call(no, PERSON) for no in persons if no in there}
    for no, one in sorted(there.items()):
        held = sorted(one.roles & set(roles))
        if held and ADMIN not in one.roles and one.branch in (None, branch):
            found.setdefault(no, Call(no, held[0]))
    if not found:
        found = {no: Call(no, ADMIN) for no, one in sorted(there.items()) if ADMIN in one.roles}
    for call in list(found.values()):
        substitute = substitutes.get(call.no)
        if substitute in there:
            found.setdefault(substitute, Call(substitute, call.role, call.no))
    return tuple(call for call in found.values() if call.no != presser)


class Report(NamedTuple):
    """When something was reported, and when it was known here that it is of the worst level: entered, or
    raised to it."""

    reported_at: datetime
    known_at: datetime


def flood_of(reports: Mapping[str, Report], *, tickets: int, minutes: int, now: datetime) -> frozenset[str]:
    """Those that make a flood: so many that were reported within so many minutes of each other, of which the
    last was known within the last minutes. Empty where there is none.

    What was written down in a storm and is entered hours later is one as well; what was reported long ago
    and is all known is none any more.
    """
    if tickets < 1:
        return frozenset()
    span = timedelta(minutes=minutes)
    order = sorted((each.reported_at, name) for name, each in reports.items() if each.reported_at <= now)
    found: set[str] = set()
    for begin, _ in order:
        window = [name for at, name in order if begin <= at < begin + span]
        is_news = any(now - span < reports[name].known_at <= now for name in window)
        if len(window) >= tickets and is_news:
            found.update(window)
    return frozenset(found)
