"""What a kind of service asks for, and what chooses the profile (INT-05, SLA-04, SLA-14, INT-02)."""

from datetime import date
from typing import Any

import pytest

from db.tables.customer import Customer, Equipment
from tests.db.desk import CALLER, Desk, local

PLANNED = ["installation", "commissioning", "training", "inspection"]


def window(begin: str, end: str) -> dict[str, Any]:
    return {"window_from": local(begin).isoformat(), "window_to": local(end).isoformat()}


@pytest.mark.parametrize("kind", PLANNED)
def test_a_planned_kind_needs_no_level_and_runs_by_the_agreed_time_alone(desk: Desk, kind: str) -> None:
    number = desk.register(kind=kind)
    ticket = desk.ticket(number)
    assert (ticket.state, ticket.level, ticket.profile, ticket.way) == ("triaged", None, "planned", "on_site")
    assert (ticket.due_at, sorted(desk.targets(number))) == (None, ["arrive", "survey"])
    assert desk.show("ticket", number=number)["incomplete"] == ["product", "address"]
    desk.do("dispatch", ticket=number, technician="T001", **window("07-18 09:00", "07-18 12:00"))
    assert (desk.ticket(number).milestone, desk.ticket(number).due_at) == ("arrive", local("07-18 12:00"))
    desk.at("07-18 11:00")
    desk.do("step", ticket=number, what="arrived")
    desk.do("step", ticket=number, what="finished")
    assert desk.target(number, "survey").due_at == local("07-19 03:00")
    assert desk.differences() == []


def test_a_planned_kind_stands_below_the_faults_and_is_not_counted_as_untriaged(desk: Desk) -> None:
    planned = desk.register(kind="inspection", reported_at=local("07-15 06:00").isoformat())
    fourth, untriaged = desk.register(level=4), desk.register()
    assert [row["number"] for row in desk.show("queue")] == [untriaged, fourth, planned]
    assert [row["number"] for row in desk.show("queue", view="to_dispatch")] == [fourth, planned]
    counts = desk.show("counts")
    assert (counts["untriaged"], counts["unlevelled"]) == (1, 1)
    desk.at("07-15 12:00")
    assert planned not in [row["number"] for row in desk.show("queue", view="breached")]


@pytest.mark.parametrize(("kind", "way"), [("remote", "remote"), ("consulting", "remote"), ("parts", "mail")])
def test_a_kind_has_its_way_until_somebody_says_another(desk: Desk, kind: str, way: str) -> None:
    assert desk.ticket(desk.register(level=2, kind=kind)).way == way
    assert desk.ticket(desk.register(level=2, kind=kind, way="on_site")).way == "on_site"


def test_a_ticket_follows_its_kind_when_that_is_corrected(desk: Desk) -> None:
    number = desk.register()
    desk.do("correct", ticket=number, kind="inspection", reason="是巡检，不是报修")
    assert (desk.ticket(number).state, desk.ticket(number).profile) == ("triaged", "planned")
    desk.do("correct", ticket=number, kind="repair", reason="确有故障")
    assert (desk.ticket(number).state, desk.ticket(number).due_at) == ("new", local("07-15 09:10"))
    desk.do("correct", ticket=number, kind="inspection", reason="又是巡检")
    desk.do("dispatch", ticket=number, technician="T001")
    assert desk.refused("correct", ticket=number, kind="repair", reason="坏了").rule == "INT-05"
    desk.do("triage", ticket=number, level=2)
    desk.do("correct", ticket=number, kind="repair", reason="坏了")
    assert desk.ticket(number).profile == "electrical"
    assert desk.differences() == []


def test_contract_then_equipment_then_category_choose_the_profile(desk: Desk) -> None:
    desk.do("add_customer", customer="合同客户", phone="13900000009", contract="集成合同")
    (customer,) = desk.rows(Customer, phone="13900000009")
    assert customer.contract == "integrator"
    desk.do("add_equipment", customer=customer.id, product="挂机", serial="AC-1", profile="maker")
    caller = CALLER | {"customer": "合同客户", "phone": "13900000009"}
    by_contract = desk.do("register", **caller, serial="AC-1", level=2)["number"]
    shown = desk.show("ticket", number=by_contract)
    assert (shown["profile"], shown["profile_from"], shown["contract"]) == (
        "integrator",
        "contract",
        "integrator",
    )
    assert desk.target(by_contract, "arrive").due_at == local("07-15 10:00")
    desk.do("correct", ticket=by_contract, contract="", reason="合同已到期")
    shown = desk.show("ticket", number=by_contract)
    assert (shown["profile"], shown["profile_from"]) == ("maker", "equipment")
    other = desk.register(product="挂机", level=2)
    assert desk.show("ticket", number=other)["profile_from"] == "category"
    assert desk.show("ticket", number=desk.register(level=2))["profile_from"] == "default"
    refused = desk.refused("register", **CALLER, contract="月球合同")
    assert (refused.exit_code, refused.values["field"]) == (2, "contract")
    assert desk.differences() == []


def test_a_vehicle_far_away_is_visited_as_agreed(desk: Desk) -> None:
    far = desk.register(product="叉车", level=2, district="汕头")
    assert desk.ticket(far).profile == "vehicles"
    assert desk.target(far, "arrive").state == "waiting"
    assert desk.target(far, "answer").due_at == local("07-15 21:00")
    near = desk.register(product="叉车", level=2, district="南山区", fault="车门关不上")
    assert desk.target(near, "arrive").due_at == local("07-16 09:00")
    grave = desk.register(product="叉车", level=2, district="南山区", fault="发动机异响")
    assert desk.target(grave, "arrive").state == "waiting"


def test_the_facts_of_the_sheet_are_kept_and_start_the_warranty(desk: Desk) -> None:
    number = desk.register(
        serial="SN-9", product="挂机", commissioned_on="2025-03-01", purchased_on="2025-02-01", invoice="FP1",
        position="机房主任", project="AB12", quantity=2,
    )  # fmt: skip
    ticket = desk.ticket(number)
    assert (ticket.commissioned_on, ticket.purchased_on) == (date(2025, 3, 1), date(2025, 2, 1))
    assert (ticket.position, ticket.project, ticket.invoice, ticket.quantity) == (
        "机房主任",
        "AB12",
        "FP1",
        2,
    )
    (equipment,) = desk.rows(Equipment, serial="SN-9")
    assert (equipment.commissioned_on, equipment.warranty_estimated) == (date(2025, 3, 1), False)
    assert equipment.warranty_until is not None
