"""What falls due beside the tickets' clocks is told to whom it concerns, each thing once (INT-08, ESC-05)."""

from __future__ import annotations

import pytest

from db.tables.notice import Notice
from db.tables.task import Task
from db.tables.told import Told
from db.verbs.context import WATCH
from db.watch import falling_due
from db.watch.falling_due import AT_ONCE, FallingDue, to_tell
from db.watch.sweep import Deed
from tests.db.desk import Desk, local, reach
from tests.db.verbs.test_requests import asked
from tests.sampling import SAMPLED

JOB = FallingDue()


def told(desk: Desk) -> list[tuple[str, tuple[str, ...]]]:
    """One sweep of it: on what occasion whom."""
    return [(each.what, called_by(each)) for each in JOB.due(desk.store) if isinstance(each, Deed)]


def called_by(deed: Deed) -> tuple[str, ...]:
    found = dict(deed.facts)["called"]
    assert isinstance(found, list)
    return tuple(found)


def notices(desk: Desk, occasion: str) -> list[Notice]:
    return desk.rows(Notice, occasion=occasion)


def test_an_internal_clock_that_passed_is_told_to_whoever_owns_it_once(desk: Desk) -> None:
    desk.register(by="C01")  # the sheet is due at 11:00, C01 took the call
    assert told(desk) == []
    assert JOB.next_at(desk.store) == local("07-15 11:00")
    desk.at("11:00")
    assert told(desk) == [("task", ("C01",))]
    assert told(desk) == []
    (notice,) = notices(desk, "task")
    assert (notice.called, notice.ticket) == ("C01", None)
    assert "售后信息处理单" in notice.text
    assert "07-15 11:00" in notice.text
    assert desk.differences() == []


def test_a_clock_that_is_nobodys_yet_is_told_to_its_role(desk: Desk) -> None:
    desk.staff("Q01", "quality")
    desk.staff("Q02", "quality")
    desk.register(nature="quality", level=2, by="D01")
    desk.at("11:00")
    assert told(desk) == [("task", ("Q01", "Q02"))]


def test_quality_hears_of_papers_that_are_late(desk: Desk) -> None:
    """VIS-07: its copies are among them."""
    desk.staff("Q01", "quality")
    desk.staff("Q02", "quality")
    number = reach(desk, "follow_up")
    (task,) = desk.rows(Task, kind="forms", about=f"ticket:{number}")
    desk.at("07-16 01:00")
    late = [each for each in told(desk) if "Q01" in each[1]]
    assert late == [("task", (task.staff, "Q01", "Q02"))]
    assert [each for each in told(desk) if "Q01" in each[1]] == []


def test_an_owner_who_left_is_replaced_by_the_role(desk: Desk) -> None:
    desk.staff("C02", "customer_service")
    desk.register(by="C02")
    (task,) = desk.rows(Task, kind="sheet")
    assert task.staff == "C02"
    desk.do("change_staff", staff="C02", left=True, by="A01")
    desk.at("11:00")
    assert told(desk) == [("task", ("C01",))]


def test_what_is_done_in_time_is_told_to_nobody(desk: Desk) -> None:
    number = desk.register(by="C01")
    desk.do("triage", ticket=number, level=2, by="D01")
    desk.at("12:00")
    assert told(desk) == []
    assert JOB.next_at(desk.store) is None


def test_a_reminder_is_told_when_its_time_comes_and_not_after_the_ticket_ended(desk: Desk) -> None:
    number = desk.register(level=2)
    other = desk.register(level=2)
    for each in (number, other):
        desk.do("remind", ticket=each, at=local("07-15 09:30"), text="回电", by="D01")
    desk.do("cancel", ticket=other, reason="duplicate", by="D01")
    assert JOB.next_at(desk.store) == local("07-15 09:30")
    desk.at("09:30")
    assert told(desk) == [("reminder", ("D01",))]
    assert told(desk) == []
    (notice,) = notices(desk, "reminder")
    assert (notice.ticket, notice.called) == (number, "D01")
    assert "回电" not in notice.text  # no free text leaves the house
    assert desk.differences() == []


def test_those_who_decide_are_told_of_a_request_and_the_asker_of_the_decision(desk: Desk) -> None:
    desk.staff("L01", "lead")
    _, request = asked(desk)
    assert told(desk) == [("request", ("L01",))]
    assert told(desk) == []
    desk.do("decide", request=request, decision="yes", by="L01")
    assert told(desk) == [("request_granted", ("D01",))]
    assert told(desk) == []
    assert {row.thing for row in desk.rows(Told)} == {f"request:{request}/1", f"decision:{request}"}
    assert "RQ" in notices(desk, "request_granted")[0].text
    assert desk.differences() == []


def test_what_was_withdrawn_is_told_to_nobody(desk: Desk) -> None:
    desk.staff("L01", "lead")
    _, request = asked(desk)
    desk.do("withdraw", request=request, by="D01")
    assert told(desk) == []


def test_what_was_decided_long_before_anybody_watched_is_told_to_nobody(desk: Desk) -> None:
    desk.staff("L01", "lead")
    _, request = asked(desk)
    desk.do("decide", request=request, decision="yes", by="L01")
    desk.now = local("07-23 09:00")
    assert told(desk) == []


def test_telling_counts_as_nobodys_act_and_moves_no_version(desk: Desk) -> None:
    desk.staff("L01", "lead")
    number, _ = asked(desk)
    before = desk.ticket(number).version
    told(desk)
    assert desk.ticket(number).version == before
    desk.do("undo", by="D01")
    assert desk.events(number)[-2].actor == WATCH
    assert told(desk) == []


def test_more_than_are_read_at_once_are_told_all(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    at_once, count = (8, 11) if SAMPLED else (AT_ONCE, AT_ONCE + 5)
    monkeypatch.setattr(falling_due, "AT_ONCE", at_once)
    number = reach(desk, "triaged")
    for minute in range(count):
        at = local("07-15 10:00").replace(second=minute % 60)
        desk.do("remind", ticket=number, at=at, text=str(minute), by="D01")
    desk.at("10:01")
    with desk.store.engine.connect() as connection:
        assert len(to_tell(connection, desk.now, 1000)) == count
        assert len(to_tell(connection, desk.now, at_once)) == at_once
    assert len(told(desk)) == count
    assert told(desk) == []
