"""`show` and `export` of part of a list: narrowed, sorted, from somewhere on, for every list there is."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.rules.ordering import sort_key
from db.views import VIEWS
from tests.console.running import MORNING, Ran, paigong
from tests.databases import Databases


@pytest.fixture(scope="module")
def url(demonstrations: Databases) -> Iterator[str]:
    made = demonstrations.create("sqlite")
    yield made
    demonstrations.drop(made)


def run(url: str, *arguments: str, lang: str = "en") -> Ran:
    """A command on a clock that stands: two runs say the same, whatever is told in minutes."""
    return paigong("--db", url, "--lang", lang, "--at", MORNING, *arguments)


def test_a_list_is_narrowed_sorted_and_begun_anywhere(url: str) -> None:
    every = run(url, "show", "tickets", "--limit", "1000", "--json").json
    found = run(
        url, "show", "tickets", "--filter", "closed", "--sort", "customer", "--descending", "--after", "3",
        "--limit", "4", "--json",
    ).json  # fmt: skip
    closed = [row for row in every if row["state"] == "closed"]
    model = sorted(closed, key=lambda row: (sort_key(row["customer"]), row["customer"]), reverse=True)
    assert found == model[3:7]
    assert len(model) > 7


def test_what_the_screen_says_can_be_typed(url: str) -> None:
    every = run(url, "show", "queue", "--view", "open", "--limit", "1000", "--json").json
    for lang, typed in (("en", "in follow-up"), ("zh_CN", "跟踪中"), ("zh_CN", "gzz")):
        found = run(url, "show", "queue", "--view", "open", "--filter", typed, "--json", lang=lang).json
        assert {row["state"] for row in found} == {"follow_up"}
        assert len(found) == sum(row["state"] == "follow_up" for row in every)


def test_people_read_which_rows_they_see(url: str) -> None:
    ran = run(url, "show", "tools", "--after", "2")
    assert "3-" in ran.out.splitlines()[-1]
    ran = run(url, "show", "customers", "--sort", "customer", "--limit", "3")
    assert "--after 3" in ran.out.splitlines()[-1]


def test_a_list_in_the_order_of_its_words_is_shown_whole(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody asked for a part of it; and a script gets it in one order, whatever language somebody reads."""
    monkeypatch.setattr("console.commands.show.LISTED", 3)
    rows = [run(url, "show", "consumables", "--json", lang=lang).json for lang in ("en", "zh_CN")]
    assert rows[0] == rows[1]
    assert len(rows[0]) > 3
    said = run(url, "show", "consumables").out.splitlines()[1:]
    assert (len(said), said) == (len(rows[0]), sorted(said, key=lambda line: line.split("  ")[0]))
    monkeypatch.setattr(VIEWS["settings"], "whole", 3)
    *_, last = run(url, "show", "settings", "--sort", "setting").out.splitlines()
    assert last == "3, no more are shown"


NEEDED = {"handover_tickets": "new", "figure": "reported", "near": "T001"}
"""What a list has to be asked about that is of no ticket."""


@pytest.mark.parametrize("name", sorted(name for name, kind in VIEWS.items() if kind.is_list()))
def test_every_list_takes_the_same_options(url: str, name: str, tmp_path: Path) -> None:
    needed = [NEEDED.get(name, "YX2607-01")] * sum(
        field.is_required() for field in VIEWS[name].model_fields.values()
    )
    sort = VIEWS[name].key_columns()[0]
    shown = run(url, "show", name, *needed, "--sort", sort, "--json")
    assert shown.code == 0, shown.err
    file = tmp_path / "out.json"
    ran = run(url, "export", name, str(file), *needed, "--sort", sort)
    assert ran.code == 0, ran.err
    assert json.loads(file.read_text(encoding="utf-8"))[: len(shown.json)] == shown.json


def test_an_export_is_what_is_shown(url: str, tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    run(url, "export", "queue", str(file), "--filter", "triaged", "--sort", "due_at")
    shown = run(url, "show", "queue", "--filter", "triaged", "--sort", "due_at", "--json").json
    with file.open(encoding="utf-8-sig", newline="") as stream:
        header, *rows = csv.reader(stream)
    assert [row[header.index("Number")] for row in rows] == [row["number"] for row in shown]
    assert rows


@pytest.mark.parametrize(
    "wrong", [("--sort", "phone"), ("--sort", "x"), ("--after", "-1"), ("--after", "two")]
)
def test_what_makes_no_sense_is_wrong_usage(url: str, wrong: tuple[str, str]) -> None:
    assert run(url, "show", "customers", *wrong).code == 2
