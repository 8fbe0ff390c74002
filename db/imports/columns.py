"""Which column is which field: by header words, or as a map file says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from db.errors import BadField
from db.imports.mapping import MapFile, bad_map
from db.imports.words import REJECTED_COLUMNS, columns, examples, folded, ranks
from db.rules.sentence import msgid

_PLACE = re.compile(r"\{([^{}]+)\}")
_DAY, _CLOCK = re.compile("日期|date", re.IGNORECASE), re.compile("时间|时刻|time", re.IGNORECASE)
FALLING_BACK = ("phone",)
"""Fields for which one column may stand in for another: a mobile number where there is no landline."""


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Where every field comes from: its column by number, or a text composed of columns."""

    headers: tuple[str, ...]
    columns: Mapping[str, int]
    composed: Mapping[str, tuple[str, tuple[int, ...]]]
    unused: tuple[str, ...]
    key: int | None
    clocks: Mapping[str, int]
    """Instants whose day and time of day stand in two columns: the second one's number."""
    others: Mapping[str, tuple[int, ...]]
    """Columns that count where the field's first one is empty."""

    def sources(self) -> dict[str, str]:
        """For people: field → header, headers or template."""
        found = {
            name: " + ".join(self.headers[each] for each in (at, *self._further(name)))
            for name, at in self.columns.items()
        }
        return found | {name: template for name, (template, _) in self.composed.items()}

    def _further(self, name: str) -> tuple[int, ...]:
        return (self.clocks[name],) if name in self.clocks else self.others.get(name, ())


def recognised(headers: Sequence[object], kind: str, said: MapFile) -> int:
    """How many of these cells are headers that somebody knows."""
    words = columns(kind)
    return sum(
        isinstance(cell, str) and (cell.strip() in said.columns or folded(cell) in words) for cell in headers
    )


def mapping_of(cells: Sequence[object], kind: str, said: MapFile) -> ColumnMap:
    """From the header row; raises BadField when no column is known, or a named one is missing."""
    headers = tuple(str(cell or "").strip() for cell in cells)
    found = _named(headers, said)
    composed = {name: _composed(headers, template) for name, template in said.composed.items()}
    data = len(headers) - 3 if headers[-3:] in REJECTED_COLUMNS else len(headers)
    words = columns(kind)
    known = {
        at: target
        for at, header in enumerate(headers[:data])
        if header not in said.columns and (target := words.get(folded(header))) and target not in composed
    }
    # Of several columns for a field the one that says it most plainly: 工具名称 before 类别.
    ordered = sorted(known, key=lambda at: (ranks(kind)[folded(headers[at])], at))
    clocks, others = _shared(headers, [(at, known[at]) for at in ordered], found)
    if not found and not composed:
        raise BadField(
            "file", "No column of the file is known: {names}.",
            "Name the columns above the rows, such as {examples}, or say in a map file (--map) what is what.",
            names=_listed(headers), examples=examples(kind),
        )  # fmt: skip
    used = {at for _template, places in composed.values() for at in places}
    used |= {*found.values(), *clocks.values(), *(at for places in others.values() for at in places)}
    unused = tuple(header for at, header in enumerate(headers[:data]) if at not in used and header)
    key = _place(headers, said.one_row_per) if said.one_row_per is not None else None
    in_order = dict(sorted(found.items(), key=lambda each: each[1]))
    return ColumnMap(headers, in_order, composed, unused, key, clocks, others)


def _named(headers: tuple[str, ...], said: MapFile) -> dict[str, int]:
    """The columns that the map file names."""
    found: dict[str, int] = {}
    for at, header in enumerate(headers):
        target = said.columns.get(header)
        if target and target not in found:
            found[target] = at
    for name in said.columns:
        _place(headers, name)
    return found


def _shared(
    headers: tuple[str, ...], known: Iterable[tuple[int, str]], found: dict[str, int]
) -> tuple[dict[str, int], dict[str, tuple[int, ...]]]:
    """Gives every column to its field in `found`; returns the clocks and others of a `ColumnMap`."""
    clocks: dict[str, int] = {}
    others: dict[str, tuple[int, ...]] = {}
    for at, target in known:
        first = found.setdefault(target, at)
        if first == at:
            continue
        if target.endswith("_at") and target not in clocks and _is_pair(headers[first], headers[at]):
            day, clock = sorted((first, at), key=lambda place: bool(_CLOCK.search(headers[place])))
            found[target], clocks[target] = day, clock
        elif target in FALLING_BACK:
            others[target] = (*others.get(target, ()), at)
    return clocks, others


def _is_pair(one: str, other: str) -> bool:
    """A day and a time of day, such as 报修日期 and 报修时间; two instants of the same name are none."""
    texts = one.casefold(), other.casefold()
    days = [bool(_DAY.search(text)) and not _CLOCK.search(text) for text in texts]
    clocks = [bool(_CLOCK.search(text)) and not _DAY.search(text) for text in texts]
    return any(days) and any(clocks)


def _composed(headers: tuple[str, ...], template: str) -> tuple[str, tuple[int, ...]]:
    return template, tuple(_place(headers, name) for name in _PLACE.findall(template))


def composed_text(template: str, values: Sequence[str]) -> str:
    """The template with its places filled in order; nothing where all of them are empty."""
    if values and not any(values):
        return ""
    left = iter(values)
    return _PLACE.sub(lambda _: next(left), template)


def _place(headers: tuple[str, ...], name: str) -> int:
    if name not in headers:
        raise bad_map(
            msgid("The file has no column {name}; there are {names}."), name=name, names=_listed(headers)
        )
    return headers.index(name)


def _listed(headers: Sequence[str]) -> str:
    return ", ".join(header for header in headers if header)[:500]
