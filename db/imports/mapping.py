"""The map file: what somebody says of the columns and values of a file that they bring.

It is TOML:

    zone = "Asia/Shanghai"             # of times without an offset; else the branch's
    dates = ["%d/%m/%Y %H:%M"]         # tried before the built-in ones
    empty = ["?", "N/A"]               # values that stand for nothing
    sheet = "2026"                     # of a workbook; else the first
    delimiter = ";"                    # of a CSV file; else what the header shows
    one_row_per = "number"             # of several rows with the same value there only the last counts
    source = "ERP"                     # the system that the numbers are from; else the one without a name
    new_kinds = true                   # kinds of tools that nobody knows are entered on the way
    [where]                            # header = value, or values: only such rows are read
    [columns]                          # header = field; "" leaves a column out
    [constants]                        # field = value for every row that has none
    [composed]                         # field = text with {header} in it
    [values.FIELD]                     # value in the file = value of the field; "*" stands for all others

Fields may be called by any of their header words (客户名称 for customer).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from db.causes import cause
from db.errors import BadField
from db.imports.words import columns as header_words
from db.imports.words import fields_of, folded
from db.rules.sentence import msgid

LARGEST_MAP = 1 << 20
OTHERS = "*"
"""As a value in a map: whatever else stands there."""
_BARE_NAME = re.compile(
    r"""^(\s*)([^\s"'=#\[\]{}.]*[^\x00-\x7f"'=#\[\]{}.\s][^\s"'=#\[\]{}.]*)(\s*=)""", re.MULTILINE
)
_BARE_PART = re.compile(
    r"""^(\s*\[values\.)([^\s"'=#\[\].]*[^\x00-\x7f"'#\[\].\s][^\s"'#\[\].]*)(\])""", re.MULTILINE
)
_TEXTS = ("zone", "sheet", "delimiter", "one_row_per", "source")
_LISTS = ("dates", "empty")
_SWITCHES = ("new_kinds",)
_TABLES = ("columns", "constants", "composed", "values", "where")


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
    source: str = ""
    new_kinds: bool = False
    where: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Header → the values, folded, of which a row has one; a row with another is left out."""

    def default_of(self, name: str) -> str | None:
        """What every value of the field stands for that is known by no other name."""
        return self.values.get(name, {}).get(OTHERS)


def read_map(path: Path, kind: str) -> MapFile:
    """Read a map file; raises BadField with the part that is wrong."""
    try:
        if path.stat().st_size > LARGEST_MAP:
            raise bad_map(msgid("{file} cannot be read: {cause}."), file=path.name, cause="> 1 MB")
        said = tomllib.loads(_quoted(_decoded(path.read_bytes())))
    except OSError as error:
        raise bad_map(msgid("{file} cannot be read: {cause}."), file=str(path), cause=cause(error)) from error
    except (ValueError, RecursionError) as error:
        raise bad_map(msgid("{file} cannot be read: {cause}."), file=path.name, cause=cause(error)) from error
    for name, value in said.items():
        if name not in (*_TEXTS, *_LISTS, *_SWITCHES, *_TABLES):
            raise bad_map(msgid("The map has no part {name}; there are {names}."), name=name,
                names=", ".join((*_TEXTS, *_LISTS, *_SWITCHES, *_TABLES)),
            )  # fmt: skip
        if not isinstance(value, _wanted_type(name)):
            raise bad_map(msgid("The map's part {name} is not what it should be."), name=name)
    tables = {name: _texts(name, said.get(name, {})) for name in ("columns", "constants", "composed")}
    tables["columns"] = {
        header: _field(kind, "columns", target) if target else ""
        for header, target in tables["columns"].items()
    }
    for part in ("constants", "composed"):
        tables[part] = {_field(kind, part, name): text for name, text in tables[part].items()}
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
            _field(kind, "values", name): {
                folded_value(source): target for source, target in _texts(name, table).items()
            }
            for name, table in said.get("values", {}).items()
        },
        source=said.get("source", "").strip(),
        new_kinds=said.get("new_kinds", False),
        where={header: _wanted(header, values) for header, values in said.get("where", {}).items()},
        **tables,
    )


def _wanted_type(part: str) -> type[object]:
    """What a part of a map is."""
    return str if part in _TEXTS else list if part in _LISTS else bool if part in _SWITCHES else dict


def _decoded(content: bytes) -> str:
    """A map as an editor on Windows may save it: UTF-8 with a mark or without, else GB18030."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030")


def _quoted(text: str) -> str:
    """Chinese names as TOML wants them, which people forget: in quotes."""
    named = _BARE_NAME.sub(r'\1"\2"\3', text)
    return _BARE_PART.sub(r'\1"\2"\3', named)


def _wanted(header: str, values: Any) -> frozenset[str]:
    listed = values if isinstance(values, list) else [values]
    return frozenset(folded_value(_texts("where", {header: each})[header]) for each in listed)


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


def _field(kind: str, part: str, name: str) -> str:
    """A field by its name, or by one of the words that its header may be."""
    found = name if name in fields_of(kind) else header_words(kind).get(folded(name))
    if found is None:
        raise bad_map(
            msgid("The map's part {part} names the field {name}; there are {names}."),
            part=part,
            name=name,
            names=", ".join(fields_of(kind)),
        )
    return found


def _zone(name: str | None) -> ZoneInfo | None:
    if name is None:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise bad_map(msgid("There is no time zone {name}."), name=name) from error
