"""What a ticket leaves behind when it ends, and what merging hands on (CLS-07, ESC-04, INT-09)."""

from typing import Any

import pytest

from db.tables.escalation import Escalation, Reminder
from db.verbs.parsing import parse_verb
from db.views.watching import Escalations, Reminders
from tests.db.desk import Desk, reach, survey
from tests.db.verbs.test_undo import check_undone

LATER = "2026-07-16T09:00:00+08:00"


def burdened(desk: Desk, state: str = "triaged", **fields: Any) -> str:
    """A ticket with a reminder and an open escalation."""
    number = reach(desk, state) if not fields else desk.register(**fields)
    desk.do("remind", ticket=number, at=LATER, text="问备件")
    desk.do("escalate", ticket=number, reason="急")
    return number


def waiting(desk: Desk) -> list[str]:
    return [row.ticket for row in desk.store.read(Escalations(state="open"), "A01")]


@pytest.mark.parametrize("verb", ["cancel", "close", "merge", "undo"])
def test_nothing_stays_open_that_nobody_can_answer(desk: Desk, verb: str) -> None:
    number = burdened(desk, "follow_up" if verb == "close" else "new")
    other = desk.register(customer="别家", phone="13900139000")
    if verb == "close":
        survey(desk, number)
        desk.do("close", ticket=number, cause="wear")
    elif verb == "undo":
        number = desk.register(level=1)
        desk.do("undo", ticket=number)
        return
    else:
        desk.do(verb, ticket=number, **({"reason": "撤销"} if verb == "cancel" else {"into": other}))
    left = [each for each in desk.rows(Escalation, ticket=number) if each.acknowledged_at is None]
    assert left == []
    assert desk.rows(Reminder, ticket=number) == []
    (row,) = desk.store.read(Escalations(ticket=number), "A01")
    assert (row.state, row.acknowledged_by) == ("settled", None)
    assert waiting(desk) == ([other] if verb == "merge" else [])
    assert desk.differences() == []


def test_merging_hands_on_what_the_other_ticket_had(desk: Desk) -> None:
    hotel = {"customer": "南山酒店", "phone": "13900139000"}
    wanted = {"wanted_from": "2026-07-16T14:00:00+08:00", "wanted_to": "2026-07-16T16:00:00+08:00"}
    thing = {"product": "柜机", "serial": "SN-1", "project": "AB-7"}
    gone = burdened(desk, **hotel, **wanted, **thing, contact="李工", address="科技园", district="南山区")
    into = desk.register(**hotel, address="前台")
    desk.do("escalate", ticket=into, reason="急")
    desk.do("merge", ticket=gone, into=into)
    ticket = desk.ticket(into)
    assert (ticket.contact, ticket.address, ticket.product, ticket.project) == (
        "李工",
        "前台",
        "柜机",
        "AB-7",
    )
    assert ticket.wanted_from is not None
    assert ticket.equipment == desk.ticket(gone).equipment is not None
    assert ticket.profile == "air_conditioning"
    assert [(each.text, each.staff) for each in desk.rows(Reminder, ticket=into)] == [("问备件", "A01")]
    assert len({row.id for row in desk.store.read(Reminders(), "A01")}) == 1
    calls = desk.rows(Escalation, ticket=into, acknowledged_at=None)
    assert sorted((each.rung, each.cycle) for each in calls) == [(1, 1), (1, 2)]
    assert desk.do("acknowledge", ticket=into)["acknowledged"] == 2
    assert desk.differences() == []


def test_what_it_knows_itself_is_kept_and_another_customers_thing_is_not_taken(desk: Desk) -> None:
    gone = desk.register(
        customer="蓝天幼儿园", phone="13900139000", product="柜机", serial="SN-1", contact="赵"
    )
    into = desk.register(product="配电柜", contact="钱")
    desk.do("merge", ticket=gone, into=into)
    ticket = desk.ticket(into)
    assert (ticket.product, ticket.contact, ticket.serial, ticket.equipment) == ("配电柜", "钱", "SN-1", None)


def test_a_merge_is_undone_like_the_rest(desk: Desk) -> None:
    gone = burdened(desk, contact="李工", product="柜机", serial="SN-1", level=2)
    desk.do("dispatch", ticket=gone, technician="T001", override="急")
    into = burdened(desk)
    check_undone(desk, gone, lambda: desk.do("merge", ticket=gone, into=into))
    assert desk.held_by(gone) == ["T001"]
    assert sorted(waiting(desk)) == [gone, into]
    assert desk.do("merge", ticket=gone, into=into)["into"] == into, "and can be done again"
    desk.do("note", by="D01", ticket=into, text="看过")
    assert desk.refused("undo").rule == "CLS-07"
    assert desk.differences() == []


def test_a_preview_tells_whom_it_concerns_and_in_what_they_differ(desk: Desk) -> None:
    gone = desk.register(customer="蓝天幼儿园", phone="13900139000", fault="漏水")
    desk.later(minutes=30)
    into = desk.register()
    verb = parse_verb("merge", {"ticket": gone, "into": into})
    told = desk.store.preview(verb, "D01").as_json()
    names = ("number", "customer", "fault", "age_minutes")
    assert [tuple(each[name] for name in names) for each in told["about"]] == [
        (gone, "蓝天幼儿园", "漏水", 30), (into, "南山制衣厂", "主机不启动", 0),
    ]  # fmt: skip
    assert told["differs"] == ["customer"]
    assert "about" not in desk.do("merge", ticket=gone, into=into)
    assert "蓝天幼儿园" not in desk.bodies()[-1], "what a preview tells is kept nowhere"
    same = desk.register()
    told = desk.store.preview(parse_verb("merge", {"ticket": same, "into": into}), "D01").as_json()
    assert told["differs"] == []
    told = desk.store.preview(parse_verb("cancel", {"ticket": same, "reason": "x"}), "D01").as_json()
    assert told["about"][0]["fault"] == "主机不启动"


def test_a_chase_on_a_merged_number_goes_to_the_one_that_goes_on(desk: Desk) -> None:
    first, second, third = desk.register(), desk.register(), desk.register()
    desk.do("merge", ticket=first, into=second)
    desk.do("merge", ticket=second, into=third)
    chases = desk.ticket(third).chases
    answer = desk.do("chase", ticket=first, text="还没来")
    assert answer["number"] == third
    assert desk.ticket(third).chases == chases + 1
    assert desk.events(third)[-1].args["ticket"] == third
    cancelled = reach(desk, "cancelled")
    assert desk.refused("chase", ticket=cancelled, text="还没来").rule == "INT-09"


def test_the_survivor_tells_what_was_said_of_the_merged_ticket(desk: Desk) -> None:
    first, second, third = (desk.register(fault=fault) for fault in ("漏水", "跳闸", "异响"))
    desk.do("note", ticket=first, text="水泵房")
    desk.do("merge", ticket=first, into=second)
    desk.do("chase", ticket=second, text="还没来")
    desk.do("merge", ticket=second, into=third)
    events = desk.show("events", number=third)
    assert [(row["verb"], row["of"]) for row in events] == [("register", None), ("merge", second)]
    assert [row["previous"] for row in events] == ["", events[0]["hash"]], "its own chain and no other"
    said = [(row["of"], row["verb"], row["args"].get("text", "")) for row in events[-1]["told"]]
    assert said == [
        (second, "register", ""), (first, "register", ""), (first, "note", "水泵房"),
        (second, "chase", "还没来"),
    ]  # fmt: skip
    (gone,) = desk.show("ticket", number=third)["merged"]
    assert (gone["number"], gone["fault"]) == (second, "跳闸")
    assert [(row["ticket"], row["text"]) for row in gone["told"]] == [
        (second, "跳闸"), (first, "漏水"), (first, "水泵房"), (second, "还没来"),
    ]  # fmt: skip
    assert desk.show("events", number=second)[-1]["of"] is None
    desk.do("undo", ticket=third)
    assert desk.show("ticket", number=third)["merged"] == []
    assert [row["told"] for row in desk.show("events", number=third)] == [[], [], []]
    assert desk.differences() == []
