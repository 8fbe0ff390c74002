"""Follow-up, closing and what is taken back."""

from __future__ import annotations

from typing import Any

import pytest

from tests.db.desk import Desk, reach, survey, wrap_up
from tests.db.verbs.trial import closed, code, due, window


def test_cls_02_verify(desk: Desk) -> None:
    number = reach(desk, "follow_up", remote=True)
    assert due(desk, number, "verify") == "07-17 09:00"
    for _ in range(2):
        desk.do("verify", ticket=number, solved="unreachable")
    assert desk.show("ticket", number=number)["verified_at"] is None
    desk.at("07-17 09:00")
    desk.do("verify", ticket=number, solved="unreachable")
    verify = next(
        each for each in desk.show("ticket", number=number)["milestones"] if each["milestone"] == "verify"
    )
    assert verify["in_time"] is True
    assert due(desk, number, "survey") == "07-18 01:00"
    assert code(desk, "verify", ticket=number, solved="yes") == 3
    again = reach(desk, "follow_up", remote=True)
    desk.later(hours=1)
    desk.do("verify", ticket=again, solved="no")
    assert desk.show("ticket", number=again)["state"] == "triaged"
    assert due(desk, again, "resolve") == "07-18 09:00"
    assert code(desk, "verify", ticket=reach(desk, "follow_up"), solved="yes") == 3


def test_cls_03_survey(desk: Desk) -> None:
    visit, away = reach(desk, "follow_up"), reach(desk, "follow_up", remote=True)
    marks: dict[str, Any] = {"attitude": 5, "quality": 4, "punctuality": 3, "result": 4}
    assert code(desk, "survey", ticket=visit, **marks) == 2  # no hygiene
    assert code(desk, "survey", ticket=visit, **(marks | {"attitude": 6}), hygiene=5) == 2
    assert code(desk, "survey", ticket=away, **marks) == 3  # before it is verified
    desk.do("verify", ticket=away, solved="yes")
    desk.do("survey", ticket=away, **marks)
    for _ in range(3):
        desk.do("survey", ticket=visit, unreachable=True)
    assert desk.show("ticket", number=visit)["surveyed_at"] is not None
    counts = desk.show("counts")
    assert (counts["satisfaction"], counts["unreachable"]) == (100, 1)
    low = reach(desk, "follow_up", technician="T002")
    desk.do("survey", ticket=low, **(marks | {"result": 3}), hygiene=5)
    assert desk.show("counts")["satisfaction"] == 50


def test_cls_05_06_closing(desk: Desk) -> None:
    number = reach(desk, "follow_up")
    refusal = desk.refused("close", ticket=number, cause="wear", by="C01")
    assert refusal.exit_code == 3
    assert code(desk, "close", ticket=number, cause="wear", waive="customer_refused", by="C01") == 5
    desk.do("close", ticket=number, cause="wear", waive="customer_refused", by="M01")
    shown = desk.show("ticket", number=number)
    assert (shown["state"], shown["cause_category"], shown["cause_department"]) == (
        "closed",
        "hardware",
        "SC",
    )
    user = reach(desk, "follow_up")
    survey(desk, user)
    desk.do("close", ticket=user, cause="misuse")
    assert desk.show("ticket", number=user)["cause_department"] in (None, "")
    assert code(desk, "close", ticket=user, cause="misuse") == 3
    assert {row["number"] for row in desk.show("tickets", cause_department="SC")} == {number}


def test_cls_07_reopening(desk: Desk) -> None:
    number, other = closed(desk), closed(desk)
    assert code(desk, "reopen", ticket=number, reason="again", by="C01") == 5
    desk.at("07-17 09:00")
    desk.do("reopen", ticket=number, reason="again", by="M01")
    assert due(desk, number, "resolve") == "07-16 09:00"
    desk.later(seconds=1)
    assert code(desk, "reopen", ticket=other, reason="again", by="M01") == 3
    desk.do("note", ticket=other, text="客户来电致谢")
    assert desk.show("ticket", number=other)["state"] == "closed"
    last = desk.register(level=2)
    desk.later(seconds=120)
    desk.do("undo", ticket=last)
    assert desk.show("ticket", number=last)["state"] == "cancelled"
    last = desk.register(level=2)
    desk.later(seconds=121)
    assert code(desk, "undo", ticket=last) == 3
    assert desk.differences() == []


def test_kno_02_causes(desk: Desk) -> None:
    listed = closed(desk)
    free = reach(desk, "follow_up", technician="T002")
    wrap_up(desk, free)
    for _ in range(3):
        desk.do("survey", ticket=free, unreachable=True)
    assert code(desk, "close", ticket=free, cause="   ") == 2
    desk.do("close", ticket=free, cause="老鼠咬线")
    assert desk.show("ticket", number=listed)["cause"] == "wear"
    assert desk.show("ticket", number=free)["cause_category"] == "unclassified"
    assert "hardware" in str(desk.show("causes"))
    assert "unclassified" in str(desk.show("causes"))


def test_cls_07_reopened_counts_the_time_between(desk: Desk) -> None:
    number = closed(desk)
    desk.at("07-16 12:00")
    desk.do("reopen", ticket=number, reason="not_solved", by="M01")
    shown = desk.show("ticket", number=number)
    assert (shown["state"], shown["status"]) == ("triaged", "breached")
    assert due(desk, number, "resolve") == "07-16 09:00"
    marks = {each["milestone"]: each["state"] for each in shown["milestones"]}
    assert (marks["respond"], marks["arrive"], marks["survey"]) == ("met", "met", "waiting")


def test_int_09_merge_of_two(desk: Desk) -> None:
    first, second = reach(desk, "dispatched"), desk.register(level=1)
    desk.do("escalate", ticket=first, reason="safety")
    desk.do("merge", ticket=first, into=second, reason="duplicate")
    assert desk.held_by(first) == []
    assert desk.show("escalations", ticket=first, state="open") == []
    assert code(desk, "step", ticket=first, what="arrived") == 3
    assert code(desk, "merge", ticket=second, into="YX2607-77", reason="duplicate") == 3
    assert code(desk, "reopen", ticket=first, reason="again") == 3


@pytest.mark.parametrize(("mark", "satisfied"), [(4, 100), (3, 0)])
def test_sla_10_satisfaction(desk: Desk, mark: int, satisfied: int) -> None:
    number = reach(desk, "follow_up")
    desk.do("survey", ticket=number, unreachable=True)
    survey(desk, number, 5) if mark == 5 else desk.do(
        "survey", ticket=number, attitude=5, quality=5, punctuality=5, hygiene=5, result=mark
    )
    counts = desk.show("counts")
    assert (counts["satisfaction"], counts["unreachable"]) == (satisfied, 0)
    desk.at("2026-08-01 00:00")
    assert desk.show("counts")["satisfaction"] is None
    assert desk.show("counts", month="2026-07")["satisfaction"] == satisfied


def test_cls_07_undo(desk: Desk) -> None:
    number = desk.register(level=2)
    desk.do("dispatch", ticket=number, technician="T001", by="D01", **window("07-16", "14:00", "16:00"))
    assert code(desk, "undo", ticket=number, by="C01") == 3
    desk.do("undo", ticket=number, by="D01")
    shown = desk.show("ticket", number=number)
    assert (shown["state"], shown["agreed_to"], desk.held_by(number)) == ("triaged", None, [])
    desk.do("triage", ticket=number, level=3, reason="better", by="D01")
    desk.do("note", ticket=number, text="看到了", by="C01")
    assert code(desk, "undo", ticket=number, by="D01") == 3
    desk.do("pause", ticket=number, reason="part", by="D01")
    desk.do("undo", ticket=number, by="D01")
    assert desk.show("ticket", number=number)["pauses"] == []
    assert due(desk, number, "arrive") == "07-18 09:00"


def test_cls_05_closing_wrongly(desk: Desk) -> None:
    number = reach(desk, "follow_up")
    desk.do("reopen", ticket=number, reason="not_solved", by="C01")  # from follow-up
    assert desk.show("ticket", number=number)["state"] == "triaged"
    done = closed(desk)
    refused: dict[str, dict[str, Any]] = {
        "survey": {"unreachable": True},
        "step": {"what": "contacted"},
        "pause": {"reason": "part"},
        "triage": {"level": 1, "reason": "worse"},
        "dispatch": {"technician": "T001"},
        "cancel": {"reason": "duplicate"},
        "escalate": {"reason": "safety"},
    }
    for verb, fields in refused.items():
        assert code(desk, verb, ticket=done, **fields) == 3, verb
    other = reach(desk, "follow_up", technician="T002")
    survey(desk, other)
    assert code(desk, "close", ticket=other, cause="wear", by="T002") == 5
    assert code(desk, "close", ticket=other, cause="wear", department="XX") in (2, 3)
    assert code(desk, "close", ticket=other) == 2
    desk.do("close", ticket=other, cause="wear", category="user")
    assert desk.show("ticket", number=other)["cause_category"] == "user"
