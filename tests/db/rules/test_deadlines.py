"""The semantics of deadlines, rule by rule (`deadlines.md` 1-17, SLA-02 to SLA-09)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from db.rules.deadlines import (
    Clock,
    Condition,
    Conditions,
    Fact,
    Grant,
    History,
    Milestone,
    Pause,
    Profile,
    ProfileError,
    Standing,
    Start,
    State,
    Status,
    Target,
    Targets,
    check_profile,
    derive,
    frozen,
    leading,
    meet,
    status,
)
from tests.db.rules.shipped import CALENDARS, PROFILES, TARGETS, daily, has, local

RESPOND, ANSWER, ARRIVE = Milestone.RESPOND, Milestone.ANSWER, Milestone.ARRIVE
RESOLVE, VERIFY, SURVEY = Milestone.RESOLVE, Milestone.VERIFY, Milestone.SURVEY
LEVEL_TWO = Conditions(level=2, problem="complex")
REPORTED = local("07-15 09:00")


def pause(begin: str, end: str | None = None) -> Pause:
    return Pause(local(begin), None if end is None else local(end), "customer", "A01")


def ticket(
    conditions: Conditions = LEVEL_TWO,
    *,
    profile: str = "electrical",
    report: str = "07-15 09:00",
    pauses: tuple[Pause, ...] = (),
    grants: tuple[Grant, ...] = (),
    agreed_to: str | None = None,
    **starts: str,
) -> History:
    started = {Start.REPORT: local(report), **{Start(name): local(at) for name, at in starts.items()}}
    return History(
        conditions=conditions,
        started=started,
        pauses=pauses,
        grants=grants,
        agreed_to=None if agreed_to is None else local(agreed_to),
        profile=profile,
    )


def standing(history: History, milestone: Milestone, targets: Targets = TARGETS) -> Standing:
    return next(one for one in derive(history, targets) if one.milestone is milestone)


def due(history: History, milestone: Milestone, targets: Targets = TARGETS) -> datetime | None:
    return standing(history, milestone, targets).due_at


def milestones(history: History) -> list[Milestone]:
    return [one.milestone for one in derive(history, TARGETS)]


def met(history: History, milestone: Milestone, at: str) -> History:
    judged: Mapping[Milestone, Standing] = {
        **history.met,
        milestone: meet(history, TARGETS, milestone, local(at)),
    }
    return replace(history, met=judged)


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


# 1: which row is the target


@pytest.mark.parametrize(
    ("level", "minutes"), [(1, 10), (2, 60), (3, 120), (4, 120)], ids=["one", "two", "three", "four"]
)
def test_1_electrical_responds_by_level(level: int, minutes: int) -> None:
    assert due(ticket(Conditions(level=level)), RESPOND) == REPORTED + timedelta(minutes=minutes)


CELLS: list[tuple[str, Conditions, Milestone, int]] = [
    ("electrical", Conditions(level=1), ARRIVE, 2 * 60),
    ("electrical", Conditions(level=1, main_urban=False, travel_minutes=45), ARRIVE, 2 * 60 + 45),
    ("electrical", Conditions(level=1, main_urban=True, travel_minutes=45), ARRIVE, 2 * 60),
    ("electrical", Conditions(level=2), ARRIVE, 48 * 60),
    ("electrical", Conditions(level=2, urgent=True), ARRIVE, 12 * 60),
    ("electrical", Conditions(level=3, urgent=True), ARRIVE, 72 * 60),
    ("electrical", Conditions(level=3, way="remote"), RESOLVE, 24 * 60),
    ("electrical", Conditions(level=3, way="send_in", problem="complex"), RESOLVE, 48 * 60),
    ("air-conditioning", Conditions(level=3), ARRIVE, 4 * 60),
    ("air-conditioning", Conditions(level=3, main_urban=False, travel_minutes=90), ARRIVE, 4 * 60 + 90),
    ("air-conditioning", Conditions(level=3), RESOLVE, 24 * 60),
    ("air-conditioning", Conditions(level=3, way="mail", problem="complex"), RESOLVE, 48 * 60),
    ("air-conditioning", Conditions(level=3), RESPOND, 2 * 60),
    ("integrator contract", Conditions(level=1), RESPOND, 30),
    ("integrator contract", Conditions(level=1), ARRIVE, 60),
    ("integrator contract", Conditions(level=1), RESOLVE, 60),
    ("monitoring system", Conditions(level=1), RESPOND, 5),
    ("monitoring system", Conditions(level=1), RESOLVE, 24 * 60),
    ("equipment maker", Conditions(level=1), ANSWER, 24 * 60),
    ("equipment maker", Conditions(level=1), ARRIVE, 12 * 60),
    ("vehicles", Conditions(level=3, distance_km=100), ARRIVE, 24 * 60),
    ("vehicles", Conditions(level=3, distance_km=101), ARRIVE, 72 * 60),
    ("vehicles", Conditions(level=3, distance_km=101), ANSWER, 12 * 60),
    ("vehicles", Conditions(level=3, supplier_needed=True), ANSWER, 12 * 60),
    ("vehicles", Conditions(level=3, fault_group="engine"), ANSWER, 12 * 60),
    ("software", Conditions(level=1), RESPOND, 5),
    ("software", Conditions(level=4), RESOLVE, 60),
]


@pytest.mark.parametrize(("profile", "conditions", "milestone", "minutes"), CELLS)
def test_1_a_cell_of_the_table(
    profile: str, conditions: Conditions, milestone: Milestone, minutes: int
) -> None:
    found = standing(ticket(conditions, profile=profile), milestone)
    assert found.due_at == REPORTED + timedelta(minutes=minutes)
    assert found.allowance_minutes == minutes


def test_1_a_milestone_without_a_row_is_inherited_and_none_means_none() -> None:
    assert ANSWER not in milestones(ticket())
    assert ANSWER not in milestones(ticket(Conditions(level=3, fault_group="brake"), profile="vehicles"))
    silent = Profile("silent", (Target(RESPOND, none=True),))
    targets = Targets({**PROFILES, "silent": silent}, CALENDARS)
    assert RESPOND not in [one.milestone for one in derive(ticket(profile="silent"), targets)]


def test_1_an_own_row_beats_a_more_special_inherited_one() -> None:
    found = standing(ticket(Conditions(level=2, urgent=True), profile="equipment maker"), ARRIVE)
    assert found.allowance_minutes == 12 * 60
    plain = Profile("plain", (Target(ARRIVE, allowance_minutes=999),))
    targets = Targets({**PROFILES, "plain": plain}, CALENDARS)
    urgent = ticket(Conditions(level=2, urgent=True), profile="plain")
    assert standing(urgent, ARRIVE, targets).allowance_minutes == 999


URGENT = has(Fact.URGENT, True)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Target(RESPOND, 2, allowance_minutes=1), Target(RESPOND, when=(URGENT,), allowance_minutes=2)),
        (Target(RESPOND, 2, allowance_minutes=1), Target(RESPOND, 2, allowance_minutes=2)),
        (
            Target(RESPOND, when=(has(Fact.WITHIN_KM, 100),), allowance_minutes=1),
            Target(RESPOND, when=(has(Fact.BEYOND_KM, 99),), allowance_minutes=2),
        ),
        (
            Target(RESPOND, when=(has(Fact.WAY, "remote", "mail"),), allowance_minutes=1),
            Target(RESPOND, when=(has(Fact.WAY, "mail", "send_in"),), allowance_minutes=2),
        ),
        (
            Target(RESPOND, when=(has(Fact.FAULT_GROUP, "engine"),), allowance_minutes=1),
            Target(RESPOND, when=(has(Fact.SUPPLIER_NEEDED, True),), none=True),
        ),
    ],
)
def test_1_two_equally_special_rows_that_can_hold_together_are_refused(one: Target, other: Target) -> None:
    with pytest.raises(ProfileError, match=r"'p', rows 1 and 2 \(respond\) are equally special"):
        check_profile(Profile("p", (one, other)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Target(RESPOND, 2, allowance_minutes=1), Target(RESPOND, 3, allowance_minutes=2)),
        (Target(RESPOND, 2, allowance_minutes=1), Target(ARRIVE, 2, allowance_minutes=2)),
        (
            Target(RESPOND, when=(has(Fact.WITHIN_KM, 100),), allowance_minutes=1),
            Target(RESPOND, when=(has(Fact.BEYOND_KM, 100),), allowance_minutes=2),
        ),
        (
            Target(RESPOND, when=(has(Fact.FAULT_GROUP, "engine"),), allowance_minutes=1),
            Target(RESPOND, when=(has(Fact.FAULT_GROUP, "chassis"),), allowance_minutes=2),
        ),
        (
            Target(RESPOND, when=(has(Fact.MAIN_URBAN, True),), allowance_minutes=1),
            Target(RESPOND, when=(has(Fact.MAIN_URBAN, False),), allowance_minutes=2),
        ),
    ],
)
def test_1_rows_that_never_hold_together_stand_side_by_side(one: Target, other: Target) -> None:
    check_profile(Profile("p", (one, other)))
    assert one.matches(Conditions(level=2, distance_km=1, fault_group="engine"))


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (Target(RESPOND), "is needed"),
        (Target(RESPOND, allowance_minutes=5, none=True), "only one of"),
        (Target(RESPOND, allowance_minutes=5, working_days=1, calendar="office"), "only one of"),
        (Target(RESPOND, none=True, agreed=True), "exclude"),
        (Target(RESPOND, allowance_minutes=0), "positive"),
        (Target(RESPOND, working_days=-1, calendar="office"), "positive"),
        (Target(RESPOND, working_days=1), "need a calendar"),
        (Target(RESPOND, allowance_minutes=5, clock=Clock.SERVICE), "need a calendar"),
        (Target(RESPOND, agreed=True, add_travel=True), "travel"),
        (Target(RESPOND, 5, allowance_minutes=5), "no level 5"),
        (Target(RESPOND, when=((),), allowance_minutes=5), "never hold"),
        (Target(RESPOND, when=(has(Fact.WAY, "by_air"),), allowance_minutes=5), "way cannot be"),
        (Target(RESPOND, when=(has(Fact.URGENT, "yes"),), allowance_minutes=5), "urgent cannot be"),
        (Target(RESPOND, when=(has(Fact.WITHIN_KM, True),), allowance_minutes=5), "within_km cannot be"),
    ],
)
def test_1_a_row_that_says_nothing_sound_is_refused(row: Target, sentence: str) -> None:
    with pytest.raises(ProfileError, match=sentence):
        check_profile(Profile("p", (row,)))


def test_1_profiles_and_calendars_have_to_fit() -> None:
    with pytest.raises(ProfileError, match="'electrical', which all others inherit from, is missing"):
        Targets({}, {})
    with pytest.raises(ProfileError, match="unknown calendar 'monitoring'"):
        Targets(PROFILES, {})
    with pytest.raises(ProfileError, match="0 to 100"):
        Targets(PROFILES, CALENDARS, at_risk_percent=101)
    with pytest.raises(ProfileError, match="no profile 'gone'"):
        derive(ticket(profile="gone"), TARGETS)


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


# 9: reopening


def test_9_reopening_continues_the_first_resolve_clock() -> None:
    history = met(ticket(arrived="07-15 16:00", finished="07-16 20:00"), RESPOND, "07-15 09:30")
    history = replace(met(history, ARRIVE, "07-15 16:00"), finished=False)
    found = {one.milestone: one for one in derive(history, TARGETS)}
    assert found[RESOLVE].due_at == local("07-17 16:00")
    assert found[RESPOND].state is found[ARRIVE].state is State.MET
    assert found[SURVEY].state is State.WAITING


# 10-11: working days and windows


def test_10_working_days_end_at_closing_time_after_the_day_of_the_report() -> None:
    history = ticket(profile="working days", report="09-30 16:00")
    assert due(history, ANSWER) == local("10-08 22:00")
    assert due(history, RESOLVE) == local("10-09 17:30")
    assert standing(history, RESOLVE).working_days == 2


def test_10_a_pause_takes_its_minutes_out_of_working_days_too() -> None:
    history = ticket(
        profile="working days", report="07-15 16:00", pauses=(pause("07-16 09:00", "07-16 11:00"),)
    )
    assert due(history, RESOLVE) == local("07-20 10:30")
    paused = replace(history, pauses=(pause("07-16 09:30"),))
    assert standing(paused, RESOLVE).remaining_minutes == 8 * 60 + 9 * 60
    assert standing(paused, RESOLVE).allowance_minutes == 90 + 2 * 9 * 60


def test_11_a_day_with_a_lunch_break_and_a_night_shift() -> None:
    split = {**CALENDARS, "software": daily("08:30-12:00 13:30-17:30", "software")}
    night = {**CALENDARS, "software": daily("20:00-06:00", "software")}
    history = ticket(Conditions(level=3, way="remote"), profile="software", report="07-15 11:30")
    assert due(history, RESOLVE, Targets(PROFILES, split)) == local("07-15 14:00")
    assert due(history, RESOLVE, Targets(PROFILES, night)) == local("07-15 21:00")


# 12: versions


def test_12_an_edited_calendar_moves_no_ticket_of_the_older_version() -> None:
    history = ticket(Conditions(level=3), profile="software", report="07-15 21:59")
    before = derive(history, TARGETS)
    edited = Targets(PROFILES, {**CALENDARS, "software": daily("06:00-07:00", "software")})
    assert due(history, RESPOND, edited) == local("07-16 06:05")
    assert derive(history, TARGETS) == before


# 13: extensions


def grant(until: str, at: str = "07-15 10:00", milestone: Milestone = ARRIVE) -> Grant:
    return Grant(milestone, local(until), local(at))


def test_13_an_extension_sets_the_deadline_and_keeps_the_original_beside_it() -> None:
    found = standing(ticket(grants=(grant("07-18 12:00"),)), ARRIVE)
    assert (found.due_at, found.original_due_at) == (local("07-18 12:00"), local("07-17 09:00"))
    assert found.granted
    assert found.allowance_minutes == 75 * 60
    assert standing(ticket(), ARRIVE).original_due_at is None


def test_13_later_pauses_move_an_extension_and_earlier_ones_do_not() -> None:
    earlier, later = pause("07-15 09:10", "07-15 09:50"), pause("07-16 09:00", "07-16 10:30")
    history = ticket(grants=(grant("07-18 12:00"),), pauses=(earlier, later))
    found = standing(history, ARRIVE)
    assert found.due_at == local("07-18 13:30")
    assert found.original_due_at == local("07-17 11:10")
    assert found.allowance_minutes == 75 * 60 - 40


def test_13_an_open_pause_freezes_an_extension() -> None:
    found = standing(ticket(grants=(grant("07-18 12:00"),), pauses=(pause("07-18 11:00"),)), ARRIVE)
    assert (found.state, found.due_at, found.remaining_minutes) == (State.PAUSED, None, 60)
    while_paused = ticket(grants=(grant("07-18 12:00"),), pauses=(pause("07-15 09:30"),))
    assert standing(while_paused, ARRIVE).remaining_minutes == 74 * 60


def test_13_an_extension_may_end_outside_the_service_windows() -> None:
    conditions = Conditions(level=3, way="remote")
    granted = (grant("07-15 23:30", "07-15 09:30", RESOLVE),)
    history = ticket(conditions, profile="software", grants=granted)
    assert due(history, RESOLVE) == local("07-15 23:30")
    moved = replace(history, pauses=(pause("07-15 12:00", "07-15 12:20"),))
    assert due(moved, RESOLVE) == local("07-16 08:50")


def test_13_the_last_extension_counts_and_only_for_its_milestone() -> None:
    history = ticket(grants=(grant("07-18 12:00", "07-16 10:00"), grant("07-19 12:00", "07-15 10:00")))
    assert due(history, ARRIVE) == local("07-18 12:00")
    assert due(history, RESPOND) == local("07-15 10:00")


def test_13_an_extension_survives_a_change_of_level_and_the_original_follows_it() -> None:
    history = ticket(Conditions(level=1), grants=(grant("07-18 12:00"),))
    found = standing(history, ARRIVE)
    assert (found.due_at, found.original_due_at) == (local("07-18 12:00"), local("07-15 11:00"))


def test_13_reports_count_against_both_deadlines() -> None:
    found = meet(ticket(grants=(grant("07-18 12:00"),)), TARGETS, ARRIVE, local("07-17 10:00"))
    assert (found.in_time, found.in_original_time) == (True, False)


# 14: the agreed time


def test_14_the_agreed_time_replaces_the_allowance_only_where_the_profile_says_so() -> None:
    agreed = ticket(profile="equipment maker", agreed_to="07-16 15:00")
    found = standing(agreed, ARRIVE)
    assert (found.due_at, found.agreed, found.allowance_minutes) == (local("07-16 15:00"), True, 30 * 60)
    assert due(replace(agreed, agreed_to=None), ARRIVE) == local("07-15 21:00")
    assert due(replace(agreed, profile="electrical"), ARRIVE) == local("07-17 09:00")


def test_14_a_pause_never_moves_the_agreed_time() -> None:
    history = ticket(
        profile="equipment maker", agreed_to="07-16 15:00", pauses=(pause("07-15 10:00", "07-15 14:00"),)
    )
    assert due(history, ARRIVE) == local("07-16 15:00")
    open_one = replace(history, pauses=(pause("07-16 14:00"),))
    found = standing(open_one, ARRIVE)
    assert (found.state, found.due_at, found.remaining_minutes) == (State.PAUSED, None, 60)


def test_14_an_extension_of_the_agreed_time_is_moved_by_later_pauses() -> None:
    pauses = (pause("07-15 10:00", "07-15 14:00"), pause("07-16 14:00", "07-16 15:00"))
    history = ticket(
        profile="equipment maker",
        agreed_to="07-16 15:00",
        pauses=pauses,
        grants=(grant("07-16 18:00", "07-15 15:00"),),
    )
    found = standing(history, ARRIVE)
    assert (found.due_at, found.original_due_at) == (local("07-16 19:00"), local("07-16 15:00"))
    assert found.allowance_minutes == (6 - 4 + 27) * 60
    again = standing(replace(history, pauses=(*pauses, pause("07-16 17:00"))), ARRIVE)
    assert again.remaining_minutes == 2 * 60


def test_14_an_agreed_target_waits_for_its_start_too() -> None:
    history = ticket(Conditions(level=4, way="on_site"), agreed_to="07-16 15:00")
    assert standing(history, ARRIVE).state is State.WAITING


def test_14_a_row_of_the_agreed_time_alone_waits_until_there_is_one() -> None:
    only = Profile("agreed", (Target(ARRIVE, agreed=True),))
    targets = Targets({**PROFILES, "agreed": only}, CALENDARS)
    history = ticket(profile="agreed")
    assert standing(history, ARRIVE, targets).state is State.WAITING
    assert due(replace(history, agreed_to=local("07-16 15:00")), ARRIVE, targets) == local("07-16 15:00")
    granted = standing(replace(history, grants=(grant("07-18 12:00"),)), ARRIVE, targets)
    assert (granted.due_at, granted.original_due_at) == (local("07-18 12:00"), None)


# 15: at risk


def test_15_at_risk_begins_with_the_last_quarter_of_the_allowance() -> None:
    found = standing(ticket(), RESPOND)
    assert found.at_risk_at == local("07-15 09:45")
    assert status(found, local("07-15 09:44")) is Status.ON_TRACK
    assert status(found, local("07-15 09:45")) is Status.AT_RISK


def test_15_the_quarter_is_in_counted_minutes() -> None:
    history = ticket(Conditions(level=3, way="remote"), profile="software", report="07-15 21:30")
    assert standing(history, RESOLVE).at_risk_at == local("07-16 08:45")
    closing = replace(history, started={Start.REPORT: local("07-15 21:15")})
    assert standing(closing, RESOLVE).at_risk_at == local("07-15 22:00")
    paused = replace(history, pauses=(pause("07-15 21:40", "07-15 21:50"),))
    assert standing(paused, RESOLVE).at_risk_at == local("07-16 08:55")


def test_15_after_an_extension_it_is_a_quarter_of_the_time_from_the_grant() -> None:
    found = standing(ticket(grants=(grant("07-17 10:00", "07-15 10:00"),)), ARRIVE)
    assert found.at_risk_at == local("07-16 22:00")


def test_15_the_share_is_a_setting() -> None:
    half = Targets(PROFILES, CALENDARS, at_risk_percent=50)
    assert standing(ticket(), RESPOND, half).at_risk_at == local("07-15 09:30")
    uneven = Targets(PROFILES, CALENDARS, at_risk_percent=33)
    first = standing(ticket(Conditions(level=1)), RESPOND, uneven).at_risk_at
    assert first == REPORTED + timedelta(seconds=402)


def test_15_working_days_are_at_risk_by_the_minutes_of_their_calendar() -> None:
    found = standing(ticket(profile="working days", report="07-15 17:30"), RESOLVE)
    assert (found.due_at, found.at_risk_at) == (local("07-17 17:30"), local("07-17 13:00"))


# 16-17: the ticket's own due time


def test_16_a_ticket_follows_its_earliest_unmet_running_target() -> None:
    history = ticket(Conditions(level=2))
    first = leading(derive(history, TARGETS))
    assert first is not None
    assert first.milestone is RESPOND
    second = leading(derive(met(history, RESPOND, "07-15 09:30"), TARGETS))
    assert second is not None
    assert second.milestone is ARRIVE
    assert leading([]) is None
    assert status(None, REPORTED) is None


def test_17_a_cancelled_or_merged_ticket_has_no_deadline() -> None:
    assert derive(replace(ticket(), void=True), TARGETS) == ()


# meeting


def test_a_milestone_without_a_target_is_met_against_no_deadline() -> None:
    found = meet(ticket(), TARGETS, ANSWER, local("07-15 12:00"))
    assert (found.state, found.due_at, found.in_time) == (State.MET, None, None)
    remote = meet(ticket(Conditions(level=3, way="remote")), TARGETS, ARRIVE, local("07-15 12:00"))
    assert (remote.state, remote.due_at) == (State.MET, None)


def test_a_milestone_met_while_its_clock_waits_has_no_deadline() -> None:
    found = meet(ticket(), TARGETS, RESOLVE, local("07-15 12:00"))
    assert (found.state, found.started_at, found.in_time) == (State.MET, None, None)


def test_a_meeting_ends_an_open_pause_and_knows_no_later_one() -> None:
    history = ticket(Conditions(level=1), pauses=(pause("07-15 10:00"),))
    found = meet(history, TARGETS, ARRIVE, local("07-15 11:30"))
    assert (found.due_at, found.in_time) == (local("07-15 12:30"), True)
    backdated = meet(history, TARGETS, ARRIVE, local("07-15 09:50"))
    assert backdated.due_at == local("07-15 11:00")


def test_what_is_met_later_is_frozen_against_its_follow_up() -> None:
    history = replace(ticket(Conditions(level=4), finished="07-15 12:00"), finished=True)
    assert meet(history, TARGETS, VERIFY, local("07-17 12:00")).in_time is True
    assert meet(history, TARGETS, VERIFY, local("07-17 12:01")).in_time is False


def test_the_same_history_gives_the_same_deadlines_twice() -> None:
    fresh = Targets(PROFILES, {name: replace(one) for name, one in CALENDARS.items()})
    history = ticket(
        profile="working days", report="09-30 16:00", pauses=(pause("09-30 17:00", "10-08 09:00"),)
    )
    assert derive(history, fresh) == derive(history, TARGETS) == derive(history, TARGETS)


def test_a_condition_asks_for_exactly_its_fact() -> None:
    assert Condition(Fact.WAY, "remote").holds(Conditions(level=4))
    assert not Condition(Fact.WAY, "remote").holds(Conditions(level=4, way="mail"))
    assert Condition(Fact.PROBLEM, "complex").holds(LEVEL_TWO)
