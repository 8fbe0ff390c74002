"""Tools that are taken along for a job, or left at the customer's (KIT-14)."""

from __future__ import annotations

import json

from db.tables.tool import Tool
from db.verbs.adopting import AdoptPolicy
from tests.db.desk import Desk, reach, survey

UNTIL = "2026-07-20T18:00:00+08:00"


def tool(desk: Desk, number: str = "T0001") -> Tool:
    [found] = desk.rows(Tool, number=number)
    return found


def follow_up(desk: Desk, number: str) -> None:
    desk.do("dispatch", ticket=number, technician="T001")
    for step in ("departed", "arrived", "finished"):
        desk.do("step", ticket=number, what=step)
    survey(desk, number)


def test_a_tool_is_left_at_the_customers_and_fetched(desk: Desk) -> None:
    number = reach(desk, "triaged")
    desk.do("buy_tool", kind="multimeter", count=2)
    desk.do("issue_tool", tool="1", staff="T001")
    assert desk.refused("leave_tool", tool="1", ticket=number, by="T002").exit_code == 5
    desk.do("leave_tool", tool="1", ticket=number, by="T001")
    assert (tool(desk).place, tool(desk).state, tool(desk).ticket) == (f"ticket:{number}", "lent", number)
    assert desk.show("kit", staff="T001")["items"] == []
    assert desk.refused("issue_tool", tool="1", staff="T002").values["state"] == "lent"
    assert [row["number"] for row in desk.show("tools", ticket=number)] == ["T0001"]
    desk.do("leave_tool", tool="1", what="fetched", by="T001")
    assert (tool(desk).holder, tool(desk).state, tool(desk).ticket) == ("T001", "held", None)
    assert desk.refused("leave_tool", tool="1", what="fetched", by="T001").exit_code in (2, 3)
    desk.do("leave_tool", tool="1", ticket=number, by="T001")
    desk.do("return_tool", tool="1")
    assert (tool(desk).place, tool(desk).ticket) == ("store", None)
    assert desk.differences() == []


def test_what_is_lent_for_a_job_stays_lent_when_it_is_fetched(desk: Desk) -> None:
    number = reach(desk, "triaged")
    desk.do("buy_tool", kind="multimeter")
    desk.do("lend_tool", tool="1", staff="T001", until=UNTIL, ticket=number)
    assert tool(desk).ticket == number
    desk.do("leave_tool", tool="1", ticket=number, by="T001")
    desk.do("leave_tool", tool="1", what="fetched", by="T001")
    assert (tool(desk).state, tool(desk).holder, tool(desk).due_back is not None) == ("lent", "T001", True)
    desk.do("return_tool", tool="1", condition="good")
    assert (tool(desk).due_back, tool(desk).ticket) == (None, None)
    assert desk.differences() == []


def test_a_ticket_is_not_closed_before_its_tools_are_back(desk: Desk) -> None:
    number = reach(desk, "triaged")
    desk.do("buy_tool", kind="multimeter", count=2)
    desk.do("issue_tool", tool="1", staff="T001", ticket=number)
    desk.do("issue_tool", tool="2", staff="T001")
    desk.do("leave_tool", tool="2", ticket=number, by="T001")
    follow_up(desk, number)
    refusal = desk.refused("close", ticket=number, cause="wear", by="C01")
    assert (refusal.rule, refusal.values["missing"]) == ("CLS-05", "tools")
    assert refusal.values["tools_out"] == f"T0001 multimeter staff:T001, T0002 multimeter ticket:{number}"
    missing = desk.show("ticket", number=number)["missing"]
    assert [(each["demand"], each["tool"], each["holder"]) for each in missing] == [
        ("tools", "T0001", "T001"), ("tools", "T0002", None),
    ]  # fmt: skip
    desk.do("return_tool", tool="1")
    desk.do("leave_tool", tool="2", what="fetched", by="T001")
    assert desk.show("ticket", number=number)["missing"] == []
    assert desk.do("close", ticket=number, cause="wear", by="C01")["waived"] == []
    assert desk.differences() == []


def test_a_tool_that_stays_is_waived_as_anything_else(desk: Desk) -> None:
    number = reach(desk, "triaged")
    desk.do("buy_tool", kind="multimeter")
    desk.do("lend_tool", tool="1", staff="T001", until=UNTIL, ticket=number)
    follow_up(desk, number)
    assert desk.refused("close", ticket=number, cause="wear", waive="x", by="C01").exit_code == 5
    closed = desk.do("close", ticket=number, cause="wear", waive="客户续用一周")
    assert (closed["waived"], closed["waived_tools"]) == (["tools"], ["T0001"])
    assert tool(desk).ticket == number, "it is still out for it"
    desk.do("undo")
    assert desk.differences() == []


def test_a_policy_of_before_asks_for_no_tools(desk: Desk) -> None:
    content = desk.store.policy().sections()
    for closing in content["records"]["closing"].values():
        closing["demands"].remove("tools")
    desk.store.do(AdoptPolicy(body=json.dumps(content, ensure_ascii=False)), "A01")
    number = reach(desk, "triaged")
    desk.do("buy_tool", kind="multimeter")
    desk.do("issue_tool", tool="1", staff="T001", ticket=number)
    follow_up(desk, number)
    assert desk.do("close", ticket=number, cause="wear", by="C01")["waived"] == []


def test_nothing_is_taken_along_for_a_job_that_is_over(desk: Desk) -> None:
    number = desk.register()
    desk.do("cancel", ticket=number, reason="x")
    desk.do("buy_tool", kind="multimeter")
    assert desk.refused("issue_tool", tool="1", staff="T001", ticket=number).rule == "KIT-14"


def test_ones_own_staff_applies_for_a_loan_and_the_keeper_grants_it(desk: Desk) -> None:
    desk.staff("K02", "keeper")
    desk.do("buy_tool", kind="multimeter")
    asked = desk.do("lend_tool", by="T001", tool="1", staff="T001", until=UNTIL)
    assert (tool(desk).state, asked["needs"]) == ("in_store", "keeper")
    desk.do("decide", by="K02", request=asked["request"], decision="yes")
    assert (tool(desk).state, tool(desk).holder) == ("lent", "T001")
    desk.do("return_tool", by="K02", tool="1", condition="good")
    desk.do("lend_tool", by="K02", tool="1", staff="T001", until=UNTIL)
    assert tool(desk).state == "lent"


def test_what_is_past_its_calibration_goes_out_to_nobody_by_its_kind(desk: Desk) -> None:
    desk.do("buy_tool", kind="multimeter", calibration_due="2026-07-14")
    assert desk.refused("issue_tool", kind="multimeter", staff="T001").rule == "KIT-13"
    desk.do("buy_tool", kind="multimeter", calibration_due="2026-07-15")
    assert desk.do("issue_tool", kind="multimeter", staff="T001")["tool"] == "T0002"
    # A day later nothing has happened, and it is out of every kit.
    assert desk.show("kit", staff="T001")["items"][0]["calibrated"] is True
    desk.later(days=1)
    kit = desk.show("kit", staff="T001")
    assert kit["items"][0]["calibrated"] is False


def test_what_is_past_its_calibration_goes_out_to_nobody_by_its_number_either(desk: Desk) -> None:
    number = reach(desk, "triaged")
    desk.do("buy_tool", kind="multimeter", count=3)
    desk.do("issue_tool", tool="1-2", staff="T001")
    desk.do("change_tool", tool="1-3", calibration_due="2026-07-14")
    for verb, fields in (
        ("issue_tool", {"tool": "3", "staff": "T001"}),
        ("lend_tool", {"tool": "3", "staff": "T001", "until": UNTIL}),
        ("lend_tool", {"tool": "3", "department": "YF", "until": UNTIL, "reason": "x"}),
        ("leave_tool", {"tool": "1", "ticket": number}),
        ("transfer_tool", {"tool": "1", "to": "T002", "reason": "x"}),
        ("exchange_tool", {"tool": "1", "staff": "T001", "replacement": "3"}),
    ):
        refusal = desk.refused(verb, **fields)
        assert (refusal.rule, refusal.hint) == ("KIT-13", "Calibrate it first: calibrate_tool."), verb
        assert refusal.values["number"] in ("T0001", "T0003"), verb
    desk.do("issue_tool", tool="3", staff="T001", override="随厂家人员去校准")
    desk.do("undo")
    # It may come back, go to another room to be calibrated, and goes out again once it is.
    desk.do("return_tool", tool="2")
    desk.do("calibrate_tool", tool="1,3")
    asked = desk.do("exchange_tool", tool="1", staff="T001", replacement="3")
    desk.do("decide", by="M01", request=asked["request"], decision="yes")
    assert tool(desk, "T0003").holder == "T001"


def test_a_broken_tool_goes_out_to_nobody_by_its_number(desk: Desk) -> None:
    number = reach(desk, "triaged")
    desk.do("buy_tool", kind="multimeter", count=3)
    desk.do("issue_tool", tool="1", staff="T001")
    desk.do("report_tool", tool="1,3", what="broken")
    for verb, fields in (
        ("issue_tool", {"tool": "3", "staff": "T001"}),
        ("lend_tool", {"tool": "3", "staff": "T001", "until": UNTIL}),
        ("leave_tool", {"tool": "1", "ticket": number}),
        ("transfer_tool", {"tool": "1", "to": "T002", "reason": "x"}),
        ("exchange_tool", {"tool": "1", "staff": "T001", "replacement": "3"}),
    ):
        refusal = desk.refused(verb, **fields)
        assert (refusal.rule, refusal.hint) == ("KIT-13", "Have it repaired first: repair_tool."), verb


def test_what_broke_at_the_customers_is_fetched_broken(desk: Desk) -> None:
    number = reach(desk, "triaged")
    desk.do("buy_tool", kind="multimeter")
    desk.do("issue_tool", tool="1", staff="T001")
    desk.do("leave_tool", tool="1", ticket=number, by="T001")
    desk.do("report_tool", tool="1", what="broken")
    desk.do("leave_tool", tool="1", what="fetched", by="T001")
    assert (tool(desk).holder, tool(desk).state, tool(desk).ticket) == ("T001", "damaged", None)
    assert desk.differences() == []
