"""A believable branch in peak season: the same arguments make the same store.

Everything goes through the same verbs, events and fold as on any store; only the writing is in bulk.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, insert, text
from sqlalchemy.exc import DBAPIError

from db import engine as engines
from db import migrations
from db.demo.story import Arguments, Progress, tell
from db.demo.telling import Telling
from db.errors import BadField, Refusal
from db.opened import DEFAULT_ZONE, wall_clock
from db.place import sqlite_path
from db.tables.customer import Customer, Equipment
from db.tables.event import FACT
from db.trouble import told

DEFAULT_AT = datetime.fromisoformat("2026-07-15T09:00:00+08:00")
MOST_CLOSED = 5_000
CLOSED_PER_OPEN = 12
MOST_STAFF = 999

__all__ = ["DEFAULT_AT", "DemoSummary", "Progress", "fill"]


@dataclass(frozen=True, slots=True)
class DemoSummary:
    """What was made; `at` is where the demo's clock begins."""

    tickets: int
    closed: int
    staff: int
    customers: int
    equipment: int
    events: int
    at: datetime


def fill(
    url: str,
    *,
    tickets: int = 400,
    closed: int | None = None,
    staff: int = 60,
    seed: int = 1,
    at: datetime | None = None,
    progress: Progress | None = None,
    clock: Callable[[], datetime] = wall_clock,
) -> DemoSummary:
    """Fill a new store with a branch in peak season; `tickets` open ones, `closed` before them.

    Without `closed` twelve for each open one, at most 5,000; without tickets there are no closed ones
    either. `at` is where the store's clock begins; `progress` hears how many percent are done. Raises
    Refusal on a store that is not empty; when anything fails, the store is as it was.
    """
    zone = ZoneInfo(DEFAULT_ZONE)
    arguments = _arguments(tickets, closed, staff, seed, at or DEFAULT_AT)
    with _made(url) as engine:
        with engines.transaction(engine, writing=False) as connection:
            _demand_empty(connection)
        with _without_collections():
            telling = tell(arguments, zone, progress=progress, helped=True)
            with engines.transaction(engine, writing=True) as connection:
                _demand_empty(connection)
                telling.log.write(connection, telling.world)
                offset = int((arguments.at - clock()).total_seconds())
                facts = [{"name": "kind", "value": "demo"}, {"name": "offset", "value": str(offset)}]
                connection.execute(insert(FACT), facts)
    if progress is not None:
        progress(100)
    return _summary(arguments, telling)


def _arguments(tickets: int, closed: int | None, staff: int, seed: int, at: datetime) -> Arguments:
    for name, value in (("tickets", tickets), ("closed", closed or 0), ("staff", staff)):
        if value < 0:
            raise BadField(name, "{field} is at least {low}.", low=0)
    if staff > MOST_STAFF:
        raise BadField("staff", "{field} is at most {high}.", high=MOST_STAFF)
    if at.tzinfo is None:
        raise BadField(
            "at", "An instant needs its offset, like {example}.", example="2026-07-15T14:00:00+08:00"
        )
    if closed is None:
        closed = min(CLOSED_PER_OPEN * tickets, MOST_CLOSED)
    return Arguments(
        tickets, closed if tickets else 0, staff, seed, at.astimezone(UTC).replace(microsecond=0)
    )


def _demand_empty(connection: Connection) -> None:
    """Refuse a store in which anything has happened."""
    migrations.check(connection)
    for table in ("event", "store_fact"):
        if connection.execute(text(f"SELECT 1 FROM {table} LIMIT 1")).first() is not None:
            raise Refusal(
                "ALL-03", "This store is not empty: the demo fills only a new one.",
                "Name another one with --db.",
            )  # fmt: skip


@contextmanager
def _made(url: str) -> Iterator[Engine]:
    """An engine on a store that has its tables; a file that was not there before goes when it fails."""
    path = sqlite_path(url)
    fresh = path is not None and not path.exists()
    engine = engines.make_engine(url)
    try:
        with engines.transaction(engine, writing=False) as connection:
            blank = migrations.current(connection) is None
        if blank:
            migrations.upgrade(url)
        if fresh:
            engine.dispose()
            engine = engines.make_engine(url, alone=True)
        yield engine
    except BaseException as error:
        engine.dispose()
        if fresh and path is not None:
            for ending in ("", "-wal", "-shm", "-journal"):
                with suppress(OSError):
                    path.with_name(path.name + ending).unlink(missing_ok=True)
        if isinstance(error, DBAPIError):
            raise told(error) from error
        raise
    finally:
        engine.dispose()


@contextmanager
def _without_collections() -> Iterator[None]:
    """A season is a million objects that live to the end: nothing among them is garbage to look for."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _summary(arguments: Arguments, telling: Telling) -> DemoSummary:
    return DemoSummary(
        tickets=arguments.tickets,
        closed=arguments.closed,
        staff=arguments.staff,
        customers=len(telling.world.rows(Customer)),
        equipment=len(telling.world.rows(Equipment)),
        events=len(telling.log),
        at=arguments.at,
    )
