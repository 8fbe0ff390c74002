"""What the program writes is whole, says all there is, and is read again by itself (RPT-03)."""

import csv
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from db.engine import make_engine, transaction
from db.tables.customer import Customer
from tests.console.running import Branch, paigong
from tests.disks import full_disk


@pytest.fixture
def office(live: Branch) -> Branch:
    """An empty live store."""
    return live


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_an_export_does_not_stop_at_a_thousand(office: Branch, tmp_path: Path) -> None:
    office.done("add_customer", "--customer", "客户", "--phone", "13800130000", at=None)
    multiply(office, 1001)
    ran = office.run("export", "customers", str(tmp_path / "all.csv"), at=None)
    assert (ran.code, "1001 rows" in ran.out, "more" in ran.out) == (0, True, False), ran
    assert len(read(tmp_path / "all.csv")) == 1001


def multiply(branch: Branch, count: int) -> None:
    """The one customer becomes so many, who differ by their ids."""
    engine = make_engine(branch.url)
    with transaction(engine, writing=True) as connection:
        row = connection.execute(Customer.table.select()).mappings().one()
        more = [dict(row) | {"id": str(UUID(int=at))} for at in range(1, count)]
        connection.execute(Customer.table.insert(), more)
    engine.dispose()


def closed(demo: Branch) -> str:
    demo.hire("T001", "张三")
    number = demo.ticket("--level", "1", "--external-number", "OLD-77")
    demo.done("dispatch", "--ticket", number, "--technician", "T001", at="2026-07-15T09:05:00+08:00")
    for what, at in (("arrived", "10:00"), ("finished", "11:00")):
        demo.done("step", "--ticket", number, "--what", what, at=f"2026-07-15T{at}:00+08:00")
    marks = [
        part
        for name in ("attitude", "quality", "punctuality", "hygiene", "result")
        for part in (f"--{name}", "4")
    ]
    signed = ("--signed", "signed", "--signed-by", "王先生", "--forms", "all")
    demo.done("record", "--ticket", number, "--work", "更换", *signed, at="2026-07-15T11:30:00+08:00")
    demo.done("survey", "--ticket", number, *marks, at="2026-07-15T12:00:00+08:00")
    demo.done("close", "--ticket", number, "--cause", "misuse", at="2026-07-15T13:00:00+08:00")
    return number


def test_a_closed_ticket_carries_everything_out(demo: Branch, tmp_path: Path) -> None:
    number = closed(demo)
    (row,) = demo.show("tickets", "--view", "closed")
    expected: dict[str, Any] = {
        "number": number, "external_number": "OLD-77", "phone": "13800138000", "technician": "T001",
        "dispatched_at": "2026-07-15T09:05:00+08:00", "arrived_at": "2026-07-15T10:00:00+08:00",
        "finished_at": "2026-07-15T11:00:00+08:00", "closed_at": "2026-07-15T13:00:00+08:00",
        "respond_in_time": False, "arrive_in_time": True, "resolve_in_time": True, "survey_in_time": True,
        "arrive_met_at": "2026-07-15T10:00:00+08:00", "cause": "misuse", "result": 4,
    }  # fmt: skip
    assert {name: row[name] for name in expected} == expected
    demo.done("add_staff", "--staff", "T009", "--label", "王", "--roles", "keeper")
    ran = demo.run("show", "tickets", "--json", who="T009")
    assert ran.json[0]["phone"] != "13800138000"
    assert ran.json[0]["phone"].endswith("8000")
    assert demo.run("export", "tickets", str(tmp_path / "all.xlsx"), "--month", "2026-07").code == 0
    assert demo.show("tickets", "--month", "2026-06") == []


def test_a_ticket_is_shown_by_the_number_that_it_had_elsewhere(demo: Branch) -> None:
    number = closed(demo)
    assert demo.show("ticket", "OLD-77")["number"] == number
    assert demo.run("show", "ticket", "OLD-78").code == 3
    demo.ticket("--external-number", "1")
    assert demo.show("ticket", "1")["number"] == number, "our own running number comes first"
    demo.ticket("--external-number", "OLD-9")
    demo.ticket("--external-number", "OLD-9")
    several = demo.run("show", "ticket", "OLD-9")
    assert (several.code, several.err.count("YX2607-")) == (3, 2)


def test_any_month_is_counted(demo: Branch) -> None:
    closed(demo)
    july = demo.show("counts", at="2026-07-15T18:00:00+08:00")
    assert july["satisfaction"] is not None
    later = "2026-09-01T09:00:00+08:00"
    assert demo.show("counts", at=later)["satisfaction"] is None
    then = demo.show("counts", "--month", "2026-07", at=later)
    assert then["satisfaction"] == july["satisfaction"]
    assert then["timeliness"] is not None
    assert demo.show("counts", "--month", "2026-06", at=later)["timeliness"] is None
    for wrong in ("2026-13", "july", "2026-7"):
        assert demo.run("show", "counts", "--month", wrong).code == 2


def test_equipment_is_a_list_and_a_card(demo: Branch) -> None:
    demo.done("add_customer", "--customer", "王五", "--phone", "13800138000")
    demo.done("add_equipment", "--customer", "王五", "--product", "柜机", "--serial", "SN-7")
    (row,) = demo.show("equipment")
    assert (row["customer"], row["serial"]) == ("王五", "SN-7")
    card = demo.show("equipment", row["id"])
    assert card == demo.show("equipment", "SN-7")
    assert (card["id"], card["serial"]) == (row["id"], "SN-7")
    assert demo.show("equipment", "--find", "王五") == [row]
    assert demo.show("equipment", "--find", "别的") == []
    assert demo.run("show", "equipment", "SN-8").code == 3


def test_the_program_reads_its_own_json(demo: Branch, office: Branch, tmp_path: Path) -> None:
    closed(demo)
    waiting = demo.ticket("--level", "3")
    demo.done("pause", "--ticket", waiting, "--reason", "part")
    demo.done("add_customer", "--customer", "赵六", "--phone", "13800138001")
    demo.done("add_equipment", "--customer", "赵六", "--product", "柜机", "--serial", "SN-7")
    for view, kind in (("customers", "customers"), ("equipment", "equipment"), ("tickets", "tickets")):
        file = str(tmp_path / f"{view}.json")
        assert demo.run("export", view, file).code == 0
        ran = office.run("import", kind, file, at=None)
        assert (ran.code, "0 refused" in ran.out) == (0, True), ran
        again = office.run("import", kind, file, at=None)
        assert (again.code, "0 added" in again.out) == (0, True), again
    rows = {row["former_number"]: row for row in office.run("show", "tickets", "--json", at=None).json}
    assert {row["state"] for row in rows.values()} == {"closed", "paused"}
    assert len(rows) == 2
    assert all(rows), "each is known by the number that it had"


def test_a_json_list_that_breaks_off_says_where(office: Branch, tmp_path: Path) -> None:
    good = '{"customer": "甲", "phone": "13800138000"}'
    file = tmp_path / "customers.json"
    file.write_text(f'[\n {good},\n {{"customer": "乙",\n', "utf-8")
    ran = office.run("import", "customers", str(file), at=None)
    assert ran.code != 1
    assert "line 3" in ran.out + ran.err
    assert "1 added" in ran.out


@pytest.mark.ways("ending")
@pytest.mark.parametrize("ending", ["xlsx", "csv", "json"])
def test_a_full_disk_is_said_and_leaves_nothing(demo: Branch, tmp_path: Path, ending: str) -> None:
    for _ in range(12):
        demo.ticket("--fault", "主机不启动" * 40)
    with full_disk(tmp_path / "full", 8192) as disk:
        ran = demo.run("export", "tickets", str(disk / f"all.{ending}"))
        assert (ran.code, "the disk is full" in ran.err) == (2, True), ran
        assert list(disk.iterdir()) == []


def test_a_path_with_a_question_mark_is_no_other_file(tmp_path: Path) -> None:
    for command in (("init", "--admin", "x"), ("show", "queue"), ("doctor",)):
        ran = paigong("--db", str(tmp_path / "a?b"), "--lang", "en", *command)
        assert (ran.code, "question mark" in ran.err) == (2, True), ran
    assert list(tmp_path.iterdir()) == []


SAME = (
    "external_number", "state", "level", "kind", "nature", "channel", "branch", "district", "customer",
    "contact", "position", "phone", "address", "product", "model", "serial", "project", "invoice", "quantity",
    "fault", "problem", "urgent", "supplier_needed", "technician", "reported_at", "wanted_from", "wanted_to",
    "dispatched_at", "arrived_at", "finished_at", "closed_at", "result", "cause", "by_day",
)  # fmt: skip
"""What a ticket keeps on its way from store to store; numbers are given by each store."""


@pytest.mark.ways("ending")
@pytest.mark.parametrize("ending", ["json", "csv", "xlsx"])
def test_a_ticket_keeps_both_numbers_from_store_to_store(
    demo: Branch, office: Branch, tmp_path: Path, ending: str
) -> None:
    old = tmp_path / "old.csv"
    old.write_text(
        "单号,客户,电话,故障,故障等级,报修日期,派工日期,到场时间,完成日期,回访日期,关闭日期,状态,满意度,"
        "维修人员\n"
        "OLD-1,甲,13800000001,x,1,2026-07-10,2026-07-10,2026-07-10 09:30,2026-07-10,2026-07-11,2026-07-11,"
        "已关闭,4,"
        "T001\n"
        ",乙,13800000002,y,2,2026-07-10 08:00,,,,,,,,\n",
        "utf-8",
    )
    demo.run("import", "tickets", str(old))
    demo.ticket("--external-number", "OLD-3", "--level", "3")
    place = str(tmp_path / f"a.{ending}")
    assert demo.run("export", "tickets", place).code == 0
    first = demo.show("tickets")
    again = demo.run("import", "tickets", place, "--json").json
    assert (again["added"], again["known"], again["rejected"], again["differing"]) == (0, len(first), 0, [])
    office.done("add_staff", "--staff", "T001", "--label", "张伟", at=None)
    brought = office.run("import", "tickets", place, "--json", at=None).json
    assert (brought["added"], brought["rejected"]) == (len(first), 0), brought["problems"]
    second = {row["former_number"]: row for row in office.run("show", "tickets", "--json", at=None).json}
    for row in first:
        there = second[row["number"]]
        assert {name: there[name] for name in SAME} == {name: row[name] for name in SAME}
        own = {each["number"] for each in second.values()}  # a store's own numbers come first
        for number in {row["number"], row["external_number"]} - {""} - own:
            shown = office.run("show", "ticket", number, "--json", at=None).json
            assert shown["number"] == there["number"]
    known = office.run("import", "tickets", place, "--json", at=None).json
    assert (known["added"], known["known"], known["differing"]) == (0, len(first), [])
    assert office.run("audit", at=None).code == 0
