"""What lies within one's reach besides what the branch has: own work, and what was lent (PPL-03, PPL-04)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from db.errors import Refusal
from db.policy.load import shipped
from db.verbs.may import Asking, why_not
from db.verbs.verb import verbs
from db.views.changes import Changed, Changes
from tests.databases import Databases, Kind
from tests.db.desk import Desk
from tests.db.scope import two_branches
from tests.db.scope.two_branches import HERE

TECHNICIAN, LEAD, HEAD, DISPATCHER, MANAGER = (
    HERE[role] for role in ("technician", "lead", "department_lead", "dispatcher", "manager")
)
NIGHT: dict[str, Any] = {"kind": "leave", "begins_at": "2026-07-15T09:00:00+08:00",
                         "ends_at": "2026-07-16T09:00:00+08:00"}  # fmt: skip
SHIFT: dict[str, Any] = {"kind": "duty", "begins_at": "2026-07-15T12:00:00+08:00",
                         "ends_at": "2026-07-15T13:00:00+08:00"}  # fmt: skip


@pytest.fixture
def desk(two_branch_stores: Databases, database_kind: Kind) -> Iterator[Desk]:
    url = two_branch_stores.create(database_kind, warm=True)
    made = Desk(url)
    made.store.load()
    yield made
    made.close()
    two_branch_stores.drop(url)


def seen(desk: Desk, view: str, thing: str) -> set[str]:
    """Those of Nanshan who see the task or request."""
    people = (TECHNICIAN, HERE["quality"], LEAD, HEAD, DISPATCHER, MANAGER)
    return {no for no in people if thing in {row["id"] for row in desk.show(view, by=no, state="open")}}


def test_a_task_goes_with_what_it_is_about_and_with_whose_it_is(desk: Desk) -> None:
    references = two_branches.settle_elsewhere(desk)
    task = references["task"]
    assert seen(desk, "tasks", task) == set()
    assert "no open task" in str(desk.refused("do_task", task=task, text="x", by=MANAGER))
    desk.do("hand_task", task=task, to=TECHNICIAN)
    assert seen(desk, "tasks", task) == {TECHNICIAN, LEAD}  # whose it is, and the lead of the team
    assert "no ticket" in str(desk.refused("note", ticket=references["number"], text="x", by=TECHNICIAN))
    assert desk.do("do_task", task=task, text="好了", by=TECHNICIAN)["task"] == task
    assert desk.differences() == []


def test_whoever_asked_sees_and_withdraws_a_request_wherever_the_ticket_went(desk: Desk) -> None:
    later = {"until": "2026-07-18T12:00+08:00", "reason": "等备件", "milestone": "resolve"}
    number = desk.register(level=2)
    desk.do("dispatch", ticket=number, technician=TECHNICIAN, way="remote")
    asked = desk.do("extend", ticket=number, by=LEAD, **later)["request"]
    assert seen(desk, "requests", asked) == {TECHNICIAN, LEAD, HEAD, DISPATCHER, MANAGER}
    desk.staff("N8", "technician", trade="electrical", zone="futian")
    desk.do("reassign", ticket=number, technician="N8", reason="换人")
    assert seen(desk, "requests", asked) == {LEAD, HEAD, DISPATCHER, MANAGER}
    assert "no ticket" in str(desk.refused("note", ticket=number, text="x", by=LEAD))
    assert desk.do("withdraw", request=asked, by=LEAD)["state"] == "withdrawn"


def test_nobody_hears_of_the_tasks_and_requests_of_another_branch(desk: Desk) -> None:
    look = desk.store.read(Changes(), MANAGER).look
    references = two_branches.settle_elsewhere(desk)
    heard: Changed = desk.store.read(Changes(since=look), MANAGER)
    assert heard.subjects is not None
    assert not [each for each in heard.subjects if each.startswith(("task:", "request:"))]
    told = desk.store.read(Changes(since=look), "L3").subjects
    assert told is not None
    assert {f"task:{references['task']}", f"request:{references['request']}"} <= told


def test_work_of_the_absent_is_within_reach_as_long_as_they_are_stood_in_for(desk: Desk) -> None:
    """The condition is that of who reminds, lends roles and is called: a shift over the leave lifts it."""
    desk.staff("N8", "technician", trade="electrical", zone="futian")
    desk.do("set_duty", staff=TECHNICIAN, substitute="N8", by=MANAGER, **NIGHT)
    desk.do("set_duty", staff=TECHNICIAN, by=MANAGER, **SHIFT)
    for time, reached in (("11:59", True), ("12:00", False), ("13:00", True)):
        desk.at(time)
        assert ("YX2607-01" in {row["number"] for row in desk.show("queue", by="N8")}) is reached, time
        if not reached:
            assert "no ticket" in str(desk.refused("note", ticket="YX2607-01", text="x", by="N8"))


def test_what_is_shown_and_out_of_reach_says_so_before_it_is_tried() -> None:
    asking = Asking(shipped(), MANAGER, frozenset({"manager"}), "YX2607-01", "new", reached=False)
    for name, verb in verbs().items():
        refusal = why_not(verb, asking)
        if "ticket" in verb.model_fields and name not in ("undo",) and not verb.internal:
            assert isinstance(refusal, Refusal), name
            assert refusal.rule == "PPL-03", name
    assert why_not(verbs()["undo"], asking) is None  # what one did oneself
    assert why_not(verbs()["register"], asking) is None  # it is about no ticket yet
