"""The map file: what somebody says of the columns and values of a file that they bring.

It is TOML:

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

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from db.causes import cause
from db.errors import BadField
from db.imports.words import fields_of
from db.rules.sentence import msgid

LARGEST_MAP = 1 << 20
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
            raise bad_map(msgid("{file} cannot be read: {cause}."), file=path.name, cause="> 1 MB")
        said = tomllib.loads(path.read_bytes().decode("utf-8"))
    except OSError as error:
        raise bad_map(msgid("{file} cannot be read: {cause}."), file=str(path), cause=cause(error)) from error
    except (ValueError, RecursionError) as error:
        raise bad_map(
            msgid("{file} cannot be read: {cause}."), file=path.name, cause=str(error)[:200]
        ) from error
    for name, value in said.items():
        if name not in (*_TEXTS, *_LISTS, *_TABLES):
            raise bad_map(msgid("The map has no part {name}; there are {names}."), name=name,
                names=", ".join((*_TEXTS, *_LISTS, *_TABLES)),
            )  # fmt: skip
        wanted = str if name in _TEXTS else list if name in _LISTS else dict
        if not isinstance(value, wanted):
            raise bad_map(msgid("The map's part {name} is not what it should be."), name=name)
    tables = {name: _texts(name, said.get(name, {})) for name in ("columns", "constants", "composed")}
    _known(kind, "columns", (target for target in tables["columns"].values() if target))
    _known(kind, "constants", tables["constants"])
    _known(kind, "composed", tables["composed"])
    _known(kind, "values", said.get("values", {}))
    delimiter = said.get("delimiter")
    if delimiter is not None and len(delimiter) != 1:
        raise bad_map(msgid("The map's part {name} is not what it should be."), name="delimiter")
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


def bad_map(said: str, **values: object) -> BadField:
    """For a map that says what cannot be."""
    return BadField("map", said, "docs/import.md shows what a map may hold.", **values)


def _texts(name: str, table: Any) -> dict[str, str]:
    if not isinstance(table, dict):
        raise bad_map(msgid("The map's part {name} is not what it should be."), name=name)
    found = {}
    for key, value in table.items():
        if isinstance(value, bool):
            value = "yes" if value else "no"
        if not isinstance(value, str | int):
            raise bad_map(msgid("The map's part {name} is not what it should be."), name=f"{name}.{key}")
        found[key] = str(value)
    return found


def _known(kind: str, part: str, fields: Any) -> None:
    for name in fields:
        if name not in fields_of(kind):
            raise bad_map(
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
        raise bad_map(msgid("There is no time zone {name}."), name=name) from error
