"""Awkward files of the kinds that offices have: identity, values read as something else, what falls away."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from db.imports.instants import read_instant
from db.tables.customer import Customer
from db.tables.staff import Staff
from db.tables.ticket import Ticket
from db.tables.tool import Tool
from tests.db.desk import Desk
from tests.db.imports.conftest import bring
from tests.sampling import SAMPLED

Write = Callable[[str, str], Path]
HEADER = "工单号,客户,电话,故障,状态,报修时间,等级\n"
REST = "x,已受理,2026-07-01 09:00,2\n"


def test_a_number_in_another_case_or_width_is_the_same(lite: Desk, file: Write) -> None:
    first = f"ab-1,甲,13800000001,{REST}007,乙,13800000002,{REST}"
    assert bring(lite, "tickets", file("a.csv", HEADER + first)).counts == (2, 0, 0)
    again = f"AB-1,甲,13800000001,{REST}００７,乙,13800000002,{REST}7,丙,13800000003,{REST}"
    for dry in (True, False):
        brought = bring(lite, "tickets", file("b.csv", HEADER + again), dry=dry)
        assert (brought.counts, brought.differing) == ((1, 2, 0), []), "7 is not 007"
    twice = f"q-1,丁,13800000004,{REST}Q-1,丁,13800000004,{REST}"
    for dry in (True, False):
        report = bring(lite, "tickets", file("c.csv", HEADER + twice), dry=dry).report
        assert (report.added, report.known, report.repeated) == (1, 1, 1)
    assert len(lite.rows(Ticket)) == 4


def test_a_customer_renamed_in_the_other_system_is_the_same_ticket(lite: Desk, file: Write) -> None:
    bring(lite, "tickets", file("a.csv", HEADER + f"1,甲,13800000001,{REST}"))
    brought = bring(lite, "tickets", file("b.csv", HEADER + f"1,甲有限公司,13800000001,{REST}"))
    assert [each.fields for each in brought.differing] == [("customer",)]
    assert len(lite.rows(Ticket)) == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Oct 1, 2026 9:05 AM", datetime(2026, 10, 1, 9, 5)),
        ("05-Oct-2026 14:30", datetime(2026, 10, 5, 14, 30)),
        ("Thu, 1 Oct 2026 09:05:30", datetime(2026, 10, 1, 9, 5, 30)),
        ("October 1st, 2026", date(2026, 10, 1)),
        ("Sept. 3 2026 12:10 am", datetime(2026, 9, 3, 0, 10)), ("1-may-2026", date(2026, 5, 1)),
        ("2026-10-01 24:00", None), ("2026-02-29 10:00", None), ("10/01/2026 09:05", None),
        ("Oct 2026", None), ("Oct 32, 2026", None), ("1-Oct-26", None), ("March of time 2026", None),
        ("26-10-01 10:00", None), ("Oct 1, 2026 09:00-11:00", None),
    ],
)  # fmt: skip
def test_months_in_words_are_read_and_what_is_unclear_is_not(text: str, told: object) -> None:
    assert read_instant(text) == told


def test_levels_in_roman_numbers_and_words_for_a_count(lite: Desk, file: Write) -> None:
    rows = "".join(f"{at},客{at},1380000000{at},x,已受理,2026-07-01 09:00,{level}\n"
                   for at, level in enumerate(("Ⅰ级", "Ⅱ级", "III", "IV级", "5", "六")))  # fmt: skip
    brought = bring(lite, "tickets", file("a.csv", HEADER + rows))
    assert [ticket.level for ticket in lite.rows(Ticket)] == [1, 2, 3, 4]
    assert [(bad.line, bad.field) for bad in brought.bad] == [(6, "level"), (7, "level")]


def test_a_second_phone_stands_in_and_other_columns_are_named(lite: Desk, file: Write) -> None:
    text = "客户,电话,备用电话,故障,天气\n甲,,13900000002,y,晴\n乙,13800000003,13900000004,y,雨\n"
    brought = bring(lite, "tickets", file("a.csv", text))
    assert (brought.counts, brought.report.unused) == ((2, 0, 0), ("天气",))
    assert {row.digits for row in lite.rows(Customer)} == {"13900000002", "13800000003"}


def test_a_name_over_two_lines_or_with_other_brackets_is_one_file(lite: Desk, file: Write) -> None:
    text = (
        '客户名称,电话\n"海岸酒店\n(南山店)",13800000001\n海岸酒店（南山店）,138-0000-0001\n'
        "海岸酒店(福田店),13800000001\n"
    )
    brought = bring(lite, "customers", file("a.csv", text))
    assert (brought.counts, brought.report.same_phone) == ((2, 1, 0), 1)


def test_titles_of_the_trade_are_roles(lite: Desk, file: Write) -> None:
    text = (
        "工号,姓名,岗位,手机\n1001.0,张三,维修工程师,\n1002,李四,组长/售后工程师,\n1003,王五,保安,\n"
        "1004,赵六,客服专员,1380000000\n1001,张三,维修工程师,\n"
    )
    brought = bring(lite, "staff", file("a.csv", text))
    assert [(bad.line, bad.field) for bad in brought.bad] == [(4, "roles"), (5, "phone")]
    assert brought.counts == (2, 1, 2)
    brought_in = {row.no: row.roles for row in lite.rows(Staff) if row.no != "A01"}
    assert brought_in == {"1001": "technician", "1002": "lead,technician"}


def test_one_number_for_several_pieces_is_refused(lite: Desk, file: Write) -> None:
    text = (
        "工具名称,编号,数量,单价\n万用表,W-1~W-3,3,360元\n万用表,W-5,2,360\n"
        "网线钳,W-6,1,￥68.00\n测线仪,,0,85\n"
    )
    brought = bring(lite, "tools", file("a.csv", text))
    assert [(bad.line, bad.field) for bad in brought.bad] == [(2, "number"), (3, "number"), (5, "count")]
    assert [(row.number, row.price_fen) for row in lite.rows(Tool)] == [("W-6", 6800)]


def test_a_pause_that_ends_before_it_begins_is_refused(lite: Desk, file: Write) -> None:
    text = HEADER[:-1] + ",暂停时间,恢复时间,暂停原因,完成时间,关闭时间\n"
    row = (
        "1,甲,13800000001,x,已关闭,2026-07-01 09:00,2,2026-07-01 10:00,{},等备件,"
        "2026-07-02 10:00,2026-07-02 11:00\n"
    )
    brought = bring(lite, "tickets", file("a.csv", text + row.format("2026-07-01 09:30")))
    assert [bad.field for bad in brought.bad] == ["resumed_at"]
    assert bring(lite, "tickets", file("b.csv", text + row.format("2026-07-01 11:30"))).counts == (1, 0, 0)


def test_many_bad_rows_are_two_reasons(lite: Desk, file: Write) -> None:
    many = 600 if SAMPLED else 3000  # more than are decided at once
    rows = "".join(f"B{at},客{at},13800000001,x,神秘{at % 7},坏日期{at},2\n" for at in range(many))
    brought = bring(lite, "tickets", file("a.csv", HEADER + rows))
    assert brought.counts == (0, 0, many)
    assert {error.msgid for bad in brought.bad for error in bad.errors} == {
        "“{value}” is not an instant; write it like {example}.", "“{value}” is no state that is known.",
    }  # fmt: skip
