"""How a database stands, as `paigong doctor` tells it."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Engine, text

from db import engine as engines
from db import migrations


class Sqlite(NamedTuple):
    """Which SQLite this program uses, and whether several may write ahead with it."""

    version: str
    module: str
    safe: bool


def sqlite() -> Sqlite:
    """The one in use."""
    module = engines.sqlite_module()
    return Sqlite(module.sqlite_version, module.__name__, engines.sqlite_is_safe_for_wal(module))


class Condition(NamedTuple):
    """How a store stands: its revision, and SQLite's journal or PostgreSQL's version."""

    revision: str
    journal: str
    server: str


def condition(engine: Engine) -> Condition:
    """Asked of the database itself."""
    with engines.transaction(engine, writing=False) as connection:
        revision = str(migrations.current(connection))
        if engine.dialect.name == "sqlite":
            return Condition(revision, str(connection.execute(text("PRAGMA journal_mode")).scalar()), "")
        return Condition(revision, "", str(connection.execute(text("SHOW server_version")).scalar()))
