"""A second opinion on plans: VROOM goes through given routes and says what each visit breaks.

It knows delays, skills, parts and numbers of jobs, and routes that cannot be driven at all; our rules are put
into these words here, apart from the validator and from the solvers.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from db.planning.problem import Hand, Job, Plan, Problem
from db.planning.validator import Broken, Rule

NEVER = 1 << 30
CHILD = """
import os, sys, vroom
for name in sys.argv[1:]:
    if os.fork() == 0:
        vroom.main(["vroom", "-c", "-i", name, "-o", name + ".said"])
        os._exit(0)
    os.wait()
"""
"""It ends the process that asks it about a route that cannot be driven: each question has its own."""
WAY, TIME, ABLE, PARTS, COUNT = "the way", "time", "able", "parts", "count"
MEANS = {
    "delay": TIME,
    "lead_time": TIME,
    "skills": ABLE,
    "load": PARTS,
    "max_tasks": COUNT,
}
SAME = {
    Rule.WINDOW: TIME,
    Rule.DEADLINE: TIME,
    Rule.SHIFT: TIME,
    Rule.HOME: TIME,
    Rule.SKILL: ABLE,
    Rule.TOOL: ABLE,
    Rule.CERTIFICATE: ABLE,
    Rule.BARRED: ABLE,
    Rule.PINNED: ABLE,
    Rule.PARTS: PARTS,
    Rule.CAP: COUNT,
    Rule.TRAVEL: WAY,
    Rule.OVERLAP: WAY,
}
"""What our rules are among the causes that it knows; what is named twice or nobody knows it is not asked."""


def in_its_words(found: Sequence[Broken]) -> set[str]:
    """Ours, as far as both know it: where the way cannot be driven it says nothing else."""
    causes = {SAME[each.rule] for each in found}
    return {WAY} if WAY in causes else causes


def opinions(asked: Sequence[tuple[Problem, Plan]]) -> list[set[str]]:
    """What breaks in each plan, each route for itself; one process for all."""
    with tempfile.TemporaryDirectory() as folder:
        names: list[list[Path]] = []
        for number, (problem, plan) in enumerate(asked):
            names.append([])
            for at, route in enumerate(plan.routes):
                if route.stops:
                    name = Path(folder) / f"{number}-{at}.json"
                    name.write_text(json.dumps(_question(problem, plan, at)))
                    names[-1].append(name)
        files = [str(name) for some in names for name in some]
        command = [sys.executable, "-c", CHILD, *files]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        said = [[json.loads(Path(f"{name}.said").read_text()) for name in some] for some in names]
    return [_together([_causes(answer) for answer in answers]) for answers in said]


def _together(routes: list[set[str]]) -> set[str]:
    causes = set[str]().union(*routes)
    return {WAY} if WAY in causes else causes


def _causes(answer: dict[str, Any]) -> set[str]:
    """A start before the shift is a way that is too long from there."""
    if answer["code"] != 0:
        assert "Infeasible route" in answer["error"], answer
        return {WAY}
    (route,) = answer["routes"]
    if any(each["cause"] == "lead_time" for each in route["steps"][0]["violations"]):
        return {WAY}
    return {MEANS[each["cause"]] for each in route["violations"]}


def _question(problem: Problem, plan: Plan, at: int) -> dict[str, Any]:
    route = plan.routes[at]
    jobs = {job.id: job for job in problem.jobs}
    hand = next(each for each in problem.hands if each.id == route.hand)
    stops = [(stop, jobs[stop.job]) for stop in route.stops]
    kinds = sorted({kind for _, job in stops for kind in job.parts})
    vehicle: dict[str, Any] = {
        "id": 1,
        "start_index": hand.start,
        "skills": [1],
        "time_window": [hand.shifts[0][0] if hand.shifts else 0, NEVER],
        "capacity": [hand.stock.get(kind, 0) for kind in kinds],
        "steps": [
            {"type": "start"},
            *(
                {"type": "job", "id": number, "service_at": stop.begin}
                for number, (stop, _) in enumerate(stops, 1)
            ),
            {"type": "end"},
        ],
    }
    if hand.end is not None:
        vehicle |= {"end_index": hand.end, "time_window": [hand.shifts[0][0], hand.shifts[-1][1]]}
    if hand.cap is not None:
        vehicle["max_tasks"] = hand.cap
    asked = [
        {
            "id": number,
            "location_index": job.place,
            "service": job.duration,
            "delivery": [job.parts.get(kind, 0) for kind in kinds],
            "skills": [1] if _may(hand, job) else [2],
            "time_windows": _times(hand, job),
        }
        for number, (_, job) in enumerate(stops, 1)
    ]
    return {"jobs": asked, "vehicles": [vehicle], "matrices": {"car": {"durations": problem.travel}}}


def _may(hand: Hand, job: Job) -> bool:
    if job.pinned is not None:
        return job.pinned == hand.id
    able = not job.skills - hand.skills and not job.tools - hand.kit
    return able and not job.certificates - hand.certificates and hand.id not in job.barred


def _times(hand: Hand, job: Job) -> list[list[int]]:
    """When it may begin, by shifts; what lies in none may begin when everything is over."""
    last = min(
        NEVER if job.closes is None else job.closes,
        NEVER if job.due is None or job.pinned is not None else job.due,
    )
    found = []
    for begin, end in hand.shifts:
        first, latest = max(begin, job.opens), min(last, end - job.duration)
        if first <= latest:
            found.append([first, latest])
    return found or [[NEVER - 1, NEVER]]
