"""Stores of the past are upgraded, audited clean, shown, undone on and continued (ALL-02, ALL-03)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from db import migrations
from db.engine import make_engine, transaction
from tests.console.running import Branch
from tests.databases import Databases, Kind
from tests.golden import fill, revisions, told
from tests.golden.upgraded import upgraded as upgraded_copy

NOON = "2026-07-15T12:00:00+08:00"
"""All events of a golden store lie before it."""


@pytest.fixture(params=revisions())
def revision(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def branch(revision: str, blank_url: str) -> Branch:
    """A golden store, not upgraded yet."""
    fill(blank_url, revision)
    return Branch.on(blank_url)


@pytest.fixture
def upgraded(revision: str, databases: Databases, database_kind: Kind) -> Iterator[Branch]:
    with upgraded_copy(databases, database_kind, revision) as branch:
        yield branch


def test_it_is_refused_until_it_is_upgraded(branch: Branch, revision: str) -> None:
    if revision == migrations.HEAD:
        pytest.skip("this is the program of that revision")
    ran = branch.run("show", "queue", at=NOON)
    assert ran.code == 7
    assert "paigong upgrade" in ran.err


def test_it_is_upgraded_after_a_copy_and_its_log_still_folds(
    branch: Branch, revision: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = bodies(branch)
    ran = branch.run("upgrade", at=None)
    assert ran.code == 0, ran
    assert branch.run("audit", at=None).code == 0
    assert bodies(branch) == before
    assert "up to date" in branch.run("upgrade", at=None).out
    if revision == migrations.HEAD:
        return
    said, backed_up, now = ran.out.splitlines()[:3]
    assert said.startswith(f"The store is of revision {revision}; ")
    assert now == f"The store is now of revision {migrations.HEAD}."
    kept = Path(backed_up.removeprefix("Backed up to ").removesuffix("."))
    assert kept.stat().st_mode & 0o777 == 0o600
    check_copy(kept, revision, before)


def check_copy(kept: Path, revision: str, before: list[str]) -> None:
    """The copy is a store of the old revision that can be brought up and holds all of it."""
    copy = Branch.at(kept)
    assert copy.run("show", "queue", at=NOON).code == 7
    assert revision_of(copy) == revision
    assert bodies(copy) == before
    assert copy.run("upgrade", "--no-backup", at=None).code == 0
    assert copy.run("audit", at=None).code == 0
    kept.unlink()


def test_it_shows_what_the_old_program_showed(upgraded: Branch, revision: str) -> None:
    for was in told(revision)["tickets"]:
        number = was["number"]
        shown = upgraded.show("ticket", number, at=NOON)
        milestones = {row["milestone"]: row for row in shown["milestones"]}
        assert {name: shown[name] for name in was if name != "milestones"} == {
            name: value for name, value in was.items() if name != "milestones"
        }
        for row in was["milestones"]:
            now = milestones[row["milestone"]]
            assert {name: now[name] for name in row} == row, number
    for view in ("queue", "roster", "counts", "tools", "consumables", "escalations"):
        assert upgraded.show(view, at=NOON), view
    assert upgraded.run("show", "reminders", "--json", at=NOON, who="D01").json
    assert upgraded.run("show", "events", told(revision)["undo"]["paused"], at=NOON).code == 0


def test_its_last_events_can_be_taken_back(upgraded: Branch, revision: str) -> None:
    numbers = told(revision)["undo"]
    at = "2026-07-15T10:31:00+08:00"
    assert upgraded.done("undo", at=at, who="D01")["undone"] == "dispatch"
    assert upgraded.done("undo", "--ticket", numbers["paused"], at=at, who="C01")["undone"] == "pause"
    for number in (numbers["dispatched"], numbers["paused"]):
        assert upgraded.show("ticket", number, at=NOON)["state"] == "triaged"
    assert upgraded.run("audit", at=None).code == 0


def test_work_goes_on_in_it(upgraded: Branch, revision: str) -> None:
    numbers = told(revision)["undo"]
    paused, dispatched = numbers["paused"], numbers["dispatched"]
    do = upgraded.done
    do("resume", "--ticket", paused, at="2026-07-15T12:00:00+08:00")
    do("step", "--ticket", dispatched, "--what", "arrived", at="2026-07-15T12:10:00+08:00")
    do("step", "--ticket", dispatched, "--what", "finished", at="2026-07-15T12:40:00+08:00")
    marks = [part for name in MARKS for part in (f"--{name}", "5")]
    do("survey", "--ticket", dispatched, *marks, at="2026-07-15T12:50:00+08:00")
    do("close", "--ticket", dispatched, "--cause", "wear", at="2026-07-15T12:55:00+08:00")
    number = upgraded.ticket(at="2026-07-15T13:00:00+08:00")
    do("triage", "--ticket", number, "--level", "1", at="2026-07-15T13:01:00+08:00")
    do("buy_tool", "--kind", "multimeter", "--number", "NEW-1", at="2026-07-15T13:02:00+08:00")
    assert upgraded.show("ticket", dispatched, at="2026-07-15T13:05:00+08:00")["state"] == "closed"
    assert upgraded.run("audit", at=None).code == 0


def test_its_ledger_of_tools_goes_on(upgraded: Branch) -> None:
    """Lines that no program numbered stand before those of today's (KIT-03)."""
    (kept,) = (row for row in upgraded.show("personal_list", "T001", at=NOON) if row["number"] == "GOLD-1")
    assert (kept["signed_at"], kept["condition"]) == (None, "good")
    deeds = (
        ("sign_tools", "T001", ("--tools", "GOLD-1")),
        ("report_tool", "K01", ("--tool", "GOLD-1", "--what", "broken", "--text", "表笔断")),
        ("return_tool", "K01", ("--tool", "GOLD-1", "--condition", "broken")),
        ("repair_tool", "K01", ("--tool", "GOLD-1", "--what", "out")),
        ("repair_tool", "K01", ("--tool", "GOLD-1", "--what", "back")),
    )
    for minute, (verb, who, given) in enumerate(deeds, start=10):
        upgraded.done(verb, *given, at=f"2026-07-15T13:{minute}:00+08:00", who=who)
    card = upgraded.show("tool", "GOLD-1", at="2026-07-15T14:00:00+08:00")
    assert (card["state"], card["place"], card["signed_at"]) == ("in_store", "store", None)
    assert [line["move"] for line in card["movements"]] == [
        "purchase", "issue", "signed", "damaged", "return", "to_repair", "from_repair",
    ]  # fmt: skip
    assert upgraded.run("audit", at=None).code == 0


def test_its_ladders_are_looked_at_and_climb_once(upgraded: Branch) -> None:
    """Nobody had looked when they act next: the watch does, and every ladder by the policy that its ticket
    kept (ESC-03)."""
    once = upgraded.run("watch", "--once", "--json", at=NOON)
    assert once.code == 0, once
    calls = [row for row in upgraded.show("escalations", at=NOON) if row["actor"] == "watch"]
    assert calls
    assert len({(row["ticket"], row["milestone"], row["rung"], row["cycle"]) for row in calls}) == len(calls)
    again = upgraded.run("watch", "--once", "--json", at=NOON)
    assert again.json["done"] == 0, again
    unread = "SELECT count(*) FROM ticket WHERE ladder_at IS NULL AND state NOT IN ('closed', 'cancelled')"
    left = rows(upgraded, unread)
    assert left == [(0,)]
    assert upgraded.run("audit", at=None).code == 0


MARKS = ("attitude", "quality", "punctuality", "hygiene", "result")


def bodies(branch: Branch) -> list[str]:
    return [str(row[0]) for row in rows(branch, "SELECT body FROM event ORDER BY seq")]


def revision_of(branch: Branch) -> str:
    return str(rows(branch, "SELECT version_num FROM alembic_version")[0][0])


def rows(branch: Branch, statement: str) -> list[Any]:
    engine = make_engine(branch.url)
    with transaction(engine, writing=False) as connection:
        found = list(connection.exec_driver_sql(statement))
    engine.dispose()
    return found


def test_every_release_left_its_store() -> None:
    """Who names a release in CHANGELOG.md makes its store first: `python -m tests.golden.make RELEASE`.

    Revisions between two releases need none: nobody's store stays on them.
    """
    changes = (Path(__file__).parents[2] / "CHANGELOG.md").read_text("utf-8")
    released = set(re.findall(r"^## (\d+\.\d+\.\d+)", changes, re.MULTILINE))
    made = {str(told(each)["release"]) for each in revisions()}
    assert released <= made
    assert "0001" in revisions()
