"""Which column is which field: by header words, or as a map file says.

A map file is TOML:

    zone = "Asia/Shanghai"             # of times without an offset; else the branch's
    dates = ["%d/%m/%Y %H:%M"]         # tried before the built-in ones
    empty = ["?", "N/A"]               # values that stand for nothing
    sheet = "2026"                     # of a workbook; else the first
    delimiter = ";"                    # of a CSV file; else what the header shows
    one_row_per = "number"             # of several rows with the same value there only the last counts
    [columns]                          # header = field; "" leaves a column out
    [constants]                        # field = value for every row that has none
    [composed]                         # field = text with {header} in it
    [values.FIELD]                     # value in the file = value of the field
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from db.causes import cause
from db.errors import BadField
from db.imports.words import REJECTED_COLUMNS, columns, examples, fields_of, folded
from db.rules.sentence import msgid

LARGEST_MAP = 1 << 20
_PLACE = re.compile(r"\{([^{}]+)\}")
_DAY, _CLOCK = re.compile("日期|date", re.IGNORECASE), re.compile("时间|时刻|time", re.IGNORECASE)
_TEXTS = ("zone", "sheet", "delimiter", "one_row_per")
_LISTS = ("dates", "empty")
_TABLES = ("columns", "constants", "composed", "values")


@dataclass(frozen=True, slots=True)
class MapFile:
    """What a map file says; an empty one leaves everything to the header words."""

    zone: ZoneInfo | None = None
    dates: tuple[str, ...] = ()
    empty: frozenset[str] = frozenset()
    sheet: str | None = None
    delimiter: str | None = None
    one_row_per: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    composed: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def read_map(path: Path, kind: str) -> MapFile:
    """Read a map file; raises BadField with the part that is wrong."""
    try:
        if path.stat().st_size > LARGEST_MAP:
            raise _bad(msgid("{file} cannot be read: {cause}."), file=path.name, cause="> 1 MB")
        said = tomllib.loads(path.read_bytes().decode("utf-8"))
    except OSError as error:
        raise _bad(msgid("{file} cannot be read: {cause}."), file=str(path), cause=cause(error)) from error
    except (ValueError, RecursionError) as error:
        raise _bad(
            msgid("{file} cannot be read: {cause}."), file=path.name, cause=str(error)[:200]
        ) from error
    for name, value in said.items():
        if name not in (*_TEXTS, *_LISTS, *_TABLES):
            raise _bad(msgid("The map has no part {name}; there are {names}."), name=name,
                names=", ".join((*_TEXTS, *_LISTS, *_TABLES)),
            )  # fmt: skip
        wanted = str if name in _TEXTS else list if name in _LISTS else dict
        if not isinstance(value, wanted):
            raise _bad(msgid("The map's part {name} is not what it should be."), name=name)
    tables = {name: _texts(name, said.get(name, {})) for name in ("columns", "constants", "composed")}
    _known(kind, "columns", (target for target in tables["columns"].values() if target))
    _known(kind, "constants", tables["constants"])
    _known(kind, "composed", tables["composed"])
    _known(kind, "values", said.get("values", {}))
    delimiter = said.get("delimiter")
    if delimiter is not None and len(delimiter) != 1:
        raise _bad(msgid("The map's part {name} is not what it should be."), name="delimiter")
    return MapFile(
        zone=_zone(said.get("zone")),
        dates=tuple(str(each) for each in said.get("dates", ())),
        empty=frozenset(folded_value(str(each)) for each in said.get("empty", ())),
        sheet=said.get("sheet"),
        delimiter=delimiter,
        one_row_per=said.get("one_row_per"),
        values={
            name: {folded_value(source): target for source, target in _texts(name, table).items()}
            for name, table in said.get("values", {}).items()
        },
        **tables,
    )


def folded_value(text: str) -> str:
    """A value as the map compares it: case and blanks around do not matter, signs do."""
    return text.strip().casefold()


def _bad(said: str, **values: object) -> BadField:
    return BadField("map", said, "docs/import.md shows what a map may hold.", **values)


def _texts(name: str, table: Any) -> dict[str, str]:
    if not isinstance(table, dict):
        raise _bad(msgid("The map's part {name} is not what it should be."), name=name)
    found = {}
    for key, value in table.items():
        if isinstance(value, bool):
            value = "yes" if value else "no"
        if not isinstance(value, str | int):
            raise _bad(msgid("The map's part {name} is not what it should be."), name=f"{name}.{key}")
        found[key] = str(value)
    return found


def _known(kind: str, part: str, fields: Any) -> None:
    for name in fields:
        if name not in fields_of(kind):
            raise _bad(
                msgid("The map's part {part} names the field {name}; there are {names}."),
                part=part,
                name=name,
                names=", ".join(fields_of(kind)),
            )


def _zone(name: str | None) -> ZoneInfo | None:
    if name is None:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise _bad(msgid("There is no time zone {name}."), name=name) from error


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

    def sources(self) -> dict[str, str]:
        """For people: field → header, headers or template."""
        found = {
            name: self.headers[at] + (f" + {self.headers[self.clocks[name]]}" if name in self.clocks else "")
            for name, at in self.columns.items()
        }
        return found | {name: template for name, (template, _) in self.composed.items()}


def recognised(headers: Sequence[object], kind: str, said: MapFile) -> int:
    """How many of these cells are headers that somebody knows."""
    words = columns(kind)
    return sum(
        isinstance(cell, str) and (cell.strip() in said.columns or folded(cell) in words) for cell in headers
    )


def mapping_of(cells: Sequence[object], kind: str, said: MapFile) -> ColumnMap:
    """From the header row; raises BadField when no column is known, or a named one is missing."""
    headers = tuple(str(cell or "").strip() for cell in cells)
    words = columns(kind)
    found: dict[str, int] = {}
    for at, header in enumerate(headers):
        target = said.columns.get(header)
        if target and target not in found:
            found[target] = at
    for name in said.columns:
        if name not in headers:
            raise _bad(
                msgid("The file has no column {name}; there are {names}."), name=name, names=_listed(headers)
            )
    composed = {name: _composed(headers, template) for name, template in said.composed.items()}
    clocks: dict[str, int] = {}
    data = len(headers) - 3 if headers[-3:] in REJECTED_COLUMNS else len(headers)
    for at, header in enumerate(headers[:data]):
        target = words.get(folded(header)) if header not in said.columns else None
        if target and target not in found and target not in composed:
            found[target] = at
        elif (
            target in found
            and target.endswith("_at")
            and target not in clocks
            and _is_pair(headers[found[target]], header)
        ):
            day, clock = sorted((found[target], at), key=lambda place: bool(_CLOCK.search(headers[place])))
            found[target], clocks[target] = day, clock
    if not found and not composed:
        raise BadField(
            "file", "No column of the file is known: {names}.",
            "Name the columns above the rows, such as {examples}, or say in a map file (--map) what is what.",
            names=_listed(headers), examples=examples(kind),
        )  # fmt: skip
    used = (
        set(found.values())
        | set(clocks.values())
        | {at for _template, places in composed.values() for at in places}
    )
    unused = tuple(
        header for at, header in enumerate(headers)
        if at not in used and header and at < data
    )  # fmt: skip
    key = _place(headers, said.one_row_per) if said.one_row_per is not None else None
    return ColumnMap(headers, found, composed, unused, key, clocks)


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
        raise _bad(
            msgid("The file has no column {name}; there are {names}."), name=name, names=_listed(headers)
        )
    return headers.index(name)


def _listed(headers: Sequence[str]) -> str:
    return ", ".join(header for header in headers if header)[:500]
