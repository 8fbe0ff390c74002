"""The shift calendar in the store: patterns, single days, swaps, and what answers from them (PPL-01)."""

from typing import Any

import pytest
from sqlalchemy import text

from db.engine import transaction
from db.tables.staff import Duty
from tests.db.desk import Desk

WINDOW: dict[str, Any] = {
    "window_from": "2026-07-16T14:00:00+08:00",
    "window_to": "2026-07-16T16:00:00+08:00",
}


def letters(desk: Desk, staff: str = "T001", from_day: str = "2026-07-13", days: int = 7) -> str:
    rows = desk.show("shifts", from_day=from_day, days=days)
    return "".join(row["shift"] or "?" for row in rows if row["staff"] == staff)


def states(desk: Desk, staff: str = "T001") -> tuple[str, bool]:
    (row,) = (row for row in desk.show("roster") if row["staff"] == staff)
    return row["state"], row["on_duty"]


def test_a_pattern_says_who_is_on_duty_in_roster_gates_and_watch(desk: Desk) -> None:
    desk.do("set_pattern", staff="T001,M01", weeks="DDDDD--")
    assert letters(desk) == "??DDD--", "from today on"
    assert states(desk) == ("free", True)
    desk.at("18:00")
    assert states(desk) == ("off", False)
    number = desk.register(level=2)
    refusal = desk.refused("dispatch", ticket=number, technician="T001")
    assert refusal.rule == "DSP-05"
    desk.do("dispatch", ticket=number, technician="T001", **WINDOW)  # tomorrow, within the shift
    called = {row["staff"]: row["state"] for row in desk.show("on_call") if row["staff"]}
    assert called["M01"] == "off"


def test_a_new_pattern_keeps_what_was_worked_and_ends_what_was_to_come(desk: Desk) -> None:
    desk.do("set_pattern", staff="T001", weeks="DDDDD--")
    desk.do("set_pattern", staff="T001", weeks="NNNNN--/LLLLL--", from_day="2026-07-20", week=2)
    worked = desk.show("shifts", from_day="2026-07-13", days=7)
    assert letters(desk, days=21) == "??DDD--" + "LLLLL--" + "NNNNN--"
    desk.at("08-03 09:00")
    told = desk.do("set_pattern", staff="T001", weeks="none")
    assert "warnings" not in told
    assert letters(desk, from_day="2026-08-03") == "???????"
    assert desk.show("shifts", from_day="2026-07-13", days=7) == worked
    refusal = desk.refused("set_pattern", staff="T001", weeks="DDDDD--", from_day="2026-08-02")
    assert refusal.values["field"] == "from_day"


def test_hours_of_the_policy_change_for_what_is_entered_afterwards_only(desk: Desk) -> None:
    desk.do("set_pattern", staff="T001", weeks="DDDDD--")
    (row,) = (row for row in desk.show("shifts", from_day="2026-07-15", days=1) if row["staff"] == "T001")
    assert row["hours"] == "08:30-17:30"


def test_single_days_and_a_dot_again_as_usual(desk: Desk) -> None:
    desk.do("set_pattern", staff="T001", weeks="DDDDD--")
    told = desk.do("set_shifts", staff="T001", on_day="2026-07-16", shifts="N-夜")
    assert told["shifts"] == "N-N"
    assert letters(desk) == "??DN-N-"
    desk.do("set_shifts", staff="T001", on_day="2026-07-17", shifts="D.")
    assert letters(desk) == "??DND--"
    assert len(desk.rows(Duty, slot="day")) == 1, "what is as usual is no exception"
    assert desk.differences() == []


def test_two_swap_a_day_and_undo_gives_it_back(desk: Desk) -> None:
    desk.do("set_pattern", staff="T001,T002", weeks="DDDDD--")
    desk.do("set_shifts", staff="T002", on_day="2026-07-17", shifts="N")
    assert desk.refused("set_shifts", staff="T001", on_day="2026-07-16", swap_with="T002").rule == "PPL-01"
    desk.do("set_shifts", staff="T001", on_day="2026-07-17", swap_with="T002", by="D01")
    assert (letters(desk)[4], letters(desk, "T002")[4]) == ("N", "D")
    rows = {row["staff"]: row["swapped_with"] for row in desk.show("shifts", from_day="2026-07-17", days=1)}
    assert (rows["T001"], rows["T002"]) == ("T002", "T001")
    desk.do("undo", by="D01")
    assert (letters(desk)[4], letters(desk, "T002")[4]) == ("D", "N")
    assert desk.differences() == []


def test_a_job_that_falls_out_of_the_shift_is_told_before(desk: Desk) -> None:
    number = desk.register(level=2)
    desk.do("dispatch", ticket=number, technician="T001", **WINDOW)
    told = desk.preview("set_pattern", staff="T001", weeks="NNNNN--")
    assert [each["values"]["ticket"] for each in told["warnings"]] == [number]
    assert "warnings" not in desk.preview("set_pattern", staff="T001", weeks="DDDDD--")
    assert desk.preview("set_shifts", staff="T001", on_day="2026-07-16", shifts="-")["warnings"]


def test_who_leaves_is_in_no_calendar_and_what_they_worked_stays_on_record(desk: Desk) -> None:
    desk.do("set_pattern", staff="T001", weeks="DDDDD--")
    desk.at("07-17 10:00")
    desk.do("change_staff", staff="T001", left=True)
    assert letters(desk) == ""
    desk.do("change_staff", staff="T001", left=False)
    assert letters(desk, days=14) == "??DDD?????????", "nothing was planned beyond their last day"


def test_a_week_is_one_line_for_each(desk: Desk) -> None:
    desk.do("set_pattern", staff="T001", weeks="DDDDD--")
    desk.do("set_duty", staff="T001", kind="leave",
            begins_at="2026-07-16T00:00:00+08:00", ends_at="2026-07-17T00:00:00+08:00")  # fmt: skip
    (row,) = (row for row in desk.show("week_sheet") if row["staff"] == "T001")
    assert [row[day] for day in ("monday", "wednesday", "thursday", "friday", "sunday")] == [
        None, "D", "leave", "D", "-",
    ]  # fmt: skip


@pytest.mark.every_way
def test_no_two_entries_of_one_kind_overlap_whoever_writes_them(desk: Desk) -> None:
    desk.do("set_pattern", staff="T001,T002", weeks="DDDDD--")
    desk.do("set_shifts", staff="T001,T002", on_day="2026-07-17", shifts="N")
    for slot in ("pattern", "day"):
        with (
            pytest.raises(Exception, match="ex_duty_slot"),
            transaction(desk.store.engine, writing=True) as connection,
        ):
            connection.execute(
                text("UPDATE duty SET staff = 'T001' WHERE staff = 'T002' AND slot = :slot"), {"slot": slot}
            )
