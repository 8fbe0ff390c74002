"""What goes with an import that is taken back: tickets, and the files and equipment that only it used."""

from collections.abc import Callable
from pathlib import Path

import pytest

from db.errors import Refusal
from db.imports import take_back
from db.imports.taking_back import TakenBack
from db.tables.customer import Customer, Equipment
from tests.db.desk import Desk
from tests.db.imports.conftest import bring

Write = Callable[[str, str], Path]
TICKETS = "单号,客户,电话,故障,序列号,产品\n"


def files(desk: Desk) -> list[str]:
    """The customers that anybody sees."""
    return sorted(row["customer"] for row in desk.show("customers", limit=100))


def test_files_and_equipment_that_only_it_opened_go_too(desk: Desk, file: Write) -> None:
    desk.do("add_customer", customer="老客户", phone="13900000001")
    shared = desk.do("add_customer", customer="有设备", phone="13900000002")["customer"]
    desk.do("add_equipment", customer=shared, product="柜机", serial="OLD-1")
    text = TICKETS + (
        "1,甲,13800000001,x,SN-1,柜机\n2,甲,13800000001,y,SN-1,柜机\n3,乙,13800000002,x,,\n"
        "4,老客户,13900000001,x,,\n5,有设备,13900000002,x,OLD-1,柜机\n6,丙,13800000003,x,SN-3,柜机\n"
    )
    brought = bring(desk, "tickets", file("a.csv", text)).report.id
    desk.register(customer="乙", phone="13800000002")
    assert take_back(desk.store, "A01", brought) == TakenBack(6, 2, 2)
    assert files(desk) == ["乙", "有设备", "老客户"]
    assert [row.serial for row in desk.rows(Equipment)] == ["OLD-1"]
    for gone in ("甲", "13800000001", "丙"):
        assert desk.show("customers", find=gone) == []
    # They open anew with the next call and with the next run of the same file.
    again = bring(desk, "tickets", file("a.csv", text))
    assert again.counts == (6, 0, 0)
    assert files(desk) == sorted(["乙", "有设备", "老客户", "甲", "丙"])
    assert sorted(str(row.serial) for row in desk.rows(Equipment)) == ["OLD-1", "SN-1", "SN-3"]
    assert take_back(desk.store, "A01", again.report.id) == TakenBack(6, 2, 2)
    assert desk.differences() == []


def test_a_list_of_customers_goes_as_long_as_nobody_used_it(desk: Desk, file: Write) -> None:
    path = file("a.csv", "客户,电话\n甲,13800000001\n乙,13800000002\n")
    first = bring(desk, "customers", path).report.id
    assert first.startswith("customers-")
    assert take_back(desk.store, "A01", first) == TakenBack(customers=2)
    assert files(desk) == []
    second = bring(desk, "customers", path)
    assert (second.counts, files(desk)) == ((2, 0, 0), ["乙", "甲"])
    with pytest.raises(Refusal, match="no import"):
        take_back(desk.store, "A01", first)
    for verb, fields in (
        ("change_customer", {"customer": "乙", "contact": "赵"}),
        ("register", {"customer": "甲", "phone": "13800000001", "fault": "x"}),
    ):
        desk.do(verb, **fields)
        with pytest.raises(Refusal):
            take_back(desk.store, "A01", second.report.id)
    assert files(desk) == ["乙", "甲"]
    assert desk.differences() == []


def test_a_list_of_equipment_goes_before_its_customers(desk: Desk, file: Write) -> None:
    customers = bring(desk, "customers", file("c.csv", "客户,电话\n甲,13800000001\n")).report.id
    path = file("e.csv", "客户,产品,序列号\n甲,柜机,SN-1\n甲,柜机,\n")
    equipment = bring(desk, "equipment", path)
    with pytest.raises(Refusal, match="甲"):
        take_back(desk.store, "A01", customers)
    assert bring(desk, "equipment", path).counts == (0, 2, 0)
    assert take_back(desk.store, "A01", equipment.report.id) == TakenBack(equipment=2)
    assert desk.rows(Equipment) == []
    again = bring(desk, "equipment", path)
    assert again.counts == (2, 0, 0)
    number = desk.register(customer="甲", phone="13800000001", serial="SN-1")
    with pytest.raises(Refusal, match=number):
        take_back(desk.store, "A01", again.report.id)
    assert len(desk.rows(Customer)) == 1
    assert desk.differences() == []


@pytest.mark.parametrize(
    ("kind", "text"), [("staff", "工号,姓名\nT900,张三\n"), ("tools", "工具,编号\n网线钳,G-1\n")]
)
def test_people_and_tools_stay_and_that_is_said(desk: Desk, file: Write, kind: str, text: str) -> None:
    brought = bring(desk, kind, file("a.csv", text)).report.id
    with pytest.raises(Refusal, match="not taken back") as refused:
        take_back(desk.store, "A01", brought)
    assert "change_" in refused.value.hint
