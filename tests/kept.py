"""PostgreSQL connections that outlive the store they were opened for.

A new connection reads the catalogue first and plans every statement anew: that is more work for the server
than what most tests ask of it. A test's database goes to the next test as new (`tests/as_new.py`), and its
connections go with it.
"""

from collections.abc import Callable
from typing import Any

from psycopg import Connection
from sqlalchemy import Engine, QueuePool, event, make_url
from sqlalchemy.engine import URL

DRIVER = "postgresql+psycopg"


class KeptPool(QueuePool):
    """Connections to one database, for every engine on it; an engine that is disposed of leaves them open."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.backends: set[int] = set()
        event.listen(self, "connect", self._opened)
        event.listen(self, "close", self._closed)

    def dispose(self) -> None:
        """Whoever uses the database next finds its connections."""

    def recreate(self) -> "KeptPool":
        return self

    def let_go(self) -> None:
        """Close them."""
        super().dispose()

    def _opened(self, connection: Connection, _record: object) -> None:
        self.backends.add(connection.info.backend_pid)

    def _closed(self, connection: Connection, _record: object) -> None:
        self.backends.discard(connection.info.backend_pid)


_warm: dict[URL, Engine | None] = {}
"""The databases whose connections are kept, and the engine that was made first for each."""


def keep(url: str) -> None:
    """From now on the connections to this database outlive their engines."""
    _warm.setdefault(_named(url), None)


def let_go(url: str) -> None:
    """From now on they do not."""
    engine = _warm.pop(_named(url), None)
    if engine is not None:
        _pool(engine).let_go()


def engine_on_kept(make: Callable[..., Engine], url: URL, **options: Any) -> Engine | None:
    """An engine of its own whose connections stay; None where they are not to be kept."""
    if url not in _warm:
        return None
    first = _warm[url]
    if first is None:
        first = _warm[url] = make(url, poolclass=KeptPool, **options)
    return Engine(first.pool, first.dialect, first.url)


def waiting_for_the_next(url: str) -> list[int]:
    """The server's processes that nobody uses now; none where somebody still works with one of them."""
    engine = _warm.get(_named(url))
    if engine is None or _pool(engine).checkedout():
        return []
    return sorted(_pool(engine).backends)


def _pool(engine: Engine) -> KeptPool:
    assert isinstance(engine.pool, KeptPool)
    return engine.pool


def _named(url: str) -> URL:
    return make_url(url).set(drivername=DRIVER)
