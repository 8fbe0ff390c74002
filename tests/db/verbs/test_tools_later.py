"""The tool room's second month: names, kits and people change, and what is in hands is still known (KIT-01,
KIT-04, KIT-12, KIT-14)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from db.tables.tool import Movement, Tool
from db.verbs.adopting import AdoptPolicy
from db.views.paging import Paged
from db.views.tools import Tools
from tests.db.desk import Desk, reach

UNTIL = "2026-07-20T18:00:00+08:00"


def adopt(desk: Desk, change: Callable[[dict[str, Any]], None]) -> None:
    content = desk.store.policy().sections()
    change(content)
    desk.store.do(AdoptPolicy(body=json.dumps(content, ensure_ascii=False)), "A01")


def test_a_kind_of_tool_is_called_otherwise_from_now_on(desk: Desk) -> None:
    desk.do("buy_tool", kind="万用表")
    adopt(desk, lambda content: content["tools"]["tool"]["multimeter"].update(zh="数字万用表"))
    desk.do("issue_tool", kind="数字万用表", staff="T001")
    assert desk.rows(Tool)[0].holder == "T001"
    assert desk.refused("buy_tool", kind="万用表").rule == "KIT-01"
    assert [row["number"] for row in desk.show("tools", kind="数字万用表")] == ["T0001"]
    assert desk.differences() == []


def test_a_standard_kit_that_changes_is_seen_at_once(desk: Desk) -> None:
    desk.do("change_staff", staff="T001", trade="electrical")
    desk.do("buy_tool", kind="hammer", count=2)
    before = desk.show("kit", staff="T001")
    adopt(desk, lambda content: content["kits"]["trade"]["electrical"]["kit"].update(hammer=1))
    lacking = desk.show("kit", staff="T001")
    assert sorted(lacking["missing"]) == sorted([*before["missing"], "hammer"])
    assert ("hammer", "issue", "T0001") in {
        (way["kind"], way["how"], way["number"]) for way in lacking["ways"]
    }
    desk.do("issue_tool", kind="hammer", staff="T001")
    assert "hammer" not in desk.show("kit", staff="T001")["missing"]


def test_somebody_who_leaves_with_loans_is_told_of_and_cleared_afterwards(desk: Desk) -> None:
    desk.staff("K02", "keeper")
    desk.do("buy_tool", kind="multimeter", count=3)
    desk.do("buy_tool", kind="shoe_covers", count=9)
    desk.do("issue_tool", tool="1", staff="T002")
    desk.do("lend_tool", tool="2", staff="T002", until=UNTIL)
    desk.do("lend_tool", kind="shoe_covers", count=4, staff="T002", until=UNTIL)
    assert desk.do("change_staff", staff="T002", left=True)["tools"] == ["T0001", "T0002"]
    assert desk.refused("issue_tool", tool="3", staff="T002").rule == "PPL-01"
    assert [row["number"] for row in desk.show("loans", by="K02")] == ["T0002", None]
    assert {row["holder"] for row in desk.show("personal_list", by="K02", staff="T002")} == {"T002"}
    answer = desk.do(
        "clear_leaver", by="K02", staff="T002", returned="2", missing="1", consumables="shoe_covers:4"
    )
    assert (answer["compensation_fen"] > 0, answer["used"]) == (True, {})
    assert desk.show("personal_list", by="K02", staff="T002") == []
    assert desk.differences() == []


def test_safety_gear_alone_keeps_somebody_from_a_job_and_says_what_helps(desk: Desk) -> None:
    number = reach(desk, "triaged")
    desk.do("correct", ticket=number, product="配电柜", reason="x")
    for kind in ("multimeter", "insulation_tester", "clamp_meter", "voltage_detector"):
        desk.do("buy_tool", kind=kind)
        desk.do("issue_tool", kind=kind, staff="T001", override="x")
    desk.do("change_staff", staff="T001", certificates="electrician")

    def kit() -> dict[str, Any]:
        [found] = [each for each in desk.show("candidates", number=number) if each["staff"] == "T001"]
        [gate] = [each for each in found["gates"] if each["name"] == "kit"]
        return dict(gate)

    assert (kit()["result"], "insulating_gloves" in kit()["cause"]) == ("block", True)
    assert "multimeter" not in kit()["cause"]
    desk.do("buy_tool", kind="insulating_gloves", number="G-1")
    assert "G-1" in kit()["repair"]
    desk.do("issue_tool", tool="G-1", staff="T001")
    assert kit()["result"] != "block"
    # Rubber that is past its test is none.
    desk.do("change_tool", tool="G-1", calibration_due="2026-07-14")
    assert kit()["result"] == "block"


def test_the_tool_after_a_thousand_is_on_its_page(desk: Desk) -> None:
    desk.do("buy_tool", kind="screwdriver", count=1000)
    desk.do("buy_tool", kind="hammer")
    page = desk.store.read(Paged(of=Tools(), after=1_000, limit=100), "A01")
    assert (page.total, [row.number for row in page.rows]) == (1_001, ["T1001"])
    assert [row["number"] for row in desk.show("tools", kind="hammer")] == ["T1001"]
    assert len(desk.show("tool_labels")) == 1_001


def no_covers(content: dict[str, Any]) -> None:
    """A policy that knows no shoe covers, and no job that demands any."""
    content["tools"]["tool"].pop("shoe_covers")
    for demand in content["products"]["demand"]:
        demand.get("parts", {}).pop("shoe_covers", None)


@pytest.mark.parametrize("verb", ["issue_tool", "lend_tool"])
def test_a_kind_that_is_given_up_is_not_bought_and_still_comes_back(desk: Desk, verb: str) -> None:
    desk.do("buy_tool", kind="shoe_covers", count=5)
    more = {"until": UNTIL} if verb == "lend_tool" else {}
    desk.do(verb, kind="shoe_covers", count=5, staff="T001", **more)
    with pytest.raises(Exception, match="still belong"):
        adopt(desk, no_covers)
    desk.do("return_tool", kind="shoe_covers", count=5, staff="T001")
    with pytest.raises(Exception, match="still belong"):
        adopt(desk, no_covers)


def test_who_was_given_a_tool_signs_for_it_and_signs_anew_for_the_next(desk: Desk) -> None:
    desk.do("buy_tool", kind="multimeter", count=3)
    desk.do("issue_tool", tool="1-2", staff="T001")
    assert [row["number"] for row in desk.show("personal_list", unsigned=True)] == ["T0001", "T0002"]
    assert desk.do("sign_tools", tools="2", by="T001")["tools"] == ["T0002"]
    signed = desk.now
    desk.later(hours=1)
    desk.do("care_tool", tool="2", what="clean")
    desk.do("change_tool", tool="2", price_fen=9900)
    assert {row.number: row.signed_at for row in desk.rows(Tool)} == {
        "T0001": None, "T0002": signed, "T0003": None,
    }  # fmt: skip
    assert desk.do("sign_tools", by="T001")["tools"] == ["T0001"]
    assert desk.refused("sign_tools", by="T001").rule == "KIT-04"
    desk.do("transfer_tool", tool="2", to="T002", reason="换班")
    assert [row["holder"] for row in desk.show("personal_list", unsigned=True)] == ["T002"]
    desk.do("return_tool", tool="1", condition="good")
    desk.do("issue_tool", tool="1", staff="T001")
    assert [row.signed_at for row in desk.rows(Tool)] == [None, None, None]
    assert desk.differences() == []


def test_nobody_signs_for_somebody_else_but_a_signed_list_is_entered(desk: Desk) -> None:
    desk.do("buy_tool", kind="multimeter", count=2)
    desk.do("issue_tool", tool="1", staff="T001")
    refused = desk.refused("sign_tools", staff="T001", by="T002")
    assert (refused.rule, refused.exit_code) == ("KIT-04", 5)
    assert desk.refused("sign_tools", staff="T001").values["field"] == "paper"
    assert desk.refused("sign_tools", staff="T001", paper="清单 7", tools="2").exit_code == 2
    desk.do("sign_tools", staff="T001", paper="清单 7")
    [line] = [row for row in desk.rows(Movement) if row.move == "signed"]
    assert (line.reason, line.actor, line.source, line.target) == (
        "清单 7",
        "A01",
        "staff:T001",
        "staff:T001",
    )
    desk.do("undo")
    assert desk.rows(Tool, number="T0001")[0].signed_at is None
    assert desk.differences() == []
