"""Visit, things sent in and escalation: an ordinary case, a boundary and a misuse of each rule."""

from __future__ import annotations

from tests.db.desk import Desk, reach
from tests.db.verbs.trial import code


def test_vis_01_steps(desk: Desk) -> None:
    number = desk.register(level=2)
    step = {"ticket": number}
    assert code(desk, "step", **step, what="arrived") == 3
    desk.at("09:30")
    desk.do("dispatch", ticket=number, technician="T001")
    assert code(desk, "step", **step, what="finished") == 3
    assert code(desk, "step", **step, what="arrived", happened_at="2026-07-15T09:29:59+08:00") in (2, 3)
    assert code(desk, "step", **step, what="arrived", happened_at="2026-07-15T09:30:01+08:00") in (2, 3)
    desk.do("pause", ticket=number, reason="access")
    assert code(desk, "step", **step, what="arrived") == 3
    desk.do("step", **step, what="answered")
    desk.do("resume", ticket=number)
    desk.do("step", **step, what="arrived")
    assert code(desk, "step", **step, what="departed") == 3
    assert code(desk, "step", **step, what="left") == 3
    for what in ("found", "trial_run", "finished", "left", "returned"):
        desk.do("step", **step, what=what)
    assert code(desk, "step", **step, what="trial_run") == 3
    assert desk.show("ticket", number=number)["state"] == "follow_up"


def test_vis_08_sent_in(desk: Desk) -> None:
    number = desk.register(level=3, way="send_in")
    assert code(desk, "track", ticket=number, what="shipped", receipt="SF1") == 3
    desk.do("track", ticket=number, what="received", condition="外壳划伤", accessories="电源线")
    desk.do("track", ticket=number, what="shelved", place="B-02-01-3")
    assert desk.show("queue")[0]["item_place"] == "B-02-01-3"
    desk.do("track", ticket=number, what="repaired")
    assert code(desk, "track", ticket=number, what="collected", receipt="R1") == 3
    desk.do("track", ticket=number, what="inspected")
    assert code(desk, "track", ticket=number, what="shipped") in (2, 3)
    desk.do("track", ticket=number, what="shipped", receipt="SF123")
    assert code(desk, "track", ticket=number, what="inspected") == 3
    assert code(desk, "track", ticket=desk.register(level=2), what="received", condition="好") == 3


def test_esc_02_04_by_hand(desk: Desk) -> None:
    number = reach(desk, "dispatched")
    assert code(desk, "escalate", ticket=number) == 2
    desk.do("escalate", ticket=number, reason="beyond_skill", by="T001")
    (first,) = desk.show("escalations", ticket=number)
    assert first["rung"] == 2 or first["target"] != "T001"
    desk.do("acknowledge", ticket=number, by="M01")
    assert desk.show("escalations", ticket=number)[0]["acknowledged_by"] == "M01"
    assert code(desk, "acknowledge", ticket=number) == 3
    assert code(desk, "escalate", ticket=number, reason="safety", rung=5) in (2, 3)
    assert code(desk, "escalate", ticket=number, reason="safety", rung=0) == 2
    desk.do("escalate", ticket=number, reason="safety", rung=3)
    assert desk.show("escalations", mine=True, by="M01")[0]["ticket"] == number
    desk.do("cancel", ticket=number, reason="solved_itself")
    assert [row["state"] for row in desk.show("escalations", ticket=number, state="open")] == []


def test_vis_01_twice(desk: Desk) -> None:
    number = desk.register(level=2)
    desk.at("09:30")
    desk.do("step", ticket=number, what="contacted")
    desk.at("10:30")
    desk.do("step", ticket=number, what="contacted")
    target = desk.target(number, "respond")
    assert target.met_at is not None
    assert desk.show("ticket", number=number)["milestones"][0]["met_at"] == "2026-07-15T09:30:00+08:00"
    assert code(desk, "step", ticket=number, what="danced") == 2
    desk.do("dispatch", ticket=number, technician="T001")
    desk.do("step", ticket=number, what="arrived")
    assert code(desk, "step", ticket=number, what="arrived") == 3


def test_esc_05_reminder(desk: Desk) -> None:
    number = desk.register(level=2)
    assert code(desk, "remind", ticket=number, at="2026-07-15T08:59:59+08:00") in (2, 3)
    desk.do("remind", ticket=number, at="2026-07-15T10:00:00+08:00", text="再问")
    assert len(desk.show("reminders")) == 1
    assert desk.show("reminders", by="C01") == []
    desk.do("cancel", ticket=number, reason="duplicate")
    assert desk.show("reminders") == []
