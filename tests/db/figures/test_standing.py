"""The figures beside the queue, whose question is put together once: those of the report at any hour."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from db.figures.standing import NOW, standing
from db.tables.ticket import Ticket
from tests.db.figures.conftest import Season

MONTHS = ("2026-05", "2026-06", "2026-07")
SHARES = ("timeliness", "original_timeliness", "satisfaction", "kept_appointments")


def test_beside_the_queue_stands_what_the_report_counts_for_everybody_at_each_hour(season: Season) -> None:
    seen = set()
    for _hour in range(2):
        for actor in ("A01", "T001"):
            for month in MONTHS:
                (row,) = season.show("figures", actor, period="month", of=month)
                beside = season.show("counts", actor, month=month)
                assert {name: beside[name] for name in SHARES} == {name: row[name] for name in SHARES}
                assert beside["missed_cancelled"] == row["missed_cancelled"]
                seen.add(tuple(beside[name] for name in SHARES))
        season.now += timedelta(days=9)
    assert len(seen) > 2, "a season in which nothing happens"


def test_an_instant_that_would_stay_in_the_question_is_refused() -> None:
    due = Ticket.table.c.due_at
    assert "due_at < :now" in str(standing(select(due).where(due < NOW)))
    with pytest.raises(KeyError):
        standing(select(due).where(due < NOW + timedelta(minutes=30)))
    with pytest.raises(KeyError):
        standing(select(due).where(due < datetime(2026, 7, 15, tzinfo=UTC)))
