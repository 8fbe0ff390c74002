"""Every figure agrees with a count that was made without it (RPT-01, RPT-05)."""

from collections import defaultdict
from datetime import UTC, date, datetime
from typing import Any, get_args

import pytest

from db.figures.cuts import Cut, cuts_of
from db.figures.figures import FIGURES
from db.rules import periods
from tests.db.figures import plain
from tests.db.figures.conftest import Season
from tests.sampling import some_of

SEASON = "2026-Q2..2026-Q3"


def looked_through(season: Season) -> plain.Season:
    """Every ticket as `show ticket --json` tells it."""
    numbers = [row["number"] for row in season.show("tickets", limit=10_000)]
    return plain.Season([season.show("ticket", number=number) for number in numbers], season.store.now())


def spans(season: Season, kind: str, of: str) -> list[tuple[str, datetime, datetime]]:
    asked = periods.asked(kind, of, date(2026, 7, 15))
    found = (periods.in_zone(days, season.store.zone) for days in asked)
    return [(one.name, one.begin, one.end) for one in found]


MOST, CUTS = 6, 4
"""Of how many figures one run of `make test` lists the rows, and by how many cuts it cuts them all."""


def test_every_figure_agrees_with_a_plain_count_over_all_tickets_and_lists_its_rows(season: Season) -> None:
    counted = looked_through(season)
    _agree(season, counted)
    _listed(season, counted)


def _agree(season: Season, counted: plain.Season) -> None:
    """Of weeks, years, and quarters by each cut: the whole and every bucket, also where nothing happened."""
    rows = {name: list(counted.of(name)) for name in FIGURES}
    people = {row["staff"]: season.show("person", staff=row["staff"]) for row in season.show("roster")}
    cuts = some_of(get_args(Cut), "cuts of figures", CUTS)
    causes = tuple(season.store.policy().reasons_for("cause"))
    seen: dict[str, set[Any]] = defaultdict(set)
    for kind, by in [("week", None), ("year", None), *(("quarter", each) for each in cuts)]:
        shown = {
            (row["period"], row["bucket"]): row
            for row in season.show("figures", period=kind, of=SEASON, by=by)
        }
        for name, begin, end in spans(season, kind, SEASON):
            for figure, declared in FIGURES.items():
                facts = [fact for fact in rows[figure] if begin <= fact.when < end]
                whole = plain.value(figure, facts)
                assert shown[name, None if by is None else "all"][figure] == whole, (figure, name)
                seen[figure].add(whole)
                if by is None or by not in cuts_of(declared.population):
                    continue
                buckets: dict[str, list[plain.Fact]] = defaultdict(list)
                for fact in facts:
                    buckets[plain.bucket(by, fact, people, causes)].append(fact)
                for bucket, of_bucket in buckets.items():
                    found = shown[name, bucket][figure]
                    assert found == plain.value(figure, of_bucket), (figure, name, by, bucket)
                nothing = plain.value(figure, [])
                for (period, bucket), row in shown.items():
                    if period == name and bucket != "all" and bucket not in buckets:
                        assert row[figure] == nothing, (figure, name, by, bucket)
    dull = {figure for figure, values in seen.items() if len(values) < 2}
    assert dull <= {"timeliness_answer", "original_timeliness_answer"}, "a season in which nothing happens"


def _listed(season: Season, counted: plain.Season) -> None:
    """A figure's list holds its rows and no other."""
    _name, begin, end = spans(season, "month", "2026-07")[0]
    for figure in some_of(sorted(FIGURES), "lists of figures", MOST):
        declared = FIGURES[figure]
        facts = [fact for fact in counted.of(figure) if begin <= fact.when < end and fact.among]
        if declared.measure == "count":
            facts = [fact for fact in facts if fact.counts]
        listed = season.show("figure", figure=figure, of="2026-07", list=True, limit=10_000)
        expected = sorted((fact.ticket["number"], fact.when.astimezone(UTC)) for fact in facts)
        told = sorted((row["ticket"], datetime.fromisoformat(row["at"]).astimezone(UTC)) for row in listed)
        assert told == expected, figure
        if declared.is_share:
            against = season.show("figure_rows", figure=figure, of="2026-07", only="rest", limit=10_000)
            assert len(against) == sum(not fact.counts for fact in facts), figure


@pytest.mark.parametrize(
    ("figure", "by"),
    [
        ("timeliness", "person"),
        ("pauses", "reason"),
        ("closed", "cause"),
        ("handled", "team"),
        ("satisfaction", "level"),
    ],
)
def test_the_buckets_of_a_cut_are_the_whole_and_each_opens_its_rows(
    season: Season, figure: str, by: str
) -> None:
    """Nothing is lost, and nothing stands in two of them; what nothing is known of is one, too (RPT-05)."""
    whole, *buckets = season.show("figure", figure=figure, period="year", by=by)
    assert sum(row["whole"] for row in buckets) == whole["whole"] > 0
    for row in buckets[:2]:
        listed = season.show(
            "figure_rows", figure=figure, period="year", by=by, bucket=row["bucket"], limit=999
        )
        assert len(listed) == row["whole"]
        assert {each["bucket"] for each in listed} == {row["bucket"]}
