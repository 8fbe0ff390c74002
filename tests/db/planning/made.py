"""Problems for the planner: drawn small ones, and a day of any size from a seed."""

from __future__ import annotations

import random
from dataclasses import dataclass

from hypothesis import strategies as st

from db.planning.problem import Hand, Job, Problem

SKILLS = ("chiller", "boiler", "lift")
TOOLS = ("pump", "meter")


def job(id: str, place: int = 0, duration: int = 60, **others: object) -> Job:
    """A job that demands nothing but what is said."""
    return Job(id, place, duration, **others)  # type: ignore[arg-type]  # any field of a job, by its name


def hand(id: str, start: int = 0, **others: object) -> Hand:
    """Somebody from minute 0 to 480."""
    return Hand(id, start, **{"shifts": ((0, 480),), **others})  # type: ignore[arg-type]  # any field, by its name


def line(*places: int) -> list[list[int]]:
    """Places on a road, by the minute at which they lie."""
    return [[abs(one - other) for other in places] for one in places]


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Up to five hands and twelve jobs, with every kind of demand, tight enough that some find nobody."""
    places = draw(st.lists(st.integers(0, 120), min_size=1, max_size=8))
    where = st.integers(0, len(places) - 1)
    some = st.frozensets
    hands = tuple(
        Hand(
            f"H{number}",
            draw(where),
            draw(
                st.sampled_from(
                    [((0, 240),), ((0, 180), (240, 420)), ((60, 420),), ((0, 180), (180, 360)), ()]
                )
            ),
            end=draw(st.none() | where),
            skills=draw(some(st.sampled_from(SKILLS))),
            kit=draw(some(st.sampled_from(TOOLS))),
            certificates=draw(some(st.just("permit"))),
            stock=draw(st.dictionaries(st.just("filter"), st.integers(0, 3))),
            cap=draw(st.none() | st.integers(0, 4)),
        )
        for number in range(draw(st.integers(1, 5)))
    )
    return Problem(
        tuple(_job(draw, f"J{number}", hands, where) for number in range(draw(st.integers(0, 12)))),
        hands,
        draw(st.just(line(*places)) | _crooked(len(places))),
    )


def _crooked(size: int) -> st.SearchStrategy[list[list[int]]]:
    """Ways as a table may hold them: there longer than back, and a way round shorter than the direct one."""
    return st.lists(st.lists(st.integers(0, 120), min_size=size, max_size=size), min_size=size, max_size=size)


def _job(draw: st.DrawFn, id: str, hands: tuple[Hand, ...], where: st.SearchStrategy[int]) -> Job:
    seldom = st.integers(0, 3).map(lambda roll: roll == 0)
    opens = draw(st.sampled_from([0, 0, 60, 200]))
    return Job(
        id,
        draw(where),
        draw(st.sampled_from([0, 15, 60, 120])),
        opens,
        draw(st.none() | st.integers(opens, opens + 180)),
        draw(st.none() | st.integers(0, 400)),
        draw(st.integers(1, 4)),
        skills=draw(st.frozensets(st.sampled_from(SKILLS), max_size=1)),
        tools=draw(st.frozensets(st.sampled_from(TOOLS))) if draw(seldom) else frozenset(),
        certificates=frozenset({"permit"}) if draw(seldom) else frozenset(),
        barred=frozenset({draw(st.sampled_from(hands)).id}) if draw(seldom) else frozenset(),
        parts={"filter": 1} if draw(seldom) else {},
        pinned=draw(st.sampled_from(hands)).id if draw(seldom) else None,
    )


@dataclass(frozen=True)
class Family:
    """Days of a kind: how many jobs for how many hands, whether a few skills lie with a few of them, how wide
    a window is in minutes, the part of jobs that have one, and how many of a hundred are of each level."""

    jobs: int = 500
    hands: int = 60
    scarce: bool = False
    window: int = 120
    windowed: float = 0.4
    levels: tuple[int, int, int, int] = (5, 15, 30, 50)


FAMILIES = {
    "light": Family(jobs=250),
    "usual": Family(),
    "heavy": Family(jobs=600),
    "overfull": Family(jobs=800),
    "scarce": Family(scarce=True),
    "tight": Family(window=30, windowed=0.8),
    "storm": Family(levels=(20, 30, 30, 20)),
}
"""What solvers are compared on."""


def a_day(seed: int, jobs: int = 500, hands: int = 60) -> Problem:
    """A branch's day: more work than hands, one job in twenty of level 1."""
    return a_day_of(Family(jobs, hands), seed)


def a_day_of(family: Family, seed: int) -> Problem:
    """A day of a kind; the same seed is the same day."""
    roll, jobs, hands = random.Random(seed), family.jobs, family.hands
    spots = [(roll.uniform(0, 40), roll.uniform(0, 40)) for _ in range(hands + jobs)]
    travel = [
        [0 if a is b else round(3 + 1.8 * ((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5) for b in spots]
        for a in spots
    ]
    skills = [f"skill {number}" for number in range(6)]
    tools = ("pump", "meter", "torch")
    people = tuple(
        Hand(
            f"T{number:03}",
            number,
            ((0, 240), (300, 540)) if roll.random() < 0.7 else ((240, 480),),
            skills=_skills(roll, skills, family),
            kit=frozenset(tool for tool in tools if roll.random() < 0.7),
            certificates=frozenset({"permit"}) if roll.random() < 0.6 else frozenset(),
            cap=10,
        )
        for number in range(hands)
    )
    return Problem(
        tuple(
            _of_a_day(roll, f"J{number:04}", hands + number, skills, tools, family) for number in range(jobs)
        ),
        people,
        travel,
    )


def _skills(roll: random.Random, skills: list[str], family: Family) -> frozenset[str]:
    """Some of them; where they are scarce, the later one comes the fewer people have it."""
    if not family.scarce:
        return frozenset(roll.sample(skills, roll.choice([1, 2, 2, 3])))
    return frozenset(roll.choices(skills, [32, 16, 8, 4, 2, 2], k=2))


def _of_a_day(
    roll: random.Random, id: str, place: int, skills: list[str], tools: tuple[str, ...], family: Family
) -> Job:
    level = roll.choices([1, 2, 3, 4], family.levels)[0]
    opens, closes = 0, None
    if roll.random() < family.windowed:
        opens = roll.choice(range(0, 480, 60))
        closes = opens + family.window
    within = {1: 120, 2: 240, 3: 480}.get(level)
    due = None if within is None else roll.randint(within // 2, within)
    if due is not None and opens > due:
        due = closes
    return Job(
        id,
        place,
        roll.choice([20, 30, 30, 45, 60, 90]),
        opens,
        closes,
        due,
        level,
        skills=frozenset({roll.choice(skills)}),
        tools=frozenset({roll.choice(tools)} if roll.random() < 0.3 else ()),
        certificates=frozenset({"permit"} if roll.random() < 0.15 else ()),
    )
