"""One memory of compiled SQL for all stores of a test process, and no waiting for the disk.

Each engine would compile every statement again; see `tests/kept.py` for the connections.
"""

from typing import Any

import sqlalchemy
from sqlalchemy import event

import db.engine
from tests.kept import engine_on_kept

Key = tuple[Any, ...]


class Compiled(dict[Key, Any]):
    """Compiled statements by kind of database and driver, instead of by engine."""

    def get(self, key: Key, default: Any = None) -> Any:
        return super().get(_by_kind(key), default)

    def __getitem__(self, key: Key) -> Any:
        return super().__getitem__(_by_kind(key))

    def __setitem__(self, key: Key, value: Any) -> None:
        super().__setitem__(_by_kind(key), value)


def _by_kind(key: Key) -> Key:
    dialect, *statement = key
    return (dialect.name, dialect.driver, *statement)


def share_compiled() -> None:
    """From now on every engine that this process makes uses one memory."""
    compiled = Compiled()

    def sharing(url: Any, **options: Any) -> Any:
        make = sqlalchemy.create_engine
        engine = engine_on_kept(make, url, **options) or make(url, **options)
        engine.update_execution_options(compiled_cache=compiled)
        if engine.dialect.name == "sqlite":
            event.listen(engine, "checkout", _unhurried)
        return engine

    db.engine.create_engine = sharing  # type: ignore[attr-defined]  # its import, not its name for others


def _unhurried(connection: Any, record: Any, _pooled: Any) -> None:
    """No test asks whether the disk has written: a commit would wait for it some milliseconds."""
    if not record.info.get("unhurried"):
        record.info["unhurried"] = True
        connection.execute("PRAGMA synchronous = OFF")
