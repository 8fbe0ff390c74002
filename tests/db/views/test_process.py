"""Where tickets stand by the log, which left the flow, and samples of them (PRC-01)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from db.errors import BadField
from db.tables.task import Task
from db.verbs.sampling import chosen
from tests.db.desk import Desk

MARKS: dict[str, Any] = dict.fromkeys(("attitude", "quality", "punctuality", "hygiene", "result"), 5)


def served(desk: Desk) -> str:
    """A ticket that was paused, handed on and closed: level 09:10, sent 09:30, T002 from 10:00, there 10:30,
    paused 11:00 to 13:00, finished 14:00, closed 15:00."""
    desk.at("09:00")
    number = desk.register()
    desk.at("09:10")
    desk.do("triage", ticket=number, level=2, way="on_site")
    desk.at("09:20")
    desk.do("dispatch", ticket=number, technician="T002", override="x")
    desk.do("undo")
    desk.at("09:30")
    desk.do("dispatch", ticket=number, technician="T001", override="x")
    desk.at("10:00")
    desk.do("reassign", ticket=number, technician="T002", reason="更近", override="x")
    desk.at("10:50")
    desk.do("step", ticket=number, what="arrived", happened_at="2026-07-15T10:30:00+08:00")
    desk.at("11:00")
    desk.do("pause", ticket=number, reason="part")
    desk.at("13:00")
    desk.do("resume", ticket=number)
    desk.at("14:00")
    desk.do("step", ticket=number, what="finished")
    desk.at("15:00")
    desk.do("survey", ticket=number, **MARKS)
    desk.do("close", ticket=number, cause="老化", waive="x")
    return number


def test_the_stays_of_a_ticket_are_those_of_its_events(desk: Desk) -> None:
    number = served(desk)
    found = [
        (row["state"], row["who"], row["minutes"], row["why"]) for row in desk.show("stays", number=number)
    ]
    assert found == [
        ("new", "dispatcher", 10, None), ("triaged", "dispatcher", 20, None),
        ("dispatched", "T001", 30, None), ("dispatched", "T002", 30, None), ("onsite", "T002", 30, None),
        ("paused", "T002", 120, "part"), ("onsite", "T002", 60, None),
        ("follow_up", "customer_service", 60, None),
    ]  # fmt: skip
    # Every instant is one of an event, and they leave no gap.
    rows = desk.show("stays", number=number)
    told = {event["args"].get("happened_at") or event["at"] for event in desk.show("events", number=number)}
    assert {row["begin"] for row in rows} | {row["end"] for row in rows} <= told
    assert [row["end"] for row in rows[:-1]] == [row["begin"] for row in rows[1:]]
    # The ticket's card says the same.
    assert desk.show("ticket", number=number)["stays"] == rows


def test_the_totals_say_where_tickets_wait_and_each_leads_to_its_stays(desk: Desk) -> None:
    number = served(desk)
    waiting = desk.register()
    desk.at("17:00")
    rows = desk.show("process", per="each")
    assert {(row["state"], row["who"]): row["minutes"] for row in rows} == {
        ("new", "dispatcher"): 130, ("triaged", "dispatcher"): 20, ("dispatched", "T001"): 30,
        ("dispatched", "T002"): 30, ("onsite", "T002"): 90, ("paused", "T002"): 120,
        ("follow_up", "customer_service"): 60,
    }  # fmt: skip
    new = next(row for row in rows if row["state"] == "new")
    assert (new["tickets"], new["stays"], new["median"], new["ninety"], new["standing"]) == (2, 2, 65, 120, 1)
    listed = desk.show("stays", state="new", who="dispatcher")
    assert [row["ticket"] for row in listed] == [waiting, number]
    assert sum(row["minutes"] for row in listed) == new["minutes"]
    assert {row["state"] for row in desk.show("process", number=number)} == {
        "new", "triaged", "dispatched", "onsite", "paused", "follow_up",
    }  # fmt: skip


def test_a_ticket_is_named_with_the_rule_that_it_broke(desk: Desk) -> None:
    number = served(desk)
    assert [row["rule"] for row in desk.show("conformance", number=number)] == ["contacted_first"]
    kept = {row["rule"]: (row["checked"], row["broken"]) for row in desk.show("flow_rules")}
    assert kept["contacted_first"] == (1, 1)
    assert kept["level_first"] == (1, 0)
    assert "verified_first" in kept
    assert kept["verified_first"] == (0, 0)
    desk.do("reopen", ticket=number, reason="未解决")
    found = {row["rule"]: row for row in desk.show("conformance", number=number)}
    assert "closed_once" not in found
    later = desk.register()
    desk.later(minutes=90)
    late = [row for row in desk.show("conformance", rule="levelled_in_time") if row["ticket"] == later]
    assert [datetime.fromisoformat(row["at"]).hour for row in late] == [15]


def test_a_sample_is_drawn_by_its_seed_and_a_finding_is_a_task(desk: Desk) -> None:
    desk.staff("Q01", "quality")
    numbers = [served(desk) for _ in range(4)]
    assert desk.refused("sample", by="Q01").rule == "PRC-01"  # nothing was closed in June
    desk.at("2026-08-03 09:00")
    drawn = desk.do("sample", size=2, seed="7", by="Q01")
    assert drawn["tickets"] == chosen(numbers, 2, "7")
    assert desk.do("sample", size=2, seed="7", by="Q01")["tickets"] == drawn["tickets"]
    one, other = drawn["tickets"]
    sample = drawn["sample"]
    desk.do("check_sample", sample=sample, ticket=one, conforms=True, by="Q01")
    assert isinstance(desk.refused("check_sample", sample=sample, ticket=other, by="Q01"), BadField)
    found = desk.do("check_sample", sample=sample, ticket=other, text="缺读数", owner="T001", by="Q01")
    (task,) = desk.rows(Task, id=found["task"])
    assert (task.staff, task.kind, task.about) == ("T001", "finding", f"sample:{sample}")
    rows = {row["ticket"]: row for row in desk.show("sample_tickets", sample=sample)}
    assert (rows[one]["result"], rows[other]["result"], rows[other]["text"]) == (
        "in_order",
        "finding",
        "缺读数",
    )
    desk.do("do_task", task=task.id, text="已补", by="T001")
    assert desk.show("sample_tickets", sample=sample)[-1]["state"] in ("done", None)
    first = next(row for row in desk.show("samples") if row["id"] == sample)
    assert (first["population"], first["size"], first["checked"], first["findings"]) == (4, 2, 2, 1)
    assert desk.refused("check_sample", sample=sample, ticket=one, conforms=True, by="Q01").rule == "PRC-01"
    assert desk.differences() == []
