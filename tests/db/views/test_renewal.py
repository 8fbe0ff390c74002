"""What moving open tickets would change is told before, and is what comes of it (SLA-13)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from db.errors import StoreError
from tests.db.desk import CALLER, Desk


def register(desk: Desk, number: int, **more: Any) -> str:
    phone = f"1380000{number:04}"
    done = desk.do("register", **CALLER | {"phone": phone, "customer": f"厂{number}"} | more)
    return str(done["number"])


@pytest.fixture
def morning(desk: Desk) -> list[str]:
    """A remote, a paused, a finished, an untriaged and an agreed ticket, and one on its way."""
    numbers = [register(desk, at, level=2, problem="complex", way="remote") for at in range(3)]
    numbers.append(register(desk, 3))
    numbers.append(register(desk, 4, level=3))
    numbers.append(register(desk, 5, level=4, product="软件", way="on_site"))
    desk.later(minutes=20)
    desk.do("pause", ticket=numbers[1], reason="part")
    desk.do("step", ticket=numbers[2], what="finished")
    desk.do("dispatch", ticket=numbers[5], technician="T001", window_from="2026-07-16T09:00:00+08:00",
            window_to="2026-07-16T11:00:00+08:00", window_wanted_by="customer")  # fmt: skip
    desk.later(minutes=20)
    return numbers


EDITS: list[tuple[str, dict[str, Any]]] = [
    ("set_target", {"profile": "electrical", "milestone": "resolve", "minutes": 30,
                    "conditions": "problem=complex; way=remote,send_in,mail"}),
    ("set_target", {"profile": "electrical", "milestone": "respond", "level": 2, "minutes": 15}),
    ("set_target", {"profile": "electrical", "milestone": "arrive", "level": 3, "working_days": 2,
                    "calendar": "office"}),
    ("set_hours", {"calendar": "service", "windows": "13:00-14:00"}),
    ("set_branch", {"branch": "NS", "profile": "maker"}),
    ("set_setting", {"setting": "at_risk_percent", "value": 90}),
    ("set_day", {"on_day": "2026-07-17", "kind": "holiday"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("verb", "fields"), EDITS, ids=[f"{verb} {at}" for at, (verb, _) in enumerate(EDITS)]
)
def test_what_is_foretold_is_what_comes_of_it(
    desk: Desk, morning: list[str], verb: str, fields: dict[str, Any]
) -> None:
    desk.do("set_setting", setting="repeat_days", value=29, reason="x")
    given = json.dumps(fields | {"reason": "x"})
    before = desk.snapshot()
    events = desk.count_events()
    foretold = desk.show("renewal", verb=verb, fields=given)
    sums = desk.show("renewal_counts", verb=verb, fields=given)
    assert desk.snapshot() == before
    assert desk.count_events() == events, "nothing is written"
    desk.do(verb, **fields, reason="x")
    assert sums["policy"] == desk.store.policy().version
    assert desk.show("renewal") == foretold, "in force it is asked of the policy itself"
    desk.do("renew", ticket="all", reason="x")
    after = desk.snapshot()
    changed = {
        (number, milestone)
        for (number, milestone), row in after["milestone_time"].items()
        for then in (before["milestone_time"].get((number, milestone), {}),)
        if row["met_at"] is None
        and any(
            then.get(name) != row[name] for name in ("state", "due_at", "at_risk_at", "remaining_minutes")
        )
    }
    assert {(row["number"], row["milestone"]) for row in foretold} >= changed
    for row in foretold:
        stored = after["milestone_time"].get((row["number"], row["milestone"]))
        due = stored["due_at"] if stored is not None else None
        assert row["due_after"] == (due and due.astimezone(desk.store.zone).isoformat())
    assert sums["changed"] == len({row["number"] for row in foretold})
    assert sums["breached"] == len(
        {
            row["number"]
            for row in foretold
            if (row["status_after"], row["status_before"] == "breached") == ("breached", False)
        }
    )
    assert desk.show("renewal") == []


def test_only_some_tickets_are_asked_about(desk: Desk, morning: list[str]) -> None:
    desk.do("set_target", profile="electrical", milestone="respond", level=2, minutes=15, reason="x")
    (row,) = desk.show("renewal", ticket=morning[0])
    assert (row["number"], row["milestone"], row["status_after"]) == (morning[0], "respond", "breached")
    assert row["due_after"] == "2026-07-15T09:15:00+08:00"
    assert desk.show("renewal_counts", ticket=f"{morning[0]},{morning[4]}")["tickets"] == 2
    assert len(desk.show("renewal", limit=1)) == 1


def test_a_ticket_that_cannot_be_moved_says_why(desk: Desk, morning: list[str]) -> None:
    desk.do("set_profile", profile="lifts", name_zh="电梯", reason="x")
    first = desk.store.policy().version
    number = register(desk, 9, level=2, contract="lifts")
    versions = desk.show("policies")
    desk.do("revert_policy", policy_version=versions[-1]["policy"], reason="x")
    assert desk.store.policy().version != first
    (row,) = (each for each in desk.show("renewal") if each["cause"])
    assert (row["number"], row["milestone"]) == (number, None)
    assert "is there no more" in row["cause"]
    assert desk.show("renewal_counts")["stuck"] == 1
    assert desk.refused("renew", ticket=number, reason="x").rule == "SLA-04"


def test_what_changes_no_policy_is_not_asked_of(desk: Desk) -> None:
    for verb, fields in (("note", "{}"), ("set_hours", "{"), ("set_hours", "{}"), ("nothing", "{}")):
        with pytest.raises(StoreError):
            desk.show("renewal", verb=verb, fields=fields)
