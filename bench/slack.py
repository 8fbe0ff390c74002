"""The order by slack of 20,000 tickets that wait, beside reading their rows and sorting these."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, insert, select

from bench.measure import Compared, in_turn, own_time
from db.engine import make_engine, transaction
from db.store import Store, open_store
from db.tables.ticket import MilestoneTime, Ticket
from db.views.desk import QueueOrder
from db.views.queue import Queue
from db.views.slack import that_wait

WAITING, SHOWN, ROUNDS, AT_ONCE = 20_000, 1001, 5, 500
T, M = Ticket.table, MilestoneTime.table


def compare(season: Path) -> Iterator[Compared]:
    """All numbers in their order; then a list of 1,001 rows."""
    copy = season.with_name("bench-slack.db")
    shutil.copy(season, copy)
    url = f"sqlite:///{copy}"
    fill(url)
    store = open_store(url)
    try:
        yield _order(store)
        yield _rows(store)
    finally:
        store.close()


def fill(url: str, waiting: int = WAITING) -> None:
    """The tickets that wait there, with their deadlines, once more and again: each with one of its own."""
    engine = make_engine(url)
    with engine.begin() as connection:
        numbers = [str(number) for number, *_ in connection.execute(that_wait())]
        found = {row["number"]: dict(row) for row in connection.execute(select(T)).mappings()}
        targets: dict[str, list[dict[str, object]]] = {}
        for row in connection.execute(select(M).where(M.c.ticket.in_(numbers))).mappings():
            targets.setdefault(row["ticket"], []).append(dict(row))
        last = connection.execute(select(func.max(T.c.id))).scalar_one()
        tickets, times = [], []
        for at in range(1, waiting - len(numbers) + 1):
            old, number = numbers[at % len(numbers)], f"ZZ9912-{at:05}"
            tickets.append({**found[old], "number": number, "id": last + at, "running": last + at})
            for target in targets[old]:
                due = target["due_at"]
                later = due + timedelta(minutes=at % 600) if due is not None else None  # type: ignore[operator]  # an instant
                times.append({**target, "ticket": number, "due_at": later})
        for table, rows in ((T, tickets), (M, times)):
            for first in range(0, len(rows), AT_ONCE):
                connection.execute(insert(table), rows[first : first + AT_ONCE])
    engine.dispose()


def _order(store: Store) -> Compared:
    """Every number of the list, as the desk asks for it, people and their days read."""
    plain = that_wait().add_columns(T.c.customer, T.c.product, T.c.zone, T.c.sort_due)

    def theirs() -> None:
        with transaction(store.engine, writing=False) as connection:
            sorted(connection.execute(plain).all(), key=lambda row: row.sort_due)

    return in_turn(
        f"slack, {WAITING} waiting",
        lambda: own_time(lambda: store.read(QueueOrder(view="slack"), "A01")),
        "SELECT of their rows, sorted",
        lambda: own_time(theirs),
        rounds=ROUNDS,
    )


def _rows(store: Store) -> Compared:
    """A long list at once: what the order costs is in it."""
    return in_turn(
        f"slack, {SHOWN} rows of them",
        lambda: own_time(lambda: store.read(Queue(view="slack", limit=SHOWN), "A01")),
        "the same in queue order",
        lambda: own_time(lambda: store.read(Queue(view="to_dispatch", limit=SHOWN), "A01")),
        rounds=ROUNDS,
    )
