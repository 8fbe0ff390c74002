"""Deadlines of the regulations, worked out by hand: ordinary cases, boundaries, misuse."""

from __future__ import annotations

from typing import Any

import pytest

from tests.db.desk import Desk
from tests.db.verbs.trial import code, due, window


@pytest.mark.parametrize(
    ("fields", "milestone", "expected"),
    [
        ({"level": 1, "address": "深圳市龙岗区布吉"}, "arrive", "07-15 12:00"),  # 2 h + 60 min
        ({"level": 1, "address": "深圳市福田区"}, "arrive", "07-15 11:00"),  # main urban
        ({"level": 1}, "respond", "07-15 09:10"),
        ({"level": 2, "urgent": "yes"}, "arrive", "07-15 21:00"),
        ({"level": 3}, "arrive", "07-18 09:00"),
        ({"level": 4, "way": "on_site"}, "arrive", None),  # from the dispatch
        ({"level": 4}, "resolve", "07-16 09:00"),  # remote when nobody says
        ({"level": 2, "way": "remote", "problem": "complex"}, "resolve", "07-17 09:00"),
        ({"level": 2, "way": "remote"}, "arrive", None),
        ({"level": 2, "product": "空调", "address": "惠州市惠阳"}, "arrive", "07-15 15:00"),  # 4 h + 120 min
        ({"level": 2, "product": "空调", "address": "大鹏新区"}, "arrive", "07-15 13:00"),
        ({"level": 2, "product": "服务器"}, "respond", "07-15 09:30"),  # integrator
        ({"level": 3, "product": "服务器"}, "resolve", "07-15 10:00"),
        ({"level": 3, "product": "数控机床"}, "answer", "07-16 09:00"),  # maker
        ({"level": 3, "product": "数控机床"}, "arrive", "07-15 21:00"),
        ({"level": 3, "product": "客车", "supplier_needed": "yes"}, "answer", "07-15 21:00"),
        ({"level": 3, "product": "客车", "fault": "车门关不上"}, "arrive", "07-16 09:00"),
        ({"level": 3, "product": "客车", "fault": "发动机抖动"}, "arrive", None),  # agreed
        ({"level": 3, "product": "客车", "address": "汕头市"}, "arrive", None),  # beyond 100 km
    ],
)
def test_sla_03_04_rows(desk: Desk, fields: dict[str, Any], milestone: str, expected: str | None) -> None:
    assert due(desk, desk.register(**fields), milestone) == expected


@pytest.mark.parametrize(
    ("product", "reported", "expected"),
    [
        ("软件", "07-15 21:55", "07-15 22:00"),  # ends exactly at closing
        ("软件", "07-15 21:58", "07-16 08:33"),
        ("软件", "07-15 22:00", "07-16 08:35"),
        ("软件", "07-31 03:00", "07-31 08:35"),
        ("监控", "07-31 23:58", "08-01 08:03"),
        ("监控", "07-15 23:55", "07-16 00:00"),  # midnight, no lost minute
        ("其他", "02-28 23:50", "03-01 00:00"),  # elapsed
    ],
)
def test_sla_05_clocks(desk: Desk, product: str, reported: str, expected: str) -> None:
    desk.at(reported if reported >= "07" else f"2027-{reported}")
    assert due(desk, desk.register(product=product, level=1), "respond") == expected


def test_sla_03_after_the_work(desk: Desk) -> None:
    number = desk.register(level=2, problem="complex")
    desk.do("dispatch", ticket=number, technician="T001")
    desk.at("16:00")
    desk.do("step", ticket=number, what="arrived")
    assert due(desk, number, "resolve") == "07-17 16:00"
    desk.at("07-16 20:00")
    desk.do("step", ticket=number, what="finished")
    assert due(desk, number, "survey") == "07-17 12:00"
    away = desk.register(level=2, way="remote", reported_at="2026-07-16T19:00:00+08:00")
    desk.do("step", ticket=away, what="finished")
    assert (due(desk, away, "verify"), due(desk, away, "survey")) == ("07-18 20:00", None)
    assert desk.target(away, "respond").met_at is not None
    late = desk.register(level=4, way="on_site")
    desk.at("07-17 08:00")
    desk.do("dispatch", ticket=late, technician="T001")
    assert due(desk, late, "arrive") == "07-18 08:00"
    desk.do(
        "reassign", ticket=late, technician="T002", reason="nearer", happened_at="2026-07-17T08:00:00+08:00"
    )
    assert due(desk, late, "arrive") == "07-18 08:00"


@pytest.mark.parametrize(
    ("contract", "profile", "product", "used"),
    [
        ("integrator", "maker", "空调", "integrator"),
        (None, "maker", "空调", "maker"),
        (None, None, "空调", "air_conditioning"),
        (None, None, "沙盘", "electrical"),
    ],
)
def test_sla_04_choice(
    desk: Desk, contract: str | None, profile: str | None, product: str, used: str
) -> None:
    desk.do("add_customer", customer="南山制衣厂", phone="13800000001")
    extra = {} if profile is None else {"profile": profile}
    desk.do("add_equipment", customer="南山制衣厂", product=product, serial="S-1", **extra)
    chosen = {} if contract is None else {"contract": contract}
    number = desk.register(serial="S-1", level=2, product=product, **chosen)
    assert desk.show("ticket", number=number)["profile"] == used


def test_sla_06_pauses(desk: Desk) -> None:
    number = desk.register(level=2)
    desk.at("11:00")
    desk.do("pause", ticket=number, reason="part")
    shown = desk.show("ticket", number=number)
    assert (due(desk, number, "respond"), due(desk, number, "arrive")) == ("07-15 10:00", None)
    assert shown["state"] == "paused"
    desk.at("13:00")
    desk.do("resume", ticket=number)
    assert due(desk, number, "arrive") == "07-17 11:00"
    assert code(desk, "resume", ticket=number) == 3

    night = desk.register(level=2, product="软件", way="remote", reported_at="2026-07-15T13:00:00+08:00")
    desk.do("pause", ticket=night, reason="customer")
    desk.at("07-16 10:00")
    desk.do("resume", ticket=night)
    assert due(desk, night, "resolve") == "07-16 11:00"
    closed = desk.register(level=2, product="软件", way="remote")
    desk.at("10:30")
    desk.do("step", ticket=closed, what="finished")
    assert code(desk, "pause", ticket=closed, reason="customer") == 3


def test_sla_06_lateness_is_frozen(desk: Desk) -> None:
    number = desk.register(level=2, way="remote", product="服务器", reported_at="2026-07-15T09:00:00+08:00")
    desk.do("step", ticket=number, what="contacted")
    assert due(desk, number, "resolve") == "07-15 10:00"
    for now, verb, late in (("10:30", "pause", 30), ("13:00", "resume", 30), ("13:30", None, 60)):
        desk.at(now)
        if verb:
            desk.do(verb, ticket=number, **({"reason": "part"} if verb == "pause" else {}))
        targets = {each["milestone"]: each for each in desk.show("ticket", number=number)["milestones"]}
        assert targets["resolve"]["late_minutes"] == late, now


@pytest.mark.parametrize(
    ("now", "status"),
    [("09:44:59", "on_track"), ("09:45", "at_risk"), ("10:00", "at_risk"), ("10:00:01", "breached")],
)
def test_sla_07_states(desk: Desk, now: str, status: str) -> None:
    number = desk.register(level=2)
    desk.at(now)
    (row,) = desk.show("queue")
    assert (row["number"], row["status"]) == (number, status)
    counts = desk.show("counts")
    assert (counts["at_risk"], counts["breached"]) == (status == "at_risk", status == "breached")
    desk.do("step", ticket=number, what="contacted")
    assert desk.show("ticket", number=number)["milestones"][0]["in_time"] is (status != "breached")


@pytest.mark.parametrize(
    ("by", "to", "arrived", "arrive_due", "kept"),
    [
        ("us", "07-16", "07-16 16:00", "07-17 09:00", True),
        ("us", "07-16", "07-16 16:00:01", "07-17 09:00", False),
        ("customer", "07-20", "07-20 15:59", "07-20 16:00", True),
        ("us", "07-20", "07-20 15:59", "07-17 09:00", True),
    ],
)
def test_sla_11_agreed(desk: Desk, by: str, to: str, arrived: str, arrive_due: str, kept: bool) -> None:
    number = desk.register(level=2)
    desk.do("dispatch", ticket=number, technician="T001", **window(to, "14:00", "16:00"), window_wanted_by=by)
    assert due(desk, number, "arrive") == arrive_due
    row = next(
        each for each in desk.show("ticket", number=number)["milestones"] if each["milestone"] == "arrive"
    )
    assert row["original_due_at"] == ("2026-07-17T09:00:00+08:00" if by == "customer" else None)
    desk.at(arrived)
    desk.do("step", ticket=number, what="arrived")
    (found,) = desk.show("appointments")
    assert found["state"] == ("kept" if kept else "missed")
    assert desk.show("counts")["kept_appointments"] == (100 if kept else 0)


def test_sla_13_late_stays_late(desk: Desk) -> None:
    number = desk.register(level=1)
    desk.at("09:11")
    desk.do("triage", ticket=number, level=4, reason="better")
    desk.do("step", ticket=number, what="contacted")
    assert desk.show("counts")["timeliness"] == 0
    assert code(desk, "forgive", ticket=number, milestone="respond", reason="录错", by="C01") == 5
    assert code(desk, "forgive", ticket=number, milestone="respond", by="M01") == 2
    assert code(desk, "forgive", ticket=number, milestone="resolve", reason="录错", by="M01") == 3
    desk.do("cancel", ticket=number, reason="customer_withdrew")
    assert desk.show("counts")["timeliness"] == 0
    desk.do("forgive", ticket=number, milestone="respond", reason="录错级别", by="M01")
    assert desk.show("counts")["timeliness"] is None
    assert desk.differences() == []
