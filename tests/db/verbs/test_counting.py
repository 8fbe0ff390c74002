"""The monthly count, a leaver's clearance, and what is to be bought (KIT-06, KIT-09, KIT-12)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.rules.custody import STORE
from db.rules.stocktake import differences, disagreements
from db.tables.stocktake import CountDifference, CountLine, Stocktake
from db.tables.task import Task
from db.tables.tool import Movement, Stock, Tool
from tests.db.desk import Desk

ITEMS = st.sampled_from(["A", "B", "C", "D"])
PLACES = st.sampled_from([STORE, "staff:T001", "lost"])


@pytest.fixture
def room(desk: Desk) -> Desk:
    """K02 keeps the store, M01 manages it. T0001 to T0005 are there, T0006 and T0007 with T001."""
    desk.staff("K02", "keeper")
    desk.do("buy_tool", kind="multimeter", count=7)
    desk.do("issue_tool", tool="6-7", staff="T001")
    desk.do("buy_tool", kind="shoe_covers", count=50)
    return desk


def count(room: Desk, **fields: Any) -> None:
    """Both count the same."""
    for by in ("K02", "M01"):
        room.do("count_tools", by=by, **fields)


def tool(room: Desk, number: str) -> Tool:
    [found] = room.rows(Tool, number=number)
    return found


def test_a_month_is_counted_by_two_and_closed_with_its_differences(room: Desk) -> None:
    count(room, found="1-3,6,99", consumables="shoe_covers:48")
    answer = room.do("count_tools", by="M01", close=True, cause="遗失", causes="T0006:mislaid, 99:标签不明")
    assert (answer["missing"], answer["unexpected"], answer["unknown"], answer["less"]) == (
        ["T0004", "T0005"], ["T0006"], ["T0099"], ["shoe_covers"],
    )  # fmt: skip
    assert [tool(room, each).state for each in ("T0001", "T0004", "T0005", "T0006", "T0007")] == [
        "in_store", "lost", "lost", "in_store", "held",
    ]  # fmt: skip
    assert [row.count for row in room.rows(Stock, place=STORE)] == [48]
    causes = {row.item: row.cause for row in room.rows(CountDifference)}
    assert causes == {
        "T0004": "lost", "T0005": "lost", "T0006": "mislaid", "T0099": "标签不明", "shoe_covers": "lost",
    }  # fmt: skip
    [stocktake] = room.rows(Stocktake)
    assert (stocktake.id, stocktake.state, stocktake.closed_by) == ("PD2607", "closed", "M01")
    assert room.refused("count_tools", by="K02", found="1").values["state"] == "closed"
    assert room.differences() == []
    room.do("undo", by="M01")
    assert tool(room, "T0004").state == "in_store"
    assert room.rows(CountDifference) == []
    assert room.differences() == []


def test_the_sheet_of_a_count_has_every_line_once_it_is_closed(room: Desk) -> None:
    room.do("buy_tool", kind="insulating_tape", count=9)
    count(room, found="1-3,6,99", consumables=["shoe_covers:48", "insulating_tape:9"])
    count(room, found="7", staff="T001")
    assert room.show("count_differences", all=True) == []
    room.do("count_tools", by="M01", close=True, cause="lost")
    sheet = {
        row["item"]: (row["kind"], row["tool_kind"], row["expected"], row["found"], row["cause"])
        for row in room.show("count_differences", all=True)
    }
    same = (None, "multimeter", "store", "store", "")
    assert sheet == {
        "T0001": same, "T0002": same, "T0003": same,
        "T0004": ("missing", "multimeter", "store", "lost", "lost"),
        "T0005": ("missing", "multimeter", "store", "lost", "lost"),
        "T0006": ("unexpected", "multimeter", "staff:T001", "store", "lost"),
        "T0007": (None, "multimeter", "staff:T001", "staff:T001", ""),
        "T0099": ("unknown", None, "", "store", "lost"),
        "shoe_covers": ("less", None, "50", "48", "lost"),
        "insulating_tape": (None, None, "9", "9", ""),
    }  # fmt: skip
    assert len(room.show("count_differences")) == 5


def test_a_count_is_blind(room: Desk) -> None:
    answer = room.do("count_tools", by="K02", found="1-3")
    assert (answer["counted"], set(answer) & {"missing", "expected"}) == (3, set())
    assert [row["item"] for row in room.show("my_count", by="K02")] == ["T0001", "T0002", "T0003"]
    assert room.show("my_count", by="M01") == []


def test_what_is_keyed_in_pieces_adds_up_and_goes_again(room: Desk) -> None:
    room.do("count_tools", by="K02", found="1-3")
    room.do("count_tools", by="K02", found="4,9", without="2,9")
    assert [row["item"] for row in room.show("my_count", by="K02")] == ["T0001", "T0003", "T0004"]
    room.do("count_tools", by="K02", found="5", anew=True)
    assert [row["item"] for row in room.show("my_count", by="K02")] == ["T0005"]


def test_it_is_not_closed_by_one_alone_nor_where_they_differ_nor_without_causes(room: Desk) -> None:
    close: dict[str, Any] = {"close": True, "cause": "lost"}
    assert room.refused("count_tools", by="M01", **close).rule == "KIT-09"
    room.do("count_tools", by="K02", found="1-5")
    assert room.refused("count_tools", by="M01", **close).msgid.startswith("{place} was not counted by two")
    room.do("count_tools", by="M01", found="1-4")
    assert room.refused("count_tools", by="M01", **close).values["items"] == "T0005 (K02 1, M01 0)"
    room.do("count_tools", by="K02", without="5")
    assert room.refused("count_tools", by="M01", close=True).values["items"] == "T0005"
    assert room.refused("count_tools", by="K02", **close).exit_code == 5
    assert room.do("count_tools", by="M01", **close)["missing"] == ["T0005"]


def test_an_empty_store_can_be_counted_too(room: Desk) -> None:
    count(room)
    assert room.do("count_tools", by="M01", close=True, cause="theft")["missing"] == [
        "T0001", "T0002", "T0003", "T0004", "T0005",
    ]  # fmt: skip


def test_what_somebody_holds_is_counted_and_paid_when_it_is_missing(room: Desk) -> None:
    count(room, found="1-5")
    count(room, found="6", staff="T001")
    room.do("count_tools", by="M01", close=True, cause="lost")
    line = max(room.rows(Movement, tool="T0007"), key=lambda each: each.step or 0)
    assert (tool(room, "T0007").state, line.amount_fen, line.source) == ("lost", 36000, "staff:T001")
    [task] = room.rows(Task, kind="compensation")
    assert task.about == "tool:T0007"
    assert room.differences() == []


@pytest.mark.parametrize(
    "fields",
    [
        {"close": True, "found": "1"},
        {"cause": "lost"},
        {"month": "2026-08", "found": "1"},
        {"consumables": "shoe_covers"},
        {"consumables": "multimeter:3"},
        {"found": "5-3"},
    ],
)
def test_a_count_that_makes_no_sense_is_refused(room: Desk, fields: dict[str, Any]) -> None:
    assert room.refused("count_tools", by="M01", **fields).exit_code == 2


def test_a_tool_found_at_two_places_is_looked_for_again(room: Desk) -> None:
    count(room, found="1-6")
    count(room, found="6-7", staff="T001")
    assert room.refused("count_tools", by="M01", close=True).values["number"] == "T0006"


def test_what_turns_up_after_it_was_lost_comes_back(room: Desk) -> None:
    room.do("report_tool", tool="7", what="lost")
    count(room, found="1-5,7")
    room.do("count_tools", by="M01", close=True, cause="mislaid")
    assert tool(room, "T0007").state == "in_store"


@given(st.dictionaries(ITEMS, PLACES), st.dictionaries(ITEMS, st.sampled_from([STORE, "staff:T001"])))
def test_differences_lead_from_the_ledger_to_what_was_found(
    known: dict[str, str], found: dict[str, str]
) -> None:
    places = {STORE}
    after = dict(known)
    for each in differences(known, found, places):
        if each.kind == "unknown":
            assert each.item not in known
        else:
            assert after[each.item] == each.expected
            after[each.item] = each.found
    assert all(after[item] == place for item, place in found.items() if item in known)
    assert not [item for item, place in after.items() if place == STORE and item not in found]


def test_disagreements_name_who_found_what() -> None:
    [apart] = disagreements({STORE: {"K02": {"A": 1, "B": 1}, "M01": {"A": 1}}})
    assert apart == (STORE, "B", (("K02", 1), ("M01", 0)))


# -- a leaver (KIT-12)


def test_a_leaver_hands_back_and_pays_the_rest_at_its_present_value(room: Desk) -> None:
    room.do("buy_tool", kind="multimeter", number="OLD", bought_on="2024-07-15", calibration_due="2027-07-15")
    room.do("issue_tool", tool="OLD", staff="T001")
    room.do("issue_tool", kind="shoe_covers", staff="T001", count=20)
    left = room.refused("clear_leaver", by="K02", staff="T001", returned="6")
    assert (left.rule, left.values["numbers"]) == ("KIT-12", "OLD, T0007")
    answer = room.do(
        "clear_leaver",
        by="K02",
        staff="T001",
        returned="6-7",
        broken="7",
        missing="OLD",
        consumables="鞋套:5",
    )
    assert (answer["compensation_fen"], answer["used"]) == (21600, {"shoe_covers": 15})
    assert [tool(room, each).state for each in ("T0006", "T0007", "OLD")] == ["in_store", "damaged", "lost"]
    tasks = {(each.kind, each.role, each.about) for each in room.rows(Task)}
    assert tasks == {("compensation", "finance", "staff:T001"), ("shortfall", "manager", "staff:T001")}
    assert {row.place: row.count for row in room.rows(Stock) if row.count} == {STORE: 35}
    assert room.differences() == []
    room.do("undo", by="K02")
    assert tool(room, "OLD").holder == "T001"
    assert room.differences() == []


def test_who_only_changes_their_post_keeps_what_they_need(room: Desk) -> None:
    answer = room.do("clear_leaver", staff="T001", returned="6", kept="7")
    assert (answer["compensation_fen"], tool(room, "T0007").holder) == (0, "T001")
    assert room.rows(Task) == []


@pytest.mark.parametrize(
    "fields",
    [{"returned": "1-7"}, {"returned": "6-7", "missing": "7"}, {"returned": "6", "kept": "7", "broken": "7"}],
)
def test_a_clearance_speaks_of_what_is_on_the_list(room: Desk, fields: dict[str, Any]) -> None:
    assert room.refused("clear_leaver", staff="T001", **fields).exit_code == 2


def test_nothing_on_the_list_is_a_clearance_too(room: Desk) -> None:
    assert room.do("clear_leaver", staff="T002")["returned"] == []


# -- one order for what was lost and worn (KIT-06, KIT-09)


def test_what_was_lost_and_worn_is_proposed_to_be_bought(room: Desk) -> None:
    def proposed() -> dict[str, dict[str, Any]]:
        return {row["kind"]: row for row in room.show("purchase_proposal")}

    assert "multimeter" not in proposed()
    room.do("report_tool", tool="6", what="lost")
    request = room.do("scrap_tool", tool="1", cause="wear")["request"]
    room.do("decide", request=request, decision="yes", by="M01")
    row = proposed()["multimeter"]
    assert (row["lost"], row["worn"], row["in_store"], row["count"]) == (1, 1, 4, 0)
    room.do("issue_tool", tool="2-5", staff="T001")
    row = proposed()["multimeter"]
    assert (row["in_store"], row["count"], row["amount_fen"]) == (0, 2, 72000)
    room.do("report_tool", tool="6", what="found")
    assert proposed()["multimeter"]["count"] == 0
    room.at("08-03 09:00")
    assert "multimeter" not in proposed()


def test_what_a_count_changes_holds_against_whoever_moves_it_meanwhile(room: Desk) -> None:
    assert not room.rows(CountLine)
    count(room, found="1-4")
    room.do("issue_tool", tool="5", staff="T002")
    assert room.do("count_tools", by="M01", close=True)["missing"] == []
    assert tool(room, "T0005").holder == "T002"
