"""Many records at once stand in the store exactly as one after the other."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import StatementError

from db import engine as engines
from db.log.loading import PIECE, Loading
from db.tables.ticket import MilestoneTime

SHANGHAI = ZoneInfo("Asia/Shanghai")
BEGIN = datetime(2026, 7, 15, 1, tzinfo=UTC)


def milestone(number: int) -> dict[str, Any]:
    record: dict[str, Any] = dict.fromkeys(MilestoneTime.model_fields)
    return record | {
        "ticket": f"YX2607-{number:02d}",
        "milestone": "respond",
        "clock": "elapsed",
        "start": "report",
        "state": "running",
        "level": 1 if number % 2 else None,
        "started_at": BEGIN,
        "due_at": (BEGIN + timedelta(hours=number)).astimezone(SHANGHAI) if number % 3 else None,
        "met_at": BEGIN + timedelta(microseconds=number),
        "agreed": bool(number % 2),
        "granted": False,
    }


@pytest.mark.parametrize("count", [0, 1, PIECE, PIECE + 1])
def test_what_is_loaded_is_what_sqlalchemy_would_insert(blank_url: str, count: int) -> None:
    table = MilestoneTime.table.to_metadata(type(MilestoneTime.table.metadata)())
    for constraint in [each for each in table.constraints if each.__visit_name__ == "foreign_key_constraint"]:
        table.constraints.discard(constraint)
    records = [milestone(number) for number in range(count)]

    def stored(connection: Connection) -> list[Any]:
        found = [tuple(each) for each in connection.execute(select(table).order_by(table.c.ticket))]
        connection.execute(table.delete())
        return found

    engine = engines.make_engine(blank_url)
    with engines.transaction(engine, writing=True) as connection:
        table.create(connection)
        Loading(connection).insert(table, records)
        loaded = stored(connection)
        if records:
            connection.execute(insert(table), records)
        assert loaded == stored(connection)
        assert len(loaded) == count
        connection.rollback()
    engine.dispose()


def test_an_instant_without_its_offset_is_refused_as_sqlalchemy_refuses_it(store_url: str) -> None:
    """Taken for the machine's own time it would move a deadline by hours without a word."""
    table, record = MilestoneTime.table, milestone(1) | {"started_at": BEGIN.replace(tzinfo=None)}
    engine = engines.make_engine(store_url)
    with engines.transaction(engine, writing=True) as connection:
        with pytest.raises((ValueError, StatementError), match=r"offset|timezone"):
            connection.execute(insert(table), record)
        with pytest.raises((ValueError, StatementError), match=r"offset|timezone"):
            Loading(connection).insert(table, [record])
        connection.rollback()
    engine.dispose()
