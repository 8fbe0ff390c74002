"""Whom a rung of the ladder calls (ESC-01, ESC-02): never whoever presses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

ADMIN = "admin"
TECHNICIAN = "technician"
LEAD = "lead"
"""The leader of a team [班组]: those of one department and zone (PPL-08)."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody still with us who may be called; `branch` is the only one whose tickets they see, None where
    they see those of all. `zone` is that of their team."""

    no: str
    roles: frozenset[str]
    department: str
    branch: str | None = None
    zone: str | None = None


class Target(NamedTuple):
    """Whom a rung stands for: a staff number, or a role."""

    code: str
    is_person: bool = False


def target_of(role: str, technician: str | None, fallback: str, person: str = "") -> Target:
    """What a rung stands for: its own person, the technician who holds the ticket, else a role."""
    if person:
        return Target(person, True)
    if role != TECHNICIAN:
        return Target(role)
    return Target(technician, True) if technician else Target(fallback)


def called(
    target: str,
    colleagues: Iterable[Colleague],
    *,
    department: str,
    branch: str,
    presser: str,
    substitutes: Mapping[str, str] = MappingProxyType({}),
) -> tuple[str, ...]:
    """The staff numbers behind a target, which is a role or a number; empty where nobody answers to it.

    A role's holders in the ticket's department come before those elsewhere; an administrator, who holds every
    role by name, stands in where nobody holds it. Whoever is on leave is called with their substitute, who
    stands in `substitutes` by them (PPL-04). Whoever presses is left out, and who would not see a ticket of
    that branch.
    """
    colleagues = tuple(colleagues)
    answering = _holding(target, colleagues, department, branch) or sorted(
        one.no for one in colleagues if ADMIN in one.roles
    )
    standing_in = (substitutes[no] for no in answering if no in substitutes)
    return tuple(no for no in dict.fromkeys((*answering, *standing_in)) if no != presser)


class Reached(NamedTuple):
    """Who is told of a call: `persons` by number, and with each of `away` the state that keeps them from it
    (resting, leave, off, or gone for a number that is not with us any more)."""

    persons: tuple[str, ...]
    away: tuple[tuple[str, str], ...]


GONE = "gone"
StateOf = Callable[[str], str | None]
"""What keeps somebody from being called at that moment, by number; None where nothing does."""


def reached(
    target: Target,
    colleagues: Iterable[Colleague],
    state: StateOf,
    *,
    department: str,
    branch: str,
    presser: str = "",
    substitutes: Mapping[str, str] = MappingProxyType({}),
    zone: str | None = None,
) -> Reached:
    """The persons behind a target at the moment at which they are told (ESC-03).

    A team leader is first of all that of the team in that `zone` (PPL-08). Of a role's holders those in the
    ticket's department are looked for first, then those elsewhere who see tickets of that branch; an
    administrator stands in only for a role that nobody holds. Whoever is not on duty is passed over for their
    substitute. Nobody is found where none of them can be reached.
    """
    people = tuple(colleagues)
    known = {one.no for one in people}
    away: dict[str, str] = {}
    for group in groups(target, people, department, branch, zone):
        found: dict[str, None] = {}
        for no in group:
            if no == presser:
                continue
            hindered = state(no) if no in known else GONE
            if hindered is None:
                found[no] = None
                continue
            away[no] = hindered
            other = substitutes.get(no)
            if other is not None and other in known and other != presser and state(other) is None:
                found[other] = None
        if found:
            return Reached(tuple(found), tuple(away.items()))
    return Reached((), tuple(away.items()))


def groups(
    target: Target, colleagues: Iterable[Colleague], department: str, branch: str, zone: str | None = None
) -> tuple[tuple[str, ...], ...]:
    """Whom a target may mean, the nearest first."""
    people = tuple(colleagues)
    if target.is_person:
        return ((target.code,),)
    holding = [
        one
        for one in people
        if target.code in one.roles and ADMIN not in one.roles and one.branch in (None, branch)
    ]
    if not holding:
        return (tuple(sorted(one.no for one in people if ADMIN in one.roles)),)
    at_hand = [one for one in holding if one.department == department]
    own = sorted(one.no for one in at_hand if target.code == LEAD and zone and one.zone == zone)
    near = sorted(one.no for one in at_hand)
    far = sorted(one.no for one in holding if one.department != department)
    return tuple(own), tuple(near), tuple(far)


def is_own(
    target: str, colleagues: Iterable[Colleague], *, department: str, branch: str, presser: str
) -> bool:
    """Whether only the one who presses would be called."""
    return _holding(target, tuple(colleagues), department, branch) == (presser,)


def _holding(target: str, colleagues: tuple[Colleague, ...], department: str, branch: str) -> tuple[str, ...]:
    if any(one.no == target for one in colleagues):
        return (target,)
    holding = [
        one
        for one in colleagues
        if target in one.roles and ADMIN not in one.roles and one.branch in (None, branch)
    ]
    near = [one for one in holding if one.department == department]
    return tuple(sorted(one.no for one in near or holding))
