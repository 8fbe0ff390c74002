"""The text of an event: canonical JSON, people's words replaced by salted hashes.

Format 2: `{"format", "schema", "id", "ordinal", "seq", "verb", "actor", "at", "policy", "args", "answer",
"changes"}`; format 1 is the same without `schema`, the revision that the tables and columns are named by.
`args` are the fields as given. `changes` is a list of `[table, key, values or null]`. Instants are UTC with a
Z, dates ISO, money integer fen: no floats. A private text is `{"private": sha256(salt + text)}`; salt and
text stand in `event_private`, so that they can be erased while the chain stays whole (CUS-03).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from typing import Any, get_args

import orjson

from db.log.change import Change
from db.log.upcasts import told
from db.tables.row import ROWS, Key, Row

ERASED = "[erased]"


_SPELLING = orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_DATETIME


def canonical(value: Any) -> str:
    """The one spelling of a JSON value: sorted keys, no blanks, no floats."""
    return orjson.dumps(value, option=_SPELLING).decode()


@lru_cache(maxsize=4096)
def instant_text(instant: datetime) -> str:
    """2026-07-15T01:00:00Z"""
    if instant.tzinfo is not UTC:
        instant = instant.astimezone(UTC)
    # Several times as fast as strftime, and an event holds a dozen instants.
    return f"{instant.isoformat()[:19]}Z"


@dataclass(slots=True)
class Vault:
    """Salts and keeps the private texts of one event; the same text gets the same hash within it."""

    salt: str
    entries: dict[str, str]

    def seal(self, text: str) -> dict[str, str]:
        """The hash that stands for a text in the body."""
        digest = hashlib.sha256((self.salt + text).encode()).hexdigest()
        self.entries[digest] = text
        return {"private": digest}


PLAIN = frozenset((str, int, bool, type(None)))
"""What JSON takes as it is."""


def plain(value: Any) -> Any:
    """A column's value as JSON."""
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        raise TypeError("floats do not belong into the log")
    return value


def sealed_args(args: Mapping[str, Any], private: Iterable[str], vault: Vault) -> dict[str, Any]:
    """A verb's fields as given, its private ones sealed."""
    hidden = set(private)
    return {
        name: vault.seal(value) if name in hidden and isinstance(value, str) else value
        for name, value in args.items()
    }


def sealed_given(given: Mapping[str, Any], vault: Vault) -> dict[str, Any]:
    """Fields as they were typed where that was a name: sealed, one by one where several were named."""
    return {
        name: [vault.seal(each) for each in value] if isinstance(value, list) else vault.seal(str(value))
        for name, value in given.items()
    }


def sealed_changes(changes: Iterable[Change], vault: Vault) -> list[list[Any]]:
    """Changes as they stand in the body."""
    listed = []
    for change in changes:
        private = change.kind.private
        values = None
        if change.values is not None:
            values = {
                name: vault.seal(value)
                if name in private and value
                else value
                if value.__class__ in PLAIN
                else plain(value)
                for name, value in change.values.items()
            }
        listed.append([change.kind.name, list(change.key), values])
    return listed


@cache
@cache
def _readers(kind: type[Row]) -> dict[str, Callable[[str], Any]]:
    """The columns whose JSON is a text for something else."""
    readers: dict[str, Callable[[str], Any]] = {}
    for name, column in kind.model_fields.items():
        types = {column.annotation, *get_args(column.annotation)}
        if datetime in types:
            readers[name] = datetime.fromisoformat
        elif date in types:
            readers[name] = date.fromisoformat
    return readers


def opened_args(args: Mapping[str, Any], texts: Mapping[str, str]) -> dict[str, Any]:
    """A verb's fields with people's words put back; erased ones say so."""
    return {name: _opened(value, texts) for name, value in args.items()}


def _opened(value: Any, texts: Mapping[str, str]) -> Any:
    if isinstance(value, dict) and value.keys() == {"private"}:
        return texts.get(value["private"], ERASED)
    if isinstance(value, list):
        return [_opened(each, texts) for each in value]
    return value


def opened_changes(body: Mapping[str, Any], texts: Mapping[str, str]) -> list[Change]:
    """The changes of a stored body, typed again, in the tables and columns of today."""
    changes = []
    for table, key, values in told(body):
        kind = ROWS[table]
        readers = _readers(kind)
        if values is not None:
            values = {
                name: readers[name](value) if name in readers and value is not None else _opened(value, texts)
                for name, value in values.items()
            }
        typed: Key = tuple(key)
        changes.append(Change(kind, typed, values))
    return changes
