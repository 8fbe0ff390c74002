"""The schema's history. Alembic is imported only when something is to be migrated."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, column, inspect, select, table, text
from sqlalchemy.exc import DBAPIError

from db.engine import begun, make_engine
from db.errors import Damaged, Superseded, Unreachable
from db.place import NO_STORE
from db.rules.sentence import Sentence
from db.trouble import AS_IT_IS, BY_STATE, is_missing_table

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0041"
"""The revision that this program needs."""


REVISION = select(column("version_num")).select_from(table("alembic_version")).scalar_subquery()
"""The store's revision, to be asked for together with something else."""
OWN = ("alembic_version", "event", "event_subject", "ticket")
"""Tables by which a store is known that has lost its revision."""


def current(connection: Connection) -> str | None:
    """The store's revision; None where there is no store yet.

    Raises Damaged where a store no longer says of which revision it is, DBAPIError where it cannot be asked.
    """
    try:
        with connection.begin_nested():
            found = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    except DBAPIError as error:
        if not is_missing_table(error):
            raise
        if not _own_tables(connection):
            return None
        found = []
    if len(found) != 1 or not found[0]:
        raise Damaged(
            "db", "The store no longer says of which revision it is: {table} was emptied.",
            AS_IT_IS, table="alembic_version",
        )  # fmt: skip
    return str(found[0])


def _own_tables(connection: Connection) -> list[str]:
    """Tables of a store that stand in this database; on PostgreSQL in whatever schema."""
    if connection.dialect.name == "postgresql":
        named = text("SELECT relname FROM pg_class WHERE relkind = 'r' AND relname = ANY(:names)")
        there = list(connection.execute(named, {"names": list(OWN)}).scalars())
        if "alembic_version" in there:
            # It stands in a schema that this login does not see.
            raise Unreachable(
                "db", "The store does not answer: {cause}.", "Try again; paigong doctor shows more.",
                cause=Sentence(BY_STATE["42501"]),
            )  # fmt: skip
        return there
    return [name for name in inspect(connection).get_table_names() if name in OWN]


def known() -> tuple[str, ...]:
    """All revisions that this program knows, by the names of their files."""
    return tuple(
        sorted(path.name.split("_")[0] for path in (Path(__file__).parent / "versions").glob("[0-9]*.py"))
    )


def upgrade(url: str, to: str = "head") -> None:
    """Bring a store, or an empty database, to a revision: all steps of the way in one transaction, or none.

    Raises DBAPIError where a step fails, Damaged where it would leave a row that refers to nothing.
    """
    from alembic import command

    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            is_file = engine.dialect.name == "sqlite"
            if is_file:
                # SQLite changes a table by making it anew: for a moment others refer to nothing.
                raw = connection.connection.dbapi_connection
                assert raw is not None
                raw.cursor().execute("PRAGMA foreign_keys = OFF")
            with begun(connection, writing=True):
                command.upgrade(_config(connection), to)
                if is_file and connection.execute(text("PRAGMA foreign_key_check")).first() is not None:
                    raise Damaged(
                        "db",
                        "After the upgrade some rows would refer to nothing.",
                        "The store is as it was: paigong audit, with the program that wrote it, says more.",
                    )
    finally:
        engine.dispose()


def _config(connection: Connection) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def check(connection: Connection) -> None:
    """Refuse a store that this program cannot work with, and say what to do."""
    revision = current(connection)
    if revision is None:
        raise Unreachable("db", NO_STORE, "paigong init or paigong demo makes one.")
    if revision not in known():
        raise Damaged(
            "db",
            "The store is of revision {revision}, which this program does not know.",
            "Install the newer program.",
            revision=revision,
        )
    if revision != HEAD:
        raise Damaged(
            "db",
            "The store is of revision {revision}; this program needs {head}.",
            "paigong upgrade brings it there, after a backup.",
            revision=revision,
            head=HEAD,
        )


def check_still(revision: str | None) -> None:
    """Refuse to go on with a store whose revision was changed after it had been opened."""
    if revision != HEAD:
        raise Superseded(
            "db", "The store is now of revision {revision}, not {head}.",
            "Nothing is written: leave and start anew.",
            revision=str(revision), head=HEAD,
        )  # fmt: skip
