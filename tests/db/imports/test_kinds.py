"""Staff, customers, equipment and tools from files."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from db.tables.customer import Customer, Equipment
from db.tables.staff import Certificate, Skill, Staff
from db.tables.tool import Movement, Stock, Tool
from tests.db.desk import Desk
from tests.db.imports.conftest import bring

Write = Callable[[str, str], Path]


def test_staff_come_with_names_for_codes(desk: Desk, file: Write) -> None:
    text = (
        "工号,姓名,角色,手机,分公司,部门,工种,技能,证书,是否新人\n"
        'T900,张工师,维修人员,13800000001,南山,客户服务中心,制冷,"制冷:3、电工",制冷证：2027-12-31,否\n'
        "T901,李四,客服,,,,,,,是\n"
        "T900,王五,维修人员,,,,,,,\n"
        "T902,赵六,飞行员,,,,,,,\n"
    )
    brought = bring(desk, "staff", file("staff.csv", text))
    assert brought.counts == (2, 0, 2), brought.reasons
    assert [(line, field) for line, field, _ in brought.reasons] == [(4, ""), (5, "roles")]
    [zhang] = desk.rows(Staff, no="T900")
    assert (zhang.label, zhang.roles, zhang.branch, zhang.trade) == (
        "张工师",
        "technician",
        "NS",
        "refrigeration",
    )
    assert {(row.skill, row.grade) for row in desk.rows(Skill, staff="T900")} == {
        ("refrigeration", 3),
        ("electrical", 1),
    }
    assert [row.expires_on for row in desk.rows(Certificate, staff="T900")] == [date(2027, 12, 31)]
    assert desk.differences() == []


def test_customers_and_then_their_equipment(desk: Desk, file: Write) -> None:
    customers = (
        "客户名称,电话,地址,客户级别\n南山制衣厂,0755-86001234,科技园1号,重点\n"
        "南山制衣厂,13900000001,,\n海岸酒店,13900000002,,\n"
    )
    assert bring(desk, "customers", file("c.csv", customers)).counts == (3, 0, 0)
    equipment = (
        "客户,电话,产品,序列号,验收日期\n"
        "海岸酒店,,中央空调,SN-1,2026-01-01\n"
        "南山制衣厂,0755-86001234,冷水机组,SN-2,\n"
        "南山制衣厂,,冷水机组,SN-3,\n"
        "没有的,,冷水机组,SN-4,\n"
        "海岸酒店,,中央空调,SN-1,\n"
    )
    brought = bring(desk, "equipment", file("e.csv", equipment))
    assert (brought.counts, brought.differing) == ((2, 1, 2), []), brought.reasons
    assert [line for line, _, _ in brought.reasons] == [4, 5]
    owners = {row.id: row.label for row in desk.rows(Customer)}
    assert {row.serial: owners[row.customer] for row in desk.rows(Equipment)} == {
        "SN-1": "海岸酒店",
        "SN-2": "南山制衣厂",
    }
    assert desk.differences() == []


def test_a_mobile_number_stands_in_where_there_is_no_other(desk: Desk, file: Write) -> None:
    text = (
        "客户名称,手机,联系电话,客户等级\n"
        "甲,13800000001,,VIP客户\n"
        "乙,13800000002,0755-86001234,普通客户\n"
        "丙,,,\n"
    )
    brought = bring(desk, "customers", file("c.csv", text))
    assert [(line, field) for line, field, _ in brought.reasons] == [(4, "phone")]
    assert {"13800000001", "075586001234"} <= {row.digits for row in desk.rows(Customer)}


def test_tools_are_bought_and_issued(desk: Desk, file: Write) -> None:
    text = (
        "工具名称,工具编号,数量,单价,购置日期,领用人\n"
        "网线钳,G-01,1,68.00,2025-03-01,T001\n"
        "网线钳,,2,,,\n"
        "鞋套,,100,0.50,,T001\n"
        "网线钳,G-01,1,,,\n"
        "飞船,,1,,,\n"
        "网线钳,,1,,,T999\n"
    )
    brought = bring(desk, "tools", file("tools.csv", text))
    assert (brought.counts, brought.differing) == ((3, 1, 2), []), brought.reasons
    held = {row.number: (row.holder, row.price_fen, row.bought_on.year) for row in desk.rows(Tool)}
    assert held == {"G-01": ("T001", 6800, 2025), "T0001": (None, 6800, 2026), "T0002": (None, 6800, 2026)}
    assert ("shoe_covers", "staff:T001", 100) in {
        (row.kind, row.place, row.count) for row in desk.rows(Stock)
    }
    assert bring(desk, "tools", file("tools.csv", text)).counts == (0, 4, 2)
    assert desk.differences() == []


@pytest.mark.parametrize("kind", ["staff", "customers", "equipment", "tools"])
def test_an_empty_row_of_commas_is_no_row(lite: Desk, file: Write, kind: str) -> None:
    assert bring(lite, kind, file("a.csv", "名称,电话,工号,客户,产品\n,,,,\n \n")).report.rows == 0


def test_the_reason_why_a_row_was_refused_is_not_its_data(lite: Desk, file: Write) -> None:
    text = "工具名称,数量,line,field,reason\n网线钳,1,2,count,count is a whole number.\n"
    assert bring(lite, "tools", file("tools.rejected.csv", text)).counts == (1, 0, 0)
    assert [row.reason for row in lite.rows(Movement)] == [""]


def test_an_unknown_department_is_answered_with_the_names_that_there_are(desk: Desk, file: Write) -> None:
    text = "工号,姓名,部门\nT910,张伟,售后服务部\nT911,李强,客户服务中心\n"
    brought = bring(desk, "staff", file("staff.csv", text))
    assert brought.counts == (1, 0, 1)
    [(line, field, reason)] = brought.reasons
    assert (line, field) == (2, "department")
    assert "客户服务中心 (YX)" in reason


def test_trades_come_by_what_people_call_them(desk: Desk, file: Write) -> None:
    text = "工号,姓名,工种\nT912,张伟,电工\nT913,李强,飞行\n"
    brought = bring(desk, "staff", file("staff.csv", text))
    assert [row.trade for row in desk.rows(Staff, no="T912")] == ["electrical"]
    assert [(line, field) for line, field, _ in brought.reasons] == [(3, "trade")]
    assert "refrigeration" in str(brought.bad[0].error.values["skill"])


def test_an_unknown_kind_of_tool_is_answered_with_the_kinds_that_there_are(lite: Desk, file: Write) -> None:
    [bad] = bring(lite, "tools", file("t.csv", "工具\n飞船\n")).bad
    assert bad.field == "kind"
    assert "crimper" in str(bad.error.values["tools"])


@pytest.mark.parametrize("holder", ["张伟", "T999"])
def test_a_holder_whom_the_roster_does_not_know_by_number_or_name_is_named(
    desk: Desk, file: Write, holder: str
) -> None:
    [(_, _, reason)] = bring(desk, "tools", file("t.csv", f"工具,领用人\n网线钳,{holder}\n")).reasons
    assert f"number or name {holder}" in reason
