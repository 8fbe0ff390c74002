"""Who stands in for whom now, and with which roles (PPL-04).

A substitute has the open work of whoever is on leave among their own, is called and reminded in their place,
and acts with their roles: those that whoever entered the leave may give, or all where somebody entered their
own. All of it begins and ends with the leave.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, bindparam, select

from db.policy.model import Policy
from db.rules.duty import LEAVE, Stretch, duty_at
from db.tables.event import EVENT
from db.tables.staff import Duty, Staff

D, S = Duty.table.c, Staff.table.c


class StandingIn(NamedTuple):
    """Somebody on leave; `entered` is the number of the event that entered it, `given_by` who asked for it,
    where that is somebody else than who granted it."""

    staff: str
    entered: int
    given_by: str | None = None


def _running() -> ColumnElement[bool]:
    now = bindparam("now", type_=D.begins_at.type)
    return (D.begins_at <= now) & (D.ends_at > now) & D.weeks.is_(None)


_ABSENT = select(D.staff).where(_running(), D.kind == LEAVE, D.substitute.is_not(None))
_RUNNING_OF_THE_ABSENT = select(
    D.staff, D.substitute, D.given_by, D.kind, D.begins_at, D.ends_at, D.entered
).where(_running(), D.staff.in_(_ABSENT))
"""Asked in every transaction, so it is made once."""


def leaves_with_substitutes(
    connection: Connection, now: datetime, zone: ZoneInfo
) -> dict[str, list[StandingIn]]:
    """Everybody who stands in for somebody now, with those for whom they do."""
    substitutes: dict[tuple[str, int], tuple[str | None, str | None]] = {}
    stretches: dict[str, list[Stretch]] = {}
    for staff, substitute, given_by, *stretch in connection.execute(_RUNNING_OF_THE_ABSENT, {"now": now}):
        stretches.setdefault(staff, []).append(one := Stretch(*stretch))
        substitutes[staff, one.entered] = substitute, given_by
    found: dict[str, list[StandingIn]] = {}
    for staff, entries in sorted(stretches.items()):
        # A shift entered over the leave lifts it, and another leave has its own substitute.
        counting = max(entries, key=lambda one: (one.entered, one.begins_at))
        substitute, given_by = substitutes[staff, counting.entered]
        if substitute and duty_at(entries, now, zone).kind == LEAVE:
            found.setdefault(substitute, []).append(StandingIn(staff, counting.entered, given_by))
    return found


def behind(standing: Mapping[str, Iterable[StandingIn]], no: str) -> frozenset[str]:
    """All for whom somebody stands in, also through a substitute who is away in turn: in their place nobody
    decides on what they asked for (ESC-07)."""
    found: set[str] = set()
    waiting = [no]
    while waiting:
        fresh = {each.staff for each in standing.get(waiting.pop(), ())} - found
        found |= fresh
        waiting.extend(fresh)
    return frozenset(found - {no})


def lent_roles(
    connection: Connection, stood_in_for: Iterable[StandingIn], policy: Policy
) -> dict[str, frozenset[str]]:
    """The roles with which somebody acts beside their own, by those for whom they stand in."""
    found: dict[str, frozenset[str]] = {}
    for away in stood_in_for:
        entered_by = (
            away.given_by
            or connection.execute(
                select(EVENT.c.actor).where(EVENT.c.seq == away.entered)
            ).scalar_one_or_none()
        )
        people = {
            person.no: person.roles.split(",")
            for person in connection.execute(
                select(S.no, S.roles).where(S.no.in_((away.staff, entered_by)), S.active)
            )
        }
        if away.staff in people and entered_by in people:
            own = entered_by == away.staff
            found[away.staff] = frozenset(lendable(people[away.staff], people[entered_by], policy, own=own))
    return found


def lendable(roles: Iterable[str], giver: Iterable[str], policy: Policy, *, own: bool) -> list[str]:
    """Of somebody's roles those that whoever enters their leave may give to a substitute (PPL-03)."""
    giver = tuple(giver)
    return sorted(role for role in set(roles) if own or policy.may_grant(role, giver))
