"""A policy's sections as TOML for people: a row a line where it fits, in the order of the shipped files.

Own code, because the writers that there are put every row under a heading of its own: a hundred tool kinds
would be six hundred lines that nobody reads.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from statistics import median_high
from typing import Any

from db.policy.files import SECTIONS, shipped_section

WIDTH = 150
"""In characters; a row may be twice as long where most of those beside it fit."""
BARE = re.compile(r"[A-Za-z0-9_-]+")


def to_toml(sections: Mapping[str, Any], notes: Mapping[str, str]) -> str:
    """The text of a policy file; `notes` are a comment for each section."""
    lines: list[str] = []
    for name, content in sections.items():
        known = shipped_section(name) if name in SECTIONS else {}
        lines += [f"# {line}" for line in notes.get(name, "").splitlines()]
        lines += _table((name,), content, known)
    return "\n".join(lines).rstrip() + "\n"


def _table(path: tuple[str, ...], content: Mapping[str, Any], known: Any) -> list[str]:
    """A table with what fits into a line first, its own tables after it; rows side by side look alike."""
    inline: list[str] = []
    tables: list[tuple[str, Mapping[str, Any]]] = []
    names = _ordered(content, known)
    rows = [f"{_key(name)} = {_value(content[name])}" for name in names if isinstance(content[name], Mapping)]
    apart = len(path) < 2 or not _fit([len(row) for row in rows])
    for name in names:
        value = content[name]
        line = f"{_key(name)} = {_value(value)}"
        if isinstance(value, Mapping) and apart:
            tables.append((name, value))
        elif len(line) > WIDTH and isinstance(value, list):
            inline += [f"{_key(name)} = [", *(f"  {_value(each)}," for each in value), "]"]
        else:
            inline.append(line)
    lines = [f"[{'.'.join(map(_key, path))}]", *inline, ""] if inline or not tables else []
    for name, value in tables:
        inner = known.get(name, {}) if isinstance(known, Mapping) else {}
        lines += _table((*path, name), value, inner)
    return lines


def _fit(widths: Sequence[int]) -> bool:
    """Whether rows stand a line each: one that is longer than the others does not tear all of them apart."""
    return not widths or (median_high(widths) <= WIDTH and max(widths) <= 2 * WIDTH)


def _ordered(content: Iterable[str], known: Any) -> list[str]:
    """Names as the shipped file orders them, others after them."""
    place = {name: at for at, name in enumerate(known)} if isinstance(known, Mapping) else {}
    return sorted(content, key=lambda name: (place.get(name, len(place)), name))


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        order = ("code", "zh", "en")
        names = sorted(value, key=lambda name: (order.index(name) if name in order else len(order), name))
        return "{ " + ", ".join(f"{_key(name)} = {_value(value[name])}" for name in names) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return json.dumps(value)


def _key(name: str) -> str:
    return name if BARE.fullmatch(name) else _value(name)
