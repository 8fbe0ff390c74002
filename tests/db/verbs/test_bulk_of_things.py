"""A bulk about things of any kind: one id, one event for each, refusals by thing, one undo (DSP-08)."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from db.errors import BadField, Refusal
from db.tables.staff import Duty
from db.tables.tool import Tool
from db.verbs.leave import OwnLeave
from db.verbs.parsing import parse_verb
from db.verbs.proposals import Accepting
from db.verbs.verb import VERBS, kinds_of
from tests.db.desk import Desk

LEAVE = {"kind": "leave", "begins_at": "2026-07-16T08:00:00+08:00", "ends_at": "2026-07-16T18:00:00+08:00"}


@pytest.fixture
def stocked(desk: Desk) -> Desk:
    """Two people and three tools, of which one is out already."""
    for number in ("K-1", "K-2", "K-3"):
        desk.do("buy_tool", kind="multimeter", number=number)
    desk.do("issue_tool", tool="K-2", staff="T002")
    return desk


def holders(desk: Desk) -> dict[str, str | None]:
    return {tool.number: tool.holder for tool in desk.rows(Tool)}


def test_tools_are_issued_at_once_and_refusals_name_the_tool(stocked: Desk) -> None:
    events = stocked.count_events()
    answer = stocked.do("issue_tool", tool=["K-1", "k-2", "K-3", "K-9"], staff="T001")
    assert [each["tool"] for each in answer["done"]] == ["K-1", "K-3"]
    refused = [(each["tool"], each["rule"]) for each in answer["refused"]]
    assert refused == [("K-2", "KIT-03"), ("K-9", "KIT-02")]
    assert stocked.count_events() == events + 2
    assert holders(stocked) == {"K-1": "T001", "K-2": "T002", "K-3": "T001"}


def test_one_undo_takes_all_of_it_back(stocked: Desk) -> None:
    stocked.do("issue_tool", tool=["K-1", "K-3"], staff="T001")
    answer = stocked.do("undo")
    assert answer["undone"] == "issue_tool"
    assert holders(stocked) == {"K-1": None, "K-2": "T002", "K-3": None}
    assert stocked.differences() == []


def test_the_same_id_gives_the_same_answer(stocked: Desk) -> None:
    request, verb = uuid4(), parse_verb("return_tool", {"tool": ["K-2", "K-1"]})
    first = stocked.store.do(verb, "A01", request)
    events = stocked.count_events()
    again = stocked.store.do(verb, "A01", request)
    assert again.repeated
    assert again.as_json() == first.as_json()
    assert stocked.count_events() == events
    assert [each["tool"] for each in first.refused] == ["K-1"]


def test_commas_part_numbers_as_on_the_command_line(stocked: Desk) -> None:
    answer = stocked.store.do(parse_verb("issue_tool", {"tool": "K-1，K-3", "staff": "T001"}), "A01", uuid4())
    assert answer.bulk
    assert len(answer.done) == 2
    single = stocked.store.do(parse_verb("return_tool", {"tool": "K-1"}), "A01", uuid4())
    assert not single.bulk


@pytest.mark.parametrize(
    ("verb", "field", "things", "fields"),
    [
        ("change_tool", "tool", ["K-1", "K-2", "K-3"], {"price_fen": 100}),
        ("set_duty", "staff", ["T001", "T002"], LEAVE),
        ("change_staff", "staff", ["T001", "T002"], {"newcomer": True}),
    ],
)
def test_every_kind_of_thing_has_its_bulk(
    stocked: Desk, verb: str, field: str, things: list[str], fields: dict[str, Any]
) -> None:
    given: dict[str, Any] = {field: things, **fields}
    answer = stocked.do(verb, **given)
    assert [each[field] for each in answer["done"]] == things
    assert answer["refused"] == []
    assert stocked.differences() == []


def test_files_are_changed_at_once(stocked: Desk) -> None:
    for name, phone, serial in (("甲", "13800000001", "S-1"), ("乙", "13800000002", "S-2")):
        stocked.register(customer=name, phone=phone, serial=serial)
    answer = stocked.do("change_customer", customer=["甲", "乙"], grade="important")
    assert len(answer["done"]) == 2
    answer = stocked.do("change_equipment", equipment=["S-1", "S-2", "S-3"], project="P-1")
    assert len(answer["done"]) == 2
    assert [each["equipment"] for each in answer["refused"]] == ["S-3"]


def test_where_none_is_possible_nothing_is_written(stocked: Desk) -> None:
    events = stocked.count_events()
    with pytest.raises(Refusal) as refusal:
        stocked.do("issue_tool", tool=["K-2", "K-9"], staff="T001")
    refused: Any = refusal.value.values["refused"]
    assert [each["tool"] for each in refused] == ["K-2", "K-9"]
    assert stocked.count_events() == events
    with pytest.raises(BadField):
        parse_verb("set_duty", {"staff": [], **LEAVE})
    assert not stocked.rows(Duty)


def test_whatever_says_what_it_is_about_takes_several_of_it() -> None:
    for verb in VERBS.values():
        # A proposal is of many tickets by itself; a leave slip is of one person, with who stands in for them.
        if verb.about and not issubclass(verb, (Accepting, OwnLeave)):
            kind = kinds_of(verb)[verb.about]
            assert verb.model_fields[verb.about].annotation == str | tuple[str, ...], (verb.name, kind)
