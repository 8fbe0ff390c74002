"""People as the ladder of escalations knows them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from db.policy.model import Policy
from db.policy.parts import ALL
from db.rules.calling import Colleague
from db.rules.duty import LEAVE
from db.tables.staff import Duty


def substitutes_now(duties: Iterable[Duty], now: datetime) -> dict[str, str]:
    """Who stands in now, by those on leave: of several entries the last one counts (PPL-04)."""
    covering = [one for one in duties if one.begins_at <= now < one.ends_at]
    last = {one.staff: one for one in sorted(covering, key=lambda one: (one.entered, one.begins_at))}
    return {no: one.substitute for no, one in last.items() if one.kind == LEAVE and one.substitute}


def colleague(no: str, roles: str, department: str, branch: str, policy: Policy) -> Colleague:
    """Somebody as the ladder knows them; `roles` as they stand in the table."""
    held = frozenset(roles.split(","))
    return Colleague(no, held, department, None if policy.reach(held) == ALL else branch)
