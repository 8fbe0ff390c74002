"""Every card: its timeline, what is open about the thing, its tickets by the page, what it asks the store."""

import json
from typing import Any

import pytest

from db.errors import Refusal
from db.policy.load import shipped
from db.views.view import CARDS, card_asked
from tests.db.owing import owe
from tests.db.statements import statements
from tests.db.views.branch import KIT, BranchOffice

MOST_STATEMENTS = 32
"""A card of anything asks so many questions, however much there is to tell."""


def furnished(office: BranchOffice) -> dict[str, str]:
    """One thing of every kind that has a card, by its family."""
    office.technician()
    (tool,) = office.issue("T001", "multimeter")
    number = office.ticket(level=2, serial="SN-1")
    office.do("dispatch", ticket=number, technician="T001", override="急")
    until = "2026-07-18T09:00:00+08:00"
    office.do("add_staff", staff="C01", label="赵敏", roles="customer_service")
    office.do("extend", "C01", ticket=number, milestone="arrive", until=until, reason="客户同意")
    office.do("escalate", ticket=number, reason="客户很急")
    emergency = office.do("declare_emergency", reason="半城停电")["emergency"]
    letter = office.do("receive_letter", who="南山酒店", content="何时来修", ticket=number)["letter"]
    office.ticket(address="", customer="散客", phone="13800139999")  # its sheet waits to be completed
    return {
        "ticket": number,
        "staff": "T001",
        "tool": tool,
        "customer": office.show("customers", find="南山酒店")[0]["id"],
        "equipment": office.show("equipment", id="SN-1")["id"],
        "task": office.show("tasks")[0]["id"],
        "request": office.show("requests")[0]["id"],
        "escalation": office.show("escalations")[0]["id"],
        "emergency": emergency,
        "report": owe(office.store),
        "handover": office.do("hand_over_shift", to="C01", text="盯")["handover"],
        "record": office.do("record", ticket=number, work="更换主板")["record"],
        "letter": letter,
        "notice": office.show("outbox", ticket=number)[0]["id"],
        "tool_kind": "multimeter",
        "place": "store",
    }


def card(office: BranchOffice, family: str, name: str, actor: str = "A01", **more: Any) -> Any:
    return office.show(CARDS[family].name, actor, **{CARDS[family].positional[0]: name}, **more)


def test_every_kind_of_thing_has_a_card_with_its_timeline(office: BranchOffice) -> None:
    things = furnished(office)
    assert things.keys() == CARDS.keys()
    for family, name in things.items():
        found = card(office, family, name)
        assert office.store.read(card_asked(f"{family}:{name}"), "A01")
        if family == "escalation":  # the timeline of its ticket tells it; its card has the clock behind it
            assert found["people"]
            assert found["segments"]
            continue
        if family == "place":  # no chain of its own: the ledger tells what came and went
            assert found["movements"]
            continue
        times = [row["at"] for row in found["timeline"]]
        assert times == sorted(times, reverse=True), family
        if family not in ("task", "request"):
            assert found["timeline"], family
        if family not in ("task", "request", "emergency", "notice", "report", "handover", "record", "letter"):
            assert isinstance(found["tasks"], list)
            assert isinstance(found["requests"], list)


def test_a_card_tells_what_else_each_event_was_about(office: BranchOffice) -> None:
    things = furnished(office)
    rows = card(office, "staff", "T001")["timeline"]
    assert {row["verb"]: row["about"] for row in rows} == {
        "dispatch": f"ticket:{things['ticket']}", "issue_tool": f"tool:{things['tool']}", "add_staff": None,
    }  # fmt: skip
    assert card(office, "tool", things["tool"])["timeline"][0]["about"] == "staff:T001"
    assert (
        card(office, "customer", things["customer"])["timeline"][0]["about"] == f"ticket:{things['ticket']}"
    )


def test_what_is_open_about_a_thing_stands_on_its_card(office: BranchOffice) -> None:
    things = furnished(office)
    found = card(office, "ticket", things["ticket"])
    assert [row["id"] for row in found["requests"]] == [things["request"]]
    task = card(office, "task", things["task"])
    assert task["state"] == "open"
    about = card(office, "ticket", task["about"])["tasks"]
    assert things["task"] in [row["id"] for row in about]
    assert all(row["subject"] == f"ticket:{task['about']}" and row["state"] == "open" for row in about)
    assert task["subject"] == f"ticket:{task['about']}"
    request = card(office, "request", things["request"].lower())
    assert (request["verb"], request["asked_by"]) == ("extend", "C01")
    office.do("hand_task", task=things["task"], to="T001")
    assert [row["id"] for row in card(office, "staff", "T001")["tasks"]] == [things["task"]]
    for family in ("task", "request"):
        with pytest.raises(Refusal):
            card(office, family, "TK999999")


def test_a_customer_s_tickets_all_have_their_state_and_date_by_the_page(office: BranchOffice) -> None:
    numbers = []
    for at in range(7):
        numbers.append(office.ticket(fault=f"故障 {at}", serial="SN-1"))
        office.later(minutes=1)
        if at < 5:
            office.do("cancel", ticket=numbers[-1], reason="撤销")
    customer = office.show("customers", find="南山酒店")[0]["id"]
    for family, name in (("customer", customer), ("equipment", "SN-1")):
        found = card(office, family, name, limit=2)
        assert [row["number"] for row in found["past_tickets"]] == [numbers[4], numbers[3]]
        assert (found["past_tickets_count"], len(found["open_tickets"])) == (5, 2)
        found = card(office, family, name, limit=50)
        assert [row["number"] for row in found["past_tickets"]] == numbers[4::-1]
        assert found["past_tickets_count"] == 5
        assert all(row["state"] == "cancelled" and row["reported_at"] for row in found["past_tickets"])
    assert card(office, "customer", customer, limit=2)["timeline_more"] is True
    assert len(card(office, "customer", customer, limit=2)["timeline"]) == 2
    whole = card(office, "customer", customer, limit=7)
    assert (len(whole["timeline"]), whole["timeline_more"]) == (7, False)


def test_a_card_asks_no_more_the_more_there_is_to_tell(office: BranchOffice) -> None:
    things = furnished(office)
    asked = {family: _asked(office, f"{family}:{name}") for family, name in things.items()}
    assert max(asked.values()) <= MOST_STATEMENTS, asked
    office.issue("T001", *KIT[:4])
    for at in range(6):
        number = office.ticket(fault=f"又坏了 {at}", serial="SN-1", level=2)
        office.do("dispatch", ticket=number, technician="T001", override="急")
        office.do("note", ticket=things["ticket"], text=f"说明 {at}")
        office.do("chase", ticket=things["ticket"], text=f"催 {at}")
    for family, name in things.items():
        assert _asked(office, f"{family}:{name}") <= asked[family] + 1, family


def _asked(office: BranchOffice, subject: str) -> int:
    question = card_asked(subject, 50)
    office.store.read(question, "A01")  # what a store looks up once
    with statements(office.store.engine) as found:
        office.store.read(question, "A01")
    return len(found.looking())


def test_a_card_hides_what_its_reader_may_not_see_in_its_timeline_too(office: BranchOffice) -> None:
    things = furnished(office)
    office.technician("T002", "王强")
    office.do("note", ticket=things["ticket"], text="客户电话 13800130001")
    for family in ("ticket", "customer", "equipment"):
        whole = card(office, family, things[family])
        assert "13800130001" in str(whole["timeline"]) or family == "equipment"
        seen = card(office, family, things[family], "T002")
        assert "13800130001" not in str(seen), family
        assert "深南大道 9 号" not in str(seen["timeline"]), family
    assert "13800130001" in str(card(office, "ticket", things["ticket"], "T001"))


def test_a_timeline_tells_nothing_of_tickets_that_lie_outside_one_s_reach(office: BranchOffice) -> None:
    content = shipped().sections()
    content["organisation"]["branch"]["LG"] = content["organisation"]["branch"]["NS"]
    office.do("adopt_policy", body=json.dumps(content))
    office.technician()
    here = office.ticket(fault="机房高温")
    customer = office.show("customers", find="南山酒店")[0]["id"]
    there = office.ticket(fault="分店的秘密", branch="LG")
    assert there in str(card(office, "customer", customer)["timeline"])
    seen = card(office, "customer", customer, "T001")
    assert [row["about"] for row in seen["timeline"] if row["verb"] == "register"] == [f"ticket:{here}"]
    assert "分店的秘密" not in str(seen)
    listed = office.show("events", "T001", number=f"customer:{customer}")
    assert "分店的秘密" not in str(listed)


@pytest.mark.parametrize(
    ("place", "rule"),
    [
        ("staff:NOBODY", "PPL-01"), ("lent:NOBODY", "PPL-01"), ("department:x", "KIT-02"),
        ("ticket:YX2601-1", "FRM-01"), ("store:x", "KIT-02"), ("staff:", "KIT-02"), ("nowhere", "KIT-02"),
    ],
)  # fmt: skip
def test_a_place_that_is_none_has_no_card(office: BranchOffice, place: str, rule: str) -> None:
    with pytest.raises(Refusal) as caught:
        card(office, "place", place)
    assert caught.value.rule == rule


def test_a_place_is_found_by_the_name_of_who_holds_it(office: BranchOffice) -> None:
    things = furnished(office)
    for text in ("staff:T001", "staff:张伟"):
        found = card(office, "place", text)
        assert (found["place"], [row["number"] for row in found["tools"]]) == ("staff:T001", [things["tool"]])
    assert card(office, "place", f"ticket:{things['ticket']}")["place"] == f"ticket:{things['ticket']}"
