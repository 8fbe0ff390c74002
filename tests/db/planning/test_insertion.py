"""The built-in solver: who goes first, who is left, and what stays (DSP-10, DSP-11, DSP-15)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from db.planning.insertion import bettered, insertion
from db.planning.problem import Plan, Problem, missed
from db.planning.validator import broken
from tests.db.planning.made import a_day, hand, job, line


def _who(plan: Plan) -> dict[str, str]:
    return {stop.job: route.hand for route in plan.routes for stop in route.stops}


def test_the_lower_level_goes_first_where_there_is_time_for_one() -> None:
    jobs = (job("far", 1, 300, level=4), job("urgent", 1, 300, level=1))
    assert _who(insertion(Problem(jobs, (hand("H"),), line(0, 30)))) == {"urgent": "H"}


def test_a_level_1_is_reached_as_early_as_can_be_though_it_costs_a_way() -> None:
    jobs = (job("near", 1, level=4), job("urgent", 2, level=1))
    (route,) = insertion(Problem(jobs, (hand("H"),), line(0, 10, 60))).routes
    assert [stop.job for stop in route.stops] == ["urgent", "near"]


def test_who_alone_can_do_a_job_is_kept_for_it() -> None:
    jobs = (job("any", duration=400), job("lift", duration=400, skills=frozenset({"lift"})))
    hands = (hand("able", skills=frozenset({"lift"})), hand("other"))
    assert _who(insertion(Problem(jobs, hands, line(0)))) == {"any": "other", "lift": "able"}


def test_room_is_made_for_a_job_by_moving_another() -> None:
    jobs = (
        job("early", duration=240, level=2, due=0),
        job("late", duration=240, level=3, opens=240, skills=frozenset({"lift"})),
    )
    hands = (hand("able", skills=frozenset({"lift"}), cap=1), hand("other", 1, cap=1))
    assert _who(insertion(Problem(jobs, hands, line(0, 0)))) == {"early": "other", "late": "able"}


def test_room_is_made_by_moving_one_job_after_the_other() -> None:
    """Each hand has a time of their own, each job can go to two of them: all but one chain ends in a wall."""
    skills = [frozenset({str(n), str(n + 1)}) for n in range(5)]
    hands = tuple(hand(f"H{n}", cap=1, skills=skills[n]) for n in range(5))
    jobs = tuple(job(f"J{n}", level=3, due=n, skills=frozenset({str(n)})) for n in range(1, 6))
    first = job("first", level=2, skills=frozenset({"4"}), barred=frozenset({"H4"}))
    chain = (first, *jobs[:3], jobs[4])
    assert insertion(Problem(chain, hands, line(0))).served == {each.id for each in chain}


def test_less_urgent_work_gives_way_and_more_urgent_never() -> None:
    jobs = (job("four", duration=480, level=4), job("three", duration=480, level=3, due=0))
    assert set(_who(insertion(Problem(jobs, (hand("H"),), line(0))))) == {"three"}
    more = (job("two", duration=480, level=2), job("threes", duration=40, level=3), job("more", level=3))
    assert set(_who(insertion(Problem(more, (hand("H"),), line(0))))) == {"two"}


def test_a_plan_of_somebody_else_is_bettered_and_loses_nothing_urgent() -> None:
    problem = a_day(5, jobs=60, hands=6)
    poor = insertion(replace(problem, jobs=tuple(each for each in problem.jobs if each.level in (2, 4))))
    better = bettered(problem, poor)
    assert broken(problem, better) == []
    assert missed(problem, better) < missed(problem, poor)
    assert bettered(problem, Plan(())) == insertion(problem)


def test_pinned_work_stays_and_fills_the_day() -> None:
    jobs = (job("held", duration=400, pinned="H"), job("new", duration=120))
    assert _who(insertion(Problem(jobs, (hand("H"),), line(0)))) == {"held": "H"}


def test_who_cannot_do_all_that_is_pinned_takes_nothing_new() -> None:
    jobs = (job("a", duration=300, pinned="H"), job("b", duration=300, pinned="H"), job("new", duration=10))
    assert "new" not in _who(insertion(Problem(jobs, (hand("H"),), line(0))))


def test_a_lunch_hour_is_for_the_way_and_not_for_work() -> None:
    jobs = (job("a", 0, 170), job("b", 1, 60))
    hands = (hand("H", shifts=((0, 180), (240, 300))),)
    (route,) = insertion(Problem(jobs, hands, line(0, 50))).routes
    assert [(stop.job, stop.begin) for stop in route.stops] == [("a", 0), ("b", 240)]


def test_what_is_worth_a_way_is_weighed_against_it() -> None:
    hands = (hand("near", 0), hand("known", 1))
    problem = Problem((job("J"),), hands, line(0, 20), favour={("J", "known"): 300})
    assert _who(insertion(problem)) == {"J": "known"}


def test_nothing_to_do_and_nobody_to_do_it() -> None:
    assert insertion(Problem((), (hand("H"),), line(0))).served == frozenset()
    assert insertion(Problem((job("J"),), (), line(0))).served == frozenset()


@pytest.mark.parametrize("seed", [0, 7])
def test_a_big_day_serves_every_urgent_job_that_somebody_could_reach(seed: int) -> None:
    problem = a_day(seed, jobs=250, hands=30)
    served = insertion(problem).served
    assert all(work.id in served for work in problem.jobs if work.level == 1)
