"""Lists of people, customers, equipment and tools that come again: known, listed, brought up to date."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from db.errors import NotPermitted
from db.tables.customer import Customer, Equipment
from db.tables.staff import Certificate, Skill, Staff
from db.tables.tool import Movement, Tool
from tests.db.desk import Desk
from tests.db.imports.conftest import Brought, bring

Write = Callable[[str, str], Path]
STAFF = "工号,姓名,角色,手机,片区,工种,技能,证书,员工状态\n"


def told(brought: Brought) -> list[tuple[str, tuple[str, ...], bool]]:
    return [(each.called, each.fields, each.updated) for each in brought.differing]


def test_people_are_brought_up_to_date_by_their_number(desk: Desk, file: Write) -> None:
    first = file("a.csv", STAFF + "T900,张工师,维修人员,13800000001,,制冷,制冷:1,制冷证：2026-12-31,在职\n"
                 "T901,李四,客服,13800000002,,,,,在职\nT902,王五,客服,,,,,,离职\n")  # fmt: skip
    assert (bring(desk, "staff", first).counts, len(desk.rows(Staff, no="T902"))) == ((2, 0, 0), 0)
    later = file("b.csv", STAFF + "t900,张工师,维修人员、组长,139-0000-0001,南山,电工,制冷:3、电工,"
                 "制冷证：2028-12-31,在职\nT901,李四,客服,13800000002,,,,,离职\n"
                 "T902,王五,客服,,,,,,离职\n")  # fmt: skip
    fields = ("roles", "zone", "trade", "phone", "skills", "certificates")
    for dry, updating in ((True, False), (False, False), (True, True)):
        brought = bring(desk, "staff", later, dry=dry, updating=updating)
        assert (brought.counts, brought.report.leavers) == ((0, 2, 0), 1)
        assert told(brought) == [("张工师", fields, updating), ("李四", ("employment",), updating)]
        assert desk.rows(Staff, no="T900")[0].phone == "13800000001"
    brought = bring(desk, "staff", later, updating=True)
    assert (brought.report.differing, brought.report.updated) == (2, 2)
    [zhang], [li] = desk.rows(Staff, no="T900"), desk.rows(Staff, no="T901")
    assert (zhang.roles, zhang.phone, zhang.zone, zhang.trade) == (
        "lead,technician", "139-0000-0001", "nanshan", "electrical",
    )  # fmt: skip
    assert {(row.skill, row.grade) for row in desk.rows(Skill, staff="T900")} == {
        ("refrigeration", 3), ("electrical", 1),
    }  # fmt: skip
    assert [row.expires_on for row in desk.rows(Certificate, staff="T900")] == [date(2028, 12, 31)]
    assert not li.active
    assert [each.verb for each in desk.events("staff:T901")] == ["add_staff", "change_staff"]
    assert told(bring(desk, "staff", later, updating=True)) == []
    # An older list shortens no certificate; that it differs is listed.
    assert bring(desk, "staff", first, updating=True).counts == (0, 2, 0)
    assert [row.expires_on for row in desk.rows(Certificate, staff="T900")] == [date(2028, 12, 31)]
    assert desk.differences() == []


def test_who_imports_gives_no_role_above_their_own(desk: Desk, file: Write) -> None:
    desk.staff("L01", "department_lead")
    bring(desk, "staff", file("a.csv", "工号,姓名,角色\nT900,张三,维修人员\nT901,李四,维修人员\n"))
    later = file("b.csv", "工号,姓名,角色,手机\nT900,张三,系统管理员,13800000001\n"
                 "T901,李四,维修人员,13800000002\nT903,赵六,系统管理员,\n")  # fmt: skip
    brought = bring(desk, "staff", later, by="L01", updating=True)
    assert [(bad.line, bad.error.exit_code) for bad in brought.bad] == [(2, 5), (4, 5)]
    assert (brought.report.updated, desk.rows(Staff, no="T901")[0].phone) == (1, "13800000002")
    assert (desk.rows(Staff, no="T900")[0].roles, desk.rows(Staff, no="T903")) == ("technician", [])


def test_a_number_is_given_once(desk: Desk, file: Write) -> None:
    bring(desk, "staff", file("a.csv", "工号,姓名\nT900,张三\n"))
    [bad] = bring(desk, "staff", file("b.csv", "工号,姓名\nT900,李四\n"), updating=True).bad
    assert "张三" in str(bad.error)


def test_files_are_brought_up_to_date_by_phone_and_name(desk: Desk, file: Write) -> None:
    header = "客户名称,电话,地址,联系人,客户级别\n"
    bring(desk, "customers", file("a.csv", header + "海岸酒店,13900000002,旧路 1 号,赵工,普通\n"))
    later = file("b.csv", header + "海岸酒店,139 0000 0002,新路 2 号,,重点\n新客户,13900000002,,,\n")
    brought = bring(desk, "customers", later)
    assert (brought.counts, brought.report.same_phone) == ((1, 1, 0), 1)
    assert told(brought) == [("海岸酒店", ("address", "grade"), False)]
    assert bring(desk, "customers", later, updating=True).report.updated == 1
    [row] = [each for each in desk.rows(Customer) if each.label == "海岸酒店"]
    assert (row.address, row.contact, row.grade) == ("新路 2 号", "赵工", "important")
    assert desk.differences() == []


def test_equipment_is_brought_up_to_date_by_its_serial_number(desk: Desk, file: Write) -> None:
    bring(desk, "customers", file("c.csv", "客户,电话\n海岸酒店,13900000002\n南山制衣厂,13900000003\n"))
    header = "客户,产品,型号,序列号,验收日期\n"
    bring(desk, "equipment", file("a.csv", header + "海岸酒店,中央空调,,SN-1,\n"))
    later = file("b.csv", header + "海岸酒店,中央空调,LS-9,sn-1,2026-01-01\n南山制衣厂,中央空调,,SN-1,\n")
    brought = bring(desk, "equipment", later, updating=True)
    assert brought.counts == (0, 1, 1)
    assert "海岸酒店" in str(brought.bad[0].error)
    [row] = desk.rows(Equipment)
    assert (row.model, row.warranty_until is not None) == ("LS-9", True)
    assert told(bring(desk, "equipment", later)) == []
    assert desk.differences() == []


def test_tools_are_brought_up_to_date_by_their_number(desk: Desk, file: Write) -> None:
    if not desk.rows(Staff, no="T002"):
        desk.staff("T002")
    header = "工具名称,工具编号,单价,校准到期,领用人\n"
    bring(desk, "tools", file("a.csv", header + "网线钳,G-01,68,,T001\n网线钳,G-02,68,,\n"))
    later = file("b.csv", header + "网线钳,g-01,70,2027-01-01,T002\n网线钳,G-02,,,T001\n万用表,G-01,,,\n")
    brought = bring(desk, "tools", later)
    assert (brought.counts, brought.bad[0].error.values["number"]) == ((0, 2, 1), "G-01")
    assert told(brought) == [
        ("G-01", ("price", "calibration_due", "staff"), False), ("G-02", ("staff",), False),
    ]  # fmt: skip
    assert bring(desk, "tools", later, updating=True).report.updated == 2
    assert {(row.number, row.holder, row.price_fen) for row in desk.rows(Tool)} == {
        ("G-01", "T002", 7000), ("G-02", "T001", 6800),
    }  # fmt: skip
    assert [row.move for row in desk.rows(Movement, tool="G-01")].count("return") == 1
    assert told(bring(desk, "tools", later)) == []
    assert desk.differences() == []


@pytest.mark.parametrize(
    ("kind", "text", "changed"),
    [
        ("staff", "工号,姓名,手机\nT900,张三,13900000001\n", "工号,姓名,手机\nT900,张三,13900000009\n"),
        ("customers", "客户,手机,区\n甲,13900000001,南山\n", "客户,手机,区\n甲,13900000001,福田\n"),
        ("tools", "工具名称,编号,单价\n网线钳,G-1,1\n", "工具名称,编号,单价\n网线钳,G-1,2\n"),
    ],
)
def test_who_may_not_change_updates_nothing(
    desk: Desk, file: Write, kind: str, text: str, changed: str
) -> None:
    desk.staff("Q01", "quality")
    assert bring(desk, kind, file("b.csv", text)).report.added == 1
    before = desk.snapshot()
    with pytest.raises(NotPermitted, match="PPL-03"):
        bring(desk, kind, file("c.csv", changed), by="Q01", updating=True)
    assert desk.snapshot() == before
