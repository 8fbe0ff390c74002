"""What changed since I last looked: one face over SQLite's data_version and PostgreSQL's NOTIFY."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from db.engine import demand_same_file, said
from db.errors import StoreError, Unreachable
from db.trouble import cause_of

CHANNEL = "paigong"


def tell(connection: Connection) -> None:
    """Tell every desk, on commit, that something changed. SQLite counts its own commits."""
    if connection.dialect.name == "postgresql":
        connection.execute(said(f"NOTIFY {CHANNEL}"))


class Feed:
    """Says whether anybody wrote to the store since the last question. Asked from one thread only.

    It is a wake-up, not a list: whoever hears it reads again what is on the screen, so nothing can be missed.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Any = None
        self._seen: object = None

    def changed(self) -> bool:
        """Whether something was written. True after every reconnect. Raises Unreachable, or Superseded."""
        try:
            demand_same_file(self._engine)
            if self._connection is None:
                self._connect()
                return True
            return self._postgresql() if self._engine.dialect.name == "postgresql" else self._sqlite()
        except StoreError:
            self.close()
            raise
        except Exception as error:
            self.close()
            # What a raw driver raises is of the driver's own classes.
            raise Unreachable(
                "db", "The store does not answer: {cause}.", "It is tried again.", cause=cause_of(error)
            ) from error

    def _connect(self) -> None:
        # A raw connection: SQLAlchemy's transactions would hold a snapshot, and data_version would stand.
        self._connection = self._engine.raw_connection()
        if self._engine.dialect.name == "postgresql":
            driver = self._connection.driver_connection
            driver.autocommit = True
            driver.execute(f"LISTEN {CHANNEL}")
        else:
            self._seen = self._version()

    def _version(self) -> object:
        return self._connection.driver_connection.execute("PRAGMA data_version").fetchone()[0]

    def _sqlite(self) -> bool:
        version = self._version()
        changed, self._seen = version != self._seen, version
        return changed

    def _postgresql(self) -> bool:
        return bool(list(self._connection.driver_connection.notifies(timeout=0)))

    def close(self) -> None:
        """Give the connection back."""
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.invalidate()
            except DBAPIError:
                return
