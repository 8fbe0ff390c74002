"""Planning: what a proposal takes and what it is worth, beside VROOM and beside published routes (DSP-10).

The routing instances are reference data under another licence and no part of the project: PAIGONG_TRSP names
the folder with them and `published.sol`; without it they are left out.
"""

from __future__ import annotations

import os
import re
import resource
from collections.abc import Iterator
from dataclasses import replace
from math import ceil, hypot
from pathlib import Path

from bench.measure import Compared, own_time
from db.planning.insertion import insertion
from db.planning.outside import is_installed, vroom
from db.planning.problem import Hand, Job, Plan, Problem, missed
from db.planning.validator import broken
from tests.db.planning.made import FAMILIES, a_day_of

SEEDS = (0, 1, 2)
KINDS = ("usual", "light", "scarce", "tight", "storm")
ENOUGH = ("usual", "light")
"""Kinds of days on which all that is urgent can be done: there nobody else may serve somebody of it alone."""
TICKS = 100
"""Parts of a minute in the instances, whose ways are no whole minutes."""
PLENTY = 1_000_000
IDLE = 10
"""The published objective counts waiting like a way."""
SECONDS = 120
FOLDER = "PAIGONG_TRSP"
Row = list[int | list[int]]
"""A place of an instance: six numbers, then skills, tools, parts."""


def compare(_season: Path) -> Iterator[Compared]:
    """Generated days first, then the instances."""
    if not is_installed():
        return
    for kind in KINDS:
        for seed in SEEDS if kind == "usual" else SEEDS[:1]:
            yield from _day(kind, seed)
    folder = os.environ.get(FOLDER, "")
    if folder:
        for name, objective in _published(Path(folder)).items():
            yield from _instance(name, objective, Path(folder))


def _day(kind: str, seed: int) -> Iterator[Compared]:
    family = FAMILIES[kind]
    problem, what = a_day_of(family, seed), f"{family.jobs}x{family.hands} {kind} day {seed}"
    mine: list[Plan] = []
    ours = own_time(lambda: mine.append(insertion(problem)))
    begun = resource.getrusage(resource.RUSAGE_CHILDREN)
    other = vroom(problem, seconds=SECONDS)
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    theirs = 1000 * (ended.ru_utime - begun.ru_utime + ended.ru_stime - begun.ru_stime)
    _holds(problem, mine[0], other)
    yield Compared(f"{what}: processor", ours, "VROOM, with its start", theirs)
    yield Compared(f"{what}: served", len(mine[0].served), "VROOM", len(other.served), unit="jobs")
    urgent = frozenset(job.id for job in problem.jobs if job.level <= 3)
    yield Compared(
        f"{what}: level 1-3", len(mine[0].served & urgent), "VROOM", len(other.served & urgent), unit="jobs"
    )
    levels = len({(job.level, job.priority) for job in problem.jobs if job.level <= 3})
    if missed(problem, mine[0])[:levels] > missed(problem, other)[:levels]:
        raise RuntimeError("another solver serves more level by level")
    theirs_alone, ours_alone = other.served - mine[0].served, mine[0].served - other.served
    if kind in ENOUGH and theirs_alone & urgent:
        raise RuntimeError("somebody urgent is served by another solver alone")
    yield Compared(
        f"{what}: 1-3 only VROOM",
        len(theirs_alone & urgent),
        "only ours",
        len(ours_alone & urgent),
        unit="jobs",
    )


def _holds(problem: Problem, *plans: Plan) -> None:
    for plan in plans:
        if broken(problem, plan):
            raise RuntimeError("a plan breaks a rule")


def _published(folder: Path) -> dict[str, float]:
    lines = (folder / "published.sol").read_text().splitlines()
    return {
        name: float(value) for name, _, value in (line.partition("=") for line in lines) if value[:1] != "<"
    }


def _instance(name: str, objective: float, folder: Path) -> Iterator[Compared]:
    """One instance: who passes by the depot first, where any tool or part lies, is tried one by one."""
    lines = (folder / f"{name}.txt").read_text().splitlines()
    rows: list[Row] = [
        [*_numbers(line.split("[")[0]), *map(_numbers, re.findall(r"\[(.*?)\]", line))]
        for line in lines
        if line.count("[") == 3
    ]
    fetching: frozenset[int] = frozenset()
    best = _tried(rows, fetching)
    for number in range(1, 26):
        one = _tried(rows, fetching | {number})
        if (-len(one[1].served), one[2]) < (-len(best[1].served), best[2]):
            best, fetching = one, fetching | {number}
    problem, plan, minutes = best
    other = vroom(problem, seconds=SECONDS, exploration=3)
    _holds(problem, plan, other)
    short = name.partition(".")[0]
    yield Compared(f"{short}: served", len(plan.served), "published", 100, unit="jobs")
    yield Compared(f"{short}: working time", minutes, "published", objective, unit="min")
    yield Compared(f"{short}: VROOM served", len(other.served), "published", 100, unit="jobs")
    yield Compared(f"{short}: VROOM's time", _working(problem, other), "published", objective, unit="min")


def _numbers(text: str) -> list[int]:
    return [int(value) for value in re.findall(r"\d+", text)]


def _tried(rows: list[Row], fetching: frozenset[int]) -> tuple[Problem, Plan, float]:
    problem = _problem(rows, fetching)
    plan = insertion(problem)
    return problem, plan, _working(problem, plan)


def _problem(rows: list[Row], fetching: frozenset[int]) -> Problem:
    """The instance; who fetches starts from a place of their own, the depot's way longer."""
    points = [(float(str(row[1])), float(str(row[2]))) for row in rows]
    ways = [[ceil(TICKS * hypot(a[0] - b[0], a[1] - b[1])) for b in points] for a in points]
    starts = {}
    for number in sorted(fetching):
        starts[number] = len(ways)
        way = [ways[number][0] + ways[0][there] for there in range(len(points))]
        ways.append(way)
    size = len(ways)
    travel = [row + [PLENTY] * (size - len(row)) for row in ways]
    hands, jobs = [], []
    for row in rows[1:]:
        number, _, _, opens, closes, lasts = (int(str(value)) for value in row[:6])
        skills, tools, parts = (list(map(int, value)) for value in row[6:9] if isinstance(value, list))
        stock = {str(kind): count for kind, count in enumerate(parts) if count}
        able, has = (frozenset(map(str, each)) for each in (skills, tools))
        if number <= 25:
            hand = Hand(
                str(number), number, ((opens * TICKS, closes * TICKS),), number, able, has, stock=stock
            )
            if number in fetching:
                kinds = frozenset(map(str, range(5)))
                hand = replace(hand, start=starts[number], kit=kinds, stock=dict.fromkeys(kinds, PLENTY))
            hands.append(hand)
        else:
            at = (lasts * TICKS, opens * TICKS, closes * TICKS)
            jobs.append(Job(str(number), number, *at, skills=able, tools=has, parts=stock))
    return Problem(tuple(jobs), tuple(hands), travel, idle=IDLE)


def _working(problem: Problem, plan: Plan) -> float:
    """Minutes from the latest start to the earliest end, over all who go out."""
    jobs = {job.id: job for job in problem.jobs}
    hands = {hand.id: hand for hand in problem.hands}
    total = 0
    for route in plan.routes:
        if not route.stops:
            continue
        hand, done = hands[route.hand], [jobs[stop.job] for stop in route.stops]
        at, free = hand.start, hand.shifts[0][0]
        for job in done:
            at, free = job.place, max(free + problem.travel[at][job.place], job.opens) + job.duration
        end = bound = free + problem.travel[at][hand.end if hand.end is not None else at]
        after = hand.end if hand.end is not None else at
        for job in reversed(done):
            bound = bound - problem.travel[job.place][after] - job.duration
            bound, after = min(bound, job.closes if job.closes is not None else bound), job.place
        total += end - (bound - problem.travel[hand.start][after])
    return total / TICKS
