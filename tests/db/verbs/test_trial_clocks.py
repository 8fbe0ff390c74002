"""Where clocks meet: pauses, levels, the year that ends, numbers of two months."""

from __future__ import annotations

from tests.db.desk import Desk
from tests.db.verbs.trial import code, due


def test_sla_06_pause_before_and_level_change(desk: Desk) -> None:
    number = desk.register(level=3)
    desk.at("10:00")
    desk.do("pause", ticket=number, reason="part")
    desk.at("12:00")
    desk.do("triage", ticket=number, level=2, reason="worse")
    assert due(desk, number, "arrive") is None
    desk.at("13:00")
    desk.do("resume", ticket=number)
    assert due(desk, number, "arrive") == "07-17 12:00"  # 48 h and the pause of 3 h
    desk.at("14:00")
    desk.do("pause", ticket=number, reason="customer")
    desk.at("14:30")
    desk.do("resume", ticket=number)
    assert due(desk, number, "arrive") == "07-17 12:30"
    proof = next(
        each for each in desk.show("proof", number=number)["targets"] if each["milestone"] == "arrive"
    )
    assert sum(each["counted_minutes"] for each in proof["segments"]) == proof["allowance_minutes"] == 2880


def test_sla_05_working_days_of_the_year(desk: Desk) -> None:
    desk.at("2026-12-31 21:57")
    number = desk.register(level=1, product="软件")
    assert number == "YX2612-01"
    assert desk.show("ticket", number=number)["due_at"] == "2027-01-01T08:32:00+08:00"
    desk.at("2026-12-31 21:58")
    later = desk.register(level=1, product="软件")
    assert desk.show("ticket", number=later)["due_at"] == "2027-01-01T08:33:00+08:00"


def test_frm_01_running_part(desk: Desk) -> None:
    old = desk.register()
    desk.at("2026-08-01 09:00")
    new = desk.register()
    assert (old, new) == ("YX2607-01", "YX2608-01")
    desk.do("note", ticket="1", text="最新的")
    assert desk.show("events", number=new)[-1]["verb"] == "note"
    desk.do("cancel", ticket=new, reason="wrong_entry")
    desk.do("note", ticket="01", text="还开着的")
    assert desk.show("events", number=old)[-1]["verb"] == "note"
    assert code(desk, "note", ticket="999", text="没有") == 3
    for _ in range(99):
        last = desk.register()
    assert last == "YX2608-100"
    desk.do("note", ticket="100", text="第一百张")
    assert desk.differences() == []


def test_sla_06_pause_twice_and_in_one_second(desk: Desk) -> None:
    number = desk.register(level=2)
    for _ in range(3):
        desk.do("pause", ticket=number, reason="part")
        assert code(desk, "pause", ticket=number, reason="part") == 3
        desk.do("resume", ticket=number)
    assert due(desk, number, "arrive") == "07-17 09:00"
    desk.do("pause", ticket=number, reason="part")
    desk.at("09:30")
    desk.do("resume", ticket=number)
    desk.do("pause", ticket=number, reason="customer")
    desk.at("10:00")
    desk.do("resume", ticket=number)
    assert due(desk, number, "arrive") == "07-17 10:00"
    desk.at("12:00")
    desk.do("pause", ticket=number, reason="customer")
    desk.do("cancel", ticket=number, reason="duplicate")
    assert desk.show("counts")["paused"] == 0
    assert due(desk, number, "arrive") is None
    assert desk.differences() == []
