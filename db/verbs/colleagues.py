"""People as the ladder of escalations knows them."""

from __future__ import annotations

from db.policy.model import Policy
from db.policy.parts import ALL
from db.rules.calling import Colleague


def colleague(
    no: str, roles: str, department: str, branch: str, policy: Policy, zone: str | None = None
) -> Colleague:
    """Somebody as the ladder knows them; `roles` as they stand in the table."""
    held = frozenset(roles.split(","))
    return Colleague(no, held, department, None if policy.reach(held) == ALL else branch, zone)
