"""People, figures, and who did what."""

from __future__ import annotations

from typing import Any

from tests.db.desk import Desk, reach
from tests.db.verbs.trial import code, shift


def test_rpt_05_figures(desk: Desk) -> None:
    late, early = desk.register(level=1), desk.register(level=2)
    desk.at("09:11")
    desk.do("step", ticket=early, what="contacted")
    counts = desk.show("counts")
    assert counts["breached"] == len(desk.show("queue", view="breached")) == 1
    assert counts["timeliness"] == 0  # what is due so far: one, and that was missed
    assert [row["number"] for row in desk.show("queue", view="breached")] == [late]
    desk.at("10:00")
    assert desk.show("counts")["timeliness"] == 50  # one met of two due
    desk.do("pause", ticket=early, reason="part")
    assert desk.show("counts")["paused"] == len(desk.show("queue", view="paused")) == 1
    assert desk.show("counts", month="2026-06")["timeliness"] is None
    assert code(desk, "note", ticket="YX2607-99", text="无") == 3


def test_ppl_03_who_gives_what(desk: Desk) -> None:
    desk.staff("H01", "department_lead")
    new = {"staff": "N01", "label": "新人"}
    assert code(desk, "add_staff", by="H01", roles="admin", **new) == 5
    assert code(desk, "add_staff", by="H01", roles=["technician", "manager"], **new) == 5
    assert code(desk, "add_staff", by="M01", roles="general_manager", **new) == 5
    assert code(desk, "change_staff", by="H01", staff="H01", roles="admin", reason="自升") == 5
    assert code(desk, "change_staff", by="H01", staff="A01", roles="technician", reason="降级") == 5
    desk.do("add_staff", by="M01", roles="keeper", **new)
    assert code(desk, "add_staff", by="D01", staff="N02", label="新人", roles="technician") == 5
    assert code(desk, "add_staff", staff="N01", label="重号", roles="technician") == 3
    assert code(desk, "dispatch", ticket=reach(desk, "triaged"), technician="T001", by="C01") == 5


def test_ppl_01_04_leaver_and_leave(desk: Desk) -> None:
    number = reach(desk, "dispatched")
    leaving: dict[str, Any] = {"staff": "T001", "left": True, "reason": "离职"}
    refusal = desk.refused("change_staff", **leaving)
    assert refusal.exit_code == 3
    assert number in str(refusal)
    desk.do("recall", ticket=number, reason="technician_away")
    desk.do("change_staff", **leaving)
    assert code(desk, "note", ticket=number, text="还在吗", by="T001") in (3, 5)
    assert code(desk, "dispatch", ticket=reach(desk, "triaged"), technician="T001") == 3
    waiting = reach(desk, "dispatched", technician="T002")
    told = desk.do(
        "set_duty",
        staff="T002",
        kind="leave",
        begins_at="2026-07-15T08:00:00+08:00",
        ends_at="2026-07-16T08:00:00+08:00",
    )
    assert waiting in str(told) or "T002" in str(told)
    (row,) = [each for each in desk.show("roster") if each["staff"] == "T002"]
    assert (row["state"], row["on_duty"]) == ("leave", False)
    assert code(
        desk,
        "set_duty",
        staff="T002",
        kind="leave",
        begins_at="2026-07-16T08:00:00+08:00",
        ends_at="2026-07-16T08:00:00+08:00",
    ) in (2, 3)
    desk.at("07-16 08:00")
    (row,) = [each for each in desk.show("roster") if each["staff"] == "T002"]
    assert row["on_duty"] is True


def test_all_02_named_and_in_order(desk: Desk) -> None:
    number, other = reach(desk, "triaged"), reach(desk, "triaged")
    desk.at("10:00")
    desk.do("note", ticket=number, text="十点")
    desk.at("09:30")
    assert code(desk, "note", ticket=number, text="九点半") == 3
    desk.do("note", ticket=other, text="九点半", by="T001")
    last = desk.show("events", number=other)[-1]
    assert (last["actor"], last["at"], last["verb"]) == ("T001", "2026-07-15T09:30:00+08:00", "note")
    assert code(desk, "note", ticket=other, text="谁", by="X99") == 3


def test_all_04_text_is_data(desk: Desk) -> None:
    for bad in ("不转\x1b[31m红", "不转\u202e反", "a\x07b"):
        shown = desk.show("ticket", number=desk.register(fault=bad))["fault"]
        assert not any(char in shown for char in ("\x1b", "\u202e", "\x07"))
    assert desk.register(fault="[red]粗体[/red] {0} %s")
    assert "[red]" in str(desk.show("queue"))


def test_ppl_04_substitute(desk: Desk) -> None:
    number = reach(desk, "dispatched")
    shift(desk, "T001", "leave", "07-15 10:00", "07-15 12:00", substitute="T002")
    desk.at("10:00")
    assert [row["number"] for row in desk.show("queue", view="mine", by="T002")] == [number]
    assert "13800000001" in str(desk.show("ticket", number=number, by="T002"))
    desk.at("12:00")
    assert desk.show("queue", view="mine", by="T002") == []
    assert "13800000001" not in str(desk.show("ticket", number=number, by="T002"))
    assert code(
        desk,
        "set_duty",
        staff="T001",
        kind="leave",
        begins_at="2026-07-20T10:00:00+08:00",
        ends_at="2026-07-21T10:00:00+08:00",
        substitute="T001",
    ) in (2, 3)
