"""Bytes that changed in the file, and what no event says: found, named, and never an incident."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from db.engine import transaction
from db.errors import Damaged, Unreachable
from db.store import open_store
from db.tables.ticket import Ticket
from db.trouble import answering
from tests.conftest import SOAK
from tests.databases import Databases
from tests.db.desk import Desk, reach


@pytest.mark.soak
def test_flipped_bytes_end_an_audit_clean_different_or_damaged_and_never_otherwise(
    founded: Databases, tmp_path: Path, dice: random.Random, rounds: Callable[[int], int]
) -> None:
    url = founded.create("sqlite")
    desk = Desk(url)
    for _ in range(3):
        reach(desk, "closed")
    desk.close()
    whole = Path(url.removeprefix("sqlite:///")).read_bytes()
    ends = {"clean": 0, "different": 0, "damaged": 0}
    for at in range(rounds(6000) if SOAK else 25):
        content = bytearray(whole)
        for _ in range(dice.choice((1, 1, 8, 40))):
            content[dice.randrange(100, len(content))] ^= 1 << dice.randrange(8)
        place = tmp_path / f"{at}.db"
        place.write_bytes(content)
        ends[_ended(f"sqlite:///{place}")] += 1
        place.unlink()
    assert ends["different"] + ends["damaged"] > 0
    founded.drop(url)


def _ended(url: str) -> str:
    try:
        store = open_store(url)
        try:
            return "different" if store.audit().differences else "clean"
        finally:
            store.close()
    except Damaged:
        return "damaged"


def change(desk: Desk, statement: str) -> None:
    with transaction(desk.store.engine, writing=True) as connection:
        connection.execute(text(statement))


def test_a_store_fact_that_makes_no_sense_is_found(desk: Desk) -> None:
    desk.register()
    assert desk.differences() == []
    change(desk, "INSERT INTO store_fact (name, value) VALUES ('kind', 'demp')")
    (found,) = desk.differences()
    assert "store_fact" in found or "demp" in found
    with pytest.raises(Damaged):
        open_store(desk.url)


def test_a_ticket_that_find_would_miss_is_found(desk: Desk) -> None:
    numbers = [desk.register(), reach(desk, "dispatched"), reach(desk, "closed")]
    assert desk.differences() == []
    (first, *_others) = [ticket.id for ticket in desk.rows(Ticket)]
    if desk.store.engine.dialect.name == "postgresql":
        change(desk, f"UPDATE ticket_find SET terms = terms[2:] WHERE id = {first}")
    else:
        change(desk, f"INSERT INTO ticket_find (rowid, terms) VALUES ({first}, '61z62z')")
    assert [numbers[0] in found for found in desk.differences()] == [True]


def test_what_is_no_text_any_more_in_the_index_is_found(founded: Databases) -> None:
    desk = Desk(founded.create("sqlite"))
    number = desk.register()
    with transaction(desk.store.engine, writing=True) as connection:
        index = text("SELECT id, block FROM ticket_find_data WHERE id > 10")
        for id_, block in connection.execute(index).all():
            words = text("UPDATE ticket_find_data SET block = :block WHERE id = :id")
            connection.execute(words, {"id": id_, "block": block.replace(b"z", b"\xb7", 1)})
    assert [number in found for found in desk.differences()] == [True]
    change(desk, "DROP TABLE ticket_find")
    with pytest.raises(Damaged, match="a table is missing"):
        desk.store.audit()
    desk.close()
    founded.drop(desk.url)


def fill(connection: Connection) -> None:
    """Write more than there is room for, in a savepoint."""
    connection.execute(text("PRAGMA max_page_count = 1"))
    with connection.begin_nested():
        words = text("INSERT INTO store_fact (name, value) VALUES ('full', hex(zeroblob(100000)))")
        connection.execute(words)


def test_a_disk_that_is_full_within_a_savepoint_is_no_damage(founded: Databases) -> None:
    """SQLite takes the whole transaction back, savepoint and all: nobody is to restore a backup for that."""
    desk = Desk(founded.create("sqlite"))
    with (
        pytest.raises(Unreachable, match="the disk is full"),
        answering(),
        transaction(desk.store.engine, writing=True) as connection,
    ):
        fill(connection)
    desk.close()
    founded.drop(desk.url)


def test_what_find_would_find_for_nothing_is_found(desk: Desk) -> None:
    desk.register()
    terms = "'{ab}'" if desk.store.engine.dialect.name == "postgresql" else "'61z62z'"
    column = "id" if desk.store.engine.dialect.name == "postgresql" else "rowid"
    change(desk, f"INSERT INTO ticket_find ({column}, terms) VALUES (99, {terms})")
    assert ["'count': 1" in found for found in desk.differences()] == [True]
