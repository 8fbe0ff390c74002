"""What every connection is set to: an acknowledged action survives a loss of power, a reference is kept."""

import time
from collections.abc import Callable
from contextlib import closing

import pytest
import sqlalchemy
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from db.drafts import Draft
from db.engine import BUSY_SECONDS, sqlite_is_safe_for_wal, sqlite_module, transaction
from db.feed import Feed
from tests.databases import Databases
from tests.db.desk import Desk


def test_sqlite_writes_through_and_keeps_references(
    founded: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    # as outside of the tests, which do not wait for the disk
    monkeypatch.setattr("db.engine.create_engine", sqlalchemy.create_engine)
    desk = Desk(founded.create("sqlite"))
    with transaction(desk.store.engine, writing=False) as connection:
        said = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("synchronous", "foreign_keys", "busy_timeout", "journal_mode")
        }
    full = 2
    journal = "wal" if sqlite_is_safe_for_wal(sqlite_module()) else "truncate"
    assert said == {
        "synchronous": full, "foreign_keys": 1, "busy_timeout": BUSY_SECONDS * 1000, "journal_mode": journal,
    }  # fmt: skip
    desk.close()
    founded.drop(desk.url)


def test_a_row_that_refers_to_nothing_is_refused(desk: Desk) -> None:
    statement = text("UPDATE ticket SET department = 'QQ'")
    desk.register()
    with transaction(desk.store.engine, writing=True) as connection:
        with pytest.raises(IntegrityError):
            connection.execute(statement)
        connection.get_transaction().rollback()  # type: ignore[union-attr]  # there is one by now


def test_what_is_written_beside_a_transaction_is_begun_by_the_driver(founded: Databases) -> None:
    """It holds the write lock, and comes to nothing where it is not committed."""
    desk = Desk(founded.create("sqlite"))
    file = desk.store.engine.url.database
    with desk.store.engine.connect() as connection:
        connection.execute(text("UPDATE staff SET newcomer = true"))
        with (
            closing(sqlite_module().connect(file, timeout=0)) as line,
            pytest.raises(Exception, match="locked"),
        ):
            line.execute("BEGIN IMMEDIATE")
    assert not any(row["newcomer"] for row in desk.snapshot()["staff"].values())
    desk.close()
    founded.drop(desk.url)


def test_every_desk_hears_of_what_another_one_wrote(new_founded_url: Callable[[], str]) -> None:
    mine, other = Desk(new_founded_url()), None
    other = Desk(mine.url)
    feed = Feed(mine.store.engine)
    assert feed.changed(), "at first everything is new"
    assert not feed.changed()
    other.register()
    until = time.monotonic() + 5
    while not feed.changed():
        assert time.monotonic() < until
        time.sleep(0.02)
    assert not feed.changed()
    feed.close()
    other.close()
    mine.close()


def test_drafts_are_listed_the_latest_first(desk: Desk) -> None:
    for at in (2, 0, 1):
        desk.store.save_draft(Draft(str(at), "A01", "register", {}, str(at), desk.at(f"10:0{at}")))
    assert [draft.id for draft in desk.store.drafts_of("A01")] == ["2", "1", "0"]
