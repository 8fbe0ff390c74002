"""Whom a rung of the ladder calls (ESC-01, ESC-02): never whoever presses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

ADMIN = "admin"
TECHNICIAN = "technician"


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody still with us who may be called; `branch` is the only one whose tickets they see, None where
    they see those of all."""

    no: str
    roles: frozenset[str]
    department: str
    branch: str | None = None


def target_of(role: str, technician: str | None, fallback: str) -> str:
    """What a rung with this role stands for: the technician who holds the ticket, by number, else a role."""
    if role != TECHNICIAN:
        return role
    return technician or fallback


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
