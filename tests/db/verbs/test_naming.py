"""Persons, tickets, tools and customers by number, name, pinyin or initials (interface page, FRM-01)."""

import json
from typing import Any
from uuid import uuid4

import pytest

from db.errors import BadField, Refusal
from db.verbs import VERBS
from db.verbs.verb import references
from tests.db.desk import Desk, survey

NAMES = ("T007", "t007", " Ｔ００７ ", "王小强", "王小", "wxq", "WXQ", "wangxiaoqiang", "小强")


@pytest.fixture
def people(desk: Desk) -> Desk:
    desk.staff("T007", label="王小强")
    desk.staff("T008", label="王大力")
    return desk


@pytest.mark.parametrize("name", NAMES)
def test_a_person_is_named_by_number_name_pinyin_or_initials(people: Desk, name: str) -> None:
    number = people.register(level=2)
    assert people.do("dispatch", ticket=number, technician=name)["technician"] == "T007"
    (event,) = [each for each in people.events(number) if each.verb == "dispatch"]
    assert event.args["technician"] == "T007"
    assert people.differences() == []


def test_what_was_typed_is_sealed_and_repeats_the_same_request(people: Desk) -> None:
    number, request = people.register(level=2), uuid4()
    fields: dict[str, Any] = {"ticket": number[-2:], "technician": "王小强", "crew": ["王大力"]}
    first = people.do("dispatch", id=request, **fields)
    assert people.do("dispatch", id=request, **fields) == first
    with pytest.raises(BadField):
        people.do("dispatch", id=request, **{**fields, "technician": "T007"})
    body = people.bodies()[-1]
    assert "王小强" not in body
    assert "王大力" not in body
    assert json.loads(body)["args"] == {"ticket": number, "technician": "T007", "crew": ["T008"]}
    assert people.differences() == []


def test_several_of_that_name_are_listed_and_nothing_is_done(people: Desk) -> None:
    number = people.register(level=2)
    error = people.refused("dispatch", ticket=number, technician="王")
    assert isinstance(error, Refusal)
    assert error.exit_code == 3
    assert "T007 王小强" in str(error)
    assert "T008 王大力" in str(error)


def test_nobody_is_called_so(people: Desk) -> None:
    assert people.refused("dispatch", ticket=people.register(level=2), technician="赵").rule == "PPL-01"
    assert people.refused("set_duty", staff="138", kind="leave", begins_at="2026-07-16T08:00:00+08:00",
                          ends_at="2026-07-16T12:00:00+08:00").rule == "PPL-01"  # fmt: skip


def test_a_crew_is_named_with_commas(people: Desk) -> None:
    number = people.register(level=2)
    people.do("dispatch", ticket=number, technician="wxq", crew="wdl、T001")
    assert people.held_by(number) == ["T007", "T001", "T008"]
    other = people.register(level=2)
    assert people.refused("dispatch", ticket=other, technician="wxq", crew="王小强").exit_code == 2


def test_a_ticket_is_named_by_its_customer_while_it_is_open(desk: Desk) -> None:
    number = desk.register(customer="蓝天幼儿园", phone="13900139000", way="remote", level=3)
    desk.register()
    for name in ("蓝天幼儿园", "蓝天", "ltyey"):
        assert desk.do("note", ticket=name, text="问过")["number"] == number
    assert desk.events(number)[-1].args["ticket"] == number
    desk.register(customer="蓝天幼儿园", phone="13900139000")
    assert number in str(desk.refused("note", ticket="蓝天", text="问过"))
    desk.do("step", ticket=number, what="finished")
    desk.do("verify", ticket=number, solved="yes")
    survey(desk, number)
    desk.do("close", ticket=number, cause="wear")
    assert desk.do("note", ticket="蓝天", text="问过")["number"] != number


def test_a_tool_is_named_by_number_or_by_its_kind_when_there_is_one(people: Desk) -> None:
    (number,) = people.do("buy_tool", kind="multimeter")["tools"]
    assert people.do("issue_tool", tool="wyb", staff="王小强")["tool"] == number
    people.do("buy_tool", kind="multimeter", count=2)
    assert number in str(people.refused("issue_tool", tool="万用表", staff="T001"))
    assert people.refused("issue_tool", tool=number.lower(), staff="T001").rule == "KIT-03"


def test_a_customer_is_named_by_name_initials_or_phone(desk: Desk) -> None:
    customer = desk.do("add_customer", customer="蓝天幼儿园", phone="13900139000")["customer"]
    for at, name in enumerate(("蓝天幼儿园", "ltyey", "139 0013 9000", customer)):
        desk.do("add_equipment", customer=name, product="空调", serial=f"SN-{at}")
    desk.do("add_customer", customer="蓝天酒店", phone="13900139001")
    assert "蓝天酒店" in str(desk.refused("add_equipment", customer="蓝天", product="空调"))
    assert desk.differences() == []


def test_every_field_that_names_somebody_says_so() -> None:
    """A field declared as a plain code would take numbers only."""
    families = {"staff", "technician", "tool", "customer", "ticket", "into", "crew"}
    newcomers = {("add_staff", "staff"), ("register", "customer"), ("correct", "customer"),
                 ("add_customer", "customer"), ("undo", "ticket")}  # fmt: skip
    for name, verb in VERBS.items():
        if not verb.internal:
            missing = families & verb.model_fields.keys() - references(verb).keys()
            assert {(name, field) for field in missing} <= newcomers, name
