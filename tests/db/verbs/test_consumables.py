"""Consumables go the ways of tools, by kind and count, and there are never fewer than none (KIT-03, KIT-05,
KIT-08, KIT-10, KIT-11)."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from db.engine import transaction
from db.tables.task import Task
from db.tables.tool import Movement, Stock, ToolKind
from db.views.record_start import RecordStart
from tests.db.desk import Desk, reach

UNTIL = "2026-07-20T18:00:00+08:00"


@pytest.fixture
def room(desk: Desk) -> Desk:
    """K02 keeps the store; 50 pairs of shoe covers lie there, 20 are with T001."""
    desk.staff("K02", "keeper")
    desk.do("buy_tool", kind="shoe_covers", count=70)
    desk.do("issue_tool", by="K02", kind="shoe_covers", count=20, staff="T001")
    return desk


def counts(room: Desk) -> dict[str, int]:
    return {row.place: row.count for row in room.rows(Stock, kind="shoe_covers") if row.count}


def some(room: Desk, verb: str, /, by: str = "K02", **fields: Any) -> dict[str, Any]:
    answer = room.do(verb, by=by, kind="shoe_covers", **fields)
    if "request" in answer:
        room.do("decide", by="M01", request=answer["request"], decision="yes")
    return answer


def test_lent_ones_are_due_and_come_back_before_those_that_are_carried(room: Desk) -> None:
    some(room, "lend_tool", staff="T001", count=5, until=UNTIL)
    some(room, "lend_tool", department="YF", count=7, until=UNTIL, reason="展会")
    assert counts(room) == {"store": 38, "staff:T001": 20, "lent:T001": 5, "department:YF": 7}
    listed = [(row["count"], row["due_back"]) for row in room.show("personal_list", staff="T001")]
    assert sorted(listed, key=str) == [(20, None), (5, UNTIL)]
    due = {row["place"]: row["due_back"] for row in room.show("consumables")}
    assert due == {"store": None, "staff:T001": None, "lent:T001": UNTIL, "department:YF": UNTIL}
    some(room, "return_tool", staff="T001", count=8)
    assert counts(room) == {"store": 46, "staff:T001": 17, "department:YF": 7}
    assert [row["due_back"] for row in room.show("consumables") if row["place"] == "lent:T001"] == [None]
    assert room.refused("return_tool", kind="shoe_covers", department="YF", count=8).rule == "PRT-09"
    some(room, "return_tool", department="YF", count=7)
    assert counts(room) == {"store": 53, "staff:T001": 17}
    assert room.differences() == []


def test_worn_ones_are_exchanged_for_new_ones_and_scrapped(room: Desk) -> None:
    assert room.refused("exchange_tool", kind="shoe_covers", count=21, staff="T001").rule == "PRT-09"
    asked = room.do("exchange_tool", by="T001", kind="鞋套", staff="T001", count=6)
    room.do("decide", by="M01", request=asked["request"], decision="yes")
    assert counts(room) == {"store": 44, "staff:T001": 20}
    asked = room.do("scrap_tool", by="K02", kind="shoe_covers", count=4, cause="wear")
    assert counts(room)["store"] == 44
    room.do("decide", by="M01", request=asked["request"], decision="yes")
    assert counts(room) == {"store": 40, "staff:T001": 20}
    [month] = [row for row in room.show("tool_month") if row["kind"] == "shoe_covers"]
    assert (month["exchanged"], month["scrapped"]) == (6, 4)
    assert room.differences() == []


def test_lost_and_spoilt_ones_are_reported_and_paid_by_their_cause(room: Desk) -> None:
    assert some(room, "report_tool", by="T001", what="lost", count=4)["compensation_fen"] == 200
    assert "compensation_fen" not in some(
        room, "report_tool", what="broken", cause="wear", staff="T001", count=2
    )
    assert (
        some(room, "report_tool", what="broken", cause="misuse", staff="T001", count=2)["compensation_fen"]
        == 50
    )
    [task] = room.rows(Task, kind="compensation")
    assert (task.about, counts(room)["staff:T001"]) == ("staff:T001", 12)
    assert (
        room.refused("report_tool", by="T002", kind="shoe_covers", what="lost", staff="T001").exit_code == 5
    )
    assert room.refused("report_tool", by="T002", kind="shoe_covers", what="lost").rule == "PRT-09"
    some(room, "report_tool", what="found", count=3)
    assert counts(room) == {"store": 53, "staff:T001": 12}
    assert room.differences() == []
    room.do("undo", by="K02")
    assert counts(room)["store"] == 50
    assert room.differences() == []


@pytest.mark.parametrize(
    ("verb", "fields"),
    [
        ("lend_tool", {"staff": "T001", "until": UNTIL, "kind": "multimeter"}),
        ("scrap_tool", {"cause": "wear", "kind": "shoe_covers", "tool": "1"}),
        ("scrap_tool", {"cause": "wear"}),
        ("return_tool", {"kind": "shoe_covers", "staff": "T001", "condition": "good"}),
        ("return_tool", {"kind": "shoe_covers"}),
        ("report_tool", {"kind": "shoe_covers", "what": "accident", "text": "x"}),
        ("transfer_tool", {"kind": "shoe_covers", "to": "T002", "reason": "x"}),
    ],
)
def test_what_is_said_of_tools_only_is_refused(room: Desk, verb: str, fields: dict[str, Any]) -> None:
    assert room.refused(verb, **fields).exit_code == 2


def test_a_leaver_hands_back_what_was_borrowed_as_well(room: Desk) -> None:
    some(room, "lend_tool", staff="T001", count=5, until=UNTIL)
    answer = room.do("clear_leaver", by="K02", staff="T001", consumables="shoe_covers:22")
    assert (answer["used"], counts(room)) == ({"shoe_covers": 3}, {"store": 67})
    assert room.differences() == []


def test_the_schema_keeps_counts_from_falling_below_none(room: Desk) -> None:
    with pytest.raises(Exception, match=r"(?i)check"), transaction(room.store.engine, writing=True) as line:
        line.execute(text("UPDATE stock SET count = -1 WHERE place = 'store'"))
    assert sum(1 for each in room.rows(Movement) if each.tool is None) == 2


def test_what_is_lent_by_count_stands_among_the_loans_until_it_is_back(room: Desk) -> None:
    some(room, "lend_tool", staff="T001", count=5, until=UNTIL)
    some(room, "lend_tool", department="YF", count=7, until=UNTIL, reason="展会")
    lent = [(row["number"], row["count"], row["holder"], row["place"]) for row in room.show("loans")]
    assert sorted(lent, key=str) == [(None, 5, "T001", None), (None, 7, None, "department:YF")]
    assert room.show("loans", overdue=True) == []
    room.later(days=30)
    assert len(room.show("loans", overdue=True)) == 2
    some(room, "return_tool", staff="T001", count=5)
    assert [row["place"] for row in room.show("loans")] == ["department:YF"]


def test_what_goes_out_for_a_job_is_on_its_ticket_and_its_record_begins_with_it(room: Desk) -> None:
    """Less what came back from it, once, and with a price where the guarantee is over (KIT-03, VIS-02)."""
    number = reach(room, "onsite")
    some(room, "issue_tool", staff="T001", count=5, ticket=number)
    some(room, "return_tool", staff="T001", count=2, ticket=number)
    some(room, "return_tool", staff="T001", count=1)
    assert room.show("ticket", number=number)["issued"] == [{"kind": "shoe_covers", "count": 3}]
    facts = room.store.read(RecordStart(number=number), "T001").facts
    assert (facts["guarantee_parts"], "bought_parts" in facts) == ("鞋套 3", False)
    assert (facts["model"], facts["serial"]) == ("", "")
    room.do("record", by="T001", ticket=number, work="x", guarantee_parts=facts["guarantee_parts"])
    another = room.store.read(RecordStart(number=number), "T001").facts
    assert another["guarantee_parts"] == "鞋套 3", "the version that is amended"
    room.do("step", ticket=number, what="finished")
    room.do("reopen", ticket=number, reason="未解决")
    room.do("dispatch", ticket=number, technician="T001")
    room.later(minutes=5)
    some(room, "issue_tool", staff="T001", count=1, ticket=number)
    assert room.store.read(RecordStart(number=number), "T001").facts["guarantee_parts"] == "鞋套 1"
    over = reach(room, "closed")
    assert room.refused("issue_tool", kind="shoe_covers", staff="T001", ticket=over).rule == "KIT-14"
    assert room.refused("return_tool", tool="T0001", ticket=number).values["field"] == "ticket"
    assert room.differences() == []


def test_a_record_begins_with_what_the_plate_says_and_keeps_it(room: Desk) -> None:
    """Out of guarantee the customer buys what was given out; what is corrected later stays (FRM-03)."""
    room.do("add_customer", customer="蛇口码头", phone="13800000077")
    thing = room.do(
        "add_equipment", customer="蛇口码头", product="空调", model="KFR-35", serial="SN-77",
        commissioned_on="2020-01-01",
    )  # fmt: skip
    assert thing
    number = room.register(customer="蛇口码头", phone="13800000077", serial="SN-77")
    room.do("triage", ticket=number, level=2)
    room.do("dispatch", ticket=number, technician="T001", override="只有他")
    some(room, "issue_tool", staff="T001", count=2, ticket=number)
    price = room.rows(ToolKind, code="shoe_covers")[0].price_fen
    facts = room.store.read(RecordStart(number=number), "A01").facts
    assert (facts["model"], facts["serial"]) == ("KFR-35", "SN-77")
    assert facts["bought_parts"] == f"鞋套 2 {price // 100}.{price % 100:02}"
    unpriced = room.store.read(RecordStart(number=number), "T001").facts
    assert (unpriced["guarantee_parts"], "bought_parts" in unpriced) == ("鞋套 2", False)
    room.do("step", ticket=number, what="arrived")
    name = room.do("record", by="T001", ticket=number, work="x", model="KFR-35GW")["record"]
    room.do("correct", ticket=number, serial="SN-78", model="KFR-36")
    card = room.show("record", number=name)
    assert (card["model"], card["serial"]) == ("KFR-35GW", "SN-77")
    assert room.show("ticket", number=number)["serial"] == "SN-78"
