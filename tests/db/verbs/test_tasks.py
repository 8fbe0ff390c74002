"""Internal clocks: what starts them, who ends them, and that they never move the queue (INT-08, DSP-07)."""

from __future__ import annotations

from typing import Any

import pytest

from db.errors import Conflict
from db.tables.task import Task
from tests.db.desk import Desk, local


def tasks(desk: Desk, number: str) -> dict[str, Task]:
    """The tasks about a ticket by their kind."""
    return {row.kind: row for row in desk.rows(Task, about=f"ticket:{number}")}


def quality(desk: Desk) -> tuple[str, str]:
    """A ticket of quality information, and quality's task."""
    number = desk.register(nature="quality", by="C01")
    return number, tasks(desk, number)["quality"].id


def test_the_sheet_runs_two_hours_from_the_registration_until_the_triage(desk: Desk) -> None:
    number = desk.register(by="C01")
    sheet = tasks(desk, number)["sheet"]
    assert (sheet.role, sheet.staff, sheet.state) == ("customer_service", "C01", "open")
    assert sheet.due_at == local("07-15 11:00")
    desk.at("09:30")
    desk.do("triage", ticket=number, level=2, by="D01")
    done = tasks(desk, number)["sheet"]
    assert (done.state, done.done_by, done.done_at) == ("done", "D01", local("07-15 09:30"))
    assert desk.differences() == []


def test_a_ticket_that_is_triaged_when_registered_needs_no_sheet(desk: Desk) -> None:
    assert "sheet" not in tasks(desk, desk.register(level=2))


def test_quality_information_runs_to_cause_and_names_and_then_to_the_plan(desk: Desk) -> None:
    number, task = quality(desk)
    assert tasks(desk, number)["quality"].staff is None
    desk.at("10:00")
    answer = desk.do("do_task", task=task, text="批次问题, 张工负责", by="A01")
    plan = tasks(desk, number)["plan"]
    assert answer["following"] == [plan.id]
    assert plan.due_at == local("07-15 14:00")
    assert desk.differences() == []


def test_a_plan_is_reviewed_and_that_of_a_major_quality_problem_approved(desk: Desk) -> None:
    desk.staff("Q01", "quality")
    desk.staff("G01", "general_manager")
    number, task = quality(desk)
    desk.do("do_task", task=task, text="批次问题", by="Q01")
    desk.do("do_task", task=tasks(desk, number)["plan"].id, text="更换主板, 两人半天", by="A01")
    review = tasks(desk, number)["review"]
    assert (review.role, review.state, review.due_at) == ("quality", "open", local("07-15 11:00"))
    wrong = desk.refused("do_task", task=review.id, text="x", followed_by="sheet", by="Q01")
    assert wrong.values["codes"] == "major"
    major = {"text": "通过, 属重大", "followed_by": "重大质量问题方案批准"}
    answer = desk.do("do_task", task=review.id, by="Q01", **major)
    approval = tasks(desk, number)["major"]
    assert (answer["following"], approval.role) == ([approval.id], "general_manager")
    assert desk.refused("do_task", task=approval.id, text="x", by="Q01").rule == "INT-08"
    desk.do("do_task", task=approval.id, text="同意", by="G01")
    assert "open" not in {row.state for row in tasks(desk, number).values() if row.kind != "sheet"}
    desk.do("undo", by="G01")
    assert tasks(desk, number)["major"].state == "open"
    assert desk.differences() == []


def test_a_plain_review_is_followed_by_nothing(desk: Desk) -> None:
    number, _task = quality(desk)
    for kind in ("quality", "plan", "review"):
        desk.do("do_task", task=tasks(desk, number)[kind].id, text="好")
    assert "major" not in tasks(desk, number)


def test_what_is_no_quality_information_after_all_ends_qualitys_clock(desk: Desk) -> None:
    number, _task = quality(desk)
    desk.do("triage", ticket=number, level=3, nature="support", reason="误报")
    assert tasks(desk, number)["quality"].state == "dropped"


def test_service_by_another_department_waits_for_its_head_to_name_somebody(desk: Desk) -> None:
    number = desk.register(level=2, by="C01")
    assert "outside" not in tasks(desk, number)
    desk.do("route", ticket=number, department="ZB", reason="质量部认定")
    assert tasks(desk, number)["outside"].due_at == local("07-15 11:00")
    desk.do("dispatch", ticket=number, technician="T001")
    assert tasks(desk, number)["outside"].state == "done"
    review, formalities = tasks(desk, number)["review"], tasks(desk, number)["formalities"]
    assert (review.role, formalities.role, formalities.due_at) == (
        "quality", "customer_service", local("07-15 11:00"),
    )  # fmt: skip
    desk.do("undo")
    assert not {"review", "formalities"} & tasks(desk, number).keys()
    assert tasks(desk, number)["outside"].state == "open"
    assert desk.differences() == []


def test_a_task_is_done_by_whose_it_is_and_by_who_may_overrule(desk: Desk) -> None:
    _number, task = quality(desk)
    assert desk.refused("do_task", task=task, text="x", by="C01").rule == "INT-08"
    desk.do("hand_task", task=task, to="C01", by="M01")
    desk.do("do_task", task=task, text="原因已查明", by="C01")
    assert desk.refused("do_task", task=task, text="x", by="C01").values["state"] == "done"


@pytest.mark.parametrize(("verb", "fields"), [("do_task", {"text": "x"}), ("hand_task", {"to": "T001"})])
def test_a_task_verb_is_taken_back_truly(desk: Desk, verb: str, fields: dict[str, Any]) -> None:
    number, task = quality(desk)
    before = {kind: row.but(version=1) for kind, row in tasks(desk, number).items()}
    desk.do(verb, task=task, **fields)
    assert desk.do("undo")["undone"] == verb
    assert {kind: row.but(version=1) for kind, row in tasks(desk, number).items()} == before
    assert desk.differences() == []


def test_a_task_has_a_version_and_several_are_done_at_once(desk: Desk) -> None:
    first, second = quality(desk)[1], quality(desk)[1]
    with pytest.raises(Conflict):
        desk.do("do_task", task=first, text="x", expect=7)
    answer = desk.do("do_task", task=[first, second], text="同一批次")
    assert [each["task"] for each in answer["done"]] == [first, second]
    assert [each["state"] for each in desk.show("tasks", state="done")][:2] == ["done", "done"]
    desk.do("undo")
    assert {row.state for row in desk.rows(Task, kind="quality")} == {"open"}
    assert desk.differences() == []


def test_a_ticket_that_ends_leaves_no_task_and_a_merged_one_hands_them_on(desk: Desk) -> None:
    gone, _task = quality(desk)
    desk.do("cancel", ticket=gone, reason="撤销")
    assert {row.state for row in tasks(desk, gone).values()} == {"dropped"}
    merged, task = quality(desk)
    into = desk.register()
    desk.do("merge", ticket=merged, into=into)
    assert tasks(desk, into)["quality"].id == task
    assert tasks(desk, into)["sheet"].state == "open"
    assert tasks(desk, merged)["sheet"].state == "dropped"
    desk.do("undo")
    assert tasks(desk, merged)["quality"].state == "open"
    assert desk.differences() == []


def test_the_earliest_open_task_stands_in_the_row_and_moves_nothing(desk: Desk) -> None:
    late = desk.register(nature="quality", level=3)
    desk.later(minutes=1)
    other = desk.register(level=3)
    rows = desk.show("queue")
    assert [row["number"] for row in rows] == [late, other]
    assert (rows[0]["task"], rows[0]["task_due_at"]) == ("quality", "2026-07-15T11:00:00+08:00")
    assert (rows[1]["task"], rows[1]["task_due_at"]) == (None, None)
    order, version = [row["due_at"] for row in rows], desk.ticket(late).version
    desk.do("do_task", task=late, text="x")
    rows = desk.show("queue")
    assert [row["due_at"] for row in rows] == order
    assert rows[0]["task"] == "plan"
    assert desk.ticket(late).version == version


def test_the_list_of_tasks_tells_mine_and_the_late_ones(desk: Desk) -> None:
    number = desk.register(by="C01")
    desk.later(hours=3)
    other = desk.register()
    mine = desk.show("tasks", mine=True, by="C01")
    assert {"id", "kind", "about", "owner", "due_at", "state", "done_at"} <= mine[0].keys()
    assert [(row["about"], row["owner"], row["late"]) for row in mine] == [(number, "C01", True)]
    assert [row["about"] for row in desk.show("tasks", late=True)] == [number]
    assert {row["about"] for row in desk.show("tasks")} == {number, other}


def test_a_task_of_somebody_who_left_or_is_away_is_still_somebodys(desk: Desk) -> None:
    desk.staff("C02", "customer_service")
    number = desk.register(by="C01")
    [task] = desk.show("tasks", ticket=number)
    assert task["owner"] == "C01"

    def mine(who: str) -> list[str]:
        return [row["id"] for row in desk.show("tasks", mine=True, by=who)]

    assert (mine("C01"), mine("C02"), mine("T001")) == ([task["id"]], [], [])
    leave = {"begins_at": "2026-07-15T08:00:00+08:00", "ends_at": "2026-07-15T12:00:00+08:00"}
    desk.do("set_duty", staff="C01", kind="leave", substitute="T001", **leave)
    assert mine("T001") == [task["id"]]
    assert desk.show("counts", by="T001")["my_tasks"] == 1
    desk.at("12:00")
    desk.do("change_staff", staff="C01", left=True)
    assert (mine("T001"), mine("C02")) == ([], [task["id"]])
    desk.do("do_task", task=task["id"], text="补全", by="C02")
    assert mine("C02") == []
