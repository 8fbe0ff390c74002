"""Store rooms by branch: whose tools are whose, and how they go from one room to another (KIT-02, KIT-09)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from db.errors import Refusal
from db.policy.load import shipped
from db.policy.stores import store_called, store_rooms, stores_of
from db.rules.custody import Line, custody, state_of
from db.tables.stocktake import Stocktake
from db.tables.tool import Stock, Tool
from db.verbs.adopting import AdoptPolicy
from tests.db.desk import Desk, local

NOW = local("07-15 09:00")


@pytest.fixture
def branches(desk: Desk) -> Desk:
    """Nanshan with two rooms, Longgang with one; K1 keeps Nanshan's tools, K2 and M2 those of Longgang."""
    content: dict[str, Any] = shipped().sections()
    own = content["organisation"]
    own["branch"]["LG"] = own["branch"]["NS"] | {"zh": "龙岗", "en": "Longgang"}
    own["store"] = {"WH2": {"zh": "西丽库房", "en": "Xili", "branch": "NS"}}
    desk.store.do(AdoptPolicy(body=json.dumps(content, ensure_ascii=False)), "A01")
    desk.staff("K1", "keeper")
    desk.staff("K2", "keeper", branch="LG")
    desk.staff("M2", "manager", branch="LG")
    desk.staff("L1", branch="LG", trade="electrical")
    return desk


def place(desk: Desk, number: str) -> tuple[str | None, str]:
    [found] = desk.rows(Tool, number=number)
    return found.place or found.holder, found.home


def test_each_branch_keeps_its_own(branches: Desk) -> None:
    desk = branches
    desk.do("buy_tool", by="K1", kind="screwdriver")
    desk.do("buy_tool", by="K2", kind="screwdriver")
    desk.do("buy_tool", by="K1", kind="screwdriver", store="西丽库房")
    assert [place(desk, f"T000{at}")[0] for at in (1, 2, 3)] == ["store", "store:LG", "store:WH2"]
    assert [row["number"] for row in desk.show("tools", by="K1")] == ["T0001", "T0003"]
    assert [row["number"] for row in desk.show("tools", by="K2")] == ["T0002"]
    assert desk.refused("issue_tool", by="K2", tool="T0001", staff="L1").exit_code == 3
    assert desk.refused("buy_tool", by="K2", kind="hammer", store="WH2").field == "store"  # type: ignore[attr-defined]  # BadField's
    desk.do("issue_tool", by="K2", kind="screwdriver", staff="L1")
    assert place(desk, "T0002") == ("L1", "store:LG")
    # What lies with nobody and in no room still belongs somewhere.
    desk.do("report_tool", by="K2", tool="T0002", what="lost")
    assert place(desk, "T0002") == ("lost", "store:LG")
    assert [row["number"] for row in desk.show("tools", by="K1")] == ["T0001", "T0003"]
    desk.do("report_tool", by="K2", tool="T0002", what="found")
    assert place(desk, "T0002") == ("store:LG", "store:LG")
    assert desk.differences() == []


def test_tools_and_consumables_go_from_room_to_room(branches: Desk) -> None:
    desk = branches
    desk.do("buy_tool", by="K1", kind="multimeter", count=2)
    desk.do("buy_tool", by="K1", kind="shoe_covers", count=50)
    desk.do("transfer_tool", by="K1", tool="1-2", store="LG", reason="调拨")
    assert place(desk, "T0001") == ("store:LG", "store:LG")
    assert desk.refused("transfer_tool", by="K1", tool="1", store="LG").exit_code == 3  # no longer theirs
    desk.do("transfer_tool", by="K1", kind="shoe_covers", count=20, store="龙岗")
    assert {row.place: row.count for row in desk.rows(Stock)} == {"store": 30, "store:LG": 20}
    assert (
        desk.refused("transfer_tool", by="K2", kind="shoe_covers", count=21, store="store").rule == "PRT-09"
    )
    assert [(row["place"], row["count"]) for row in desk.show("consumables", by="K2")] == [("store:LG", 20)]
    desk.do("issue_tool", by="K2", tool="1", staff="L1")
    assert desk.refused("transfer_tool", by="K2", tool="1", store="store").rule == "KIT-03"
    # What another branch's people bring is put where it is brought.
    desk.do("return_tool", by="A01", tool="1")
    assert place(desk, "T0001")[0] == "store"
    assert desk.differences() == []


def test_each_branch_counts_for_itself(branches: Desk) -> None:
    desk = branches
    desk.do("buy_tool", by="K1", kind="screwdriver", count=2)
    desk.do("buy_tool", by="K2", kind="screwdriver", count=2)
    for by in ("K2", "M2"):
        desk.do("count_tools", by=by, found="3")
    desk.do("count_tools", by="M2", close=True, cause="lost")
    assert [row.state for row in desk.rows(Tool)] == ["in_store", "in_store", "in_store", "lost"]
    for by in ("K1", "M01"):
        desk.do("count_tools", by=by, found="1-2")
    desk.do("count_tools", by="M01", close=True)
    assert {(row.id, row.branch, row.state) for row in desk.rows(Stocktake)} == {
        ("PD2607", "", "closed"), ("PD2607-LG", "LG", "closed"),
    }  # fmt: skip
    assert desk.differences() == []


def test_a_store_with_one_branch_has_one_room_and_sees_it_all() -> None:
    policy = shipped()
    assert list(store_rooms(policy)) == ["store"]
    assert stores_of(policy, "NS") == ("store",)
    assert store_called(policy, "南山") == "store"


def test_where_it_belongs_follows_from_the_lines() -> None:
    def line(step: int, source: str, target: str, ticket: str | None = None) -> Line:
        return Line(f"{step}", NOW, "x", source, target, step, ticket=ticket)

    lines = [
        line(1, "supplier", "store:LG"),
        line(2, "store:LG", "staff:T1"),
        line(3, "staff:T1", "ticket:N", "N"),
    ]
    found = custody(lines)
    assert found is not None
    assert (found.home, found.ticket, found.state) == ("store:LG", "N", "lent")
    assert state_of("store:LG", "good", None) == "in_store"


def test_a_tool_of_another_branch_that_turns_up_is_told_and_stays_whose_it_is(branches: Desk) -> None:
    desk = branches
    desk.do("buy_tool", by="K1", kind="screwdriver")
    desk.do("buy_tool", by="K2", kind="screwdriver")
    for by in ("K1", "M01"):
        desk.do("count_tools", by=by, found="1-2")
    closed = desk.do("count_tools", by="M01", close=True, cause="mislaid")
    assert (closed["unknown"], closed["missing"], closed["unexpected"]) == (["T0002"], [], [])
    assert place(desk, "T0002") == ("store:LG", "store:LG")
    assert desk.differences() == []


def test_a_store_room_that_closes_is_emptied_first(branches: Desk) -> None:
    desk = branches
    desk.do("buy_tool", by="K1", kind="screwdriver", count=3, store="WH2")
    desk.do("buy_tool", by="K1", kind="shoe_covers", count=5, store="WH2")
    content = desk.store.policy().sections()
    content["organisation"]["store"] = {}
    closing = AdoptPolicy(body=json.dumps(content, ensure_ascii=False))
    desk.do("repair_tool", by="K1", tool="2", what="out")
    desk.do("issue_tool", by="K1", tool="3", staff="T001")

    def refused() -> tuple[object, object]:
        with pytest.raises(Refusal) as refusal:
            desk.store.do(closing, "A01")
        return refusal.value.values["code"], refusal.value.values["count"]

    assert refused() == ("store:WH2", 3)
    desk.do("repair_tool", by="K1", tool="2", what="back")
    desk.do("transfer_tool", by="K1", tool="1-2", store="store")
    assert refused() == ("store:WH2", 1)
    desk.do("transfer_tool", by="K1", kind="shoe_covers", count=5, from_store="WH2", store="store")
    desk.store.do(closing, "A01")
    # What somebody has comes back to the room that is left.
    desk.do("return_tool", by="K1", tool="3")
    assert place(desk, "T0003") == ("store", "store")
    assert [row["number"] for row in desk.show("tools", by="K1")] == ["T0001", "T0002", "T0003"]
    assert desk.differences() == []
