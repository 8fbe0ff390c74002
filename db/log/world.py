"""All derived rows in memory: what the log folds to. Audit compares it, bulk loading fills it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from db.log.facts import Change, holding
from db.log.logged import Logged
from db.tables.row import Key, Row, changed_row, new_row

R = TypeVar("R", bound=Row)


class World:
    """A reader over rows in memory, changed in place by the same fold as the store's rows.

    Every question by columns builds an index over these columns once and keeps it.
    """

    def __init__(self) -> None:
        self._rows: dict[type[Row], dict[Key, Any]] = {}
        self._indexes: dict[type[Row], dict[tuple[str, ...], dict[tuple[Any, ...], dict[Key, None]]]] = {}

    def fold(self, changes: Iterable[Change]) -> None:
        """What an event does to the derived rows."""
        for change in changes:
            kind, key, values = change.kind, change.key, change.values
            rows = self._rows.setdefault(kind, {})
            present = rows.get(key)
            if values is None:
                if present is not None:
                    self._unlist(kind, present, key, None)
                    del rows[key]
            elif present is None:
                rows[key] = row = new_row(kind, values)
                self._list(kind, row, key, None)
            else:
                self._unlist(kind, present, key, values)
                rows[key] = row = changed_row(present, values)
                self._list(kind, row, key, values)

    def rows(self, kind: type[R], /, **equal: Any) -> list[R]:
        stored: dict[Key, R] | None = self._rows.get(kind)
        if stored is None:
            return []
        if not equal:
            return list(stored.values())
        names, values = tuple(equal), tuple(equal.values())
        several = tuple in map(type, values)
        if not several and names == kind.key:
            row = stored.get(values)
            return [] if row is None else [row]
        indexes = self._indexes.get(kind)
        index = indexes.get(names) if indexes is not None else None
        if index is None:
            index = self._index(kind, names)
        if not several:
            keys = index.get(values)
            if keys is None:
                return []
            found = [stored[key] for key in keys]
        else:
            found = [stored[key] for one in _combinations(values) for key in index.get(one, ())]
        if len(found) > 1:
            found.sort(key=Row.identity)
        return found

    def holding(self, kind: type[R], words: str, /, **equal: Any) -> list[R]:
        return holding(self.rows(kind, **equal), words)

    def get(self, kind: type[R], *key: str | int) -> R | None:
        """One row by key."""
        row: R | None = self._rows.get(kind, {}).get(key)
        return row

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
        index: dict[tuple[Any, ...], dict[Key, None]] = {}
        for row in self._rows.get(kind, {}).values():
            _enter(index, names, row)
        self._indexes.setdefault(kind, {})[names] = index
        return index

    def _list(self, kind: type[Row], row: Row, key: Key, changed: dict[str, Any] | None) -> None:
        """Enter a row into the indexes; with `changed` only where one of these columns is asked for."""
        indexes = self._indexes.get(kind)
        if indexes is None:
            return
        columns = row.__dict__
        for names, index in indexes.items():
            if changed is None or not changed.keys().isdisjoint(names):
                index.setdefault(tuple([columns[name] for name in names]), {})[key] = None

    def _unlist(self, kind: type[Row], row: Row, key: Key, changed: dict[str, Any] | None) -> None:
        """Take a row out of the indexes; with `changed` only where one of these columns is asked for."""
        indexes = self._indexes.get(kind)
        if indexes is None:
            return
        columns = row.__dict__
        for names, index in indexes.items():
            if changed is None or not changed.keys().isdisjoint(names):
                values = tuple([columns[name] for name in names])
                listed = index[values]
                del listed[key]
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
