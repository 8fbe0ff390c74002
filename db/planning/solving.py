"""One door to all solvers: nothing comes out of it that breaks a rule (DSP-10)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from db.planning.insertion import insertion
from db.planning.outside import SolverAbsentError, SolverFailedError, SolverStoppedError, vroom
from db.planning.problem import Plan, Problem
from db.planning.validator import broken
from db.rules.sentence import Sentence, msgid

BUILTIN: Final = "builtin"
VROOM: Final = "vroom"
SOLVERS: Final[tuple[str, ...]] = (BUILTIN, VROOM)


@dataclass(frozen=True, slots=True)
class Solved:
    """A plan that keeps every rule, which solver made it, and why it was not the one that was asked."""

    plan: Plan
    solver: str
    note: Sentence | None = None


class BrokenPlanError(Exception):
    """The built-in solver broke a rule: a fault of ours, never shown as a plan."""


def solve(problem: Problem, solver: str = BUILTIN, ask: Callable[[Problem], Plan] = vroom) -> Solved:
    """The plan of the solver that was asked; where it has none that holds, the built-in one's, and why."""
    if solver != VROOM:
        return _built_in(problem, None)
    try:
        plan = ask(problem)
    except SolverAbsentError:
        note = msgid("VROOM is not installed (pip install 'paigong[plan]'): planned by the built-in solver")
    except SolverStoppedError:
        note = msgid("VROOM took too long and was stopped: planned by the built-in solver")
    except SolverFailedError:
        note = msgid("VROOM failed: planned by the built-in solver")
    else:
        if not broken(problem, plan):
            return Solved(plan, VROOM)
        note = msgid("VROOM's plan broke a rule: planned by the built-in solver")
    return _built_in(problem, Sentence(note))


def _built_in(problem: Problem, note: Sentence | None) -> Solved:
    plan = insertion(problem)
    found = broken(problem, plan)
    if found:
        raise BrokenPlanError(str(found[:3]))
    return Solved(plan, BUILTIN, note)
