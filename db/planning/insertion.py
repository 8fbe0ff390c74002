"""The built-in solver: the most urgent first, of these the one with the fewest ways out (DSP-10, DSP-11).

Always the same plan for the same problem: it is bounded by how much it tries, never by the clock.
"""

from __future__ import annotations

from typing import Final

from db.planning.board import NEVER, Board, Place
from db.planning.problem import Plan, Problem

AT_ONCE: Final = 100
"""So many jobs of one level compete for the next place; more are taken by their deadlines."""
TRIALS: Final = 6_000
"""So many places are tried for jobs that found none, over all of them."""
ROUNDS: Final = 1


def insertion(problem: Problem) -> Plan:
    """A plan that keeps every rule; level by level, then bettered within bounds."""
    board = Board(problem)
    order = sorted(
        (n for n, job in enumerate(problem.jobs) if job.pinned is None),
        key=lambda n: _urgency(board, n),
    )
    spent = 0
    pending: list[int] = []
    for group in _groups(board, order):
        left = _serve(board, group)
        if left and problem.jobs[group[0]].level <= 3:
            left, spent = _rescue(board, left, spent)
        pending += left
    for _ in range(ROUNDS):
        _shorten(board)
        pending = _serve(board, pending)
        pending, spent = _rescue(board, pending, spent)
    return board.plan()


def _urgency(board: Board, n: int) -> tuple[int, int, int, str]:
    job = board.jobs[n]
    return job.level, job.priority, NEVER if job.latest is None else job.latest, job.id


def _groups(board: Board, order: list[int]) -> list[list[int]]:
    """Jobs of one level and priority together, at most `AT_ONCE` of them."""
    found: list[list[int]] = []
    for n in order:
        if (
            not found
            or _urgency(board, found[-1][0])[:2] != _urgency(board, n)[:2]
            or len(found[-1]) >= AT_ONCE
        ):
            found.append([])
        found[-1].append(n)
    return found


def _serve(board: Board, group: list[int]) -> list[int]:
    """Put these jobs where they cost least, first what would lose most by waiting; what found none."""
    ways: dict[int, dict[int, Place]] = {}
    loss: dict[int, int] = {}
    for j in group:
        ways[j] = {h: found for h in board.fits[j] if (found := board.cheapest(j, h)) is not None}
        loss[j] = _loss(ways[j])
    waiting = [j for j in group if ways[j]]
    lost = [j for j in group if not ways[j]]
    while waiting:
        j = max(waiting, key=loss.__getitem__)
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
                loss[other] = _loss(mine)
            still.append(other)
        waiting = still
    return lost


def _cost_of(way: tuple[int, Place]) -> tuple[int, int]:
    return way[1][0], way[0]


def _loss(ways: dict[int, Place]) -> int:
    """What a job would lose with its best place: all, where it has no other."""
    best = second = NEVER
    for cost, _ in ways.values():
        if cost < best:
            best, second = cost, best
        elif cost < second:
            second = cost
    return second - best


def _rescue(board: Board, jobs: list[int], spent: int) -> tuple[list[int], int]:
    """Make room for jobs that found none by moving one that did, or by giving up a less urgent one."""
    queue = sorted(jobs, key=lambda n: _urgency(board, n))
    lost = []
    while queue:
        j = queue.pop(0)
        if spent >= TRIALS:
            lost.append(j)
            continue
        done, given_up, spent = _make_room(board, j, spent)
        if not done:
            lost.append(j)
        elif given_up is not None:
            queue.append(given_up)
    return lost, spent


def _make_room(board: Board, j: int, spent: int) -> tuple[bool, int | None, int]:
    """Whether the job got a place, and which less urgent one lost its own for it."""
    sacrifice: tuple[int, int, int, int] | None = None
    level = board.jobs[j].level
    for h in board.fits[j]:
        if board.closed[h] or not board.starts[h][j]:
            continue
        for p in range(len(board.route[h])):
            out = board.route[h][p]
            if board.jobs[out].pinned is not None or not _near(board, j, h, p):
                continue
            spent += 1
            board.remove(h, p)
            found = board.cheapest(j, h)
            if found is None:
                board.insert(out, h, p)
                continue
            board.insert(j, h, found[1])
            elsewhere = _anywhere(board, out, h)
            if elsewhere is not None:
                board.insert(out, elsewhere[0], elsewhere[1])
                return True, None, spent
            board.remove(h, found[1])
            board.insert(out, h, p)
            other = board.jobs[out].level
            if other > level and (sacrifice is None or (-other, found[0]) < sacrifice[:2]):
                sacrifice = (-other, found[0], h, p)
            if spent >= TRIALS:
                break
        if spent >= TRIALS:
            break
    if sacrifice is None:
        return False, None, spent
    _, _, h, p = sacrifice
    out = board.remove(h, p)
    place = board.cheapest(j, h)
    if place is None:
        board.insert(out, h, p)
        return False, None, spent
    board.insert(j, h, place[1])
    return True, out, spent


def _near(board: Board, j: int, h: int, p: int) -> bool:
    """Whether the job could begin at all about when the one at p is there."""
    ends, latest = board.ends[h], board.latest[h]
    first, last = board.starts[h][j][0][0], board.starts[h][j][-1][1]
    after = latest[p + 1] if p + 1 < len(latest) else NEVER
    return ends[p] <= last and first + board.length[j] <= after


def _anywhere(board: Board, j: int, but: int) -> tuple[int, int] | None:
    """The cheapest hand and position for a job, the hand that it came from too."""
    best: tuple[int, int, int] | None = None
    for h in board.fits[j]:
        found = board.cheapest(j, h)
        if found is not None and (best is None or (found[0], h) < best[:2]):
            best = (found[0], h, found[1])
    return None if best is None else best[1:]


def _shorten(board: Board) -> None:
    """Move each job to where it costs least, one after the other, once."""
    for h in range(len(board.hands)):
        p = 0
        while p < len(board.route[h]):
            j = board.route[h][p]
            if board.jobs[j].pinned is None:
                board.remove(h, p)
                best = _anywhere(board, j, h)
                if best is None:
                    board.insert(j, h, p)
                else:
                    board.insert(j, best[0], best[1])
            p += 1
