"""Whatever happens to a solver, an answer comes, holds, and says whose it is (DSP-10)."""

from __future__ import annotations

import sys
from dataclasses import replace

import pytest

from db.planning import outside
from db.planning.insertion import insertion
from db.planning.outside import SolverAbsentError, SolverFailedError, SolverStoppedError, vroom
from db.planning.problem import Plan, Problem, Route, Stop, missed
from db.planning.solving import BUILTIN, VROOM, solve
from db.planning.validator import broken
from tests.db.planning.made import a_day, hand, job, line

SMALL = Problem((job("J"),), (hand("H"),), line(0))


def _saying(program: str, *, seconds: int = 20) -> Plan:
    return vroom(SMALL, seconds=seconds, command=(sys.executable, "-c", program))


def test_a_solver_that_hangs_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outside, "GRACE", 0)
    with pytest.raises(SolverStoppedError):
        _saying("import time; time.sleep(60)", seconds=1)


@pytest.mark.parametrize(
    "program",
    ["import os; os.abort()", "print('no plan')", "print('{}')", 'print(\'{"routes": [{"vehicle": 9}]}\')'],
)
def test_a_solver_that_crashes_or_babbles_has_failed(program: str) -> None:
    with pytest.raises(SolverFailedError):
        _saying(program)


@pytest.mark.parametrize("error", [SolverAbsentError, SolverStoppedError, SolverFailedError])
def test_without_it_the_built_in_one_answers_and_says_why(error: type[Exception]) -> None:
    def ask(_: Problem) -> Plan:
        raise error

    solved = solve(SMALL, VROOM, ask)
    assert (solved.solver, solved.plan.served) == (BUILTIN, frozenset({"J"}))
    assert solved.note is not None
    assert solved.note.msgid.startswith("VROOM")


def test_a_plan_that_breaks_a_rule_is_never_shown() -> None:
    solved = solve(SMALL, VROOM, lambda _: Plan((Route("H", (Stop("J", 470),)),)))
    assert (solved.solver, solved.plan) == (BUILTIN, Plan((Route("H", (Stop("J", 0),)),)))


def test_the_better_plan_is_kept_whoever_made_it() -> None:
    """By level first, then by the ways; what the other left out is put into its plan."""
    problem = a_day(2, jobs=40, hands=4)
    empty = solve(problem, VROOM, lambda _: Plan(()))
    assert empty.plan == solve(problem).plan, "gone over, it is the built-in one's"
    kept = insertion(problem)
    fewer = Plan(tuple(replace(route, stops=route.stops[:1]) for route in kept.routes))
    solved = solve(problem, VROOM, lambda _: fewer)
    assert broken(problem, solved.plan) == []
    assert missed(problem, solved.plan) <= missed(problem, kept)


def test_vroom_keeps_the_same_rules() -> None:
    """Shifts with a break, windows, deadlines, demands, caps, pins and parts, in its own process."""
    problem = a_day(3, jobs=30, hands=4)
    pins = (
        job("mine", 1, 60, pinned="T000"),
        job("filter", 2, 30, level=1, parts={"filter": 2}),
        job("not him", 0, 30, level=1, barred=frozenset({"T000"})),
    )
    stocked = tuple(
        hand(each.id, each.start, shifts=each.shifts, skills=each.skills, kit=each.kit, cap=8,
             certificates=each.certificates, stock={"filter": 2 if each.id == "T001" else 0})
        for each in problem.hands
    )  # fmt: skip
    problem = Problem((*problem.jobs, *pins), stocked, problem.travel)
    plan = vroom(problem, seconds=60, exploration=0)
    assert broken(problem, plan) == []
    assert {"mine", "filter", "not him"} <= plan.served
