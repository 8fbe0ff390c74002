"""Imported by the server that forks writers: what it has read and parsed, no writer needs to do again."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path

import psycopg  # noqa: F401 - for writers on PostgreSQL

from db.migrations import upgrade
from db.store import open_store
from db.verbs.founding import Found
from db.verbs.parsing import parse_verb
from tests.db.store import writer


def warm_up() -> None:
    """One ticket's day on a store that is thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'warm.db'}"
        upgrade(url)
        store = open_store(url, clock=lambda: datetime(2026, 7, 15, 1, tzinfo=UTC))
        store.do(Found(admin="李敏"), "A01")
        number = str(store.do(parse_verb("register", writer.CALLER), "A01").as_json()["number"])
        store.do(parse_verb(*writer.day(number)[0]), "A01")
        store.close()


warm_up()
