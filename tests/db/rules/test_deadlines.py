"""The semantics of deadlines, rule by rule (`deadlines.md` 1-17, SLA-02 to SLA-09)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from db.rules.deadlines import (
    Clock,
    Conditions,
    Fact,
    Pause,
    Profile,
    Start,
    State,
    Status,
    Target,
    Targets,
    derive,
    frozen,
    leading,
    meet,
    status,
)
from tests.db.rules.histories import (
    ANSWER,
    ARRIVE,
    RESOLVE,
    RESPOND,
    SURVEY,
    VERIFY,
    due,
    met,
    milestones,
    pause,
    standing,
    ticket,
)
from tests.db.rules.shipped import CALENDARS, PROFILES, TARGETS, has, local


def test_the_whole_ticket_of_the_regulation() -> None:
    history = met(ticket(), RESPOND, "07-15 09:40")
    assert history.met[RESPOND].due_at == local("07-15 10:00")
    assert history.met[RESPOND].in_time is True
    history = replace(history, started={**history.started, Start.DISPATCHED: local("07-15 10:00")})
    assert due(history, ARRIVE) == local("07-17 09:00")
    history = replace(history, pauses=(pause("07-15 11:00", "07-15 13:00"),))
    assert due(history, ARRIVE) == local("07-17 11:00")
    history = met(history, ARRIVE, "07-15 16:00")
    history = replace(history, started={**history.started, Start.ARRIVED: local("07-15 16:00")})
    assert due(history, RESOLVE) == local("07-17 16:00")
    history = replace(history, pauses=(*history.pauses, pause("07-15 17:00", "07-16 17:00")))
    assert due(history, RESOLVE) == local("07-18 16:00")
    history = replace(met(history, RESOLVE, "07-16 20:00"), finished=True)
    history = replace(history, started={**history.started, Start.FINISHED: local("07-16 20:00")})
    assert due(history, SURVEY) == local("07-17 12:00")
    assert [one.state for one in derive(history, TARGETS)] == [*[State.MET] * 3, State.RUNNING]
    assert all(one.in_time for one in history.met.values())


# 2-4: clocks, starts, the instant itself


def test_2_the_service_clock_counts_only_inside_its_windows() -> None:
    late = ticket(Conditions(level=3), profile="software", report="07-15 21:58")
    assert due(late, RESPOND) == local("07-16 08:33")
    assert standing(late, RESPOND).calendar == "software"
    assert due(replace(late, profile="integrator contract"), RESPOND) == local("07-15 22:28")


def test_3_a_target_waits_until_its_start_has_happened() -> None:
    waiting = standing(ticket(Conditions(level=4, way="on_site")), ARRIVE)
    assert waiting.state is State.WAITING
    assert (waiting.started_at, waiting.due_at, waiting.allowance_minutes) == (None, None, 1440)
    assert status(waiting, local("2030-01-01 00:00")) is None
    dispatched = ticket(Conditions(level=4, way="on_site"), dispatched="07-15 11:00")
    assert due(dispatched, ARRIVE) == local("07-16 11:00")
    remote = Conditions(level=3, way="remote")
    followed = ticket(remote, finished="07-15 12:00")
    assert standing(followed, VERIFY).state is State.WAITING
    followed = replace(followed, finished=True)
    assert due(followed, VERIFY) == local("07-17 12:00")
    assert standing(followed, SURVEY).state is State.WAITING
    verified = replace(followed, started={**followed.started, Start.VERIFIED: local("07-16 09:00")})
    assert due(verified, SURVEY) == local("07-17 01:00")


@pytest.mark.parametrize("way", ["on_site", "send_in", "mail"])
def test_3_the_survey_of_a_visit_or_a_parcel_runs_from_the_finish(way: str) -> None:
    history = replace(ticket(Conditions(level=3, way=way), finished="07-15 12:00"), finished=True)
    assert due(history, SURVEY) == local("07-16 04:00")
    assert VERIFY not in milestones(history)


def test_4_a_milestone_met_at_its_deadline_is_in_time() -> None:
    assert meet(ticket(), TARGETS, RESPOND, local("07-15 10:00")).in_time is True
    assert meet(ticket(), TARGETS, RESPOND, local("07-15 10:01")).in_time is False
    assert status(standing(ticket(), RESPOND), local("07-15 10:00")) is Status.AT_RISK
    assert status(standing(ticket(), RESPOND), local("07-15 10:01")) is Status.BREACHED


def test_4_a_deadline_at_closing_time_stays_at_closing_time() -> None:
    assert due(ticket(profile="software", report="07-15 21:55"), RESPOND) == local("07-15 22:00")


# 5: arrive


def test_5_arrive_exists_only_while_the_way_is_on_site() -> None:
    assert ARRIVE in milestones(ticket(Conditions(level=3)))
    assert ARRIVE not in milestones(ticket(Conditions(level=4)))
    assert ARRIVE in milestones(ticket(Conditions(level=4, way="on_site")))
    for way in ("remote", "send_in", "mail"):
        assert ARRIVE not in milestones(ticket(Conditions(level=1, way=way)))


def test_5_a_remote_finish_makes_arrive_not_applicable() -> None:
    for way in ("remote", None):
        history = replace(ticket(Conditions(level=2, way=way)), finished=True)
        found = standing(history, ARRIVE)
        assert found.state is State.NOT_APPLICABLE
        assert (found.due_at, found.met_at, found.in_time) == (None, None, None)
        assert leading([found]) is None


def test_5_verify_exists_only_after_a_remote_solution() -> None:
    assert VERIFY in milestones(ticket(Conditions(level=4)))
    assert VERIFY not in milestones(ticket(Conditions(level=3)))
    assert VERIFY not in milestones(ticket(Conditions(level=3, way="mail")))


def test_5_a_profile_cannot_bring_arrive_or_verify_where_the_way_forbids_them() -> None:
    rows = (
        Target(ARRIVE, when=(has(Fact.WAY, "on_site"),), allowance_minutes=5),
        Target(VERIFY, allowance_minutes=5, start=Start.FINISHED),
    )
    only = {"electrical": Profile("electrical", rows)}
    targets = Targets(only, {})
    on_site, remote = ticket(Conditions(level=3)), ticket(Conditions(level=3, way="remote"))
    assert [one.milestone for one in derive(on_site, targets)] == [ARRIVE]
    assert [one.milestone for one in derive(remote, targets)] == [VERIFY]
    solved = replace(remote, finished=True)
    assert standing(solved, ARRIVE, targets).state is State.NOT_APPLICABLE


def test_untriaged_only_respond_and_answer_run_and_respond_is_that_of_level_one() -> None:
    assert milestones(ticket(Conditions())) == [RESPOND]
    assert due(ticket(Conditions()), RESPOND) == local("07-15 09:10")
    assert milestones(ticket(Conditions(), profile="equipment maker")) == [RESPOND, ANSWER]
    assert standing(ticket(Conditions()), RESPOND).level == 1


# 6: changes


def test_6_a_change_recomputes_what_is_unmet_from_its_original_start() -> None:
    history = ticket(Conditions(level=3))
    assert due(history, ARRIVE) == local("07-18 09:00")
    raised = replace(history, conditions=Conditions(level=1))
    assert due(raised, ARRIVE) == local("07-15 11:00")
    urgent = replace(history, conditions=Conditions(level=2, urgent=True))
    assert due(urgent, ARRIVE) == local("07-15 21:00")
    moved = replace(raised, conditions=Conditions(level=1, main_urban=False, travel_minutes=30))
    assert due(moved, ARRIVE) == local("07-15 11:30")
    remote = replace(history, conditions=Conditions(level=3, way="remote"))
    assert due(remote, RESOLVE) == local("07-16 09:00")
    complex_one = replace(remote, conditions=Conditions(level=3, way="remote", problem="complex"))
    assert due(complex_one, RESOLVE) == local("07-17 09:00")
    assert due(replace(history, profile="integrator contract"), ARRIVE) == local("07-15 10:00")


def test_6_what_was_met_is_judged_by_the_allowance_of_that_time() -> None:
    history = met(ticket(Conditions(level=3)), RESPOND, "07-15 10:50")
    raised = replace(history, conditions=Conditions(level=1), profile="integrator contract")
    found = standing(raised, RESPOND)
    assert (found.level, found.due_at, found.in_time) == (3, local("07-15 11:00"), True)


def test_6_a_raise_may_breach_at_once() -> None:
    raised = ticket(Conditions(level=1))
    assert status(standing(raised, ARRIVE), local("07-15 12:00")) is Status.BREACHED


def test_6_pause_credit_survives_a_change_of_level() -> None:
    history = ticket(Conditions(level=3), pauses=(pause("07-15 10:00", "07-15 12:00"),))
    raised = replace(history, conditions=Conditions(level=1))
    assert due(raised, ARRIVE) == local("07-15 13:00")


# 7-8: pauses


def test_7_pauses_move_arrive_and_resolve_and_nothing_else() -> None:
    paused = (pause("07-15 09:10", "07-15 12:10"),)
    history = ticket(Conditions(level=2), pauses=paused, arrived="07-15 09:05")
    assert due(history, RESPOND) == local("07-15 10:00")
    assert due(history, ARRIVE) == local("07-17 12:00")
    assert due(history, RESOLVE) == local("07-16 12:05")
    assert due(replace(history, profile="equipment maker"), ANSWER) == local("07-16 09:00")
    done = replace(history, finished=True, started={**history.started, Start.FINISHED: local("07-15 09:06")})
    assert due(done, SURVEY) == local("07-16 01:06")


def test_7_every_one_of_several_pauses_counts() -> None:
    pauses = tuple(pause(f"07-15 {hour}:00", f"07-15 {hour}:10") for hour in (10, 12, 14, 16))
    assert due(ticket(pauses=pauses), ARRIVE) == local("07-17 09:40")


def test_7_only_minutes_that_the_clock_would_have_counted_are_taken_out() -> None:
    history = ticket(Conditions(level=3, way="remote"), profile="software", report="07-15 21:30")
    assert due(history, RESOLVE) == local("07-16 09:00")
    assert due(replace(history, pauses=(pause("07-15 22:00", "07-16 08:30"),)), RESOLVE) == local(
        "07-16 09:00"
    )
    assert due(replace(history, pauses=(pause("07-15 21:50", "07-16 08:40"),)), RESOLVE) == local(
        "07-16 09:20"
    )


def test_7_a_pause_over_a_holiday_moves_nothing() -> None:
    row = Target(RESOLVE, allowance_minutes=4 * 60, clock=Clock.SERVICE, calendar="office")
    targets = Targets({**PROFILES, "office": Profile("office", (row,))}, CALENDARS)
    history = ticket(profile="office", report="09-30 17:00")
    assert due(history, RESOLVE, targets) == local("10-08 12:00")
    away = replace(history, pauses=(pause("09-30 18:00", "10-08 08:00"),))
    assert due(away, RESOLVE, targets) == local("10-08 12:00")


def test_7_a_pause_after_the_deadline_forgives_nothing() -> None:
    late = ticket(Conditions(level=1), pauses=(pause("07-15 12:00", "07-15 18:00"),))
    assert due(late, ARRIVE) == local("07-15 11:00")
    at_the_deadline = ticket(Conditions(level=1), pauses=(pause("07-15 11:00", "07-15 18:00"),))
    assert due(at_the_deadline, ARRIVE) == local("07-15 11:00")


def test_7_a_pause_before_the_start_moves_nothing() -> None:
    history = ticket(pauses=(pause("07-15 10:00", "07-15 12:00"),), arrived="07-15 13:00")
    assert due(history, RESOLVE) == local("07-17 13:00")


def test_8_an_open_pause_leaves_no_due_time_but_a_frozen_remainder() -> None:
    history = ticket(Conditions(level=2), pauses=(pause("07-15 10:00", "07-15 11:00"), pause("07-15 12:00")))
    found = standing(history, ARRIVE)
    assert found.state is State.PAUSED
    assert (found.due_at, found.at_risk_at, found.original_due_at) == (None, None, None)
    assert found.paused_since == local("07-15 12:00")
    assert found.remaining_minutes == 48 * 60 - 120
    assert status(found, local("2030-01-01 00:00")) is None
    assert due(history, RESPOND) == local("07-15 10:00")
    assert leading(derive(history, TARGETS)) == standing(history, RESPOND)


def test_8_pausing_after_the_deadline_freezes_the_lateness() -> None:
    history = ticket(Conditions(level=1), pauses=(pause("07-15 11:30"),))
    assert standing(history, ARRIVE).remaining_minutes == -30
    by_seconds = replace(
        history, pauses=(Pause(local("07-15 11:00") + timedelta(seconds=1), None, "part", "A"),)
    )
    assert standing(by_seconds, ARRIVE).remaining_minutes == -1


def test_8_the_remainder_is_in_minutes_of_its_own_clock() -> None:
    history = ticket(
        Conditions(level=3, way="remote"),
        profile="software",
        report="07-15 21:30",
        pauses=(pause("07-15 23:00"),),
    )
    assert standing(history, RESOLVE).remaining_minutes == 30


def test_8_the_ticket_shows_the_paused_target_with_the_least_left() -> None:
    history = ticket(arrived="07-15 10:00", pauses=(pause("07-15 12:00"),))
    found = frozen(derive(history, TARGETS))
    assert found is not None
    assert (found.milestone, found.remaining_minutes) == (ARRIVE, 45 * 60)
    assert frozen(derive(ticket(), TARGETS)) is None
