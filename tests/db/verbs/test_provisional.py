"""A ticket says when its deadline crosses a year whose days off are not official (SLA-05)."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from db.errors import Refusal
from db.verbs.adopting import AdoptPolicy
from tests.db.desk import CALLER, Desk

Sections = dict[str, Any]


def adopt(desk: Desk, change: Callable[[Sections], object]) -> None:
    sections = desk.store.policy().sections()
    change(sections)
    desk.store.do(AdoptPolicy(body=json.dumps(sections)), "A01")


def in_three_days(sections: Sections) -> None:
    """Software is answered within three working days."""
    rows = sections["profiles"]["profile"]["software"]["target"]
    rows.append({"milestone": "answer", "working_days": 3, "calendar": "office", "start": "report"})


def reported(desk: Desk, at: str) -> dict[str, Any]:
    desk.at(at)
    return desk.do("register", **CALLER, product="软件", level=2)


def test_an_answer_a_ticket_and_a_proof_say_that_a_deadline_is_provisional(desk: Desk) -> None:
    adopt(desk, in_three_days)
    number = reported(desk, "2026-12-30 10:00")["number"]
    done = desk.do("step", ticket=number, what="contacted")
    assert done["milestone"] == "answer"
    (warning,) = done["warnings"]
    assert (warning["rule"], warning["values"]) == ("SLA-05", {"years": "2027"})
    ticket = desk.show("ticket", number=number)
    assert ticket["provisional"] == [2027]
    assert {each["milestone"]: each["provisional"] for each in ticket["milestones"]}["answer"] == [2027]
    (target,) = (
        each for each in desk.show("proof", number=number)["targets"] if each["milestone"] == "answer"
    )
    assert (target["due_at"], target["provisional"]) == ("2027-01-04T17:30:00+08:00", [2027])
    (row,) = desk.show("queue")
    assert row["provisional"] == [2027]


def test_a_deadline_within_official_days_says_nothing(desk: Desk) -> None:
    adopt(desk, in_three_days)
    number = reported(desk, "2026-12-20 10:00")["number"]
    assert "warnings" not in desk.do("step", ticket=number, what="contacted")
    assert desk.show("ticket", number=number)["provisional"] == []
    assert [row["provisional"] for row in desk.show("queue")] == [[]]


def test_an_endless_loop_when_no_working_day_exists_is_a_sentence(desk: Desk) -> None:
    def idle(sections: Sections) -> None:
        in_three_days(sections)
        china = sections["calendars"]["holidays"]["china"]
        first = date(2026, 1, 1)
        china["years"] = [2026, 2027, 2028, 2029]
        china["days"] = [(first + timedelta(days=day)).isoformat() for day in range(1461)]
        china["workdays"] = []

    adopt(desk, idle)
    refused = desk.refused("register", **CALLER, product="软件", level=2)
    assert isinstance(refused, Refusal)
    assert refused.rule == "SLA-05"
    assert "has no working day after" in str(refused)


@pytest.mark.parametrize(("calendar", "due"), [("service", "2026-07-15T21:05:00+08:00"),
                                               ("office", "2026-07-16T08:35:00+08:00")])  # fmt: skip
def test_service_hours_are_those_of_the_branch(desk: Desk, calendar: str, due: str) -> None:
    if calendar != "service":
        adopt(desk, lambda s: s["organisation"]["branch"]["NS"].update(calendar=calendar))
    done = reported(desk, "2026-07-15 21:00")
    assert done["due_at"] == due
    target = desk.show("proof", number=done["number"])["targets"][0]
    assert target["calendar"] == calendar
