"""Shorter ways once everybody has a place: some neighbours give up theirs and look for better ones (DSP-10).

Always the same steps for the same problem: chance is drawn from a seed, and what is tried is bounded, never
the time. No step leaves out more than the one before it, level by level.
"""

from __future__ import annotations

from math import log
from random import Random
from typing import Final

from db.planning.board import Board

STRING: Final = 4
"""So many jobs of a route in a row give up their places at most."""
MOST: Final = 12
"""So many in one step at most."""
WARMTH: Final = 0.05
"""How much worse, as part of the cost of a mean route, a step may be at the beginning."""
STEP: Final = 100
"""What a step costs besides, in tries."""
JOINING: Final = 3
"""So many who have no place look for one in each step."""
BLINK: Final = 0.02
"""So often a hand is not looked at, so that the cheapest place of a moment is not always taken."""
NEAR: Final = 60
"""So many neighbours of a job are looked at."""


class Shortening:
    """The search; `tries` are the places that it may still look at, `absent` those who have none."""

    def __init__(self, board: Board, absent: list[int], tries: int) -> None:
        self._board, self._absent = board, list(absent)
        self._tries = self._all = tries
        self._dice = Random(len(board.jobs))
        self._near: dict[int, list[int]] = {}
        self._where = {j: h for h, route in enumerate(board.route) for j in route}
        self._costs = [board.cost(h) for h in range(len(board.hands))]
        self._before: dict[int, list[int]] = {}

    def run(self) -> list[int]:
        """Better the board as far as the tries last; who has no place in the end."""
        board = self._board
        movable = [j for j in self._where if board.jobs[j].pinned is None]
        if len(movable) < 2:
            return self._absent
        now = best = sum(self._costs)
        routes, absent = board.snapshot(), list(self._absent)
        heat = WARMTH * now / max(1, sum(1 for route in board.route if route))
        fewest = board.missed(self._absent)
        while self._tries > 0:
            chance = -log(1 - self._dice.random()) * heat * self._tries / self._all
            self._tries -= STEP
            left = self._placed(self._gone(movable))
            fresh = {h: board.cost(h) for h in self._before}
            cost = now + sum(fresh[h] - self._costs[h] for h in fresh)
            missed = board.missed(left)
            if (missed, cost) > (fewest, now + chance) or not all(map(board.holds, fresh)):
                self._undone()
                continue
            self._absent, now = left, cost
            for h, value in fresh.items():
                self._costs[h] = value
            self._before.clear()
            if missed < fewest or cost < best:
                fewest, best = missed, cost
                routes, absent = board.snapshot(), list(left)
                movable = [j for j in self._where if board.jobs[j].pinned is None]
        board.restore(routes)
        return absent

    def _gone(self, movable: list[int]) -> list[int]:
        """Neighbours who give up their places, a string of each route."""
        board, dice = self._board, self._dice
        seed, found = dice.choice(movable), list[int]()
        most, length = dice.randint(2, MOST), dice.randint(1, STRING)
        for k in self._neighbours(seed):
            h = self._where.get(k)
            if h is None or h in self._before or board.jobs[k].pinned is not None:
                continue
            route = board.route[h]
            self._before[h] = list(route)
            at = route.index(k)
            first = max(0, at - dice.randrange(length))
            gone = [j for j in route[first : first + length] if board.jobs[j].pinned is None]
            board.without(h, gone)
            for j in gone:
                del self._where[j]
            found += gone
            if len(found) >= most:
                break
        return found

    def _neighbours(self, j: int) -> list[int]:
        """The others at hand, the nearest first, itself among them."""
        if j not in self._near:
            way, place = self._board.travel[self._board.place[j]], self._board.place
            every = sorted(range(len(place)), key=lambda k: way[place[k]])
            self._near[j] = every[:NEAR]
        return self._near[j]

    def _placed(self, gone: list[int]) -> list[int]:
        """Those who gave up their places, and some who had none, are put where they cost least; who has none
        then."""
        board, dice, absent = self._board, self._dice, self._absent
        dice.shuffle(gone)
        order = gone + dice.sample(absent, min(JOINING, len(absent)))
        if dice.random() < 0.5:
            order.sort(key=board.urgency)
        else:
            order.sort(key=lambda j: (board.jobs[j].level, board.jobs[j].priority))
        left = [j for j in absent if j not in order]
        for j in order:
            self._tries -= sum(len(board.route[h]) + 1 for h in board.fits[j])
            where = board.anywhere(j, [h for h in board.fits[j] if dice.random() >= BLINK])
            if where is None:
                left.append(j)
                continue
            h, p = where
            if h not in self._before:
                self._before[h] = list(board.route[h])
            board.insert(j, h, p)
            self._where[j] = h
        return left

    def _undone(self) -> None:
        """All as before the step."""
        board = self._board
        for h in self._before:
            for j in board.route[h]:
                self._where.pop(j, None)
        for h, route in self._before.items():
            board.put(h, route)
            for j in route:
                self._where[j] = h
        self._before.clear()
