"""Two branches: each has its profile, zones and deadlines; open tickets keep their version of the policy."""

from __future__ import annotations

import json

import pytest

from db.policy.load import shipped
from db.verbs.adopting import AdoptPolicy
from tests.db.desk import Desk
from tests.db.verbs.trial import due


@pytest.fixture
def two(desk: Desk) -> Desk:
    """Nanshan, and Chengdu whose own profile is the integrator's."""
    own = json.loads(shipped().canonical())
    organisation = own["organisation"]
    organisation["branch"]["CD"] = {
        "zh": "成都",
        "en": "Chengdu",
        "zone": "Asia/Shanghai",
        "calendar": "service",
        "profile": "integrator",
        "address": "成都市武侯区",
    }
    organisation["zone"]["wuhou"] = {
        "zh": "武侯",
        "en": "Wuhou",
        "branch": "CD",
        "words": ["武侯区"],
        "travel_minutes": 25,
        "distance_km": 5,
        "main_urban": False,
    }
    desk.register(level=1, address="成都市武侯区")
    desk.store.do(AdoptPolicy(body=json.dumps(own, ensure_ascii=False)), "A01")
    return desk


def test_sla_04_branch_profile(two: Desk) -> None:
    here, there = two.register(level=2), two.register(level=2, branch="CD", address="成都市武侯区")
    assert (two.show("ticket", number=here)["profile"], due(two, here, "respond")) == (
        "electrical",
        "07-15 10:00",
    )
    assert (two.show("ticket", number=there)["profile"], due(two, there, "respond")) == (
        "integrator",
        "07-15 09:30",
    )
    assert two.show("ticket", number=there)["zone"] == "wuhou"
    cooled = two.register(level=2, branch="CD", product="空调")
    assert two.show("ticket", number=cooled)["profile"] == "air_conditioning"  # the product before the branch
    assert {row["number"] for row in two.show("queue", branch="CD")} == {there, cooled}


def test_sla_09_open_tickets_keep_their_version(two: Desk) -> None:
    old = "YX2607-01"  # registered before there was a zone of that name
    assert due(two, old, "arrive") == "07-15 11:00"
    two.at("09:30")
    two.do("triage", ticket=old, level=2, reason="better")
    assert two.show("ticket", number=old)["profile"] == "electrical"
    assert due(two, old, "arrive") == "07-17 09:00"
    assert two.differences() == []


def test_frm_01_one_row_of_numbers(two: Desk) -> None:
    assert [two.register(), two.register(branch="CD"), two.register()] == [
        "YX2607-02",
        "YX2607-03",
        "YX2607-04",
    ]
