"""Who stands in for somebody on leave: what reaches them, and what they may do meanwhile (PPL-04)."""

from typing import Any

import pytest

from db.errors import NotPermitted
from tests.db.desk import Desk

NIGHT: dict[str, Any] = {"kind": "leave", "begins_at": "2026-07-15T09:30:00+08:00",
                         "ends_at": "2026-07-16T09:00:00+08:00"}  # fmt: skip
SHIFT: dict[str, Any] = {"kind": "duty", "begins_at": "2026-07-15T12:00:00+08:00",
                         "ends_at": "2026-07-15T13:00:00+08:00"}  # fmt: skip


def closed(desk: Desk) -> str:
    """A ticket that only a manager may open again."""
    number = desk.register(level=4)
    desk.do("step", ticket=number, what="finished")
    desk.do("verify", ticket=number, solved="yes")
    desk.do("survey", ticket=number, unreachable=True)
    desk.do("close", ticket=number, cause="wear", waive="急用")
    return number


def may_act(desk: Desk, who: str, number: str) -> bool:
    try:
        desk.preview("reopen", by=who, ticket=number, reason="又坏")
    except NotPermitted:
        return False
    return True


def test_a_substitute_acts_with_the_roles_of_the_absent_within_the_leave(desk: Desk) -> None:
    number = closed(desk)
    told = desk.do("set_duty", staff="M01", substitute="C01", by="M01", **NIGHT)
    assert (told["substitute"], told["lent"]) == ("C01", ["manager"])
    assert [each["values"].get("roles") for each in told["warnings"]] == ["manager", None]
    assert not may_act(desk, "C01", number)
    desk.at("09:30")  # the leave begins
    assert may_act(desk, "C01", number)
    assert not may_act(desk, "D01", number)
    desk.at("07-16 08:59")
    assert may_act(desk, "C01", number)
    desk.at("07-16 09:00")  # its end is no longer in it
    assert not may_act(desk, "C01", number)


def test_a_shift_over_the_leave_takes_the_roles_back(desk: Desk) -> None:
    number = closed(desk)
    desk.do("set_duty", staff="M01", substitute="C01", by="M01", **NIGHT)
    desk.do("set_duty", staff="M01", **SHIFT)
    for time, may in (("11:59", True), ("12:00", False), ("13:00", True)):
        desk.at(time)
        assert may_act(desk, "C01", number) is may, time


def test_nobody_lends_a_role_that_they_may_not_give(desk: Desk) -> None:
    number = closed(desk)
    desk.staff("D02", "dispatcher")
    told = desk.do("set_duty", staff="M01", substitute="D01", by="D02", **NIGHT)
    assert told["lent"] == []
    assert [each["rule"] for each in told["warnings"]] == ["PPL-03", "PPL-04"]
    desk.at("10:00")
    assert not may_act(desk, "D01", number)
    # An administrator may.
    assert desk.do("set_duty", staff="M01", substitute="D01", **NIGHT)["lent"] == ["manager"]
    assert may_act(desk, "D01", number)


def test_what_the_absent_or_the_giver_lost_is_lent_no_longer(desk: Desk) -> None:
    number = closed(desk)
    desk.staff("M02", "manager")
    desk.do("set_duty", staff="M01", substitute="C01", by="M01", **NIGHT)
    desk.at("10:00")
    desk.do("change_staff", staff="M01", roles="dispatcher")
    assert not may_act(desk, "C01", number)
    desk.do("change_staff", staff="M01", roles="manager")
    assert may_act(desk, "C01", number)
    desk.do("change_staff", staff="M01", left=True)
    assert not may_act(desk, "C01", number)


def test_what_reaches_the_absent_reaches_the_substitute(desk: Desk) -> None:
    number = desk.register(level=2, phone="13800000001")
    desk.do("dispatch", ticket=number, technician="T001")
    desk.do("remind", ticket=number, at="2026-07-15T11:00:00+08:00", text="回电", by="T001")
    desk.do("set_duty", staff="T001", substitute="T002", **NIGHT)
    before = {view: desk.show(view, by="T002") for view in ("reminders",)}
    assert before == {"reminders": []}
    assert "*" in desk.show("ticket", by="T002", number=number)["phone"]
    desk.at("10:00")
    called = desk.do("escalate", ticket=number, reason="无人应答", rung=1, by="D01")["called"]
    assert called == ["T002"], "who is on leave is passed over for their substitute"
    assert [row["ticket"] for row in desk.show("escalations", by="T002", mine=True)] == [number]
    assert desk.show("counts", by="T002")["called"] == 1
    assert [row["staff"] for row in desk.show("reminders", by="T002")] == ["T001"]
    assert [row["number"] for row in desk.show("queue", by="T002", view="mine")] == [number]
    assert desk.show("person", staff="T002")["stands_in_for"] == ["T001"]
    # The work comes with what it needs (CUS-03).
    assert desk.show("ticket", by="T002", number=number)["phone"] == "13800000001"
    desk.do("acknowledge", ticket=number, by="T002")
    assert desk.show("escalations")[0]["acknowledged_by"] == "T002"
    desk.at("07-16 09:00")
    assert desk.show("reminders", by="T002") == desk.show("queue", by="T002", view="mine") == []
    assert desk.show("person", staff="T002")["stands_in_for"] == []
    assert "*" in desk.show("ticket", by="T002", number=number)["phone"]


def test_the_work_of_a_leave_lies_within_it(desk: Desk) -> None:
    inside = []
    for begin, end in (
        ("09:10", "09:30"),
        ("09:10", "09:31"),
        ("16 08:59", "16 09:30"),
        ("16 09:00", "16 09:30"),
    ):
        number = desk.register(level=2, fault=f"{begin} {end}")
        at = [
            f"2026-07-{time if ' ' in time else '15 ' + time}:00+08:00".replace(" ", "T")
            for time in (begin, end)
        ]
        desk.do(
            "dispatch", ticket=number, technician="T001", window_from=at[0], window_to=at[1], override="急"
        )
        inside.append(number)
    assert desk.do("set_duty", staff="T001", substitute="T002", **NIGHT)["work"] == inside[1:3]


def test_of_two_leaves_the_last_entered_says_who_stands_in(desk: Desk) -> None:
    number = desk.register(level=2)
    desk.do("dispatch", ticket=number, technician="T001")
    desk.staff("T003")
    desk.do("set_duty", staff="T001", substitute="T002", **NIGHT)
    desk.do("set_duty", staff="T001", substitute="T003", **NIGHT)
    desk.at("10:00")
    assert desk.show("queue", by="T002", view="mine") == []
    assert [row["number"] for row in desk.show("queue", by="T003", view="mine")] == [number]
    assert desk.do("escalate", ticket=number, reason="急", rung=1)["called"] == ["T003"]


def test_a_job_whose_window_passed_is_held_by_somebody_away_when_they_are_away_now(desk: Desk) -> None:
    number = desk.register(level=2)
    window = {"window_from": "2026-07-15T09:10:00+08:00", "window_to": "2026-07-15T09:20:00+08:00"}
    desk.do("dispatch", ticket=number, technician="T001", **window)
    desk.do("set_duty", staff="T001", **NIGHT)
    assert [row["holder_absent"] for row in desk.show("queue")] == [False]
    desk.at("10:00")
    assert [row["holder_absent"] for row in desk.show("queue")] == [True]
    assert desk.show("counts")["absent"] == 1


def test_who_is_back_for_a_shift_is_called_alone(desk: Desk) -> None:
    number = desk.register(level=2)
    desk.do("dispatch", ticket=number, technician="T001")
    desk.do("set_duty", staff="T001", substitute="T002", **NIGHT)
    desk.do("set_duty", staff="T001", **SHIFT)
    desk.at("12:30")
    assert desk.do("escalate", ticket=number, reason="急", rung=1)["called"] == ["T001"]
    assert desk.show("escalations", by="T002", mine=True) == []
    desk.at("13:00")
    assert [row["called"] for row in desk.show("escalations", by="T002", mine=True)] == [["T001", "T002"]]


@pytest.mark.parametrize("kind", ["off", "resting"])
def test_only_a_leave_has_a_substitute(desk: Desk, kind: str) -> None:
    assert desk.refused("set_duty", staff="M01", substitute="C01", **NIGHT | {"kind": kind}).exit_code == 2
