"""Phones are one thing, duplicates and rework are seen, nothing is linked in silence (INT-09, INT-10)."""

from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from db.engine import transaction
from db.tables.customer import Customer, Equipment
from db.tables.staff import Staff
from db.tables.tool import Tool
from db.views.customers import Customers
from db.views.who import Person
from tests.db.desk import Desk, survey

SAME = (
    "0755-26001234", "0755/2600 1234", "（0755）26001234", "+86 755 2600 1234", "0086-755-26001234",
    "0755-26001234 转 808", "０７５５－２６００１２３４", "0755\u300026001234", "13900139000、0755-26001234",
)  # fmt: skip


@pytest.mark.parametrize("phone", SAME)
def test_one_phone_never_makes_a_second_file_however_it_is_written(desk: Desk, phone: str) -> None:
    first = desk.register(phone="0755-26001234")
    answer = desk.do("register", customer="南山制衣厂", phone=phone, fault="漏水")
    assert answer["similar"] == [first]
    assert len(desk.rows(Customer)) == 1
    assert "same_phone" not in answer
    assert desk.differences() == []


@pytest.mark.parametrize("phone", SAME)
def test_a_duplicate_is_seen_by_phone_although_the_name_differs(desk: Desk, phone: str) -> None:
    first = desk.register(phone=phone)
    (file,) = desk.rows(Customer)
    answer = desk.do("register", customer="南山服装厂", phone="0755-26001234", fault="漏水")
    assert answer["similar"] == [first]
    assert answer["same_phone"] == [file.id], "a second file is made, and said"
    made = desk.do("add_customer", customer="别人", phone=phone)
    assert made["same_phone"] == sorted(each.id for each in desk.rows(Customer) if each.label != "别人")
    assert desk.refused("add_customer", customer="南山制衣厂", phone="075526001234").rule == "CUS-01"


def closed(desk: Desk, **fields: Any) -> str:
    number = desk.register(**({"level": 3, "way": "remote"} | fields))
    desk.do("step", ticket=number, what="finished")
    desk.do("verify", ticket=number, solved="yes")
    survey(desk, number)
    desk.do("close", ticket=number, cause="wear")
    return number


@pytest.mark.parametrize(
    ("before", "after", "seen"),
    [
        ({"product": "柜机", "fault": "不制冷"}, {"product": "柜式空调", "fault": "又不制冷了"}, True),
        ({"product": "柜机", "fault": "不制冷"}, {"product": "柜机", "fault": "漏水"}, False),
        ({"product": "柜机", "fault": "不制冷"}, {"product": "配电柜", "fault": "不制冷"}, False),
        ({"fault": "不制冷"}, {"fault": "不制冷"}, False),
        ({"product": "柜机", "fault": "不制冷", "serial": "A1"},
         {"product": "柜机", "fault": "不制冷"}, True),
        ({"product": "柜机", "fault": "不制冷", "serial": "A1"},
         {"product": "柜机", "fault": "不制冷", "serial": "A2"}, False),
        ({"product": "柜机", "fault": "不制冷", "serial": "A1"},
         {"product": "柜机", "fault": "不制冷", "serial": "ａ1"}, True),
        ({"product": "柜机", "fault": "水泵漏水"}, {"product": "柜机", "fault": "水汞漏水"}, True),
        ({"product": "柜机", "fault": "不制冷"},
         {"product": "柜机", "fault": "不制冷", "customer": "蓝天幼儿园", "phone": "13900139000"}, False),
    ],
)  # fmt: skip
def test_rework_is_seen_without_a_serial(
    desk: Desk, before: dict[str, str], after: dict[str, str], seen: bool
) -> None:
    earlier = closed(desk, **before)
    number = desk.register(**after)
    assert desk.ticket(number).rework_of == (earlier if seen else None)


def test_rework_ends_with_its_window(desk: Desk) -> None:
    closed(desk, product="柜机", fault="不制冷")
    desk.later(days=31)
    assert desk.ticket(desk.register(product="柜机", fault="不制冷")).rework_of is None


def test_a_serial_of_another_customer_is_noted_and_not_linked(desk: Desk) -> None:
    desk.register(serial="SN-77", product="柜机")
    (owner,) = desk.rows(Customer)
    other = {"customer": "蓝天幼儿园", "phone": "13900139000"}
    answer = desk.do("register", **other, fault="漏水", serial="sn-77")
    ticket = desk.ticket(answer["number"])
    assert (answer["serial_of"], ticket.serial, ticket.equipment) == (owner.id, "SN-77", None)
    plain = desk.register(**other)
    assert desk.do("correct", ticket=plain, serial="SN-77")["serial_of"] == owner.id
    assert desk.ticket(plain).equipment is None
    own = desk.register()
    assert "serial_of" not in desk.do("correct", ticket=own, serial="ＳＮ-77")
    assert desk.ticket(own).equipment == desk.rows(Equipment, serial="SN-77")[0].id
    assert desk.differences() == []


def test_identifiers_are_the_same_in_any_case_and_width(desk: Desk) -> None:
    desk.do("add_staff", staff="ｔ09", label="王强")
    assert [each.label for each in desk.rows(Staff, no="t09")] == ["王强"]
    assert desk.refused("add_staff", staff="T09", label="李").rule == "PPL-01"
    assert desk.do("change_staff", staff="Ｔ09", phone="13700000000")["staff"] == "t09"
    desk.do("buy_tool", kind="multimeter", number="wyb 1")
    assert desk.rows(Tool, number="WYB1")
    assert desk.refused("buy_tool", kind="multimeter", number="ＷＹＢ1").rule == "KIT-02"
    customer = desk.do("add_customer", customer="蓝天幼儿园", phone="13900139000")["customer"]
    desk.do("add_equipment", customer=customer, product="柜机", serial="sn-1")
    assert desk.refused("add_equipment", customer=customer, product="柜机", serial="SN－1").rule == "CUS-02"
    assert desk.store.read(Person(no="Ｔ09")) == "t09"


@pytest.mark.parametrize(
    ("kind", "given", "column"),
    [
        (Staff, {"staff": "N1", "label": "新"}, "no"),
        (Tool, {"kind": "multimeter", "number": "N1"}, "number"),
    ],
)
def test_the_schema_keeps_identifiers_apart_by_case(
    desk: Desk, kind: Any, given: dict[str, str], column: str
) -> None:
    desk.do("add_staff" if kind is Staff else "buy_tool", **given)
    (row,) = desk.rows(kind, **{column: "N1"})
    with pytest.raises(IntegrityError), transaction(desk.store.engine, writing=True) as connection:
        connection.execute(insert(kind.table), {**row.__dict__, column: "n1"})


def test_a_warranty_holds_through_the_corresponding_day(desk: Desk) -> None:
    customer = desk.do("add_customer", customer="蓝天幼儿园", phone="13900139000")["customer"]
    for day, until in (("2023-07-15", "2026-07-15"), ("2024-02-29", "2027-02-28")):
        answer = desk.do("add_equipment", customer="蓝天幼儿园", product="挂机", accepted_on=day)
        assert answer["warranty_until"] == until
    (row,) = desk.store.read(Customers(find="蓝天"), "A01")
    assert row.id == customer
    assert {each["in_warranty"] for each in row.equipment} == {True}
    desk.at("07-16 09:00")
    (row,) = desk.store.read(Customers(find="蓝天"), "A01")
    assert sorted(each["in_warranty"] for each in row.equipment) == [False, True]
