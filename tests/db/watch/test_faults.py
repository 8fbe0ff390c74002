"""The faults of other systems that must not happen here, as far as they are the ladder's: each has a test
named after it (`deadlines.md`, last section)."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from db.tables.escalation import Escalation
from db.tables.ticket import Ticket
from db.timing import NEVER
from db.verbs.adopting import AdoptPolicy
from db.watch.due import due_tickets, next_due
from tests.db.desk import Desk, local, reach
from tests.db.watch.sweeping import calls, said, sweep, waiting

MARKS: dict[str, Any] = dict.fromkeys(("attitude", "quality", "punctuality", "hygiene", "result"), 5)


@pytest.fixture
def manned(desk: Desk) -> Desk:
    """A branch in which every rung is somebody."""
    desk.staff("L01", "lead")
    desk.staff("G01", "general_manager")
    return desk


def sent(desk: Desk, **fields: str) -> str:
    """A level 2 ticket on which somebody was sent out: arrive is due at 09:00 on 07-17."""
    number = desk.register(level=2)
    desk.do("step", ticket=number, what="contacted")
    desk.do("dispatch", ticket=number, technician="T001", **fields)
    return number


def test_pause_credit_is_not_lost_on_a_level_change(manned: Desk) -> None:
    number = sent(manned)
    manned.at("07-15 10:00")
    manned.do("pause", ticket=number, reason="part")
    manned.at("07-15 22:00")
    manned.do("resume", ticket=number)
    assert manned.target(number, "arrive").due_at == local("07-17 21:00")
    manned.do("triage", ticket=number, level=3, reason="轻一些")
    assert manned.target(number, "arrive").due_at == local("07-18 21:00")
    manned.do("triage", ticket=number, level=2, reason="还是二级")
    sweep(manned)  # the raise calls
    at_risk = manned.target(number, "arrive").at_risk_at
    assert at_risk == local("07-17 09:00"), "12 of 48 hours left, the twelve paused ones out"
    manned.now = at_risk
    manned.do("acknowledge", ticket=number)
    assert manned.target(number, "arrive").due_at == local("07-17 21:00")


def test_overdue_time_does_not_grow_while_paused(manned: Desk) -> None:
    number = sent(manned)
    manned.at("07-17 09:30")
    assert said(sweep(manned)) == ["arrive 2 breached"]
    manned.do("pause", ticket=number, reason="customer")
    for day in ("07-17 12:00", "07-18 12:00", "07-19 09:00"):
        manned.at(day)
        assert sweep(manned) == [], "nothing climbs, repeats or is reminded of while it is paused"
    manned.do("resume", ticket=number)
    manned.at("07-19 09:09")
    assert sweep(manned) == []
    manned.at("07-19 09:29")
    assert said(sweep(manned)) == ["arrive 2 #2"], "counted on from where the pause began"
    manned.at("07-19 09:30")
    assert said(sweep(manned)) == ["arrive 3 breached"], "one hour late, the two days of the pause out"


def test_a_pause_over_a_closed_night_moves_nothing_that_is_called(manned: Desk) -> None:
    number = manned.register(product="监控主机", level=2, way="remote")
    row = manned.target(number, "resolve")
    before = row.due_at
    manned.at("07-15 10:00")
    manned.do("pause", ticket=number, reason="customer")
    manned.at("07-15 10:30")
    manned.do("resume", ticket=number)
    after = manned.target(number, "resolve").due_at
    assert before is not None
    assert after == before + timedelta(minutes=30)
    assert manned.ticket(number).ladder_at == min(
        each.at_risk_at for each in manned.targets(number).values() if each.at_risk_at and each.met_at is None
    )


def test_a_sweep_after_downtime_neither_repeats_nor_skips_a_rung(manned: Desk) -> None:
    number = manned.register(level=2)  # respond due 10:00
    manned.at("07-15 11:20")
    assert said(sweep(manned)) == ["respond 3 breached"]
    (row,) = calls(manned, number)
    assert row.due_at == local("07-15 11:00")
    assert row.skipped == ("1 at_risk 2026-07-15T01:45:00+00:00,2 breached 2026-07-15T02:00:01+00:00"), (
        "which were missed, and when each was due"
    )
    assert said(sweep(manned)) == []
    manned.at("07-15 11:50")
    assert said(sweep(manned)) == ["respond 4 unacknowledged"], "counted from when somebody was called"
    manned.at("07-15 14:10")
    assert said(sweep(manned)) == ["respond 4 #2"], "two missed reminders are one, with the last number"
    assert manned.differences() == []


def test_no_escalation_for_an_acknowledged_ticket(manned: Desk) -> None:
    number = manned.register(level=2)
    manned.at("09:50")
    sweep(manned)
    manned.do("acknowledge", ticket=number, promise="2026-07-15T13:00:00+08:00")
    for clock in ("10:00", "10:30", "11:30", "12:59"):
        manned.at(clock)
        manned.do("chase", ticket=number, text="又催")
        assert sweep(manned) == []
    manned.at("13:00")
    assert said(sweep(manned)) == ["respond 3 breached"]


def test_no_escalation_for_a_merged_ticket(manned: Desk) -> None:
    number, into = manned.register(level=2), manned.register(level=2)
    manned.do("merge", ticket=number, into=into)
    assert manned.ticket(number).ladder_at == NEVER
    manned.later(days=2)
    assert {task.ticket for task in waiting(manned)} == {into}
    sweep(manned)
    assert calls(manned, number) == []


def test_no_escalation_for_a_cancelled_ticket(manned: Desk) -> None:
    number = manned.register(level=2)
    manned.at("10:30")
    sweep(manned)
    manned.do("cancel", ticket=number, reason="误报")
    manned.later(days=2)
    assert sweep(manned) == []
    assert all(row.acknowledged_at and row.ended_at for row in calls(manned, number))


def test_no_escalation_for_a_closed_ticket_and_a_new_cycle_when_it_is_reopened(manned: Desk) -> None:
    number = reach(manned, "onsite")
    manned.later(days=3)
    sweep(manned)
    last = max(row.cycle for row in calls(manned, number) if row.milestone == "resolve")
    manned.do("step", ticket=number, what="finished")
    manned.do("survey", ticket=number, **MARKS)
    manned.do("close", ticket=number, cause="老化", waive="电话确认")
    assert manned.ticket(number).ladder_at == NEVER
    manned.later(hours=3)
    assert sweep(manned) == []
    manned.do("reopen", ticket=number, reason="又坏了")
    assert said(sweep(manned)) == ["resolve 2 breached"], "late since it was opened again, not for three days"
    again = calls(manned, number)[-1]
    assert (again.cycle, again.due_at) == (last + 1, manned.now)
    assert manned.differences() == []


def test_a_raise_that_breaches_at_once_is_one_escalation(manned: Desk) -> None:
    number = manned.register(level=3)
    manned.at("10:29")
    assert sweep(manned) == [], "two hours to respond, a quarter of them left"
    manned.do("triage", ticket=number, level=1, reason="全停了")
    assert said(sweep(manned)) == ["respond 2 level_raised"]
    assert sweep(manned) == []
    (row,) = calls(manned, number)
    assert row.due_at == manned.now
    manned.at("10:49")
    assert said(sweep(manned)) == ["respond 2 #2", "arrive 1 at_risk"]
    manned.at("10:59")
    assert "respond 3 unacknowledged" in said(sweep(manned))


def test_an_extension_is_followed_by_at_risk_and_ladder(manned: Desk) -> None:
    number = manned.register(level=2)
    manned.at("09:50")
    assert said(sweep(manned)) == ["respond 1 at_risk"]
    answer = manned.do("extend", by="D01", ticket=number, milestone="respond",
                       until="2026-07-15T14:00:00+08:00", reason="客户不在")  # fmt: skip
    manned.do("decide", by="L01", request=answer["request"], decision="yes") if "request" in answer else None
    (first,) = calls(manned, number)
    assert (first.ended_at, first.acknowledged_by) == (manned.now, None)
    row = manned.target(number, "respond")
    assert row.at_risk_at is not None
    manned.now = row.at_risk_at - timedelta(seconds=1)
    assert sweep(manned) == []
    manned.later(seconds=1)
    assert said(sweep(manned)) == ["respond 1 at_risk"]
    assert calls(manned, number)[-1].cycle == 2


def test_a_calendar_or_ladder_edit_moves_no_running_ladder(manned: Desk) -> None:
    number = manned.register(level=2)
    sections = manned.store.policy().sections()
    for trigger in sections["ladders"]["ladder"]["default"]["triggers"]:
        if trigger["trigger"] == "at_risk":
            trigger["rung"] = 4
    manned.store.do(AdoptPolicy(body=json.dumps(sections, ensure_ascii=False)), "A01")
    after = manned.register(level=2)
    manned.at("09:50")
    sweep(manned)
    assert {row.ticket: row.rung for row in manned.rows(Escalation)} == {number: 1, after: 4}


def test_a_sweep_reads_only_what_is_due(manned: Desk) -> None:
    numbers = [manned.register(level=level) for level in (1, 2, 3)]
    manned.at("09:08")  # level 1 has ten minutes
    with manned.reader() as read:
        assert due_tickets(read.connection, manned.now, 100) == numbers[:1]
    assert [row.ladder_at for row in manned.rows(Ticket, number=numbers[1])] == [local("07-15 09:45")]


def test_what_was_late_before_a_raise_is_called_for_that_also_after_downtime(manned: Desk) -> None:
    number = manned.register(level=2)
    manned.at("11:30")
    manned.do("triage", ticket=number, level=1, reason="升")
    manned.at("11:31")
    assert said(sweep(manned)) == ["respond 3 breached", "arrive 2 level_raised"]
    respond, arrive = sorted(calls(manned, number), key=lambda call: -call.rung)
    assert (respond.due_at, arrive.due_at) == (local("07-15 11:00"), local("07-15 11:30"))


def test_what_is_due_is_found_by_its_index(manned: Desk, database_kind: str) -> None:
    asked: list[tuple[str, object]] = []

    def seen(_connection: object, _cursor: object, text: str, values: object, *_: object) -> None:
        asked.append((text, values))

    event.listen(manned.store.engine, "before_cursor_execute", seen)
    with manned.reader() as read:
        due_tickets(read.connection, manned.now, 100)
        next_due(read.connection)
        looked = [each for each in asked if each[0].startswith("SELECT ticket")]
        assert len(looked) == 3
        if database_kind == "postgresql":
            read.connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        word = "EXPLAIN QUERY PLAN " if database_kind == "sqlite" else "EXPLAIN "
        for text, values in looked:
            plan = str(read.connection.exec_driver_sql(word + text, values).all())  # type: ignore[arg-type]  # as the driver takes it
            assert "ix_ticket_ladder" in plan, plan
            assert "TEMP B-TREE" not in plan
    event.remove(manned.store.engine, "before_cursor_execute", seen)


def test_a_reminder_does_not_spill_to_midnight(manned: Desk) -> None:
    manned.at("23:39")
    number = manned.register(level=1)
    manned.at("23:50")
    assert said(sweep(manned)) == ["respond 2 breached"]
    manned.at("23:59")
    assert sweep(manned) == []
    manned.at("07-16 00:00")
    assert said(sweep(manned)) == ["respond 2 #1"]
    manned.at("07-16 00:09")
    assert sweep(manned) == []
    manned.at("07-16 00:10")
    assert said(sweep(manned)) == ["respond 2 #2"]
    [call] = calls(manned, number)
    assert (call.at, call.reminders) == (local("07-15 23:50"), 2)


def test_what_is_asked_for_again_in_a_pause_is_late_from_that_change(manned: Desk) -> None:
    number = reach(manned, "triaged")  # level 2: on site within 48 hours
    manned.do("step", ticket=number, what="contacted")
    manned.now = local("07-18 10:00")
    manned.do("triage", ticket=number, level=4, reason="远程即可")
    sweep(manned)
    manned.now = local("07-18 11:00")
    manned.do("pause", ticket=number, reason="part")
    manned.now = local("07-18 12:00")
    manned.do("triage", ticket=number, level=2, reason="重新判断")
    manned.now = local("07-18 13:00")
    manned.do("resume", ticket=number)
    arrive = [each for each in said(sweep(manned)) if each.startswith("arrive")]
    assert arrive == ["arrive 2 level_raised"]
    assert manned.differences() == []
