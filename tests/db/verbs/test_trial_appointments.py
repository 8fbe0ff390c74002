"""The time agreed with the customer: moved, missed, wanted otherwise."""

from __future__ import annotations

from tests.db.desk import Desk
from tests.db.verbs.trial import code, due, milestone, window


def test_sla_11_moved_appointment(desk: Desk) -> None:
    number = desk.register(level=2)
    desk.do(
        "dispatch",
        ticket=number,
        technician="T001",
        **window("07-16", "14:00", "16:00"),
        window_wanted_by="us",
    )
    sooner = window("07-20", "09:00", "10:00")
    assert code(desk, "move_window", ticket=number, **sooner, window_wanted_by="customer") in (
        2,
        3,
    )  # no reason
    desk.do(
        "move_window",
        ticket=number,
        **window("07-20", "09:00", "10:00"),
        window_wanted_by="customer",
        reason="customer_report",
    )
    assert due(desk, number, "arrive") == "07-20 10:00"
    assert milestone(desk, number, "arrive")["original_due_at"] == "2026-07-17T09:00:00+08:00"
    desk.do(
        "move_window",
        ticket=number,
        **window("07-21", "09:00", "10:00"),
        window_wanted_by="us",
        reason="running_late",
    )
    # what the customer wanted stands; put off by us it does not move
    assert due(desk, number, "arrive") in ("07-20 10:00", "07-17 09:00")
    assert code(desk, "move_window", ticket=number, **window("07-14", "09:00", "10:00"), reason="x") in (2, 3)


def test_sla_11_pause_and_agreed(desk: Desk) -> None:
    number = desk.register(level=2)
    desk.do(
        "dispatch",
        ticket=number,
        technician="T001",
        **window("07-20", "14:00", "16:00"),
        window_wanted_by="customer",
    )
    desk.at("10:00")
    desk.do("pause", ticket=number, reason="customer")
    desk.at("12:00")
    desk.do("resume", ticket=number)
    assert due(desk, number, "arrive") == "07-20 16:00"  # an agreed time is never moved by a pause
    assert desk.show("ticket", number=number)["agreed_to"] == "2026-07-20T16:00:00+08:00"


def test_sla_13_way_changed_after_breach(desk: Desk) -> None:
    number = desk.register(level=1)
    desk.at("09:05")
    desk.do("step", ticket=number, what="contacted")
    desk.at("11:00:01")
    desk.do("triage", ticket=number, level=1, way="remote", reason="new_facts")
    assert due(desk, number, "arrive") is None
    desk.do("step", ticket=number, what="finished")
    assert desk.show("counts")["timeliness"] == 50  # respond kept, arrive missed
    assert number in {row["number"] for row in desk.show("tickets")}


def test_sla_11_moved_after_it_was_missed(desk: Desk) -> None:
    number = desk.register(level=2)
    desk.do("dispatch", ticket=number, technician="T001", **window("07-15", "10:00", "11:00"))
    desk.at("11:00:01")
    desk.do("move_window", ticket=number, **window("07-15", "12:00", "13:00"), reason="running_late")
    desk.at("12:30")
    desk.do("step", ticket=number, what="arrived")
    assert desk.show("counts")["kept_appointments"] < 100


def test_sla_11_moved_in_time(desk: Desk) -> None:
    number = desk.register(level=2)
    desk.do("dispatch", ticket=number, technician="T001", **window("07-15", "10:00", "11:00"))
    desk.at("10:59")
    desk.do("move_window", ticket=number, **window("07-15", "12:00", "13:00"), reason="running_late")
    desk.at("13:00")
    desk.do("step", ticket=number, what="arrived")
    assert desk.show("counts")["kept_appointments"] == 100


def test_sla_04_agreed_is_the_deadline(desk: Desk) -> None:
    number = desk.register(level=2, product="软件", way="on_site")
    desk.do("dispatch", ticket=number, technician="T001")
    assert due(desk, number, "arrive") == "07-16 09:00"  # 24 h from the dispatch
    desk.do("recall", ticket=number, reason="skill")
    desk.do("dispatch", ticket=number, technician="T002", **window("07-20", "14:00", "16:00"))
    assert due(desk, number, "arrive") == "07-20 16:00"
    sooner = window("07-21", "14:00", "16:00")
    assert code(desk, "move_window", ticket=number, **sooner) == 2  # no reason
    desk.do("move_window", ticket=number, **sooner, reason="customer_report")
    assert due(desk, number, "arrive") == "07-21 16:00"
    desk.do("recall", ticket=number, reason="window_moved")
    assert due(desk, number, "arrive") in (None, "07-16 09:00")


def test_sla_13_window_after_breach(desk: Desk) -> None:
    number = desk.register(level=2, product="软件", way="on_site")
    desk.do("dispatch", ticket=number, technician="T001", **window("07-15", "10:00", "11:00"))
    desk.do("step", ticket=number, what="contacted")
    desk.at("11:30")
    desk.do(
        "move_window",
        ticket=number,
        **window("07-15", "12:00", "13:00"),
        reason="customer_report",
        window_wanted_by="customer",
    )
    desk.at("12:30")
    desk.do("step", ticket=number, what="arrived")
    row = milestone(desk, number, "arrive")
    assert row["missed_at"] is not None or row["in_time"] is False
    assert desk.show("counts")["timeliness"] == 50


def test_sla_11_who_held_it_then(desk: Desk) -> None:
    number = desk.register(level=2)
    desk.do("dispatch", ticket=number, technician="T001", **window("07-15", "10:00", "11:00"))
    desk.at("11:30")
    desk.do(
        "reassign",
        ticket=number,
        technician="T002",
        reason="running_late",
        **window("07-15", "13:00", "14:00"),
    )
    desk.at("13:30")
    desk.do("step", ticket=number, what="arrived")
    rows = {row["staff"]: row for row in desk.show("punctuality")}
    assert (rows["T001"]["missed"], rows["T002"]["missed"]) == (1, 0)
    assert rows["T002"]["kept"] == 1


def test_int_05_kind_after_breach(desk: Desk) -> None:
    number = desk.register(level=1)
    desk.at("09:11")
    assert code(desk, "correct", ticket=number, kind="training") == 2
    desk.do("correct", ticket=number, kind="training", reason="customer_report")
    assert due(desk, number, "respond") is None
    assert desk.show("counts")["timeliness"] == 0
