"""The ladder as pure rules: what is due, when, in which cycle, by the ticket's clock (ESC-01, ESC-03)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.policy.load import shipped
from db.policy.rungs import ladder_of
from db.rules.cycles import by_hand, endings
from db.rules.ladder import Course, due, hold_end, next_at
from db.rules.profile import Clock, Milestone, Start
from db.rules.rungs import Call, Due, Happening, Ladder, Quiet, Repeat, Rung, Trigger
from db.rules.standings import Pause, Standing, State
from tests.db.rules.shipped import ZONE, local

LADDER = ladder_of(shipped(), "electrical")
CALENDARS = shipped().targets.calendars
SERVICE = next(code for code in CALENDARS if code == shipped().organisation.branch["NS"].calendar)
AT_RISK, DUE = local("07-15 10:30"), local("07-15 11:00")


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def running(milestone: str = "arrive", **values: Any) -> Standing:
    """At risk from 10:30, due at 11:00, every minute counting."""
    return Standing(
        milestone=Milestone(milestone), level=2, clock=Clock.ELAPSED, calendar=None, start=Start.REPORT,
        state=State.RUNNING, allowance_minutes=120, started_at=local("07-15 09:00"), due_at=DUE,
        at_risk_at=AT_RISK,
    )._replace(**values)  # fmt: skip


def course(*standings: Standing, **values: Any) -> Course:
    base = Course(
        ladder=LADDER, standings=standings or (running(),), calendars=CALENDARS, pauses=(), calls=(),
        happenings=(), level=2, zone=ZoneInfo(ZONE),
    )  # fmt: skip
    return replace(base, **values)


def call(rung: int, at: datetime, milestone: str = "arrive", **values: Any) -> Call:
    base = Call(
        id=f"{milestone} {rung} {at:%d %H:%M}", milestone=milestone, trigger="breached", rung=rung, cycle=1,
        at=at, told_at=at, due_at=at, in_trouble=True,
    )  # fmt: skip
    return replace(base, **values)


def told(found: tuple[Due | Repeat, ...]) -> list[tuple[str, int, str]]:
    return [(each.milestone, each.rung, each.trigger) for each in found if isinstance(each, Due)]


def skipped(each: Due | Repeat) -> list[tuple[int, str, datetime]]:
    assert isinstance(each, Due)
    return [(one.rung, one.trigger, one.at) for one in each.skipped]


def test_at_risk_and_late_call_their_rungs_from_their_first_second_on() -> None:
    assert due(course(), AT_RISK - timedelta(seconds=1)) == ()
    assert told(due(course(), AT_RISK)) == [("arrive", 1, "at_risk")]
    first = course(calls=(call(1, AT_RISK, trigger="at_risk", acknowledged_at=None),))
    second = DUE + timedelta(seconds=1)
    assert told(due(first, DUE)) == [("arrive", 2, "unacknowledged")], "30 minutes without an answer"
    fresh = course(calls=(call(1, DUE - minutes(5), trigger="at_risk"),))
    assert told(due(fresh, DUE)) == [], "at its deadline a target is not late yet (SLA-07)"
    assert told(due(fresh, second)) == [("arrive", 2, "breached")]


def test_after_downtime_the_highest_missed_rung_is_called_and_the_others_are_told() -> None:
    (found,) = due(course(), local("07-15 12:30"))
    assert (found.rung, found.at) == (3, local("07-15 12:00"))
    assert skipped(found) == [
        (1, "at_risk", AT_RISK), (2, "breached", DUE + timedelta(seconds=1)),
    ]  # fmt: skip


def test_lateness_counts_service_minutes_only() -> None:
    late = running(calendar=SERVICE, clock=Clock.SERVICE, due_at=local("07-15 21:30"))
    within = course(late, calls=(call(2, local("07-15 21:30"), told_at=local("07-16 12:00")),))
    reached = local("07-16 09:00")  # 30 minutes until closing at 22:00, 30 from opening at 08:30
    assert told(due(within, reached - timedelta(seconds=1))) == []
    assert told(due(within, reached)) == [("arrive", 3, "breached")]


def test_a_pause_after_the_deadline_freezes_the_lateness_that_calls() -> None:
    pause = Pause(local("07-15 11:30"), local("07-15 14:00"), "part", "D01")
    late = course(pauses=(pause,), calls=(call(2, DUE + timedelta(seconds=1), told_at=local("07-15 16:00")),))
    assert told(due(late, local("07-15 14:29"))) == []
    assert told(due(late, local("07-15 14:30"))) == [("arrive", 3, "breached")], "one hour late"


def test_what_is_paused_is_not_called_while_respond_climbs_on() -> None:
    opened = Pause(local("07-15 10:00"), None, "part", "D01")
    frozen = running(state=State.PAUSED, due_at=None, at_risk_at=None, remaining_minutes=60)
    both = course(running("respond"), frozen, pauses=(opened,), calls=(call(1, local("07-15 09:50")),))
    assert told(due(both, local("07-15 12:30"))) == [("respond", 3, "breached")]
    assert next_at(course(frozen, pauses=(opened,)), local("07-15 12:00")) is None


def test_a_customer_who_chases_is_heard_in_a_pause_too() -> None:
    opened = Pause(local("07-15 10:00"), None, "part", "D01")
    frozen = running(state=State.PAUSED, due_at=None, at_risk_at=None, remaining_minutes=60)
    chased = Happening("chased", local("07-15 10:20"), 2)
    assert told(due(course(frozen, pauses=(opened,), happenings=(chased,)), local("07-15 10:20"))) == [
        ("arrive", 2, "chased")
    ]


def test_a_raise_that_makes_several_targets_late_is_one_call() -> None:
    raised = local("07-15 12:00")
    late = [
        running("respond", late_from=raised),
        running("arrive", late_from=raised, due_at=local("07-15 11:20")),
    ]
    happened = (Happening("level_raised", raised),)
    found = due(course(*late, happenings=happened, level=1), raised)
    assert told(found) == [("respond", 2, "level_raised")]
    called = course(
        *late, happenings=happened, level=1, calls=(call(2, raised, "respond", trigger="level_raised"),)
    )
    assert told(due(called, raised + minutes(1))) == []
    answered = replace(
        called, calls=(replace(called.calls[0], acknowledged_at=raised, promise=raised + minutes(300)),)
    )
    assert told(due(answered, raised + minutes(60))) == [("arrive", 3, "breached")], "an hour after the raise"


def test_a_raise_whose_answer_did_not_hold_is_called_by_the_clock_again() -> None:
    raised = local("07-15 12:00")
    late = running(late_from=raised)
    answered = call(2, raised, trigger="level_raised", acknowledged_at=raised, promise=raised + minutes(30))
    again = course(late, happenings=(Happening("level_raised", raised),), level=1, calls=(answered,))
    assert told(due(again, raised + minutes(30))) == [("arrive", 2, "promise_expired")]


def test_a_chase_counts_once_its_number_is_reached_and_not_while_somebody_is_in_charge() -> None:
    at = local("07-15 09:30")
    assert due(course(happenings=(Happening("chased", at, 1),)), at) == ()
    twice = (Happening("chased", at, 2),)
    assert told(due(course(happenings=twice), at)) == [("arrive", 2, "chased")]
    in_charge = call(3, local("07-15 09:10"), acknowledged_at=local("07-15 09:12"), in_trouble=False)
    assert due(course(happenings=twice, calls=(in_charge,)), at) == ()
    ended = replace(in_charge, ended_at=local("07-15 09:20"))
    assert told(due(course(happenings=twice, calls=(ended,)), at)) == [("arrive", 2, "chased")]


def test_registered_at_a_level_is_reported_up_beside_the_climb() -> None:
    reporting = Ladder(
        "x", "dispatcher", LADDER.rungs,
        (*LADDER.triggers, Trigger("registered", 3, levels=frozenset({1}))),
    )  # fmt: skip
    at = local("07-15 09:00")
    first = (Happening("registered", at, level=1),)
    assert told(due(course(ladder=reporting, happenings=first, level=1), at)) == [("arrive", 3, "registered")]
    assert due(course(ladder=reporting, happenings=first, level=2), at) == ()
    reported = call(3, at, trigger="registered", acknowledged_at=at + minutes(1), in_trouble=False)
    climbing = course(ladder=reporting, happenings=first, level=1, calls=(reported,))
    assert told(due(climbing, AT_RISK)) == [("arrive", 1, "at_risk")]


def test_an_acknowledgement_holds_until_the_promise_and_then_calls_again_in_a_new_cycle() -> None:
    promised = call(2, DUE, acknowledged_at=local("07-15 11:10"), promise=local("07-15 11:40"))
    held = course(calls=(promised,))
    assert due(held, local("07-15 11:39")) == ()
    (again,) = due(held, local("07-15 11:40"))
    assert isinstance(again, Due)
    assert (again.rung, again.cycle, again.trigger, again.closes) == (2, 2, "promise_expired", (promised.id,))
    (later,) = due(held, local("07-15 13:00"))
    assert (later.rung, later.at) == (3, local("07-15 12:00")), "what the clock has reached meanwhile"


def test_an_acknowledgement_without_a_promise_holds_for_the_time_of_its_rung() -> None:
    plain = call(2, DUE, acknowledged_at=local("07-15 11:10"))
    assert hold_end(plain, LADDER) == local("07-15 12:10")
    assert due(course(calls=(plain,)), local("07-15 12:09")) == ()
    assert told(due(course(calls=(plain,)), local("07-15 12:10"))) == [("arrive", 3, "breached")]
    early = call(2, local("07-15 09:10"), acknowledged_at=local("07-15 09:11"), in_trouble=False)
    calm = course(calls=(early,))
    assert due(calm, local("07-15 10:29")) == (), "nothing is in trouble, and nothing was promised"
    assert told(due(calm, AT_RISK)) == [("arrive", 1, "at_risk")]


def test_reminders_are_numbered_and_the_missed_ones_are_one() -> None:
    opened = course(calls=(call(4, DUE),))  # every hour, four times
    assert due(opened, DUE + minutes(59)) == ()
    (first,) = due(opened, DUE + minutes(60))
    assert (first.rung, getattr(first, "number", 0)) == (4, 1)
    (third,) = due(opened, DUE + minutes(190))
    assert (getattr(third, "number", 0), third.at) == (3, DUE + minutes(180))
    spent = replace(opened, calls=(replace(opened.calls[0], reminders=4),))
    assert next_at(spent, DUE + minutes(999)) is None


def test_a_hole_is_reminded_of_until_somebody_is_reached() -> None:
    hole = course(calls=(call(4, DUE, is_hole=True, reminders=4),))
    (found,) = due(hole, DUE + minutes(300))
    assert getattr(found, "number", 0) == 5


def test_quiet_hours_hold_back_what_is_told_and_level_1_never_waits() -> None:
    night, morning = local("07-15 23:10"), local("07-16 08:00")
    zone = ZoneInfo(ZONE)
    assert LADDER.telling(2, 3, night, zone) == ("defer", morning)
    assert LADDER.telling(2, 3, local("07-16 03:00"), zone) == ("defer", morning)
    assert LADDER.telling(2, 3, morning, zone) == (None, morning)
    for level in (1, 2, None):
        assert LADDER.telling(2, level, night, zone) == (None, night)
    silent = replace(LADDER.rungs[1], quiet=Quiet("skip", 22 * 60, 8 * 60))
    skipping = Ladder("x", "dispatcher", (LADDER.rungs[0], silent), LADDER.triggers, frozenset({3, 4}))
    assert skipping.telling(2, 3, night, zone) == ("skip", None)
    daily = Quiet("defer", 12 * 60, 13 * 60)
    assert daily.holds(local("07-15 12:30"), zone)
    assert not daily.holds(local("07-15 13:00"), zone)


def test_silence_is_counted_from_when_people_were_told() -> None:
    waiting = call(2, local("07-15 23:10"), told_at=local("07-16 08:00"))
    deferred = course(
        running(at_risk_at=local("07-15 22:00"), due_at=local("07-15 23:09")), calls=(waiting,), level=3
    )
    calls = [each for each in told(due(deferred, local("07-16 08:29"))) if each[2] == "unacknowledged"]
    assert calls == []
    late = replace(deferred, standings=(running(due_at=local("07-16 08:20")),))
    assert told(due(late, local("07-16 08:30"))) == [("arrive", 3, "unacknowledged")]


def test_a_call_by_hand_counts_and_one_of_the_same_rung_begins_a_cycle() -> None:
    manual = call(3, local("07-15 09:10"), trigger="manual", in_trouble=False, told_at=local("07-15 20:00"))
    assert due(course(calls=(manual,)), local("07-15 12:30")) == (), "a higher rung is called already"
    assert by_hand(course(calls=(manual,)), "arrive", 4, DUE) == (1, ())
    assert by_hand(course(calls=(manual,)), "arrive", 3, DUE) == (2, (manual.id,))
    assert by_hand(course(), "arrive", 1, DUE) == (1, ())


@pytest.mark.parametrize("state", [State.MET, State.NOT_APPLICABLE])
def test_what_is_met_ends_the_cycle_and_what_a_person_asked_stays_open(state: State) -> None:
    clocked = call(1, AT_RISK, trigger="at_risk")
    asked = call(2, DUE, trigger="manual")
    over = course(running(state=state, met_at=DUE, due_at=DUE), calls=(clocked, asked))
    assert {each.call: each.settled for each in endings(over, DUE)} == {clocked.id: True, asked.id: False}


def test_a_target_out_of_trouble_begins_a_new_cycle_when_it_is_in_trouble_again() -> None:
    first = call(1, AT_RISK, trigger="at_risk")
    extended = running(due_at=local("07-15 15:00"), at_risk_at=local("07-15 14:00"))
    later = course(extended, calls=(first,))
    assert [each.call for each in endings(later, local("07-15 10:40"))] == [first.id]
    ended = course(extended, calls=(replace(first, ended_at=local("07-15 10:40")),))
    (again,) = due(ended, local("07-15 14:00"))
    assert isinstance(again, Due)
    assert (again.rung, again.cycle, again.trigger) == (1, 2, "at_risk")


def test_what_an_undone_raise_called_ends() -> None:
    raised = call(2, local("07-15 09:30"), trigger="level_raised", in_trouble=False)
    assert [each.call for each in endings(course(calls=(raised,)), local("07-15 09:31"))] == [raised.id]
    still = course(calls=(raised,), happenings=(Happening("level_raised", local("07-15 09:30")),))
    assert endings(still, local("07-15 09:31")) == ()


def test_a_ticket_that_ended_never_climbs() -> None:
    gone = course(live=False, calls=(call(1, AT_RISK),))
    assert due(gone, local("07-20 09:00")) == ()
    assert next_at(gone, local("07-20 09:00")) is None
    assert [each.settled for each in endings(gone, DUE)] == [True]


# -- a watch that sweeps when it likes, over a target that nobody meets --------------------------------------

SWEEPS = st.lists(st.integers(1, 400), min_size=1, max_size=25)
ANSWERS = st.lists(st.one_of(st.none(), st.just(0), st.integers(1, 300)), min_size=25, max_size=25)
PAUSES = st.lists(st.tuples(st.integers(0, 600), st.integers(1, 240)), max_size=3)


def swept(
    gaps: list[int], answers: list[int | None], pauses: list[tuple[int, int]]
) -> tuple[list[Call], Course]:
    """All calls of a watch that sweeps after these minutes; after a sweep all open calls may be acknowledged,
    with a promise of so many minutes (0: none)."""
    now, calls, number = local("07-15 09:00"), list[Call](), 0
    holes = tuple(
        Pause(
            local("07-15 09:00") + minutes(begin), local("07-15 09:00") + minutes(begin + length), "part", "D"
        )
        for begin, length in pauses
    )
    state = course(running(), pauses=())
    for gap, answer in zip(gaps, answers, strict=False):
        now += minutes(gap)
        over = tuple(pause for pause in holes if pause.end is not None and pause.end <= now)
        state = course(running(), pauses=over, calls=tuple(calls))
        for _ in range(10):
            found = due(state, now)
            upcoming = next_at(state, now)
            assert bool(found) == (upcoming is not None and upcoming <= now)
            for each in found:
                if isinstance(each, Repeat):
                    calls = [
                        replace(one, reminders=each.number) if one.id == each.call else one for one in calls
                    ]
                    continue
                number += 1
                calls = [replace(one, ended_at=now) if one.id in each.closes else one for one in calls]
                calls.append(
                    Call(f"{number}", each.milestone, each.trigger, each.rung, each.cycle, now, now, each.at,
                         in_trouble=each.deadline is not None)
                )  # fmt: skip
            state = replace(state, calls=tuple(calls))
            if not found:
                break
        else:
            raise AssertionError("the ladder does not come to rest")
        if answer is not None:
            promise = now + minutes(answer) if answer else None
            calls = [
                replace(one, acknowledged_at=now, promise=promise) if one.acknowledged_at is None else one
                for one in calls
            ]
    return calls, state


@given(SWEEPS, ANSWERS, PAUSES)
def test_a_rung_is_called_once_in_a_cycle_upwards_and_never_while_it_is_held(
    gaps: list[int], answers: list[int | None], pauses: list[tuple[int, int]]
) -> None:
    calls, _ = swept(gaps, answers, pauses)
    keys = [(one.milestone, one.rung, one.cycle) for one in calls]
    assert len(keys) == len(set(keys))
    for before, after in pairwise(calls):
        assert after.cycle in (before.cycle, before.cycle + 1)
        assert after.cycle > before.cycle or after.rung > before.rung
        assert after.due_at <= after.at
    for one in calls:
        for other in calls:
            if one.acknowledged_at is not None and other.at > one.acknowledged_at:
                assert other.due_at >= hold_end(one, LADDER) or other.at >= hold_end(one, LADDER)


@given(SWEEPS)
def test_what_a_sparse_watch_calls_and_tells_as_skipped_is_what_a_dense_one_calls(gaps: list[int]) -> None:
    clocks = Ladder(
        "x", "dispatcher", LADDER.rungs,
        tuple(each for each in LADDER.triggers if each.kind in ("at_risk", "breached")),
    )  # fmt: skip
    expected = {
        1: AT_RISK, 2: DUE + timedelta(seconds=1), 3: DUE + minutes(60), 4: DUE + minutes(240),
    }  # fmt: skip
    now, calls, seen = local("07-15 09:00"), list[Call](), dict[int, datetime]()
    for gap in gaps:
        now += minutes(gap)
        for each in due(course(ladder=clocks, calls=tuple(calls)), now):
            if isinstance(each, Due):
                seen |= {each.rung: each.at} | {one.rung: one.at for one in each.skipped}
                calls.append(call(each.rung, now, id=f"{each.rung}"))
    assert seen == {rung: at for rung, at in expected.items() if at <= now}


def test_a_rung_may_name_a_person_and_another_role_for_a_milestone() -> None:
    rung = Rung(1, "technician", {"survey": "customer_service"})
    assert (rung.role_for("arrive"), rung.role_for("survey")) == ("technician", "customer_service")
