"""Reports and meetings are tasks once each, whoever watched and since when (RPT-06)."""

from __future__ import annotations

from typing import Any

from db.policy.model import Policy
from db.tables.report import ReportDuty
from db.tables.task import Task
from db.verbs.adopting import AdoptPolicy
from db.watch.falling_due import FallingDue
from db.watch.reports import Reports
from db.watch.sweep import Deed
from tests.db.desk import Desk, local

JOB = Reports()
FIGURES: dict[str, Any] = {
    "zh": "月报", "en": "Figures", "role": "manager", "rule": "FREQ=MONTHLY;BYMONTHDAY=5", "covers": "month",
    "ahead_days": 1,
}  # fmt: skip
WEEKLY: dict[str, Any] = {
    "zh": "例会", "en": "Meeting", "what": "meeting", "role": "dispatcher", "rule": "FREQ=WEEKLY;BYDAY=FR",
    "covers": "week", "which": "present", "at": "10:00", "ahead_days": 0,
}  # fmt: skip


def adopt(desk: Desk, **report: dict[str, Any]) -> Policy:
    """A policy whose calendar has these and no others."""
    sections = desk.store.policy().sections() | {"reports": {"report": report}}
    policy = Policy(sections)
    desk.store.do(AdoptPolicy(body=policy.canonical()), "A01")
    return policy


def opened(desk: Desk) -> list[str]:
    """One sweep: what was opened."""
    done = (each for each in JOB.due(desk.store) if isinstance(each, Deed) and each.what == "report")
    return [" ".join(str(value) for _, value in each.facts) for each in done]


def told(desk: Desk) -> list[Deed]:
    """What was told of what fell due."""
    return [each for each in FallingDue().due(desk.store) if isinstance(each, Deed)]


def rows(desk: Desk, **fields: Any) -> list[tuple[Any, ...]]:
    return [(row["report"], row["period"], row["state"]) for row in desk.show("reports", **fields)]


def test_each_opens_once_also_for_days_on_which_nobody_watched(desk: Desk) -> None:
    adopt(desk, figures=FIGURES, meeting=WEEKLY)
    assert opened(desk) == []  # what was due before the first look is owed by nobody
    desk.at("2026-08-20 09:00")
    assert opened(desk) == [
        "meeting 2026-W29", "meeting 2026-W30", "meeting 2026-W31", "figures 2026-07", "meeting 2026-W32",
        "meeting 2026-W33",
    ]  # fmt: skip
    assert opened(desk) == []
    late = rows(desk, late=True)
    assert len(late) == 6
    assert late[0] == ("meeting", "2026-W29", "late")
    figures = desk.rows(ReportDuty, report="figures")[0]
    (task,) = desk.rows(Task, about=f"report:{figures.id}")
    assert (task.role, task.due_at) == ("manager", local("08-05 17:00"))
    assert JOB.next_at(desk.store) == local("08-21 00:00")
    assert desk.differences() == []


def test_a_late_one_is_told_to_its_owner_and_is_done_like_any_task(desk: Desk) -> None:
    adopt(desk, figures=FIGURES | {"person": "C01"})
    opened(desk)
    desk.at("2026-08-05 12:00")
    assert opened(desk) == ["figures 2026-07"]
    assert rows(desk, days=0) == [("figures", "2026-07", "open")]
    desk.at("2026-08-05 17:00")
    assert [(each.what, dict(each.facts)["called"]) for each in told(desk)] == [("task", ["C01"])]
    (row,) = desk.show("reports", days=0)
    assert (row["state"], row["owner"]) == ("open", "C01")
    desk.later(minutes=1)
    assert rows(desk, late=True, by="M01") == [("figures", "2026-07", "late")]
    desk.do("do_task", task=row["task"], text="已报", by="C01")
    (row,) = desk.show("reports", state="done")
    assert (row["done_by"], row["text"]) == ("C01", "已报")
    card = desk.show("report", id=row["id"])
    assert (card["state"], card["period"], len(card["timeline"])) == ("done", "2026-07", 3)


def test_a_changed_calendar_changes_nothing_that_fell_due_before(desk: Desk) -> None:
    adopt(desk, figures=FIGURES)
    opened(desk)
    desk.at("2026-08-07 09:00")  # nobody watched on 5 August
    adopt(desk, figures=FIGURES | {"rule": "FREQ=MONTHLY;BYMONTHDAY=10"}, meeting=WEEKLY)
    desk.at("2026-08-14 12:00")
    assert opened(desk) == ["figures 2026-07", "meeting 2026-W32", "meeting 2026-W33"]
    (figures,) = desk.rows(ReportDuty, report="figures")
    assert figures.due_at == local("08-05 17:00")
    assert rows(desk, state="coming") == [
        ("meeting", "2026-W34", "coming"), ("meeting", "2026-W35", "coming"),
        ("meeting", "2026-W36", "coming"), ("figures", "2026-08", "coming"),
        ("meeting", "2026-W37", "coming"),
    ]  # fmt: skip
    adopt(desk)  # without any it owes nothing more; what is owed stays
    desk.at("2026-10-14 12:00")
    assert opened(desk) == []
    assert len(rows(desk, late=True)) == 3


def test_every_department_owes_its_own(desk: Desk) -> None:
    desk.staff("S01", "department_lead", department="SC")
    desk.staff("Y01", "department_lead", department="YF")
    adopt(
        desk, faults=FIGURES | {"per": "department", "departments": ["SC", "YF"], "role": "department_lead"}
    )
    opened(desk)
    desk.at("2026-08-05 17:00")
    assert opened(desk) == ["faults 2026-07"] * 2
    called = [dict(each.facts)["called"] for each in told(desk)]
    assert sorted(map(str, called)) == ["['S01']", "['Y01']"]


def test_the_shipped_calendar_names_what_the_regulations_ask_for(desk: Desk) -> None:
    opened(desk)
    shown = desk.show("reports", days=365)
    assert {row["report"] for row in shown} == set(desk.store.policy().reports.report)
    faults = [row for row in shown if row["report"] == "fault_analysis" and row["period"] == "2026-H2"]
    assert [row["department"] for row in faults] == ["HY", "SC", "SJ", "YF", "ZA", "ZB"]
    assert {row["due_at"] for row in faults} == {"2027-01-14T17:00:00+08:00"}


def test_closing_the_months_count_does_what_the_calendar_owes(desk: Desk) -> None:
    opened(desk)
    desk.at("2026-07-31 09:00")
    opened(desk)
    desk.do("buy_tool", kind="screwdriver", count=1)
    for by in ("A01", "M01"):
        desk.do("count_tools", by=by, found="T0001")
    desk.do("count_tools", close=True)
    (row,) = desk.show("reports", report="monthly_stocktake", days=1)
    assert (row["state"], row["text"], row["done_by"]) == ("done", "PD2607", "A01")
    assert desk.differences() == []
