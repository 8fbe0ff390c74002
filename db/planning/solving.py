"""One door to all solvers: nothing comes out of it that breaks a rule (DSP-10)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from db.planning.insertion import bettered, insertion
from db.planning.outside import SolverAbsentError, SolverFailedError, SolverStoppedError, vroom
from db.planning.problem import Plan, Problem, missed, ways
from db.planning.validator import broken
from db.rules.sentence import Sentence, msgid

BUILTIN: Final = "builtin"
VROOM: Final = "vroom"
SHORTER: Final = msgid("VROOM's plan took longer ways: the built-in solver's is kept")
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
    """The plan of the solver that was asked; where it has none that holds, the built-in one's, and why.

    Another solver's plan is gone over by the built-in one, which serves who was left out; of that and its own
    the better by level is kept, so that asking another never costs somebody urgent their visit (DSP-11).
    """
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
            return _better(problem, plan)
        note = msgid("VROOM's plan broke a rule: planned by the built-in solver")
    return _built_in(problem, Sentence(note))


def _better(problem: Problem, plan: Plan) -> Solved:
    """The plan, gone over, or the built-in one where that serves more or takes shorter ways."""
    theirs = bettered(problem, plan)
    ours = _built_in(problem, Sentence(msgid("VROOM's plan served less: the built-in solver's is kept")))
    found = broken(problem, theirs)
    if found:
        raise BrokenPlanError(str(found[:3]))
    mine, others = missed(problem, ours.plan), missed(problem, theirs)
    if (others, ways(problem, theirs)) <= (mine, ways(problem, ours.plan)):
        return Solved(theirs, VROOM)
    return ours if others > mine else replace(ours, note=Sentence(SHORTER))


def _built_in(problem: Problem, note: Sentence | None) -> Solved:
    plan = insertion(problem)
    found = broken(problem, plan)
    if found:
        raise BrokenPlanError(str(found[:3]))
    return Solved(plan, BUILTIN, note)
