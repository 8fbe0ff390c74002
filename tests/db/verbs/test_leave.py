"""A leave slip: asked for, granted, stood in for, taken back (PPL-04)."""

from typing import Any

import pytest

from db.tables.staff import Duty
from tests.db.desk import Desk

SLIP: dict[str, Any] = {"why": "annual", "from_day": "2026-07-16", "until_day": "2026-07-17"}
WINDOW: dict[str, Any] = {
    "window_from": "2026-07-16T14:00:00+08:00",
    "window_to": "2026-07-16T16:00:00+08:00",
}


def state(desk: Desk, staff: str = "T001") -> str:
    return str(next(row["state"] for row in desk.show("roster") if row["staff"] == staff))


def held(desk: Desk, **fields: Any) -> str:
    number = desk.register(level=2)
    desk.do("dispatch", ticket=number, technician="T001", **(WINDOW | fields))
    return number


def test_a_slip_counts_once_it_is_granted_and_nobody_grants_their_own(desk: Desk) -> None:
    desk.staff("L01", "lead")
    asked = desk.do("take_leave", by="T001", text="回老家", **SLIP)
    assert asked["needs"] == "lead"
    assert desk.rows(Duty) == []
    assert desk.refused("decide", request=asked["request"], decision="yes", by="T001").rule == "ESC-07"
    desk.do("decide", request=asked["request"], decision="yes", by="L01")
    assert (desk.rows(Duty)[0].why, desk.rows(Duty)[0].text) == ("annual", "回老家")
    desk.at("07-16 00:00")
    assert state(desk) == "leave"
    desk.at("07-18 00:00")
    assert state(desk) == "free"
    assert "回老家" not in "".join(desk.bodies())


def test_who_leads_enters_the_leave_of_others_at_once_and_asks_for_their_own(desk: Desk) -> None:
    assert "request" not in desk.do("take_leave", staff="T001", by="M01", **SLIP)
    assert desk.do("take_leave", by="M01", **SLIP)["needs"]
    assert desk.do("take_leave", staff="T002", by="D01", **SLIP)["needs"]


def test_a_dispatcher_enters_that_of_who_cannot_come_at_once_and_the_slip_is_granted_after(
    desk: Desk,
) -> None:
    desk.staff("L01", "lead")
    told = desk.do("take_leave", staff="T001", by="D01")
    assert (state(desk), told["why"], told["ends_at"]) == ("leave", "sick", "2026-07-16T00:00:00+08:00")
    (slip,) = desk.show("requests", by="L01", to_decide=True)
    assert (slip["id"], slip["asked_by"], slip["about"]) == (told["slip"], "T001", "T001")
    assert desk.refused("decide", request=told["slip"], decision="yes", by="T001").rule == "ESC-07"
    desk.later(hours=40)
    desk.do("decide", request=told["slip"], decision="yes", by="L01")
    assert [row["state"] for row in desk.show("requests")] == ["granted"], "also when it is over"
    assert [row.kind for row in desk.rows(Duty)] == ["leave"]
    assert desk.differences() == []


def test_a_slip_that_is_refused_afterwards_was_absence_and_no_leave(desk: Desk) -> None:
    desk.staff("L01", "lead")
    told = desk.do("take_leave", staff="T001", by="D01", substitute="T002")
    desk.do("decide", request=told["slip"], decision="no", reason="无假条", by="L01")
    assert (state(desk), desk.rows(Duty)[0].substitute) == ("off", None)
    desk.do("cancel_leave", staff="T001", by="L01")
    assert state(desk) == "free"
    assert desk.differences() == []


def test_what_a_dispatcher_entered_goes_with_its_slip_as_long_as_nobody_granted_it(desk: Desk) -> None:
    desk.staff("L01", "lead")
    told = desk.do("take_leave", staff="T001", by="D01")
    desk.do("undo", by="D01")
    assert (desk.rows(Duty), desk.show("requests")) == ([], [])
    desk.do("take_leave", staff="T001", by="D01")
    desk.do("cancel_leave", staff="T001", by="D01")
    assert [row["state"] for row in desk.show("requests")] == ["dropped"]
    told = desk.do("take_leave", staff="T001", by="D01")
    desk.do("decide", request=told["slip"], decision="yes", by="L01")
    assert desk.refused("cancel_leave", staff="T001", by="D01").exit_code == 5


def test_a_slip_whose_leave_counts_already_is_not_taken_from_under_it(desk: Desk) -> None:
    desk.staff("L01", "lead")
    told = desk.do("take_leave", staff="T001", by="D01")
    assert desk.refused("withdraw", request=told["slip"], by="T001").rule == "PPL-04"
    assert state(desk) == "leave"
    desk.do("cancel_leave", staff="T001", by="T001")
    asked = desk.do("take_leave", staff="T001", by="T001", **SLIP)
    assert desk.do("withdraw", request=asked["request"], by="T001")["state"] == "withdrawn"


def test_a_slip_granted_afterwards_lends_no_role_that_who_entered_it_may_not_give(desk: Desk) -> None:
    desk.staff("G01", "general_manager")
    told = desk.do("take_leave", staff="M01", by="D01", substitute="D01")
    assert told["lent"] == []
    desk.do("decide", request=told["slip"], decision="yes", by="G01")
    assert desk.refused("close_month", month="2026-06", by="D01").exit_code == 5


def test_a_slip_of_ones_own_is_not_that_of_a_leave_that_was_entered_for_the_same_hours(desk: Desk) -> None:
    desk.staff("L01", "lead")
    hours = {"leave_from": "2026-07-15T14:00:00+08:00", "leave_to": "2026-07-15T16:00:00+08:00"}
    asked = desk.do("take_leave", by="T001", why="personal", **hours)
    desk.do("take_leave", staff="T001", by="M01", why="personal", **hours)
    assert desk.refused("cancel_leave", staff="T001", by="D01").exit_code == 5
    desk.do("decide", request=asked["request"], decision="no", reason="已录入", by="L01")
    assert [row.kind for row in desk.rows(Duty)] == ["leave"]


def test_the_slip_of_who_has_left_meanwhile_is_granted_still(desk: Desk) -> None:
    desk.staff("L01", "lead")
    told = desk.do("take_leave", staff="T001", by="D01")
    desk.later(hours=20)
    desk.do("change_staff", staff="T001", left=True, by="A01")
    assert desk.do("decide", request=told["slip"], decision="yes", by="L01")["decision"] == "granted"
    assert desk.differences() == []


def test_only_who_cannot_come_now_goes_before_the_slip_and_a_house_may_want_every_slip_first(
    desk: Desk,
) -> None:
    assert desk.do("take_leave", staff="T001", by="D01", from_day="2026-07-16")["needs"]
    assert desk.do("take_leave", staff="T001", by="C01")["needs"], "who sends nobody asks"
    assert desk.refused("take_leave", by="T001").values["field"] == "why"
    desk.do("set_setting", by="A01", setting="leave_at_once_days", value=0, reason="制度")
    assert desk.do("take_leave", staff="T001", by="D01")["needs"]


def test_a_leave_by_the_hour(desk: Desk) -> None:
    by_hour = {"leave_from": "2026-07-15T14:00:00+08:00", "leave_to": "2026-07-15T16:00:00+08:00"}
    desk.do("take_leave", staff="T001", by="M01", why="personal", **by_hour)
    for at, is_away in (("07-15 13:59", False), ("07-15 14:00", True), ("07-15 16:00", False)):
        desk.at(at)
        assert (state(desk) == "leave") is is_away
    again = {"leave_from": "2026-07-15T17:00:00+08:00", "until_day": "2026-07-16"}
    assert desk.refused("take_leave", staff="T001", by="M01", **again).values["field"] == "leave_to"


def test_a_leave_without_a_slip_says_which_verb_hands_one_in(desk: Desk) -> None:
    told = desk.do(
        "set_duty", staff="T001", kind="leave",
        begins_at="2026-07-16T00:00:00+08:00", ends_at="2026-07-17T00:00:00+08:00",
    )  # fmt: skip
    assert "take_leave" in told["warnings"][-1]["msgid"]


@pytest.mark.parametrize(
    ("half", "at", "is_away"),
    [
        ({"from_noon": True}, "07-16 11:59", False), ({"from_noon": True}, "07-16 12:00", True),
        ({"until_noon": True}, "07-17 11:59", True), ({"until_noon": True}, "07-17 12:00", False),
    ],
)  # fmt: skip
def test_half_days(desk: Desk, half: dict[str, Any], at: str, is_away: bool) -> None:
    desk.do("take_leave", staff="T001", **SLIP, **half)
    desk.at(at)
    assert (state(desk) == "leave") is is_away


def test_the_preview_names_every_job_that_it_hits_and_leads_to_replan(desk: Desk) -> None:
    agreed, open_ended = held(desk), desk.register(level=2)
    desk.do("dispatch", ticket=open_ended, technician="T001")
    other = held(desk, window_from="2026-07-20T14:00:00+08:00", window_to="2026-07-20T16:00:00+08:00")
    told = desk.preview("take_leave", staff="T001", substitute="T002", **SLIP)
    assert told["work"] == sorted([agreed, open_ended])
    assert other not in told["work"]
    texts = [each["msgid"] for each in told["warnings"]]
    assert [each["values"]["ticket"] for each in told["warnings"] if "ticket" in each["values"]] == [agreed]
    assert "replan" in texts[-1]
    assert desk.rows(Duty) == []


def test_who_asks_for_leave_is_told_beforehand_which_jobs_it_hits(desk: Desk) -> None:
    number = held(desk)
    told = desk.preview("take_leave", by="T001", **SLIP)
    assert (told["needs"], told["work"]) == ("lead", [number])
    assert told["warnings"][0]["values"]["ticket"] == number
    assert not [each for each in told["warnings"] if "else it was no leave" in each["msgid"]]
    assert "warnings" not in desk.do("take_leave", by="T001", **SLIP), (
        "of that only the decider's event tells"
    )


def test_a_substitute_receives_the_work_and_one_who_is_away_too_is_told(desk: Desk) -> None:
    number = held(desk)
    desk.do("take_leave", staff="T002", why="sick", from_day="2026-07-17")
    told = desk.do("take_leave", staff="T001", substitute="T002", **SLIP)
    assert "on leave too" in told["warnings"][0]["msgid"]
    desk.at("07-16 08:00")
    assert [row["number"] for row in desk.show("queue", by="T002", view="mine")] == [number]


def test_who_asked_for_their_own_leave_lends_all_their_roles_whoever_granted_it(desk: Desk) -> None:
    desk.staff("G01", "general_manager")
    asked = desk.do("take_leave", by="M01", substitute="C01", why="annual", from_day="2026-07-16")
    told = desk.do("decide", request=asked["request"], decision="yes", by="G01")
    assert told["lent"] == ["manager"]
    desk.at("07-16 09:00")
    assert desk.do("close_month", month="2026-06", by="C01")["month"] == "2026-06"


def test_two_leaves_do_not_overlap_and_one_is_taken_back_or_ended_early(desk: Desk) -> None:
    desk.do("take_leave", staff="T001", by="M01", **SLIP)
    assert desk.refused("take_leave", staff="T001", why="sick", from_day="2026-07-17").rule == "PPL-04"
    assert desk.refused("cancel_leave", staff="T001", by="T002").exit_code == 5
    desk.at("07-16 10:00")
    told = desk.do("cancel_leave", staff="T001", back_on="2026-07-17", by="M01")
    assert told["ends_at"] == "2026-07-17T00:00:00+08:00"
    assert state(desk) == "leave"
    desk.do("undo", by="M01")
    desk.do("cancel_leave", by="T001")
    assert state(desk) == "free"
    assert [row.ends_at.isoformat() for row in desk.rows(Duty)] == ["2026-07-16T02:00:00+00:00"]
    desk.do("take_leave", staff="T001", why="sick", from_day="2026-07-16")
    assert state(desk) == "leave"
    assert desk.differences() == []


def test_a_slip_comes_before_the_leave(desk: Desk) -> None:
    late = desk.refused("take_leave", staff="T001", why="sick", from_day="2026-07-14", until_day="2026-07-16")
    assert late.values["field"] == "from_day"
    desk.do("take_leave", staff="T001", why="sick", from_day="2026-07-15")
    assert desk.rows(Duty)[0].begins_at == desk.now, "what is over of the day was worked"


def test_leave_stands_above_a_shift_that_is_set(desk: Desk) -> None:
    desk.do("take_leave", staff="T001", **SLIP)
    told = desk.do("set_shifts", staff="T001", on_day="2026-07-16", shifts="W")
    assert [each["rule"] for each in told["warnings"]] == ["PPL-04"]
    desk.at("07-16 10:00")
    assert state(desk) == "leave"
