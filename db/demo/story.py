"""The whole season: people, customers, every ticket's plan, and the telling of it in the order of time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from db.demo.calls import Calls
from db.demo.chance import Chance
from db.demo.closed import closed_plan
from db.demo.hours import DAY, HOUR, Hours
from db.demo.open import open_plan, places
from db.demo.people import Technician, duties, found, hire
from db.demo.plan import HOLDER, Plan
from db.demo.season import Season
from db.demo.sending import Sending
from db.demo.telling import Telling, Told
from db.policy.load import shipped

FOUNDED_DAYS = 8
"""How long before the season the store was founded."""
LAST_CLOSED = 20 * HOUR
"""How long before the demo's day the last closed ticket came in."""
MOST_FILES = 260
TICKETS_A_FILE = 12
FILES_WITHOUT_TICKETS = 12

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Arguments:
    """What the demo is made from; the same arguments make the same store."""

    tickets: int
    closed: int
    staff: int
    seed: int
    at: datetime


def tell(
    arguments: Arguments,
    zone: ZoneInfo,
    *,
    progress: Progress | None = None,
    witness: Callable[[Told], None] | None = None,
) -> Telling:
    """Tell the whole season in memory; `progress` hears percents, `witness` every verb."""
    seed = arguments.seed
    telling = Telling(shipped(), zone, Chance(seed, "log"), witness)
    hours = Hours(arguments.at, zone)
    season = Season(hours, Chance(seed, "weather"))
    begin = season.begin - FOUNDED_DAYS * DAY + 9 * HOUR
    found(telling, begin)
    staff = hire(telling, Chance(seed, "people"), arguments.staff, begin + HOUR, hours)
    calls = Calls(telling.policy, Chance(seed, "calls"), hours)
    known = min((arguments.tickets + arguments.closed) // TICKETS_A_FILE, MOST_FILES)
    calls.enter_files(telling, max(known, FILES_WITHOUT_TICKETS), begin + 2 * DAY)
    plans = _plans(arguments, season, calls, Chance(seed, "stories"))
    _tell(telling, plans, staff, hours, Sending(telling, staff, Chance(seed, "sending")), progress)
    return telling


def _plans(arguments: Arguments, season: Season, calls: Calls, chance: Chance) -> list[Plan]:
    hours = season.hours
    plans = []
    for second in season.calls(arguments.closed, hours.end - LAST_CLOSED):
        call = calls.draw(second, season.heat(second), staffed=arguments.staff > 0)
        plans.append(closed_plan(call, second, hours, chance))
    for place in places(arguments.tickets, arguments.staff):
        call = calls.draw(hours.end, season.heat(hours.end), level=place.level, staffed=arguments.staff > 0)
        plans.append(open_plan(place, call, hours, chance))
    return plans


def _tell(
    telling: Telling,
    plans: list[Plan],
    staff: list[Technician],
    hours: Hours,
    sending: Sending,
    progress: Progress | None,
) -> None:
    """Every step of every plan, in the order of time."""
    due = [
        (step.second, number, at) for number, plan in enumerate(plans) for at, step in enumerate(plan.steps)
    ]
    shifts = [(second, -1, at) for at, (second, _) in enumerate(duties(staff, hours))]
    entries = [fields for _, fields in duties(staff, hours)]
    numbers: dict[int, str] = {}
    holders: dict[int, str] = {}
    due = sorted(due + shifts)
    percent = max(len(due) // 100, 1)
    for done, (second, number, at) in enumerate(due):
        telling.at(second)
        if number < 0:
            telling.do("set_duty", "D01", **entries[at])
        else:
            plan = plans[number]
            step = plan.steps[at]
            if step.verb == "register":
                numbers[number] = telling.do("register", step.actor, **step.fields)["number"]
            elif step.verb in ("dispatch", "reassign"):
                holders[number] = sending.send(step.verb, step.actor, numbers[number], plan.call, step.fields)
            else:
                actor = holders.get(number, "D01") if step.actor == HOLDER else step.actor
                telling.do(step.verb, actor, ticket=numbers[number], **step.fields)
        if progress is not None and done % percent == 0:
            progress(done * 100 // len(due))
