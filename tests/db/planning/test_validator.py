"""Each rule that a plan can break is found, all of them and not only the first (DSP-08, DSP-10)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from db.planning.insertion import insertion
from db.planning.problem import Hand, Job, Plan, Problem, Route, Stop
from db.planning.validator import Rule, broken
from tests.db.planning.made import a_day, hand, job, line, problems
from tests.sampling import SAMPLED


def _rules(problem: Problem, *routes: Route) -> list[Rule]:
    return [each.rule for each in broken(problem, Plan(routes))]


def _one(work: Job, who: Hand, begin: int = 0) -> list[Rule]:
    return _rules(Problem((work,), (who,), line(0, 30)), Route(who.id, (Stop(work.id, begin),)))


@pytest.mark.parametrize(
    ("work", "who", "begin", "rules"),
    [
        (job("J"), hand("H"), 0, []),
        (job("J", 1), hand("H"), 30, []),
        (job("J", 1), hand("H"), 29, [Rule.TRAVEL]),
        (job("J", 1), hand("H", end=0), 390, []),
        (job("J", 1), hand("H", end=0), 391, [Rule.HOME]),
        (job("J", opens=10), hand("H"), 9, [Rule.WINDOW]),
        (job("J", closes=10), hand("H"), 11, [Rule.WINDOW]),
        (job("J", due=10), hand("H"), 11, [Rule.DEADLINE]),
        (job("J", due=10, pinned="H"), hand("H"), 11, []),
        (job("J"), hand("H"), 421, [Rule.SHIFT]),
        (job("J"), hand("H", shifts=((0, 59), (60, 200))), 0, [Rule.SHIFT]),
        (job("J"), hand("H", shifts=()), 0, [Rule.SHIFT]),
        (job("J", skills=frozenset({"lift"})), hand("H"), 0, [Rule.SKILL]),
        (job("J", tools=frozenset({"pump"})), hand("H"), 0, [Rule.TOOL]),
        (job("J", certificates=frozenset({"permit"})), hand("H"), 0, [Rule.CERTIFICATE]),
        (job("J", skills=frozenset({"lift"}), pinned="H"), hand("H"), 0, []),
        (job("J", barred=frozenset({"H"})), hand("H"), 0, [Rule.BARRED]),
        (job("J", pinned="other"), hand("H"), 0, [Rule.PINNED]),
        (job("J", parts={"filter": 2}), hand("H", stock={"filter": 1}), 0, [Rule.PARTS]),
        (job("J"), hand("H", cap=0), 0, [Rule.CAP]),
        (
            job("J", 1, skills=frozenset({"lift"}), due=5, opens=10),
            hand("H", shifts=((0, 30),)),
            8,
            [Rule.SKILL, Rule.WINDOW, Rule.DEADLINE, Rule.SHIFT, Rule.TRAVEL],
        ),
    ],
)
def test_a_stop_breaks_just_these(work: Job, who: Hand, begin: int, rules: list[Rule]) -> None:
    assert _one(work, who, begin) == rules


def test_two_jobs_at_once_and_one_job_twice() -> None:
    problem = Problem((job("J"), job("K")), (hand("H"), hand("I")), line(0))
    at_once = Route("H", (Stop("J", 0), Stop("K", 30)))
    assert _rules(problem, at_once) == [Rule.OVERLAP]
    assert _rules(problem, at_once, Route("I", (Stop("J", 0),))) == [Rule.TWICE, Rule.OVERLAP]
    assert _rules(problem, Route("H", (Stop("J", 0),)), Route("H")) == [Rule.TWO_ROUTES]
    assert _rules(problem, Route("X"), Route("H", (Stop("Z", 0),))) == [Rule.UNKNOWN_HAND, Rule.UNKNOWN_JOB]


def test_nobody_gets_new_work_who_cannot_do_what_is_pinned_to_them() -> None:
    problem = Problem((job("J", pinned="H"), job("K")), (hand("H"),), line(0))
    assert _rules(problem, Route("H", (Stop("K", 0),))) == [Rule.DISPLACED]
    assert _rules(problem, Route("H")) == []


@given(problems())
@settings(max_examples=20 if SAMPLED else 60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_plan_of_the_built_in_solver_breaks_a_rule(problem: Problem) -> None:
    plan = insertion(problem)
    assert broken(problem, plan) == []
    assert insertion(problem) == plan, "the same problem has the same plan"


@given(st.integers(0, 400), st.data())
@settings(max_examples=15 if SAMPLED else 40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_valid_plan_that_was_tampered_with_is_caught(seed: int, data: st.DataObject) -> None:
    problem = a_day(seed, jobs=14, hands=3)
    plan = insertion(problem)
    assume(any(len(route.stops) > 1 for route in plan.routes))
    worse = data.draw(st.sampled_from(TAMPERINGS))(problem, plan, data)
    assert broken(problem, worse)


def _long(plan: Plan, data: st.DataObject) -> Route:
    return data.draw(st.sampled_from([route for route in plan.routes if len(route.stops) > 1]))


def _but(plan: Plan, route: Route, *stops: Stop) -> Plan:
    return Plan(
        tuple(replace(each, stops=stops) if each.hand == route.hand else each for each in plan.routes)
    )


def _twice(problem: Problem, plan: Plan, data: st.DataObject) -> Plan:
    route = _long(plan, data)
    return _but(plan, route, *route.stops, route.stops[0])


def _sooner(problem: Problem, plan: Plan, data: st.DataObject) -> Plan:
    """The second begins before the first is done and the way is gone."""
    route = _long(plan, data)
    first, second, *rest = route.stops
    jobs = {each.id: each for each in problem.jobs}
    place = jobs[first.job].place
    arrive = first.begin + jobs[first.job].duration + problem.travel[place][jobs[second.job].place]
    return _but(plan, route, first, Stop(second.job, data.draw(st.integers(0, arrive - 1))), *rest)


def _swapped(problem: Problem, plan: Plan, data: st.DataObject) -> Plan:
    route = _long(plan, data)
    first, second, *rest = route.stops
    return _but(plan, route, Stop(second.job, second.begin), Stop(first.job, first.begin), *rest)


def _too_late(problem: Problem, plan: Plan, data: st.DataObject) -> Plan:
    route = _long(plan, data)
    return _but(plan, route, *route.stops[:-1], Stop(route.stops[-1].job, 540))


def _unable(problem: Problem, plan: Plan, data: st.DataObject) -> Plan:
    """Given to a stranger who is there all day and can do nothing."""
    route = _long(plan, data)
    return Plan((*plan.routes, Route("stranger", route.stops)))


TAMPERINGS = (_twice, _sooner, _swapped, _too_late, _unable)
