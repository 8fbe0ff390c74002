"""Fields as people, scripts and files give them: read, refused with the field's name, never cut (exit 2)."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest

from db.errors import BadField
from db.verbs.parsing import parse_verb
from db.verbs.verb import VERBS
from tests.db.desk import CALLER, Desk, local

HOSTILE = "\x00\x1b[31m张\ud800三\u202e\u200b\U000e0041"


@pytest.mark.parametrize(
    ("verb", "field", "limit"),
    [
        ("register", "customer", 80), ("register", "phone", 32), ("register", "fault", 2000),
        ("register", "contact", 80), ("register", "address", 200), ("register", "product", 80),
        ("register", "serial", 80), ("register", "external_number", 80), ("note", "text", 2000),
        ("cancel", "reason", 2000), ("add_staff", "staff", 32), ("add_staff", "label", 80),
        ("buy_tool", "number", 32), ("close", "cause", 200),
    ],
)  # fmt: skip
def test_a_text_that_is_too_long_is_refused_and_one_at_the_limit_is_not(
    verb: str, field: str, limit: int
) -> None:
    others = {
        "register": dict(CALLER), "note": {"ticket": "1", "text": "x"},
        "cancel": {"ticket": "1", "reason": "x"},
        "add_staff": {"staff": "T9", "label": "王"}, "buy_tool": {"kind": "multimeter"},
        "close": {"ticket": "1", "cause": "老化"},
    }[verb]  # fmt: skip
    letter = "1" if field == "phone" else "字"
    parse_verb(verb, {**others, field: letter * limit})
    with pytest.raises(BadField) as caught:
        parse_verb(verb, {**others, field: letter * (limit + 1)})
    assert caught.value.field == field
    assert caught.value.exit_code == 2


def test_what_is_compulsory_is_asked_for_by_name() -> None:
    for verb, fields in (("register", CALLER), ("note", {"ticket": "1", "text": "x"})):
        for missing in fields:
            given = {name: value for name, value in fields.items() if name != missing}
            with pytest.raises(BadField) as caught:
                parse_verb(verb, given)
            assert caught.value.field == missing
            if missing != "ticket":
                for blank in ("", "  ", "\u200b", "\x00"):
                    with pytest.raises(BadField) as caught:
                        parse_verb(verb, {**fields, missing: blank})
                    assert caught.value.field == missing


def test_an_unknown_verb_and_an_unknown_field_are_named() -> None:
    with pytest.raises(BadField, match="fly"):
        parse_verb("fly", {})
    with pytest.raises(BadField, match="found"):
        parse_verb("found", {"admin": "李"})
    with pytest.raises(BadField) as caught:
        parse_verb("note", {"ticket": "1", "text": "x", "colour": "red"})
    assert caught.value.field == "colour"


@pytest.mark.parametrize(
    ("verb", "field", "value"),
    [
        ("triage", "level", 0), ("triage", "level", 5), ("triage", "level", "二"), ("triage", "level", 1.5),
        ("triage", "priority", 10), ("triage", "urgent", "perhaps"), ("triage", "way", "on foot"),
        ("register", "quantity", 0), ("register", "channel", "pigeon"), ("register", "kind", "x"),
        ("register", "reported_at", "2026-07-15 09:00"), ("register", "reported_at", "yesterday"),
        ("register", "reported_at", "0001-01-01T00:00:00Z"),
        ("register", "wanted_to", "9999-12-31T23:59:59Z"),
        ("register", "reported_at", 17), ("register", "reported_at", ""), ("register", "phone", "no digits"),
        ("step", "what", "danced"), ("survey", "quality", 6),
        ("escalate", "rung", 0), ("buy_tool", "count", 0), ("buy_tool", "price_fen", 10**12),
        ("buy_tool", "price_fen", -1), ("buy_tool", "bought_on", "9999-12-31"),
    ],
)  # fmt: skip
def test_a_value_that_the_field_does_not_take_is_refused_by_name(verb: str, field: str, value: Any) -> None:
    needed: dict[str, dict[str, Any]] = {
        "register": dict(CALLER), "triage": {"ticket": "1", "level": 2}, "step": {"ticket": "1"},
        "survey": {"ticket": "1"}, "pause": {"ticket": "1"}, "escalate": {"ticket": "1", "reason": "x"},
        "buy_tool": {"kind": "multimeter"},
    }  # fmt: skip
    with pytest.raises(BadField) as caught:
        parse_verb(verb, {**needed[verb], field: value})
    assert caught.value.field == field


def test_text_from_people_loses_what_commands_a_terminal(desk: Desk) -> None:
    number = desk.register(
        customer=HOSTILE, contact=HOSTILE, fault=f"第一行\r\n{HOSTILE}", product=HOSTILE, serial=HOSTILE
    )
    ticket = desk.ticket(number)
    # A serial number is kept in capitals.
    assert (ticket.customer_label, ticket.product, ticket.serial) == ("[31m张三", "[31m张三", "[31M张三")
    assert ticket.fault == "第一行\n[31m张三"
    for verb, fields in (
        ("correct", {"address": HOSTILE}),
        ("note", {"text": HOSTILE}),
        ("remind", {"at": "2026-07-16T09:00:00+08:00", "text": HOSTILE}),
        ("triage", {"level": 2}),
        ("dispatch", {"technician": "T001", "crew": ["T002\x00"]}),
    ):
        desk.do(verb, ticket=number, **fields)
    assert not {mark for mark in "\x00\x1b\ud800\u202e" for body in desk.bodies() if mark in body}
    assert desk.differences() == []


def test_a_technician_that_nobody_could_be_called_is_nobody(desk: Desk) -> None:
    number = desk.register(level=2)
    assert desk.refused("dispatch", ticket=number, technician="T\x00\ud800").exit_code == 3
    assert desk.refused("dispatch", ticket=number, technician="T001", crew=HOSTILE).exit_code == 3


def test_codes_are_parted_by_commas_of_either_script(desk: Desk) -> None:
    number = desk.register(level=2)
    desk.staff("T003")
    desk.do("dispatch", ticket=number, technician="T001", crew=" T002\uff0cT003\u3001")
    assert desk.held_by(number) == ["T001", "T002", "T003"]


def test_fields_given_as_python_values_are_kept_as_json(desk: Desk) -> None:
    number = desk.register()
    name = uuid4()
    fields: dict[str, Any] = {"ticket": number, "at": datetime(2026, 7, 16, 1, tzinfo=UTC)}
    first = desk.do("remind", id=name, **fields)
    assert desk.do("remind", id=name, **fields) == first
    assert desk.do("buy_tool", kind="multimeter", bought_on=date(2026, 1, 2), price_fen=100.0)["count"] == 1
    assert desk.do("triage", ticket=number, level=2.0)["level"] == 2
    assert desk.differences() == []


def test_instants_are_whole_seconds_in_utc(desk: Desk) -> None:
    number = desk.register(reported_at="2026-07-15T08:59:59.999+08:00")
    reported = desk.ticket(number).reported_at
    assert reported == local("07-15 08:59").replace(second=59)
    assert reported.utcoffset() == UTC.utcoffset(None)


def test_every_verb_says_in_a_line_what_it_does_and_which_rule_it_keeps() -> None:
    for name, kind in VERBS.items():
        assert kind.name == name
        assert kind.rule
        assert kind.summary().endswith((".", ":"))
