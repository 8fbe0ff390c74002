"""Who may be sent: leave, duty, certificates, the whole window long."""

from __future__ import annotations

import pytest

from tests.db.desk import Desk
from tests.db.verbs.trial import code, shift, window


@pytest.mark.parametrize(
    ("begin", "end", "exit_code"),
    [
        ("2026-07-16T16:00:00+08:00", "2026-07-18T00:00:00+08:00", 0),  # from the window's end on
        ("2026-07-16T15:59:00+08:00", "2026-07-18T00:00:00+08:00", 3),
        ("2026-07-14T00:00:00+08:00", "2026-07-16T14:00:00+08:00", 0),  # back when it begins
        ("2026-07-16T14:30:00+08:00", "2026-07-16T14:31:00+08:00", 3),
    ],
)
def test_dsp_05_leave(desk: Desk, begin: str, end: str, exit_code: int) -> None:
    desk.do("set_duty", staff="T001", kind="leave", begins_at=begin, ends_at=end)
    number = desk.register(level=2)
    sent = {"ticket": number, "technician": "T001", **window("07-16", "14:00", "16:00")}
    if exit_code:
        assert code(desk, "dispatch", **sent) == 3
        desk.staff("L01", "lead")
        assert code(desk, "dispatch", by="L01", override="emergency", **sent) in (3, 5)
        desk.do("dispatch", by="D01", override="emergency", **sent)
    else:
        desk.do("dispatch", **sent)


@pytest.mark.parametrize(("expires", "exit_code"), [("2026-07-16", 0), ("2026-07-15", 3), ("2026-07-31", 0)])
def test_dsp_05_certificate(desk: Desk, expires: str, exit_code: int) -> None:
    desk.staff("T009", trade="electrical", certificates=f"electrician:{expires}")
    desk.do("buy_tool", kind="multimeter", count=1)
    number = desk.register(level=2, product="电机")
    refusal = desk.refused("dispatch", ticket=number, technician="T009", **window("07-16", "14:00", "16:00"))
    assert refusal.exit_code == 3
    assert ("electrician" in str(refusal)) is bool(exit_code)
    assert ("insulation_tester" in str(refusal)) is not bool(exit_code)


def test_dsp_04_12_zones(desk: Desk) -> None:
    desk.do("change_staff", staff="T001", zone="nanshan", reason="分片")
    desk.do("change_staff", staff="T002", zone="luohu", reason="分片")
    desk.do("set_zone", zone="luohu", technician="T002")
    number = desk.register(level=2, address="罗湖区东门")
    found = {row["staff"]: row for row in desk.show("candidates", number=number)}
    parts = {
        staff: {part["name"]: float(part["value"]) for part in row["parts"]} for staff, row in found.items()
    }
    assert (parts["T002"]["responsible"], parts["T001"]["responsible"]) == (1, 0)
    assert parts["T002"]["zone"] == 1
    assert found["T001"]["distance_km"] == 21
    assert found["T002"]["rank"] < found["T001"]["rank"]
    for row in found.values():
        whole = sum(part["weight"] * float(part["value"]) for part in row["parts"])
        assert float(row["score"]) == round(whole / sum(part["weight"] for part in row["parts"]), 2)
    assert code(desk, "set_zone", zone="nowhere", technician="T002") in (2, 3)
    assert code(desk, "dispatch", ticket=number, technician="C01", **window("07-16", "10:00", "11:00")) == 3
    assert desk.differences() == []


@pytest.mark.parametrize(
    ("begin", "end", "allowed"),
    [
        ("16:00", "17:00", True),
        ("16:00", "17:01", False),
        ("07:59", "09:30", False),
        ("18:00", "19:00", False),
    ],
)
def test_dsp_05_duty(desk: Desk, begin: str, end: str, allowed: bool) -> None:
    shift(desk, "T001", "duty", "07-16 08:00", "07-16 17:00")
    number = desk.register(level=2)
    sent = {"ticket": number, "technician": "T001", **window("07-16", begin, end)}
    if allowed:
        desk.do("dispatch", **sent)
    else:
        assert code(desk, "dispatch", **sent) == 3


def test_dsp_05_at_night(desk: Desk) -> None:
    shift(desk, "T001", "duty", "07-31 20:00", "08-01 06:00")
    number = desk.register(level=2)
    inside = {"window_from": "2026-07-31T23:30:00+08:00", "window_to": "2026-08-01T00:30:00+08:00"}
    beyond = {"window_from": "2026-08-01T05:30:00+08:00", "window_to": "2026-08-01T06:30:00+08:00"}
    assert code(desk, "dispatch", ticket=number, technician="T001", **beyond) == 3
    desk.do("dispatch", ticket=number, technician="T001", **inside)
    shift(desk, "T001", "leave", "08-01 00:00", "08-02 00:00")
    other = desk.register(level=2)
    assert (
        code(
            desk,
            "dispatch",
            ticket=other,
            technician="T001",
            **(inside | {"window_from": "2026-07-31T21:00:00+08:00"}),
        )
        == 3
    )
    before = {"window_from": "2026-07-31T21:00:00+08:00", "window_to": "2026-07-31T23:00:00+08:00"}
    desk.do("dispatch", ticket=other, technician="T001", **before)


def test_dsp_05_two_shifts_that_meet(desk: Desk) -> None:
    shift(desk, "T001", "duty", "07-16 08:00", "07-16 12:00")
    shift(desk, "T001", "duty", "07-16 12:00", "07-16 17:00")
    desk.do("dispatch", ticket=desk.register(level=2), technician="T001", **window("07-16", "11:00", "13:00"))
    shift(desk, "T002", "duty", "07-16 08:00", "07-16 12:00")
    shift(desk, "T002", "duty", "07-16 12:01", "07-16 17:00")
    number = desk.register(level=2)
    assert code(desk, "dispatch", ticket=number, technician="T002", **window("07-16", "11:00", "13:00")) == 3
