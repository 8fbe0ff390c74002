"""Somebody holds the store: an answer comes within ten seconds, and the lock is not blamed on damage."""

import time
from collections.abc import Callable

import pytest
from sqlalchemy import text

from db.engine import transaction
from db.errors import Unreachable
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
