"""Dispatch, the steps of a visit, pauses, and the deadlines that they meet (DSP, VIS, SLA)."""

import pytest

from db.errors import Refusal
from db.tables.ticket import Assignment, Pause
from tests.db.desk import Desk, local, reach


def test_a_dispatch_puts_the_crew_on_the_ticket_the_first_in_charge(desk: Desk) -> None:
    desk.staff("T003")
    number = desk.register(level=2)
    answer = desk.do("dispatch", ticket=number, technician="t001", crew=["T003", "T002"])
    assert (answer["state"], answer["technician"], answer["version"]) == ("dispatched", "T001", 2)
    assert desk.held_by(number) == ["T001", "T002", "T003"]
    assert {event.verb for event in desk.events("staff:T003")} == {"add_staff", "dispatch"}
    assert (desk.ticket(number).way, desk.ticket(number).dispatched_at) == ("on_site", desk.now)


def test_nobody_is_named_twice_and_only_people_are_sent(desk: Desk) -> None:
    number = desk.register(level=2)
    assert desk.refused("dispatch", ticket=number, technician="T001", crew=["t001"]).values["field"] == "crew"
    assert desk.refused("dispatch", ticket=number, technician="T999").exit_code == 3
    assert desk.refused("dispatch", ticket=number, technician="D01").rule == "PPL-01"


def test_a_window_ends_after_it_begins(desk: Desk) -> None:
    number = desk.register(level=2)
    window = {"window_from": "2026-07-15T14:00:00+08:00", "window_to": "2026-07-15T14:00:00+08:00"}
    refusal = desk.refused("dispatch", ticket=number, technician="T001", **window)
    assert (refusal.exit_code, refusal.values["field"]) == (2, "window_to")


def test_somebody_on_leave_is_sent_only_with_a_reason(desk: Desk) -> None:
    leave = {"begins_at": "2026-07-15T00:00:00+08:00", "ends_at": "2026-07-16T00:00:00+08:00"}
    desk.do("set_duty", staff="T001", kind="leave", **leave)
    number = desk.register(level=2)
    refusal = desk.refused("dispatch", by="D01", ticket=number, technician="T001")
    assert (refusal.rule, refusal.exit_code) == ("DSP-05", 3)
    answer = desk.do("dispatch", by="D01", ticket=number, technician="T001", override="本人自愿")
    assert answer["overruled"] == ["T001:duty"]
    assert desk.rows(Assignment, ticket=number)[0].override == "本人自愿"


def test_a_person_in_the_crew_passes_the_same_gates(desk: Desk) -> None:
    leave = {"begins_at": "2026-07-15T00:00:00+08:00", "ends_at": "2026-07-16T00:00:00+08:00"}
    desk.do("set_duty", staff="T002", kind="leave", **leave)
    number = desk.register(level=2)
    refusal = desk.refused("dispatch", ticket=number, technician="T001", crew="T002")
    assert (refusal.rule, refusal.values["technician"]) == ("DSP-05", "T002")


def test_certificate_and_tools_that_the_job_demands_bind(desk: Desk) -> None:
    number = desk.register(level=2, product="配电柜")
    refusal = desk.refused("dispatch", ticket=number, technician="T001")
    assert (refusal.rule, str(refusal.values["cause"])) == ("DSP-05", "lacks the electrician")
    desk.staff("T010", certificates="electrician:2026-07-14")
    assert desk.refused("dispatch", ticket=number, technician="T010").rule == "DSP-05"
    desk.staff("T011", certificates="electrician:2026-07-15")
    assert desk.refused("dispatch", ticket=number, technician="T011").rule == "DSP-05", "no tools yet"
    for kind in ("multimeter", "insulating_gloves"):
        desk.do("buy_tool", kind=kind)
        desk.do("issue_tool", staff="T011", kind=kind)
    assert desk.do("dispatch", ticket=number, technician="T011")["overruled"] == []


def test_a_technician_without_the_right_cannot_overrule(desk: Desk) -> None:
    leave = {"begins_at": "2026-07-15T00:00:00+08:00", "ends_at": "2026-07-16T00:00:00+08:00"}
    desk.do("set_duty", staff="T001", kind="leave", **leave)
    desk.staff("L01", "lead")
    number = desk.register(level=2)
    refusal = desk.refused("dispatch", by="L01", ticket=number, technician="T001", override="急")
    assert (refusal.rule, refusal.exit_code) == ("PPL-03", 5)


def test_nobody_is_in_two_overlapping_windows_unless_with_a_reason(desk: Desk) -> None:
    morning = {"window_from": "2026-07-16T09:00:00+08:00", "window_to": "2026-07-16T11:00:00+08:00"}
    later = {"window_from": "2026-07-16T10:59:00+08:00", "window_to": "2026-07-16T12:00:00+08:00"}
    after = {"window_from": "2026-07-16T11:00:00+08:00", "window_to": "2026-07-16T12:00:00+08:00"}
    first, second = desk.register(level=2), desk.register(level=2)
    desk.do("dispatch", ticket=first, technician="T001", **morning)
    assert desk.refused("dispatch", ticket=second, technician="T001", **later).rule == "DSP-08"
    assert desk.refused("dispatch", ticket=second, technician="T002", crew="T001", **later).rule == "DSP-08"
    desk.do("dispatch", ticket=second, technician="T001", **after)
    third = desk.register(level=2)
    answer = desk.do("dispatch", ticket=third, technician="T001", **later, override="同一小区")
    assert answer["overruled"] == ["T001:overlap"]


def test_reassigning_keeps_who_held_it_and_what_is_met(desk: Desk) -> None:
    number = reach(desk, "onsite")
    met = desk.target(number, "arrive").met_at
    desk.later(minutes=30)
    answer = desk.do("reassign", ticket=number, technician="T002", reason="技能不符")
    assert (answer["state"], answer["technician"]) == ("dispatched", "T002")
    former, present = sorted(desk.rows(Assignment, ticket=number), key=lambda each: each.begun_at)
    assert (former.technician, former.ended_at, former.reason) == ("T001", desk.now, "skill")
    assert (present.technician, present.ended_at) == ("T002", None)
    assert desk.target(number, "arrive").met_at == met
    desk.do("step", ticket=number, what="arrived")
    assert desk.target(number, "arrive").met_at == met


def test_the_same_people_may_get_another_window(desk: Desk) -> None:
    number = reach(desk, "dispatched")
    window = {"window_from": "2026-07-16T09:00:00+08:00", "window_to": "2026-07-16T11:00:00+08:00"}
    answer = desk.do("reassign", ticket=number, technician="T001", reason="客户改期", **window)
    assert answer["version"] == 4
    assert desk.ticket(number).agreed_to == local("07-16 11:00")
    assert desk.held_by(number) == ["T001"]


def test_a_recalled_ticket_has_to_be_reached_again_and_keeps_the_first_start_of_its_repair(
    desk: Desk,
) -> None:
    number = desk.register(level=2)
    desk.at("10:00")
    desk.do("dispatch", ticket=number, technician="T001")
    desk.at("11:00")
    desk.do("step", ticket=number, what="arrived")
    resolve = desk.target(number, "resolve").due_at
    desk.at("12:00")
    answer = desk.do("recall", ticket=number, reason="支援更急工单")
    assert (answer["state"], answer["technician"]) == ("triaged", None)
    assert desk.held_by(number) == []
    arrive = desk.target(number, "arrive")
    assert (arrive.met_at, arrive.due_at) == (None, local("07-17 09:00"))
    assert desk.target(number, "resolve").due_at == resolve == local("07-16 11:00")
    assert desk.target(number, "respond").met_at == local("07-15 11:00")
    desk.do("dispatch", ticket=number, technician="T002")
    desk.at("13:00")
    desk.do("step", ticket=number, what="arrived")
    assert desk.target(number, "arrive").met_at == local("07-15 13:00")
    assert desk.target(number, "resolve").due_at == resolve


# -- steps


@pytest.mark.parametrize(
    ("what", "met"),
    [
        ("contacted", {"respond"}), ("answered", {"answer"}), ("accepted", set()), ("departed", set()),
        ("arrived", {"respond", "arrive"}),
    ],
)  # fmt: skip
def test_a_step_of_a_visit_meets_what_the_page_says(desk: Desk, what: str, met: set[str]) -> None:
    number = desk.register(level=2, product="注塑机")
    desk.do("dispatch", ticket=number, technician="T001", override="有证人员陪同")
    desk.later(minutes=5)
    desk.do("step", ticket=number, what=what)
    assert {name for name, row in desk.targets(number).items() if row.met_at} == met


def test_finishing_on_site_meets_the_repair_and_not_the_response(desk: Desk) -> None:
    number = reach(desk, "onsite")
    answer = desk.do("step", ticket=number, what="finished")
    assert answer["state"] == "follow_up"
    assert {name for name, row in desk.targets(number).items() if row.met_at} == {
        "respond", "arrive", "resolve",
    }  # fmt: skip
    assert desk.held_by(number) == []
    assert desk.ticket(number).technician == "T001"


@pytest.mark.parametrize("way", ["remote", "send_in", "mail"])
def test_what_is_not_done_on_site_finishes_from_triaged_and_meets_the_response(desk: Desk, way: str) -> None:
    number = desk.register(level=2, way=way)
    answer = desk.do("step", ticket=number, what="finished")
    assert answer["state"] == "follow_up"
    targets = desk.targets(number)
    assert {name for name, row in targets.items() if row.met_at} == {"respond", "resolve"}
    assert targets["arrive"].state == "not_applicable"
    assert ("verify" in targets) == (way == "remote")


def test_an_on_site_ticket_does_not_finish_from_triaged(desk: Desk) -> None:
    assert desk.refused("step", ticket=desk.register(level=2), what="finished").rule == "VIS-01"


def test_a_dispatched_remote_ticket_finishes_without_arriving(desk: Desk) -> None:
    number = reach(desk, "dispatched", remote=True)
    assert desk.do("step", ticket=number, what="finished")["state"] == "follow_up"


def test_what_was_answered_stays_answered_under_another_profile(desk: Desk) -> None:
    number = desk.register(level=2)
    desk.later(minutes=10)
    desk.do("step", ticket=number, what="answered")
    desk.do("correct", ticket=number, product="注塑机", reason="问清产品")
    assert desk.ticket(number).profile == "maker"
    assert desk.target(number, "answer").met_at == desk.now


def test_steps_come_in_order_and_some_may_be_left_out(desk: Desk) -> None:
    number = reach(desk, "dispatched")
    desk.do("step", ticket=number, what="departed")
    for earlier in ("accepted", "departed"):
        refusal = desk.refused("step", ticket=number, what=earlier)
        assert (refusal.rule, refusal.exit_code) == ("VIS-01", 3)
    for what in ("arrived", "found", "trial_run", "finished", "left", "returned"):
        desk.do("step", ticket=number, what=what)
    assert desk.refused("step", ticket=number, what="left").rule == "VIS-01"


def test_the_assignment_knows_when_they_departed_and_arrived(desk: Desk) -> None:
    number = reach(desk, "dispatched")
    departed = desk.later(minutes=5)
    desk.do("step", ticket=number, what="departed")
    arrived = desk.later(minutes=30)
    desk.do("step", ticket=number, what="arrived")
    (held,) = desk.rows(Assignment, ticket=number)
    assert (held.departed_at, held.arrived_at) == (departed, arrived)


def test_a_step_lies_between_the_previous_one_and_now(desk: Desk) -> None:
    number = desk.register(level=2)
    desk.at("10:00")
    desk.do("dispatch", ticket=number, technician="T001")
    desk.at("12:00")
    for wrong in ("2026-07-15T12:00:01+08:00", "2026-07-15T09:59:59+08:00"):
        refusal = desk.refused("step", ticket=number, what="arrived", happened_at=wrong)
        assert (refusal.exit_code, refusal.values["field"]) == (2, "happened_at")
    desk.do("step", ticket=number, what="departed", happened_at="2026-07-15T10:30:00+08:00")
    early = {"happened_at": "2026-07-15T10:29:59+08:00"}
    assert desk.refused("step", ticket=number, what="arrived", **early).values["field"] == "happened_at"
    desk.do("step", ticket=number, what="arrived", happened_at="2026-07-15T11:00:00+08:00")
    assert desk.target(number, "arrive").met_at == local("07-15 11:00")
    assert desk.target(number, "resolve").due_at == local("07-16 11:00")


def test_a_talk_may_lie_before_the_dispatch_but_not_before_the_report(desk: Desk) -> None:
    number = desk.register(level=2)
    desk.at("10:00")
    desk.do("dispatch", ticket=number, technician="T001")
    early = {"happened_at": "2026-07-15T08:59:59+08:00"}
    assert desk.refused("step", ticket=number, what="contacted", **early).values["field"] == "happened_at"
    desk.do("step", ticket=number, what="contacted", happened_at="2026-07-15T09:30:00+08:00")
    assert desk.target(number, "respond").met_at == local("07-15 09:30")


def test_no_step_of_the_visit_lies_in_a_pause(desk: Desk) -> None:
    number = reach(desk, "onsite")
    desk.at("10:00")
    desk.do("pause", ticket=number, reason="part")
    assert desk.refused("step", ticket=number, what="finished").rule == "VIS-01"
    desk.do("step", ticket=number, what="contacted")
    desk.at("11:00")
    desk.do("resume", ticket=number)
    desk.at("11:30")
    within = {"happened_at": "2026-07-15T10:59:59+08:00"}
    assert desk.refused("step", ticket=number, what="finished", **within).rule == "VIS-01"
    desk.do("step", ticket=number, what="finished", happened_at="2026-07-15T11:00:00+08:00")


# -- pauses


def test_a_pause_freezes_arrive_and_resolve_and_leaves_respond_due(desk: Desk) -> None:
    number = desk.register(level=2)
    desk.at("09:30")
    answer = desk.do("pause", ticket=number, reason="customer", text="下午再来")
    assert (answer["state"], answer["milestone"]) == ("paused", "respond")
    arrive = desk.target(number, "arrive")
    assert (arrive.state, arrive.due_at, arrive.remaining_minutes) == ("paused", None, 48 * 60 - 30)
    assert desk.target(number, "respond").due_at == local("07-15 10:00")
    desk.do("step", ticket=number, what="contacted")
    ticket = desk.ticket(number)
    assert (ticket.due_at, ticket.paused_since, ticket.remaining_minutes) == (None, desk.now, 48 * 60 - 30)
    desk.at("12:30")
    assert desk.do("resume", ticket=number)["state"] == "triaged"
    assert desk.target(number, "arrive").due_at == local("07-17 12:00")


@pytest.mark.parametrize("state", ["triaged", "dispatched", "onsite"])
def test_resuming_returns_to_the_state_before(desk: Desk, state: str) -> None:
    number = reach(desk, state)
    desk.do("pause", ticket=number, reason="access")
    assert desk.do("resume", ticket=number)["state"] == state
    assert desk.ticket(number).state_before is None


def test_cancelling_ends_an_open_pause_and_the_assignment(desk: Desk) -> None:
    number = reach(desk, "dispatched")
    desk.do("pause", ticket=number, reason="customer")
    desk.later(minutes=10)
    desk.do("cancel", ticket=number, reason="撤销")
    assert [pause.ended_at for pause in desk.rows(Pause, ticket=number)] == [desk.now]
    assert desk.held_by(number) == []
    ticket = desk.ticket(number)
    assert (ticket.due_at, ticket.milestone, ticket.paused_since) == (None, None, None)


def test_the_whole_ticket_of_the_regulation_to_the_minute(desk: Desk) -> None:
    number = desk.register(level=2, problem="complex")
    assert desk.target(number, "respond").due_at == local("07-15 10:00")
    assert desk.target(number, "arrive").due_at == local("07-17 09:00")
    desk.at("09:40")
    desk.do("step", ticket=number, what="contacted")
    desk.at("10:00")
    desk.do("dispatch", ticket=number, technician="T001")
    desk.at("11:00")
    desk.do("pause", ticket=number, reason="customer")
    desk.at("13:00")
    desk.do("resume", ticket=number)
    assert desk.target(number, "arrive").due_at == local("07-17 11:00")
    desk.at("16:00")
    desk.do("step", ticket=number, what="arrived")
    assert desk.target(number, "resolve").due_at == local("07-17 16:00")
    desk.at("17:00")
    desk.do("pause", ticket=number, reason="part")
    desk.at("07-16 17:00")
    desk.do("resume", ticket=number)
    assert desk.target(number, "resolve").due_at == local("07-18 16:00")
    desk.at("07-16 20:00")
    answer = desk.do("step", ticket=number, what="finished")
    assert (answer["milestone"], answer["due_at"]) == ("survey", "2026-07-17T12:00:00+08:00")
    met = {name: (row.met_at, row.due_at) for name, row in desk.targets(number).items() if row.met_at}
    assert met == {
        "respond": (local("07-15 09:40"), local("07-15 10:00")),
        "arrive": (local("07-15 16:00"), local("07-17 11:00")),
        "resolve": (local("07-16 20:00"), local("07-18 16:00")),
    }
    assert desk.differences() == []


def test_two_windows_for_the_same_person_are_seen_within_one_bulk(desk: Desk) -> None:
    numbers = [desk.register(level=2), desk.register(level=2)]
    window = {"window_from": "2026-07-16T09:00:00+08:00", "window_to": "2026-07-16T11:00:00+08:00"}
    answer = desk.do("dispatch", ticket=numbers, technician="T001", **window)
    assert [done["number"] for done in answer["done"]] == numbers[:1]
    assert [(no["ticket"], no["rule"]) for no in answer["refused"]] == [(numbers[1], "DSP-08")]


def test_the_refusal_names_the_rule_the_state_and_where_it_would_be_possible(desk: Desk) -> None:
    refusal = desk.refused("dispatch", ticket=desk.register(), technician="T001")
    assert isinstance(refusal, Refusal)
    assert (refusal.rule, refusal.values["state"], refusal.values["states"]) == ("DSP-03", "new", "triaged")
