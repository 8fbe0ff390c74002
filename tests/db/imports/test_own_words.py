"""Imports know what the policy calls things: its own reasons, kinds, roles, boxes, skills, kinds of tools."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from db.policy.load import shipped
from db.tables.follow_up import Survey
from db.tables.staff import Skill, Staff
from db.tables.ticket import Pause, Ticket
from db.verbs.adopting import AdoptPolicy
from tests.db.desk import Desk
from tests.db.imports.conftest import bring

Write = Callable[[str, str], Path]


@pytest.fixture
def own(desk: Desk) -> Desk:
    """A department with words of its own."""
    policy: dict[str, Any] = json.loads(shipped().canonical())
    reasons = policy["reasons"]["reason"]
    reasons["pause"].append({"code": "shutdown", "zh": "等停机窗口", "en": "Waiting for a shutdown"})
    reasons["cause"].append({"code": "mice", "zh": "鼠咬", "en": "Mice", "category": "environment"})
    policy["profiles"]["kind"]["inspection"]["zh"] = "飞检"
    policy["roles"]["role"]["lead"]["zh"] = "片长"
    policy["certificates"]["skill"]["drone"] = {"zh": "无人机", "en": "Drones"}
    policy["settings"]["survey"]["result"]["boxes"][0]["zh"] = "太差劲"
    desk.store.do(AdoptPolicy(body=json.dumps(policy, ensure_ascii=False)), "A01")
    return desk


def test_a_reason_of_ones_own_pauses_and_may_stand_as_the_state(own: Desk, file: Write) -> None:
    text = (
        "单号,客户,电话,故障,报修时间,等级,状态,暂停原因,暂停时间,完成时间,关闭时间,故障原因,类型,满意度\n"
        "1,甲,13800000001,x,2026-07-14 09:00,2,暂停,等停机窗口,2026-07-14 10:00,,,,飞检,\n"
        "2,乙,13800000002,x,2026-07-14 09:00,2,等停机窗口,,2026-07-14 10:00,,,,,\n"
        "3,丙,13800000003,x,2026-07-14 09:00,2,等备件,,2026-07-14 10:00,,,,,\n"
        "4,丁,13800000004,x,2026-07-13 09:00,2,已关闭,waiting for a shutdown,2026-07-13 10:00,"
        "2026-07-13 12:00,2026-07-14 09:00,鼠咬,,太差劲\n"
    )
    brought = bring(own, "tickets", file("a.csv", text))
    assert brought.counts == (4, 0, 0), brought.reasons
    here = {ticket.external_number: ticket for ticket in own.rows(Ticket)}
    reasons = {row.external_number: own.rows(Pause, ticket=row.number)[0].reason for row in here.values()}
    assert reasons == {"1": "shutdown", "2": "shutdown", "3": "part", "4": "shutdown"}
    assert [here[at].state for at in "1234"] == ["paused", "paused", "paused", "closed"]
    assert (here["4"].cause, here["4"].cause_category, here["1"].kind) == (
        "mice",
        "environment",
        "inspection",
    )
    assert [row.result for row in own.rows(Survey)] == [1]
    assert own.differences() == []


def test_roles_and_skills_of_ones_own(own: Desk, file: Write) -> None:
    brought = bring(own, "staff", file("a.csv", "工号,姓名,角色,技能\nT900,张三,片长、维修人员,无人机:2\n"))
    assert brought.counts == (1, 0, 0), brought.reasons
    assert own.rows(Staff, no="T900")[0].roles == "lead,technician"
    assert [(row.skill, row.grade) for row in own.rows(Skill, staff="T900")] == [("drone", 2)]
