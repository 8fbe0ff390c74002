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


def is_flood(reported: Iterable[datetime], *, tickets: int, minutes: int, now: datetime) -> bool:
    """Whether that many were reported within the last minutes, the present one included."""
    since = now - timedelta(minutes=minutes)
    return 0 < tickets <= sum(since < each <= now for each in reported)
