"""The schema's history. Alembic is imported only when something is to be migrated."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from db.engine import make_engine
from db.errors import Damaged, Unreachable

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0001"
"""The revision that this program needs."""


def current(connection: Connection) -> str | None:
    """The store's revision; None where there is no store yet."""
    try:
        with connection.begin_nested():
            return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    except DBAPIError:
        return None


def known() -> tuple[str, ...]:
    """All revisions that this program knows, by the names of their files."""
    return tuple(
        sorted(path.name.split("_")[0] for path in (Path(__file__).parent / "versions").glob("[0-9]*.py"))
    )


def upgrade(url: str) -> None:
    """Bring a store, or an empty database, to `HEAD`."""
    from alembic import command

    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            connection = connection.execution_options(writing=True)
            command.upgrade(_config(connection), "head")
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
        raise Unreachable("db", "There is no store yet.", "paigong init or paigong demo makes one.")
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
