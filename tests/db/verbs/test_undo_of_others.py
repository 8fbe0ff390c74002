"""What is undone about tools, people, files is gone truly, and a version never goes back (CLS-07)."""

from __future__ import annotations

from typing import Any

import pytest

from db.errors import Conflict, Refusal
from db.tables.tool import Movement, Stock, Tool
from db.verbs.verb import VERBS
from tests.db.desk import Desk
from tests.db.verbs.examples import EXAMPLES
from tests.sampling import some_of

OTHERS = sorted(
    name
    for name, verb in VERBS.items()
    if verb.undoable and not verb.internal and verb.about not in ("ticket",) and name != "register"
)
MOST = 16
"""How many of them one run of `make test` takes back."""
COUNTED = ("version",)


def rows(desk: Desk) -> dict[str, Any]:
    """Every row of the store, without what never goes back: versions, numbers that were given out."""
    return {
        name: {key: {column: value for column, value in row.items() if column not in COUNTED}
               for key, row in kept.items()}
        for name, kept in desk.snapshot().items()
        if name != "number_counter"
    }  # fmt: skip


@pytest.mark.parametrize("name", some_of(OTHERS, "verbs undone", MOST))
def test_a_verb_that_can_be_undone_leaves_nothing_behind(desk: Desk, name: str) -> None:
    fields = EXAMPLES[name](desk)
    before = rows(desk)
    by = "M01" if name == "decide" else "D01" if name == "withdraw" else "A01"
    desk.do(name, by=by, **fields)
    assert rows(desk) != before
    assert desk.do("undo", by=by)["undone"] == name
    after = rows(desk)
    for kind in after:
        if kind == "ticket":
            continue
        assert after[kind] == before[kind], kind
    assert desk.differences() == []


def test_an_issued_tool_is_back_in_the_store_and_its_line_gone(desk: Desk) -> None:
    desk.do("buy_tool", kind="multimeter", number="K-1")
    desk.do("issue_tool", tool="K-1", staff="T001")
    desk.do("undo")
    [tool] = desk.rows(Tool, number="K-1")
    assert (tool.state, tool.holder, tool.version) == ("in_store", None, 3)
    assert [each.move for each in desk.rows(Movement, tool="K-1")] == ["purchase"]
    assert [event.verb for event in desk.events("tool:K-1")] == ["buy_tool", "issue_tool", "undo"]


def test_what_somebody_did_with_the_tool_since_keeps_it_from_being_undone(desk: Desk) -> None:
    desk.do("buy_tool", kind="multimeter", number="K-1")
    desk.do("issue_tool", tool="K-1", staff="T001")
    desk.do("return_tool", tool="K-1", by="M01")
    assert "K-1" in str(desk.refused("undo").values)


def test_a_consumable_is_counted_back(desk: Desk) -> None:
    desk.do("buy_tool", kind="shoe_covers", count=10)
    desk.do("issue_tool", kind="shoe_covers", staff="T001", count=4)
    desk.do("undo")
    assert {row.place: row.count for row in desk.rows(Stock)} == {"store": 10}
    assert desk.differences() == []


def test_a_tool_is_expected_at_its_version(desk: Desk) -> None:
    desk.do("buy_tool", kind="multimeter", number="K-1")
    with pytest.raises(Conflict):
        desk.do("return_tool", tool="K-1", expect=9)
    assert desk.do("issue_tool", tool="K-1", staff="T001", expect=1)["version"] == 2


def test_a_move_that_is_not_legal_is_refused_by_the_table(desk: Desk) -> None:
    desk.do("buy_tool", kind="multimeter", number="K-1")
    with pytest.raises(Refusal, match="KIT-03") as refused:
        desk.do("return_tool", tool="K-1")
    assert refused.value.values["state"] == "in_store"


def test_the_timeline_of_any_thing_is_its_chain(desk: Desk) -> None:
    desk.do("buy_tool", kind="multimeter", number="K-1")
    desk.do("issue_tool", tool="K-1", staff="T001")
    task = desk.register(nature="quality", by="C01")
    assert [row["verb"] for row in desk.show("events", number="tool:k-1")] == ["buy_tool", "issue_tool"]
    assert [row["verb"] for row in desk.show("events", number="staff:T001")] == ["add_staff", "issue_tool"]
    sheet = desk.show("tasks", ticket=task)[0]["id"]
    assert [row["verb"] for row in desk.show("events", number=sheet)] == ["register"]
    assert [row["verb"] for row in desk.show("events", number=task)] == ["register"]
