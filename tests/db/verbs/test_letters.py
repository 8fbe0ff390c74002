"""The register of calls and letters (INT-13), on both databases."""

from __future__ import annotations

from typing import Any

import pytest

from db.errors import BadField
from tests.db.desk import Desk

HOTEL = {"who": "南山酒店", "content": "抢修后补函"}


def listed(desk: Desk, view: str) -> list[str]:
    return [row["id"] for row in desk.show("letters", view=view)]


def test_a_letter_to_come_stays_on_the_list_until_it_is_there(desk: Desk) -> None:
    """After an emergency repair by phone the letter is announced: its ticket is registered before it."""
    number = desk.register(channel="phone")
    letter = desk.do("announce_letter", ticket=number, expected_at="2026-07-17T18:00:00+08:00", **HOTEL)
    assert (letter["letter_state"], listed(desk, "to_come")) == ("to_come", [letter["letter"]])
    assert listed(desk, "unanswered") == []
    desk.later(days=3)
    (row,) = desk.show("letters", view="waiting")
    assert (row["late"], row["ticket"]) == (True, number)
    came = desk.do("receive_letter", letter=letter["letter"], reference="NS-77", no_answer=True, **HOTEL)
    assert (came["letter"], came["letter_state"]) == (letter["letter"], "noted")
    (row,) = desk.show("letters", ticket=number)
    assert (row["ticket"], row["reference"], listed(desk, "waiting")) == (number, "NS-77", [])
    # The ticket tells it too.
    assert [each["verb"] for each in desk.show("events", number=number)][-2:] == [
        "announce_letter", "receive_letter",
    ]  # fmt: skip


def test_who_answered_what_and_when_is_kept_and_where_it_is_filed(desk: Desk) -> None:
    letter = desk.do("receive_letter", unclear="哪台机器", **HOTEL)["letter"]
    assert (listed(desk, "unanswered"), listed(desk, "to_come")) == ([letter], [])
    desk.later(hours=2)
    desk.do("answer_letter", by="D01", letter=letter, text="已安排", filed="函档3-13")
    (row,) = desk.show("letters")
    assert (row["state"], row["answered_by"], row["answer"], row["filed"]) == (
        "answered", "D01", "已安排", "函档3-13",
    )  # fmt: skip
    assert listed(desk, "waiting") == []
    assert desk.refused("answer_letter", letter=letter, text="再答").rule == "INT-13"


def test_what_went_out_is_registered_with_its_copy(desk: Desk) -> None:
    sent = desk.do("send_letter", filed="函档3-12", **HOTEL)
    assert sent["letter_state"] == "sent"
    (row,) = desk.show("letters")
    assert (row["direction"], row["filed"], listed(desk, "waiting")) == ("out", "函档3-12", [])


def test_the_register_is_in_time_order_however_late_it_is_kept(desk: Desk) -> None:
    first = desk.do("receive_letter", **HOTEL)["letter"]
    desk.later(minutes=5)
    earlier = desk.do("receive_letter", happened_at="2026-07-10T09:00:00+08:00", **HOTEL)["letter"]
    assert listed(desk, "all") == [first, earlier]
    assert listed(desk, "waiting") == [earlier, first]


@pytest.mark.parametrize(
    ("verb", "fields"),
    [
        ("receive_letter", {"happened_at": "2030-01-01T09:00:00+08:00"}),
        ("receive_letter", {"unclear": "哪台", "no_answer": True}),
        ("send_letter", {"happened_at": "2030-01-01T09:00:00+08:00"}),
    ],
)
def test_what_cannot_be_is_refused(desk: Desk, verb: str, fields: dict[str, Any]) -> None:
    assert isinstance(desk.refused(verb, **HOTEL, **fields), BadField)


def test_one_that_is_dropped_says_why_and_is_undone(desk: Desk) -> None:
    letter = desk.do("announce_letter", **HOTEL)["letter"]
    assert desk.refused("answer_letter", letter=letter, text="尚未到").rule == "INT-13"
    desk.do("drop_letter", letter=letter, reason="已当面说清")
    assert listed(desk, "waiting") == []
    desk.do("undo")
    assert listed(desk, "waiting") == [letter]
    assert desk.store.audit().differences == ()
