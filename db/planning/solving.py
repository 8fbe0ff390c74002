"""One door to all solvers: nothing comes out of it that breaks a rule (DSP-10)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from db.planning.insertion import bettered, insertion, joined, mended
from db.planning.outside import SolverAbsentError, SolverFailedError, SolverStoppedError, vroom
from db.planning.problem import Plan, Problem, missed, ways
from db.planning.validator import broken
from db.rules.sentence import Sentence, msgid

BUILTIN: Final = "builtin"
VROOM: Final = "vroom"
SHORTER: Final = msgid("VROOM's plan took longer ways: the built-in solver's is kept")
LATE: Final = 100_000
"""So many places are looked at for those who are late already."""
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

    Another solver's plan is gone over by the built-in one, which serves who was left out, and takes routes of
    its own plan where these serve more; of that and its own the better by level is kept, so that asking
    another never costs somebody urgent their visit (DSP-11).
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


def mend(problem: Problem, solved: Solved) -> Solved:
    """What was solved, of which some lost their place since: they look for another one."""
    return replace(solved, plan=_held(problem, mended(problem, solved.plan)))


def late(problem: Problem) -> Plan:
    """Those who are late already, around a plan that stays as it is: without looking for shorter ways."""
    return _held(problem, insertion(problem, LATE, shorter=0))


def _held(problem: Problem, plan: Plan) -> Plan:
    """The plan; an error where it breaks a rule."""
    found = broken(problem, plan)
    if found:
        raise BrokenPlanError(str(found[:3]))
    return plan


def _better(problem: Problem, plan: Plan) -> Solved:
    """The plan, gone over, with routes of the built-in one where that serves more; or the built-in one where
    even so it serves more or takes shorter ways."""
    ours = _built_in(problem, Sentence(msgid("VROOM's plan served less: the built-in solver's is kept")))
    over = bettered(problem, plan)
    three = (over, joined(problem, over, ours.plan), plan)
    theirs = _held(problem, min(three, key=lambda one: _worth(problem, one)))
    if _worth(problem, theirs) <= _worth(problem, ours.plan):
        return Solved(theirs, VROOM)
    less = missed(problem, theirs) > missed(problem, ours.plan)
    return ours if less else replace(ours, note=Sentence(SHORTER))


def _worth(problem: Problem, plan: Plan) -> tuple[list[int], int]:
    """The lesser the better: who is left out, level by level; then the ways."""
    return missed(problem, plan), ways(problem, plan)


def _built_in(problem: Problem, note: Sentence | None) -> Solved:
    return Solved(_held(problem, insertion(problem)), BUILTIN, note)
