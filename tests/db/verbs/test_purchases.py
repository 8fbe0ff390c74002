"""Tools are ordered with approval, inspected on arrival and entered when they are accepted; a year is planned
(KIT-06)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from db.policy.load import shipped
from db.tables.purchase import ToolOrder
from db.tables.tool import Movement, Stock, Tool
from db.verbs.adopting import AdoptPolicy
from tests.db.desk import Desk


@pytest.fixture
def room(desk: Desk) -> Desk:
    """K02 keeps the store, M01 manages it, G01 stands above."""
    desk.staff("K02", "keeper")
    desk.staff("G01", "general_manager")
    return desk


def ordered(room: Desk, decider: str = "M01", **fields: Any) -> str:
    """An order of K02's that was granted."""
    asked = room.do("order_tool", by="K02", **fields)
    assert room.rows(ToolOrder, kind=fields["kind"], ordered_by="K02", state="ordered") == []
    room.do("decide", by=decider, request=asked["request"], decision="yes")
    [order] = room.rows(ToolOrder, state="ordered")
    return order.id


def order(room: Desk, number: str) -> ToolOrder:
    [found] = room.rows(ToolOrder, id=number)
    return found


def test_an_order_is_granted_inspected_and_only_then_in_the_store(room: Desk) -> None:
    number = ordered(room, kind="multimeter", count=3, price_fen=39900, supplier="华强电子")
    assert room.refused("accept_tools", by="K02", tool_order=number).rule == "KIT-06"
    room.do("receive_tools", by="K02", tool_order=number)
    assert (order(room, number).state, room.rows(Tool)) == ("arrived", [])
    assert room.refused("accept_tools", by="K02", tool_order=number, sent_back=1).field == "inspection"  # type: ignore[attr-defined]  # BadField's
    answer = room.do("accept_tools", by="K02", tool_order=number, sent_back=1, inspection="表笔开裂")
    assert (answer["tools"], answer["state"]) == (["T0001", "T0002"], "accepted")
    assert {(row.place, row.price_fen) for row in room.rows(Tool)} == {("store", 39900)}
    row = order(room, number)
    assert (row.accepted, row.rejected, row.inspected_by, row.finding) == (2, 1, "K02", "表笔开裂")
    assert room.refused("accept_tools", by="K02", tool_order=number).rule == "KIT-06"
    [shown] = room.show("tool_orders", state="accepted")
    assert (shown["id"], shown["amount_fen"]) == (number, 119700)
    assert room.differences() == []
    room.do("undo", by="K02")
    assert (order(room, number).state, room.rows(Tool), room.rows(Movement)) == ("arrived", [], [])
    assert room.differences() == []


def test_what_arrives_in_parts_is_inspected_in_parts(room: Desk) -> None:
    number = ordered(room, kind="shoe_covers", count=100)
    room.do("receive_tools", by="K02", tool_order=number.lower(), count=60)
    assert room.do("accept_tools", by="K02", tool_order=number)["state"] == "ordered"
    assert room.refused("receive_tools", by="K02", tool_order=number, count=41).exit_code == 2
    room.do("receive_tools", by="K02", tool_order=number)
    answer = room.do("accept_tools", by="K02", tool_order=number, accepted=0, sent_back=40, inspection="受潮")
    assert answer["state"] == "accepted"
    assert [(row.place, row.count) for row in room.rows(Stock)] == [("store", 60)]
    assert room.refused("cancel_order", by="K02", tool_order=number, reason="x").values["state"] == "accepted"
    assert room.differences() == []


def test_what_is_rejected_as_a_whole_is_not_entered_and_what_is_awaited_may_be_cancelled(room: Desk) -> None:
    number = ordered(room, kind="hammer", count=2)
    room.do("receive_tools", by="K02", tool_order=number)
    answer = room.do("accept_tools", by="K02", tool_order=number, sent_back=2, inspection="尺寸不符")
    assert answer["state"] == "rejected"
    other = ordered(room, kind="hammer", count=1)
    room.do("cancel_order", by="K02", tool_order=other, reason="供应商缺货")
    assert room.refused("receive_tools", by="K02", tool_order=other).values["state"] == "cancelled"
    assert room.refused("receive_tools", by="K02", tool_order="CG999").rule == "KIT-06"
    assert room.rows(Tool) == []


def test_who_grants_goes_by_the_amount_and_splitting_does_not_help(room: Desk) -> None:
    first = room.do("order_tool", by="K02", kind="leak_detector", count=7)
    assert first["needs"] == "manager"
    again = room.do("order_tool", by="K02", kind="leak_detector", count=7)
    assert (again["needs"], again["total"]) == ("general_manager", 1792000)
    assert room.refused("decide", by="K02", request=first["request"], decision="yes").exit_code in (3, 5)


def test_a_policy_may_leave_small_orders_free_but_not_when_they_are_split(room: Desk) -> None:
    content: dict[str, Any] = shipped().sections()
    content["approvals"]["approval"]["order_tool"]["free_up_to"] = 10000
    room.store.do(AdoptPolicy(body=json.dumps(content, ensure_ascii=False)), "A01")
    first = room.do("order_tool", by="K02", kind="hammer", count=2)
    assert (first["state"], order(room, first["order"]).granted) == ("ordered", False)
    assert "order" in room.do("order_tool", by="K02", kind="hammer", count=1)
    assert "request" in room.do("order_tool", by="K02", kind="hammer", count=1)
    assert "request" in room.do("order_tool", by="K02", kind="multimeter", count=1)
    room.later(days=31)
    assert "order" in room.do("order_tool", by="K02", kind="hammer", count=3)


def test_what_is_bought_stands_against_the_years_plan(room: Desk) -> None:
    asked = room.do("plan_tools", by="K02", kinds="multimeter:3, 鞋套:100:60")
    assert room.show("purchase_plan") == []
    room.do("decide", by="M01", request=asked["request"], decision="yes")
    number = ordered(room, kind="multimeter", count=2)
    room.do("buy_tool", by="K02", kind="multimeter", count=2, price_fen=30000)
    room.do("buy_tool", by="K02", kind="hammer", price_fen=2500)
    plan = {row["kind"]: row for row in room.show("purchase_plan")}
    meter = plan["multimeter"]
    assert (meter["planned"], meter["ordered"], meter["bought"], meter["left"]) == (3, 2, 2, -1)
    assert (meter["planned_fen"], meter["spent_fen"]) == (108000, 60000)
    assert (plan["shoe_covers"]["planned_fen"], plan["hammer"]["left"]) == (6000, None)
    room.do("cancel_order", by="K02", tool_order=number, reason="超计划")
    assert {row["kind"]: row["left"] for row in room.show("purchase_plan")}["multimeter"] == 1
    # Another year is another plan; a kind is taken out with none.
    assert [row["kind"] for row in room.show("purchase_plan", year=2027)] == []
    asked = room.do("plan_tools", by="K02", kinds="multimeter:0")
    room.do("decide", by="M01", request=asked["request"], decision="yes")
    assert {row["kind"]: row["planned"] for row in room.show("purchase_plan")}["multimeter"] is None
    assert room.refused("plan_tools", kinds="multimeter:3", year=2025).exit_code == 2
    assert room.refused("plan_tools", kinds="multimeter").exit_code == 2
    assert room.differences() == []


def test_in_a_year_without_a_plan_nothing_is_left_of_one(room: Desk) -> None:
    room.do("buy_tool", by="K02", kind="multimeter", count=2, price_fen=30000)
    [row] = room.show("purchase_plan")
    assert (row["planned"], row["bought"], row["left"], row["planned_fen"]) == (None, 2, None, None)
    assert row["spent_fen"] == 60000
