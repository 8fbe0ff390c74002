"""Who holds one thing never waits for another that comes before it: two verbs form no circle (ALL-03)."""

import time
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import Connection, text

from db.tables.tool import Tool
from db.verbs.parsing import parse_verb
from tests.databases import Databases
from tests.db.desk import Desk

HOLD = text("SELECT key FROM subject WHERE key = :key FOR UPDATE")
WAITING = text("SELECT count(*) FROM pg_locks WHERE NOT granted")


def until_somebody_waits(line: Connection) -> None:
    for _ in range(400):
        if line.execute(WAITING).scalar_one():
            return
        time.sleep(0.01)
    raise AssertionError("nobody waits")


def test_what_a_verb_learns_late_is_held_in_its_order_after_all(founded: Databases) -> None:
    """T0001 goes from T001 to T002 while a keeper who takes it back waits for T001."""
    url = founded.create("postgresql")
    desk = Desk(url)
    desk.do("buy_tool", kind="screwdriver")
    desk.do("issue_tool", tool="1", staff="T001")
    desk.do("issue_tool", kind=_shoes(desk), staff="T002")
    engine = desk.store.engine
    with (
        engine.connect() as first, engine.connect() as other, engine.connect() as watch,
        ThreadPoolExecutor(1) as pool,
    ):  # fmt: skip
        watch = watch.execution_options(isolation_level="AUTOCOMMIT")
        first.execute(HOLD, {"key": "staff:T001"})
        taken = pool.submit(desk.store.do, parse_verb("return_tool", {"tool": "T0001"}), "A01")
        until_somebody_waits(watch)
        watch.execute(text("UPDATE tool SET holder = 'T002' WHERE number = 'T0001'"))
        other.execute(HOLD, {"key": "staff:T002"})
        first.rollback()
        until_somebody_waits(watch)
        # It waits for T002, and holds nothing that whoever has T002 may want.
        begun = time.monotonic()
        other.execute(HOLD, {"key": "tool:T0001"})
        assert time.monotonic() - begun < 0.9, "the server had to break a circle"
        other.rollback()
        assert taken.result().as_json()["staff"] == "T002"
    asked = text("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
    with engine.connect() as line:
        assert line.execute(asked).scalar_one() == 0
    assert desk.rows(Tool, number="T0001")[0].state == "in_store"
    desk.close()
    founded.drop(url)


def test_what_a_verb_learns_late_is_decided_on_as_it_stands_when_it_is_held(founded: Databases) -> None:
    """T0001 comes to T001 whose list is cleared, and somebody else works on it before it is held."""
    url = founded.create("postgresql")
    desk = Desk(url)
    desk.do("buy_tool", kind="screwdriver")
    engine = desk.store.engine
    with (
        engine.connect() as first, engine.connect() as other, engine.connect() as watch,
        ThreadPoolExecutor(1) as pool,
    ):  # fmt: skip
        watch = watch.execution_options(isolation_level="AUTOCOMMIT")
        first.execute(HOLD, {"key": "staff:T001"})
        verb = parse_verb("clear_leaver", {"staff": "T001", "returned": "T0001"})
        cleared = pool.submit(desk.store.do, verb, "A01")
        until_somebody_waits(watch)
        watch.execute(text("UPDATE tool SET holder = 'T001', place = NULL, state = 'held'"))
        other.execute(HOLD, {"key": "tool:T0001"})
        first.rollback()
        until_somebody_waits(watch)
        other.execute(text("UPDATE tool SET version = 8"))
        other.commit()
        assert cleared.result().as_json()["returned"] == ["T0001"]
    assert desk.rows(Tool, number="T0001")[0].version == 9
    desk.close()
    founded.drop(url)


def _shoes(desk: Desk) -> str:
    desk.do("buy_tool", kind="shoe_covers", count=5)
    return "shoe_covers"
