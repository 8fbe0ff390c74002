"""The whole season: people, customers, every ticket's plan, and the telling of it in the order of time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from db.demo import helper
from db.demo.calls import Calls
from db.demo.chance import Chance
from db.demo.closed import closed_plan
from db.demo.hours import DAY, HOUR, Hours
from db.demo.open import open_plan, places
from db.demo.people import TEAMS, duties, found, hire
from db.demo.plan import HOLDER, Plan
from db.demo.season import Season
from db.demo.sending import Sending
from db.demo.telling import Telling, Told
from db.demo.waiting import TELLS, tell_waiting
from db.log.facts import Change
from db.policy.load import shipped
from db.rules import numbering
from db.tables.event import NumberCounter
from db.tables.staff import Staff

FOUNDED_DAYS = 8
"""How long before the season the store was founded."""
LAST_CLOSED = 20 * HOUR
"""How long before the demo's day the last closed ticket came in."""
WORTH_HELP = 600
"""From so many tickets on a second process is worth its start."""
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
    helped: bool = False,
) -> Telling:
    """Tell the whole season in memory; `progress` hears percents, `witness` every verb.

    `helped` lets a second process tell the second team's tickets where that is possible; what comes out is
    the same. It must not be asked for where other threads run.
    """
    seed = arguments.seed
    telling = Telling(shipped(), zone, seed, witness)
    hours = Hours(arguments.at, zone)
    season = Season(hours, Chance(seed, "weather"))
    begin = season.begin - FOUNDED_DAYS * DAY + 9 * HOUR
    found(telling, begin)
    staff = hire(telling, Chance(seed, "people"), arguments.staff, begin + HOUR, hours)
    teams = 1 + max((each.team for each in staff), default=0)
    calls = Calls(telling.policy, Chance(seed, "calls"), hours, teams)
    known = min((arguments.tickets + arguments.closed) // TICKETS_A_FILE, MOST_FILES)
    calls.enter_files(telling, max(known, FILES_WITHOUT_TICKETS), begin + 2 * DAY)
    plans = _plans(arguments, season, calls, Chance(seed, "stories"))
    course = Course(telling, plans, duties(staff, hours), [
        Sending(telling, [each for each in staff if each.team == team], Chance(seed, f"sending {team}"))
        for team in range(teams)
    ])  # fmt: skip
    if helped and teams == TEAMS and len(plans) >= WORTH_HELP and helper.is_possible():
        helper.halve(telling, lambda team: course.tell({team}, progress if team == 0 else None))
    else:
        course.tell(set(range(teams)), progress)
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


class Course:
    """Every step of every plan, in the order of time, each with the number of its event."""

    def __init__(
        self,
        telling: Telling,
        plans: list[Plan],
        shifts: list[tuple[int, dict[str, Any]]],
        sending: list[Sending],
    ) -> None:
        self._telling, self._plans, self._sending = telling, plans, sending
        self._shifts = [fields for _, fields in shifts]
        self._team_of = {no: team for team, each in enumerate(sending) for no in each.people}
        self._numbers: dict[int, str] = {}
        self._holders: dict[int, str] = {}
        steps = [
            (step.second, number, at)
            for number, plan in enumerate(plans)
            for at, step in enumerate(plan.steps)
        ]
        self._due = sorted(steps + [(second, -1, at) for at, (second, _) in enumerate(shifts)])
        self._first = telling.seq

    def tell(self, teams: set[int], progress: Progress | None) -> None:
        """Tell the steps of these teams; those of others only count."""
        percent = max(len(self._due) // 100, 1)
        telling = self._telling
        for done, (second, number, at) in enumerate(self._due):
            telling.seq = self._first + done
            if number < 0:
                telling.at(second)
                self._shift(at, teams)
            elif (team := self._plans[number].call.caller.team) in teams:
                telling.at(second)
                self._step(number, at, team)
            elif at == 0:
                telling.at(second)
                self._count(number)
            elif self._plans[number].steps[at].verb == "record":
                telling.at(second)
                self._count_record()
            if progress is not None and done % percent == 0:
                progress(done * 90 // len(self._due))
        telling.seq = self._first + len(self._due)

    def _shift(self, at: int, teams: set[int]) -> None:
        """Who is on duty everybody has to know; what it means for their work only their own team knows, who
        keep the event."""
        fields = self._shifts[at]
        self._telling.do("set_duty", "D01", **fields)
        if self._team_of.get(fields["staff"], 0) not in teams:
            del self._telling.log.sealed[self._telling.seq - 1]

    def _step(self, number: int, at: int, team: int) -> None:
        telling = self._telling
        plan = self._plans[number]
        step = plan.steps[at]
        if step.verb == "register":
            self._numbers[number] = telling.do("register", step.actor, **step.fields)["number"]
        elif step.verb in ("dispatch", "reassign"):
            ticket = self._numbers[number]
            sent = self._sending[team].send(step.verb, step.actor, ticket, plan.call, step.fields)
            self._holders[number] = sent
        elif step.verb in TELLS:
            tell_waiting(telling, step, self._numbers[number])
        else:
            actor = self._holders.get(number, "D01") if step.actor == HOLDER else step.actor
            telling.do(step.verb, actor, ticket=self._numbers[number], **step.fields)

    def _count_record(self) -> None:
        """The record of a visit that is told elsewhere takes its number all the same: all technicians are of
        one department."""
        world, telling = self._telling.world, self._telling
        person = world.get(Staff, next(iter(self._team_of)))
        assert person is not None
        day = telling.now.astimezone(telling.zone).date()
        self._draw(numbering.counter_key("record", person.department, day))

    def _draw(self, prefix: str) -> None:
        world = self._telling.world
        counter = world.get(NumberCounter, prefix)
        values = {"prefix": prefix, "last": (counter.last if counter else 0) + 1}
        world.fold([Change(NumberCounter, (prefix,), values)])

    def _count(self, number: int) -> None:
        """A call that is told elsewhere takes its number all the same (FRM-01)."""
        if number < 0:
            return
        world = self._telling.world
        person = world.get(Staff, self._plans[number].steps[0].actor)
        assert person is not None
        day = self._telling.now.astimezone(self._telling.zone).date()
        self._draw(numbering.prefix(person.department, day))
