"""The built-in solver beside VROOM: nobody urgent whom the other one serves is left out (DSP-10, DSP-11)."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from db.planning.insertion import insertion
from db.planning.outside import vroom
from db.planning.problem import Plan, Problem, missed
from db.planning.solving import VROOM, solve
from db.planning.validator import broken
from tests.db.planning.made import FAMILIES, a_day_of
from tests.reliability import record

ENOUGH = ("light", "usual")
"""Kinds of days on which all that is urgent can be done, but for what nobody could reach on an empty day."""
SMALL = 10


def _urgent(problem: Problem, plan: Plan) -> frozenset[str]:
    return plan.served & {job.id for job in problem.jobs if job.level <= 3}


@pytest.mark.soak
def test_nobody_urgent_is_left_out_whom_another_solver_serves(
    rounds: Callable[[int], int], dice: random.Random
) -> None:
    """Where there is more urgent work than hands, each leaves out others; level by level ours never
    serves less."""
    days = rounds(20)
    kinds = tuple(FAMILIES) if days > 1 else (dice.choice(tuple(FAMILIES)),)
    for kind in kinds:
        family, begun, left = FAMILIES[kind], time.perf_counter(), [0, 0]
        if days == 1:
            family = replace(family, jobs=family.jobs // SMALL, hands=family.hands // SMALL)
        for seed in range(days):
            alone = _alone(a_day_of(family, seed))
            assert kind not in ENOUGH or not alone or days == 1, "so few hands lack a skill at times"
            left = [left[0] + bool(alone), left[1] + len(alone)]
        record(
            f"the built-in solver beside VROOM, {kind} days",
            f"{days} days of {family.jobs} jobs for {family.hands} hands",
            f"{left[0]} days on which VROOM alone serves somebody of level 1 to 3 ({left[1]} in all);"
            " where the two first differ by level it never serves more,"
            " nor more than the plan that is kept where it is asked",
            time.perf_counter() - begun,
        )


def _alone(problem: Problem) -> frozenset[str]:
    """Whom of level 1 to 3 only VROOM serves."""
    ours, theirs = insertion(problem), vroom(problem, seconds=600)
    assert broken(problem, ours) == broken(problem, theirs) == []
    levels = len({(job.level, job.priority) for job in problem.jobs if job.level <= 3})
    assert missed(problem, ours)[:levels] <= missed(problem, theirs)[:levels]
    kept = solve(problem, VROOM, lambda _: theirs).plan
    assert missed(problem, kept) <= min(missed(problem, ours), missed(problem, theirs))
    return _urgent(problem, theirs) - _urgent(problem, ours)
