"""A month of a department, time being an argument: people, tickets, two watches that fail, and the clerk."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from random import Random
from typing import Any

from sqlalchemy import select

from db.engine import transaction
from db.errors import Refusal
from db.rules.watching import PROCESS
from db.tables.escalation import Escalation, RepeatedCall
from db.watch.due import Task, due
from db.watch.lease import LostLease
from db.watch.running import Told, Watch
from db.watch.sweep import Deed
from tests.db.desk import Desk
from tests.db.watch.department import Department, seconds
from tests.db.watch.oracle_lines import MINUTE
from tests.db.watch.people import People, instant

DAY = 1440
LINES = (1, 3, 10, 30, 60, 200, 600, 1500)
"""Minutes from one thing that somebody does to a ticket to the next."""


@dataclass
class Month(Department):
    """`tickets` begin within `days`, and go on for half of `tail` days; whatever is due at a sweep is
    compared with the sheets of the clerk."""

    tickets: int = 0
    days: int = 1
    tail: int = 2
    deeds: list[Deed] = field(default_factory=list)
    plans: list[tuple[float, int, str, str]] = field(default_factory=list)
    watches: list[Watch] = field(default_factory=list)
    serial: Iterator[int] = field(default_factory=count)

    @classmethod
    def of(cls, desk: Desk, dice: Random, tickets: int, days: int, tail: int) -> Month:
        month = cls(desk, dice, People(desk, dice, days * DAY), tickets=tickets, days=days, tail=tail)
        month.watches = [Watch(desk.store, PROCESS, month._hear) for _ in range(2)]
        return month

    def _hear(self, said: Deed | Told) -> None:
        if isinstance(said, Deed):
            self.deeds.append(said)

    # -- the watches

    def sweep(self, minute: float) -> None:
        """One of the two sweeps, or both at once; then what was done is what the clerk would have done."""
        self.desk.now = instant(minute)
        self.deeds.clear()
        if self.dice.random() < 0.2:
            self._both_at_once()
        else:
            self._one(self.dice.choice(self.watches))
        self.figures["sweeps"] += 1
        self._compare(int(minute * MINUTE))

    def _one(self, watch: Watch) -> None:
        for _ in range(2):
            try:
                watch.once()
                return
            except LostLease:  # the other one has swept since
                watch._let_go()
                self.figures["leases lost"] += 1
        raise AssertionError("a watch that lost its lease takes it again when the other is silent")

    def _both_at_once(self) -> None:
        """Without any lease, each with its own list of what is due: only the verbs and the schema stand
        between them."""
        while lists := [self._tasks(), self._tasks()]:
            if not any(lists):
                return
            for task in self._interleaved(lists):
                try:
                    answer = self.desk.store.do(task.verb, "watch", task.request)
                except Refusal:
                    self.figures["overtaken"] += 1
                else:  # the same call has the same id, and is answered again instead of made again
                    self.figures["overtaken"] += answer.repeated

    def _interleaved(self, lists: list[list[Task]]) -> Iterator[Task]:
        while any(lists):
            yield self.dice.choice([one for one in lists if one]).pop(0)

    def _tasks(self) -> list[Task]:
        with transaction(self.desk.store.engine, writing=False) as connection:
            named = self.desk.store.looking(connection, None).policy_named
            return due(connection, self.desk.now, 1000, named)

    def _compare(self, now: int) -> None:
        wanted: list[tuple[Any, ...]] = []
        # The clerk passes over a sheet on which nothing can be due yet; one of them is read all the same.
        read = self.dice.choice([*self.sheets, ""])
        for number, sheet in self.sheets.items():
            if now >= sheet.rests_until or number == read:
                wanted += [(number, *one) for one in sheet.swept(now)]
        found = self._found()
        assert Counter(map(repr, found)) == Counter(map(repr, wanted)), self._told(now, found, wanted)
        calls = [one for one in wanted if len(one) > 4]
        self.figures["calls"] += len(calls)
        self.figures["reminders"] += len(wanted) - len(calls)
        for one in calls:
            self.figures[f"by {one[4]}"] += 1
            self.figures["skipped rungs"] += len(one[6])
            self.figures["holes"] += not one[7]

    def _found(self) -> list[tuple[Any, ...]]:
        """What the watch did at this instant, as the store has it."""
        with self.desk.reader() as read:
            table, other = Escalation.table, RepeatedCall.table
            made = read.connection.execute(
                select(table).where(table.c.at == self.desk.now, table.c.actor == "watch")
            ).all()
            repeated = read.connection.execute(
                select(other.c.ticket, other.c.number, table.c.milestone, table.c.rung)
                .join(table, table.c.id == other.c.escalation)
                .where(other.c.at == self.desk.now)
            ).all()
        calls = [
            (
                one.ticket, one.milestone, one.rung, one.cycle, one.trigger, seconds(one.due_at),
                _skipped(one.skipped), tuple((one.persons or "").split(",")) if one.persons else (),
            )
            for one in made
        ]  # fmt: skip
        return [*calls, *((one.ticket, one.milestone, one.rung, one.number) for one in repeated)]

    def _told(self, now: int, found: list[tuple[Any, ...]], wanted: list[tuple[Any, ...]]) -> str:
        only = [one for one in found if one not in wanted]
        missed = [one for one in wanted if one not in found]
        number = (only or missed)[0][0]
        sheet = self.sheets[number]
        events = [f"{seconds(one.at) / 60:.1f} {one.verb} {one.args}" for one in self.desk.events(number)]
        return "\n".join([
            f"at {now / MINUTE} of {number}: done {only}, missed {missed}", *events,
            *map(str, sheet.calls), str(sheet.standings), str(sheet.clock), str(sheet.since),
            *map(str, self.desk.rows(Escalation, ticket=number)),
        ])  # fmt: skip

    # -- the whole

    def run(self) -> None:
        """All of it, in order of time; one thing after the other."""
        dice, span = self.dice, self.days * DAY
        for _ in range(self.tickets):
            self._plan(dice.randrange(span), "registered")
        self._plan(span // 3, "edited")
        self._plan(0.5, "swept")
        while self.plans:
            minute, _, what, number = heapq.heappop(self.plans)
            self.desk.now = instant(minute)
            getattr(self, f"_{what}")(minute, number)
        for watch in self.watches:
            watch.close()

    def _plan(self, minute: float, what: str, number: str = "") -> None:
        heapq.heappush(self.plans, (minute, next(self.serial), what, number))

    def _swept(self, minute: float, _number: str) -> None:
        self.sweep(minute)
        if minute < (self.days + self.tail) * DAY:
            # Now and then both watches are away for hours.
            usual = self.dice.random() < 0.98
            away = self.dice.choice([1, 1, 2, 5, 5, 10, 20]) if usual else self.dice.randrange(60, 900)
            self.figures["outages"] += away >= 60
            self._plan(minute + away, "swept")

    def _edited(self, _minute: float, _number: str) -> None:
        self.edit_policy()

    def _registered(self, minute: float, _number: str) -> None:
        number = self.register(int(minute))
        self._plan(minute + self.dice.choice([1, 5, 30, 200]), "done", number)
        if self.dice.random() < 0.05:
            self._plan(minute + self.dice.choice([0, 1, 2, 3]), "withdrawn", number)

    def _withdrawn(self, minute: float, number: str) -> None:
        self.withdraw(number, int(minute))

    def _undone(self, minute: float, number: str) -> None:
        self.undo(number, int(minute))

    def _done(self, minute: float, number: str) -> None:
        if self.states[number] == "cancelled":
            return
        self.act(number, int(minute))
        if self.dice.random() < 0.15:
            self._plan(minute + self.dice.choice([0, 1, 2, 3]), "undone", number)
        goes_on = self.states[number] != "closed" or self.dice.random() < 0.1
        if goes_on and minute < self.days * DAY + self.tail * DAY // 2:
            self._plan(minute + self.dice.choice(LINES), "done", number)


def _skipped(told: str | None) -> tuple[tuple[int, str, int], ...]:
    parts = [one.split(" ") for one in (told or "").split(",") if one]
    return tuple(sorted((int(rung), why, seconds(datetime.fromisoformat(at))) for rung, why, at in parts))
