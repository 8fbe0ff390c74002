"""All derived rows in memory: what the log folds to. Audit compares it, bulk loading fills it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar, cast

from db.log.facts import Change, new_row
from db.log.logged import Logged
from db.tables.row import Key, Row

R = TypeVar("R", bound=Row)


class World:
    """A reader over rows in memory, changed in place by the same fold as the store's rows.

    Every question by columns builds an index over these columns once and keeps it.
    """

    def __init__(self) -> None:
        self._rows: dict[type[Row], dict[Key, Row]] = {}
        self._indexes: dict[type[Row], dict[tuple[str, ...], dict[tuple[Any, ...], dict[Key, None]]]] = {}

    def fold(self, changes: Iterable[Change]) -> None:
        """What an event does to the derived rows."""
        for change in changes:
            rows = self._rows.setdefault(change.kind, {})
            present = rows.get(change.key)
            if present is not None:
                self._unlist(change.kind, present)
            if change.values is None:
                rows.pop(change.key, None)
                continue
            row = present.model_copy(update=change.values) if present else new_row(change.kind, change.values)
            rows[change.key] = row
            self._list(change.kind, row)

    def rows(self, kind: type[R], /, **equal: Any) -> list[R]:
        stored = cast("dict[Key, R]", self._rows.get(kind, {}))
        if not equal:
            return list(stored.values())
        names = tuple(equal)
        if names == kind.key and not any(isinstance(value, tuple) for value in equal.values()):
            row = stored.get(tuple(equal.values()))
            return [] if row is None else [row]
        index = self._index(kind, names)
        found: list[R] = []
        for values in _combinations(tuple(equal.values())):
            found += [stored[key] for key in index.get(values, ())]
        return sorted(found, key=lambda row: row.identity()) if len(found) > 1 else found

    def get(self, kind: type[R], *key: str | int) -> R | None:
        """One row by key."""
        return cast("R | None", self._rows.get(kind, {}).get(key))

    def kinds(self) -> Iterator[type[Row]]:
        """The kinds that there are rows of."""
        return iter(self._rows)

    def log_of(self, subject: str, /) -> list[Logged]:
        raise NotImplementedError("undo needs a store")

    def request(self, request: str, /) -> list[Logged]:
        raise NotImplementedError("undo needs a store")

    def last_by(self, actor: str, /) -> Logged | None:
        raise NotImplementedError("undo needs a store")

    def _index(self, kind: type[Row], names: tuple[str, ...]) -> dict[tuple[Any, ...], dict[Key, None]]:
        indexes = self._indexes.setdefault(kind, {})
        if names not in indexes:
            indexes[names] = {}
            for row in self._rows.get(kind, {}).values():
                _enter(indexes[names], names, row)
        return indexes[names]

    def _list(self, kind: type[Row], row: Row) -> None:
        for names, index in self._indexes.get(kind, {}).items():
            _enter(index, names, row)

    def _unlist(self, kind: type[Row], row: Row) -> None:
        for names, index in self._indexes.get(kind, {}).items():
            values = tuple(getattr(row, name) for name in names)
            listed = index[values]
            del listed[row.identity()]
            if not listed:
                del index[values]


def _enter(index: dict[tuple[Any, ...], dict[Key, None]], names: tuple[str, ...], row: Row) -> None:
    index.setdefault(tuple(getattr(row, name) for name in names), {})[row.identity()] = None


def _combinations(values: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    """Every way to choose one of each tuple's values."""
    at = next((place for place, value in enumerate(values) if isinstance(value, tuple)), None)
    if at is None:
        yield values
        return
    for one in values[at]:
        yield from _combinations((*values[:at], one, *values[at + 1 :]))
