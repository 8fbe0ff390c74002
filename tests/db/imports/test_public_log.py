"""A public log comes in by its map, and the figures say what its own columns say (RPT-01, INT-11)."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from db.imports import read_map
from db.views.as_json import as_json
from db.views.figures import FigureView
from tests.databases import Databases, Kind
from tests.db.desk import BRANCH_TIME, Desk
from tests.db.imports.conftest import bring

PUBLIC = Path(__file__).with_name("public")
LOG = PUBLIC / "incident_event_log.csv"
Row = Mapping[str, str]
DAY = timedelta(hours=24)


@pytest.fixture
def brought(alone: Databases, database_kind: Kind) -> Iterator[Desk]:
    """A store of which the log is all that it knows."""
    url = alone.create(database_kind, warm=True)
    desk = Desk(url)
    desk.at("2017-06-01 09:00")
    report = bring(desk, "tickets", LOG, read_map(PUBLIC / "map.toml", "tickets")).report
    every = last_rows()
    assert (report.added, report.refused) == (len(told(every)), len(every) - len(told(every)))
    yield desk
    desk.close()
    alone.drop(url)


def last_rows() -> list[Row]:
    """The last row of each incident, which says what became of it."""
    with LOG.open(newline="") as file:
        return list({row["number"]: row for row in csv.DictReader(file)}.values())


def told(rows: list[Row]) -> list[Row]:
    """Without those that say nothing of a fault, which are refused."""
    return [row for row in rows if {row["category"], row["subcategory"], row["u_symptom"]} != {"?"}]


def instant(text: str) -> datetime | None:
    """An instant in the branch's time; its times are UTC."""
    if text == "?":
        return None
    day, clock = text.split()
    date, month, year = map(int, day.split("/"))
    hour, minute = map(int, clock.split(":"))
    return datetime.fromisoformat(f"{year}-{month:02}-{date:02}T{hour:02}:{minute:02}:00+00:00").astimezone(
        BRANCH_TIME
    )


def certain(text: str) -> datetime:
    found = instant(text)
    assert found is not None
    return found


def ended(row: Row) -> datetime:
    """When it was resolved, at the latest when it was closed."""
    return instant(row["resolved_at"]) or certain(row["closed_at"])


def by_month(moments: Iterator[datetime]) -> Counter[str]:
    return Counter(f"{moment:%Y-%m}" for moment in moments)


def shown(desk: Desk, figure: str, **asked: Any) -> dict[str, Any]:
    """What a figure is in each of its periods, or buckets; without those of nought."""
    rows = as_json(desk.store.read(FigureView(figure=figure, **asked), "A01"), desk.store.zone)
    key = "bucket" if "by" in asked else "period"
    return {row[key]: row["value"] for row in rows if row["value"]}


def middle(minutes: list[int], per_cent: int) -> int | None:
    """The smallest that so many of them do not lie above."""
    ordered = sorted(minutes)
    return next(
        (each for each in ordered if sum(one <= each for one in minutes) * 100 >= per_cent * len(minutes)),
        None,
    )


def test_the_figures_of_a_public_log_are_those_of_its_own_columns(brought: Desk) -> None:
    rows = told(last_rows())
    months = {"period": "month", "of": "2016-01..2017-06"}
    assert shown(brought, "reported", **months) == by_month(certain(row["opened_at"]) for row in rows)
    assert shown(brought, "handled", **months) == by_month(ended(row) for row in rows)
    assert shown(brought, "closed", **months) == by_month(certain(row["closed_at"]) for row in rows)
    years = {"period": "year", "of": "2016"}
    of_2016 = [row for row in rows if ended(row).year == 2016]
    levels = Counter(row["priority"][0] for row in of_2016)
    whole = {"all": len(of_2016)}
    assert shown(brought, "handled", **years, by="level") == whole | levels
    channels = Counter(row["contact_type"].lower() for row in of_2016)
    assert shown(brought, "handled", **years, by="channel") == whole | channels
    # Who resolved it is on no roster here.
    assert shown(brought, "handled", **years, by="person") == whole | {"unknown": len(of_2016)}
    _handling_times(brought, rows, **months)
    _handling_times(brought, rows, **years, by="level")
    _resolved_in_time(brought, rows)
    codes = Counter(row["closed_code"] for row in rows)
    causes = Counter(row["cause"] or "?" for row in brought.show("tickets", limit=9_999))
    assert causes == codes
    assert brought.differences() == []


def _handling_times(desk: Desk, rows: list[Row], **asked: Any) -> None:
    """Of those alone whose resolution stands in the log."""
    took: dict[str, list[int]] = {}
    for row in rows:
        resolved, opened = instant(row["resolved_at"]), certain(row["opened_at"])
        if resolved is None or ("by" in asked and resolved.year != 2016):
            continue
        minutes = int((resolved - opened).total_seconds()) // 60
        places = ("all", row["priority"][0]) if "by" in asked else (f"{resolved:%Y-%m}",)
        for place in places:
            took.setdefault(place, []).append(minutes)
    for name, per_cent in (("median", 50), ("p90", 90)):
        expected = {place: middle(minutes, per_cent) for place, minutes in took.items()}
        assert shown(desk, f"handling_{name}", **asked) == expected, name


def _resolved_in_time(desk: Desk, rows: list[Row]) -> None:
    """Remote and simple: 24 hours from the report (SLA-03); what nobody wrote down is in no rate."""
    targets = [
        (certain(row["opened_at"]) + DAY, instant(row["resolved_at"]))
        for row in rows
        if row["resolved_at"] != "?"
    ]
    due = [(target, resolved) for target, resolved in targets if target.year == 2016]
    in_time = sum(resolved is not None and resolved <= target for target, resolved in due)
    [figure] = desk.show("figure", figure="timeliness_resolve", period="year", of="2016")
    assert (figure["part"], figure["whole"]) == (in_time, len(due))
