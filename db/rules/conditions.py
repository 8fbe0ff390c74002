"""Conditions of a row of a profile as people write them, and back (`deadlines.md` 1).

`urgent=yes; way=remote,send_in` asks for both; `beyond_km=100 | supplier_needed=yes` for one of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from db.rules.profile import Fact
from db.rules.text import WordedError

FLAGS: Final = (Fact.URGENT, Fact.SUPPLIER_NEEDED, Fact.MAIN_URBAN)
MEASURES: Final = (Fact.WITHIN_KM, Fact.BEYOND_KM)
YES: Final = ("yes", "true", "1", "y", "是", "")
NO: Final = ("no", "false", "0", "n", "否")
_AND = re.compile(r"\s*[;；\n]+\s*")
_OR = re.compile(r"\s*[|｜]\s*|\s+(?:or|或)\s+")
_COMMA = re.compile(r"\s*[,，、]\s*")

Value = bool | int | str | list[str]
Group = dict[str, Value]


class ConditionsError(WordedError):
    """A condition that cannot be read."""


def read_conditions(text: str) -> list[Group]:
    """The groups of which all must hold; of a group one fact, of a fact one value."""
    return [_group(part) for part in _AND.split(text.strip()) if part]


def _group(text: str) -> Group:
    found: Group = {}
    for part in _OR.split(text):
        name, _equals, values = (each.strip() for each in part.partition("="))
        try:
            fact = Fact(name.lower())
        except ValueError as error:
            raise ConditionsError(
                "“{text}” is no condition; there are {facts}", text=name[:40],
                facts=", ".join(each.value for each in Fact),
            ) from error  # fmt: skip
        if fact.value in found:
            raise ConditionsError("{fact} stands twice in one condition", fact=fact.value)
        found[fact.value] = _value(fact, values)
    return found


def _value(fact: Fact, text: str) -> Value:
    if fact in FLAGS:
        if text.lower() in (*YES, *NO):
            return text.lower() in YES
        raise ConditionsError("{fact} is yes or no, not “{text}”", fact=fact.value, text=text[:40])
    if fact in MEASURES:
        if text.isascii() and text.isdigit() and len(text) < 6:
            return int(text)
        raise ConditionsError(
            "{fact} is a number of kilometres, not “{text}”", fact=fact.value, text=text[:40]
        )
    values = [each for each in _COMMA.split(text) if each]
    if not values:
        raise ConditionsError("{fact} needs a value", fact=fact.value)
    return values[0] if len(values) == 1 else values


def written(when: Sequence[Mapping[str, Any]]) -> str:
    """The same conditions as a text that is read again."""
    return "; ".join(" | ".join(f"{fact}={_text(value)}" for fact, value in group.items()) for group in when)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def same(one: Sequence[Mapping[str, Any]], other: Sequence[Mapping[str, Any]]) -> bool:
    """Whether two rows ask for the same, in whatever order it stands."""
    return _folded(one) == _folded(other)


def _folded(when: Sequence[Mapping[str, Any]]) -> set[frozenset[tuple[str, frozenset[str]]]]:
    return {
        frozenset(
            (
                fact,
                frozenset(map(str, value)) if isinstance(value, list | tuple) else frozenset({_text(value)}),
            )
            for fact, value in group.items()
        )
        for group in when
    }
