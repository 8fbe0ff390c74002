"""Every rule that a plan breaks, whoever made it (DSP-08, DSP-10): written apart from the solvers.

A pinned job is a fact: who holds it is not judged again, and where its hand cannot do all that is pinned to
them it may be missing from the route, which then holds nothing new.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from db.planning.problem import Hand, Job, Plan, Problem, Route, Stop


class Rule(StrEnum):
    """What can be broken."""

    UNKNOWN_JOB = "unknown job"
    UNKNOWN_HAND = "unknown hand"
    TWO_ROUTES = "two routes of one hand"
    TWICE = "job planned twice"
    PINNED = "pinned to somebody else"
    DISPLACED = "pinned work left out for new work"
    SKILL = "skill"
    TOOL = "tool"
    CERTIFICATE = "certificate"
    BARRED = "barred"
    PARTS = "parts"
    CAP = "cap"
    WINDOW = "window"
    DEADLINE = "deadline"
    SHIFT = "shift"
    TRAVEL = "travel"
    OVERLAP = "overlap"
    HOME = "home"


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that is broken, by whom and at which job, as far as it is about one."""

    rule: Rule
    hand: str | None = None
    job: str | None = None


def broken(problem: Problem, plan: Plan) -> list[Broken]:
    """All that the plan breaks, not only the first; nothing for one that may be carried out."""
    jobs = {job.id: job for job in problem.jobs}
    hands = {hand.id: hand for hand in problem.hands}
    found = []
    for name, count in Counter(route.hand for route in plan.routes).items():
        if count > 1:
            found.append(Broken(Rule.TWO_ROUTES, name))
    for name, count in Counter(stop.job for route in plan.routes for stop in route.stops).items():
        if count > 1:
            found.append(Broken(Rule.TWICE, None, name))
    for route in plan.routes:
        hand = hands.get(route.hand)
        if hand is None:
            found.append(Broken(Rule.UNKNOWN_HAND, route.hand))
            continue
        known = [(stop, jobs[stop.job]) for stop in route.stops if stop.job in jobs]
        found += [Broken(Rule.UNKNOWN_JOB, hand.id, stop.job) for stop in route.stops if stop.job not in jobs]
        for _, job in known:
            found += _unfit(hand, job)
        found += _too_much(hand, [job for _, job in known])
        found += _in_time(problem, hand, known)
    found += _displaced(problem, plan)
    return found


def _unfit(hand: Hand, job: Job) -> Iterator[Broken]:
    """Why this hand may not do that job on any day."""
    if job.pinned is not None:
        if job.pinned != hand.id:
            yield Broken(Rule.PINNED, hand.id, job.id)
        return
    lacks = (
        (Rule.SKILL, job.skills <= hand.skills),
        (Rule.TOOL, job.tools <= hand.kit),
        (Rule.CERTIFICATE, job.certificates <= hand.certificates),
        (Rule.BARRED, hand.id not in job.barred),
    )
    for rule, holds in lacks:
        if not holds:
            yield Broken(rule, hand.id, job.id)


def _too_much(hand: Hand, jobs: list[Job]) -> Iterator[Broken]:
    """More than they may take on, or than they have parts for."""
    new = [job for job in jobs if job.pinned is None]
    if hand.cap is not None and new and len(jobs) > hand.cap:
        yield Broken(Rule.CAP, hand.id)
    used: Counter[str] = Counter()
    for job in jobs:
        used.update(job.parts)
    wanted = {kind for job in new for kind in job.parts}
    if any(used[kind] > hand.stock.get(kind, 0) for kind in wanted):
        yield Broken(Rule.PARTS, hand.id)


def _in_time(problem: Problem, hand: Hand, stops: list[tuple[Stop, Job]]) -> Iterator[Broken]:
    """Window, deadline and shift of each job, and whether one gets from each to the next."""
    free, place = (hand.shifts[0][0] if hand.shifts else 0), hand.start
    for at, (stop, job) in enumerate(stops):
        begin, end = stop.begin, stop.begin + job.duration
        if begin < job.opens or (job.closes is not None and begin > job.closes):
            yield Broken(Rule.WINDOW, hand.id, job.id)
        if job.pinned is None and job.due is not None and begin > job.due:
            yield Broken(Rule.DEADLINE, hand.id, job.id)
        if not any(first <= begin and end <= last for first, last in hand.shifts):
            yield Broken(Rule.SHIFT, hand.id, job.id)
        if at and begin < free:
            yield Broken(Rule.OVERLAP, hand.id, job.id)
        elif begin < free + problem.travel[place][job.place]:
            yield Broken(Rule.TRAVEL, hand.id, job.id)
        free, place = end, job.place
    back = hand.end is not None and stops and free + problem.travel[place][hand.end]
    if back and back > hand.shifts[-1][1]:
        yield Broken(Rule.HOME, hand.id)


def _displaced(problem: Problem, plan: Plan) -> Iterator[Broken]:
    """Hands who got new work although not all that is pinned to them is on their route."""
    pinned: dict[str, set[str]] = {}
    new = {job.id for job in problem.jobs if job.pinned is None}
    for job in problem.jobs:
        if job.pinned is not None:
            pinned.setdefault(job.pinned, set()).add(job.id)
    for route in plan.routes:
        mine = {stop.job for stop in route.stops}
        if mine & new:
            for job_id in sorted(pinned.get(route.hand, set()) - mine):
                yield Broken(Rule.DISPLACED, route.hand, job_id)


def route_of(plan: Plan, hand: str) -> Route:
    """Somebody's route; an empty one where they have none."""
    return next((route for route in plan.routes if route.hand == hand), Route(hand))
