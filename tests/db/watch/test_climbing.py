"""The watch climbs the ladder of a ticket: what is called, when, whom, and what never is (ESC-03, ESC-04)."""

from __future__ import annotations

import pytest

from db.errors import NotPermitted
from db.tables.escalation import RepeatedCall
from db.tables.notice import Notice
from db.verbs.context import WATCH
from tests.db.desk import Desk, local, reach
from tests.db.watch.sweeping import calls, do, said, sweep, waiting


@pytest.fixture
def manned(desk: Desk) -> Desk:
    """A branch in which every rung is somebody."""
    desk.staff("L01", "lead")
    desk.staff("G01", "general_manager")
    return desk


def test_an_unmet_target_is_called_at_risk_then_late_then_higher(manned: Desk) -> None:
    number = manned.register(level=2)  # respond within 60 minutes
    manned.at("09:44")
    assert sweep(manned) == []
    manned.at("09:45")
    assert said(sweep(manned)) == ["respond 1 at_risk"]
    assert said(sweep(manned)) == []
    (first,) = calls(manned, number)
    assert (first.persons, first.target, first.cycle) == ("D01", "dispatcher", 1)
    manned.at("10:00")
    assert said(sweep(manned)) == ["respond 1 #1"]
    manned.at("10:01")
    assert said(sweep(manned)) == ["respond 2 breached"]
    manned.at("10:15")
    assert said(sweep(manned)) == ["respond 2 #1"]
    manned.at("10:31")
    assert said(sweep(manned)) == ["respond 3 unacknowledged"]
    assert [(row.rung, row.persons) for row in calls(manned, number)] == [(1, "D01"), (2, "L01"), (3, "M01")]
    assert manned.differences() == []


def test_what_is_due_is_told_by_the_clock_of_the_ticket(manned: Desk) -> None:
    number = manned.register(level=2)
    manned.at("09:52")
    sweep(manned)
    (row,) = calls(manned, number)
    assert row.due_at == local("07-15 09:45")
    assert row.at == manned.now
    assert row.deadline == local("07-15 10:00")


def test_the_watchs_calls_count_as_nobodys_act(manned: Desk) -> None:
    number = manned.register()
    manned.do("triage", ticket=number, level=2, by="D01")
    manned.at("09:44")
    manned.do("pause", ticket=number, reason="part", by="D01")
    before = manned.ticket(number).version
    manned.at("09:45")
    assert said(sweep(manned)) == ["respond 1 at_risk"]
    assert manned.ticket(number).version == before
    assert manned.events(number)[-1].actor == WATCH
    manned.do("undo", by="D01")
    assert manned.ticket(number).state == "triaged"
    assert manned.differences() == []


def test_nobody_but_the_watch_climbs(manned: Desk) -> None:
    manned.register(level=2)
    manned.at("09:50")
    (task,) = waiting(manned)
    with pytest.raises(NotPermitted):
        manned.store.do(task.verb, "A01", task.request)
    assert do(manned, task)["rung"] == 1


def test_two_watches_call_once(manned: Desk) -> None:
    number = manned.register(level=2)
    manned.at("09:50")
    (task,) = waiting(manned)
    (other,) = waiting(manned)
    assert task.request == other.request
    first, second = do(manned, task), do(manned, other)
    assert first == second
    assert len(calls(manned, number)) == 1
    assert waiting(manned) == []


def test_an_acknowledged_call_rests_until_its_promise_has_passed(manned: Desk) -> None:
    number = manned.register(level=2)
    manned.at("10:05")
    assert said(sweep(manned)) == ["respond 2 breached"]
    manned.do("acknowledge", ticket=number, promise="2026-07-15T12:00:00+08:00")
    for clock in ("10:30", "11:00", "11:30", "11:59"):
        manned.at(clock)
        assert sweep(manned) == []
    manned.at("12:00")
    assert said(sweep(manned)) == ["respond 3 breached"]
    first, second = calls(manned, number)
    assert (first.cycle, second.cycle, first.ended_at) == (1, 2, manned.now)


def test_a_met_milestone_calls_nobody(manned: Desk) -> None:
    number = manned.register(level=2)
    manned.at("09:50")
    sweep(manned)
    manned.do("step", ticket=number, what="contacted")
    manned.at("12:00")
    assert [each for each in said(sweep(manned)) if each.startswith("respond")] == []
    (row,) = calls(manned, number)[:1]
    assert (row.acknowledged_by, row.ended_at is not None) == (None, True)


def test_a_reach_of_every_state_keeps_the_audit_whole(manned: Desk) -> None:
    for state in ("new", "triaged", "dispatched", "onsite", "paused", "follow_up"):
        reach(manned, state)
    manned.later(days=3)
    sweep(manned)
    manned.later(days=3)
    sweep(manned)
    assert waiting(manned) == []
    assert manned.differences() == []


def test_an_undone_raise_ends_what_it_called_and_takes_its_notice_back(manned: Desk) -> None:
    number = manned.register(level=3)
    manned.at("10:29")
    manned.do("triage", ticket=number, level=1, reason="听错了", by="D01")
    assert said(sweep(manned)) == ["respond 2 level_raised"]
    (call,) = calls(manned, number)
    told = manned.rows(Notice, escalation=call.id)
    assert told
    assert all(each.withdrawn_at is None for each in told)
    manned.later(minutes=1)
    manned.do("undo", by="D01")
    (after,) = calls(manned, number)
    assert (after.ended_at, after.acknowledged_by) == (manned.now, None)
    notices = manned.rows(Notice, escalation=call.id)
    assert {each.withdrawn_at for each in notices if each.corrects is None} == {manned.now}
    assert [each.corrects for each in notices if each.corrects] == [each.id for each in told]
    assert manned.ticket(number).ladder_at == local("07-15 10:30"), "at risk by level 3 again"
    assert manned.differences() == []


def test_who_left_is_not_called_again_and_the_record_stays(manned: Desk) -> None:
    number = manned.register(level=2)
    manned.at("10:05")
    sweep(manned)
    manned.staff("L02", "lead")
    manned.do("change_staff", staff="L01", left="yes")
    manned.at("10:15")
    assert [each["called"] for each in sweep(manned)] == [["L02"]]
    (reminder,) = manned.rows(RepeatedCall, ticket=number)
    assert (reminder.number, reminder.persons, reminder.due_at) == (1, "L02", manned.now)
    assert manned.events(number)[-2].answer["called"] == ["L01"], "what was recorded then"


def test_a_rung_that_cannot_be_reached_is_passed_over_and_the_top_is_a_hole(manned: Desk) -> None:
    night = {"kind": "off", "begins_at": "2026-07-15T08:00:00+08:00", "ends_at": "2026-07-15T12:00:00+08:00"}
    for no in ("L01", "M01"):
        manned.do("set_duty", staff=no, **night)
    number, other = manned.register(level=2), manned.register(level=2, phone="13800000002")
    manned.at("10:05")
    sweep(manned)
    row, _ = calls(manned, number) + calls(manned, other)
    assert (row.rung, row.persons, row.trigger) == (4, "G01", "breached")
    assert row.skipped is not None
    assert [part.split()[:2] for part in row.skipped.split(",")] == [
        ["1", "at_risk"], ["2", "unreachable"], ["3", "unreachable"],
    ]  # fmt: skip
    manned.do("acknowledge", ticket=number, promise="2026-07-15T11:00:00+08:00", by="G01")
    manned.do("set_duty", staff="G01", **night)
    manned.at("11:00")
    sweep(manned)
    hole = calls(manned, number)[-1]
    assert (hole.rung, hole.persons, hole.away) == (4, "", "G01 off")
    manned.at("12:00")
    assert [each["called"] for each in sweep(manned) if each["number"] == number] == [["G01"]]
    assert calls(manned, number)[-1].persons == "G01"
    assert manned.differences() == []


def test_quiet_hours_hold_back_the_notice_and_say_until_when(manned: Desk) -> None:
    manned.at("07-15 21:30")
    number = manned.register(level=3)  # at risk at 23:00, due at 23:30
    manned.do("set_duty", staff="D01", kind="off", begins_at="2026-07-15T22:00:00+08:00",
              ends_at="2026-07-16T07:00:00+08:00")  # fmt: skip
    manned.at("07-15 23:00")
    assert said(sweep(manned)) == ["respond 1 at_risk"]
    (row,) = calls(manned, number)
    morning = local("07-16 08:00")
    assert (row.quiet, row.notify_at, row.persons) == ("defer", morning, "D01"), "as of when they are told"
    assert {each.not_before for each in manned.rows(Notice, escalation=row.id)} == {morning}
    manned.at("07-16 07:00")
    assert said(sweep(manned)) == ["respond 4 breached"], "the clock climbs on"
    manned.at("07-16 08:29")
    assert sweep(manned) == [], "silence counts from eight o'clock"


def test_level_1_never_waits_for_the_morning(manned: Desk) -> None:
    manned.at("07-15 23:00")
    number = manned.register(level=1)
    manned.at("07-15 23:08")
    sweep(manned)
    (row,) = calls(manned, number)
    assert (row.quiet, row.notify_at) == (None, None)


def test_nobody_may_be_called_watch(manned: Desk) -> None:
    assert manned.refused("add_staff", staff="Watch", label="值守").rule == "PPL-01"


def test_the_team_leader_is_that_of_the_technicians_team(desk: Desk) -> None:
    desk.staff("L01", "lead", zone="nanshan")
    desk.staff("L02", "lead", zone="urban")
    desk.do("change_staff", staff="T001", zone="urban")
    number, held = desk.register(level=2), reach(desk, "dispatched")
    assert desk.do("escalate", by="D01", ticket=held, reason="急", rung=2)["called"] == ["L02"]
    assert desk.do("escalate", by="D01", ticket=number, reason="急", rung=2)["called"] == ["L01", "L02"]
    desk.do("set_duty", staff="L02", kind="off", begins_at="2026-07-15T08:00:00+08:00",
            ends_at="2026-07-15T20:00:00+08:00")  # fmt: skip
    other = reach(desk, "dispatched", technician="T002")
    desk.do("change_staff", staff="T002", zone="urban")
    assert desk.do("escalate", by="D01", ticket=other, reason="急", rung=2)["called"] == ["L01"]
