"""Which column is which field: by header words, or as a map file says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from db.errors import BadField
from db.imports.mapping import MapFile, bad_map
from db.imports.shift_cells import day_columns, is_day
from db.imports.values import text_of
from db.imports.words import (
    REJECTED_COLUMNS,
    columns,
    examples,
    folded,
    is_own_export,
    own_columns,
    ranks,
    seconds,
    unclear,
)
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
    unclear: frozenset[str]
    """Fields under whose header a bare number may count up or down."""
    where: Mapping[int, frozenset[str]]
    """Column by number → the values of which a row has one."""
    days: Mapping[int, date] = field(default_factory=dict)
    """Columns that are days of a roster."""

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
    words, named = columns(kind), {*said.columns, *said.where}
    days = sum(map(is_day, headers)) if kind == "roster" else 0
    return days + sum(
        isinstance(cell, str) and (cell.strip() in named or folded(cell) in words) for cell in headers
    )


def mapping_of(
    cells: Sequence[object], kind: str, said: MapFile, month: tuple[int, int] | None = None
) -> ColumnMap:
    """From the header row; raises BadField when no column is known, or a named one is missing. `month` is
    that of days that are bare numbers."""
    headers = tuple((text_of(cell) if kind == "roster" else str(cell or "")).strip() for cell in cells)
    found = _named(headers, said)
    composed = {name: _composed(headers, template) for name, template in said.composed.items()}
    ours = _ours(headers)
    own = own_columns(kind) if is_own_export(headers) else {}
    words = {**columns(kind), **own}
    known = {
        at: target
        for at, header in enumerate(headers)
        if at not in ours
        and header not in said.columns
        and (target := words.get(folded(header)))
        and target not in composed
    }
    # Of several columns for a field the one that says it most plainly: 工具名称 before 类别.
    ordered = sorted(known, key=lambda at: (
        folded(headers[at]) not in own, ranks(kind).get(folded(headers[at]), len(headers)), at,
    ))  # fmt: skip
    clocks, others = _shared(kind, headers, [(at, known[at]) for at in ordered], found)
    unsure = {
        name
        for name, at in found.items()
        if headers[at] not in said.columns and folded(headers[at]) in unclear(name)
    }
    if not found and not composed:
        raise BadField(
            "file", "No column of the file is known: {names}.",
            "Name the columns above the rows, such as {examples}, or say in a map file (--map) what is what.",
            names=_listed(headers), examples=examples(kind),
        )  # fmt: skip
    used = {at for _template, places in composed.values() for at in places}
    days = day_columns(headers, month) if kind == "roster" else {}
    used |= {*days, *found.values(), *clocks.values(), *(at for places in others.values() for at in places)}
    where = {_place(headers, header): wanted for header, wanted in said.where.items()}
    used |= where.keys()
    unused = tuple(
        header for at, header in enumerate(headers) if at not in used and at not in ours and header
    )
    key = _place(headers, said.one_row_per) if said.one_row_per is not None else None
    in_order = dict(sorted(found.items(), key=lambda each: each[1]))
    return ColumnMap(headers, in_order, composed, unused, key, clocks, others, frozenset(unsure), where, days)


def _ours(headers: tuple[str, ...]) -> frozenset[int]:
    """The columns of a file of bad rows that say what was wrong, wherever they were moved."""
    for names in REJECTED_COLUMNS:
        for at in range(len(headers) - len(names), -1, -1):
            if headers[at : at + len(names)] == names:
                return frozenset(range(at, at + len(names)))
        if all(name in headers for name in names):
            last = {header: at for at, header in enumerate(headers)}
            return frozenset(last[name] for name in names)
    return frozenset()


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
    kind: str, headers: tuple[str, ...], known: Iterable[tuple[int, str]], found: dict[str, int]
) -> tuple[dict[str, int], dict[str, tuple[int, ...]]]:
    """Gives every column to its field in `found`; returns the clocks and others of a `ColumnMap`."""
    second = seconds(kind)
    clocks: dict[str, int] = {}
    others: dict[str, tuple[int, ...]] = {}

    def has(target: str, at: int) -> bool:
        """Whether the column is the field's, alone or as the other half of an instant."""
        first = found.setdefault(target, at)
        if first == at:
            return True
        if target in clocks or not target.endswith("_at") or not _is_pair(headers[first], headers[at]):
            return False
        day, clock = sorted((first, at), key=lambda place: bool(_CLOCK.search(headers[place])))
        found[target], clocks[target] = day, clock
        return True

    for at, target in known:
        if has(target, at):
            continue
        if target in FALLING_BACK:
            others[target] = (*others.get(target, ()), at)
        elif other := second.get(folded(headers[at])):
            has(other, at)
    return clocks, others


def _is_pair(one: str, other: str) -> bool:
    """A day and a time of day, such as 报修日期 and 报修时间; 报修日期 and 创建时间 are two moments."""
    texts = one.casefold(), other.casefold()
    if folded(_CLOCK.sub("", _DAY.sub("", texts[0]))) != folded(_CLOCK.sub("", _DAY.sub("", texts[1]))):
        return False
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
