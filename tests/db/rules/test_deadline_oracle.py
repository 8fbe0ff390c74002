"""Random histories: the engine against the minute-by-minute telling of the same regulation (SLA-09).

The long series of `make soak`; otherwise a hundredth of it, from the seed printed at the end of the run.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, note, seed, settings
from hypothesis import strategies as st

from db.rules.calendar import Calendar, CalendarError, Window
from db.rules.deadlines import (
    Conditions,
    Grant,
    History,
    Milestone,
    Pause,
    Standing,
    Start,
    State,
    Targets,
    derive,
    meet,
)
from db.rules.lateness import late_seconds
from db.rules.proof import Why, segments
from tests.db.rules.oracle import DAY, Hours, NoServiceTime, Ticket
from tests.db.rules.oracle_cells import way_of
from tests.db.rules.shipped import HOLIDAYS, PROFILES, WORKDAYS, windows

HISTORIES = 10_000
ROUNDS = HISTORIES if os.environ.get("PAIGONG_SOAK") else 40

# Around the Spring Festival, in summer, around the National Day, and where no calendar is known.
ORIGINS = [date(2026, 2, 11), date(2026, 7, 13), date(2026, 9, 28), date(2026, 10, 7), date(2027, 9, 29)]
PATTERNS = [
    "08:30-22:00",
    "08:00-24:00",
    "00:00-24:00",
    "08:30-12:00 13:30-17:30",
    "20:00-06:00",
    "22:30-00:00",
    "09:00-09:00",
    "06:00-10:00 10:00-11:15 23:00-05:30",
    "12:00-12:01",
]


@dataclass
class Written:
    """A random ticket as plain data: where it begins, its calendars and what happens, in minutes."""

    origin: date
    percent: int
    hours: dict[str, Hours]
    facts: dict[str, Any]
    report: int
    events: list[tuple[int, str, Any]] = field(default_factory=list)


def write_hours(dice: Random, origin: date) -> Hours:
    kind = dice.choice(["daily", "daily", "daily", "five days", "odd days", "never"])
    pattern = [(one.opens, one.closes) for one in windows(dice.choice(PATTERNS))]
    other = [(one.opens, one.closes) for one in windows("09:30-12:15 13:00-19:45")]
    if kind == "daily":
        return Hours([pattern] * 7, dice.random() < 0.5, set(HOLIDAYS), set(WORKDAYS), origin)
    if kind == "five days":
        return Hours([other] * 5 + [[], []], dice.random() < 0.7, set(HOLIDAYS), set(WORKDAYS), origin)
    if kind == "odd days":
        week = [other, [], [(600, 900)], [], other, [(480, 540)], []]
        return Hours(week, dice.random() < 0.5, set(HOLIDAYS), set(WORKDAYS), origin)
    # Open at weekends only, but on working days only: it never opens.
    return Hours([[], [], [], [], [], other, other], True, set(), set(), origin)


def write_facts(dice: Random) -> dict[str, Any]:
    return {
        "level": dice.choice([None, 1, 2, 3, 4]),
        "way": dice.choice([None, None, "on_site", "remote", "send_in", "mail"]),
        "urgent": dice.random() < 0.3,
        "problem": dice.choice(["simple", "complex"]),
        "supplier_needed": dice.random() < 0.3,
        "main_urban": dice.random() < 0.5,
        "travel_minutes": dice.choice([0, 25, 90]),
        "distance_km": dice.choice([5, 100, 101, 300]),
        "fault_group": dice.choice([None, "engine", "chassis", "brake"]),
        "profile": dice.choice(sorted(PROFILES)),
    }


def write_ticket(dice: Random) -> Written:
    """A history as the desk would allow it: no step while paused, no pause in follow-up."""
    origin = dice.choice(ORIGINS)
    names = ("monitoring", "software", "office")
    hours = {name: write_hours(dice, origin) for name in names}
    written = Written(
        origin, dice.choice([25, 25, 0, 33, 100]), hours, write_facts(dice), dice.randrange(4 * DAY)
    )
    at, paused, follow_up = written.report, False, False
    facts = dict(written.facts)
    for _ in range(dice.randrange(3, 16)):
        at += dice.choice([0, 1, 7, 30, 60, 185, 600, 1440, 2000])
        what = dice.choice(possible(facts, paused, follow_up))
        value: Any = None
        if what == "change":
            name = dice.choice(sorted(facts))
            value = {name: write_facts(dice)[name]}
            if name == "level" and value["level"] is None:
                value = {"level": 1}
            facts.update(value)
        elif what == "dispatched":
            facts["way"] = "on_site"
            agreed = at + dice.randrange(1, 3000) if dice.random() < 0.5 else None
            value = agreed, dice.random() < 0.5
        elif what == "granted":
            value = (
                dice.choice(["respond", "arrive", "resolve", "resolve", "verify"]),
                at + dice.randrange(1, 4000),
            )
        paused = what == "paused" or (paused and what != "resumed")
        follow_up = what == "finished" or (follow_up and what != "reopened")
        written.events.append((at, what, value))
    return written


def possible(facts: dict[str, Any], paused: bool, follow_up: bool) -> list[str]:
    found = ["change", "change", "contacted", "answered", "granted", "granted"]
    if facts["travel_minutes"] == 25 and facts["distance_km"] == 300:
        found.append("cancelled")
    if follow_up:
        return [*found, "verified", "surveyed", "reopened", "reopened"]
    if paused:
        return [*found, "resumed", "resumed", "resumed"]
    if facts["level"] is None:
        return found
    found += ["paused", "paused", "dispatched", "finished", "recalled"]
    return [*found, "arrived", "arrived"] if way_of(facts) == "on_site" else found


class Desk:
    """The same events, kept as the engine wants them."""

    def __init__(self, written: Written) -> None:
        midnight = datetime.combine(written.origin, datetime.min.time(), UTC)
        self.zero = midnight - timedelta(hours=8)
        calendars = {name: calendar(name, hours) for name, hours in written.hours.items()}
        self.targets = Targets(PROFILES, calendars, at_risk_percent=written.percent)
        self.history = History(
            conditions_of(written.facts),
            {Start.REPORT: self.instant(written.report)},
            profile=written.facts["profile"],
        )
        self.facts = dict(written.facts)

    def instant(self, minute: int) -> datetime:
        return self.zero + timedelta(minutes=minute)

    def minute(self, instant: datetime | None) -> int | None:
        """The first whole minute that is not before the instant."""
        return None if instant is None else -((self.zero - instant) // timedelta(minutes=1))

    def happens(self, minute: int, what: str, value: Any) -> None:
        at = self.instant(minute)
        verb: Callable[[datetime, Any], None] = getattr(self, what)
        verb(at, value)

    def change(self, at: datetime, value: dict[str, Any]) -> None:
        self.facts.update(value)
        self.history = replace(
            self.history, conditions=conditions_of(self.facts), profile=self.facts["profile"]
        )

    def dispatched(self, at: datetime, value: tuple[int | None, bool]) -> None:
        agreed_to, by_customer = value
        self.begins(Start.DISPATCHED, at)
        self.change(at, {"way": "on_site"})
        agreed = None if agreed_to is None else self.instant(agreed_to)
        self.history = replace(self.history, agreed_to=agreed, wanted_by_customer=by_customer)

    def contacted(self, at: datetime, value: None) -> None:
        self.meets(Milestone.RESPOND, at)

    def answered(self, at: datetime, value: None) -> None:
        self.meets(Milestone.ANSWER, at)

    def arrived(self, at: datetime, value: None) -> None:
        self.meets(Milestone.RESPOND, at)
        self.meets(Milestone.ARRIVE, at)
        self.begins(Start.ARRIVED, at)

    def finished(self, at: datetime, value: None) -> None:
        self.meets(Milestone.RESOLVE, at)
        self.history = replace(
            self.history, finished=True, started={**self.history.started, Start.FINISHED: at}
        )

    def verified(self, at: datetime, value: None) -> None:
        self.meets(Milestone.VERIFY, at)
        self.history = replace(self.history, started={**self.history.started, Start.VERIFIED: at})

    def surveyed(self, at: datetime, value: None) -> None:
        self.meets(Milestone.SURVEY, at)

    def reopened(self, at: datetime, value: None) -> None:
        kept = (Milestone.RESPOND, Milestone.ANSWER, Milestone.ARRIVE)
        self.history = replace(
            self.history,
            finished=False,
            met={one: what for one, what in self.history.met.items() if one in kept},
            started={
                start: at
                for start, at in self.history.started.items()
                if start not in (Start.FINISHED, Start.VERIFIED)
            },
        )

    def recalled(self, at: datetime, value: None) -> None:
        met = dict(self.history.met)
        met.pop(Milestone.ARRIVE, None)
        self.history = replace(self.history, met=met)

    def paused(self, at: datetime, value: None) -> None:
        self.history = replace(self.history, pauses=(*self.history.pauses, Pause(at, None, "part", "D01")))

    def resumed(self, at: datetime, value: None) -> None:
        *earlier, last = self.history.pauses
        self.history = replace(self.history, pauses=(*earlier, replace(last, end=at)))

    def granted(self, at: datetime, value: tuple[str, int]) -> None:
        grant = Grant(Milestone(value[0]), self.instant(value[1]), at)
        self.history = replace(self.history, grants=(*self.history.grants, grant))

    def cancelled(self, at: datetime, value: None) -> None:
        self.history = replace(self.history, void=True)

    def begins(self, start: Start, at: datetime) -> None:
        if start not in self.history.started:
            self.history = replace(self.history, started={**self.history.started, start: at})

    def meets(self, milestone: Milestone, at: datetime) -> None:
        if milestone not in self.history.met:
            judged = meet(self.history, self.targets, milestone, at)
            self.history = replace(self.history, met={**self.history.met, milestone: judged})


def conditions_of(facts: dict[str, Any]) -> Conditions:
    return Conditions(**{name: value for name, value in facts.items() if name != "profile"})


def calendar(name: str, hours: Hours) -> Calendar:
    return Calendar(
        name=name,
        zone="Asia/Shanghai",
        weekdays=tuple(tuple(Window(*pair) for pair in day) for day in hours.weekdays),
        working_days_only=hours.working_days_only,
        holidays=frozenset(hours.holidays),
        workdays=frozenset(hours.workdays),
        years=frozenset({2026}),
    )


LOOKED_AFTER = 3000
"""Minutes after the last line of the sheet at which lateness is compared."""


def compare(desk: Desk, oracle: Ticket, standing: Standing, expected: dict[str, Any], now: int) -> None:
    if standing.state in (State.RUNNING, State.PAUSED):
        seconds = late_seconds(standing, desk.targets, desk.history.pauses, desk.instant(now))
        assert -(-seconds // 60) == oracle.late(standing.milestone.value, now)
    assert standing.state.value == expected["state"]
    assert desk.minute(standing.due_at) == expected["due"]
    if standing.state is State.MET:
        assert desk.minute(standing.met_at) == expected["met"]
    if standing.state is State.RUNNING:
        assert desk.minute(standing.at_risk_at) == expected["at_risk"]
        assert desk.minute(standing.original_due_at) == expected["original"]
        assert standing.allowance_minutes == expected["allowance"]
    if standing.state is State.PAUSED:
        assert standing.allowance_minutes == expected["allowance"]
        assert standing.remaining_minutes == expected["left"]
    if standing.state in (State.RUNNING, State.PAUSED):
        proof = segments(standing, desk.targets, desk.history.pauses, desk.history.agreed_to)
        used = expected["allowance"] - expected.get("left", 0)
        assert sum(part.counted_minutes for part in proof if part.why is Why.COUNTED) == used


@pytest.mark.soak
@seed(int(os.environ.get("PAIGONG_SEED", "1")))
@settings(
    max_examples=ROUNDS,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(st.randoms(use_true_random=True))
def test_random_histories_have_the_deadlines_of_a_minute_by_minute_walk(dice: Random) -> None:
    written = write_ticket(dice)
    note(str(written))
    oracle = Ticket(dict(written.facts), written.hours, written.percent, {"report": written.report})
    desk = Desk(written)
    try:
        for at, what, value in written.events:
            oracle.happens(at, what, value)
        expected = oracle.all_standings()
    except NoServiceTime:
        with pytest.raises(CalendarError):
            play(desk, written)
        return
    found = play(desk, written)
    assert [one.milestone.value for one in found] == list(expected)
    now = max([written.report, *(at for at, _, _ in written.events)]) + LOOKED_AFTER
    for one in found:
        compare(desk, oracle, one, expected[one.milestone.value], now)


def play(desk: Desk, written: Written) -> tuple[Standing, ...]:
    for at, what, value in written.events:
        desk.happens(at, what, value)
    return derive(desk.history, desk.targets)
