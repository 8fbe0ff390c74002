"""The whole store in one file, and back into a store: an SQLite database of the same tables.

A backup of either database can be put into either, so this is also the way from SQLite to PostgreSQL.
Both are consistent while others write: a backup is one moment, a restore one transaction.
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, delete, func, insert, inspect, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

import db.verbs  # noqa: F401 - the tables of the whole store
from db import engine as engines
from db import migrations
from db.causes import cause
from db.errors import BadField, Damaged, Refusal, StoreError, Unreachable
from db.feed import tell
from db.finding import index_tickets
from db.log.audit import audit
from db.place import demand_file, sqlite_path
from db.rules.sentence import Sentence, msgid
from db.tables.event import EVENT, FACT, SUBJECT
from db.tables.row import metadata
from db.tables.ticket import Ticket
from db.trouble import answering, cause_of, told, worth_retrying

PIECE = 2000
HOLD_SECONDS = 20
"""How long a restore waits for those who are writing."""
MAGIC = b"SQLite format 3\0"
FULL = "database or disk is full"
"""SQLite's own words; an online backup carries no code."""
ONE_FILE = "PRAGMA journal_mode = DELETE"
"""No journal stays beside a backup."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What a backup or a restore holds; `differences` of the audit, where one was asked for."""

    events: int
    tickets: int
    differences: int | None = None


def backup(url: str, path: Path, *, verify: bool = False) -> Copied:
    """Copy the store at `url` into a new file; it is there whole or not at all, for its owner to read.

    Raises Unreachable where there is no store, BadField where the file cannot be written.
    """
    beside = _beside(path)
    try:
        with answering():
            _demand_store(url)
            source = sqlite_path(url)
            if source is not None:
                _copy_pages(source, beside)
            else:
                _copy_rows(url, beside)
        found = check(beside, verify=verify)
        beside.replace(path)
        return found
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        for ending in ("", "-wal", "-shm", "-journal"):
            with suppress(OSError):
                Path(f"{beside}{ending}").unlink(missing_ok=True)


def restore(url: str, path: Path, *, force: bool = False, verify: bool = False) -> Copied:
    """Put a backup into the store at `url`, in one transaction; a new one gets its tables first.

    Refuses a store in which something stands unless `force`; the backup is looked at before anything else.
    """
    with _standing(path) as file:
        found = check(file, verify=verify)
        with answering(), _target(url) as target, _opened(file) as source:
            _put_back(source, target, force=force)
    return found


@contextmanager
def _standing(path: Path) -> Iterator[Path]:
    """A file that can be read twice; what comes through a pipe is kept aside for the time being."""
    try:
        piped = stat.S_ISFIFO(path.stat().st_mode)
    except (OSError, ValueError):
        piped = False  # what is wrong with it is said by whoever opens it
    if not piped:
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="paigong-") as folder:
        kept = Path(folder) / path.name
        try:
            with path.open("rb") as stream, kept.open("wb") as file:
                shutil.copyfileobj(stream, file)
        except OSError as error:
            raise _unwritable(kept, error) from error
        yield kept


def _put_back(source: Engine, target: Engine, *, force: bool) -> None:
    with source.connect() as reading, engines.transaction(target, writing=True) as connection:
        migrations.check(connection)
        _hold(connection, target)
        if not force and _is_used(connection):
            raise Refusal(
                "ALL-03", "There is a store here already: restoring would replace it.",
                "Name an empty one with --db, or add --force.",
            )  # fmt: skip
        _empty(connection)
        _fill(reading, connection)
        tell(connection)


def check(path: Path, *, verify: bool = False) -> Copied:
    """Look a backup through before it is trusted. Raises BadField for what is none, Damaged for a bad one."""
    try:
        with path.open("rb") as stream:
            head = stream.read(100)
        size = path.stat().st_size
    except FileNotFoundError as error:
        raise BadField("file", "There is no file {file}.", file=str(path)) from error
    except (OSError, ValueError) as error:
        raise BadField(
            "file", "{file} cannot be read: {cause}.", file=str(path), cause=cause(error)
        ) from error
    if not head.startswith(MAGIC):
        raise BadField("file", "{file} is not a backup of this program.", file=path.name)
    if size != _size_said(head):
        raise _damaged(
            path,
            Sentence(
                msgid("it has {size} bytes instead of {wanted}"), {"size": size, "wanted": _size_said(head)}
            ),
        )
    try:
        with _opened(path) as engine, engine.connect() as connection:
            return _checked(connection, path, verify)
    except DBAPIError as error:
        raise _damaged(path, cause_of(error)) from error


def _size_said(head: bytes) -> int:
    """Bytes that the file should have: its header tells pages and their size. SQLite itself does not mind."""
    page = int.from_bytes(head[16:18], "big")
    return (65536 if page == 1 else page) * int.from_bytes(head[28:32], "big")


def _checked(connection: Connection, path: Path, verify: bool) -> Copied:
    said = connection.execute(text("PRAGMA integrity_check(1)")).scalar()
    if said != "ok":
        raise _damaged(path, str(said))
    if connection.execute(text("PRAGMA foreign_key_check")).first() is not None:
        raise _damaged(path, "foreign_key_check")
    _demand_revision(migrations.current(connection), path)
    differences = len(audit(connection).differences) if verify else None
    if differences:
        raise Damaged(
            "db", "{file} is not what its log says: {count} differences.",
            "paigong --db FILE audit lists them.", file=path.name, count=differences,
        )  # fmt: skip
    events = connection.execute(select(func.count()).select_from(EVENT)).scalar_one()
    tickets = connection.execute(select(func.count()).select_from(Ticket.table)).scalar_one()
    return Copied(int(events), int(tickets), differences)


def _demand_revision(revision: str | None, path: Path) -> None:
    """Refuse the backup of another program, and say what to do with it."""
    if revision is None:
        raise BadField("file", "{file} is not a backup of this program.", file=path.name)
    if revision not in migrations.known():
        raise Damaged(
            "db", "{file} is of revision {revision}, which this program does not know.",
            "Install the newer program.", file=path.name, revision=revision,
        )  # fmt: skip
    if revision != migrations.HEAD:
        raise Damaged(
            "db", "{file} is of revision {revision}; this program needs {head}.",
            "Bring the file up first: paigong --db FILE upgrade --no-backup.",
            file=path.name, revision=revision, head=migrations.HEAD,
        )  # fmt: skip


def _damaged(path: Path, why: str | Sentence) -> Damaged:
    return Damaged("db", "{file} is damaged: {cause}.", "Take another backup.", file=path.name, cause=why)


def _unwritable(path: Path, error: OSError) -> BadField:
    return BadField("file", "{file} cannot be written: {cause}.", file=str(path), cause=cause(error))


def _beside(path: Path) -> Path:
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".paigong-", suffix=".backup")
        os.close(handle)
        return Path(name)
    except OSError as error:
        raise _unwritable(path, error) from error


def _demand_store(url: str) -> None:
    demand_file(url)
    engine = engines.make_engine(url)
    try:
        with engines.transaction(engine, writing=False) as connection:
            migrations.check(connection)
    finally:
        engine.dispose()


def _copy_pages(source: Path, target: Path) -> None:
    """SQLite's own online backup: all pages of one moment, however busy the store is."""
    sqlite = engines.sqlite_module()
    reading, writing = sqlite.connect(source, timeout=engines.BUSY_SECONDS), sqlite.connect(target)
    try:
        reading.backup(writing)
        writing.execute(ONE_FILE)
    except sqlite.Error as error:
        if str(error) == FULL:
            # The store is only read: it is the disk of the backup.
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from error
        raise told(error) from error
    finally:
        writing.close()
        reading.close()


def _copy_rows(url: str, target: Path) -> None:
    """From another database: its rows as one moment sees them, into new tables."""
    # Tables are made by the migrations, in an empty file.
    target.unlink()
    written = f"sqlite:///{target}"
    migrations.upgrade(written)
    os.chmod(target, 0o600)
    source, made = engines.make_engine(url), engines.make_engine(written)
    try:
        with (
            engines.transaction(source, writing=False) as reading,
            engines.transaction(made, writing=True) as connection,
        ):
            _fill(reading, connection)
    finally:
        source.dispose()
        made.dispose()
    sqlite = engines.sqlite_module()
    kept = sqlite.connect(target)
    try:
        kept.execute(ONE_FILE)
    finally:
        kept.close()


def _fill(reading: Connection, writing: Connection) -> None:
    """Every row of every table, those referred to first, and the index behind find."""
    for table in metadata().sorted_tables:
        rows = reading.execution_options(yield_per=PIECE).execute(select(table)).mappings()
        for piece in rows.partitions(PIECE):
            # Which transaction wrote it is a matter of one database: where it goes to, this one does.
            records = [{name: row[name] for name in row if name != "written_in"} for row in piece]
            writing.execute(insert(table), records)
            if table is Ticket.table:
                index_tickets(writing, [Ticket.model_construct(None, **record) for record in records])
    if writing.dialect.name == "postgresql":
        writing.execute(
            text("SELECT setval('event_seq', greatest((SELECT coalesce(max(seq), 0) FROM event), 1),"
                 " (SELECT count(*) > 0 FROM event))")
        )  # fmt: skip


def _hold(connection: Connection, target: Engine) -> None:
    """Nobody else writes until the restore is done; SQLite's writer is alone anyway.

    Every verb begins with the subjects: who waits there holds nothing else, so that nobody waits in a circle.
    """
    if connection.dialect.name != "postgresql":
        return
    first = SUBJECT
    others = [table for table in metadata().sorted_tables if table is not first]
    connection.execute(text(f"SET LOCAL lock_timeout = '{HOLD_SECONDS}s'"))
    try:
        for table in (first, *others):
            connection.execute(text(f'LOCK TABLE "{table.name}" IN EXCLUSIVE MODE'))
    except DBAPIError as error:
        if not worth_retrying(error):
            raise
        raise Unreachable(
            "db", "Others hold the store: {who}.", "Let them finish or end them, then restore again.",
            who=", ".join(engines.holders(target)) or "?",
        ) from error  # fmt: skip


def _empty(connection: Connection) -> None:
    for table in reversed(metadata().sorted_tables):
        connection.execute(delete(table))
    if connection.dialect.name == "postgresql":
        connection.execute(text("DELETE FROM ticket_find"))
    else:
        connection.execute(text("INSERT INTO ticket_find (ticket_find) VALUES ('delete-all')"))


def _is_used(connection: Connection) -> bool:
    tables: tuple[Any, ...] = (EVENT, FACT)
    return any(connection.execute(select(table).limit(1)).first() is not None for table in tables)


@contextmanager
def _opened(path: Path) -> Iterator[Engine]:
    """A backup, to be read only: not even a journal is made beside it."""
    module = engines.sqlite_module()
    place = f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1"
    engine = create_engine(
        "sqlite://", module=module, creator=lambda: module.connect(place, uri=True), poolclass=NullPool
    )
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def _target(url: str) -> Iterator[Engine]:
    """The store to be filled, with its tables; a file that was not there before goes when it fails."""
    path = sqlite_path(url)
    fresh = path is not None and not path.exists()
    try:
        if path is not None:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(path or Path(), error) from error
    engine = engines.make_engine(url)
    try:
        with engines.transaction(engine, writing=False) as connection:
            revision = migrations.current(connection)
            if revision is None and inspect(connection).get_table_names():
                raise Refusal("PPL-03", "This database holds something else.", "Name an empty one with --db.")
        if revision is None:
            migrations.upgrade(url)
        if fresh and path is not None:
            path.chmod(0o600)
        yield engine
    except (StoreError, DBAPIError, OSError):
        engine.dispose()
        if fresh and path is not None:
            for ending in ("", "-wal", "-shm", "-journal"):
                with suppress(OSError):
                    path.with_name(path.name + ending).unlink(missing_ok=True)
        raise
    finally:
        engine.dispose()
