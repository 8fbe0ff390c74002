"""Room for jobs that found none: others give up their place and look for another (DSP-10, DSP-11).

What failed often is given up last, so that a search that turns in a circle leaves it by itself. The best
board that was seen stays: more urgent work that is given up on the way comes back, or the way is not gone.
"""

from __future__ import annotations

from typing import Final

from db.planning.board import NEVER, Board

LONGEST: Final = 3
"""So many jobs in a row are given up at once."""
STEP: Final = 50
"""What a step costs besides, in tries."""
WORTH: Final = {1: 400, 2: 60, 3: 10}
"""What giving up a job weighs at each level, the others 1; each failure adds as much again."""


class Pool:
    """The search for places; `tries` are the places that it may still look at."""

    def __init__(self, board: Board, tries: int) -> None:
        self._board = board
        self.tries = tries
        self._worth = [WORTH.get(job.level, 1) for job in board.jobs]
        self._weight = list(self._worth)
        self._turn = 0

    def place(self, jobs: list[int], keep: int = 0) -> list[int]:
        """Which of these are left, or lost their place to a more urgent one; so many tries are kept."""
        board = self._board
        hopeless = [j for j in jobs if not self._ever(j)]
        pool = sorted(set(jobs) - set(hopeless), key=board.urgency, reverse=True)
        best, kept, left, stuck = board.missed(pool), board.snapshot(), list(pool), 0
        while pool and self.tries > keep and stuck < len(pool):
            j = pool.pop()
            self.tries -= STEP + sum(len(board.route[h]) + 1 for h in board.fits[j])
            where = board.anywhere(j)
            if where is not None:
                board.insert(j, *where)
                stuck, missed = 0, board.missed(pool)
                if missed < best:
                    best, kept, left = missed, board.snapshot(), list(pool)
                continue
            self._weight[j] += self._worth[j]
            found = self._cheapest_range(j)
            if found is None:
                pool.insert(0, j)
                stuck += 1
            else:
                h, p, q = found
                pool += sorted(board.exchange(h, p, q, j), key=board.urgency, reverse=True)
                stuck = 0
        board.restore(kept)
        return hopeless + left

    def _ever(self, j: int) -> bool:
        """Whether anybody who may do it is there in its time, on an empty day."""
        board, here = self._board, self._board.place[j]
        return any(
            board.starts[h][j]
            and not board.closed[h]
            and hand.shifts[0][0] + board.travel[hand.start][here] <= board.starts[h][j][-1][1]
            for h in board.fits[j]
            for hand in (board.hands[h],)
        )

    def _cheapest_range(self, j: int) -> tuple[int, int, int] | None:
        """A hand and the positions `[from, to)` that weigh least, in the place of which the job fits."""
        best, where = NEVER, None
        able = self._board.fits[j]
        self._turn = (self._turn + 1) % len(able)
        for h in able[self._turn :] + able[: self._turn]:
            found = self._range(j, h, best)
            if found is not None:
                best, where = found[0], (h, found[1], found[2])
        return where

    def _range(self, j: int, h: int, best: int) -> tuple[int, int, int] | None:
        """The lightest of a hand, if it is lighter than the best: its weight, from where to where."""
        board = self._board
        windows, route = board.starts[h][j], board.route[h]
        if not windows or board.closed[h] or not route:
            return None
        hand, place, ends, latest = board.hands[h], board.place, board.ends[h], board.latest[h]
        weight, jobs, travel, size = self._weight, board.jobs, board.travel, len(route)
        here, length, final = place[j], board.length[j], windows[-1][1]
        out, spare, where = travel[here], board.room[h] - size, None
        parts = jobs[j].parts
        close = NEVER if hand.end is None else hand.shifts[-1][1] - out[hand.end]
        self.tries -= 2 * size
        for p in range(size):
            begin = ends[p] + travel[place[route[p - 1]] if p else hand.start][here]
            if begin > final:
                continue
            for first, last in windows:
                if begin <= last:
                    begin = max(begin, first)
                    break
            done, total = begin + length, 0
            for q in range(p + 1, min(size, p + LONGEST) + 1):
                k = route[q - 1]
                total += weight[k]
                if total >= best or jobs[k].pinned is not None:
                    break
                limit = latest[q] - out[place[route[q]]] if q < size else close
                if done <= limit and spare + q - p > 0 and (not parts or board.supplied(j, h, p, q)):
                    best, where = total, (total, p, q)
                    break
        return where
