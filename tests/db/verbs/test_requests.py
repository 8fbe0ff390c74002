"""Requests for approval: asked, decided by others, done when granted (ESC-07, SLA-08)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import text

from db.policy.load import shipped
from db.tables.task import Extension, Request
from db.tables.tool import Tool
from db.verbs.adopting import AdoptPolicy
from tests.db.desk import Desk, local, reach

UNTIL = "2026-07-20T10:00:00+08:00"


def asked(desk: Desk, **fields: Any) -> tuple[str, str]:
    """A ticket, and a request of D01's for a later deadline."""
    number = reach(desk, "triaged")
    given = {"ticket": number, "milestone": "respond", "until": UNTIL, "reason": "等备件"} | fields
    return number, desk.do("extend", by="D01", **given)["request"]


def request(desk: Desk, id: str) -> Request:
    [found] = desk.rows(Request, id=id)
    return found


def test_an_extension_is_asked_for_and_moves_nothing_until_it_is_granted(desk: Desk) -> None:
    number, id = asked(desk)
    before = desk.target(number, "respond")
    assert before.due_at == local("07-15 10:00")
    row = request(desk, id)
    assert (row.verb, row.asked_by, row.needs, row.state) == ("extend", "D01", "lead", "open")
    assert json.loads(row.tiers) == [{"role": "lead", "up_to": None}, {"role": "manager", "up_to": None}]
    desk.later(minutes=5)
    answer = desk.do("decide", request=id, decision="yes", by="M01")
    assert (answer["decision"], answer["number"]) == ("granted", number)
    after = desk.target(number, "respond")
    assert (after.due_at, after.original_due_at, after.granted) == (local("07-20 10:00"), before.due_at, True)
    [kept] = desk.rows(Extension, ticket=number)
    assert (kept.asked_by, kept.reason) == ("D01", "等备件")
    assert desk.differences() == []


def test_the_verb_and_the_decision_are_one_event_and_one_undo(desk: Desk) -> None:
    number, id = asked(desk)
    before, row, events = desk.targets(number), request(desk, id), desk.count_events()
    desk.do("decide", request=id, decision="yes", by="M01")
    assert desk.count_events() == events + 1
    assert [each.verb for each in desk.events(number)][-1] == "decide"
    desk.do("undo", by="M01")
    assert desk.targets(number) == before
    assert request(desk, id) == row.but(version=3)
    assert desk.differences() == []


def test_nobody_decides_on_their_own_and_nobody_without_the_role(desk: Desk) -> None:
    number, id = asked(desk)
    assert desk.refused("decide", request=id, decision="yes", by="D01").msgid.startswith("Nobody decides")
    assert desk.refused("decide", request=id, decision="yes", by="C01").exit_code == 5
    own = desk.do("extend", ticket=reach(desk, "triaged"), milestone="respond", until=UNTIL, reason="x")
    assert desk.refused("decide", request=own["request"], decision="yes").exit_code == 3
    assert desk.target(number, "respond").granted is False


def test_a_refusal_needs_a_reason_and_is_kept(desk: Desk) -> None:
    _number, id = asked(desk)
    assert desk.refused("decide", request=id, decision="no", by="M01").exit_code == 2
    desk.do("decide", request=id, decision="no", reason="先派人", by="M01")
    row = request(desk, id)
    assert (row.state, row.decided_by, row.reason) == ("refused", "M01", "先派人")
    assert desk.refused("decide", request=id, decision="yes", by="A01").values["state"] == "refused"


def test_what_a_rule_refuses_by_now_fails_with_its_rule(desk: Desk) -> None:
    number, id = asked(desk)
    desk.do("step", ticket=number, what="contacted")
    answer = desk.do("decide", request=id, decision="yes", by="M01")
    assert (answer["decision"], answer["warnings"][0]["rule"]) == ("failed", "SLA-08")
    assert (request(desk, id).state, request(desk, id).rule) == ("failed", "SLA-08")
    assert desk.differences() == []


def test_it_is_asked_before_the_deadline_passes_and_may_be_granted_afterwards(desk: Desk) -> None:
    _number, id = asked(desk)
    late = reach(desk, "triaged")
    desk.at("10:30")
    refused = desk.refused("extend", ticket=late, milestone="respond", until=UNTIL, reason="x", by="D01")
    assert refused.rule == "SLA-08"
    assert desk.do("decide", request=id, decision="yes", by="M01")["decision"] == "granted"


def test_a_request_is_withdrawn_by_who_asked_it_and_by_nobody_else(desk: Desk) -> None:
    number, id = asked(desk)
    assert desk.refused("withdraw", request=id, by="M01").exit_code == 5
    assert desk.refused(
        "extend", ticket=number, milestone="respond", until=UNTIL, reason="x", by="D01"
    ).rule == "SLA-08"  # fmt: skip
    desk.do("withdraw", request=number, by="D01")
    assert request(desk, id).state == "withdrawn"
    desk.do("undo", by="D01")
    assert request(desk, id).state == "open"
    assert desk.differences() == []


def test_a_ticket_that_ends_asks_for_nothing_any_more(desk: Desk) -> None:
    number, id = asked(desk)
    desk.do("cancel", ticket=number, reason="撤销")
    assert request(desk, id).state == "dropped"
    desk.do("undo")
    assert request(desk, id).state == "open"
    assert desk.differences() == []


def test_what_is_no_longer_what_was_asked_is_not_decided(desk: Desk) -> None:
    _number, id = asked(desk)
    with desk.store.engine.begin() as connection:
        connection.execute(text("UPDATE request SET given = replace(given, '07-20', '08-20')"))
    refused = desk.refused("decide", request=id, decision="yes", by="M01")
    assert refused.msgid == "{number} is no longer what was asked."
    assert desk.differences() != []


def test_a_higher_rung_decides_where_the_lower_one_is_called_already(desk: Desk) -> None:
    number = reach(desk, "triaged")
    desk.do("escalate", ticket=number, reason="急", rung=2)
    answer = desk.do("extend", ticket=number, milestone="respond", until=UNTIL, reason="x", by="D01")
    assert answer["needs"] == "manager"


def test_the_lists_tell_what_waits_for_me(desk: Desk) -> None:
    number, id = asked(desk)
    [mine] = desk.show("requests", mine=True, by="D01")
    assert {
        "id", "verb", "about", "asked_by", "at", "amount", "needs", "state", "decided_by", "decided_at",
        "reason",
    } <= mine.keys()  # fmt: skip
    assert (mine["id"], mine["about"]) == (id, number)
    assert [row["id"] for row in desk.show("requests", to_decide=True, by="M01")] == [id]
    assert desk.show("requests", to_decide=True, by="C01") == []
    assert desk.show("requests", to_decide=True, by="D01") == []
    assert desk.show("requests", state="granted") == []


@pytest.mark.parametrize("decision", ["yes", "no"])
def test_a_decision_previews_what_it_does(desk: Desk, decision: str) -> None:
    number, id = asked(desk)
    told = desk.preview("decide", request=id, decision=decision, reason="x", by="M01")
    assert told["decision"] == {"yes": "granted", "no": "refused"}[decision]
    assert request(desk, id).state == "open"
    assert desk.target(number, "respond").granted is False


def test_any_verb_that_the_policy_lists_is_asked_for_by_the_amount(desk: Desk) -> None:
    content = shipped().sections()
    content["approvals"]["approval"]["buy_tool"] = {
        "zh": "购置工具", "en": "Purchase of tools",
        "tiers": [{"role": "manager", "up_to": 20_000}, {"role": "general_manager"}],
    }  # fmt: skip
    desk.store.do(AdoptPolicy(body=json.dumps(content, ensure_ascii=False)), "A01")
    desk.staff("K01", "keeper")
    dear = desk.do("buy_tool", by="K01", kind="multimeter", count=2, price_fen=15_000)
    assert dear["needs"] == "general_manager"
    assert desk.refused("decide", request=dear["request"], decision="yes", by="M01").exit_code == 5
    desk.do("withdraw", request=dear["request"], by="K01")  # else both would add up
    answer = desk.do("buy_tool", by="K01", kind="multimeter", number="K-1", price_fen=15_000)
    assert (answer["asked"], answer["needs"]) == ("buy_tool", "manager")
    assert desk.rows(Tool, number="K-1") == []
    assert [row["id"] for row in desk.show("requests", to_decide=True, by="M01")] == [answer["request"]]
    desk.do("decide", request=answer["request"], decision="yes", by="M01")
    assert [row.number for row in desk.rows(Tool, number="K-1")] == ["K-1"]
    desk.do("undo", by="M01")
    assert desk.rows(Tool, number="K-1") == []
    assert desk.differences() == []


def test_a_pick_in_another_department_is_a_proposal_to_its_head_where_the_policy_wants_it(desk: Desk) -> None:
    desk.staff("T009", department="ZB")
    desk.staff("L09", "department_lead", department="ZB")
    free = desk.register(level=2)
    assert "request" not in desk.do("dispatch", by="D01", ticket=free, technician="T009")
    content = shipped().sections()
    content["approvals"]["approval"]["dispatch"] = {
        "zh": "外派提议", "en": "Pick in another department", "when": "outside",
        "tiers": [{"role": "department_lead"}, {"role": "manager"}],
    }  # fmt: skip
    desk.store.do(AdoptPolicy(body=json.dumps(content, ensure_ascii=False)), "A01")
    number = desk.register(level=2)
    answer = desk.do("dispatch", by="D01", ticket=number, technician="T009")
    assert (answer["asked"], answer["about"], answer["needs"]) == ("dispatch", number, "department_lead")
    assert desk.ticket(number).state == "triaged"
    desk.do("decide", by="L09", request=answer["request"], decision="yes")
    assert (desk.ticket(number).state, desk.held_by(number)) == ("dispatched", ["T009"])
    own = desk.register(level=2)
    assert "request" not in desk.do("dispatch", by="D01", ticket=own, technician="T001")
    assert desk.differences() == []
