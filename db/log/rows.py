"""Rows in memory: the one store of them, for what a verb reads and decides, what the log folds to, what an
import or a demonstration has made so far."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self, TypeVar

from db.log.change import Change
from db.tables.row import Key, Row, changed_row, new_row

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from db.log.logged import Logged
    from db.log.reader import Reader
    from db.scope import Scope

R = TypeVar("R", bound=Row)


class Rows:
    """Rows by kind and key, changed in place by the fold (`fold`, `put`, `drop`).

    `all` looks through what is there, in the order in which it came; `rows` answers as a database does, in
    the order of keys, and keeps an index over the columns that it was asked by.
    """

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        # Any, because a kind's rows are of that kind: a cast at run time would be paid a million times.
        self._rows: dict[type[Row], dict[Key, Any]] = {}
        self._shared: set[type[Row]] | frozenset[type[Row]] = frozenset()
        self._indexes: dict[type[Row], dict[tuple[str, ...], dict[tuple[Any, ...], dict[Key, None]]]] = {}
        found = self._rows
        for row in rows:
            kind = row.__class__
            held = found.get(kind)
            if held is None:
                held = found[kind] = {}
            held[kind.key_of(row.__dict__)] = row

    def over(self) -> Self:
        """The same rows, to be changed without changing these; they share each kind until it is changed."""
        copy = self.__class__()
        copy._rows = dict(self._rows)
        copy._shared = set(self._rows)
        return copy

    # -- looking ----------------------------------------------------------------------------------------

    def get(self, kind: type[R], *key: str | int) -> R | None:
        """The row with this key, if it is there."""
        rows = self._rows.get(kind)
        if rows is None:
            self._unread(kind)
            return None
        return rows.get(key)

    def held(self, kind: type[R], key: Key) -> R | None:
        """The row with this key, whether or not anybody said that its kind would be read."""
        rows = self._rows.get(kind)
        return None if rows is None else rows.get(key)

    def one(self, kind: type[R], *key: str | int) -> R:
        """The row with this key; KeyError where it is not there."""
        row: R = self._rows[kind][key]
        return row

    def all(self, kind: type[R], /, **equal: Any) -> list[R]:
        """The rows of a kind whose columns equal these values, in the order in which they came."""
        rows = self._rows.get(kind)
        if rows is None:
            self._unread(kind)
            return []
        return fitting(rows.values(), equal)

    def rows(self, kind: type[R], /, **equal: Any) -> list[R]:
        """The same as a reader answers: a tuple of values means any of them, ordered by the rows' key."""
        stored: dict[Key, R] | None = self._rows.get(kind)
        if stored is None:
            return []
        if not equal:
            return sorted(stored.values(), key=Row.identity)
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
        """Those of `rows` in whose `search` every one of the words stands; none without words."""
        wanted = words.split()
        if not wanted:
            return []
        rows = Rows.rows(self, kind, **equal)  # those that are here, whatever a store below may have
        if len(wanted) == 1:
            # Nearly always: a search through everybody's files that a bulk makes for each of its rows.
            word = wanted[0]
            return [row for row in rows if word in row.__dict__["search"]]
        return [row for row in rows if all(word in row.__dict__["search"] for word in wanted)]

    def between(self, kind: type[R], column: str, begin: datetime, end: datetime, /, **equal: Any) -> list[R]:
        """Those of `rows` of which this instant lies in `[begin, end)`."""
        rows = Rows.rows(self, kind, **equal)
        return [row for row in rows if (at := row.__dict__[column]) is not None and begin <= at < end]

    def within(self, _scope: Scope, /) -> Reader:
        """The same: rows in memory are of whoever made them."""
        return self

    def kinds(self) -> Iterator[type[Row]]:
        """The kinds that there are rows of."""
        return iter(self._rows)

    def __iter__(self) -> Iterator[Row]:
        for rows in self._rows.values():
            yield from rows.values()

    def database(self) -> Connection:
        raise NotImplementedError("rows in memory are in no database")

    def log_of(self, subject: str, /) -> list[Logged]:
        raise NotImplementedError("undo needs a store")

    def request(self, request: str, /) -> list[Logged]:
        raise NotImplementedError("undo needs a store")

    def last_by(self, actor: str, /) -> Logged | None:
        raise NotImplementedError("undo needs a store")

    # -- changing ---------------------------------------------------------------------------------------

    def fold(self, changes: Iterable[Change]) -> Self:
        """What an event does to the derived rows; these rows themselves."""
        for change in changes:
            kind, key, values = change.kind, change.key, change.values
            if values is None:
                self.drop(kind, key)
                continue
            rows = self._own(kind)
            present = rows.get(key)
            if present is None:
                rows[key] = row = new_row(kind, values)
                self._list(kind, row, key, None)
            else:
                self._unlist(kind, present, key, values)
                rows[key] = row = changed_row(present, values)
                self._list(kind, row, key, values)
        return self

    def put(self, row: Row) -> None:
        """Add a row, or replace the one with its key."""
        kind = row.__class__
        key = kind.key_of(row.__dict__)
        rows = self._own(kind)
        present = rows.get(key)
        if present is not None:
            self._unlist(kind, present, key, None)
        rows[key] = row
        self._list(kind, row, key, None)

    def drop(self, kind: type[Row], key: Key) -> None:
        """Take a row away, if it is there."""
        row = self._own(kind).pop(key, None)
        if row is not None:
            self._unlist(kind, row, key, None)

    def clear(self, kinds: Iterable[type[Row]]) -> None:
        """Let go of all rows of these kinds."""
        for kind in kinds:
            self._rows.pop(kind, None)
            self._indexes.pop(kind, None)

    def _unread(self, kind: type[Row]) -> None:
        """No row of this kind is there."""

    def _own(self, kind: type[Row]) -> dict[Key, Any]:
        rows = self._rows.get(kind)
        if rows is None:
            rows = self._rows[kind] = {}
        elif kind in self._shared:
            rows = self._rows[kind] = dict(rows)
            self._shared = self._shared - {kind}
        return rows

    # -- indexes ----------------------------------------------------------------------------------------

    def _index(self, kind: type[Row], names: tuple[str, ...]) -> dict[tuple[Any, ...], dict[Key, None]]:
        index: dict[tuple[Any, ...], dict[Key, None]] = {}
        for key, row in self._rows.get(kind, {}).items():
            values = tuple([row.__dict__[name] for name in names])
            index.setdefault(values, {})[key] = None
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


def fitting(rows: Collection[R], equal: dict[str, Any]) -> list[R]:
    """Those whose columns equal these values."""
    if not equal or not rows:
        return list(rows)
    if len(equal) == 1:
        ((name, value),) = equal.items()
        return [row for row in rows if row.__dict__[name] == value]
    wanted = equal.items()
    return [row for row in rows if all(row.__dict__[name] == value for name, value in wanted)]


def difference(kind: type[Row], key: Key, before: Row | None, after: Row | None) -> Change | None:
    """The change from one state of a row to another; None when there is none."""
    if after is None:
        return None if before is None else Change(kind, key, None)
    now = after.__dict__
    if before is None:
        return Change(kind, key, {name: value for name, value in now.items() if value is not None})
    then = before.__dict__
    # Most values are the very same object, which is seen sooner than that they are equal.
    values = {name: value for name, value in now.items() if value is not then[name] and value != then[name]}
    return Change(kind, key, values) if values else None


def _combinations(values: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    """Every way to choose one of each tuple's values."""
    at = next((place for place, value in enumerate(values) if isinstance(value, tuple)), None)
    if at is None:
        yield values
        return
    for one in dict.fromkeys(values[at]):
        yield from _combinations((*values[:at], one, *values[at + 1 :]))
