"""How late something is, and what stays late (SLA-06, SLA-13, `deadlines.md` 6, 8, 14, 17)."""

from dataclasses import replace

from db.rules.deadlines import Conditions, Milestone, Standing, State, derive, meet
from db.rules.lateness import is_late, lasting, late_minutes, late_seconds
from tests.db.rules.histories import ARRIVE, RESOLVE, RESPOND, met, pause, standing, ticket
from tests.db.rules.shipped import CALENDARS, TARGETS, local

HOUR = 3600
L1 = Conditions(level=1)


def stood(history: object) -> dict[Milestone, Standing]:
    # Ignored: a list of any of the happenings.
    return {each.milestone: each for each in derive(history, TARGETS)}  # type: ignore[arg-type]


def test_8_a_pause_after_the_deadline_freezes_the_lateness_and_resuming_goes_on_from_there() -> None:
    history = ticket(L1, pauses=(pause("07-15 11:30", "07-15 14:00"),))
    found = standing(history, ARRIVE)
    assert found.due_at == local("07-15 11:00"), "it forgives nothing"
    late = {
        at: late_seconds(found, TARGETS, history.pauses, local(f"07-15 {at}")) for at in ("11:00", "14:30")
    }
    assert late == {"11:00": 0, "14:30": HOUR}
    frozen = standing(replace(history, pauses=(pause("07-15 11:30"),)), ARRIVE)
    assert frozen.remaining_minutes == -30
    assert late_seconds(frozen, TARGETS, (pause("07-15 11:30"),), local("07-15 13:59")) == HOUR // 2


def test_8_a_pause_across_the_deadline_moves_it_and_leaves_no_lateness() -> None:
    history = ticket(L1, pauses=(pause("07-15 10:30", "07-15 14:00"),))
    found = standing(history, ARRIVE)
    assert found.due_at == local("07-15 14:30")
    assert late_seconds(found, TARGETS, history.pauses, local("07-15 14:30")) == 0


def test_8_respond_is_late_all_through_a_pause() -> None:
    history = ticket(L1, pauses=(pause("07-15 09:30", "07-15 10:00"),))
    assert late_seconds(standing(history, RESPOND), TARGETS, history.pauses, local("07-15 10:10")) == HOUR


def test_8_lateness_is_counted_by_the_target_s_own_clock() -> None:
    history = ticket(L1, profile="software", report="07-15 21:30", arrived="07-15 21:30")
    found = standing(history, RESOLVE)
    assert found.due_at == local("07-16 09:00")
    over_night = late_seconds(found, TARGETS, (), local("07-17 09:00"))
    assert over_night == (13 * 60 + 30) * 60, "08:30 to 22:00 is all that counts of a day"
    paused = (pause("07-16 20:00", "07-17 08:30"),)
    history = replace(history, pauses=paused)
    assert (
        late_seconds(standing(history, RESOLVE), TARGETS, paused, local("07-17 09:00"))
        == over_night - 2 * HOUR
    )
    assert (
        late_minutes(CALENDARS["software"], local("07-16 09:00"), 2 * HOUR, local("07-17 09:00"))
        == 11 * 60 + 30
    )


def test_8_the_lateness_of_an_agreed_time_is_frozen_too() -> None:
    history = ticket(
        profile="equipment maker", agreed_to="07-15 11:00", pauses=(pause("07-15 11:30", "07-15 14:00"),)
    )
    found = standing(history, ARRIVE)
    assert late_seconds(found, TARGETS, history.pauses, local("07-15 14:30")) == HOUR
    twice = (*history.pauses, pause("07-15 14:45"))
    assert standing(replace(history, pauses=twice), ARRIVE).remaining_minutes == -75


def test_8_a_milestone_met_late_was_late_by_what_counted_until_then() -> None:
    history = ticket(L1, pauses=(pause("07-15 11:30", "07-15 14:00"),))
    arrived = meet(history, TARGETS, ARRIVE, local("07-15 14:30"))
    assert late_seconds(arrived, TARGETS, history.pauses, local("07-20 00:00")) == HOUR


def test_14_a_window_that_the_customer_wanted_replaces_the_deadline_the_original_stays_beside() -> None:
    history = ticket(Conditions(level=2), agreed_to="07-18 12:00", wanted_by_customer=True)
    found = standing(history, ARRIVE)
    assert (found.due_at, found.original_due_at) == (local("07-18 12:00"), local("07-17 09:00"))
    put_off = standing(replace(history, wanted_by_customer=False), ARRIVE)
    assert (put_off.due_at, put_off.original_due_at) == (local("07-17 09:00"), None)
    late = meet(history, TARGETS, ARRIVE, local("07-18 11:00"))
    assert (late.in_time, late.in_original_time) == (True, False), "reports count against both"
    assert standing(history, RESOLVE).state is State.WAITING, "only arriving is agreed"


def test_14_a_pause_moves_the_original_and_never_the_agreed_time() -> None:
    history = ticket(
        Conditions(level=2), agreed_to="07-18 12:00", wanted_by_customer=True,
        pauses=(pause("07-15 10:00", "07-15 12:00"),),
    )  # fmt: skip
    found = standing(history, ARRIVE)
    assert (found.due_at, found.original_due_at) == (local("07-18 12:00"), local("07-17 11:00"))


def test_13_a_breached_target_stays_missed_when_the_level_falls() -> None:
    now = local("07-15 11:10")
    before, lower = stood(ticket(L1)), ticket(Conditions(level=3))
    arrive = next(one for one in lasting(before, derive(lower, TARGETS), now) if one.milestone is ARRIVE)
    assert (arrive.due_at, arrive.missed_at) == (local("07-18 09:00"), local("07-15 11:00"))
    later = met(replace(lower, met={ARRIVE: arrive}), ARRIVE, "07-15 12:00").met[ARRIVE]
    arrived = later._replace(missed_at=arrive.missed_at)
    assert (arrived.was_missed, arrived.in_time) == (True, False)


def test_13_what_is_not_late_yet_follows_the_new_target_and_leaves_nothing() -> None:
    after = lasting(stood(ticket(L1)), derive(ticket(Conditions(level=3)), TARGETS), local("07-15 11:00"))
    assert {one.milestone: one.missed_at for one in after if one.missed_at} == {RESPOND: local("07-15 09:10")}


def test_13_a_target_that_ceases_to_exist_leaves_only_its_lateness() -> None:
    remote = ticket(Conditions(level=1, way="remote"))
    after = lasting(stood(ticket(L1)), derive(remote, TARGETS), local("07-15 11:10"))
    arrive = next(one for one in after if one.milestone is ARRIVE)
    assert (arrive.state, arrive.due_at, arrive.missed_at) == (
        State.NOT_APPLICABLE,
        None,
        local("07-15 11:00"),
    )
    back = lasting({one.milestone: one for one in after}, derive(ticket(L1), TARGETS), local("07-15 11:20"))
    assert next(one for one in back if one.milestone is ARRIVE).missed_at == local("07-15 11:00")


def test_17_a_cancelled_ticket_keeps_what_was_late_and_no_deadline() -> None:
    after = lasting(stood(ticket(L1)), (), local("07-15 10:00"))
    assert [(one.milestone, one.state) for one in after] == [(RESPOND, State.NOT_APPLICABLE)]
    assert not is_late(after[0], local("07-20 00:00"))


def test_13_a_milestone_told_afterwards_that_had_happened_in_time_was_never_late() -> None:
    late = lasting(stood(ticket(L1)), derive(ticket(Conditions(level=3)), TARGETS), local("07-15 11:10"))
    before = {one.milestone: one for one in late}
    told = met(ticket(Conditions(level=3)), ARRIVE, "07-15 10:40")
    arrive = next(one for one in lasting(before, derive(told, TARGETS), local("07-15 11:30")) if one.met_at)
    assert (arrive.missed_at, arrive.in_time) == (None, True)


def test_13_the_earliest_lateness_stays() -> None:
    now = local("07-15 12:00")
    first = lasting(stood(ticket(L1)), derive(ticket(Conditions(level=3)), TARGETS), now)
    again = lasting({one.milestone: one for one in first}, derive(ticket(L1), TARGETS), now)
    third = lasting({one.milestone: one for one in again}, derive(ticket(Conditions(level=2)), TARGETS), now)
    assert next(one for one in third if one.milestone is ARRIVE).missed_at == local("07-15 11:00")


def test_13_what_a_manager_took_back_counts_neither_way() -> None:
    late = meet(ticket(L1), TARGETS, ARRIVE, local("07-15 12:00"))
    assert late.in_time is False
    assert late._replace(forgiven_at=local("07-15 13:00")).in_time is None
    wrong = late._replace(due_at=local("07-18 09:00"), missed_at=local("07-15 11:00"))
    assert (wrong.in_time, wrong._replace(forgiven_at=local("07-15 13:00")).in_time) == (False, True)
    assert late._replace(forgiven_at=local("07-15 10:00")).in_time is False, "it fell due after that"
