"""Shifts of somebody who goes to a branch with another clock, and of somebody who leaves (PPL-01, PPL-05)."""

import json

import pytest

from db.policy.load import shipped
from db.tables.staff import Duty
from db.verbs.adopting import AdoptPolicy
from tests.db.desk import Desk


def off_at(desk: Desk, text: str) -> str:
    desk.at(text)
    return str(next(row["state"] for row in desk.show("roster") if row["staff"] == "T001"))


def branch(desk: Desk, zone: str) -> None:
    content = shipped().sections()
    other = content["organisation"]["branch"]["NS"] | {"zh": "外地", "en": "Away", "zone": zone}
    content["organisation"]["branch"]["WD"] = other
    desk.store.do(AdoptPolicy(body=json.dumps(content, ensure_ascii=False)), "A01")


@pytest.mark.parametrize(("zone", "opens"), [("Asia/Urumqi", "10:30"), ("Asia/Tokyo", "07:30")])
def test_shifts_go_by_the_clock_of_the_new_branch_from_tomorrow_on(desk: Desk, zone: str, opens: str) -> None:
    branch(desk, zone)
    desk.do("set_pattern", staff="T001", weeks="DDDDD--/LLLLL--", week=2)  # late this week, by day the next
    desk.do("set_shifts", staff="T001", on_day="2026-07-20", shifts="-D")
    worked = [row.model_dump() for row in desk.rows(Duty, slot="pattern")]
    desk.do("change_staff", staff="T001", branch="WD", by="A01")
    patterns = sorted(desk.rows(Duty, slot="pattern"), key=lambda row: row.begins_at)
    assert [(row.weeks, row.time_zone) for row in patterns] == [
        ("LLLLL--/DDDDD--", "Asia/Shanghai"), ("LLLLL--/DDDDD--", zone),
    ]  # fmt: skip
    assert patterns[0].begins_at == worked[0]["begins_at"], "what was worked stays as it was"
    days = {row["day"]: row["shift"] for row in desk.show("shifts", from_day="2026-07-15", days=7)
            if row["staff"] == "T001"}  # fmt: skip
    assert "".join(str(each) for each in days.values()) == "LLL---D"
    hour, minute = opens.split(":")
    assert off_at(desk, f"07-21 {int(hour) - 1:02}:{minute}") == "off"
    assert off_at(desk, f"07-21 {opens}") == "free"
    assert desk.differences() == []


def test_a_transfer_within_the_same_clock_changes_no_shift(desk: Desk) -> None:
    branch(desk, "Asia/Shanghai")
    desk.do("set_pattern", staff="T001", weeks="DDDDD--")
    before = [row.model_dump() for row in desk.rows(Duty)]
    desk.do("change_staff", staff="T001", branch="WD", zone="nanshan", by="A01")
    assert [row.model_dump() for row in desk.rows(Duty)] == before


def test_who_leaves_has_no_shifts_to_come_and_begins_anew_when_they_come_back(desk: Desk) -> None:
    desk.do("set_pattern", staff="T001", weeks="NNNNN--")
    desk.do("set_shifts", staff="T001", on_day="2026-07-20", shifts="W")
    desk.do("take_leave", staff="T001", why="annual", from_day="2026-07-22", by="M01")
    desk.do("change_staff", staff="T001", left=True, by="A01")
    [stays] = desk.rows(Duty)
    assert stays.ends_at == desk.now
    assert desk.differences() == []
    desk.do("change_staff", staff="T001", left=False, by="A01")
    assert off_at(desk, "07-20 23:00") == "free"


def test_a_substitute_who_leaves_or_goes_on_leave_is_told_and_stands_in_no_longer(desk: Desk) -> None:
    slip = {"why": "annual", "from_day": "2026-07-16", "until_day": "2026-07-18"}
    desk.do("take_leave", staff="T001", substitute="T002", by="M01", **slip)
    told = desk.do("take_leave", staff="T002", why="sick", from_day="2026-07-17", by="M01")
    assert [each["values"].get("colleague") for each in told["warnings"]] == ["T001"]
    told = desk.do("change_staff", staff="T002", left=True, by="A01")
    assert [each["values"]["staff"] for each in told["warnings"]] == ["T001"]
    assert [row.substitute for row in desk.rows(Duty, staff="T001")] == [None]
    assert desk.differences() == []
