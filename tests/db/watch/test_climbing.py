"""The watch climbs the ladder of a ticket: what is called, when, whom, and what never is (ESC-03, ESC-04)."""

from __future__ import annotations

import pytest

from db.errors import NotPermitted
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
