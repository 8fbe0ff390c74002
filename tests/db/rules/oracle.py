"""The regulation once more, told as slowly as possible: deadlines by walking through the minutes one by one.

Written from the text of `deadlines.md` alone; nothing of the engine is used. Times are whole minutes since
an origin, which is a local midnight, in a zone without summer time.
"""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from tests.db.rules.oracle_cells import Row, cell

DAY = 1440
MILESTONES = ("respond", "answer", "arrive", "resolve", "verify", "survey")


class NoServiceTime(Exception):
    """The calendar never opens, so that the deadline is never reached."""


@dataclass
class Hours:
    """A calendar as it is written down: per weekday pairs of opening and closing minute."""

    weekdays: list[list[tuple[int, int]]]
    working_days_only: bool
    holidays: set[date]
    workdays: set[date]
    origin: date
    open_minutes: dict[int, list[bool]] = field(default_factory=dict, repr=False)

    def day(self, number: int) -> date:
        return self.origin + timedelta(days=number)

    def works(self, number: int) -> bool:
        day = self.day(number)
        return day in self.workdays or (day.weekday() <= 4 and day not in self.holidays)

    def windows(self, number: int) -> list[tuple[int, int]]:
        own = self.weekdays[self.day(number).weekday()]
        if not self.working_days_only:
            return own
        if not self.works(number):
            return []
        if not own and self.day(number) in self.workdays:
            return self.any_windows()
        return own

    def any_windows(self) -> list[tuple[int, int]]:
        for windows in self.weekdays:
            if windows:
                return windows
        raise AssertionError("no windows at all")

    def is_open(self, minute: int) -> bool:
        number = minute // DAY
        if number not in self.open_minutes:
            self.open_minutes[number] = [self._look(number, one) for one in range(DAY)]
        return self.open_minutes[number][minute % DAY]

    def _look(self, number: int, minute: int) -> bool:
        for opens, closes in self.windows(number):
            if opens <= minute and (minute < closes or closes <= opens):
                return True
        return any(closes <= opens and minute < closes for opens, closes in self.windows(number - 1))

    def dead(self, minute: int) -> bool:
        first = minute // DAY - 1
        return not any(self.windows(number) for number in range(first, first + 100))

    def closing(self, number: int) -> int:
        windows = self.windows(number) or self.weekdays[self.day(number).weekday()] or self.any_windows()
        ends = [closes if closes > opens else closes + DAY for opens, closes in windows]
        return number * DAY + max(ends)


@dataclass
class Ticket:
    """A ticket as the clerk's sheet would hold it."""

    facts: dict[str, Any]
    hours: dict[str, Hours]
    at_risk_percent: int
    starts: dict[str, int]
    met: dict[str, dict[str, Any]] = field(default_factory=dict)
    pauses: list[list[int | None]] = field(default_factory=list)
    grants: list[tuple[str, int, int]] = field(default_factory=list)
    agreed_to: int | None = None
    wanted_by_customer: bool = False
    in_follow_up: bool = False
    void: bool = False

    def kept(self) -> "Ticket":
        """A copy of the sheet as it stands."""
        return replace(
            self, facts=dict(self.facts), hours=dict(self.hours), starts=dict(self.starts),
            met=dict(self.met), pauses=[list(one) for one in self.pauses], grants=list(self.grants),
        )  # fmt: skip

    def happens(self, at: int, what: str, value: Any) -> None:
        """One line of the sheet."""
        if what == "change":
            self.facts.update(value)
        elif what == "dispatched":
            self.starts.setdefault("dispatched", at)
            self.facts["way"] = "on_site"
            self.agreed_to, self.wanted_by_customer = value
        elif what in ("contacted", "answered"):
            self.meets("respond" if what == "contacted" else "answer", at)
        elif what == "arrived":
            self.meets("respond", at)
            self.meets("arrive", at)
            self.starts.setdefault("arrived", at)
        elif what == "finished":
            self.meets("resolve", at)
            self.starts["finished"] = at
            self.in_follow_up = True
        elif what == "verified":
            self.meets("verify", at)
            self.starts["verified"] = at
        elif what == "surveyed":
            self.meets("survey", at)
        elif what == "reopened":
            self.in_follow_up = False
            for gone in ("resolve", "verify", "survey"):
                self.met.pop(gone, None)
            for gone in ("finished", "verified"):
                self.starts.pop(gone, None)
        elif what == "recalled":
            self.met.pop("arrive", None)
        elif what == "paused":
            self.pauses.append([at, None])
        elif what == "resumed":
            self.pauses[-1][1] = at
        elif what == "granted":
            self.grants.append((value[0], value[1], at))
        elif what == "cancelled":
            self.void = True

    def meets(self, milestone: str, at: int) -> None:
        if milestone in self.met:
            return
        found = self.stands(milestone)
        if found is None or found["state"] == "not_applicable":
            found = {"due": None}
        self.met[milestone] = {"state": "met", "met": at, "due": found["due"]}

    def all_standings(self) -> dict[str, dict[str, Any]]:
        """What holds now for every milestone that exists."""
        if self.void:
            return {}
        found = {one: self.met.get(one) or self.stands(one) for one in MILESTONES}
        return {one: what for one, what in found.items() if what is not None}

    def late(self, milestone: str, now: int) -> int:
        """Minutes after the deadline that counted and were not paused; none while it is paused."""
        row = cell(self.facts, milestone)
        assert row is not None
        walk = Walk(self, milestone, row, self.starts[row.start])
        due = max(walk.due(), self.starts[row.start])
        end = now if walk.paused_since is None else walk.paused_since
        return walk.minutes(due, end, False)

    def stands(self, milestone: str) -> dict[str, Any] | None:
        if milestone == "arrive" and self.in_follow_up:
            return {"state": "not_applicable", "due": None}
        row = cell(self.facts, milestone)
        if row is None:
            return None
        start = self.starts.get(row.start)
        agreed = self.agreed_to if row.agreed or (milestone == "arrive" and self.wanted_by_customer) else None
        granted = any(one[0] == milestone for one in self.grants)
        if start is None or not (row.minutes or row.days or agreed is not None or granted):
            return {"state": "waiting", "due": None}
        return Walk(self, milestone, row, start).result()


class Walk:
    """The way from a start to its deadline, minute by minute."""

    def __init__(self, ticket: Ticket, milestone: str, row: Row, start: int) -> None:
        self.row, self.start = row, start
        self.percent = ticket.at_risk_percent
        self.hours = ticket.hours[row.hours] if row.hours else None
        wanted = milestone == "arrive" and ticket.wanted_by_customer
        self.agreed = ticket.agreed_to if row.agreed or wanted else None
        grants = [one for one in ticket.grants if one[0] == milestone]
        self.grant = max(grants, key=lambda one: one[2]) if grants else None
        self.pauses = ticket.pauses if milestone in ("arrive", "resolve") else []
        self.paused_since = next((begin for begin, end in self.pauses if end is None), None)

    def counts(self, minute: int) -> bool:
        return self.hours is None or self.hours.is_open(minute)

    def paused(self, minute: int) -> bool:
        return any(
            begin is not None and begin <= minute and (end is None or minute < end)
            for begin, end in self.pauses
        )

    def minutes(self, start: int, end: int, paused: bool | None) -> int:
        """Counted minutes, all of them or only those that are (not) paused."""
        return sum(
            1
            for minute in range(start, end)
            if self.counts(minute) and (paused is None or self.paused(minute) is paused)
        )

    def walk(self, start: int, wanted: int, ignore_pauses: bool = False) -> int:
        """The minute at which so many have passed that counted and were not paused."""
        minute = start
        while wanted > 0:
            if self.hours is not None and minute % DAY == 0 and self.hours.dead(minute):
                raise NoServiceTime
            if self.counts(minute) and (ignore_pauses or not self.stopped(minute)):
                wanted -= 1
            minute += 1
        return minute

    def stopped(self, minute: int) -> bool:
        """Paused by a pause that is over; what an open one does is asked elsewhere."""
        return any(
            begin is not None and end is not None and begin <= minute < end for begin, end in self.pauses
        )

    def risk(self, total: int) -> int:
        """How many whole minutes have to pass until at most the share is left."""
        passed = 0
        while (total - passed) * 100 > self.percent * total:
            passed += 1
        return passed

    def due(self) -> int:
        """When it is due, as far as no pause is open."""
        return self.with_grant(self.grant[1], self.grant[2])[0] if self.grant else self.without_grant()[0]

    def result(self) -> dict[str, Any]:
        due, allowance, at_risk = self.without_grant()
        original = self.by_the_row() if self.agreed is not None else None
        if self.grant is not None:
            original = due if self.row.minutes or self.row.days or self.agreed is not None else None
            due, allowance, at_risk = self.with_grant(self.grant[1], self.grant[2])
        if self.paused_since is not None and self.start <= due < self.paused_since:
            late = self.minutes(due, self.paused_since, False)
            return {"state": "paused", "due": None, "allowance": allowance, "left": -late}
        if self.paused_since is not None:
            if self.agreed is not None and self.grant is None:
                used = self.minutes(self.start, self.paused_since, None)
            else:
                used = self.minutes(self.start, self.paused_since, False)
            return {"state": "paused", "due": None, "allowance": allowance, "left": allowance - used}
        return {
            "state": "running",
            "due": due,
            "allowance": allowance,
            "at_risk": min(at_risk, due),
            "original": original,
        }

    def by_the_row(self) -> int | None:
        """What would be due without the agreed time: nothing where the row only waits for it."""
        if not (self.row.days or self.row.minutes):
            return None
        agreed, self.agreed = self.agreed, None
        due, _, _ = self.without_grant()
        self.agreed = agreed
        return due

    def without_grant(self) -> tuple[int, int, int]:
        if self.agreed is not None:
            total = self.minutes(self.start, self.agreed, None)
            return self.agreed, total, self.walk(self.start, self.risk(total), ignore_pauses=True)
        if self.row.days:
            assert self.hours is not None
            number, left = self.start // DAY, self.row.days
            while left:
                number += 1
                left -= self.hours.works(number)
            closing = self.hours.closing(number)
            total = self.minutes(self.start, closing, None)
            owed = sum(1 for m in range(self.start, closing) if self.counts(m) and self.stopped(m))
            return self.walk(closing, owed), total, self.walk(self.start, self.risk(total))
        total = self.row.minutes
        return self.walk(self.start, total), total, self.walk(self.start, self.risk(total))

    def with_grant(self, until: int, at: int) -> tuple[int, int, int]:
        at = min(max(at, self.start), until)
        left = self.minutes(at, until, None)
        owed = sum(1 for minute in range(at, until) if self.counts(minute) and self.stopped(minute))
        allowance = self.minutes(self.start, at, False) + left
        return self.walk(until, owed), allowance, self.walk(at, self.risk(left))
