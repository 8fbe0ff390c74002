"""One memory of compiled SQL for all stores of a test process: each engine would compile it all again."""

from typing import Any

import sqlalchemy

import db.engine

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

    def sharing(*arguments: Any, **options: Any) -> Any:
        engine = sqlalchemy.create_engine(*arguments, **options)
        engine.update_execution_options(compiled_cache=compiled)
        return engine

    db.engine.create_engine = sharing  # type: ignore[attr-defined]  # its import, not its name for others
