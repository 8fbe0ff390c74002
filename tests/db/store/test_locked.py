"""Somebody holds the store: an answer comes within ten seconds, and the lock is not blamed on damage."""

import time
from collections.abc import Callable
from threading import Timer

import pytest
from sqlalchemy import text

from db.engine import sqlite_module, transaction
from db.errors import Unreachable
from db.store import open_store
from tests.databases import Databases
from tests.db.desk import Desk


def test_a_held_store_answers_within_ten_seconds(new_founded_url: Callable[[], str]) -> None:
    desk, other = Desk(new_founded_url()), None
    number = desk.register()
    other = Desk(desk.url)
    with transaction(other.store.engine, writing=True) as holder:
        if holder.dialect.name == "postgresql":
            holder.execute(text(f"SELECT key FROM subject WHERE key = 'ticket:{number}' FOR UPDATE"))
        begun = time.monotonic()
        with pytest.raises(Unreachable, match="somebody else holds it"):
            desk.do("note", ticket=number, text="x")
        assert time.monotonic() - begun < 10
    desk.do("note", ticket=number, text="x")
    other.close()
    desk.close()


def test_a_file_that_is_just_being_opened_is_waited_for(founded: Databases) -> None:
    """Two who are started at once over a store that was just made: where it gets its log beside the file,
    SQLite lets nobody wait."""
    url = founded.create("sqlite")
    first = sqlite_module().connect(
        url.removeprefix("sqlite:///"), isolation_level=None, check_same_thread=False
    )
    first.execute("PRAGMA journal_mode = DELETE")
    first.execute("BEGIN IMMEDIATE")
    done = Timer(0.3, first.rollback)
    done.start()
    store = open_store(url)
    store.close()
    done.join()
    first.close()
    founded.drop(url)
