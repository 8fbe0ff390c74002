"""What a plan is made of, as plain data (DSP-10).

Times are whole minutes from an origin that whoever asks has chosen; nothing here knows a clock or a store.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Job:
    """Work at a place. It may begin from `opens`, by `closes` (the window's end) and by `due` (the deadline),
    None: any time. `level` 1 goes first, whatever it costs others, and within a level `priority` 1 (DSP-11).
    A `pinned` one stays with its hand, who was chosen by somebody and is not judged again. `barred` are those
    who may not do it for a cause that is no skill, tool or certificate. `parts` are used up, kind → count.
    """

    id: str
    place: int
    duration: int
    opens: int = 0
    closes: int | None = None
    due: int | None = None
    level: int = 4
    priority: int = 99
    skills: frozenset[str] = NOTHING
    tools: frozenset[str] = NOTHING
    certificates: frozenset[str] = NOTHING
    barred: frozenset[str] = NOTHING
    parts: Mapping[str, int] = field(default_factory=dict)
    pinned: str | None = None

    @property
    def latest(self) -> int | None:
        """The last minute at which it may begin, as far as it alone says."""
        ends = [end for end in (self.closes, self.due) if end is not None]
        return min(ends) if ends else None


@dataclass(frozen=True, slots=True)
class Hand:
    """Somebody who goes out. `shifts` are `[from, to)` in order, none overlapping: a job lies within one, on
    the way they may be in between. They start at `start` and, where `end` is a place, are back there by the
    end of their last shift. `cap` is how many jobs they take in all, None: any number."""

    id: str
    start: int
    shifts: tuple[tuple[int, int], ...]
    end: int | None = None
    skills: frozenset[str] = NOTHING
    kit: frozenset[str] = NOTHING
    certificates: frozenset[str] = NOTHING
    stock: Mapping[str, int] = field(default_factory=dict)
    cap: int | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Jobs, hands, and `travel[a][b]`, the minutes from place a to place b. `favour` is what sending somebody
    is worth, (job, hand) → tenths of a minute of travel: what speaks for them besides being near. `idle` is
    what a minute of waiting between two jobs costs, in the same tenths."""

    jobs: tuple[Job, ...]
    hands: tuple[Hand, ...]
    travel: Sequence[Sequence[int]]
    favour: Mapping[tuple[str, str], int] = field(default_factory=dict)
    idle: int = 0


@dataclass(frozen=True, slots=True)
class Stop:
    """A job in somebody's day, and the minute at which it begins."""

    job: str
    begin: int


@dataclass(frozen=True, slots=True)
class Route:
    """The jobs of one hand in their order."""

    hand: str
    stops: tuple[Stop, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """Who does what; a job on no route is not served."""

    routes: tuple[Route, ...]

    @property
    def served(self) -> frozenset[str]:
        """The jobs on some route."""
        return frozenset(stop.job for route in self.routes for stop in route.stops)


def missed(problem: Problem, plan: Plan) -> list[int]:
    """How many of each level and priority a plan leaves out, the most urgent first: of two plans of one
    problem the lesser is the better one (DSP-10, DSP-11)."""
    classes = sorted({(job.level, job.priority) for job in problem.jobs})
    counts, served = dict.fromkeys(classes, 0), plan.served
    for job in problem.jobs:
        if job.id not in served:
            counts[job.level, job.priority] += 1
    return list(counts.values())


def ways(problem: Problem, plan: Plan) -> int:
    """The minutes on the way to all that a plan serves."""
    places = {job.id: job.place for job in problem.jobs}
    starts = {hand.id: hand.start for hand in problem.hands}
    total = 0
    for route in plan.routes:
        at = starts[route.hand]
        for stop in route.stops:
            total += problem.travel[at][places[stop.job]]
            at = places[stop.job]
    return total
