"""Dispatch, windows and the queue: an ordinary case, a boundary and a misuse of each rule."""

from __future__ import annotations

from typing import Any

from tests.db.desk import CALLER, Desk
from tests.db.verbs.trial import code, due, window


def test_int_11_told_afterwards(desk: Desk) -> None:
    desk.at("09:30")
    number = desk.register(level=1, reported_at="2026-07-15T07:00:00+08:00")
    at = "2026-07-15T07:{}:00+08:00".format
    assert code(
        desk, "dispatch", ticket=number, technician="T001", happened_at="2026-07-15T06:59:59+08:00"
    ) in (2, 3)
    desk.do("dispatch", ticket=number, technician="T001", happened_at=at("05"))
    assert code(desk, "step", ticket=number, what="departed", happened_at=at("04")) in (2, 3)
    desk.do("step", ticket=number, what="contacted", happened_at=at("10"))
    desk.do("step", ticket=number, what="arrived", happened_at=at("40"))
    marks = {each["milestone"]: each["in_time"] for each in desk.show("ticket", number=number)["milestones"]}
    assert (marks["respond"], marks["arrive"]) == (True, True)
    assert desk.show("counts")["timeliness"] == 100
    assert due(desk, number, "resolve") == "07-16 07:40"
    assert code(desk, "step", ticket=number, what="finished", happened_at="2026-07-15T09:30:01+08:00") == 2


def test_dsp_01_order(desk: Desk) -> None:
    made: dict[str, str] = {}
    kinds: dict[str, dict[str, Any]] = {
        "none due": {"level": 4, "way": "on_site"},
        "second": {"level": 2},
        "early second": {"level": 2, "reported_at": "2026-07-15T08:59:59+08:00"},
        "first": {"level": 1},
        "prior": {"level": 2},
        "untriaged": {},
    }
    for name, fields in kinds.items():
        made[name] = desk.register(**fields)
    desk.do("triage", ticket=made["prior"], level=2, priority=1)
    desk.do("step", ticket=made["none due"], what="contacted")
    again = desk.register(level=4)
    names = {number: name for name, number in made.items()} | {again: "fourth"}
    order = [names[row["number"]] for row in desk.show("queue")]
    assert order == ["untriaged", "first", "prior", "early second", "second", "fourth", "none due"]
    desk.do("pause", ticket=made["first"], reason="part")
    assert names[desk.show("queue")[1]["number"]] == "first"  # keeps its level
    assert code(desk, "triage", ticket=made["second"], level=2, priority=0) == 2
    assert code(desk, "triage", ticket=made["second"], level=2, priority=10) == 2


def test_dsp_03_09_dispatch(desk: Desk) -> None:
    number = desk.register(level=2)
    assert code(desk, "dispatch", ticket=number, technician="T001", **window("07-15", "07:00", "08:59")) in (
        2,
        3,
    )
    assert code(desk, "dispatch", ticket=number, technician="T001", **window("07-15", "16:00", "14:00")) in (
        2,
        3,
    )
    desk.do("dispatch", ticket=number, technician="T001", crew="T002", **window("07-16", "14:00", "16:00"))
    assert desk.held_by(number) == ["T001", "T002"]
    assert code(desk, "dispatch", ticket=number, technician="T002") == 3
    desk.at("10:00")
    desk.do("recall", ticket=number, reason="more_urgent")
    shown = desk.show("ticket", number=number)
    assert (shown["state"], shown["agreed_to"], shown["technician"]) == ("triaged", None, None)
    assert due(desk, number, "arrive") == "07-17 09:00"
    assert {(each["technician"], each["ended_at"][11:16]) for each in shown["assignments"]} == {
        ("T001", "10:00"),
        ("T002", "10:00"),
    }
    assert code(desk, "recall", ticket=number, reason="more_urgent") == 3
    assert code(desk, "reassign", ticket=number, technician="T002", reason="nearer") == 3


def test_dsp_08_overlap(desk: Desk) -> None:
    numbers = [desk.register(level=2) for _ in range(3)]
    desk.do("dispatch", ticket=numbers[0], technician="T001", **window("07-16", "10:00", "11:00"))
    desk.do("dispatch", ticket=numbers[1], technician="T001", **window("07-16", "11:00", "12:00"))
    late = {"ticket": numbers[2], "technician": "T001"}
    assert code(desk, "dispatch", **late, **window("07-16", "11:59", "13:00")) == 3
    assert (
        code(
            desk,
            "dispatch",
            ticket=numbers[2],
            technician="T002",
            crew="T001",
            **window("07-16", "10:30", "10:31"),
        )
        == 3
    )
    desk.do("dispatch", **late, **window("07-16", "12:00", "13:00"))
    assert (
        code(
            desk,
            "move_window",
            ticket=numbers[2],
            **window("07-16", "11:30", "12:30"),
            reason="customer_report",
        )
        == 3
    )
    desk.do(
        "reassign", ticket=numbers[0], technician="T002", reason="nearer", **window("07-16", "10:00", "11:00")
    )
    desk.do("move_window", ticket=numbers[1], **window("07-16", "10:00", "11:00"), reason="customer_report")


def test_dsp_09_recall_keeps_first_start(desk: Desk) -> None:
    number = desk.register(level=2)
    desk.do("dispatch", ticket=number, technician="T001")
    desk.at("10:00")
    desk.do("step", ticket=number, what="arrived")
    assert due(desk, number, "resolve") == "07-16 10:00"
    desk.do("recall", ticket=number, reason="more_urgent")
    assert due(desk, number, "arrive") == "07-17 09:00"
    assert due(desk, number, "resolve") == "07-16 10:00"
    desk.at("11:00")
    desk.do("dispatch", ticket=number, technician="T002")
    desk.do("step", ticket=number, what="arrived")
    assert due(desk, number, "resolve") == "07-16 10:00"


def test_dsp_03_windows(desk: Desk) -> None:
    number = desk.register(level=2)
    for wrong in (
        window("07-16", "14:00", "14:00"),
        {"window_to": "2026-07-15T08:59:00+08:00"},
    ):
        assert code(desk, "dispatch", ticket=number, technician="T001", **wrong) in (2, 3), wrong
    assert code(desk, "dispatch", ticket=number, technician="T001", crew="T404") in (2, 3)
    assert code(desk, "dispatch", ticket=number, technician="T001", crew="T001") == 2
    assert code(
        desk,
        "register",
        **CALLER,
        wanted_from="2026-07-16T14:00:00+08:00",
        wanted_to="2026-07-16T13:00:00+08:00",
    ) in (2, 3)


def test_dsp_02_filters(desk: Desk) -> None:
    one = desk.register(level=1, address="龙岗区布吉")
    two = desk.register(
        level=2, kind="maintenance", serial="SN-55", customer="南沙制衣厂", phone="13800000002"
    )
    desk.do("dispatch", ticket=one, technician="T001")

    def seen(**fields: Any) -> list[str]:
        return [row["number"] for row in desk.show("queue", **fields)]

    assert (seen(level=1), seen(level=3)) == ([one], [])
    assert seen(technician="T001") == [one]
    assert seen(kind="maintenance") == [two]
    assert seen(zone="longgang") == [one]
    assert seen(view="to_dispatch") == [two]
    assert seen(find="SN-55") == seen(find="sn-55") == [two]
    assert seen(find="nszyc") == [one, two]
    assert seen(branch="NS", department="YX", find="nszyc", limit=1) == [one]
    assert seen(view="mine", by="T001") == [one]
    desk.do("cancel", ticket=two, reason="duplicate")
    assert seen(find="SN-55", view="open") == []
    assert desk.differences() == []


def test_dsp_08_window_without_an_end(desk: Desk) -> None:
    first, second, third = (desk.register(level=2) for _ in range(3))
    desk.do("dispatch", ticket=first, technician="T001", window_from="2026-07-16T14:00:00+08:00")
    assert code(desk, "dispatch", ticket=second, technician="T001", **window("07-16", "14:30", "15:00")) == 3
    assert code(desk, "dispatch", ticket=second, technician="T001", **window("07-16", "13:00", "14:01")) == 3
    desk.do("dispatch", ticket=second, technician="T001", **window("07-16", "13:00", "14:00"))
    assert (
        code(desk, "dispatch", ticket=third, technician="T001", window_from="2026-07-16T13:30:00+08:00") == 3
    )
    desk.do("dispatch", ticket=third, technician="T001", window_from="2026-07-16T16:00:00+08:00")
