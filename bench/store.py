"""What reading and changing the store costs, beside plain SQLAlchemy on the same rows."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from uuid import uuid4

from sqlalchemy import select

import db.verbs  # noqa: F401 - lists the verbs
from bench.measure import Compared, in_turn, own_time
from db.engine import make_engine, transaction
from db.store import Store, open_store
from db.tables.event import EVENT
from db.tables.ticket import Ticket
from db.verbs.parsing import parse_verb
from db.views.queue import Queue

ROUNDS = 15
ROWS = 200


def compare(store: Path) -> Iterator[Compared]:
    """The queue read, a ticket registered."""
    copy = store.with_name("bench-store.db")
    shutil.copy(store, copy)
    opened = open_store(f"sqlite:///{copy}")
    try:
        yield _queue(opened)
        yield _register(opened, store.with_name("bench-peer.db"))
    finally:
        opened.close()


def _queue(store: Store) -> Compared:
    """Two hundred rows, with people, deadlines and what the row says, as the desk reads them."""
    table = Ticket.table
    plain = select(table).order_by(table.c.number).limit(ROWS)

    def ours() -> float:
        return own_time(lambda: store.read(Queue(limit=ROWS), "A01"))

    def theirs() -> float:
        def read() -> None:
            with transaction(store.engine, writing=False) as connection:
                [dict(row) for row in connection.execute(plain).mappings()]

        return own_time(read)

    return in_turn("the queue, 200 rows", ours, "SELECT of 200 ticket rows", theirs, rounds=ROUNDS)


def _register(store: Store, beside: Path) -> Compared:
    """A ticket with its event, chain, deadlines and find index, durable when it is answered."""
    phones = (f"139{number:08d}" for number in count(1))
    engine = make_engine(f"sqlite:///{beside}")
    table = EVENT
    table.create(engine, checkfirst=True)
    with transaction(store.engine, writing=False) as connection:
        row = dict(connection.execute(select(table).limit(1)).mappings().one())
    numbers = count(row["seq"] + 1)

    def ours() -> float:
        verb = parse_verb("register", {"customer": "南山酒店", "phone": next(phones), "fault": "漏水"})
        return own_time(lambda: store.do(verb, "A01"))

    def theirs() -> float:
        number = next(numbers)
        fresh = row | {"seq": number, "request": str(uuid4())}

        def write() -> None:
            with transaction(engine, writing=True) as connection:
                connection.execute(table.insert(), fresh)

        return own_time(write)

    try:
        return in_turn("register a ticket", ours, "INSERT of one event row", theirs, rounds=ROUNDS * 4)
    finally:
        engine.dispose()
