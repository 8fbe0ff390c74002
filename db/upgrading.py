"""A store that is brought up to this program: what will be done, a copy before it, wholly or not at all."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from db import engine as engines
from db import migrations
from db.errors import Damaged, Unreachable
from db.place import no_store, sqlite_path
from db.safety_copy import copy_before_change
from db.trouble import answering, cause_of

HEAD = migrations.HEAD


def steps_from(revision: str) -> list[str]:
    """The revisions between this one and the program's."""
    return [each for each in migrations.known() if each > revision]


def bring_up(url: str) -> None:
    """Do it; a store that could not be brought up is as it was."""
    try:
        migrations.upgrade(url)
    except DBAPIError as error:
        raise Unreachable(
            "db", "The upgrade failed: {cause}.", "The store is as it was; try again.",
            cause=cause_of(error),
        ) from error  # fmt: skip


def revision_of(url: str) -> str:
    """The store's revision; refuses what is no store and a revision that this program does not know."""
    engine = engines.make_engine(url)
    try:
        with answering(), engines.transaction(engine, writing=False) as connection:
            revision = migrations.current(connection)
    finally:
        engine.dispose()
    if revision is None:
        raise no_store()
    if revision not in migrations.known():
        raise Damaged(
            "db",
            "The store is of revision {revision}, which this program does not know.",
            "Install the newer program.",
            revision=revision,
        )
    return revision


def back_up(url: str, revision: str) -> Path:
    """A copy of the whole store beside it, or in the present folder for PostgreSQL."""
    stamp = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{revision}"
    path = sqlite_path(url)
    name = f"{'paigong' if path is None else path.name}.{stamp}.backup"
    kept = Path.cwd() / name if path is None else path.with_name(name)
    with answering():
        copy_before_change(url, kept, revision)
    return kept
