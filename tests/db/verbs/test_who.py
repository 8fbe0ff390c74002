"""Who may do what (PPL-01, PPL-03), and people, customers and tools until their chapters come."""

from datetime import date

import pytest

from db.errors import NotPermitted, Refusal, StoreError
from db.policy.load import shipped
from db.store import open_store
from db.tables.codes import ROLES
from db.tables.customer import Customer, Equipment
from db.tables.staff import Certificate, Skill, Staff
from db.tables.tool import STORE, Movement, Stock, Tool
from db.verbs.founding import Found
from db.verbs.parsing import parse_verb
from db.verbs.verb import VERBS
from tests.db.desk import CALLER, Desk, example_of, local
from tests.sampling import some_of


def test_every_verb_has_an_example_of_its_fields() -> None:
    for name, verb in VERBS.items():
        if not verb.internal:
            parse_verb(name, example_of(verb, "1"))


TRIED = sorted(
    name for name, verb in VERBS.items() if not verb.internal and name not in ("undo", "issue_tool")
)
MOST = 20
"""How many verbs one run of `make test` tries as each role."""


@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_do_what_the_verb_says_and_nothing_else(desk: Desk, role: str) -> None:
    desk.staff("X01", role)
    for _ in range(2):
        desk.register()
    for name in some_of(TRIED, f"verbs of {role}", MOST):
        kind = VERBS[name]
        verb = parse_verb(name, example_of(kind, "1"))
        refusal: StoreError | None = None
        try:
            desk.store.preview(verb, "X01")
        except StoreError as error:
            refusal = error
        if role == "admin" or role in VERBS[name].default_roles:
            # What is one's own, or the manager's among those who may, a verb refuses by its own rule.
            by_role = isinstance(refusal, NotPermitted) and refusal.rule == "PPL-03"
            assert not by_role, f"{role}: {name}"
        else:
            assert isinstance(refusal, NotPermitted), f"{role}: {name}"
            assert (refusal.rule, refusal.exit_code) == ("PPL-03", 5)


def test_an_actor_whom_nobody_knows_is_refused(desk: Desk) -> None:
    error = desk.refused("register", by="Z99", **CALLER)
    assert (error.rule, error.exit_code) == ("PPL-01", 3)


def test_a_store_is_founded_once(store_url: str) -> None:
    store = open_store(store_url)
    with pytest.raises(Refusal, match="PPL-01"):
        store.do(parse_verb("register", CALLER), "A01")
    answer = store.do(Found(admin="李敏", login="li"), "A01").as_json()
    assert (answer["staff"], answer["policy"]) == ("A01", shipped().version)
    with pytest.raises(Refusal, match="PPL-03"):
        store.do(Found(admin="王"), "A01")
    store.close()


# -- people


def test_a_person_has_roles_skills_and_certificates(desk: Desk) -> None:
    desk.do(
        "add_staff", staff="T100", label="张师傅", roles="technician,lead", trade="electrical",
        zone="nanshan",
        skills="electrical:3,network", certificates="electrician:2027-01-31,driver", login="zhang",
        phone="13800000100",
    )  # fmt: skip
    (person,) = desk.rows(Staff, no="T100")
    assert (person.roles, person.trade, person.zone, person.branch, person.department) == (
        "lead,technician", "electrical", "nanshan", "NS", "YX",
    )  # fmt: skip
    assert {each.skill: each.grade for each in desk.rows(Skill, staff="T100")} == {
        "electrical": 3,
        "network": 1,
    }
    assert {each.kind: each.expires_on for each in desk.rows(Certificate, staff="T100")} == {
        "driver": None, "electrician": date(2027, 1, 31),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("roles", "wizard"), ("roles", ""), ("branch", "XX"), ("department", "QQ"), ("zone", "moon"),
        ("trade", "x"), ("skills", "juggling"), ("skills", "electrical:4"), ("certificates", "pilot"),
        ("certificates", "electrician:soon"),
    ],
)  # fmt: skip
def test_a_code_that_is_not_known_is_refused_by_its_field(desk: Desk, field: str, value: str) -> None:
    error = desk.refused("add_staff", **{"staff": "T100", "label": "张", field: value})
    assert (error.exit_code, error.values["field"]) == (2, field)


def test_a_number_and_a_login_belong_to_one_person(desk: Desk) -> None:
    desk.staff("T100", login="zhang")
    assert desk.refused("add_staff", staff="T100", label="李").rule == "PPL-01"
    assert desk.refused("add_staff", staff="T101", label="李", login="zhang").rule == "PPL-01"


def test_duty_ends_after_it_begins(desk: Desk) -> None:
    moment = "2026-07-16T00:00:00+08:00"
    error = desk.refused("set_duty", staff="T001", kind="duty", begins_at=moment, ends_at=moment)
    assert error.values["field"] == "ends_at"
    assert (
        desk.refused("set_duty", staff="T999", kind="duty", begins_at=moment, ends_at=moment).exit_code == 3
    )


def test_of_overlapping_duties_the_last_entered_counts(desk: Desk) -> None:
    day = {"begins_at": "2026-07-15T00:00:00+08:00", "ends_at": "2026-07-16T00:00:00+08:00"}
    desk.do("set_duty", staff="T001", kind="leave", **day)
    number = desk.register(level=2)
    assert desk.refused("dispatch", ticket=number, technician="T001").rule == "DSP-05"
    desk.do("set_duty", staff="T001", kind="duty", **day)
    desk.do("dispatch", ticket=number, technician="T001")


# -- customers and equipment


def test_a_customer_has_one_file_for_a_phone_and_name(desk: Desk) -> None:
    answer = desk.do("add_customer", customer="南山制衣厂", phone="13800000001", grade="important")
    assert desk.refused("add_customer", customer="南山制衣厂", phone="138 0000 0001").rule == "CUS-01"
    assert desk.ticket(desk.register()).customer == answer["customer"]
    assert [each.grade for each in desk.rows(Customer)] == ["important"]


@pytest.mark.parametrize(
    ("given", "until", "estimated"),
    [
        ({"accepted_on": "2026-01-31", "invoiced_on": "2020-01-01"}, "2029-01-31", False),
        ({"commissioned_on": "2026-01-01"}, "2029-01-01", False),
        ({"invoiced_on": "2026-03-01"}, "2029-03-01", True),
        ({}, None, False),
    ],
)
def test_the_warranty_follows_from_acceptance_commissioning_or_invoice(
    desk: Desk, given: dict[str, str], until: str | None, estimated: bool
) -> None:
    customer = desk.do("add_customer", customer="甲", phone="13800000005")["customer"]
    answer = desk.do("add_equipment", customer=customer, product="柜机", serial="S-9", **given)
    assert answer["warranty_until"] == until
    assert [each.warranty_estimated for each in desk.rows(Equipment)] == [estimated]
    assert desk.refused("add_equipment", customer=customer, product="柜机", serial="S-9").rule == "CUS-02"
    assert desk.refused("add_equipment", customer="nobody", product="柜机").rule == "CUS-01"


# -- tools


def test_bought_tools_are_numbered_and_lie_in_the_store(desk: Desk) -> None:
    answer = desk.do("buy_tool", kind="万用表", count=2, price_fen=19900, reason="补充")
    assert answer["tools"] == ["T0001", "T0002"]
    tool = desk.rows(Tool, number="T0001")[0]
    assert (tool.state, tool.place, tool.holder, tool.price_fen) == ("in_store", STORE, None, 19900)
    assert tool.bought_on == date(2026, 7, 15)
    assert {each.move for each in desk.rows(Movement, tool="T0001")} == {"purchase"}


@pytest.mark.parametrize("kind", ["multimeter", "crimper"])
def test_numbers_given_by_hand_are_stepped_over(desk: Desk, kind: str) -> None:
    desk.do("buy_tool", kind=kind, number="T0001")
    desk.do("issue_tool", tool="T0001", staff="T001")
    desk.do("buy_tool", kind=kind, number="T0003")
    assert desk.do("buy_tool", kind="multimeter", count=3)["tools"] == ["T0002", "T0004", "T0005"]
    assert desk.rows(Tool, number="T0001")[0].holder == "T001"
    assert desk.refused("buy_tool", kind=kind, number="T0001").rule == "KIT-02"
    assert desk.refused("buy_tool", kind=kind, number="T9", count=2).values["field"] == "number"
    assert desk.differences() == []


def test_a_tool_is_issued_from_the_store_to_one_person(desk: Desk) -> None:
    desk.do("buy_tool", kind="multimeter")
    assert desk.do("issue_tool", staff="t001", kind="multimeter")["tool"] == "T0001"
    assert desk.refused("issue_tool", staff="T002", tool="T0001").rule == "KIT-03"
    assert desk.refused("issue_tool", staff="T002", kind="multimeter").rule == "KIT-04"
    assert desk.refused("issue_tool", staff="T002", tool="T0009").rule == "KIT-02"
    assert desk.refused("issue_tool", staff="T002").exit_code == 2
    assert desk.refused("issue_tool", staff="T002", kind="spoon").rule == "KIT-01"
    held = desk.rows(Tool, number="T0001")[0]
    assert (held.holder, held.place, held.state) == ("T001", None, "held")
    assert [each.verb for each in desk.events("tool:T0001")] == ["buy_tool", "issue_tool"]


def test_consumables_are_counted_and_never_below_zero(desk: Desk) -> None:
    kind = next(code for code, tool in shipped().tools.tool.items() if not tool.durable)
    desk.do("buy_tool", kind=kind, count=10)
    desk.do("issue_tool", staff="T001", kind=kind, count=4)
    assert {each.place: each.count for each in desk.rows(Stock)} == {STORE: 6, "staff:T001": 4}
    assert desk.refused("issue_tool", staff="T002", kind=kind, count=7).rule == "PRT-09"
    assert desk.refused("buy_tool", kind=kind, number="T1").values["field"] == "number"
    assert desk.differences() == []


def test_a_calibration_falls_due_by_the_kinds_interval(desk: Desk) -> None:
    kind = next(code for code, tool in shipped().tools.tool.items() if tool.calibration == 12)
    desk.do("buy_tool", kind=kind, bought_on="2024-02-29")
    assert [each.calibration_due for each in desk.rows(Tool)] == [date(2025, 2, 28)]


def test_who_took_the_call_and_when_stands_in_the_record(desk: Desk) -> None:
    number = desk.do("register", by="C01", **CALLER)["number"]
    (event,) = desk.events(number)
    assert (event.actor, event.at) == ("C01", local("07-15 09:00"))
