"""Intake and triage as the rule book states them: an ordinary case, a boundary and a misuse of each rule."""

from __future__ import annotations

from typing import Any

import pytest

from tests.db.desk import CALLER, Desk
from tests.db.verbs.trial import closed, code, due

FULL: dict[str, Any] = {
    "product": "配电柜",
    "serial": "PD-1",
    "address": "南山区科苑路1号",
    "nature": "support",
    "level": 2,
}


def test_int_01_any_channel(desk: Desk) -> None:
    number = desk.register(by="C01", channel="letter")
    shown = desk.show("ticket", number=number)
    assert (shown["channel"], shown["registered_by"], shown["entered_at"]) == (
        "letter",
        "C01",
        "2026-07-15T09:00:00+08:00",
    )
    assert desk.register(reported_at="2026-07-15T09:00:00+08:00")
    assert code(desk, "register", **CALLER, reported_at="2026-07-15T09:00:01+08:00") == 2
    desk.staff("S01", "supervisor")
    assert code(desk, "register", by="S01", **CALLER) == 5
    assert code(desk, "register", **CALLER, channel="pigeon") == 2


def test_int_02_the_sheet(desk: Desk) -> None:
    number = desk.register()
    assert set(desk.show("ticket", number=number)["incomplete"]) == {"product", "address", "level"}
    whole = desk.register(**FULL)
    assert desk.show("ticket", number=whole)["incomplete"] == []
    assert desk.register(fault="障" * 2000)
    assert code(desk, "register", **(CALLER | {"fault": "障" * 2001})) == 2
    assert code(desk, "register", customer="南山制衣厂", fault="不转") == 2
    assert code(desk, "register", **(CALLER | {"fault": "  "})) == 2


def test_int_03_known_callers(desk: Desk) -> None:
    desk.do("add_customer", customer="南山制衣厂", phone="13800000001")
    desk.do("add_equipment", customer="南山制衣厂", product="空调", serial="AC-77", accepted_on="2025-07-15")
    for find in ("nszyc", "制衣", "13800000001", "AC-77"):
        assert [row["customer"] for row in desk.show("customers", find=find)] == ["南山制衣厂"], find
    number = desk.register(serial="AC-77")
    assert desk.show("ticket", number=number)["equipment"]["in_warranty"] is True
    assert desk.show("customers", find="nosuch") == []
    assert desk.show("customers", find="13800000009") == []


def test_int_04_numbers(desk: Desk) -> None:
    desk.at("07-31 23:59:59")
    assert desk.register() == "YX2607-01"
    assert code(desk, "register", **(CALLER | {"phone": ""})) == 2
    desk.do("cancel", ticket="YX2607-01", reason="duplicate")
    assert desk.register() == "YX2607-02"
    desk.later(seconds=1)
    assert desk.register(reported_at="2026-07-31T23:00:00+08:00") == "YX2608-01"
    desk.staff("P01", "project_manager", department="SC")
    assert desk.register(by="P01") == "SC2608-01"


@pytest.mark.parametrize("kind", ["training", "installation", "commissioning", "inspection"])
def test_int_05_kinds(desk: Desk, kind: str) -> None:
    number = desk.register(kind=kind)
    desk.do(
        "dispatch",
        ticket=number,
        technician="T001",
        window_from="2026-07-15T14:00:00+08:00",
        window_to="2026-07-15T16:00:00+08:00",
    )
    assert due(desk, number, "arrive") == "07-15 16:00"
    assert due(desk, number, "respond") is None
    desk.do("step", ticket=number, what="arrived")
    assert due(desk, number, "resolve") is None
    remote = desk.register(kind="consulting", level=4)
    assert desk.show("ticket", number=remote)["way"] == "remote"
    assert due(desk, remote, "arrive") is None
    repair = desk.register(kind=kind)
    desk.do("correct", ticket=repair, kind="repair", reason="wrong_entry")
    assert desk.show("ticket", number=repair)["state"] == "new"
    assert due(desk, repair, "respond") == "07-15 09:10"
    assert code(desk, "dispatch", ticket=repair, technician="T002") == 3


def test_int_06_route(desk: Desk) -> None:
    made = {product: desk.register(product=product) for product in ("空调", "软件", "数据", "")}
    shown = {product: desk.show("ticket", number=number)["responsible"] for product, number in made.items()}
    assert (shown["空调"], shown["软件"], shown["数据"]) == ("SC", "YF", "SJ")
    assert [row["number"] for row in desk.show("queue", responsible="YF")] == [made["软件"]]
    listed = {row["number"]: row["responsible"] for row in desk.show("tickets")}
    assert listed == {number: shown[product] for product, number in made.items()}
    assert {row["way"] for row in desk.show("tickets")} == {"on_site"}
    assert code(desk, "route", ticket=made["空调"], department="YF") == 2
    assert code(desk, "route", ticket=made["空调"], department="YF", reason="设计", by="T001") == 5
    assert code(desk, "route", ticket=made["空调"], department="XX", reason="设计") in (2, 3)
    desk.do("route", ticket=made["空调"], department="YF", reason="设计问题")
    assert {row["number"] for row in desk.show("queue", responsible="YF")} == {made["软件"], made["空调"]}


def test_int_07_triage(desk: Desk) -> None:
    number = desk.register()
    desk.do("triage", ticket=number, level=3)
    assert (due(desk, number, "respond"), due(desk, number, "arrive")) == ("07-15 11:00", "07-18 09:00")
    desk.at("09:30")
    assert code(desk, "triage", ticket=number, level=2) == 2
    desk.do("triage", ticket=number, level=2, reason="worse")
    assert (due(desk, number, "respond"), due(desk, number, "arrive")) == ("07-15 10:00", "07-17 09:00")
    for level in (0, 5):
        assert code(desk, "triage", ticket=number, level=level, reason="worse") == 2
    assert code(desk, "triage", ticket=number, level=2, urgent="yes") == 2
    desk.do("triage", ticket=number, level=2, urgent="yes", reason="worse")
    assert due(desk, number, "arrive") == "07-15 21:00"


def test_int_09_duplicates(desk: Desk) -> None:
    first = desk.register(level=2)
    desk.at("09:20")
    second = desk.do("register", customer="制衣厂 王工", phone="13800000001", fault="停机", level=2)
    assert first in str(second["similar"])
    desk.do("merge", ticket=first, into=second["number"], reason="duplicate")
    assert due(desk, second["number"], "respond") == "07-15 10:00"
    gone = desk.show("ticket", number=first)
    assert (gone["state"], gone["due_at"], gone["merged_into"]) == ("cancelled", None, second["number"])
    assert code(desk, "merge", ticket=second["number"], into=second["number"], reason="duplicate") in (2, 3)
    assert code(desk, "merge", ticket=second["number"], into=first, reason="duplicate") == 3
    desk.do("chase", ticket=second["number"], text="客户又来电")
    assert (
        desk.show("ticket", number=second["number"])["chases"] == 2
    )  # the call that was merged, and this one


def test_int_10_rework(desk: Desk) -> None:
    first = closed(desk, serial="PD-9", product="其他设备")
    desk.at("08-14 09:00")
    again = desk.register(serial="PD-9", product="其他设备")
    assert desk.show("ticket", number=again)["rework_of"] == first
    desk.later(seconds=1)
    late = desk.register(serial="PD-9", product="其他设备")
    assert desk.show("ticket", number=late)["rework_of"] is None
    desk.at("08-01 09:00")
    other = desk.register(serial="PD-9", product="其他设备", fault="指示灯不亮")
    assert desk.show("ticket", number=other)["rework_of"] is None
    assert desk.differences() == []
