"""Which tools a job demands, by kind of job, product and fault, and what their use needs (KIT-13, KIT-14)."""

from __future__ import annotations

from collections.abc import Iterable

from db.policy.model import Policy
from db.policy.parts import Category


def demanded(policy: Policy, category: Category, kind: str, fault: str) -> tuple[str, ...]:
    """The kinds of tools: those of the product, those of every demand that speaks of this job, and the safety
    gear that goes with them."""
    group = policy.fault_group_of(fault)
    wanted = dict.fromkeys(category.tools)
    for demand in policy.products.demand:
        asked = ((demand.kinds, kind), (demand.categories, category.code), (demand.faults, group))
        if all(not those or this in those for those, this in asked):
            wanted |= dict.fromkeys(demand.tools)
    return (*wanted, *(each for each in safety_gear(policy, wanted) if each not in wanted))


def safety_gear(policy: Policy, kinds: Iterable[str]) -> tuple[str, ...]:
    """What has to be worn or at hand where these kinds are used."""
    rows = policy.tools.tool
    return tuple(dict.fromkeys(gear for kind in kinds if kind in rows for gear in rows[kind].safety))


def permits(policy: Policy, kinds: Iterable[str]) -> tuple[str, ...]:
    """The certificates without which these kinds may not be used."""
    rows = policy.tools.tool
    return tuple(dict.fromkeys(rows[kind].permit for kind in kinds if kind in rows and rows[kind].permit))
