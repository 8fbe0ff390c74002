"""The making of an empty store where there is none."""

from __future__ import annotations

from contextlib import suppress

from sqlalchemy import Connection, inspect, select

from db import migrations
from db.causes import cause
from db.engine import make_engine, transaction
from db.errors import Refusal, Unreachable
from db.place import sqlite_path
from db.tables.event import EVENT, FACT
from db.trouble import answering


def make_schema(url: str) -> None:
    """An empty database gets its tables; one with a store, or with anything else in it, is refused."""
    make_folder(url)
    if needs_schema(url):
        keep_private(url)
        migrations.upgrade(url)


def make_folder(url: str) -> None:
    """The folder of an SQLite store, for its owner alone."""
    path = sqlite_path(url)
    if path is None:
        return
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Unreachable(
            "db", "The folder {folder} cannot be made: {cause}.", folder=str(path.parent),
            cause=cause(error),
        ) from error  # fmt: skip


def keep_private(url: str) -> None:
    """Phones and addresses will stand in the file of an SQLite store: only its owner may read it (CUS-03)."""
    path = sqlite_path(url)
    if path is not None and path.is_file():
        with suppress(OSError):
            path.chmod(0o600)


def needs_schema(url: str) -> bool:
    """Whether the tables are still to be made; refuses what is not empty."""
    engine = make_engine(url)
    try:
        with answering(), transaction(engine, writing=False) as connection:
            revision = migrations.current(connection)
            if revision is None and not inspect(connection).get_table_names():
                return True
            if revision is None:
                raise Refusal("PPL-03", "This database holds something else.", "Name an empty one with --db.")
            migrations.check(connection)
            if _is_used(connection):
                raise Refusal("PPL-03", "There is a store here already.", "Open it with paigong.")
            return False
    finally:
        engine.dispose()


def _is_used(connection: Connection) -> bool:
    for table in (EVENT, FACT):
        if connection.execute(select(next(iter(table.c))).limit(1)).first() is not None:
            return True
    return False
