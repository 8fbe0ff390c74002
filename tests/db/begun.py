"""Stores in which a ticket came as far as many tests begin, made by the verbs once in a process.

A test that has done nothing yet gets a copy of such a store put into its own, which costs less than one of
the verbs. On SQLite alone: on PostgreSQL rows would have to be copied table by table.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from db.engine import sqlite_module

if TYPE_CHECKING:
    from tests.db.desk import Desk


class Kept(NamedTuple):
    """A store in memory, and what whoever made it was told."""

    store: Any
    told: str


_kept: dict[Hashable, Kept] = {}


class Begun:
    """How a store came to what it holds: the template that it is a copy of and what was done since, as long
    as nobody else wrote to it."""

    def __init__(self, desk: Desk, template: str) -> None:
        self._desk = desk
        self._story: tuple[Hashable, ...] | None = (template,) if template else None
        self._mark: object = None

    def by(self, deed: Hashable, act: Callable[[], str]) -> str:
        """What `act` tells, and the store as it leaves it; from the second time on a copy of that one."""
        if self._desk.store.engine.dialect.name != "sqlite" or not self._is_known():
            return act()
        assert self._story is not None
        self._story = (*self._story, (deed, self._desk.now))
        if self._story in _kept:
            self._put(_kept[self._story].store)
        else:
            _kept[self._story] = Kept(sqlite_module().connect(":memory:", check_same_thread=False), act())
            self._take(_kept[self._story].store)
        self._mark = self._desk.watch.mark()
        return _kept[self._story].told

    def _is_known(self) -> bool:
        if self._story is not None and self._mark is None:
            written = Path(f"{self._desk.store.engine.url.database}-wal")
            known = not written.exists() or written.stat().st_size == 0
        else:
            known = self._story is not None and self._desk.watch.mark() == self._mark
        if not known:
            self._story = None  # for good
        return known

    def _take(self, into: Any) -> None:
        line: Any = self._desk.store.engine.raw_connection()
        line.driver_connection.backup(into)
        line.close()

    def _put(self, store: Any) -> None:
        line: Any = self._desk.store.engine.raw_connection()
        store.backup(line.driver_connection)
        line.close()
        self._desk.store.policy()  # which the first verb would have read
