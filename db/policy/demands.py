"""What a job demands by kind of job, product and fault: people, tools, parts, time (DSP-05, KIT-14)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from db.policy.model import Policy
from db.policy.products import Category, Demand
from db.rules.products import folded


@dataclass(frozen=True, slots=True)
class Demands:
    """What one job demands. `skills` is skill → lowest grade; `certificates` begins with the product's own;
    `tools` are kinds with their safety gear, `permits` the further certificates that their use needs; `parts`
    is kind → pieces to take along; `minutes` how long it lasts."""

    skills: Mapping[str, int] = field(default_factory=dict)
    certificates: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()
    permits: tuple[str, ...] = ()
    parts: Mapping[str, int] = field(default_factory=dict)
    minutes: int = 0


def demands(policy: Policy, category: Category, kind: str, fault: str, way: str | None = None) -> Demands:
    """All that a job demands. What several rows say adds up; of grades and pieces the highest counts."""
    rows = list(_speaking(policy, category, kind, fault, way))
    skills: dict[str, int] = {}
    taken: dict[str, int] = {}
    papers = dict.fromkeys([category.certificate] if category.certificate else [])
    for row in rows:
        papers |= dict.fromkeys(row.certificates)
        for most, said in ((skills, row.skills), (taken, row.parts)):
            for code, count in said.items():
                most[code] = max(count, most.get(code, 0))
    tools = _tools(policy, category, rows)
    return Demands(
        skills=skills,
        certificates=tuple(papers),
        tools=tools,
        permits=tuple(each for each in permits(policy, (*tools, *taken)) if each not in papers),
        parts=taken,
        minutes=_minutes(policy, rows),
    )


def demanded(
    policy: Policy, category: Category, kind: str, fault: str, way: str | None = None
) -> tuple[str, ...]:
    """The kinds of tools: those of the product, those of every demand that speaks of this job, and the safety
    gear that goes with them."""
    return _tools(policy, category, _speaking(policy, category, kind, fault, way))


def minutes_of(policy: Policy, category: Category, kind: str, fault: str, way: str | None) -> int:
    """How long the job lasts at the customer's, in minutes, travel not counted. The row that says most of
    such a job counts, one that names the way before all others, of equals the last; where none does, a visit
    lasts as long as a provisional one."""
    return _minutes(policy, _speaking(policy, category, kind, fault, way))


def _speaking(policy: Policy, category: Category, kind: str, fault: str, way: str | None) -> Iterator[Demand]:
    found: frozenset[str] | None = None
    for row in policy.products.demand:
        if row.faults and found is None:
            found = frozenset(_faults(policy, category, fault))
        asked = ((row.kinds, kind), (row.categories, category.code), (row.ways, way))
        if all(not those or this in those for those, this in asked) and not (
            row.faults and row.faults.isdisjoint(found or ())
        ):
            yield row


def _faults(policy: Policy, category: Category, fault: str) -> Iterator[str]:
    """The group of the fault, and the common faults of the product whose names stand in its text."""
    group = policy.fault_group_of(fault)
    if group is not None:
        yield group
    text = folded(fault)
    for row in policy.faults_of(category.code):
        if folded(row.zh) in text or folded(row.en) in text:
            yield row.code


def _minutes(policy: Policy, rows: Iterable[Demand]) -> int:
    found: tuple[bool, int] = (False, -1)
    minutes = policy.setting("provisional_visit_minutes")
    for row in rows:
        closeness = (bool(row.ways), sum(map(bool, (row.kinds, row.categories, row.faults))))
        if row.minutes is not None and closeness >= found:
            found, minutes = closeness, row.minutes
    return minutes


def _tools(policy: Policy, category: Category, rows: Iterable[Demand]) -> tuple[str, ...]:
    wanted = dict.fromkeys(category.tools)
    for row in rows:
        wanted |= dict.fromkeys(row.tools)
    return (*wanted, *(each for each in safety_gear(policy, wanted) if each not in wanted))


def safety_gear(policy: Policy, kinds: Iterable[str]) -> tuple[str, ...]:
    """What has to be worn or at hand where these kinds are used."""
    rows = policy.tools.tool
    return tuple(dict.fromkeys(gear for kind in kinds if kind in rows for gear in rows[kind].safety))


def permits(policy: Policy, kinds: Iterable[str]) -> tuple[str, ...]:
    """The certificates without which these kinds may not be used."""
    rows = policy.tools.tool
    return tuple(dict.fromkeys(rows[kind].permit for kind in kinds if kind in rows and rows[kind].permit))
