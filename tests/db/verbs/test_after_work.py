"""Verify, survey, close, reopen, merge, escalate (CLS, INT-09, ESC)."""

from typing import Any

import pytest

from db.errors import BadField
from db.tables.escalation import Escalation
from db.tables.follow_up import Survey, Verification
from db.tables.record import ServiceRecord
from tests.db.desk import CALLER, Desk, local, reach, survey, wrap_up

# -- verify and survey


def test_a_remote_solution_is_verified_then_surveyed(desk: Desk) -> None:
    number = reach(desk, "follow_up", remote=True)
    assert desk.target(number, "verify").due_at == local("07-17 09:00")
    assert desk.target(number, "survey").state == "waiting"
    assert desk.refused("survey", ticket=number, unreachable=True).rule == "CLS-02"
    desk.at("12:00")
    answer = desk.do("verify", ticket=number, solved="yes")
    assert (answer["state"], answer["milestone"]) == ("follow_up", "survey")
    assert desk.target(number, "verify").met_at == desk.now
    assert desk.target(number, "survey").due_at == local("07-16 04:00")
    assert desk.refused("verify", ticket=number, solved="yes").rule == "CLS-02"
    survey(desk, number)
    assert desk.target(number, "survey").met_at == desk.now
    assert desk.refused("survey", ticket=number, unreachable=True).rule == "CLS-03"


@pytest.mark.parametrize("way", ["on_site", "send_in", "mail"])
def test_only_remote_work_is_verified(desk: Desk, way: str) -> None:
    number = desk.register(level=2, way=way)
    if way == "on_site":
        desk.do("dispatch", ticket=number, technician="T001")
        desk.do("step", ticket=number, what="arrived")
    desk.do("step", ticket=number, what="finished")
    assert desk.refused("verify", ticket=number, solved="yes").rule == "CLS-02"
    assert desk.target(number, "survey").due_at == local("07-16 01:00")


def test_not_solved_reopens_on_the_first_clock(desk: Desk) -> None:
    number = desk.register(level=2, way="remote")
    first = desk.target(number, "resolve").due_at
    desk.at("12:00")
    desk.do("step", ticket=number, what="finished")
    desk.at("15:00")
    answer = desk.do("verify", ticket=number, solved="no", text="又坏了")
    assert (answer["state"], answer["milestone"]) == ("triaged", "resolve")
    targets = desk.targets(number)
    assert (targets["resolve"].due_at, targets["resolve"].met_at) == (first, None)
    assert targets["respond"].met_at == local("07-15 12:00")
    assert targets["verify"].state == targets["survey"].state == "waiting"
    assert [each.solved for each in desk.rows(Verification, ticket=number)] == ["no"]


def test_the_third_call_that_reaches_nobody_stands_for_yes(desk: Desk) -> None:
    number = reach(desk, "follow_up", remote=True)
    for attempt in (1, 2):
        assert desk.do("verify", ticket=number, solved="unreachable")["attempts"] == attempt
        assert desk.target(number, "verify").met_at is None
    assert desk.do("verify", ticket=number, solved="unreachable")["attempts"] == 3
    assert desk.ticket(number).verified_at == desk.now
    assert desk.target(number, "verify").met_at == desk.now


def test_the_third_survey_that_reaches_nobody_stands_for_the_survey(desk: Desk) -> None:
    number = reach(desk, "follow_up")
    wrap_up(desk, number)
    for attempt in (1, 2, 3):
        assert desk.refused("close", ticket=number, cause="老化").rule == "CLS-05"
        assert desk.do("survey", ticket=number, unreachable=True)["attempts"] == attempt
    assert desk.ticket(number).surveyed_at == desk.now
    assert {each.unreachable for each in desk.rows(Survey, ticket=number)} == {True}
    assert desk.do("close", ticket=number, cause="老化")["state"] == "closed"


def test_one_call_verifies_and_surveys(desk: Desk) -> None:
    """CLS-10: one event, taken back by one undo."""
    number = reach(desk, "follow_up", remote=True)
    before = desk.count_events()
    marks: dict[str, Any] = {"attitude": 5, "quality": 4, "punctuality": 5, "result": 5}
    assert desk.refused("survey", ticket=number, solved="no", **marks).values["field"] == "solved"
    assert desk.refused("survey", ticket=number, solved="yes", unreachable=True).values["field"] == "solved"
    assert desk.refused("survey", ticket=number, solved="yes").values["field"] == "attitude"
    desk.staff("Q01", "quality")
    assert desk.refused("survey", by="Q01", ticket=number, solved="yes", **marks).rule == "PPL-03"
    desk.at("12:00")
    desk.do("survey", by="C01", ticket=number, solved="yes", **marks)
    assert desk.count_events() == before + 2
    ticket = desk.ticket(number)
    assert (ticket.verified_at, ticket.surveyed_at) == (desk.now, desk.now)
    assert desk.target(number, "verify").met_at == desk.target(number, "survey").met_at == desk.now
    desk.do("undo", by="C01")
    assert (desk.ticket(number).verified_at, desk.rows(Verification, ticket=number)) == (None, [])
    assert desk.differences() == []


def test_one_call_that_finds_it_not_solved_reopens(desk: Desk) -> None:
    number = reach(desk, "follow_up", remote=True)
    desk.do("record", ticket=number, work="远程重启")
    assert desk.do("survey", ticket=number, solved="no", text="又坏了")["state"] == "triaged"
    assert desk.rows(Survey, ticket=number) == []
    assert [row.is_current for row in desk.rows(ServiceRecord, ticket=number)] == [False]
    assert desk.differences() == []


def test_one_call_that_reaches_nobody_is_an_attempt_of_both(desk: Desk) -> None:
    number = reach(desk, "follow_up", remote=True)
    for attempt in (1, 2, 3):
        assert desk.ticket(number).verified_at is None
        assert desk.do("survey", ticket=number, solved="unreachable")["attempts"] == attempt
    assert desk.ticket(number).verified_at == desk.ticket(number).surveyed_at == desk.now
    on_site = reach(desk, "follow_up")
    assert desk.refused("survey", ticket=on_site, solved="unreachable").rule == "CLS-02"


def test_a_survey_has_all_five_marks_or_nobody_was_reached(desk: Desk) -> None:
    number = reach(desk, "follow_up")
    assert desk.refused("survey", ticket=number, attitude=5).values["field"] == "quality"
    assert (
        desk.refused("survey", ticket=number, attitude=5, unreachable=True).values["field"] == "unreachable"
    )
    assert desk.refused("survey", ticket=number).exit_code == 2


# -- close


def test_closing_lists_what_is_missing(desk: Desk) -> None:
    number = reach(desk, "follow_up", remote=True)
    refusal = desk.refused("close", ticket=number, cause="老化")
    assert (refusal.rule, refusal.values["missing"]) == ("CLS-05", "verify, survey")
    desk.do("verify", ticket=number, solved="yes")
    assert desk.refused("close", ticket=number, cause="老化").values["missing"] == "survey"


def test_a_manager_may_waive_what_is_missing_a_dispatcher_may_not(desk: Desk) -> None:
    number = reach(desk, "follow_up")
    assert desk.refused("close", by="D01", ticket=number, cause="老化", waive="催").exit_code == 5
    answer = desk.do("close", by="M01", ticket=number, cause="老化", waive="电话确认")
    assert (answer["state"], answer["due_at"]) == ("closed", None)
    assert answer["waived"] == ["record", "signature", "forms", "survey"]
    assert answer["waived_papers"] == ["sheet", "record", "opinion"]
    assert desk.ticket(number).waived == "电话确认"


def test_a_cause_is_listed_or_unclassified(desk: Desk) -> None:
    causes = desk.store.policy().reasons.reason["cause"]
    listed = next(iter(causes.values()))
    for given, code, category in (
        (listed.zh, listed.code, listed.category),
        (listed.en.upper(), listed.code, listed.category),
        ("被雷劈了", "被雷劈了", "unclassified"),
    ):
        number = reach(desk, "follow_up")
        survey(desk, number)
        desk.do("close", ticket=number, cause=given)
        ticket = desk.ticket(number)
        assert (ticket.cause, ticket.cause_category, ticket.closed_at) == (code, category, desk.now)
        assert desk.events(number)[-1].args["cause"] == code, "the record counts by code as well"


def test_a_cause_in_own_words_may_be_a_sentence_of_200_characters(desk: Desk) -> None:
    number = reach(desk, "follow_up")
    survey(desk, number)
    words = "3号楼" + "水" * 190
    desk.do("close", ticket=number, cause=words)
    assert desk.ticket(number).cause == words
    again = reach(desk, "follow_up")
    survey(desk, again)
    with pytest.raises(BadField):
        desk.do("close", ticket=again, cause="水" * 201)


# -- reopen


def test_a_ticket_reopened_from_follow_up_continues_its_first_clock(desk: Desk) -> None:
    number = desk.register(level=2)
    desk.do("dispatch", ticket=number, technician="T001")
    desk.at("10:00")
    desk.do("step", ticket=number, what="arrived")
    desk.at("12:00")
    desk.do("step", ticket=number, what="finished")
    survey(desk, number)
    desk.at("18:00")
    answer = desk.do("reopen", by="D01", ticket=number, reason="未解决")
    assert (answer["state"], answer["technician"], answer["milestone"]) == ("triaged", None, "resolve")
    targets = desk.targets(number)
    assert targets["resolve"].due_at == local("07-16 10:00")
    assert targets["arrive"].met_at == local("07-15 10:00")
    assert targets["survey"].state == "waiting"
    ticket = desk.ticket(number)
    assert (ticket.surveyed_at, ticket.finished_at) == (None, None)
    desk.at("20:00")
    desk.do("dispatch", ticket=number, technician="T002")
    desk.do("step", ticket=number, what="arrived")
    desk.do("step", ticket=number, what="finished")
    assert desk.target(number, "survey").due_at == local("07-16 12:00")
    assert desk.target(number, "arrive").met_at == local("07-15 10:00")


def test_a_manager_reopens_a_closed_ticket_within_48_hours(desk: Desk) -> None:
    number = reach(desk, "closed")
    assert desk.refused("reopen", by="D01", ticket=number, reason="未解决").exit_code == 5
    desk.at("2026-07-17 09:00")
    assert desk.do("reopen", by="M01", ticket=number, reason="未解决")["state"] == "triaged"
    assert desk.ticket(number).closed_at is None


def test_later_than_48_hours_a_new_ticket_is_needed(desk: Desk) -> None:
    number = reach(desk, "closed")
    desk.at("2026-07-17 09:00")
    desk.later(seconds=1)
    assert desk.refused("reopen", by="M01", ticket=number, reason="未解决").rule == "CLS-07"


def test_attempts_are_counted_anew_after_reopening(desk: Desk) -> None:
    number = reach(desk, "follow_up", remote=True)
    for _ in range(2):
        desk.do("verify", ticket=number, solved="unreachable")
    desk.do("reopen", ticket=number, reason="客户来电")
    desk.do("step", ticket=number, what="finished")
    assert desk.do("verify", ticket=number, solved="unreachable")["attempts"] == 1


# -- merge


def test_merging_keeps_the_earliest_report_and_the_calls(desk: Desk) -> None:
    early = desk.register(reported_at="2026-07-15T08:00:00+08:00")
    desk.do("chase", ticket=early, text="催")
    into = desk.register(level=2)
    desk.later(minutes=1)
    answer = desk.do("merge", by="D01", ticket=early, into=into)
    assert (answer["number"], answer["state"], answer["into"]) == (early, "cancelled", into)
    gone, kept = desk.ticket(early), desk.ticket(into)
    assert (gone.merged_into, gone.due_at) == (into, None)
    assert (kept.reported_at, kept.chases) == (local("07-15 08:00"), 2)
    assert desk.target(into, "respond").due_at == local("07-15 09:00")
    assert desk.target(into, "arrive").due_at == local("07-17 08:00")
    assert {event.verb for event in desk.events(into)} == {"register", "merge"}


def test_what_is_met_keeps_its_judgement_when_another_report_was_earlier(desk: Desk) -> None:
    early = desk.register(reported_at="2026-07-15T08:00:00+08:00")
    into = desk.register(level=2)
    desk.do("step", ticket=into, what="contacted")
    desk.do("merge", ticket=early, into=into)
    respond = desk.target(into, "respond")
    assert (respond.due_at, respond.met_at) == (local("07-15 10:00"), desk.now)


def test_nothing_is_merged_into_itself_or_into_nothing(desk: Desk) -> None:
    number = desk.register()
    assert desk.refused("merge", ticket=number, into="1").values["field"] == "into"
    assert desk.refused("merge", ticket=number, into="99").exit_code == 3


# -- escalate and acknowledge


def test_each_escalation_climbs_to_the_next_rung(desk: Desk) -> None:
    desk.staff("L01", "lead")
    desk.staff("G01", "general_manager")
    number = reach(desk, "dispatched")
    for rung, target in ((1, "T001"), (2, "lead"), (3, "manager"), (4, "general_manager")):
        assert desk.do("escalate", ticket=number, reason="急")["rung"] == rung
        called = {each.rung: each.target for each in desk.rows(Escalation, ticket=number)}
        assert called[rung] == target
    assert desk.refused("escalate", ticket=number, reason="急").rule == "ESC-02"
    assert desk.refused("escalate", ticket=number, reason="急", rung=5).values["field"] == "rung"
    assert desk.ticket(number).version == 3


def test_the_first_rung_of_a_ticket_that_nobody_holds_is_the_desk(desk: Desk) -> None:
    number = desk.register()
    desk.do("escalate", ticket=number, reason="急")
    assert [each.target for each in desk.rows(Escalation, ticket=number)] == ["dispatcher"]


def test_acknowledging_takes_all_open_escalations(desk: Desk) -> None:
    number = reach(desk, "dispatched")
    desk.do("escalate", ticket=number, reason="急")
    desk.do("escalate", ticket=number, reason="急", rung=3)
    assert desk.refused("acknowledge", ticket=number, promise="2026-07-15T09:00:00+08:00").exit_code == 2
    answer = desk.do("acknowledge", by="M01", ticket=number, promise="2026-07-15T18:00:00+08:00")
    assert answer["acknowledged"] == 2
    taken = {(each.acknowledged_by, each.promise) for each in desk.rows(Escalation, ticket=number)}
    assert taken == {("M01", local("07-15 18:00"))}
    assert desk.refused("acknowledge", ticket=number).rule == "ESC-04"
    assert desk.do("escalate", ticket=number, reason="又急")["rung"] == 1, "a new cycle starts below"


def test_a_cancelled_ticket_has_no_deadline(desk: Desk) -> None:
    number = reach(desk, "dispatched")
    desk.do("cancel", ticket=number, reason="撤销")
    assert desk.targets(number) == {}
    assert desk.do("register", **CALLER)["similar"] == []
