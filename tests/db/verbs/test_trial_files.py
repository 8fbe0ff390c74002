"""Tools, customers and equipment: an ordinary case, a boundary and a misuse of each rule."""

from __future__ import annotations

import pytest

from tests.db.desk import Desk
from tests.db.verbs.trial import code


def test_kit_03_04_one_place(desk: Desk) -> None:
    desk.do("buy_tool", kind="multimeter", count=1)
    (tool,) = [row["number"] for row in desk.show("tools")]
    desk.do("issue_tool", staff="T001", tool=tool)
    assert code(desk, "issue_tool", staff="T002", tool=tool) == 3
    (shown,) = desk.show("tools")
    assert shown["holder"] == "T001"
    assert code(desk, "issue_tool", staff="T002", tool=tool, by="T002") == 5
    desk.do("return_tool", tool=tool, reason="发错人")
    assert code(desk, "return_tool", tool=tool) == 3
    desk.do("issue_tool", staff="T002", tool=tool)
    assert [each["number"] for each in desk.show("kit", staff="T002")["items"]] == [tool]
    assert desk.show("kit", staff="T001")["items"] == []
    desk.do("buy_tool", kind="insulating_tape", count=3)
    assert code(desk, "issue_tool", staff="T001", kind="insulating_tape", count=4) == 3
    assert code(desk, "issue_tool", staff="T001", kind="insulating_tape", count=0) == 2
    desk.do("issue_tool", staff="T001", kind="insulating_tape", count=3)
    assert code(desk, "issue_tool", staff="T002", kind="insulating_tape", count=1) == 3


@pytest.mark.parametrize(("expires", "issued"), [("2026-07-15", True), ("2026-07-14", False), (None, False)])
def test_kit_13_permits(desk: Desk, expires: str | None, issued: bool) -> None:
    desk.staff("T009", **({} if expires is None else {"certificates": f"refrigeration:{expires}"}))
    desk.do("buy_tool", kind="vacuum_pump", count=1)
    (tool,) = [row["number"] for row in desk.show("tools")]
    if issued:
        desk.do("issue_tool", staff="T009", tool=tool)
    else:
        assert code(desk, "issue_tool", staff="T009", tool=tool) == 3


@pytest.mark.parametrize(
    ("product", "dates", "until", "estimated"),
    [
        ("挂机", {"accepted_on": "2023-07-15"}, "2026-07-15", False),
        ("空调", {"accepted_on": "2024-02-29"}, "2026-02-28", False),
        ("配电柜", {"accepted_on": "2024-08-31"}, "2026-02-28", False),  # 18 months
        ("空调", {"accepted_on": "2025-01-10", "commissioned_on": "2024-01-10"}, "2027-01-10", False),
        ("空调", {"commissioned_on": "2024-07-14"}, "2026-07-14", False),
        ("空调", {"invoiced_on": "2024-07-16"}, "2026-07-16", True),
    ],
)
def test_cus_02_warranty(
    desk: Desk, product: str, dates: dict[str, str], until: str, estimated: bool
) -> None:
    desk.do("add_customer", customer="南山制衣厂", phone="13800000001")
    desk.do("add_equipment", customer="南山制衣厂", product=product, serial="W-1", **dates)
    (shown,) = desk.show("equipment")
    assert (shown["warranty_until"], shown["warranty_estimated"]) == (until, estimated)
    assert shown["in_warranty"] is (until >= "2026-07-15")
    desk.at(f"{until} 23:59:59" if until >= "2026-07-15" else "07-15 10:00")
    assert desk.show("equipment")[0]["in_warranty"] is (until >= "2026-07-15")
    desk.later(seconds=1)
    assert desk.show("equipment")[0]["in_warranty"] is False


def test_cus_03_masks(desk: Desk) -> None:
    desk.staff("S01", "supervisor")
    number = desk.register(
        level=2, address="南山区科苑路7号302", fault="请打 13912345678 找王工", contact="王工"
    )
    desk.do("dispatch", ticket=number, technician="T001")
    desk.do("note", ticket=number, text="备用电话 13912345678")
    for who, seen in (("D01", True), ("T001", True), ("T002", False), ("S01", False)):
        said = str(desk.show("ticket", number=number, by=who)) + str(
            desk.show("events", number=number, by=who)
        )
        said += str(desk.show("queue", by=who)) + str(desk.show("tickets", by=who))
        said += str(desk.show("customers", by=who)) + str(desk.show("today", by=who))
        for secret in ("13800000001", "13912345678", "科苑路7号302"):
            assert (secret in said) is seen, (who, secret)
    desk.do("reassign", ticket=number, technician="T002", reason="nearer")
    assert "13800000001" not in str(desk.show("ticket", number=number, by="T001"))
    assert "13800000001" in str(desk.show("ticket", number=number, by="T002"))


def test_cus_01_files(desk: Desk) -> None:
    desk.do("add_customer", customer="南山制衣厂", phone="13800000001")
    assert code(desk, "add_customer", customer="南山制衣厂", phone="13800000001") == 3
    assert code(desk, "add_customer", customer="甲", phone="138-abc") == 2
    assert code(desk, "add_customer", customer="名" * 81, phone="13800000002") == 2
    desk.do("add_equipment", customer="南山制衣厂", product="空调", serial="A-1")
    desk.do("add_customer", customer="北山制衣厂", phone="13800000003")
    assert code(desk, "add_equipment", customer="北山制衣厂", product="空调", serial="A-1") == 3
    assert (
        code(
            desk,
            "add_equipment",
            customer="北山制衣厂",
            product="空调",
            serial="A-2",
            accepted_on="2026-02-30",
        )
        == 2
    )
    taken = desk.do("register", customer="北山制衣厂", phone="13800000003", fault="漏水", serial="A-1")
    assert desk.show("ticket", number=taken["number"])["equipment"] is None
