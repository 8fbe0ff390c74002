"""Find among everything: each kind of thing by number, name, pinyin, initials (DSP-02, INT-03, CUS-03)."""

from __future__ import annotations

from typing import Any

import pytest

from db.subjects.subject import SUBJECTS
from db.views.finding_things import findable
from tests.db.views.branch import PHONE, BranchOffice


def found(office: BranchOffice, text: str, actor: str = "A01", **more: Any) -> dict[str, list[str]]:
    """The names, or where these are codes the numbers, of what answers, by family."""
    kinds: dict[str, list[str]] = {}
    for row in office.show("find", actor, text=text, **more):
        coded = SUBJECTS[row["family"]].finds.coded  # type: ignore[union-attr]  # found, so it is
        kinds.setdefault(row["family"], []).append(row["number"] if coded else row["name"])
    return kinds


@pytest.fixture
def stocked(office: BranchOffice) -> BranchOffice:
    """One of each kind of thing, beside another one of each."""
    office.technician(phone="13700000001")
    office.technician("T002", "王强")
    office.do("add_staff", staff="S01", label="周主管", roles="lead")
    office.issue("T001", "multimeter", number="K-1")
    office.issue("T002", "clamp_meter", number="K-2")
    other = {"customer": "蓝天幼儿园", "phone": "13900139000", "product": "柜机", "fault": "漏水"}
    office.ticket(**other, address="福田区", serial="SN-88", model="KFR-35")
    number = office.ticket(serial="SN-77", model="GGD-2", nature="quality", level=2)
    office.do("extend", ticket=number, milestone="respond", until="2026-07-30T09:00:00+08:00", reason="等件")
    return office


def test_every_kind_of_thing_that_is_searched_is_found() -> None:
    assert {each.family for each in SUBJECTS.values() if each.search} <= {each.family for each in findable()}
    assert {"tool", "task", "request"} <= {each.family for each in findable()}


@pytest.mark.parametrize(
    ("text", "family", "wanted"),
    [
        ("南山酒店", "customer", ["南山酒店"]),
        ("nsjd", "customer", ["南山酒店"]),
        ("nanshanjiudian", "customer", ["南山酒店"]),
        (PHONE, "customer", ["南山酒店"]),
        ("sn-77", "equipment", ["配电柜"]),
        ("GGD-2", "equipment", ["配电柜"]),
        ("柜机", "equipment", ["柜机"]),
        ("T001", "staff", ["张伟"]),
        ("zhangwei", "staff", ["张伟"]),
        ("wq", "staff", ["王强"]),
        ("k-1", "tool", ["K-1"]),
        ("万用表", "tool", ["K-1"]),
        ("wyb", "tool", ["K-1"]),
        ("clamp", "tool", ["K-2"]),
        ("张伟", "tool", ["K-1"]),
        ("K-2 王强", "tool", ["K-2"]),
    ],
)
def test_a_thing_is_found_by_number_name_pinyin_and_initials(
    stocked: BranchOffice, text: str, family: str, wanted: list[str]
) -> None:
    assert found(stocked, text)[family] == wanted
    assert found(stocked, text, family=family) == {family: wanted}


def test_tasks_and_requests_are_found_by_number_ticket_and_kind(stocked: BranchOffice) -> None:
    [request] = stocked.show("requests")
    tasks = stocked.show("tasks")
    [quality] = [row for row in tasks if row["kind"] == "quality"]
    assert found(stocked, request["id"])["request"] == [request["id"]]
    assert found(stocked, "延期")["request"] == [request["id"]]
    assert found(stocked, quality["id"].lower())["task"][0] == quality["id"]
    assert found(stocked, "zlyy")["task"] == [quality["id"]]
    about = {row["id"] for row in tasks if row["about"] == "YX2607-02"}
    assert set(found(stocked, "YX2607-02")["task"]) == about
    assert "task" not in found(stocked, "ticket")
    assert "task" not in found(stocked, "%")


def test_a_hit_tells_what_it_belongs_to_and_how_many_there_are(stocked: BranchOffice) -> None:
    rows = {row["family"]: row for row in stocked.show("find", text="万用表")}
    assert (rows["tool"]["of"], rows["tool"]["state"], rows["tool"]["key"]) == ("张伟", "held", "tool:K-1")
    [equipment] = stocked.show("find", text="SN-77", family="equipment")
    assert equipment["of"] == "南山酒店"
    [request] = stocked.show("find", text="延期", family="request")
    assert (request["name"], request["of"], request["state"]) == ("extend", "YX2607-02 南山酒店", "open")
    [one] = stocked.show("find", text="K-", family="tool", limit=1)
    assert one["found"] == 2


def test_a_number_typed_whole_and_what_is_open_stand_first(stocked: BranchOffice) -> None:
    stocked.issue("T001", "multimeter", number="A-K-1")
    assert found(stocked, "k-1", family="tool")["tool"] == ["K-1", "A-K-1"]
    stocked.do("change_staff", staff="T001", left=True)
    assert found(stocked, "T00", family="staff")["staff"] == ["王强", "张伟"]


def test_a_phone_cannot_be_guessed_by_finding_it(stocked: BranchOffice) -> None:
    stocked.do("add_staff", staff="K01", label="仓库", roles="keeper")
    for text in (PHONE, PHONE[3:8], "13700000001"):
        assert found(stocked, text, "K01") == {}
    [hotel] = stocked.show("find", "K01", text="南山酒店", family="customer")
    assert (hotel["number"], hotel["found"]) == ("138****0001", 1)


def test_nothing_is_found_by_nothing(stocked: BranchOffice) -> None:
    assert stocked.show("find", text="  ") == []
    assert stocked.show("find", text="没有这个") == []


def test_those_of_one_second_stand_in_the_order_of_their_numbers(office: BranchOffice) -> None:
    asked = {"milestone": "respond", "until": "2026-07-30T09:00:00+08:00", "reason": "等件"}
    for _ in range(6):
        office.do("extend", ticket=office.ticket(nature="quality", level=2), **asked)
    listed = (
        [row["id"] for row in office.show("tasks") if row["kind"] == "quality"],
        [row["id"] for row in office.show("requests")],
        found(office, "zlyy", family="task")["task"],
        found(office, "RQ", family="request")["request"],
    )
    for shown in listed:
        running = [int(each[2:]) for each in shown]
        assert len({len(str(each)) for each in running}) == 2
        assert running == sorted(running)
