"""VROOM as a second solver, in a process of its own that can be stopped (extra `plan`, DSP-10).

Its native code could loop, crash or eat memory: it never runs in this process, and what it answers is
judged like anybody's plan. It is given JSON and answers with JSON.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from typing import Any, Final

import orjson

from db.planning.problem import Hand, Job, Plan, Problem, Route, Stop

MODULE: Final = "vroom"
_COMMAND: Final = "import vroom, sys; vroom.main(['vroom', '-t', '1', '-x', sys.argv[1], '-l', sys.argv[2]])"
PRIORITY: Final = {1: 90, 2: 50, 3: 25}
"""What serving a job is worth to it at each level, the others `LEAST`; what is pinned, `PINNED`."""
LEAST, PINNED, FARTHEST = 5, 100, 1 << 30
GRACE: Final = 10
"""Seconds beyond its own limit: to load, and to notice the time."""


class SolverAbsentError(Exception):
    """The extra is not installed."""


class SolverStoppedError(Exception):
    """It took too long and was killed."""


class SolverFailedError(Exception):
    """It crashed, or what it answered cannot be read."""


def is_installed() -> bool:
    """Whether the extra is there, without loading it."""
    return importlib.util.find_spec(MODULE) is not None


def vroom(
    problem: Problem, *, seconds: int = 20, exploration: int = 1, command: tuple[str, ...] = ()
) -> Plan:
    """Its plan, within so many seconds; raises what kept it from one. `command` takes its place in tests."""
    if not command:
        if not is_installed():
            raise SolverAbsentError
        command = (sys.executable, "-c", _COMMAND, str(exploration), str(seconds))
    try:
        done = subprocess.run(
            command,
            input=orjson.dumps(_asked(problem)),
            capture_output=True,
            timeout=seconds + GRACE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise SolverStoppedError from None
    except OSError as error:
        raise SolverFailedError(str(error)) from error
    if done.returncode != 0:
        raise SolverFailedError(f"exit {done.returncode}")
    try:
        return _answered(problem, orjson.loads(done.stdout))
    except (ValueError, KeyError, IndexError, TypeError) as error:
        raise SolverFailedError("unreadable answer") from error


def _asked(problem: Problem) -> dict[str, Any]:
    """The problem in its words; it knows numbers only, so that every demand becomes a numbered skill."""
    numbers: dict[object, int] = {}
    parts = sorted({kind for job in problem.jobs for kind in job.parts})

    def number(*demand: object) -> int:
        return numbers.setdefault(demand, len(numbers) + 1)

    barred = sorted({name for job in problem.jobs for name in job.barred})
    hands = [hand for hand in problem.hands if hand.shifts]
    jobs = [
        _job(at, job, [number(*demand) for demand in _demands(job)], parts)
        for at, job in enumerate(problem.jobs)
    ]
    vehicles = [
        _vehicle(at, hand, [number(*demand) for demand in _offers(hand, barred)], parts)
        for at, hand in enumerate(problem.hands)
        if hand in hands
    ]
    return {
        "jobs": jobs,
        "vehicles": vehicles,
        "matrices": {"car": {"durations": [list(row) for row in problem.travel]}},
    }


def _demands(job: Job) -> list[tuple[str, str]]:
    if job.pinned is not None:
        return [("hand", job.pinned)]
    return [
        *(("skill", each) for each in sorted(job.skills)),
        *(("tool", each) for each in sorted(job.tools)),
        *(("certificate", each) for each in sorted(job.certificates)),
        *(("not", each) for each in sorted(job.barred)),
    ]


def _offers(hand: Hand, barred: list[str]) -> list[tuple[str, str]]:
    return [
        ("hand", hand.id),
        *(("skill", each) for each in sorted(hand.skills)),
        *(("tool", each) for each in sorted(hand.kit)),
        *(("certificate", each) for each in sorted(hand.certificates)),
        *(("not", each) for each in barred if each != hand.id),
    ]


def _job(at: int, job: Job, skills: list[int], parts: list[str]) -> dict[str, Any]:
    latest = job.closes if job.pinned is not None else job.latest
    asked: dict[str, Any] = {
        "id": at,
        "location_index": job.place,
        "service": job.duration,
        "skills": skills,
        "priority": PINNED if job.pinned is not None else PRIORITY.get(job.level, LEAST),
        "time_windows": [[job.opens, max(job.opens, FARTHEST if latest is None else latest)]],
    }
    if parts:
        asked["delivery"] = [job.parts.get(kind, 0) for kind in parts]
    return asked


def _vehicle(at: int, hand: Hand, skills: list[int], parts: list[str]) -> dict[str, Any]:
    asked: dict[str, Any] = {
        "id": at,
        "start_index": hand.start,
        "skills": skills,
        "time_window": [hand.shifts[0][0], hand.shifts[-1][1]],
        "breaks": [
            {"id": number, "time_windows": [[before[1], before[1]]], "service": after[0] - before[1]}
            for number, (before, after) in enumerate(zip(hand.shifts, hand.shifts[1:], strict=False))
            if after[0] > before[1]
        ],
    }
    if hand.end is not None:
        asked["end_index"] = hand.end
    if hand.cap is not None:
        asked["max_tasks"] = hand.cap
    if parts:
        asked["capacity"] = [hand.stock.get(kind, 0) for kind in parts]
    return asked


def _answered(problem: Problem, answer: dict[str, Any]) -> Plan:
    """Its routes as a plan; a hand who did not get all that is pinned to them keeps nothing new."""
    routes = []
    for route in answer["routes"]:
        stops = tuple(
            Stop(problem.jobs[step["id"]].id, step["arrival"] + step["waiting_time"])
            for step in route["steps"]
            if step["type"] == "job"
        )
        routes.append(Route(problem.hands[route["vehicle"]].id, stops))
    pinned = {job.id: job.pinned for job in problem.jobs if job.pinned is not None}
    kept = []
    for one in routes:
        mine = {stop.job for stop in one.stops}
        if any(hand == one.hand and job not in mine for job, hand in pinned.items()):
            kept.append(Route(one.hand, tuple(stop for stop in one.stops if stop.job in pinned)))
        else:
            kept.append(one)
    return Plan(tuple(kept))
