"""What differs between two policies, and a newer shipped one brought into one with edits of its own.

Policies are compared as trees. A list whose rows have codes is a table of them (reasons stand in an order);
any other list is one value. Paths are the names on the way: `organisation.zone.futian.travel_minutes`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Sections = dict[str, Any]
MISSING: Any = None
"""Neither TOML nor a policy's JSON has a null, so that it can mean “not there”."""


class Whose(StrEnum):
    """Who made a change since the shipped policy that both came from."""

    SHIPPED = "shipped"
    OWN = "own"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Difference:
    """One place that differs; None where there is nothing on that side."""

    path: tuple[str, ...]
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Choice:
    """One place in a merge. `taken` stands in the result: where both changed it, what the store had stays."""

    path: tuple[str, ...]
    whose: Whose
    base: Any
    own: Any
    shipped: Any

    @property
    def is_new(self) -> bool:
        """Whether the shipped policy brings something that was not there at all."""
        return self.whose is Whose.SHIPPED and self.base is MISSING


def differences(before: Sections, after: Sections) -> list[Difference]:
    """Every place that differs, in the order of paths; a whole row that is new or gone is one place."""
    # Nearly always one section of them all: the others are not taken apart.
    changed = [name for name in _names(before, after) if before.get(name) != after.get(name)]
    sides = ({name: side[name] for name in changed if name in side} for side in (before, after))
    return list(_differences((), *map(_tree, sides)))


def _differences(path: tuple[str, ...], before: Any, after: Any) -> Iterator[Difference]:
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for name in _names(before, after):
            yield from _differences((*path, name), before.get(name), after.get(name))
    else:
        yield Difference(path, _plain(before), _plain(after))


def merged(base: Sections, own: Sections, shipped: Sections) -> tuple[Sections, list[Choice]]:
    """`own`, made from `base`, with what `shipped` changed since; every place that either changed."""
    choices: list[Choice] = []
    found = _merged((), _tree(base), _tree(own), _tree(shipped), choices)
    result = _plain(found)
    assert isinstance(result, dict)
    return result, choices


def _merged(path: tuple[str, ...], base: Any, own: Any, shipped: Any, choices: list[Choice]) -> Any:
    if own == shipped:
        return own
    if isinstance(own, dict) and isinstance(shipped, dict):
        old = base if isinstance(base, dict) else {}
        made = type(own)()
        for name in _names(own, shipped, old):
            each = _merged((*path, name), old.get(name), own.get(name), shipped.get(name), choices)
            if each is not MISSING:
                made[name] = each
        return made
    whose = Whose.SHIPPED if own == base else Whose.OWN if shipped == base else Whose.BOTH
    choices.append(Choice(path, whose, *map(_plain, (base, own, shipped))))
    return shipped if whose is Whose.SHIPPED else own


def _names(*tables: Mapping[str, Any]) -> list[str]:
    """The names of all, in the order of the first that has them."""
    return list(dict.fromkeys(name for table in tables for name in table))


class _Rows(dict[str, Any]):
    """A list of rows by their codes, in its order."""


def _tree(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _tree(each) for name, each in value.items()}
    if isinstance(value, list) and value and all(isinstance(each, dict) and "code" in each for each in value):
        rows = _Rows((str(each["code"]), _tree(each)) for each in value)
        return rows if len(rows) == len(value) else value
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, _Rows):
        return [_plain(each) for each in value.values()]
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return value
