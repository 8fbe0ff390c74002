"""The built-in solver: the most urgent first, of these the one with the fewest ways out (DSP-10, DSP-11).

Always the same plan for the same problem: it is bounded by how much it tries, never by the clock.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from db.planning.board import NEVER, Board, Place
from db.planning.ejecting import Pool
from db.planning.problem import Plan, Problem
from db.planning.shortening import Shortening

AT_ONCE: Final = 100
"""So many urgent jobs of one level compete for the next place; more are taken by their deadlines."""
MOST_AT_ONCE: Final = 400
"""So many of the others."""
TRIES: Final = 400_000
"""So many places are looked at for jobs that found none, over all of them: a seventh of a second's work."""
EACH: Final = 800
"""No more than so many for each job that is planned: a small day is answered at once."""
SHORTER: Final = 200_000
"""So many are looked at for shorter ways, once everybody has a place."""
FOR_TWO: Final = 40
"""No more than so many of these for each job and each other one: a small day needs few."""
JOINED: Final = 20_000
"""So many for those who lose their place to a route of another plan."""
CONSTRAINED: Final = 300
"""What having no other place is worth at most to those who are not urgent, in tenths of a minute."""
Turn = Callable[[dict[int, Place], int], int]
"""Whose turn it is among jobs of a level, from their places and their length: the greatest first."""
URGENT: Final = 3
"""Levels for which room is made before others are looked at."""


def insertion(problem: Problem, tries: int = TRIES, shorter: int = SHORTER) -> Plan:
    """A plan that keeps every rule; level by level, then bettered within bounds: `tries` are the places that
    are looked at for jobs that found none, `shorter` those for shorter ways."""
    return _filled(Board(problem), tries, shorter)


def mended(problem: Problem, plan: Plan) -> Plan:
    """A plan that keeps every rule, of which some lost their place: they look for another one."""
    board = Board(problem)
    board.take(plan)
    if not all(map(board.holds, range(len(board.hands)))):
        return insertion(problem, shorter=0)
    there = {j for route in board.route for j in route}
    absent = [j for j, job in enumerate(board.jobs) if job.pinned is None and j not in there]
    Pool(board, JOINED).place(sorted(absent, key=board.urgency))
    return board.plan()


def bettered(problem: Problem, plan: Plan, tries: int = TRIES) -> Plan:
    """A plan that keeps every rule, with those that it leaves out served too, or more urgent ones instead."""
    board = Board(problem)
    board.take(plan)
    return _filled(board, tries, SHORTER)


def joined(problem: Problem, plan: Plan, other: Plan) -> Plan:
    """A plan that keeps every rule, with whole routes of another such one wherever more are served by that,
    level by level: whoever loses their place looks for another one."""
    board = Board(problem)
    board.take(plan)
    there = {j for route in board.route for j in route}
    absent = [j for j, job in enumerate(board.jobs) if job.pinned is None and j not in there]
    fewest = board.missed(absent)
    for h, theirs in enumerate(board.routes_of(other)):
        if not any(fewest) or theirs == board.route[h]:
            continue
        before, lost = board.snapshot(), {*absent, *board.route[h]} - {*theirs}
        for k, route in enumerate(before):
            if k != h and not {*route}.isdisjoint(theirs):
                board.put(k, [j for j in route if j not in theirs])
        board.put(h, theirs)
        if all(map(board.holds, range(len(board.hands)))):
            left = Pool(board, JOINED).place(sorted(lost, key=board.urgency))
            missed = board.missed(left)
            if missed < fewest:
                absent, fewest = left, missed
                continue
        board.restore(before)
    return board.plan()


def _filled(board: Board, tries: int, shorter: int) -> Plan:
    """What is not on the board is put there."""
    there = {j for route in board.route for j in route}
    order = sorted(
        (j for j, job in enumerate(board.jobs) if job.pinned is None and j not in there), key=board.urgency
    )
    pool, pending = Pool(board, min(tries, EACH * len(order))), list[int]()
    for group in _groups(board, [j for j in order if board.jobs[j].level <= URGENT], AT_ONCE):
        keep = pool.tries // 2 if board.jobs[group[0]].level < URGENT else 0
        pending = pool.place(pending + _serve(board, group, _loss), keep)
    _shorten(board)
    for group in _groups(board, [j for j in order if board.jobs[j].level > URGENT], MOST_AT_ONCE):
        pending += _serve(board, group, _effort)
    _shorten(board)
    absent = pool.place(_serve(board, sorted(pending, key=board.urgency), _loss))
    Shortening(board, absent, min(shorter, FOR_TWO * len(order) ** 2)).run()
    return board.plan()


def _groups(board: Board, order: list[int], most: int) -> list[list[int]]:
    """Jobs of one level and priority together, those with a last minute apart from those that can wait, so
    many at most."""
    found: list[list[int]] = []
    before = None
    for n in order:
        level, priority, latest, _ = board.urgency(n)
        this = level, priority, latest == NEVER
        if this != before or len(found[-1]) >= most:
            found.append([])
        found[-1].append(n)
        before = this
    return found


def _serve(board: Board, group: list[int], turn: Turn) -> list[int]:
    """Put these jobs where they cost least, the one first whose turn is greatest; what found none."""
    ways: dict[int, dict[int, Place]] = {}
    turns: dict[int, int] = {}
    for j in group:
        ways[j] = {h: found for h in board.fits[j] if (found := board.cheapest(j, h)) is not None}
        turns[j] = turn(ways[j], board.length[j])
    waiting = [j for j in group if ways[j]]
    lost = [j for j in group if not ways[j]]
    while waiting:
        j = max(waiting, key=turns.__getitem__)
        waiting.remove(j)
        h, (_, p) = min(ways[j].items(), key=_cost_of)
        board.insert(j, h, p)
        still = []
        for other in waiting:
            mine = ways[other]
            if h in mine:
                found = board.cheapest(other, h)
                if found is None:
                    del mine[h]
                    if not mine:
                        lost.append(other)
                        continue
                else:
                    mine[h] = found
                turns[other] = turn(mine, board.length[other])
            still.append(other)
        waiting = still
    return lost


def _cost_of(way: tuple[int, Place]) -> tuple[int, int]:
    return way[1][0], way[0]


def _loss(ways: dict[int, Place], _length: int = 0) -> int:
    """What a job would lose with its best place: all, where it has no other."""
    best = second = NEVER
    for cost, _ in ways.values():
        if cost < best:
            best, second = cost, best
        elif cost < second:
            second = cost
    return second - best


def _effort(ways: dict[int, Place], length: int) -> int:
    """Who takes the least time goes first, so that most are served where not all can be; a little sooner
    who has few ways out."""
    if not ways:
        return 0
    return min(_loss(ways), CONSTRAINED) - min(cost for cost, _ in ways.values()) - 10 * length


def _shorten(board: Board) -> None:
    """Move each job to where it costs least, one after the other, once."""
    for h in range(len(board.hands)):
        p = 0
        while p < len(board.route[h]):
            j = board.route[h][p]
            if board.jobs[j].pinned is None:
                board.remove(h, p)
                best = board.anywhere(j) if board.holds(h) else None
                if best is None:
                    board.insert(j, h, p)
                else:
                    board.insert(j, best[0], best[1])
            p += 1
