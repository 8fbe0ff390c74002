"""The keeper's verbs, one article of the regulation after the other (KIT-04 to KIT-16, DSP-05)."""

from __future__ import annotations

from typing import Any

import pytest

from db.rules.moves import STAYS
from db.subjects.tool import MACHINE
from db.tables.task import Request, Task
from db.tables.tool import Movement, Tool
from tests.db.desk import Desk, reach

UNTIL = "2026-07-20T18:00:00+08:00"


def tool(desk: Desk, number: str = "T0001") -> Tool:
    [found] = desk.rows(Tool, number=number)
    return found


def last(desk: Desk, number: str = "T0001") -> Movement:
    return max(desk.rows(Movement, tool=number), key=lambda each: each.step or 0)


def bought(desk: Desk, kind: str = "multimeter", count: int = 1, **fields: Any) -> None:
    desk.do("buy_tool", kind=kind, count=count, **fields)


def granted(
    desk: Desk, verb: str, /, *, by: str = "A01", decider: str = "M01", **fields: Any
) -> dict[str, Any]:
    """Ask for it, and have it granted."""
    asked = desk.do(verb, by=by, **fields)
    return desk.do("decide", request=asked["request"], decision="yes", by=decider)


# -- old for new (KIT-05)


def test_old_is_exchanged_for_new_once_the_manager_grants_it(desk: Desk) -> None:
    bought(desk, "screwdriver", 2)
    desk.do("issue_tool", tool="1", staff="T001")
    asked = desk.do("exchange_tool", by="T001", staff="T001", tool="1", reason="刀口打滑")
    assert (tool(desk).holder, tool(desk, "T0002").state) == ("T001", "in_store")
    answer = desk.do("decide", request=asked["request"], decision="yes", by="M01")
    assert answer["decision"] == "granted"
    assert (tool(desk).holder, tool(desk).place, tool(desk).state) == (None, "store", "damaged")
    assert (tool(desk, "T0002").holder, tool(desk, "T0002").state) == ("T001", "held")
    assert [last(desk, each).move for each in ("T0001", "T0002")] == ["exchange", "exchange"]
    assert desk.differences() == []
    desk.do("undo", by="M01")
    assert (tool(desk).holder, tool(desk, "T0002").holder) == ("T001", None)
    assert desk.differences() == []


def test_an_exchange_is_refused_when_the_old_one_is_not_in_that_persons_hands(desk: Desk) -> None:
    bought(desk, "screwdriver", 2)
    refused = desk.refused("exchange_tool", staff="T001", tool="T0001", reason="x")
    assert (refused.rule, refused.exit_code) == ("KIT-05", 3)
    desk.do("issue_tool", tool="1", staff="T002")
    assert desk.refused("exchange_tool", staff="T001", tool="T0001").values["holder"] == "T002"
    assert desk.rows(Request) == []


def test_an_exchange_that_is_impossible_by_now_fails(desk: Desk) -> None:
    bought(desk, "screwdriver", 2)
    desk.do("issue_tool", tool="1", staff="T001")
    asked = desk.do("exchange_tool", staff="T001", tool="1")
    desk.do("return_tool", tool="1")
    answer = desk.do("decide", request=asked["request"], decision="yes", by="M01")
    assert (answer["decision"], answer["warnings"][0]["rule"]) == ("failed", "KIT-05")


def test_an_exchange_needs_a_new_one_of_the_same_kind(desk: Desk) -> None:
    bought(desk, "screwdriver")
    bought(desk, "hammer")
    desk.do("issue_tool", tool="1", staff="T001")
    assert desk.refused("exchange_tool", staff="T001", tool="1").rule == "KIT-04"
    assert desk.refused("exchange_tool", staff="T001", tool="1", replacement="2").rule == "KIT-05"


def test_several_old_ones_get_several_new_ones(desk: Desk) -> None:
    bought(desk, "screwdriver", 4)
    desk.do("issue_tool", tool="1-2", staff="T001")
    asked = desk.do("exchange_tool", staff="T001", tool="1-2")
    for each in asked["done"]:
        desk.do("decide", request=each["request"], decision="yes", by="M01")
    assert sorted(row.number for row in desk.rows(Tool, holder="T001")) == ["T0003", "T0004"]
    assert desk.differences() == []


# -- loans (KIT-08, KIT-16)


def test_another_department_borrows_and_brings_back_what_is_looked_at(desk: Desk) -> None:
    bought(desk)
    assert desk.refused("lend_tool", tool="1", department="YF", until=UNTIL).exit_code == 2
    desk.do("lend_tool", tool="1", department="YF", until=UNTIL, reason="李工, 样机测试")
    row = tool(desk)
    assert (row.state, row.place, row.holder) == ("lent", "department:YF", None)
    assert row.due_back is not None
    assert row.due_back.isoformat() == "2026-07-20T10:00:00+00:00"
    assert desk.refused("issue_tool", tool="1", staff="T001").values["state"] == "lent"
    missing = desk.refused("return_tool", tool="1")
    assert (missing.exit_code, missing.msgid) == (2, "{field} is missing.")
    desk.do("return_tool", tool="1", condition="worn")
    row = tool(desk)
    assert (row.state, row.condition, row.due_back, last(desk).move) == (
        "in_store",
        "worn",
        None,
        "give_back",
    )
    assert desk.differences() == []


def test_ones_own_staff_borrows_too_and_has_it_at_hand(desk: Desk) -> None:
    bought(desk)
    desk.do("lend_tool", tool="1", staff="T001", until=UNTIL)
    assert (tool(desk).state, tool(desk).holder) == ("lent", "T001")
    assert [each["number"] for each in desk.show("kit", staff="T001")["items"]] == ["T0001"]
    assert desk.refused("exchange_tool", staff="T001", tool="1").exit_code == 3
    desk.do("return_tool", tool="1", condition="broken", cause="misuse")
    assert (tool(desk).state, last(desk).amount_fen) == ("damaged", 18000)


@pytest.mark.parametrize(
    "fields",
    [
        {"until": UNTIL},
        {"until": UNTIL, "staff": "T001", "department": "YF"},
        {"until": "2026-07-14T18:00:00+08:00", "staff": "T001"},
        {"until": UNTIL, "department": "XX", "reason": "x"},
    ],
)
def test_a_loan_says_to_whom_and_until_when(desk: Desk, fields: dict[str, Any]) -> None:
    bought(desk)
    assert desk.refused("lend_tool", tool="1", **fields).exit_code == 2


# -- from hand to hand (KIT-07)


def test_passing_on_is_refused_without_a_reason_and_logged_with_one(desk: Desk) -> None:
    bought(desk)
    desk.do("issue_tool", tool="1", staff="T001")
    assert desk.refused("transfer_tool", tool="1", to="T002").rule == "KIT-07"
    desk.do("transfer_tool", tool="1", to="T002", reason="现场抢修")
    line = last(desk)
    assert (tool(desk).holder, line.move, line.source, line.target, line.reason) == (
        "T002", "transfer", "staff:T001", "staff:T002", "现场抢修",
    )  # fmt: skip
    assert desk.refused("transfer_tool", tool="1", to="T002", reason="x").rule == "KIT-07"
    desk.do("return_tool", tool="1")
    assert desk.refused("transfer_tool", tool="1", to="T001", reason="x").values["state"] == "in_store"


def test_a_permit_binds_every_way_into_somebodys_hands(desk: Desk) -> None:
    bought(desk, "insulation_tester", 2)
    assert desk.refused("lend_tool", tool="1", staff="T001", until=UNTIL).rule == "KIT-13"
    desk.do("issue_tool", tool="1", staff="T002", override="师傅带班")
    assert desk.refused("transfer_tool", tool="1", to="T001", reason="x").rule == "KIT-13"
    assert desk.refused("exchange_tool", staff="T002", tool="1").rule == "KIT-13"


# -- broken, lost, found, accident (KIT-11, KIT-13, KIT-15)


def test_a_broken_tool_is_out_of_its_kit_and_of_dispatching_at_once(desk: Desk) -> None:
    number = reach(desk, "triaged")
    desk.do("change_staff", staff="T001", certificates="electrician")
    ticket = desk.show("ticket", number=number)
    bought(desk, "clamp_meter")
    desk.do("correct", ticket=number, product="配电柜", reason="x")
    for kind in ("multimeter", "insulation_tester", "clamp_meter", "voltage_detector", "insulating_gloves"):
        bought(desk, kind)
        desk.do("issue_tool", kind=kind, staff="T001", override="x")

    def gate() -> tuple[str, str | None]:
        [found] = [each for each in desk.show("candidates", number=number) if each["staff"] == "T001"]
        [kit] = [each for each in found["gates"] if each["name"] == "kit"]
        return kit["result"], kit["cause"]

    assert ticket["number"] == number
    assert gate()[0] != "block", gate()
    [held] = desk.rows(Tool, holder="T001", kind="multimeter")
    desk.do("report_tool", tool=held.number, what="broken", by="T001")
    assert gate()[0] == "block"
    row = tool(desk, held.number)
    assert (row.state, row.holder) == ("damaged", "T001")
    kit = desk.show("kit", staff="T001")
    assert "multimeter" in kit["missing"] or "multimeter" not in kit["wanted"]
    refused = desk.refused("dispatch", ticket=number, technician="T001", way="on_site")
    assert "multimeter" in str(refused)
    desk.do("undo", by="T001")
    assert gate()[0] != "block"
    desk.do("dispatch", ticket=number, technician="T001", way="on_site")


def test_a_tool_past_its_calibration_blocks_as_well(desk: Desk) -> None:
    number = reach(desk, "triaged")
    desk.do("correct", ticket=number, product="配电柜", reason="x")
    for kind in ("multimeter", "insulation_tester", "clamp_meter", "voltage_detector", "insulating_gloves"):
        bought(desk, kind, calibration_due="2027-07-01")
        desk.do("issue_tool", kind=kind, staff="T001", override="x")
    [held] = desk.rows(Tool, holder="T001", kind="multimeter")

    def gate() -> str:
        [found] = [each for each in desk.show("candidates", number=number) if each["staff"] == "T001"]
        [kit] = [each for each in found["gates"] if each["name"] == "kit"]
        return str(kit["result"])

    assert gate() != "block"
    desk.do("change_tool", tool=held.number, calibration_due="2026-07-14")
    assert gate() == "block"
    desk.do("calibrate_tool", tool=held.number)
    assert gate() != "block"


def test_what_is_lost_is_paid_at_its_price_and_finance_has_a_task(desk: Desk) -> None:
    bought(desk)
    desk.do("issue_tool", tool="1", staff="T001")
    answer = desk.do("report_tool", tool="1", what="lost", text="落在车上")
    assert answer["compensation_fen"] == 36000
    assert (tool(desk).state, tool(desk).place, tool(desk).holder) == ("lost", "lost", None)
    [task] = desk.rows(Task, kind="compensation")
    assert (task.about, task.role, task.state) == ("tool:T0001", "finance", "open")
    desk.do("report_tool", tool="1", what="found", condition="good")
    [task] = desk.rows(Task, kind="compensation")
    assert (tool(desk).state, task.state) == ("in_store", "dropped")
    assert desk.differences() == []


def test_what_its_holder_replaces_costs_nothing(desk: Desk) -> None:
    bought(desk)
    desk.do("issue_tool", tool="1", staff="T001")
    answer = desk.do("report_tool", tool="1", what="lost", replaced=True)
    assert "compensation_fen" not in answer
    assert (last(desk).cause, desk.rows(Task, kind="compensation")) == ("replaced", [])


@pytest.mark.parametrize(("cause", "owed"), [("misuse", 18000), ("wear", None), (None, None)])
def test_damage_costs_by_its_cause(desk: Desk, cause: str | None, owed: int | None) -> None:
    bought(desk)
    desk.do("issue_tool", tool="1", staff="T001")
    answer = desk.do("report_tool", tool="1", what="broken", by="K01" if desk.rows(Tool) == [] else "A01",
                     **({"cause": cause} if cause else {}))  # fmt: skip
    assert answer.get("compensation_fen") == owed
    assert last(desk).amount_fen == owed


def test_who_has_to_pay_does_not_say_why(desk: Desk) -> None:
    bought(desk)
    desk.do("issue_tool", tool="1", staff="T001")
    assert desk.refused("report_tool", tool="1", what="broken", cause="wear", by="T001").exit_code == 5
    assert desk.refused("report_tool", tool="1", what="broken", by="T002").exit_code == 5
    desk.do("report_tool", tool="1", what="broken", by="T001")
    answer = desk.do("return_tool", tool="1", cause="misuse")
    assert (answer["state"], last(desk).amount_fen) == ("damaged", 18000)


def test_an_accident_stops_the_tool_and_is_reported(desk: Desk) -> None:
    bought(desk)
    desk.do("issue_tool", tool="1", staff="T001")
    assert desk.refused("report_tool", tool="1", what="accident", by="T001").exit_code == 2
    desk.do("report_tool", tool="1", what="accident", text="打滑伤手, 已停工并保护现场", by="T001")
    [task] = desk.rows(Task, kind="tool_accident")
    assert (tool(desk).state, task.role) == ("damaged", "manager")
    assert (task.due_at - desk.now).total_seconds() == 3600


# -- repair, calibration, care (KIT-13)


def test_a_tool_goes_to_repair_and_comes_back(desk: Desk) -> None:
    bought(desk)
    desk.do("issue_tool", tool="1", staff="T001")
    assert desk.refused("repair_tool", tool="1", what="out").exit_code == 3
    desk.do("report_tool", tool="1", what="broken")
    assert desk.refused("repair_tool", tool="1", what="out").rule == "KIT-03"
    desk.do("return_tool", tool="1")
    desk.do("repair_tool", tool="1", what="out", text="送厂家")
    assert (tool(desk).state, tool(desk).place) == ("repair", "repair")
    assert desk.refused("scrap_tool", tool="1", cause="wear").values["state"] == "repair"
    desk.do("repair_tool", tool="1", what="back", cost_fen=3000)
    assert (tool(desk).state, tool(desk).condition, last(desk).amount_fen) == ("in_store", "good", 3000)
    assert tool(desk).price_fen == 36000
    desk.do("repair_tool", tool="1", what="out")
    desk.do("repair_tool", tool="1", what="back", condition="broken")
    assert tool(desk).state == "damaged"
    assert desk.differences() == []


def test_a_calibration_gives_the_next_day(desk: Desk) -> None:
    bought(desk, bought_on="2025-07-15")
    desk.do("issue_tool", tool="1", staff="T001")
    answer = desk.do("calibrate_tool", tool="1")
    assert answer["calibration_due"] == "2027-07-15"
    answer = desk.do("calibrate_tool", tool="1", calibrated_on="2026-07-10", due="2027-01-01")
    assert answer["calibration_due"] == "2027-01-01"
    assert tool(desk).holder == "T001"
    for wrong in (
        {"calibrated_on": "2026-07-16"},
        {"due": "2026-07-01"},
        {"passed": False, "due": "2027-01-01"},
    ):
        assert desk.refused("calibrate_tool", tool="1", **wrong).exit_code == 2
    desk.do("calibrate_tool", tool="1", passed=False)
    assert tool(desk).state == "damaged"
    bought(desk, "hammer")
    assert desk.refused("calibrate_tool", tool="2").rule == "KIT-13"
    assert desk.differences() == []


def test_care_is_a_line_and_an_inspection_may_stop_a_tool(desk: Desk) -> None:
    bought(desk)
    desk.do("issue_tool", tool="1", staff="T001")
    desk.do("care_tool", tool="1", what="clean", by="T001")
    assert (last(desk).move, tool(desk).state) == ("clean", "held")
    assert desk.refused("care_tool", tool="1", what="clean", condition="worn").exit_code == 2
    desk.do("care_tool", tool="1", what="inspect", condition="worn")
    assert (tool(desk).condition, tool(desk).state) == ("worn", "held")
    desk.do("care_tool", tool="1", what="inspect", condition="broken")
    assert tool(desk).state == "damaged"
    desk.do("care_tool", tool="1", what="inspect", condition="broken")
    assert desk.refused("care_tool", tool="1", what="inspect", condition="good").rule == "KIT-13"
    assert desk.differences() == []


# -- scrap (KIT-10)


def test_scrapping_is_confirmed_by_the_manager(desk: Desk) -> None:
    bought(desk)
    asked = desk.do("scrap_tool", tool="1", cause="wear")
    assert (tool(desk).state, asked["needs"]) == ("in_store", "manager")
    desk.do("decide", request=asked["request"], decision="yes", by="M01")
    assert (tool(desk).state, tool(desk).place) == ("scrapped", "scrap")
    assert desk.refused("report_tool", tool="1", what="lost").values["state"] == "scrapped"
    assert desk.differences() == []


def test_the_end_of_a_life_is_counted(desk: Desk) -> None:
    bought(desk, bought_on="2021-07-16")
    bought(desk, bought_on="2021-07-15")
    assert desk.refused("scrap_tool", tool="1", cause="end_of_life").rule == "KIT-10"
    assert "request" in desk.do("scrap_tool", tool="2", cause="end_of_life")
    desk.do("calibrate_tool", tool="1")
    desk.do("issue_tool", tool="1", staff="T001")
    assert desk.refused("scrap_tool", tool="1", cause="wear").exit_code == 3


# -- all of them


def test_every_move_of_the_machine_leads_where_place_and_condition_say(desk: Desk) -> None:
    """No move of a tool has a target that the ledger would not give (KIT-03)."""
    assert {move.target for moves in MACHINE.moves.values() for move in moves} <= {*MACHINE.states, STAYS}
    for name, moves in MACHINE.moves.items():
        assert len(moves) == 1, name


def test_a_bulk_of_marked_tools_is_one_undo(desk: Desk) -> None:
    bought(desk, "screwdriver", 5)
    desk.do("lend_tool", tool="1-4", department="YF", until=UNTIL, reason="展会")
    desk.do("return_tool", tool="1-4", condition="good")
    desk.do("undo")
    assert {row.state for row in desk.rows(Tool) if row.number != "T0005"} == {"lent"}
    assert desk.differences() == []
