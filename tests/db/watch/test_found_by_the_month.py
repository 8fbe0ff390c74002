"""What the simulated month found, each by itself: calls of tickets that are merged or change their way."""

from __future__ import annotations

import pytest

from db.tables.escalation import RepeatedCall
from tests.db.desk import Desk
from tests.db.watch.sweeping import calls, said, sweep


@pytest.fixture
def manned(desk: Desk) -> Desk:
    """A branch in which every rung is somebody."""
    desk.staff("L01", "lead")
    desk.staff("G01", "general_manager")
    return desk


def test_calls_of_one_rung_are_handed_on_in_the_order_in_which_they_were_made(manned: Desk) -> None:
    number, into = manned.register(level=2), manned.register(level=2)
    for _ in range(5):
        manned.later(minutes=1)
        manned.do("escalate", ticket=number, reason="急", rung=2, by="D01")
    manned.do("merge", ticket=number, into=into)
    rows = sorted(calls(manned, into), key=lambda row: row.at)
    assert [row.cycle for row in rows] == [1, 2, 3, 4, 5]


def test_of_two_calls_of_one_instant_that_a_merge_brought_together_one_is_reminded(manned: Desk) -> None:
    pairs = [(manned.register(level=2), manned.register(level=2)) for _ in range(4)]
    manned.at("10:01")
    sweep(manned)
    for number, into in pairs:
        manned.do("merge", ticket=number, into=into)
    manned.at("10:11")
    assert said(sweep(manned)) == ["respond 2 #1"] * len(pairs)
    reminded = {row.escalation for row in manned.rows(RepeatedCall)}
    rows = [row for _, into in pairs for row in calls(manned, into) if row.id in reminded]
    assert [row.cycle for row in rows] == [2, 2, 2, 2], "the later one, whatever their ids"


@pytest.mark.parametrize("breached", [False, True])
def test_a_call_about_arrival_ends_when_nobody_has_to_arrive_any_more(manned: Desk, breached: bool) -> None:
    number = manned.register(level=2)
    manned.do("step", ticket=number, what="contacted")
    if breached:
        manned.at("07-17 09:30")
        sweep(manned)
        manned.do("acknowledge", ticket=number)
    manned.do("escalate", ticket=number, reason="急", rung=2, by="D01")
    (call,) = (row for row in calls(manned, number) if row.trigger == "manual")
    assert call.milestone == "arrive"
    manned.do("triage", ticket=number, level=4, reason="可远程")
    (call,) = (row for row in calls(manned, number) if row.trigger == "manual")
    assert call.ended_at == manned.now
    assert call.acknowledged_at is None, "whom somebody asked may still answer"
    manned.later(hours=2)
    assert not [one for one in said(sweep(manned)) if one.startswith("arrive")]


def test_a_rung_whose_call_an_undone_raise_took_back_is_called_when_it_is_due(manned: Desk) -> None:
    number = manned.register(level=2)
    manned.at("09:50")
    sweep(manned)
    manned.do("triage", ticket=number, level=1, reason="严重", by="D01")
    sweep(manned)
    assert [row.trigger for row in calls(manned, number)] == ["at_risk", "level_raised"]
    manned.do("undo", ticket=number, by="D01")
    manned.at("10:01")
    sweep(manned)
    (late,) = (row for row in calls(manned, number) if row.trigger == "breached")
    assert (late.rung, late.cycle) == (2, 2)
    first = next(row for row in calls(manned, number) if row.trigger == "at_risk")
    assert first.ended_at is None, "whoever was called first may still answer"
    manned.at("12:00")
    sweep(manned)
    assert manned.differences() == []
