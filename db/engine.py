"""What differs between SQLite and PostgreSQL, and nothing else does."""

from __future__ import annotations

import getpass
import os
import platform
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from random import uniform
from time import monotonic, sleep
from types import ModuleType
from typing import Any

from sqlalchemy import Connection, Engine, Integer, TextClause, bindparam, create_engine, event, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from db.errors import Unreachable
from db.place import database_url
from db.store_file import SameFile, read_only
from db.trouble import is_busy, told, unreadable

BUSY_SECONDS = 4
"""How long one try waits for a lock that somebody else holds."""
SHORTEST_REST, LONGEST_REST = 0.001, 0.016
"""Seconds between two looks of somebody who waits to write to SQLite."""
LINE = {
    "connect_timeout": 10, "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3,
    "tcp_user_timeout": 20_000, "client_encoding": "utf8",
}  # fmt: skip
"""How soon a dead line to the server is known to be one; seconds, the last one milliseconds."""
SAFE_SQLITE = (3, 51, 3)
"""Before this, WAL can be corrupted when it is reset under two connections (3.7.0 to 3.51.2)."""


def sqlite_module() -> ModuleType:
    """The bundled SQLite where there is a wheel for it, else the interpreter's."""
    try:
        import pysqlite3
    except ImportError:
        import sqlite3

        return sqlite3
    module: ModuleType = pysqlite3
    return module


def sqlite_is_safe_for_wal(module: ModuleType) -> bool:
    """Whether several connections may use write-ahead logging with this SQLite."""
    return tuple(module.sqlite_version_info) >= SAFE_SQLITE


def demand_same_file(engine: Engine) -> None:
    """Raises Superseded when an SQLite store's file is no longer the one that this engine opened."""
    same: SameFile | None = engine.get_execution_options().get("same_file")
    if same is not None:
        same.demand()


def make_engine(url: str, *, alone: bool = False) -> Engine:
    """An engine whose plain transactions read, and whose `writing` ones hold the write lock at once.

    `alone` is for filling a new SQLite file that nobody else knows yet: everything is written once, not into
    the write-ahead log first. The next engine on the file turns that on again.
    """
    parsed = database_url(url)
    return _postgresql(parsed) if parsed.get_backend_name() == "postgresql" else _sqlite(parsed, alone)


def _postgresql(parsed: URL) -> Engine:
    try:
        line = LINE | {"fallback_application_name": f"paigong {_whoever()}"}
        engine = create_engine(parsed, pool_pre_ping=False, connect_args=line)
    except ModuleNotFoundError as error:
        raise Unreachable(
            "db", "PostgreSQL needs the extra 'postgres'", "pip install 'paigong[postgres]'"
        ) from error
    event.listen(engine, "connect", _prepare_line)
    return engine


def _sqlite(parsed: URL, alone: bool) -> Engine:
    module = sqlite_module()
    same = SameFile(Path(parsed.database)) if parsed.database and parsed.database != ":memory:" else None
    engine = create_engine(
        parsed, module=module, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
        execution_options={"same_file": same},
    )  # fmt: skip
    journal = "WAL" if sqlite_is_safe_for_wal(module) and not alone else "TRUNCATE"

    @event.listens_for(engine, "do_connect")
    def _connect(_dialect: Any, _record: Any, _arguments: Any, parameters: dict[str, Any]) -> Any:
        demand_same_file(engine)  # connecting would make an empty file in the place of a deleted one
        unchanging = read_only(same.path) if same is not None else None
        return module.connect(unchanging, uri=True, **parameters) if unchanging else None

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        # What is written without `transaction` is begun by the driver, and as strictly.
        connection.isolation_level = "IMMEDIATE"
        try:
            cursor = connection.cursor()
            cursor.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
            if same is None or not read_only(same.path):
                # Of two who open at once what was just made, SQLite lets neither wait for the other.
                _in_turn(cursor, f"PRAGMA journal_mode = {journal}")
            cursor.execute("PRAGMA synchronous = FULL")
            cursor.execute("PRAGMA foreign_keys = ON")
            cursor.close()
        except module.Error as error:
            # SQLAlchemy does not wrap what goes wrong here.
            raise told(error) from error
        except UnicodeDecodeError as error:
            raise unreadable() from error
        if same is not None:
            same.remember()

    return engine


def _prepare_line(connection: Any, _record: Any) -> None:
    """Wait for nobody's lock for ever; refuse a database of another encoding, which refuses characters or
    keeps bytes that nobody checks (SQL_ASCII)."""
    connection.autocommit = True
    connection.execute(f"SET lock_timeout = '{BUSY_SECONDS}s'")
    connection.autocommit = False
    encoding = connection.info.parameter_status("server_encoding")
    if encoding not in (None, "UTF8"):
        raise Unreachable(
            "db", "The database keeps its texts in {encoding} and not in UTF-8.",
            "createdb --template=template0 --encoding=UTF8 NAME makes one that does.", encoding=encoding,
        )  # fmt: skip


def _whoever() -> str:
    """Who and where this process is, for those who look at the server."""
    return f"{getpass.getuser()}@{platform.node()} {os.getpid()}"


def holders(engine: Engine) -> list[str]:
    """Who is in the middle of something on this PostgreSQL, by the names that they gave themselves."""
    asked = text(
        "SELECT DISTINCT coalesce(nullif(application_name, ''), usename::text) || ' (' || pid || ')'"
        " FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        " AND xact_start IS NOT NULL ORDER BY 1"
    )
    with engine.connect() as connection:
        return [str(name) for name in connection.execute(asked).scalars()]


def fenced(engine: Engine, demand: Callable[[Connection], None], *, idle_seconds: int) -> None:
    """Let every writing transaction of this engine ask `demand` before anything else, which may raise.

    One that is `unfenced` does not ask. A server ends whatever stands still for `idle_seconds` in the middle
    of a transaction, and with it the locks that others wait for.
    """

    engine.update_execution_options(fence=demand)
    if engine.dialect.name == "postgresql":

        @event.listens_for(engine, "connect")
        def _hurries(connection: Any, _record: Any) -> None:
            connection.autocommit = True
            connection.execute(f"SET idle_in_transaction_session_timeout = '{idle_seconds}s'")
            connection.autocommit = False

        engine.dispose()  # what was opened before does not know it


@contextmanager
def transaction(engine: Engine, *, writing: bool, unfenced: bool = False) -> Iterator[Connection]:
    """One transaction, committed when the block ends without an error."""
    with engine.connect() as connection, begun(connection, writing=writing, unfenced=unfenced):
        yield connection


@contextmanager
def begun(connection: Connection, *, writing: bool, unfenced: bool = False) -> Iterator[None]:
    """The same on a connection that is there already.

    Here alone a transaction of a store begins. SQLite's BEGIN is said here and not by a listener: an engine
    that is listened to asks at every statement who else does.
    """
    if connection.dialect.name == "postgresql" and not writing:
        # One view may ask several questions: all see the same moment.
        connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    with connection.begin():
        if connection.dialect.name == "sqlite":
            demand_same_file(connection.engine)
            if writing:
                _begin_writing(connection)
            else:  # an immediate one would make every SELECT wait for a writer
                connection.exec_driver_sql("BEGIN")
        if writing and not unfenced:
            connection.engine.get_execution_options().get("fence", _open)(connection)
        yield


def _begin_writing(connection: Connection) -> None:
    """Begin on SQLite what a deferred transaction would lose updates of, as soon as nobody else writes."""
    driver = connection.connection.dbapi_connection
    assert driver is not None
    driver.execute("PRAGMA busy_timeout = 0")
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    except OperationalError as error:
        if not is_busy(error):
            raise
        try:
            _in_turn(driver, "BEGIN IMMEDIATE")
        except type(error.orig) as late:  # type: ignore[misc]  # the driver's own
            raise OperationalError("BEGIN IMMEDIATE", None, late) from late
    finally:
        driver.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")


def _in_turn(driver: Any, statement: str) -> None:
    """Have SQLite do what it does not wait for itself, or not in any turn.

    It would look every tenth of a second, and whoever writes without a pause is there again before that: a
    key beside an import, or one of eight desks, waited for seconds. The longer somebody waits the more seldom
    they look: of many none keeps a core from those who write.
    """
    begun_at = monotonic()
    while True:
        try:
            driver.execute(statement)
            return
        except Exception as error:
            waited = monotonic() - begun_at
            if not is_busy(error) or waited > BUSY_SECONDS:
                raise
        sleep(uniform(0.5, 1.5) * min(LONGEST_REST, SHORTEST_REST + waited / 16))


def _open(_connection: Connection) -> None:
    """The fence of an engine that has none."""


@cache
def said(statement: str) -> TextClause:
    """Words of SQL, made a statement once: what every verb asks is not parsed and named anew each time."""
    return text(statement)


def next_event_seq(connection: Connection) -> int:
    """Draw the number of the event about to be written; the subjects are locked already."""
    if connection.dialect.name == "postgresql":
        return int(connection.execute(said("SELECT nextval('event_seq')")).scalar_one())
    return likely_event_seq(connection)


def likely_event_seq(connection: Connection) -> int:
    """The number that the next event would get; it is not drawn."""
    return int(connection.execute(said("SELECT coalesce(max(seq), 0) + 1 FROM event")).scalar_one())


def lock_subjects(connection: Connection, keys: list[str], *, waiting: bool = True) -> None:
    """Make sure that these subjects exist and hold them until the end of the transaction.

    `keys` are sorted, so that two verbs never wait for each other in a circle; who holds a later one already
    does not go on `waiting` for them: what somebody else holds is then an error that is worth another try.
    SQLite's writer holds the whole store already.
    """
    if connection.dialect.name != "postgresql":
        return
    there = "INSERT INTO subject (key, seq, hash) SELECT key, 0, '' FROM unnest(CAST(:keys AS text[])) AS key"
    connection.execute(said(f"{there} ON CONFLICT (key) DO NOTHING"), {"keys": keys})
    held = "SELECT key FROM subject WHERE key = ANY(:keys) ORDER BY key FOR UPDATE"
    connection.execute(said(held if waiting else f"{held} NOWAIT"), {"keys": keys})


def there(connection: Connection, keys: set[str]) -> set[str]:
    """Those of these subjects that there are; the others are of a try that came to nothing."""
    if not keys:
        return set()
    asked = text("SELECT key FROM subject WHERE key IN :keys").bindparams(bindparam("keys", expanding=True))
    return set(connection.execute(asked, {"keys": sorted(keys)}).scalars())


def await_request(connection: Connection, request: str) -> None:
    """Wait until nobody is writing this request any more: a server may still be at the COMMIT of a line that
    is lost. To be rolled back; SQLite's writer is alone anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SET LOCAL lock_timeout = '{BUSY_SECONDS}s'"))
        with connection.begin_nested() as probe:
            # A row with the same id makes this wait for whoever is about to keep it.
            connection.execute(
                text(
                    "INSERT INTO event (seq, request, ordinal, verb, actor, at, body) "
                    "VALUES (0, :request, 0, '', '', now(), '') ON CONFLICT DO NOTHING"
                ),
                {"request": request},
            )
            probe.rollback()


class seconds_between(FunctionElement[int]):  # named as what it makes in SQL, like func.sum
    """Whole seconds from one instant to another."""

    type = Integer()
    inherit_cache = True


@compiles(seconds_between, "sqlite")
def _seconds_sqlite(element: Any, compiler: Any, **how: Any) -> str:
    begin, end = (compiler.process(each, **how) for each in element.clauses)
    return f"(CAST(strftime('%s', {end}) AS INTEGER) - CAST(strftime('%s', {begin}) AS INTEGER))"


@compiles(seconds_between, "postgresql")
def _seconds_postgresql(element: Any, compiler: Any, **how: Any) -> str:
    begin, end = (compiler.process(each, **how) for each in element.clauses)
    return f"CAST(EXTRACT(EPOCH FROM ({end} - {begin})) AS INTEGER)"
