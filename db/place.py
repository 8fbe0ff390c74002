"""Where a store stands: the file of an SQLite store, or a PostgreSQL server and a database there."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.engine import URL, make_url

from db.errors import Unreachable
from db.rules.sentence import msgid

NO_STORE = msgid("There is no store yet.")


def no_store() -> Unreachable:
    """What is said where there is no store."""
    return Unreachable("db", NO_STORE, "paigong init or paigong demo makes one.")


def database_url(url: str) -> URL:
    """The URL with the driver that this program uses; `postgresql://` means psycopg 3."""
    try:
        parsed = make_url(url)
    except Exception as error:
        # The URL may hold a password: it is not repeated.
        raise Unreachable(
            "db", "The store's URL cannot be read.", "Write sqlite:///FILE or postgresql://USER@HOST/NAME."
        ) from error
    if parsed.get_backend_name() == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() != "sqlite":
        raise Unreachable(
            "db", "Only sqlite:// and postgresql:// stores are known, not {name}", name=parsed.drivername
        )
    return parsed


def sqlite_path(url: str) -> Path | None:
    """The file of an SQLite store; None for PostgreSQL."""
    parsed = database_url(url)
    return Path(parsed.database or "") if parsed.get_backend_name() == "sqlite" else None


def demand_file(url: str) -> None:
    """Refuse an SQLite store whose file is not there or empty: connecting would make a database of it."""
    path = sqlite_path(url)
    if path is None:
        return
    try:
        size = path.stat().st_size if path.is_file() else None
    except OSError:
        return  # what is wrong with it is said when it is opened
    if size is None:
        raise no_store()
    if size == 0:
        raise Unreachable(
            "db", "The file {file} is empty: no store stands in it.",
            "If one stood there, put a backup back into a new file: paigong restore.", file=str(path),
        )  # fmt: skip


def is_missing(url: str) -> bool:
    """Whether the store's file is not there; connecting would create it."""
    path = sqlite_path(url)
    return path is not None and not path.is_file()


def shown(url: str) -> str:
    """The store's place without a password."""
    path = sqlite_path(url)
    return str(path) if path is not None else make_url(url).render_as_string(hide_password=True)
