"""A row is known again: by its number in the other system, else by what it says of the call."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import uuid5

import pytest
from sqlalchemy.exc import IntegrityError
from xlsxwriter import Workbook  # type: ignore[import-untyped]  # it comes without types

from db.engine import transaction
from db.errors import Refusal
from db.imports import MapFile, take_back
from db.imports.identity import NAMESPACE, Identities, Known, canonical_row
from db.tables.follow_up import Survey
from db.tables.ticket import Ticket
from tests.db.desk import Desk
from tests.db.imports.conftest import bring

Write = Callable[[str, str], Path]
HEADER = "客户名称,联系电话,故障描述,报修时间,故障等级,状态,完成时间\n"


def numbers(desk: Desk) -> list[str]:
    return [ticket.number for ticket in desk.rows(Ticket)]


def clean(desk: Desk) -> bool:
    return desk.store.audit().differences == ()


def test_minutes_without_seconds_and_a_workbook_saved_anew_are_the_same_calls(
    lite: Desk, file: Write, tmp_path: Path
) -> None:
    bring(lite, "tickets", file("a.csv", HEADER + "甲,13800000001,不启动,2026-07-01 09:00:37,2,已受理,\n"))
    again = bring(
        lite, "tickets", file("b.csv", HEADER + "甲,138-0000-0001,不启动,2026/7/1 9:00,2,已受理,\n")
    )
    assert (again.counts, again.differing) == ((0, 1, 0), [])
    path = tmp_path / "c.xlsx"
    with Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER.strip().split(","))
        sheet.write_row(1, 0, ["甲", 13800000001, "不启动"])
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet.write_datetime(1, 3, datetime(2026, 7, 1, 9, 0), moment)
        sheet.write_row(1, 4, [2, "已受理"])
    assert bring(lite, "tickets", path).counts == (0, 1, 0)


def test_a_day_that_comes_back_as_its_midnight_is_the_same_call(lite: Desk, file: Write) -> None:
    bring(lite, "tickets", file("a.csv", HEADER + "甲,13800000001,不启动,2026-07-01,2,已受理,\n"))
    again = bring(lite, "tickets", file("b.csv", HEADER + "甲,13800000001,不启动,2026/7/1 0:00,2,已受理,\n"))
    assert again.counts == (0, 1, 0)


def test_new_statuses_of_calls_without_numbers_are_differences(lite: Desk, file: Write) -> None:
    bring(lite, "tickets", file("a.csv", HEADER + "甲,13800000001,不启动,2026-07-01 09:00,2,已受理,\n"))
    later = file("b.csv", HEADER + "甲,13800000001,不启动,2026-07-01 09:00,2,已完成,2026-07-01 11:00\n")
    brought = bring(lite, "tickets", later)
    assert [each.fields for each in brought.differing] == [("status", "finished_at")]
    assert bring(lite, "tickets", later, updating=True).report.updated == 1
    assert lite.rows(Ticket)[0].state == "follow_up"
    assert clean(lite)


def test_numbers_of_two_systems_do_not_meet(desk: Desk, file: Write) -> None:
    path = file("a.csv", "单号,客户,电话,故障\n7,甲,13800000001,x\n")
    assert bring(desk, "tickets", path, MapFile(source="ERP")).counts == (1, 0, 0)
    assert bring(desk, "tickets", path, MapFile(source="CRM")).counts == (1, 0, 0)
    assert bring(desk, "tickets", path, MapFile(source="ERP")).counts == (0, 1, 0)
    with pytest.raises(IntegrityError), transaction(desk.store.engine, writing=True) as connection:
        connection.execute(Ticket.table.update().values(source="ERP"))


def test_a_number_typed_at_the_desk_is_known_and_may_repeat(desk: Desk, file: Write) -> None:
    number = desk.register(external_number="7")
    desk.register(external_number="7")
    path = file("a.csv", "单号,客户,电话,故障\n7,南山制衣厂,13800000001,主机不启动\n")
    brought = bring(desk, "tickets", path)
    assert (brought.counts, brought.differing) == ((0, 1, 0), [])
    assert number in numbers(desk)


def test_what_an_earlier_program_brought_in_is_known(desk: Desk, file: Write) -> None:
    path = file(
        "a.csv",
        "单号," + HEADER + "1,甲,13800000001,x,2026-07-01 09:00,2,已受理,\n"
        ",乙,13800000002,x,2026-07-01,2,已受理,\n,乙,13800000002,x,2026-07-01,2,已受理,\n",
    )  # fmt: skip

    def before(self: Identities, fields: Any) -> Known:
        return Known(self._counted(canonical_row("tickets", self._as_before(fields))))

    with patch.object(Identities, "of", before):
        assert bring(desk, "tickets", path).counts == (3, 0, 0)
    with transaction(desk.store.engine, writing=True) as connection:
        connection.execute(Ticket.table.update().values(source=None, import_id=None))
    assert bring(desk, "tickets", path).counts == (0, 3, 0)


def test_the_programs_own_export_makes_no_second_tickets(lite: Desk, file: Write) -> None:
    number = lite.register()
    text = f"编号,客户,电话,故障\n{number},南山制衣厂,13800000001,主机不启动\n{number},别人,13800000002,x\n"
    assert bring(lite, "tickets", file("a.csv", text)).counts == (1, 1, 0)


def test_corrections_of_a_known_ticket_are_differences_too(desk: Desk, file: Write) -> None:
    bring(desk, "tickets", file("a.csv", "单号,客户,电话,故障,地址\n7,甲,13800000001,x,旧路 1 号\n"))
    moved = file("b.csv", "单号,客户,电话,故障,地址\n7,甲,13800000001,漏水,新路 2 号\n")
    assert [each.fields for each in bring(desk, "tickets", moved).differing] == [("fault", "address")]
    assert bring(desk, "tickets", moved, updating=True).report.updated == 1
    [ticket] = desk.rows(Ticket)
    assert (ticket.fault, ticket.address) == ("漏水", "新路 2 号")
    assert bring(desk, "tickets", moved, updating=True).differing == []
    assert clean(desk)


def test_an_update_behind_what_was_done_here_keeps_its_own_time(desk: Desk, file: Write) -> None:
    first = file("a.csv", "单号," + HEADER + "7,甲,13800000001,x,2026-07-14 09:00,2,已受理,\n")
    bring(desk, "tickets", first)
    [number] = numbers(desk)
    desk.do("note", ticket=number, text="rief an")
    later = "7,甲,13800000001,x,2026-07-14 09:00,2,已完成,2026-07-14 11:00\n"
    assert bring(desk, "tickets", file("b.csv", "单号," + HEADER + later), updating=True).report.updated == 1
    ticket = desk.ticket(number)
    assert ticket.state == "follow_up"
    assert ticket.finished_at is not None
    assert ticket.finished_at < ticket.last_at
    assert clean(desk)


def test_a_ticket_that_is_further_here_is_listed_and_left(desk: Desk, file: Write) -> None:
    path = file("a.csv", "单号," + HEADER + "7,甲,13800000001,x,2026-07-14 09:00,4,已受理,\n")
    bring(desk, "tickets", path)
    [number] = numbers(desk)
    desk.do("step", ticket=number, what="finished")
    brought = bring(desk, "tickets", path, updating=True)
    assert [(each.fields, each.updated) for each in brought.differing] == [(("status",), False)]
    assert desk.ticket(number).state == "follow_up"


def test_taking_back_frees_the_numbers_and_leaves_no_figures(desk: Desk, file: Write) -> None:
    text = "单号,满意度," + HEADER + "7,满意,甲,13800000001,x,2026-07-14 09:00,2,已完成,2026-07-14 11:00\n"
    path = file("a.csv", text)
    first = bring(desk, "tickets", path).report.id
    assert take_back(desk.store, "A01", first).tickets == 1
    [gone] = desk.rows(Ticket)
    assert (gone.state, gone.source, desk.rows(Survey), desk.targets(gone.number)) == (
        "cancelled",
        None,
        [],
        {},
    )
    assert bring(desk, "tickets", path).counts == (1, 0, 0)
    assert bring(desk, "tickets", path).counts == (0, 1, 0)
    with pytest.raises(Refusal):
        take_back(desk.store, "A01", first)
    assert clean(desk)


def test_an_import_somebody_acted_on_stays_whole(desk: Desk, file: Write) -> None:
    path = file("a.csv", "客户,电话,故障\n甲,13800000001,x\n乙,13800000002,x\n")
    brought = bring(desk, "tickets", path).report.id
    desk.do("triage", ticket=numbers(desk)[1], level=2)
    with pytest.raises(Refusal) as refused:
        take_back(desk.store, "A01", brought)
    assert refused.value.values["verb"] == "triage"
    assert {ticket.state for ticket in desk.rows(Ticket)} == {"new", "triaged"}


def test_ids_are_spelled_for_ever() -> None:
    known = Known("0/text")
    assert known.attempt() == uuid5(NAMESPACE, "0/text")
    assert known.attempt(2) != known.attempt(1) != known.attempt()
