"""The routes of all hands while they are being filled: whole numbers in lists, made for a quick answer.

Hands and jobs are numbered; `ends[h][p]` is when hand h leaves the p-th place of the route (0: the start),
`latest[h][p]` the last minute at which the job at p may begin so that all after it still hold, and
`waits[h][p]` what a minute's delay costs from that job on.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Final

from db.planning.problem import Hand, Job, Plan, Problem, Route, Stop

NEVER: Final = 1 << 40
Starts = tuple[tuple[int, int], ...]
"""When a job may begin: `[first, last]` in order."""
Place = tuple[int, int]
"""What it costs to put a job there, and before which position of the route."""
EARLY: Final[dict[int, int]] = {1: 20, 2: 4, 3: 1}
"""What a minute of waiting costs at each level, in tenths of a minute of travel (DSP-15)."""


class Board:
    """Every route of a problem; pinned jobs are on them from the start."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.jobs: Sequence[Job] = problem.jobs
        self.hands: Sequence[Hand] = problem.hands
        self.place = [job.place for job in self.jobs]
        self.length = [job.duration for job in self.jobs]
        self.early = [EARLY.get(job.level, 0) for job in self.jobs]
        self.travel = [list(row) for row in problem.travel]
        numbers = {job.id: number for number, job in enumerate(self.jobs)}
        names = {hand.id: number for number, hand in enumerate(self.hands)}
        self.favour = {(numbers[j], names[h]): worth for (j, h), worth in problem.favour.items()}
        self.starts = self._starts()
        self.fits = self._fits()
        self.rare = self._rare()
        classes = sorted({(job.level, job.priority) for job in self.jobs})
        ranks = {each: number for number, each in enumerate(classes)}
        self._classes, self._class = len(classes), [ranks[job.level, job.priority] for job in self.jobs]
        self.route: list[list[int]] = [[] for _ in self.hands]
        self.ends: list[list[int]] = [[] for _ in self.hands]
        self.latest: list[list[int]] = [[] for _ in self.hands]
        self.begins: list[list[int]] = [[] for _ in self.hands]
        self.waits: list[list[int]] = [[] for _ in self.hands]
        self.closed: list[bool] = [not hand.shifts for hand in self.hands]
        self.left: list[dict[str, int]] = [dict(hand.stock) for hand in self.hands]
        self.room = [NEVER if hand.cap is None else hand.cap for hand in self.hands]
        for h in range(len(self.hands)):
            self.refresh(h)
        self._pin(names)

    def _starts(self) -> list[list[Starts]]:
        """For each hand and job when it may begin; hands of the same shifts share a list."""
        known: dict[tuple[tuple[int, int], ...], list[Starts]] = {}
        for hand in self.hands:
            if hand.shifts not in known:
                known[hand.shifts] = [_starts(job, hand.shifts) for job in self.jobs]
        return [known[hand.shifts] for hand in self.hands]

    def _fits(self) -> list[list[int]]:
        """The hands that may do each job on some day of theirs; jobs that demand the same share a list."""
        known: dict[tuple[object, ...], list[int]] = {}
        found = []
        for job in self.jobs:
            demand = (job.skills, job.tools, job.certificates, job.barred)
            if demand not in known:
                known[demand] = [
                    h
                    for h, hand in enumerate(self.hands)
                    if job.skills <= hand.skills
                    and job.tools <= hand.kit
                    and job.certificates <= hand.certificates
                    and hand.id not in job.barred
                ]
            found.append(known[demand])
        return found

    def _rare(self) -> list[int]:
        """What it costs to take each hand, by how many of the jobs they could do: who can do little goes."""
        could = [0] * len(self.hands)
        for able in self.fits:
            for h in able:
                could[h] += 1
        return [100 * count // max(1, len(self.jobs)) for count in could]

    def _pin(self, names: dict[str, int]) -> None:
        """Put what is pinned on its hands; a hand who cannot do all of it takes nothing new."""
        pinned: dict[int, list[int]] = {}
        for number, job in enumerate(self.jobs):
            if job.pinned is not None:
                self.fits[number] = []
                if job.pinned in names:
                    pinned.setdefault(names[job.pinned], []).append(number)
        for h, numbers in pinned.items():
            numbers.sort(
                key=lambda n: (self.starts[h][n][-1][1] if self.starts[h][n] else NEVER, self.jobs[n].id)
            )
            for number in numbers:
                found = self.cheapest(number, h, pinned=True)
                if found is None:
                    self.closed[h] = True
                else:
                    self.insert(number, h, found[1])

    def refresh(self, h: int) -> None:
        """Reckon a route anew after it changed."""
        hand, route, place, travel = self.hands[h], self.route[h], self.place, self.travel
        starts, length = self.starts[h], self.length
        at, free = hand.start, hand.shifts[0][0] if hand.shifts else NEVER
        ends, begins = [free], []
        for j in route:
            arrive = free + travel[at][place[j]]
            for first, last in starts[j]:
                if arrive <= last:
                    arrive = max(arrive, first)
                    break
            begins.append(arrive)
            free = arrive + length[j]
            ends.append(free)
            at = place[j]
        self.ends[h], self.begins[h] = ends, begins
        bound, after = self._bound(hand), hand.end
        latest, waits, wait = [0] * len(route), [0] * len(route), 0
        for p in range(len(route) - 1, -1, -1):
            j = route[p]
            way = travel[place[j]][after] if after is not None else 0
            wanted = bound - way - length[j]
            fit = -1
            for first, last in starts[j]:
                if first <= wanted:
                    fit = min(last, wanted)
            latest[p] = bound = fit
            waits[p] = wait = wait + self.early[j]
            after = place[j]
        self.latest[h], self.waits[h] = latest, waits

    def _bound(self, hand: Hand) -> int:
        return hand.shifts[-1][1] if hand.end is not None and hand.shifts else NEVER

    def cheapest(self, j: int, h: int, *, pinned: bool = False) -> Place | None:
        """Where in a hand's route a job costs least, None where it does not fit."""
        route = self.route[h]
        if not pinned and (self.closed[h] or len(route) >= self.room[h] or not self._has_parts(j, h)):
            return None
        windows = self.starts[h][j]
        if not windows:
            return None
        hand, travel, place = self.hands[h], self.travel, self.place
        ends, latest, begins, waits = self.ends[h], self.latest[h], self.begins[h], self.waits[h]
        here, length, early, final = place[j], self.length[j], self.early[j], windows[-1][1]
        out = travel[here]
        best: Place | None = None
        cost_best = NEVER
        for p in range(self._first(j, h), len(route) + 1):
            free = ends[p]
            if free > final:
                break
            at = place[route[p - 1]] if p else hand.start
            way = travel[at][here]
            begin = free + way
            if begin > final:
                continue
            for first, last in windows:
                if begin <= last:
                    if begin < first:
                        begin = first
                    break
            if p < len(route):
                after = place[route[p]]
                if begin + length + out[after] > latest[p]:
                    continue
                cost = 10 * (way + out[after] - travel[at][after])
                late = begin + length + out[after] - begins[p]
                if late > 0:
                    cost += late * waits[p]
            elif hand.end is not None:
                if begin + length + out[hand.end] > hand.shifts[-1][1]:
                    continue
                cost = 10 * (way + out[hand.end] - travel[at][hand.end])
            else:
                cost = 10 * way
            cost += early * (begin - windows[0][0])
            if cost < cost_best:
                cost_best, best = cost, (cost, p)
        if best is None:
            return None
        worth = self.favour.get((j, h), 0) if self.favour else 0
        return best[0] + self.rare[h] - worth, best[1]

    def anywhere(self, j: int, among: Iterable[int] | None = None) -> tuple[int, int] | None:
        """The cheapest hand and position for a job, of all who may do it or those `among` them."""
        best, where = NEVER, None
        for h in self.fits[j] if among is None else among:
            found = self.cheapest(j, h)
            if found is not None and found[0] < best:
                best, where = found[0], (h, found[1])
        return where

    def _first(self, j: int, h: int) -> int:
        """The first position that can matter: before it the next job would have to begin too early."""
        opens = self.starts[h][j][0][0] + self.length[j]
        latest = self.latest[h]
        return bisect_right(latest, opens - 1) if opens > 0 else 0

    def _has_parts(self, j: int, h: int) -> bool:
        left = self.left[h]
        return all(left.get(kind, 0) >= count for kind, count in self.jobs[j].parts.items())

    def supplied(self, j: int, h: int, p: int, q: int) -> bool:
        """Whether there are parts for a job once those at `[p, q)` have none of them."""
        back = [self.jobs[k].parts for k in self.route[h][p:q]]
        return all(
            self.left[h].get(kind, 0) + sum(each.get(kind, 0) for each in back) >= count
            for kind, count in self.jobs[j].parts.items()
        )

    def insert(self, j: int, h: int, p: int) -> None:
        """Put a job into a route before position p."""
        self.route[h].insert(p, j)
        self._use(j, h, -1)
        self.refresh(h)

    def remove(self, h: int, p: int) -> int:
        """Take the job at position p out of a route."""
        j = self.route[h].pop(p)
        self._use(j, h, 1)
        self.refresh(h)
        return j

    def without(self, h: int, gone: list[int]) -> None:
        """Take these jobs out of a route."""
        self.put(h, [j for j in self.route[h] if j not in gone])

    def put(self, h: int, route: list[int]) -> None:
        """Make a route another one."""
        for each in self.route[h]:
            self._use(each, h, 1)
        for each in route:
            self._use(each, h, -1)
        self.route[h] = list(route)
        self.refresh(h)

    def cost(self, h: int) -> int:
        """What a route costs as it stands, by the same measure as a place in it."""
        route, begins = self.route[h], self.begins[h]
        if not route:
            return 0
        hand, place, travel, starts = self.hands[h], self.place, self.travel, self.starts[h]
        at, ways, waits = hand.start, 0, 0
        for p, j in enumerate(route):
            ways += travel[at][place[j]]
            at = place[j]
            if self.early[j] and starts[j]:
                waits += self.early[j] * (begins[p] - starts[j][0][0])
        if hand.end is not None:
            ways += travel[at][hand.end]
        worth = sum(self.favour.get((j, h), 0) for j in route) if self.favour else 0
        idle = self.problem.idle and self.problem.idle * self._idle(h)
        return 10 * ways + waits + self.rare[h] * len(route) - worth + idle

    def _idle(self, h: int) -> int:
        """The minutes of waiting on a route of who sets out as late as makes nobody wait longer."""
        route, begins, length, place = self.route[h], self.begins[h], self.length, self.place
        bound, busy = begins[-1], 0
        for p in range(len(route) - 2, -1, -1):
            j = route[p]
            way = self.travel[place[j]][place[route[p + 1]]]
            wanted = bound - way - length[j]
            fits = (min(last, wanted) for first, last in self.starts[h][j] if first <= wanted)
            bound, busy = max(fits, default=wanted), busy + way + length[j]
        return begins[-1] - bound - busy

    def exchange(self, h: int, p: int, q: int, j: int) -> list[int]:
        """Put a job in the place of those at `[p, q)` of a route; these."""
        out = self.route[h][p:q]
        self.route[h][p:q] = [j]
        for each in out:
            self._use(each, h, 1)
        self._use(j, h, -1)
        self.refresh(h)
        return out

    def holds(self, h: int) -> bool:
        """Whether all of a route can begin in time: where a way round is shorter than the direct one, it may
        not after one was taken out."""
        latest = self.latest[h]
        return all(begin <= latest[p] for p, begin in enumerate(self.begins[h]))

    def snapshot(self) -> list[list[int]]:
        """All routes as they are."""
        return [list(route) for route in self.route]

    def restore(self, routes: list[list[int]]) -> None:
        """Make all routes as they were."""
        for h, route in enumerate(routes):
            if route != self.route[h]:
                self.put(h, route)

    def take(self, plan: Plan) -> None:
        """Put the routes of a plan that keeps every rule on the board, each with all that is pinned there."""
        self.restore(self.routes_of(plan))

    def routes_of(self, plan: Plan) -> list[list[int]]:
        """The routes of a plan; those that are on the board where it leaves out what is pinned there."""
        numbers = {job.id: number for number, job in enumerate(self.jobs)}
        names = {hand.id: h for h, hand in enumerate(self.hands)}
        routes = self.snapshot()
        for route in plan.routes:
            h, mine = names[route.hand], [numbers[stop.job] for stop in route.stops]
            pinned = {j for j in routes[h] if self.jobs[j].pinned is not None}
            if pinned <= set(mine) and not self.closed[h]:
                routes[h] = mine
        return routes

    def missed(self, absent: Iterable[int]) -> list[int]:
        """How many of each level and priority have no place, the most urgent first."""
        counts = [0] * self._classes
        for j in absent:
            counts[self._class[j]] += 1
        return counts

    def urgency(self, j: int) -> tuple[int, int, int, str]:
        """Whose turn it is: level, priority, how soon it must begin."""
        job = self.jobs[j]
        return job.level, job.priority, NEVER if job.latest is None else job.latest, job.id

    def _use(self, j: int, h: int, sign: int) -> None:
        left = self.left[h]
        for kind, count in self.jobs[j].parts.items():
            left[kind] = left.get(kind, 0) + sign * count

    def plan(self) -> Plan:
        """The routes as they stand, everything as early as it can be."""
        return Plan(
            tuple(
                Route(
                    hand.id,
                    tuple(Stop(self.jobs[j].id, self.begins[h][p]) for p, j in enumerate(self.route[h])),
                )
                for h, hand in enumerate(self.hands)
            )
        )


def _starts(job: Job, shifts: tuple[tuple[int, int], ...]) -> Starts:
    """When a job may begin within these shifts."""
    latest = job.closes if job.pinned is not None else job.latest
    found = []
    for first, last in shifts:
        begin = max(first, job.opens)
        end = last - job.duration if latest is None else min(last - job.duration, latest)
        if begin <= end:
            found.append((begin, end))
    return tuple(found)
