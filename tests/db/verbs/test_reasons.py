"""Reasons are the policy's lists: given as a code or in words, kept as the code, own words as they are."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest

from db.errors import BadField
from db.policy.load import shipped
from db.tables.escalation import Escalation
from db.tables.ticket import Assignment
from db.tables.ticket import Pause as PauseRow
from db.verbs.adopting import AdoptPolicy
from tests.db.desk import Desk, reach


@pytest.mark.parametrize(
    "given", ["technician_away", "人员临时缺勤", "Technician unavailable", "technician UNAVAILABLE"]
)
def test_a_listed_reason_is_kept_as_its_code_however_it_was_given(desk: Desk, given: str) -> None:
    number = reach(desk, "dispatched")
    desk.do("reassign", ticket=number, technician="T002", reason=given)
    ended = [row.reason for row in desk.rows(Assignment, ticket=number) if row.ended_at is not None]
    assert ended == ["technician_away"]
    assert desk.events(number)[-1].args["reason"] == "technician_away"


@pytest.mark.parametrize(
    ("verb", "state", "words", "code"),
    [
        ("cancel", "triaged", "重复报修", "duplicate"),
        ("recall", "dispatched", "客户改期", "window_moved"),
        ("escalate", "triaged", "安全风险", "safety"),
        ("reopen", "follow_up", "问题未解决", "not_solved"),
    ],
)
def test_desk_and_command_line_record_the_same(
    desk: Desk, verb: str, state: str, words: str, code: str
) -> None:
    for given in (words, code):
        number = reach(desk, state)
        desk.do(verb, ticket=number, reason=given)
        assert desk.events(number)[-1].args["reason"] == code


def test_own_words_stay_as_they_are(desk: Desk) -> None:
    number = reach(desk, "triaged")
    desk.do("escalate", ticket=number, reason="老板来电")
    assert [row.reason for row in desk.rows(Escalation, ticket=number)] == ["老板来电"]


def test_the_same_request_is_the_same_in_words_and_in_code(desk: Desk) -> None:
    number, request = reach(desk, "triaged"), str(uuid4())
    first = desk.do("cancel", ticket=number, reason="重复报修", id=request)
    assert desk.do("cancel", ticket=number, reason="重复报修", id=request) == first
    assert desk.do("cancel", ticket=number, reason="duplicate", id=request) == first


def test_why_a_ticket_waits_is_a_list_of_the_policy(desk: Desk) -> None:
    own = json.loads(shipped().canonical())
    own["reasons"]["reason"]["pause"].append(
        {"code": "weather", "zh": "等天气", "en": "Waiting for the weather"}
    )
    number = reach(desk, "triaged")
    with pytest.raises(BadField, match="reason"):
        desk.do("pause", ticket=number, reason="weather")
    desk.store.do(AdoptPolicy(body=json.dumps(own, ensure_ascii=False)), "A01")
    desk.do("pause", ticket=number, reason="等天气")
    assert [row.reason for row in desk.rows(PauseRow, ticket=number)] == ["weather"]
    refused = desk.refused("pause", ticket=reach(desk, "triaged"), reason="lunch")
    assert isinstance(refused, BadField)
    assert refused.values["choices"] == "customer, part, supplier, approval, access, weather"
    desk.later(minutes=1)
    desk.do("undo", ticket=number)
    assert desk.differences() == []
