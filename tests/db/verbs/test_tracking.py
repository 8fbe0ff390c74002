"""Where a thing that was sent in is (VIS-08, VIS-05)."""

from typing import Any

import pytest

from db.errors import BadField, Refusal
from db.rules.items import hindrance
from tests.db.desk import Desk


def sent_in(desk: Desk) -> str:
    return desk.register(level=3, way="send_in", product="柜机")


def here(desk: Desk, number: str, *steps: str) -> str:
    """The ticket after these steps."""
    fields: dict[str, dict[str, Any]] = {
        "received": {"condition": "外壳划伤", "accessories": "遥控器"},
        "shelved": {"place": "A-03"},
        "estimated": {"estimate": "2026-07-17T18:00:00+08:00"},
        "shipped": {"receipt": "SF1001"},
        "collected": {"receipt": "QJ-77"},
    }
    for what in steps:
        desk.later(minutes=1)
        desk.do("track", ticket=number, what=what, **fields.get(what, {}))
    return number


def test_the_queue_and_the_ticket_show_where_the_thing_is(desk: Desk) -> None:
    number = here(desk, sent_in(desk), "received", "shelved", "estimated", "repaired")
    (row,) = desk.show("queue")
    assert (row["item_state"], row["item_place"]) == ("repaired", "A-03")
    shown = desk.show("ticket", number=number)
    assert [each["what"] for each in shown["item"]] == ["received", "shelved", "estimated", "repaired"]
    assert (shown["item"][0]["condition"], shown["item"][0]["accessories"]) == ("外壳划伤", "遥控器")
    assert shown["estimate"] == "2026-07-17T18:00:00+08:00"
    here(desk, number, "inspected", "collected")
    (row,) = desk.show("queue")
    assert (row["item_state"], row["item_place"]) == ("collected", None)
    assert desk.show("ticket", number=number)["item"][-1]["receipt"] == "QJ-77"
    desk.do("undo")
    assert desk.ticket(number).item_state == "inspected"
    assert desk.differences() == []


@pytest.mark.parametrize(
    ("what", "field"),
    [
        ("received", "condition"), ("shelved", "place"), ("estimated", "estimate"), ("shipped", "receipt"),
        ("collected", "receipt"),
    ],
)  # fmt: skip
def test_each_step_needs_what_the_receipt_asks_for(desk: Desk, what: str, field: str) -> None:
    number = sent_in(desk)
    if what != "received":
        here(desk, number, "received")
    refused = desk.refused("track", ticket=number, what=what)
    assert isinstance(refused, BadField)
    assert refused.field == field


def test_a_step_lies_neither_before_the_previous_one_nor_ahead(desk: Desk) -> None:
    number = here(desk, sent_in(desk), "received")
    for time in ("2026-07-15T09:00:59+08:00", "2026-07-15T09:01:01+08:00"):
        refused = desk.refused("track", ticket=number, what="shelved", place="A-1", happened_at=time)
        assert refused.values["field"] == "happened_at"
    desk.do("track", ticket=number, what="shelved", place="A-1", happened_at="2026-07-15T09:01:00+08:00")


def test_only_a_thing_that_was_sent_in_is_tracked(desk: Desk) -> None:
    refused = desk.refused("track", ticket=desk.register(level=2), what="received", condition="好")
    assert (type(refused), refused.rule) == (Refusal, "VIS-08")


@pytest.mark.parametrize(
    ("past", "what", "fits"),
    [
        ((), "received", True),
        ((), "repaired", False),
        (("received",), "received", False),
        (("received",), "inspected", False),
        (("received",), "collected", True),
        (("received", "repaired"), "shipped", False),
        (("received", "repaired"), "collected", False),
        (("received", "repaired", "inspected"), "shipped", True),
        (("received", "repaired", "inspected", "repaired"), "shipped", False),
        (("received", "repaired", "inspected", "repaired", "inspected"), "collected", True),
        (("received", "shipped"), "shelved", False),
        (("received", "repaired", "inspected", "shipped"), "received", True),
        (("received", "repaired", "inspected", "shipped", "received"), "inspected", False),
    ],
)
def test_a_thing_comes_in_first_and_what_was_repaired_is_inspected(
    past: tuple[str, ...], what: str, fits: bool
) -> None:
    assert (hindrance(past, what) is None) is fits
