"""Shorter ways lose nobody their place, and whole routes of another plan only win some (DSP-10, DSP-11)."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings

from db.planning.insertion import insertion, joined, mended
from db.planning.problem import Plan, Problem, missed, ways
from db.planning.validator import broken
from tests.db.planning.made import FAMILIES, a_day_of, problems
from tests.sampling import SAMPLED

EXAMPLES = 10 if SAMPLED else 25
JOBS, HANDS = (40, 8) if SAMPLED else (80, 16)


@pytest.mark.parametrize("kind", ["light", "storm"])
def test_ways_get_shorter_and_nobody_loses_their_place(kind: str) -> None:
    problem = a_day_of(replace(FAMILIES[kind], jobs=JOBS, hands=HANDS), 4)
    before, after = insertion(problem, shorter=0), insertion(problem)
    assert broken(problem, after) == []
    assert missed(problem, after) <= missed(problem, before)
    assert kind != "light" or ways(problem, after) < ways(problem, before)
    assert insertion(problem) == after, "always the same steps"


def _waited(problem: Problem, plan: Plan) -> int:
    """Minutes between two jobs that are neither work nor way."""
    jobs, waited = {each.id: each for each in problem.jobs}, 0
    for route in plan.routes:
        for one, two in pairwise(route.stops):
            way = problem.travel[jobs[one.job].place][jobs[two.job].place]
            waited += two.begin - one.begin - jobs[one.job].duration - way
    return waited


def test_where_waiting_costs_something_less_is_waited() -> None:
    day = a_day_of(replace(FAMILIES["light"], jobs=60, hands=12), 1)
    costly = replace(day, idle=10)
    assert _waited(costly, insertion(costly)) < _waited(day, insertion(day))


@settings(max_examples=EXAMPLES)
@given(problems())
def test_routes_of_another_plan_break_nothing_and_lose_nobody(problem: Problem) -> None:
    poor = replace(problem, jobs=tuple(each for each in problem.jobs if each.level > 2 or each.pinned))
    mine, other = insertion(problem), insertion(poor)
    for one, two in ((mine, other), (other, mine)):
        found = joined(problem, one, two)
        assert broken(problem, found) == []
        assert missed(problem, found) <= missed(problem, one)


@settings(max_examples=EXAMPLES)
@given(problems())
def test_who_lost_their_place_finds_another_and_nobody_loses_theirs(problem: Problem) -> None:
    plan = insertion(problem)
    fewer = Plan(tuple(replace(route, stops=route.stops[::2]) for route in plan.routes))
    if broken(problem, fewer):
        return  # a way round was shorter, or something pinned is gone
    found = mended(problem, fewer)
    assert broken(problem, found) == []
    assert missed(problem, found) <= missed(problem, fewer)
