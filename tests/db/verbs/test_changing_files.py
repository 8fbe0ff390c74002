"""What changes in the file of a customer or a product, and what that means for deadlines (CUS-01, SLA-04)."""

from datetime import date
from typing import Any

import pytest

from db.tables.customer import Customer, Equipment
from db.tables.tool import Tool
from tests.db.desk import CALLER, Desk

HOTEL: dict[str, Any] = {"customer": "南山制衣厂", "phone": "13800000001"}


@pytest.fixture
def customer(desk: Desk) -> str:
    found: str = desk.do("add_customer", **HOTEL)["customer"]
    return found


def test_a_contract_chooses_the_profile_of_new_calls_and_leaves_the_open_ones(
    desk: Desk, customer: str
) -> None:
    before = desk.register(level=2)
    other = desk.register(level=2, customer="别家", phone="13900000009")
    told = desk.do("change_customer", customer="南山制衣厂", contract="integrator", reason="新签合同")
    assert (told["profile_before"], told["profile_after"]) == (None, "integrator")
    assert (told["changed"], told["open_tickets"]) == (["contract"], [before])
    assert [each["rule"] for each in told["warnings"]] == ["SLA-04", "SLA-04"]
    assert told["warnings"][1]["values"] == {"tickets": [before]}
    assert desk.show("customer", id=customer)["contract"] == "integrator"
    after = desk.register(level=2, fault="又不启动")
    profiles = [desk.ticket(number).profile for number in (before, other, after)]
    assert profiles == ["electrical", "electrical", "integrator"]
    # The open one follows when somebody says so, with a reason, since a deadline moves.
    desk.do("correct", ticket=before, contract="integrator", reason="新签合同")
    assert desk.ticket(before).profile == "integrator"
    assert desk.differences() == []


def test_a_contract_that_ended_is_emptied(desk: Desk, customer: str) -> None:
    desk.do("change_customer", customer=customer, contract="software")
    told = desk.do("change_customer", customer=customer, contract="")
    assert (told["profile_before"], told["profile_after"], told["open_tickets"]) == ("software", None, [])
    assert desk.ticket(desk.register()).profile == "electrical"


def test_the_change_is_an_event_of_the_file_and_can_be_undone(desk: Desk, customer: str) -> None:
    desk.do("change_customer", customer=customer, contract="software", grade="important", contact="赵工")
    assert desk.events(f"customer:{customer}")[-1].verb == "change_customer"
    told = desk.do("undo")
    assert (told["undone"], told["about"]) == ("change_customer", [f"customer:{customer}"])
    shown = desk.show("customer", id=customer)
    assert (shown["contract"], shown["grade"], shown["contact"]) == (None, "ordinary", "")
    assert desk.ticket(desk.register()).profile == "electrical"
    assert desk.differences() == []


def test_what_somebody_else_changed_since_is_not_undone(desk: Desk, customer: str) -> None:
    desk.do("change_customer", customer=customer, contract="software", by="C01")
    desk.do("change_customer", customer=customer, grade="important")
    assert "A01" in str(desk.refused("undo", by="C01").values)
    desk.later(minutes=3)
    assert desk.refused("undo").rule == "CLS-07"


def test_what_is_changed_is_found_and_what_is_wrong_is_said(desk: Desk, customer: str) -> None:
    desk.do("change_customer", customer=customer, label="蓝天酒店", phone="13700000007")
    assert desk.show("customer", id="ltjd")["phone"] == "13700000007"
    other = desk.do("add_customer", customer="甲", phone="13600000006")["customer"]
    assert desk.do("change_customer", customer=other, phone="137-0000-0007")["same_phone"] == [customer]
    assert (
        desk.refused("change_customer", customer=customer, contract="nothing").values["field"] == "contract"
    )
    assert desk.refused("change_customer", customer=customer, label="").values["field"] == "label"
    assert desk.refused("change_customer", customer=customer, label="蓝天酒店").rule == "CUS-01"
    assert desk.refused("change_customer", customer=customer).exit_code == 2
    assert desk.refused("change_customer", customer="无此人", contract="software").exit_code == 3


def test_equipment_has_a_profile_of_its_own_unless_a_contract_says_otherwise(
    desk: Desk, customer: str
) -> None:
    made = desk.do("add_equipment", customer=customer, product="配电柜", serial="SN-1", model="GGD")
    thing: dict[str, Any] = CALLER | {"serial": "SN-1"}
    before = desk.register(**thing)
    told = desk.do("change_equipment", equipment="sn-1", profile="software")
    assert (told["equipment"], told["open_tickets"]) == (made["equipment"], [before])
    assert desk.ticket(desk.register(**thing | {"fault": "黑屏"})).profile == "software"
    desk.do("change_equipment", equipment="GGD", model="GGD-2", project="AB-7")
    assert desk.show("equipment", id="SN-1")["model"] == "GGD-2"
    desk.do("undo")
    shown = desk.show("equipment", id="SN-1")
    assert (shown["model"], shown["project"], shown["profile"]) == ("GGD", "", "software")
    desk.do("change_customer", customer=customer, contract="integrator")
    under_contract = desk.register(**thing | {"fault": "跳闸"})
    told = desk.do("change_equipment", equipment="SN-1", profile="")
    assert under_contract not in told["open_tickets"]
    assert desk.ticket(under_contract).profile == "integrator"
    assert desk.refused("change_equipment", equipment="SN-9", profile="software").exit_code == 3
    assert desk.differences() == []


def test_two_files_do_not_become_one_by_a_change(desk: Desk, customer: str) -> None:
    desk.do("add_customer", customer="海岸酒店", phone="13900000003")
    refused = desk.refused("change_customer", customer="海岸酒店", label="南山制衣厂", phone="138 0000 0001")
    assert refused.rule == "CUS-01"
    for wrong in ({"phone": ""}, {"label": ""}, {"branch": "XX"}, {"branch": ""}):
        assert desk.refused("change_customer", customer=customer, **wrong).exit_code == 2
    desk.do("change_customer", customer=customer, phone="0755-26001234")
    assert desk.rows(Customer, id=customer)[0].digits == "075526001234"
    assert desk.show("customers", find="13800000001") == []


def test_the_warranty_follows_the_day_that_was_mended(desk: Desk, customer: str) -> None:
    desk.do("add_equipment", customer=customer, product="冷水机组", serial="SN-1", invoiced_on="2025-01-31")
    before = desk.rows(Equipment)[0]
    answer = desk.do("change_equipment", equipment="sn-1", accepted_on="2025-06-15", model="LS-200")
    [row] = desk.rows(Equipment)
    assert before.warranty_until is not None
    assert row.warranty_until is not None
    assert before.warranty_until < row.warranty_until
    assert answer["warranty_until"] == row.warranty_until.isoformat()
    assert (row.model, before.warranty_estimated, row.warranty_estimated) == ("LS-200", True, False)
    desk.do("add_equipment", customer=customer, product="冷水机组", serial="SN-2")
    assert desk.refused("change_equipment", equipment="SN-2", serial="sn-1").rule == "CUS-02"
    assert desk.do("change_equipment", equipment="SN-2", serial="SN-3")["changed"] == ["serial"]
    assert desk.differences() == []


def test_a_tools_dates_and_price_are_changed(desk: Desk) -> None:
    (number,) = desk.do("buy_tool", kind="multimeter")["tools"]
    told = desk.do("change_tool", tool=number, price_fen=9900, calibration_due="2027-01-31")
    assert told["changed"] == ["price_fen", "calibration_due"]
    [tool] = desk.rows(Tool)
    assert (tool.price_fen, tool.calibration_due) == (9900, date(2027, 1, 31))
    assert desk.refused("change_tool", tool="T9999", price_fen=1).rule == "KIT-02"
    assert desk.differences() == []
