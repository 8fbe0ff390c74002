"""What a job demands of tools, their safety gear and permits (KIT-13, KIT-14, DSP-05)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from db.policy.check import faults
from db.policy.demands import demanded, demands, minutes_of, permits, safety_gear
from db.policy.load import shipped
from db.policy.model import Policy
from db.rules.candidates import Candidate, Job, Measure
from db.rules.duty import DutyState
from db.rules.gates import Gate, Result, gates
from db.rules.kits import HeldTool

DAY = date(2026, 7, 15)
JOB = Job("YX2607-001", datetime(2026, 7, 15, 1, tzinfo=UTC), DAY, zone="nanshan")
PERSON = Candidate("T001", "王强", DutyState("duty"))


def with_demands(*rows: dict[str, Any]) -> Policy:
    content = shipped().sections()
    content["products"]["demand"] = list(rows)
    return Policy(content)


def gate(name: str, job: Job, person: Candidate) -> Gate:
    return next(each for each in gates(job, person, Measure({})) if each.name == name)


def test_a_job_demands_by_kind_product_and_fault() -> None:
    policy = with_demands(
        {"kinds": ["installation"], "tools": ["spirit_level"]},
        {"categories": ["distribution"], "kinds": ["repair"], "tools": ["torque_wrench"]},
        {"faults": ["engine"], "tools": ["socket_set"]},
    )
    category = policy.category_of("")
    assert demanded(policy, category, "repair", "") == tuple(category.tools)
    assert demanded(policy, category, "installation", "") == (*category.tools, "spirit_level")
    assert demanded(policy, category, "repair", "发动机抖动") == (*category.tools, "socket_set")


def test_electrical_tools_bring_their_safety_gear_and_permit() -> None:
    policy = with_demands({"kinds": ["inspection"], "tools": ["insulation_tester"]})
    category = policy.category_of("")
    wanted = demanded(policy, category, "inspection", "")
    assert wanted[-2:] == ("insulation_tester", "insulating_gloves")
    assert safety_gear(policy, ["hammer"]) == ()
    assert permits(policy, wanted) == ("electrician",)


def test_who_lacks_the_safety_gear_is_blocked_and_told_what_helps() -> None:
    job = replace(
        JOB, tools=("insulation_tester", "insulating_gloves"), in_store={"insulating_gloves": "T0009"}
    )
    tester = HeldTool("insulation_tester", "T0001")
    found = gate("kit", job, replace(PERSON, tools=(tester,)))
    assert (found.result, found.cause and found.cause.values["tools"]) == (
        Result.BLOCK,
        ("insulating_gloves",),
    )
    assert found.repair is not None
    assert found.repair.values == {"number": "T0009"}
    gloves = HeldTool("insulating_gloves", "T0002", DAY - timedelta(days=1))
    past = gate("kit", job, replace(PERSON, tools=(tester, gloves)))
    assert past.result is Result.BLOCK
    assert gate(
        "kit", job, replace(PERSON, tools=(tester, replace(gloves, calibration_due=DAY)))
    ).result is not (Result.BLOCK)


def test_a_permit_that_ran_out_blocks_and_one_that_was_overruled_warns() -> None:
    job = replace(JOB, permits=("electrician",))
    assert gate("certificate", JOB, PERSON).result is Result.PASS
    assert gate("certificate", job, PERSON).result is Result.WARN
    ran_out = replace(PERSON, certificates={"electrician": DAY - timedelta(days=1)})
    assert gate("certificate", job, ran_out).result is Result.BLOCK
    assert gate("certificate", job, replace(PERSON, certificates={"electrician": None})).result is Result.PASS
    # The certificate of the product counts first.
    lacking = gate("certificate", replace(job, certificate="high_voltage"), PERSON)
    assert lacking.result is Result.BLOCK


def test_the_row_that_says_most_of_a_job_says_how_long_it_lasts() -> None:
    policy = with_demands(
        {"kinds": ["repair"], "minutes": 100},
        {"kinds": ["repair"], "categories": ["chiller"], "minutes": 240},
        {"ways": ["remote"], "minutes": 30},
        {"kinds": ["repair"], "faults": ["compressor"], "minutes": 200},
        {"categories": ["switchgear"], "minutes": 60},
    )

    def lasts(product: str, kind: str = "repair", fault: str = "", way: str | None = "on_site") -> int:
        return minutes_of(policy, policy.category_of(product), kind, fault, way)

    assert lasts("挂机") == 100
    assert lasts("冷水机组") == 240
    assert lasts("冷水机组", way="remote") == 30, "the way counts before all others"
    assert lasts("冷水机组", way=None) == 240
    assert lasts("柜机", fault="三楼压缩机故障，很响") == 200, "a common fault of the product, by its name"
    assert lasts("配电柜", fault="compressor fault") == 60, "not a fault of that product; of equals the last"
    assert lasts("冷水机组", fault="Compressor fault") == 200
    assert lasts("挂机", kind="data") == policy.setting("provisional_visit_minutes")


def test_what_several_rows_demand_adds_up_and_the_highest_counts() -> None:
    policy = with_demands(
        {"kinds": ["repair"], "skills": {"electrical": 1}, "parts": {"insulating_tape": 2}},
        {"categories": ["switchgear"], "skills": {"electrical": 3}, "certificates": ["height"],
         "parts": {"insulating_tape": 1, "refrigerant": 1}},
    )  # fmt: skip
    found = demands(policy, policy.category_of("配电柜"), "repair", "跳闸")
    assert found.skills == {"electrical": 3}
    assert found.certificates == ("electrician", "height")
    assert found.parts == {"insulating_tape": 2, "refrigerant": 1}
    assert found.permits == ("refrigeration",), "parts have permits too"
    assert demands(policy, policy.category_of("挂机"), "data", "").skills == {}


def test_a_policy_from_before_says_nothing_of_time() -> None:
    content = shipped().sections()
    del content["products"]["demand"]
    policy = Policy(content)
    assert minutes_of(policy, policy.category_of("冷水机组"), "repair", "", "on_site") == 120


@pytest.mark.parametrize(
    "row",
    [
        {"skills": {"flying": 1}}, {"certificates": ["pilot"]}, {"parts": {"propeller": 1}},
        {"ways": ["by_air"]}, {"faults": ["turbulence"]},
    ],
)  # fmt: skip
def test_a_demand_that_names_what_there_is_not_is_found(row: dict[str, Any]) -> None:
    assert len(list(faults(with_demands(row)))) == 1
    known = {"faults": ["compressor", "engine"], "ways": ["remote"], "skills": {"data": 1}}
    assert list(faults(with_demands(known))) == []


def test_a_chiller_takes_half_a_day_as_shipped() -> None:
    policy = shipped()
    assert minutes_of(policy, policy.category_of("冷水机组"), "repair", "噪声大", "on_site") == 240
    assert minutes_of(policy, policy.category_of("挂机"), "installation", "", None) == 240


SHIPPED = [
    (
        "挂机",
        "installation",
        "",
        {"refrigeration": 2},
        ["refrigeration", "height"],
        "safety_harness",
        "shoe_covers",
    ),
    (
        "中央空调",
        "repair",
        "制冷剂泄漏",
        {"refrigeration": 2},
        ["refrigeration"],
        "vacuum_pump",
        "refrigerant",
    ),
    ("冷水机组", "maintenance", "", {"chiller": 2}, ["refrigeration"], "leak_detector", None),
    ("变压器", "repair", "", {"high_voltage": 2}, ["high_voltage"], "insulating_gloves", None),
    (
        "设备",
        "repair",
        "频繁跳闸",
        {"electrical": 1},
        ["electrician"],
        "insulating_gloves",
        "insulating_tape",
    ),
    ("配电柜", "inspection", "", {"electrical": 2}, ["electrician"], "insulation_tester", None),
    ("摄像头", "installation", "", {"weak_current": 1}, [], "crimper", "cable_ties"),
    ("汽车", "repair", "刹车失灵", {"vehicle": 2}, ["driver"], "torque_wrench", None),
    ("家具", "repair", "划痕掉漆", {}, [], "hand_drill", "repair_wax"),
]


@pytest.mark.parametrize(("product", "kind", "fault", "skills", "papers", "tool", "part"), SHIPPED)
def test_what_is_shipped_demands_people_papers_tools_and_parts(
    product: str,
    kind: str,
    fault: str,
    skills: dict[str, int],
    papers: list[str],
    tool: str,
    part: str | None,
) -> None:
    policy = shipped()
    wanted = demands(policy, policy.category_of(product), kind, fault, "on_site")
    assert (wanted.skills, list(wanted.certificates)) == (skills, papers)
    assert tool in wanted.tools
    assert part is None or part in wanted.parts
    away = demands(policy, policy.category_of(product), kind, fault, "remote")
    assert (away.skills, away.parts) == ({}, {}), "what is done from afar demands nothing of these"


def test_a_fresh_store_stops_and_warns_by_what_is_shipped() -> None:
    policy = shipped()
    category = policy.category_of("挂机")
    wanted = demands(policy, category, "installation", "", "on_site")
    job = replace(
        JOB, skill=category.skill, certificate=category.certificate, grades=wanted.skills, tools=wanted.tools,
        papers=wanted.certificates[1:], permits=wanted.permits, parts=wanted.parts,
    )  # fmt: skip
    person = replace(
        PERSON, skills={"refrigeration": 1}, certificates={"refrigeration": None},
        tools=tuple(HeldTool(kind, kind, None) for kind in wanted.tools),
    )  # fmt: skip
    found = {name: gate(name, job, person).result for name in ("skill", "certificate", "kit", "parts")}
    assert found == {
        "skill": Result.BLOCK, "certificate": Result.BLOCK, "kit": Result.PASS, "parts": Result.WARN,
    }  # fmt: skip
    able = replace(person, skills={"refrigeration": 2}, certificates={"refrigeration": None, "height": None})
    assert not gate("skill", job, able).blocks
    assert not gate("certificate", job, able).blocks
