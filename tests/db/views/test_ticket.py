"""One ticket, its events and its proof."""

import json
from itertools import pairwise

import pytest

from db.errors import Refusal
from tests.db.views.branch import PHONE, BranchOffice, clock

SEGMENT = ("from", "to", "counted_minutes", "why", "text")


@pytest.fixture
def visited(office: BranchOffice) -> str:
    """The whole ticket of the deadline rules: level 2, complex, paused twice, finished on 07-16 at 20:00."""
    office.technician()
    office.issue("T001", "multimeter", "insulating_gloves")
    number = office.ticket(level=2, problem="complex", serial="SN-77")
    office.later(minutes=40)
    office.do("step", ticket=number, what="contacted")
    office.later(minutes=20)
    office.do("dispatch", ticket=number, technician="T001")
    office.later(hours=1)
    office.do("pause", ticket=number, reason="customer", text="等物业开门")
    office.later(hours=2)
    office.do("resume", ticket=number)
    office.later(hours=3)
    office.do("step", ticket=number, what="arrived")
    office.later(hours=1)
    office.do("pause", ticket=number, reason="part", text="等接触器")
    office.later(hours=24)
    office.do("resume", ticket=number)
    office.later(hours=3)
    office.do("step", ticket=number, what="finished")
    return number


def test_a_ticket_shows_its_row_its_facts_and_all_that_belongs_to_it(
    office: BranchOffice, visited: str
) -> None:
    ticket = office.show("ticket", number=visited)
    row = office.show("queue", view="follow_up")[0]
    assert {name: ticket[name] for name in row} == row
    assert (ticket["phone"], ticket["address"]) == (PHONE, "深圳市南山区深南大道 9 号")
    assert ticket["finished_at"] == "2026-07-16T20:00:00+08:00"
    assert [each["milestone"] for each in ticket["milestones"]] == ["respond", "arrive", "resolve", "survey"]
    assert [each["in_time"] for each in ticket["milestones"]] == [True, True, True, None]
    assert [(each["technician"], each["name"], each["lead"]) for each in ticket["assignments"]] == [
        ("T001", "张伟", True)
    ]
    assert [(each["reason"], each["text"]) for each in ticket["pauses"]] == [
        ("customer", "等物业开门"),
        ("part", "等接触器"),
    ]
    assert ticket["equipment"]["serial"] == "SN-77"
    assert ticket["incomplete"] == []


def test_a_ticket_answers_to_its_running_part(office: BranchOffice) -> None:
    number = office.ticket()
    assert office.show("ticket", number="1")["number"] == number
    with pytest.raises(Refusal):
        office.show("ticket", number="2")


def test_a_ticket_names_other_open_and_earlier_ones_of_its_customer(office: BranchOffice) -> None:
    first, second = office.ticket(), office.ticket(fault="漏水")
    assert office.show("ticket", number=second)["similar"] == [first]
    assert [each["number"] for each in office.show("ticket", number=second)["earlier"]] == [first]
    assert office.show("ticket", number=first)["earlier"] == []


def test_a_sheet_says_what_it_still_lacks(office: BranchOffice) -> None:
    number = office.ticket(product="", address="")
    assert office.show("ticket", number=number)["incomplete"] == ["product", "level", "address"]


def test_who_needs_no_personal_data_sees_it_masked(office: BranchOffice) -> None:
    office.do("add_staff", staff="K01", label="孙库", roles="keeper")
    number = office.ticket()
    ticket = office.show("ticket", number=number, actor="K01")
    assert (ticket["phone"], ticket["address"]) == ("138****0001", "深圳市南山区***")
    args = office.show("events", number=number, actor="K01")[0]["args"]
    assert (args["phone"], args["address"]) == ("138****0001", "深圳市南山区***")
    assert PHONE not in json.dumps(office.show("customers", find="酒店", actor="K01"))


def test_events_stand_in_order_and_are_chained(office: BranchOffice, visited: str) -> None:
    events = office.show("events", number=visited)
    assert list(events[0])[:7] == ["seq", "at", "actor", "verb", "args", "hash", "previous"]
    assert [event["verb"] for event in events[:4]] == ["register", "step", "dispatch", "pause"]
    assert events[0]["args"]["fault"] == "全楼停电"
    assert events[0]["previous"] == ""
    assert all(later["previous"] == earlier["hash"] for earlier, later in pairwise(events))
    assert [event["seq"] for event in events] == sorted(event["seq"] for event in events)


def test_an_undone_event_stays_listed(office: BranchOffice) -> None:
    number = office.ticket()
    office.do("triage", ticket=number, level=2)
    office.do("undo", ticket=number)
    assert [event["verb"] for event in office.show("events", number=number)] == ["register", "triage", "undo"]


def test_the_proof_adds_up_to_the_minute(office: BranchOffice, visited: str) -> None:
    proof = office.show("proof", number=visited)
    due = {target["milestone"]: target["due_at"] for target in proof["targets"]}
    assert due == {
        "respond": clock("10:00"),
        "arrive": "2026-07-17T11:00:00+08:00",
        "resolve": "2026-07-18T16:00:00+08:00",
        "survey": "2026-07-17T12:00:00+08:00",
    }
    for target in proof["targets"]:
        counted = sum(segment["counted_minutes"] for segment in target["segments"])
        assert counted == target["allowance_minutes"]
        assert [segment["from"] for segment in target["segments"][1:]] == [
            segment["to"] for segment in target["segments"][:-1]
        ]


def test_the_proof_says_who_paused_and_why(office: BranchOffice, visited: str) -> None:
    resolve = office.show("proof", number=visited)["targets"][2]
    paused = resolve["segments"][1]
    assert tuple(paused)[: len(SEGMENT)] == SEGMENT
    assert (paused["why"], paused["text"], paused["actor"]) == ("paused", "等接触器", "A01")
    assert (paused["from"], paused["to"], paused["counted_minutes"]) == (
        clock("17:00"),
        "2026-07-16T17:00:00+08:00",
        0,
    )


def test_a_cancelled_ticket_has_nothing_to_prove(office: BranchOffice) -> None:
    number = office.ticket(level=1)
    office.do("cancel", ticket=number, reason="duplicate")
    assert [target["due_at"] for target in office.show("proof", number=number)["targets"]] == []
