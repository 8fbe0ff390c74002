"""What `make test` runs of a matrix; `make soak`, and whoever names a test, runs all of it (decision 0032).

A claim that is tried on both databases, in both languages and at both sizes alternates between them: one run
tries it once, in one way that the seed of the run chooses, so that a few days try all. The seed is printed at
the end; `PAIGONG_SAMPLED=1 PAIGONG_SEED=…` repeats the choice, and the name of a test alone repeats the test.
"""

from __future__ import annotations

import os
import random
from collections import defaultdict
from collections.abc import Sequence
from typing import TypeVar

import pytest

T = TypeVar("T")

SERVER, SERVER_IN = "postgresql", 4
"""A claim is tried on a server's database in one run of so many: there it costs twice as much, and what is
about that database itself always runs."""

SAMPLED = os.environ.get("PAIGONG_SAMPLED") == "1" and os.environ.get("PAIGONG_SOAK") != "1"
WAYS = {"database_kind", "stores", "yard", "language", "size"}
"""Parameters, and fixtures with parameters, that say how a claim is tried and not what it is about; the mark
`ways` names others, where each costs: which signal, which stream is closed, which long file comes in."""
ALTERNATING = (
    "tests/console/", "tests/db/demo/", "tests/db/figures/", "tests/db/imports/", "tests/db/notices/",
    "tests/db/policy/", "tests/db/scope/", "tests/db/verbs/", "tests/db/views/", "tests/db/watch/",
    "tests/golden/", "tests/stories/",
)  # fmt: skip
"""Folders whose claims hold in every way. What is about a database itself is marked `every_way` there (locks,
races, constraints, its plans and statements)."""


def alternate(items: list[pytest.Item]) -> list[pytest.Item]:
    """Takes away, and gives back, what another way of the same claim stands for in this run."""
    numbers: dict[tuple[str, str], list[object]] = defaultdict(list)
    ways: dict[tuple[object, ...], list[pytest.Function]] = defaultdict(list)
    for item in items:
        if isinstance(item, pytest.Function) and _alternates(item):
            ways[_claim(item, numbers)].append(item)
    spared: set[pytest.Item] = set()
    for claim, tried in ways.items():
        kept = _dice(claim).choices(tried, [_weight(item) for item in tried])[0]
        spared |= {item for item in tried if item is not kept}
    items[:] = [item for item in items if item not in spared]
    return list(spared)


def some_of(choices: Sequence[T], about: str, most: int) -> Sequence[T]:
    """As many of these as one run tries with one thing; all of them where nothing is sampled."""
    return _dice(about).sample(choices, min(most, len(choices))) if SAMPLED else choices


def one_in(many: int, about: str) -> bool:
    """Whether a run does with this thing what it does with one in so many; unsampled it always does."""
    return not SAMPLED or _dice(about).randrange(many) == 0


def _alternates(item: pytest.Function) -> bool:
    return item.nodeid.startswith(ALTERNATING) and not item.get_closest_marker("every_way")


def _weight(item: pytest.Function) -> int:
    """How likely this way is the one that is tried, beside the others of its claim."""
    kinds = item.callspec.params.values() if hasattr(item, "callspec") else ()
    return 1 if SERVER in map(str, kinds) else SERVER_IN - 1


def _claim(item: pytest.Function, numbers: dict[tuple[str, str], list[object]]) -> tuple[object, ...]:
    """The test and what it is about, without the ways in which that is tried. Values have numbers, which are
    the same in every worker."""
    test = item.nodeid.partition("[")[0]
    ways = WAYS.union(*(mark.args for mark in item.iter_markers("ways")))
    about = []
    for name, value in sorted(item.callspec.params.items()) if hasattr(item, "callspec") else ():
        known = numbers[test, name]
        if name not in ways:
            at = next((at for at, each in enumerate(known) if each is value or each == value), len(known))
            if at == len(known):
                known.append(value)
            about.append((name, at))
    return (test, *about)


def _dice(about: object) -> random.Random:
    """The same in every worker of a run, another one for everything that is drawn."""
    return random.Random(f"{os.environ['PAIGONG_SEED']} {about}")
