"""Two judges of a plan, ours and VROOM's, say the same: it can be carried out, or which kind of rule it
breaks."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

from db.planning.insertion import insertion
from db.planning.problem import Plan, Problem, Route, Stop
from db.planning.validator import broken
from tests.db.planning.made import a_day, hand, job, line
from tests.db.planning.second import ABLE, COUNT, PARTS, TIME, WAY, in_its_words, opinions
from tests.sampling import SAMPLED

LUNCH = ((0, 180), (240, 480))
Day = tuple[Problem, Plan]


def _day(*stops: tuple[str, int], who: object = None, jobs: object = None) -> Day:
    """A day of one hand: what is begun when. Unless others are named, jobs of an hour at 0, 30 and 60."""
    works = jobs or (job("a"), job("b", 1), job("c", 2))
    mine = who or hand("H")
    problem = Problem(tuple(works), (mine,), line(0, 30, 60))  # type: ignore[arg-type]  # hand-made jobs
    return problem, Plan((Route("H", tuple(Stop(name, begin) for name, begin in stops)),))


BY_HAND: dict[str, tuple[Day, set[str]]] = {
    "nothing to do": (_day(), set()),
    "one after the other": (_day(("a", 0), ("b", 90), ("c", 180)), set()),
    "a minute too soon": (_day(("a", 0), ("b", 89)), {WAY}),
    "two at once": (_day(("a", 0), ("b", 0)), {WAY}),
    "over lunch": (_day(("a", 150), who=hand("H", shifts=LUNCH)), {TIME}),
    "the way over lunch": (_day(("a", 120), ("b", 240), who=hand("H", shifts=LUNCH)), set()),
    "home too late": (_day(("c", 400), who=hand("H", end=0)), {TIME}),
    "home in time": (_day(("c", 360), who=hand("H", end=0)), set()),
    "more than they take on": (_day(("a", 0), ("b", 90), who=hand("H", cap=1)), {COUNT}),
    "before the window": (_day(("a", 9), jobs=(job("a", opens=10),)), {TIME}),
    "after the deadline": (_day(("a", 11), jobs=(job("a", due=10),)), {TIME}),
    "after the deadline, but theirs": (_day(("a", 11), jobs=(job("a", due=10, pinned="H"),)), set()),
    "without the skill": (_day(("a", 0), jobs=(job("a", skills=frozenset({"lift"})),)), {ABLE}),
    "refused by the customer": (_day(("a", 0), jobs=(job("a", barred=frozenset({"H"})),)), {ABLE}),
    "without parts": (_day(("a", 0), jobs=(job("a", parts={"filter": 2}),)), {PARTS}),
    "with the last parts": (
        _day(("a", 0), who=hand("H", stock={"filter": 2}), jobs=(job("a", parts={"filter": 2}),)),
        set(),
    ),
    "late and unable": (_day(("a", 430), jobs=(job("a", tools=frozenset({"pump"})),)), {ABLE, TIME}),
}


def test_two_judges_of_days_made_by_hand() -> None:
    ours = [in_its_words(broken(*day)) for day, _ in BY_HAND.values()]
    theirs = opinions([day for day, _ in BY_HAND.values()])
    wanted = [causes for _, causes in BY_HAND.values()]
    assert dict(zip(BY_HAND, ours, strict=True)) == dict(zip(BY_HAND, wanted, strict=True))
    assert dict(zip(BY_HAND, theirs, strict=True)) == dict(zip(BY_HAND, wanted, strict=True))


def test_two_judges_of_plans_that_were_made_and_of_worse_ones(dice: random.Random) -> None:
    """Each plan of the built-in solver is good to both; with a stop moved or given away they agree."""
    days: list[Day] = []
    for seed in range(1 if SAMPLED else 3):
        problem = a_day(dice.randrange(1000) * 10 + seed, jobs=14, hands=3)
        plan = insertion(problem)
        assert broken(problem, plan) == []
        days += [(problem, plan), *_worse(dice, problem, plan)]
    for (problem, plan), said in zip(days, opinions(days), strict=True):
        assert in_its_words(broken(problem, plan)) == said, (problem, plan)


def _worse(dice: random.Random, problem: Problem, plan: Plan) -> Iterator[Day]:
    for at, route in enumerate(plan.routes):
        if not route.stops:
            continue
        changed = dice.randrange(len(route.stops))
        moved = Stop(route.stops[changed].job, max(0, route.stops[changed].begin + dice.randint(-90, 90)))
        stops = (*route.stops[:changed], moved, *route.stops[changed + 1 :])
        routes = list(plan.routes)
        routes[at] = replace(route, stops=stops)
        yield problem, Plan(tuple(routes))
        yield problem, Plan((Route(dice.choice(problem.hands).id, route.stops),))
