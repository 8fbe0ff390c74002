"""A store outlives its schema: what it wrote before a column was thought of still folds (ALL-02)."""

import json
import subprocess
import sys
from typing import Any

import pytest

from db.log import upcasts
from db.log.upcasts import Told, Upcast, told
from db.tables.row import ROWS
from tests.databases import KINDS
from tests.db.desk import Desk
from tests.db.migrations.tomorrow import PARCELS, SITE
from tests.sampling import some_of


@pytest.mark.parametrize("database_kind", some_of(KINDS, "a program of tomorrow", 1), indirect=True)
def test_columns_added_by_a_migration_fold_from_old_events(desk: Desk) -> None:
    number = desk.register()
    desk.do("triage", ticket=number, level=2, by="D01")
    desk.do("dispatch", ticket=number, technician="T001", by="D01")
    position = str(desk.do("close_month", by="M01")["position"])
    closed = desk.show("closed_month")
    then = desk.show("figure", figure="reported", of="2026-07", as_of=position)
    before = desk.bodies()
    ran = subprocess.run(
        [sys.executable, "-m", "tests.db.migrations.tomorrow", desk.url, desk.now.isoformat(), number,
         position],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    defaults = {"parcels": PARCELS, "site": SITE, "seal": None}
    assert json.loads(ran.stdout) == {
        "upgraded": [],
        "undone": "dispatch",
        "after_undo": [],
        "continued": [],
        "closed": closed,
        "then": then,
        "new": defaults,
        "old": defaults | {"state": "triaged"},
    }
    assert desk.bodies()[: len(before)] == before


def test_a_column_that_may_be_empty_begins_empty() -> None:
    """What an event does not name is null, or did not exist yet: a default beside null would be both."""
    both = [
        f"{name}.{column}"
        for name, kind in ROWS.items()
        for column, field in kind.model_fields.items()
        if kind.table.c[column].nullable and field.get_default(call_default_factory=True) is not None
        and not field.is_required()
    ]  # fmt: skip
    assert both == []


BODY: dict[str, Any] = {
    "format": 1,
    "changes": [
        [
            "visit",
            ["V1"],
            {"id": "V1", "ticket": "YX2607-001", "place": "gate", "colour": "red", "at": "noon"},
        ],
        ["visit", ["V1"], {"place": "hall"}],
        ["visit", ["V1"], {"colour": "blue"}],
        ["visit", ["V1"], None],
        ["ticket", ["YX2607-001"], {"place": "yard"}],
    ],
}
STEPS = (
    upcasts.renamed_column("0002", "visit", "place", "spot"),
    upcasts.dropped_column("0003", "visit", "colour"),
    upcasts.renamed_table("0003", "visit", "call"),
    upcasts.split_table("0004", "call", "call_time", key={"id": "call"}, columns={"at": "begun"}),
)


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> tuple[Upcast, ...]:
    monkeypatch.setattr(upcasts, "UPCASTS", STEPS)
    monkeypatch.setattr(upcasts, "HEAD", "0004")
    return STEPS


@pytest.mark.usefixtures("steps")
def test_renamed_dropped_and_split_columns_are_read_by_todays_names() -> None:
    spelt = json.dumps(BODY)
    assert told(BODY) == [
        Told("call", ["V1"], {"id": "V1", "ticket": "YX2607-001", "spot": "gate"}),
        Told("call_time", ["V1"], {"begun": "noon", "call": "V1"}),
        Told("call", ["V1"], {"spot": "hall"}),
        Told("call", ["V1"], None),
        Told("call_time", ["V1"], None),
        Told("ticket", ["YX2607-001"], {"place": "yard"}),
    ]
    assert json.dumps(BODY) == spelt


@pytest.mark.usefixtures("steps")
def test_an_event_takes_only_the_steps_since_its_own_revision() -> None:
    body = BODY | {"format": 2, "schema": "0003", "changes": [["call", ["V1"], {"place": "x", "at": "noon"}]]}
    assert told(body) == [Told("call", ["V1"], {"place": "x"}), Told("call_time", ["V1"], {"begun": "noon"})]
    assert told(body | {"schema": "0004"}) == [Told("call", ["V1"], {"place": "x", "at": "noon"})]


@pytest.mark.parametrize("format", [0, 3, "1", None])
def test_a_format_that_the_program_does_not_know_is_not_guessed_at(format: object) -> None:
    with pytest.raises(ValueError, match="format"):
        told(BODY | {"format": format})


def test_steps_stand_in_the_order_of_their_revisions() -> None:
    revisions = [step.revision for step in upcasts.UPCASTS]
    assert revisions == sorted(revisions)
