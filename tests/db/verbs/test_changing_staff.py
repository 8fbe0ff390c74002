"""What changes about a person, who may give which role, who has a zone (PPL-01 to PPL-03, PPL-05, DSP-12)."""

from datetime import date

import pytest

from db.errors import NotPermitted
from db.policy.load import shipped
from db.tables.codes import ROLES
from db.tables.organisation import Zone
from db.tables.staff import Certificate, Skill, Staff
from tests.db.desk import Desk


def person(desk: Desk, no: str = "T001") -> Staff:
    (found,) = desk.rows(Staff, no=no)
    return found


def test_what_is_given_replaces_what_was_there_and_the_rest_stays(desk: Desk) -> None:
    desk.staff("T010", label="王强", phone="13700000001", zone="nanshan", trade="electrical")
    answer = desk.do("change_staff", staff="王强", phone="13700000002", zone="futian", newcomer="yes")
    assert answer["changed"] == ["phone", "zone", "newcomer"]
    after = person(desk, "T010")
    assert (after.phone, after.zone, after.trade, after.newcomer) == (
        "13700000002", "futian", "electrical", True,
    )  # fmt: skip
    assert "13700000002" in after.search
    desk.do("change_staff", staff="T010", zone="", trade="", label="王刚")
    after = person(desk, "T010")
    assert (after.zone, after.trade, after.label) == (None, None, "王刚")
    assert desk.do("set_duty", staff="wg", kind="leave", begins_at="2026-07-16T08:00:00+08:00",
                   ends_at="2026-07-16T18:00:00+08:00")["staff"] == "T010"  # fmt: skip
    assert desk.differences() == []


def test_certificates_are_renewed_and_taken_away(desk: Desk) -> None:
    desk.staff("T010", skills="electrical:1,refrigeration", certificates="electrician:2026-07-01")
    desk.do(
        "change_staff", staff="T010", certificates="electrician:2029-07-01,driver",
        skills="electrical:3,-refrigeration",
    )  # fmt: skip
    held = {row.kind: row.expires_on for row in desk.rows(Certificate, staff="T010")}
    assert held == {"electrician": date(2029, 7, 1), "driver": None}
    assert {row.skill: row.grade for row in desk.rows(Skill, staff="T010")} == {"electrical": 3}
    desk.do("change_staff", staff="T010", certificates="-driver")
    assert [row.kind for row in desk.rows(Certificate, staff="T010")] == ["electrician"]
    assert desk.refused("change_staff", staff="T010", skills="flying").exit_code == 2
    assert desk.refused("change_staff", staff="T010").exit_code == 2
    assert desk.differences() == []


def test_an_expired_certificate_stops_the_dispatch_until_it_is_renewed(desk: Desk) -> None:
    desk.staff("T010", trade="electrical", skills="electrical", certificates="electrician:2026-07-01")
    number = desk.register(product="配电柜", level=2)
    assert desk.refused("dispatch", ticket=number, technician="T010").rule == "DSP-05"
    desk.do("change_staff", staff="T010", certificates="electrician:2027-07-01")
    error = desk.refused("dispatch", ticket=number, technician="T010")
    assert "expired" not in str(error)


def test_who_leaves_holds_no_work_and_has_no_zone(desk: Desk) -> None:
    number = desk.register(level=2)
    desk.do("dispatch", ticket=number, technician="T001")
    desk.do("set_zone", zone="nanshan", technician="T001")
    (tool,) = desk.do("buy_tool", kind="multimeter")["tools"]
    desk.do("issue_tool", tool=tool, staff="T001")
    error = desk.refused("change_staff", staff="T001", left="yes")
    assert (error.rule, error.values["numbers"]) == ("PPL-05", number)
    desk.do("reassign", ticket=number, technician="T002", reason="离职")
    assert desk.do("change_staff", staff="T001", left="yes")["tools"] == [tool]
    assert [zone.technician for zone in desk.rows(Zone, code="nanshan")] == [None]
    assert desk.refused("note", by="T001", ticket=number, text="x").rule == "PPL-01"
    assert desk.refused("set_zone", zone="nanshan", technician="T001").rule == "PPL-01"
    desk.do("change_staff", staff="T001", left="no")
    assert desk.do("note", by="T001", ticket=number, text="x")["number"] == number
    assert desk.differences() == []


@pytest.mark.parametrize("actor", ["department_lead", "manager", "general_manager"])
def test_nobody_gives_a_role_above_their_own(desk: Desk, actor: str) -> None:
    desk.staff("X01", actor)
    policy = shipped()
    for role in ROLES:
        if policy.may_grant(role, [actor]):
            desk.do("add_staff", by="X01", staff=f"N_{role}", label="新", roles=role)
            desk.do("change_staff", by="X01", staff=f"N_{role}", left="yes")
            continue
        desk.staff(f"N_{role}", role)
        for verb, fields in (
            ("add_staff", {"staff": "Y01", "label": "新", "roles": f"technician,{role}"}),
            ("change_staff", {"staff": "T001", "roles": f"technician,{role}"}),
            ("change_staff", {"staff": f"N_{role}", "roles": "technician"}),
            ("change_staff", {"staff": f"N_{role}", "login": "mine"}),
            ("change_staff", {"staff": f"N_{role}", "left": "yes"}),
            ("change_staff", {"staff": "X01", "roles": f"{actor},{role}"}),
        ):
            error = desk.refused(verb, by="X01", **fields)
            assert isinstance(error, NotPermitted), (role, verb)
            assert error.rule == "PPL-03"
        desk.do("change_staff", by="X01", staff=f"N_{role}", phone="13700000009")
    assert not policy.may_grant("admin", [actor])
    assert desk.differences() == []


def test_the_last_administrator_stays_one(desk: Desk) -> None:
    for fields in ({"roles": "manager"}, {"left": "yes"}):
        assert desk.refused("change_staff", staff="A01", **fields).rule == "PPL-03"
    desk.staff("A02", "admin")
    assert desk.do("change_staff", staff="A01", roles="manager")["changed"] == ["roles"]
    assert person(desk, "A01").roles == "manager"


def test_a_zone_has_one_technician_or_none(desk: Desk) -> None:
    desk.staff("T010", label="王强")
    assert desk.do("set_zone", zone="nanshan", technician="wq")["technician"] == "T010"
    assert desk.do("set_zone", zone="nanshan")["technician"] is None
    assert desk.refused("set_zone", zone="mars").exit_code == 2
    assert desk.refused("set_zone", zone="nanshan", technician="C01").rule == "DSP-12"
    assert desk.differences() == []
