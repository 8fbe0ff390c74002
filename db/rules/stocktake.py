"""The monthly count of tools: what was expected against what was found, by two people without seeing either
(KIT-09). A place is the store or somebody's hands; an item is the number of a tool.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from db.rules.custody import LOST

MISSING, UNEXPECTED, UNKNOWN = "missing", "unexpected", "unknown"
MORE, LESS = "more", "less"
Counts = Mapping[str, Mapping[str, int]]
"""What each person counted at one place: how many of each item; a numbered tool is there once."""


class Difference(NamedTuple):
    """What is otherwise than the ledger says: `expected` and `found` are places, or how many there are."""

    kind: str
    item: str
    expected: str
    found: str


class Disagreement(NamedTuple):
    """What was counted differently at a place, with what each person found."""

    place: str
    item: str
    counts: tuple[tuple[str, int], ...]


def disagreements(counted: Mapping[str, Counts]) -> list[Disagreement]:
    """Items that those who counted a place did not count alike."""
    found = []
    for place, by_person in sorted(counted.items()):
        for item in sorted({item for counts in by_person.values() for item in counts}):
            told = tuple((person, counts.get(item, 0)) for person, counts in sorted(by_person.items()))
            if len({count for _, count in told}) > 1:
                found.append(Disagreement(place, item, told))
    return found


def twice(found: Iterable[tuple[str, str]]) -> str | None:
    """A tool that was found at two places, from (tool, place); None where there is none."""
    where: dict[str, str] = {}
    for item, place in found:
        if where.setdefault(item, place) != place:
            return item
    return None


def differences(
    known: Mapping[str, str], found: Mapping[str, str], places: Iterable[str]
) -> Iterator[Difference]:
    """Numbered tools that are not where the ledger has them, in their order.

    `known` is where each one is by the ledger, `found` where it was found. Only of places that were counted
    is anything missing.
    """
    counted = set(places)
    for item in sorted(known.keys() | found.keys()):
        expected, there = known.get(item), found.get(item)
        if expected is None:
            yield Difference(UNKNOWN, item, "", there or "")
        elif there is None:
            if expected in counted:
                yield Difference(MISSING, item, expected, LOST)
        elif there != expected:
            yield Difference(UNEXPECTED, item, expected, there)


def stock_differences(known: Mapping[str, int], found: Mapping[str, int]) -> Iterator[Difference]:
    """Consumables of which there are more or fewer than the ledger says; what nobody counted is left out."""
    for item, count in sorted(found.items()):
        expected = known.get(item, 0)
        if count != expected:
            yield Difference(MORE if count > expected else LESS, item, str(expected), str(count))
