"""The cards of persons, customers, products and tools, and what comes back (PPL-01, CUS-01, KIT-03)."""

from typing import Any

import pytest

from db.errors import BadField, Refusal
from tests.db.views.branch import KIT, BranchOffice, clock

TOMORROW = {"window_from": "2026-07-16T10:00:00+08:00", "window_to": "2026-07-16T12:00:00+08:00"}


def test_a_person_is_one_object(office: BranchOffice) -> None:
    office.technician(phone="13700000001")
    office.technician("T002", "王强")
    office.issue("T001", *KIT[:2])
    office.do("set_zone", zone="nanshan", technician="T001")
    now, later = office.ticket(level=2), office.ticket(level=2)
    office.do("dispatch", ticket=now, technician="T001", override="急")
    office.do("dispatch", ticket=later, technician="T001", override="急", **TOMORROW)
    for name in ("T001", "t001", "张伟", "zw"):
        card = office.show("person", staff=name)
        assert (card["staff"], card["name"], card["phone"]) == ("T001", "张伟", "13700000001")
    assert (card["trade"], card["zone"], card["responsible_for"]) == ("electrical", "nanshan", ["nanshan"])
    assert card["certificates"] == [{"kind": "electrician", "expires_on": "2027-07-01", "valid": True}]
    assert (card["today"], card["next"]) == ([now], [later])
    assert {job["number"] for job in card["jobs"]} == {now, later}
    assert (card["state"], card["kit"]["complete"], len(card["kit"]["tools"])) == ("free", False, 2)
    office.do("add_staff", staff="K01", label="仓库", roles="keeper")
    assert office.show("person", "K01", staff="T001")["phone"] == "137****0001"
    with pytest.raises(Refusal):
        office.show("person", staff="赵")


def test_a_substitute_receives_the_open_work(office: BranchOffice) -> None:
    office.technician()
    office.technician("T002", "王强")
    inside, outside = office.ticket(level=2), office.ticket(level=2)
    office.do("dispatch", ticket=inside, technician="T001", override="急", **TOMORROW)
    office.do("dispatch", ticket=outside, technician="T001", override="急",
              window_from="2026-07-20T10:00:00+08:00", window_to="2026-07-20T12:00:00+08:00")  # fmt: skip
    leave: dict[str, Any] = {
        "staff": "T001", "kind": "leave", "begins_at": clock("12:00"), "ends_at": "2026-07-17T00:00:00+08:00",
    }  # fmt: skip
    answer = office.do("set_duty", substitute="T002", **leave)
    assert (answer["substitute"], answer["work"]) == ("T002", [inside])
    assert office.show("queue", "T002", view="mine") == []
    office.later(hours=4)
    mine = {row["number"] for row in office.show("queue", "T002", view="mine")}
    assert mine == {inside, outside}
    assert office.show("person", staff="T002")["stands_in_for"] == ["T001"]
    assert office.show("person", staff="T001")["shifts"][0]["substitute"] == "T002"
    with pytest.raises(BadField):
        office.do("set_duty", **{**leave, "substitute": "T001"})
    with pytest.raises(BadField):
        office.do("set_duty", **{**leave, "kind": "off", "substitute": "T002"})


def test_a_customer_and_a_product_are_one_object(office: BranchOffice) -> None:
    number = office.ticket(serial="SN-1", level=4)
    office.do("cancel", ticket=number, reason="撤销")
    other = office.ticket(serial="SN-1")
    card = office.show("customer", id="南山酒店")
    assert (card["customer"], card["phone"]) == ("南山酒店", "13800130001")
    assert [each["serial"] for each in card["equipment"]] == ["SN-1"]
    assert [row["number"] for row in card["open_tickets"]] == [other]
    assert [row["number"] for row in card["past_tickets"]] == [number]
    assert (
        office.show("customer", id="nsjd")["id"] == card["id"] == office.show("customer", id=card["id"])["id"]
    )
    product = office.show("equipment", id="ｓn-1")
    assert (product["customer"], product["customer_id"]) == ("南山酒店", card["id"])
    assert [row["number"] for row in product["open_tickets"]] == [other]
    assert office.show("equipment", id=product["id"]) == product
    assert isinstance(office.show("equipment"), list)
    with pytest.raises(Refusal):
        office.show("equipment", id="SN-2")


def test_a_technician_sees_the_phone_of_the_customer_they_are_sent_to(office: BranchOffice) -> None:
    office.technician()
    number = office.ticket(level=2)
    assert office.show("customer", "T001", id="南山酒店")["phone"] == "138****0001"
    office.do("dispatch", ticket=number, technician="T001", override="急")
    assert office.show("customer", "T001", id="南山酒店")["phone"] == "13800130001"


def test_a_tool_issued_to_the_wrong_person_comes_back_and_its_life_is_shown(office: BranchOffice) -> None:
    office.technician()
    office.technician("T002", "王强")
    (number,) = office.issue("T001", "multimeter")
    office.later(minutes=5)
    answer = office.do("return_tool", tool=number, reason="发错人")
    assert (answer["staff"], answer["kind"]) == ("T001", "multimeter")
    with pytest.raises(Refusal):
        office.do("return_tool", tool=number)
    office.later(minutes=5)
    office.do("issue_tool", tool=number, staff="T002")
    with pytest.raises(Refusal):
        office.do("return_tool", tool=number, staff="T001")
    card = office.show("tool", number=number.lower())
    assert (card["holder"], card["holder_name"], card["state"]) == ("T002", "王强", "held")
    assert [each["move"] for each in card["movements"]] == ["purchase", "issue", "return", "issue"]
    assert [each["source"] for each in card["movements"]][2] == "staff:T001"
    assert office.show("tool", "T001", number=number).keys() == card.keys() - {"price_fen"}


def test_whoever_left_is_neither_on_nor_off_duty(office: BranchOffice) -> None:
    office.technician()
    assert office.show("person", staff="T001")["state"] == "free"
    office.do("change_staff", staff="T001", left=True)
    card = office.show("person", staff="T001")
    assert (card["active"], card["state"]) == (False, "gone")


def test_consumables_come_back_too(office: BranchOffice) -> None:
    office.technician()
    office.do("buy_tool", kind="shoe_covers", count=50)
    office.do("issue_tool", kind="shoe_covers", staff="T001", count=20)
    office.do("return_tool", kind="鞋套", staff="张伟", count=5)
    counts = {row["place"]: row["count"] for row in office.show("consumables")}
    assert counts == {"store": 35, "staff:T001": 15}
    with pytest.raises(Refusal):
        office.do("return_tool", kind="shoe_covers", staff="T001", count=16)
    with pytest.raises(BadField):
        office.do("return_tool", kind="shoe_covers")


def test_a_permit_binds_issuing(office: BranchOffice) -> None:
    office.technician(certificates="electrician:2026-07-14")
    (number,) = office.do("buy_tool", kind="insulation_tester")["tools"]
    with pytest.raises(Refusal) as refused:
        office.do("issue_tool", tool=number, staff="T001")
    assert refused.value.rule == "KIT-13"
    assert office.do("issue_tool", tool=number, staff="T001", override="复审中")["tool"] == number
    office.do("return_tool", tool=number)
    office.do("change_staff", staff="T001", certificates="electrician:2029-07-14")
    assert office.do("issue_tool", tool=number, staff="T001")["tool"] == number
