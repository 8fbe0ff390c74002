"""A copy of a store of any revision that this program knows, taken before something changes it wholly.

An SQLite file either way: of the revision that the store has, so that what wrote the store can read it, and
that `paigong upgrade` can bring it up before it is restored. A store on PostgreSQL needs no program of the
server's for it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, MetaData, Table, select

from db import engine as engines
from db import migrations
from db.causes import cause
from db.errors import BadField
from db.place import sqlite_path

PIECE = 2000
INDEX = "ticket_find"
"""Behind find stands an index that differs between the databases and is made anew by a restore."""


def copy_before_change(url: str, path: Path, revision: str) -> None:
    """Copy the store, of this revision, into a new file; it is there whole or not at all, for its owner.

    Raises BadField where the file cannot be written.
    """
    beside = path.with_name(f".{path.name}.part")
    try:
        os.close(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        source = sqlite_path(url)
        if source is None:
            _copy_rows(url, beside, revision)
        else:
            _copy_pages(source, beside)
        beside.rename(path)
    except (OSError, engines.sqlite_module().Error) as error:
        raise BadField(
            "file", "{file} cannot be written: {cause}.", file=str(path), cause=cause(error)
        ) from error
    finally:
        for ending in ("", "-wal", "-shm", "-journal"):
            with suppress(OSError):
                Path(f"{beside}{ending}").unlink(missing_ok=True)


def _copy_pages(source: Path, target: Path) -> None:
    sqlite = engines.sqlite_module()
    with (
        closing(sqlite.connect(source, timeout=engines.BUSY_SECONDS)) as reading,
        closing(sqlite.connect(target)) as writing,
    ):
        reading.backup(writing)
        writing.execute("PRAGMA journal_mode = DELETE")


def _copy_rows(url: str, target: Path, revision: str) -> None:
    """The rows as one moment sees them, into tables that the migrations made, of the store's own revision."""
    migrations.upgrade(f"sqlite:///{target}", to=revision)
    engine = engines.make_engine(url)
    try:
        with (
            engines.transaction(engine, writing=False) as reading,
            closing(engines.sqlite_module().connect(target)) as writing,
        ):
            tables = MetaData()
            tables.reflect(reading, only=lambda name, _: name != "alembic_version" and name != INDEX)
            for table in tables.sorted_tables:
                for piece in _pieces(reading, table):
                    marks = ", ".join("?" * len(table.columns))
                    names = ", ".join(f'"{column.name}"' for column in table.columns)
                    writing.executemany(f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})', piece)
            writing.commit()
            writing.execute("PRAGMA journal_mode = DELETE")
    finally:
        engine.dispose()


def _pieces(reading: Connection, table: Table) -> Iterator[list[tuple[Any, ...]]]:
    """A table's rows as SQLite's driver takes them."""
    rows = reading.execution_options(yield_per=PIECE).execute(select(table))
    for piece in rows.partitions(PIECE):
        yield [tuple(SPELLINGS.get(type(value), _as_is)(value) for value in row) for row in piece]


def _as_is(value: Any) -> Any:
    return value


def _instant(value: datetime) -> str:
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


SPELLINGS: dict[type, Callable[[Any], Any]] = {datetime: _instant, date: date.isoformat, bool: int}
