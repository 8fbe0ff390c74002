"""Every output, as every role, is read for planted numbers: who may not see them never does (CUS-03)."""

import json
from collections.abc import Iterator
from typing import Any, get_args

import pytest

from console.panels.revising import PresentFacts
from db.errors import StoreError
from db.policy.load import shipped
from db.tables.codes import ROLES
from db.verbs.parsing import parse_verb
from db.views import VIEWS
from db.views.audited import Audited
from db.views.desk import FoundCount, QueueOrder, QueueRows
from db.views.handover_lists import HandoverTickets
from db.views.view import PERSONAL
from tests.databases import KINDS, Databases
from tests.db.desk import SIGNED
from tests.db.views.branch import BranchOffice
from tests.sampling import some_of

PLANTED = (
    "13800130001",
    "13900130002",
    "0755-26001234",
    "138 0013 0003",
    "13700130004",
    "83201477",
    "8栋301",
)

DIGITS = tuple("".join(filter(str.isdigit, number)) for number in PLANTED[:-1])
POLICY = shipped()
BLIND = tuple(role for role in ROLES if not POLICY.has_right(PERSONAL, [role]))
SEEING = tuple(role for role in ROLES if role not in BLIND)
LOOKING = 3
"""As how many of either one run of `make test` asks for everything."""


def planted(office: BranchOffice) -> str:
    """Numbers wherever people write them: in columns, in texts, in names, in what was corrected."""
    office.technician(phone="13700130004", zone="nanshan")
    number = office.ticket(
        phone="13800130001/83201477",
        contact="李工13900130002",
        customer="南山酒店13900130002",
        address="深圳市南山区科技园8栋301",
        fault="停电，在科技园8栋301，回电0755-26001234，保安83201477",
        serial="SN-1",
        level=2,
    )
    office.do("note", ticket=number, text="物业 138 0013 0003，送科技园8栋301室")
    office.do("chase", ticket=number, text="又来电13900130002")
    office.do("correct", ticket=number, phone="13900130002", address="深圳市南山区科技园8栋301室")
    office.do("escalate", ticket=number, reason="找 13900130002")
    office.do("dispatch", ticket=number, technician="T001", override="先打13900130002")
    office.do("pause", ticket=number, reason="customer", text="等 13900130002 回话")
    office.do("resume", ticket=number)
    office.do("remind", ticket=number, at="2026-07-15T15:00:00+08:00", text="打13900130002")
    office.do("reassign", ticket=number, technician="T001", reason="13900130002 换人", override="急")
    office.do("step", ticket=number, what="arrived")
    office.do("step", ticket=number, what="finished")
    office.do("record", ticket=number, **(SIGNED | {"opinion": "找 13900130002"}))
    marks: dict[str, Any] = dict.fromkeys(("attitude", "quality", "punctuality", "hygiene", "result"), 5)
    office.do("survey", ticket=number, text="回电 13900130002", **marks)
    office.do("close", ticket=number, cause="用户 13900130002 误操作")
    office.ticket(phone="13900130002", customer="南山酒店13900130002", fault="又停电，13800130001")
    return number


def outputs(office: BranchOffice, number: str, role: str) -> dict[str, str]:
    """Everything that this role is told, by what was asked."""
    actor = f"R_{role}"
    asked: dict[str, dict[str, Any]] = {name: {} for name in VIEWS}
    for name, view in VIEWS.items():
        places = {"number": number, "staff": "T001", "ticket": number, "product": "配电柜", "id": "南山"}
        places |= {
            "kind": "multimeter",
            "place": "staff:T001",
            "text": "南山",
            "figure": "timeliness",
            "part": "closed",
        }
        asked[name] = {place: places[place] for place in view.positional if place in places}
    told = {}
    for name, fields in asked.items():
        try:
            told[name] = json.dumps(office.show(name, actor, **fields), ensure_ascii=False)
        except StoreError as error:
            told[name] = f"{error} {error.values}"
    for which in ("open", "closed", "mine", "to_dispatch"):
        told[f"queue {which}"] = json.dumps(office.show("queue", actor, view=which), ensure_ascii=False)
    for part in get_args(HandoverTickets.model_fields["part"].annotation):
        listed = office.show("handover_tickets", actor, part=part)
        told[f"handover {part}"] = json.dumps(listed, ensure_ascii=False)
    for term in ("南山酒店", "停电"):
        told[f"find {term}"] = json.dumps(office.show("queue", actor, find=term), ensure_ascii=False)
        told[f"customers {term}"] = json.dumps(office.show("customers", actor, find=term), ensure_ascii=False)
    rows = office.store.read(QueueRows(numbers=(number,)), actor)
    told["rows"] = str(rows)
    told["form"] = str(office.store.read(PresentFacts(number=number, verb="correct"), actor))
    told["audit"] = str(office.store.read(Audited(reference=None), actor))
    for verb, given in {
        "merge": {"ticket": number, "into": "13800130001 不存在"},
        "note": {"ticket": number, "text": "x"},
        "dispatch": {"ticket": number, "technician": "13900130002"},
    }.items():
        try:
            told[f"do {verb}"] = str(office.store.preview(parse_verb(verb, given), actor).as_json())
        except StoreError as error:
            told[f"do {verb}"] = f"{error} {error.values}"
    told["drafts"] = str(office.store.drafts_of(actor))
    return told


@pytest.fixture(scope="module", params=KINDS)
def planted_office(request: pytest.FixtureRequest, offices: Databases) -> Iterator[tuple[BranchOffice, str]]:
    """An office with the numbers and somebody of each role, who only look; and the ticket."""
    url = offices.create(request.param, warm=True)
    office = BranchOffice(url)
    number = planted(office)
    for role in ROLES:
        office.do("add_staff", staff=f"R_{role}", label="某人", roles=role)
    yield office, number
    office.store.close()
    offices.drop(url)


@pytest.mark.ways("planted_office")
def test_no_output_shows_a_planted_number_to_who_may_not_see_it(
    planted_office: tuple[BranchOffice, str],
) -> None:
    office, number = planted_office
    for role in some_of(BLIND, "roles that are blind", LOOKING):
        assert leaks(outputs(office, number, role)) == {}, role
    for role in some_of(SEEING, "roles that see", LOOKING):
        told = leaks(outputs(office, number, role))
        assert {"ticket", "events", "customers 南山酒店"} <= told.keys(), role


def leaks(told: dict[str, str]) -> dict[str, list[str]]:
    """The planted numbers that stand in what somebody was told, by what they asked."""
    found = {what: [each for each in (*PLANTED, *DIGITS) if each in text] for what, text in told.items()}
    return {what: numbers for what, numbers in found.items() if numbers}


def test_the_shipped_policy_blinds_whoever_does_not_call_customers() -> None:
    assert set(BLIND) == {"technician", "keeper", "purchaser", "finance", "supervisor"}


def test_a_technician_sees_the_phone_of_the_ticket_in_hand_and_of_no_other(office: BranchOffice) -> None:
    office.technician()
    office.technician("T002", "王强")
    mine, other = office.ticket(level=2), office.ticket(level=2, phone="13900130002", customer="蓝天幼儿园")
    office.do("dispatch", ticket=mine, technician="T001", override="急")
    office.do("dispatch", ticket=other, technician="T002", override="急")
    assert office.show("ticket", "T001", number=mine)["phone"] == "13800130001"
    assert office.show("events", "T001", number=mine)[0]["args"]["phone"] == "13800130001"
    assert office.show("ticket", "T001", number=other)["phone"] == "139****0002"
    assert {row["phone"] for row in office.show("customers", "T001")} == {"138****0001", "139****0002"}
    office.do("recall", ticket=mine, reason="改派")
    assert office.show("ticket", "T001", number=mine)["phone"] == "138****0001"


@pytest.mark.parametrize("term", ["13800130001", "0013", "1380013", "138 0013 0001"])
def test_a_masked_phone_cannot_be_guessed_by_finding_it(office: BranchOffice, term: str) -> None:
    office.technician()
    number = office.ticket()
    assert office.numbers(find=term) == [number]
    assert office.show("queue", "T001", find=term) == []
    assert office.store.read(QueueOrder(find=term), "T001") == ()
    assert office.show("customers", "A01", find=term) != []
    assert office.show("customers", "T001", find=term) == []
    assert office.show("queue", "T001", find="酒店") != []
    assert office.show("customers", "T001", find="nsjd") != []


def test_a_masked_address_cannot_be_guessed_by_finding_it(office: BranchOffice) -> None:
    office.technician("T001", label="张伟")
    number = office.ticket(address="深圳市南山区深南大道 9 号", district="南山")
    office.do("add_staff", staff="K01", label="仓库", roles="keeper")
    for term in ("深南大道", "大道 9 号", "南山 深南"):
        assert office.numbers(find=term) == [number]
        assert office.show("queue", "K01", find=term) == []
        assert office.store.read(FoundCount(find=term), "K01") == 0
    assert [row["number"] for row in office.show("queue", "K01", find="南山区")] == [number]
    assert office.store.read(FoundCount(find="南山"), "K01") == 1
