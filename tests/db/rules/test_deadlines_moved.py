"""What moves a deadline afterwards: reopening, versions, extensions, agreed times (`deadlines.md` 9-17)."""

from dataclasses import replace
from datetime import timedelta

from db.rules.deadlines import (
    Condition,
    Conditions,
    Fact,
    Grant,
    Milestone,
    Profile,
    Start,
    State,
    Status,
    Target,
    Targets,
    derive,
    leading,
    meet,
    status,
)
from tests.db.rules.histories import (
    ANSWER,
    ARRIVE,
    LEVEL_TWO,
    REPORTED,
    RESOLVE,
    RESPOND,
    SURVEY,
    VERIFY,
    due,
    met,
    pause,
    standing,
    ticket,
)
from tests.db.rules.shipped import CALENDARS, PROFILES, TARGETS, daily, local

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
