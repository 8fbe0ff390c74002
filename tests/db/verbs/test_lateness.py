"""What was late stays late, and what moves a deadline says why (SLA-06, SLA-13, INT-07, INT-11, DSP-15)."""

from typing import Any

import pytest

from db.errors import BadField, NotPermitted, Refusal
from tests.db.desk import Desk, local


def milestone(desk: Desk, number: str, name: str) -> dict[str, Any]:
    (found,) = [
        each for each in desk.show("ticket", number=number)["milestones"] if each["milestone"] == name
    ]
    return dict(found)


def late(desk: Desk) -> str:
    """A ticket of level 1 whose respond was due at 09:10; it is 09:30."""
    number = desk.register(level=1)
    desk.at("09:30")
    return number


def test_a_pause_after_the_deadline_freezes_the_lateness_for_good(desk: Desk) -> None:
    number = desk.register(level=1)
    desk.do("step", ticket=number, what="contacted")
    desk.at("11:30")
    desk.do("pause", ticket=number, reason="customer")
    desk.at("14:00")
    assert desk.show("queue")[0]["remaining_minutes"] == -30
    desk.do("resume", ticket=number)
    desk.at("14:30")
    (row,) = desk.show("queue")
    assert (row["due_at"], row["status"], row["late_minutes"]) == (
        "2026-07-15T11:00:00+08:00",
        "breached",
        60,
    )
    assert row["late_since"] == "2026-07-15T13:30:00+08:00"
    assert milestone(desk, number, "arrive")["late_minutes"] == 60
    assert desk.differences() == []


def test_lateness_of_service_hours_does_not_grow_over_night(desk: Desk) -> None:
    number = desk.register(level=2, product="软件", way="remote")
    assert desk.ticket(number).profile == "software"
    desk.do("step", ticket=number, what="contacted")
    assert desk.target(number, "resolve").due_at == local("07-15 10:00")
    desk.at("07-16 08:30")
    (row,) = desk.show("queue")
    assert (row["milestone"], row["late_minutes"]) == ("resolve", 12 * 60)


CHANGES: dict[str, tuple[str, dict[str, Any]]] = {
    "level": ("triage", {"level": 3, "reason": "影响小"}),
    "way": ("triage", {"level": 1, "way": "remote", "reason": "电话可解决"}),
    "product": ("correct", {"product": "软件", "reason": "记错产品"}),
    "cancel": ("cancel", {"reason": "重复"}),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_was_late_counts_as_missed_whatever_changes_afterwards(desk: Desk, change: str) -> None:
    number = late(desk)
    assert desk.show("counts")["timeliness"] == 0.0
    verb, fields = CHANGES[change]
    desk.do(verb, ticket=number, **fields)
    if change != "way":  # which leaves this deadline where it was
        assert milestone(desk, number, "respond")["missed_at"] == "2026-07-15T09:10:00+08:00"
        assert milestone(desk, number, "respond")["in_time"] is False
    assert desk.show("counts")["timeliness"] == 0.0
    assert desk.show("counts")["missed_cancelled"] == (1 if change == "cancel" else 0)
    if change != "cancel":
        desk.do("step", ticket=number, what="contacted")
        assert milestone(desk, number, "respond")["in_time"] is False
    desk.do("undo", ticket=number)
    assert desk.differences() == []


def test_merging_a_late_ticket_keeps_its_lateness(desk: Desk) -> None:
    number, other = late(desk), desk.register(level=2)
    desk.do("merge", ticket=number, into=other)
    assert milestone(desk, number, "respond")["state"] == "not_applicable"
    assert desk.show("counts")["missed_cancelled"] == 1
    assert desk.differences() == []


def test_cancelling_lifts_no_figure_and_a_change_undone_leaves_nothing(desk: Desk) -> None:
    good = desk.register(level=2)
    desk.do("step", ticket=good, what="contacted")
    number = late(desk)
    desk.at("10:01")
    assert desk.show("counts")["timeliness"] == 50.0
    desk.do("cancel", ticket=number, reason="重复")
    assert desk.show("counts")["timeliness"] == 50.0
    desk.do("undo")
    desk.do("triage", ticket=good, level=3, reason="误")
    desk.do("undo")
    assert desk.target(good, "respond").missed_at is None


def test_only_a_manager_takes_lateness_back_as_a_wrong_entry_with_a_reason(desk: Desk) -> None:
    number = late(desk)
    desk.do("triage", ticket=number, level=3, reason="定级输错")
    wrong: dict[str, Any] = {"ticket": number, "milestone": "respond", "reason": "定级输错，实为三级"}
    assert isinstance(desk.refused("forgive", by="D01", **wrong), NotPermitted)
    with pytest.raises(BadField):
        desk.do("forgive", by="M01", ticket=number, milestone="respond")
    desk.do("forgive", by="M01", **wrong)
    assert milestone(desk, number, "respond")["in_time"] is None
    assert desk.show("counts")["timeliness"] is None, "it waits for its own deadline, 11:00"
    desk.at("11:01")
    assert desk.show("counts")["timeliness"] == 0.0, "which passed unmet"
    assert isinstance(desk.refused("forgive", by="M01", **{**wrong, "milestone": "arrive"}), Refusal)
    assert desk.differences() == []


def test_lateness_is_taken_back_once(desk: Desk) -> None:
    number = late(desk)
    wrong: dict[str, Any] = {"ticket": number, "milestone": "respond", "reason": "演练工单"}
    desk.do("forgive", by="M01", **wrong)
    assert desk.refused("forgive", by="M01", **wrong).rule == "SLA-13"


def test_what_was_taken_back_on_a_cancelled_ticket_counts_no_more(desk: Desk) -> None:
    number = late(desk)
    desk.do("cancel", ticket=number, reason="演练")
    desk.do("forgive", by="M01", ticket=number, milestone="respond", reason="演练工单")
    assert desk.show("counts")["timeliness"] is None
    assert desk.differences() == []


def test_no_door_leads_around_the_reason(desk: Desk) -> None:
    number = late(desk)
    for verb, fields in (
        ("triage", {"level": 1, "way": "remote"}),
        ("correct", {"product": "软件"}),
        ("correct", {"district": "龙岗区"}),
    ):
        refused = desk.refused(verb, ticket=number, **fields)
        assert isinstance(refused, BadField), verb
        assert refused.field == "reason"
        desk.do(verb, ticket=number, reason="核对后更正", **fields)
        desk.do("undo")
    desk.do("correct", ticket=number, contact="赵工")
    desk.do("triage", ticket=number, level=1, way="on_site")


def test_the_first_triage_needs_no_reason(desk: Desk) -> None:
    number = desk.register()
    desk.do("triage", ticket=number, level=3, way="remote")


def test_a_job_done_first_and_keyed_in_later_is_in_time_when_it_was(desk: Desk) -> None:
    desk.at("09:30")
    number = desk.register(level=1, reported_at=local("07-15 07:00").isoformat())
    happened = {"contacted": "07:05", "departed": "07:12", "arrived": "07:40"}
    desk.do("dispatch", ticket=number, technician="T001", happened_at=local("07-15 07:10").isoformat())
    for what, at in happened.items():
        at_that = local(f"07-15 {at}").isoformat()
        if what == "contacted":
            desk.do("step", ticket=number, what=what, happened_at=local("07-15 07:10").isoformat())
        else:
            desk.do("step", ticket=number, what=what, happened_at=at_that)
    assert [milestone(desk, number, name)["in_time"] for name in ("respond", "arrive")] == [True, True]
    assert desk.show("counts")["timeliness"] == 100.0
    assert desk.differences() == []


@pytest.mark.parametrize(
    ("at", "cause"),
    [("06:59", "before the report"), ("09:31", "in the future"), ("07:20", "held the ticket")],
)
def test_a_dispatch_told_afterwards_lies_where_it_can(desk: Desk, at: str, cause: str) -> None:
    desk.at("09:30")
    number = desk.register(level=1, reported_at=local("07-15 07:00").isoformat())
    desk.do("dispatch", ticket=number, technician="T001", happened_at=local("07-15 07:10").isoformat())
    desk.at("09:30")
    desk.do("recall", ticket=number, reason="换人")
    refused = desk.refused(
        "dispatch", ticket=number, technician="T002", happened_at=local(f"07-15 {at}").isoformat()
    )
    assert isinstance(refused, BadField)
    assert cause in str(refused)


def test_what_is_told_afterwards_is_judged_by_when_it_happened(desk: Desk) -> None:
    number = desk.register(level=2, way="remote")
    desk.do("step", ticket=number, what="contacted")
    desk.at("07-16 12:00")
    assert desk.show("queue")[0]["milestone"] == "resolve", "due 09:00, a day after the report"
    desk.do("dispatch", ticket=number, technician="T001", happened_at=local("07-15 10:00").isoformat())
    assert desk.target(number, "resolve").missed_at is None, "it was on site before that"
    desk.do("undo")
    desk.do("dispatch", ticket=number, technician="T001")
    assert desk.target(number, "resolve").missed_at == local("07-16 09:00")
    assert desk.differences() == []


def test_a_registration_that_is_undone_was_never_late(desk: Desk) -> None:
    number = desk.register(level=1, reported_at=local("07-15 08:00").isoformat())
    assert desk.show("counts")["timeliness"] == 0.0
    desk.do("undo")
    assert desk.targets(number) == {}
    assert (desk.show("counts")["timeliness"], desk.show("counts")["missed_cancelled"]) == (None, 0)
    assert desk.differences() == []


def test_a_merge_that_moves_a_deadline_keeps_a_reason(desk: Desk) -> None:
    earlier = desk.register(level=2)
    desk.at("09:05")
    into = desk.register(level=1)
    desk.do("merge", ticket=earlier, into=into)
    (merge,) = (row for row in desk.show("events", number=into) if row["verb"] == "merge")
    assert merge["moved"]["because"] == "merged"
    assert {"respond", "arrive"} <= set(merge["moved"]["milestones"])
    desk.do("undo", ticket=into)
    desk.do("merge", ticket=earlier, into=into, reason="同一故障重复报修")
    merge = desk.show("events", number=into)[-1]
    assert (merge["args"]["reason"], merge["moved"]) == ("同一故障重复报修", None)
    other = desk.register(level=1)
    desk.do("merge", ticket=desk.register(), into=other)
    assert desk.show("events", number=other)[-1]["moved"] is None, "the later report moves nothing"
    assert desk.differences() == []


def test_a_dispatch_that_moves_a_deadline_keeps_a_reason(desk: Desk) -> None:
    number = desk.register(level=2, way="remote")
    desk.do("dispatch", ticket=number, technician="T001")
    moved = desk.show("events", number=number)[-1]["moved"]
    assert moved["because"] == "way"
    assert "resolve" in moved["milestones"]
    agreed = desk.register(level=1)
    window = {"window_from": local("07-15 14:00").isoformat(), "window_to": local("07-15 16:00").isoformat()}
    window["window_wanted_by"] = "customer"
    desk.do("dispatch", ticket=agreed, technician="T002", **window)
    moved = desk.show("events", number=agreed)[-1]["moved"]
    assert moved["because"] == "window"
    assert "arrive" in moved["milestones"]
    plain = desk.register(level=2)
    desk.do("dispatch", ticket=plain, technician="T001", override="演练")
    assert desk.show("events", number=plain)[-1]["moved"] is None
    assert desk.differences() == []
