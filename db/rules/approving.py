"""Who decides on a request: by amount, step after step, never twice running, never on one's own (ESC-07)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

ADMIN = "admin"


class Deciding(NamedTuple):
    """A role that decides up to a limit in fen; any amount where there is none."""

    role: str
    up_to: int | None


class Standing(NamedTuple):
    """Somebody as a decider: what they hold themselves, what others who are away lend them, by number, and
    in whose place they stand, also through another substitute."""

    no: str
    own: frozenset[str]
    lent: Mapping[str, frozenset[str]]
    behind: frozenset[str]


def needed(tiers: Sequence[Deciding], total: int | None) -> str:
    """The role of the first tier that reaches to the amount."""
    return next(tier.role for tier in tiers if tier.up_to is None or (total or 0) <= tier.up_to)


def deciders(tiers: Sequence[Deciding], total: int | None) -> frozenset[str]:
    """The roles that may decide: that of the tier which reaches to the amount, and all after it."""
    roles = [tier.role for tier in tiers]
    return frozenset(roles[roles.index(needed(tiers, total)) :]) | {ADMIN}


def own_affair(person: Standing, asked_by: str) -> bool:
    """Whether it was asked by themselves, or by one in whose place they stand."""
    return asked_by == person.no or asked_by in person.behind


def for_whom(person: Standing, roles: Iterable[str]) -> str | None:
    """With whose role somebody decides: their own number where they hold one themselves, else the first of
    those for whom they stand in and who lend one; None where they hold none at all."""
    wanted = frozenset(roles)
    if person.own & wanted:
        return person.no
    return next((no for no in sorted(person.lent) if person.lent[no] & wanted), None)
