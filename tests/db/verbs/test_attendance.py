"""Late starts: off until they come, and absence by the hour or the third time (PPL-01, PPL-04)."""

from typing import Any

import pytest

from db.rules.attendance import counted
from db.tables.staff import Duty
from tests.db.desk import Desk


@pytest.mark.parametrize(
    ("minutes", "before", "is_absence"),
    [(59, 0, False), (60, 0, True), (1, 1, False), (1, 2, True), (1, 3, False), (90, 3, True)],
)
def test_an_hour_once_or_the_third_time_of_a_month_is_absence(
    minutes: int, before: int, is_absence: bool
) -> None:
    assert counted(minutes, before, most_minutes=60, most_times=3).is_absence is is_absence
    assert not counted(minutes, before, most_minutes=0, most_times=0).is_absence


def state(desk: Desk) -> str:
    return str(next(row["state"] for row in desk.show("roster") if row["staff"] == "T001"))


def late(desk: Desk, **fields: Any) -> tuple[int, int, bool]:
    told = desk.do("late_start", staff="T001", **fields)
    return told["minutes"], told["times"], told["absence"]


def test_who_has_not_come_is_off_until_they_come(desk: Desk) -> None:
    desk.do("set_pattern", staff="T001", weeks="DDDDD--")
    number = desk.register(level=2)
    desk.do(
        "dispatch", ticket=number, technician="T001",
        window_from="2026-07-15T14:00:00+08:00", window_to="2026-07-15T16:00:00+08:00",
    )  # fmt: skip
    told = desk.do("late_start", staff="T001")
    assert (told["minutes"], state(desk)) == (30, "off")
    assert [each["values"]["ticket"] for each in told["warnings"]] == [number]
    desk.later(minutes=40)
    assert late(desk, came_at="2026-07-15T09:35:00+08:00") == (65, 1, True)
    assert state(desk) != "off"
    assert len(desk.rows(Duty, kind="off")) == 1, "one late start, said twice"
    desk.do("undo")
    assert state(desk) == "off"
    assert desk.differences() == []


def test_the_third_of_a_month_counts_and_a_new_month_begins_anew(desk: Desk) -> None:
    desk.do("set_pattern", staff="T001", weeks="DDDDD--")
    said = []
    for day in ("07-16", "07-17", "07-20", "07-21", "08-03"):
        desk.at(f"{day} 09:00")
        said.append(late(desk, came_at=f"2026-{day}T08:45:00+08:00"))
    assert said == [(15, 1, False), (15, 2, False), (15, 3, True), (15, 4, False), (15, 1, False)]


def test_a_night_shift_began_the_day_before(desk: Desk) -> None:
    desk.do("set_shifts", staff="T001", on_day="2026-07-15", shifts="N")
    desk.at("07-16 00:30")
    assert late(desk, came_at="2026-07-16T00:30:00+08:00") == (150, 1, True)


def test_nobody_is_late_without_a_shift_before_it_or_on_leave(desk: Desk) -> None:
    assert desk.refused("late_start", staff="T002").rule == "PPL-01"
    desk.do("set_shifts", staff="T001", on_day="2026-07-15", shifts="L")
    assert desk.refused("late_start", staff="T001").rule == "PPL-01"
    desk.do("take_leave", staff="T001", why="annual", from_day="2026-07-15", by="M01")
    desk.at("07-15 14:00")
    assert desk.refused("late_start", staff="T001").rule == "PPL-04"
    assert desk.refused("late_start", staff="T001", came_at="2026-07-15T15:00:00+08:00").values["field"]
