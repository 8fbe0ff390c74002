"""A month of a department, time being an argument: people, tickets, two watches that fail, and the clerk."""

from __future__ import annotations

import heapq
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random
from typing import Any

from sqlalchemy import select

from db.engine import transaction
from db.errors import BadField, Refusal, StoreError
from db.rules.watching import PROCESS
from db.tables.escalation import Escalation, RepeatedCall
from db.verbs.adopting import AdoptPolicy
from db.watch.due import Task, due
from db.watch.lease import LostLease
from db.watch.running import Told, Watch
from db.watch.sweep import Deed
from tests.db.desk import Desk
from tests.db.rules.oracle import Hours, Ticket
from tests.db.watch.oracle import Sheet
from tests.db.watch.oracle_lines import LATE, MINUTE
from tests.db.watch.people import ZERO, People, instant

ORIGIN = date(2026, 7, 13)
DAY = 1440
PRODUCTS = {
    "配电柜": "electrical", "服务器": "integrator contract", "监控系统": "monitoring system",
    "软件系统": "software", "空调": "air-conditioning",
}  # fmt: skip
EDITED = ((2, 0), (3, 45), (4, 240))
"""The ladder that a new version of the policy brings: the manager hears a quarter of an hour sooner."""
EDITED_HOURS = (10 * 60, 20 * 60)
"""And the service hours of software, which are shorter from then on."""
MARKS = dict.fromkeys(("attitude", "quality", "punctuality", "hygiene", "result"), 5)
CHOICES = {
    "new": "triage triage contacted chase acknowledge renew",
    "triaged": "triage dispatch dispatch pause contacted chase acknowledge escalate extend finish cancel"
    " renew",
    "dispatched": "arrive arrive recall pause contacted reassign acknowledge triage extend chase escalate"
    " renew",
    "onsite": "finish finish pause acknowledge escalate extend triage renew",
    "paused": "resume resume resume acknowledge chase triage renew",
    "follow_up": "verify survey survey close close reopen acknowledge chase",
    "closed": "reopen",
}
"""What may be tried in a state, the likelier the more often it stands there."""


def hours(opens: int, closes: int) -> Hours:
    return Hours([[(opens, closes)]] * 7, False, set(), set(), ORIGIN)


def seconds(at: datetime | None) -> int:
    assert at is not None
    return int((at - ZERO).total_seconds())


@dataclass
class Month:
    """`tickets` begin within `days`, and go on for half of `tail` days; whatever is due at a sweep is
    compared with the sheets of the clerk."""

    desk: Desk
    dice: Random
    tickets: int
    days: int
    tail: int = 2
    sheets: dict[str, Sheet] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    figures: Counter[str] = field(default_factory=Counter)
    late: tuple[tuple[int, int], ...] = LATE
    software: Hours = field(default_factory=lambda: hours(8 * 60 + 30, 22 * 60))
    deeds: list[Deed] = field(default_factory=list)

    # -- the department

    def prepare(self) -> None:
        self.people = People(self.desk, self.dice, self.days * DAY)
        self.watches = [Watch(self.desk.store, PROCESS, self._hear) for _ in range(2)]

    def _hear(self, said: Deed | Told) -> None:
        if isinstance(said, Deed):
            self.deeds.append(said)

    def edit_policy(self) -> None:
        """A new version: open tickets keep theirs, ladder and calendar."""
        sections = json.loads(self.desk.store.policy().canonical())
        for trigger in sections["ladders"]["ladder"]["default"]["triggers"]:
            if (trigger["trigger"], trigger["rung"]) == ("breached", 3):
                trigger["after_minutes"] = 45
        sections["calendars"]["calendar"]["service"]["hours"][0]["windows"] = ["10:00-20:00"]
        self.desk.store.do(AdoptPolicy(body=json.dumps(sections, ensure_ascii=False)), "A01")
        self.late, self.software = EDITED, hours(*EDITED_HOURS)

    # -- tickets

    def register(self, minute: int) -> str:
        dice, product = self.dice, self.dice.choice(list(PRODUCTS))
        level = dice.choice([None, None, 1, 2, 3, 4])
        urgent, problem = dice.random() < 0.2, dice.choice(["simple", "complex"])
        given: dict[str, Any] = {} if level is None else {"level": level}
        way = dice.choice([None, None, "remote"])
        given |= {} if way is None else {"way": way}
        entered_late = dice.choice([0, 0, 0, 15, 200])
        number = self.desk.register(
            product=product, urgent=urgent, problem=problem, by="C01",
            reported_at=instant(minute - entered_late), **given,
        )  # fmt: skip
        facts = {
            "level": level, "way": way, "urgent": urgent, "problem": problem, "supplier_needed": False,
            "main_urban": True, "travel_minutes": 0, "distance_km": 0, "fault_group": None,
            "profile": PRODUCTS[product],
        }  # fmt: skip
        calendars = {"software": self.software, "monitoring": hours(8 * 60, 24 * 60)}
        ticket = Ticket(facts, calendars, 25, {"report": minute - entered_late})
        sheet = Sheet(ticket, self.people.reach, self.late)
        self.sheets[number] = sheet
        sheet.begins(minute)
        self.states[number] = "new" if level is None else "triaged"
        return number

    def act(self, number: str, minute: int) -> None:
        """Somebody does something to a ticket that its state allows; what a rule refuses did not happen."""
        state = self.states[number]
        what = self.dice.choice(CHOICES[state].split())
        try:
            getattr(self, f"_{what}")(number, minute)
            self.figures["verbs"] += 1
        except StoreError as error:
            if not isinstance(error, Refusal | BadField):
                raise
            self.figures["refused"] += 1
        row = self.desk.ticket(number)
        self.states[number], self.sheets[number].technician = row.state, row.technician

    def _do(self, verb: str, number: str, by: str = "A01", **fields: Any) -> dict[str, Any]:
        return self.desk.do(verb, ticket=number, by=by, **fields)

    def _triage(self, number: str, minute: int) -> None:
        changes: dict[str, Any] = {"level": self.dice.choice([1, 2, 3, 4])}
        if self.dice.random() < 0.3:
            changes["urgent"] = self.dice.random() < 0.5
        if self.dice.random() < 0.3:
            changes["problem"] = self.dice.choice(["simple", "complex"])
        self._do("triage", number, by="D01", reason="重新判断", **changes)
        self.sheets[number].happens(minute, "change", changes)

    def _dispatch(self, number: str, minute: int) -> None:
        self._do("dispatch", number, technician=self._somebody(), override="试")
        self.sheets[number].happens(minute, "dispatched", (None, False))

    def _reassign(self, number: str, minute: int) -> None:
        self._do("reassign", number, technician=self._somebody(), reason="近", override="试")

    def _somebody(self) -> str:
        return self.dice.choice(["T001", "T002", "T003"])

    def _recall(self, number: str, minute: int) -> None:
        self._do("recall", number, reason="改期")
        self.sheets[number].happens(minute, "recalled")

    def _contacted(self, number: str, minute: int) -> None:
        self._do("step", number, what="contacted")
        self.sheets[number].happens(minute, "contacted")

    def _arrive(self, number: str, minute: int) -> None:
        self._do("step", number, what="arrived")
        self.sheets[number].happens(minute, "arrived")

    def _finish(self, number: str, minute: int) -> None:
        self._do("step", number, what="finished")
        self.sheets[number].happens(minute, "finished")

    def _pause(self, number: str, minute: int) -> None:
        self._do("pause", number, reason=self.dice.choice(["customer", "part", "supplier"]))
        self.sheets[number].happens(minute, "paused")

    def _resume(self, number: str, minute: int) -> None:
        self._do("resume", number)
        self.sheets[number].happens(minute, "resumed")

    def _extend(self, number: str, minute: int) -> None:
        milestone = self.dice.choice(["respond", "arrive", "resolve"])
        until = minute + self.dice.choice([30, 300, 2000])
        asked = self._do(
            "extend", number, by="D01", milestone=milestone, until=instant(until), reason="等备件"
        )
        self.desk.do("decide", request=asked["request"], decision="yes", by="A01")
        self.sheets[number].happens(minute, "granted", (milestone, until))

    def _verify(self, number: str, minute: int) -> None:
        solved = self.dice.choice(["yes", "yes", "no"])
        self._do("verify", number, solved=solved)
        self.sheets[number].happens(minute, "verified" if solved == "yes" else "reopened")

    def _survey(self, number: str, minute: int) -> None:
        self._do("survey", number, **dict[str, Any](MARKS))
        self.sheets[number].happens(minute, "surveyed")

    def _close(self, number: str, minute: int) -> None:
        self._do("close", number, cause="老化")
        self.sheets[number].happens(minute, "closed")

    def _reopen(self, number: str, minute: int) -> None:
        self._do("reopen", number, reason="未修好")
        self.sheets[number].happens(minute, "reopened")

    def _cancel(self, number: str, minute: int) -> None:
        if self.dice.random() < 0.7:
            return
        self._do("cancel", number, reason="客户撤回")
        self.sheets[number].happens(minute, "cancelled")

    def _renew(self, number: str, minute: int) -> None:
        self._do("renew", number, by="M01", reason="按新方案")
        self.sheets[number].happens(minute, "renewed", (self.late, self.software))
        self.figures["moved to the new policy"] += 1

    def _chase(self, number: str, minute: int) -> None:
        self._do("chase", number, by="C01", text="又来电")
        self.sheets[number].chased(minute)

    def _escalate(self, number: str, minute: int) -> None:
        answer = self._do("escalate", number, by="D01", reason="客户急")
        self.sheets[number].called_by_hand(minute, answer["rung"], "D01")

    def _acknowledge(self, number: str, minute: int) -> None:
        promise = self.dice.choice([None, 20, 90, 600])
        given: dict[str, Any] = {} if promise is None else {"promise": instant(minute + promise)}
        self._do("acknowledge", number, by="M01", **given)
        self.sheets[number].acknowledged(minute, None if promise is None else minute + promise)

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
                    self.desk.store.do(task.verb, "watch", task.request)
                except Refusal:
                    self.figures["overtaken"] += 1

    def _interleaved(self, lists: list[list[Task]]) -> Iterator[Task]:
        while any(lists):
            yield self.dice.choice([one for one in lists if one]).pop(0)

    def _tasks(self) -> list[Task]:
        with transaction(self.desk.store.engine, writing=False) as connection:
            named = self.desk.store.looking(connection, None).policy_named
            return due(connection, self.desk.now, 1000, named)

    def _compare(self, now: int) -> None:
        wanted: list[tuple[Any, ...]] = []
        for number, sheet in self.sheets.items():
            wanted += [(number, *one) for one in sheet.swept(now)]
        found = self._done()
        assert Counter(map(repr, found)) == Counter(map(repr, wanted)), self._told(now, found, wanted)
        calls = [one for one in wanted if len(one) > 4]
        self.figures["calls"] += len(calls)
        self.figures["reminders"] += len(wanted) - len(calls)
        for one in calls:
            self.figures[f"by {one[4]}"] += 1
            self.figures["skipped rungs"] += len(one[6])
            self.figures["holes"] += not one[7]

    def _done(self) -> list[tuple[Any, ...]]:
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
        self.prepare()
        dice, span = self.dice, self.days * DAY
        heap: list[tuple[float, int, str, str]] = []
        serial = iter(range(10**9))

        def plan(minute: float, what: str, number: str = "") -> None:
            heapq.heappush(heap, (minute, next(serial), what, number))

        for _ in range(self.tickets):
            plan(dice.randrange(span), "register")
        plan(span // 3, "edit")
        plan(0.5, "sweep")
        while heap:
            minute, _, what, number = heapq.heappop(heap)
            self.desk.now = instant(minute)
            if what == "sweep":
                self.sweep(minute)
                if minute < span + self.tail * DAY:
                    # Now and then both watches are away for hours.
                    away = (
                        dice.choice([1, 1, 2, 5, 5, 10, 20])
                        if dice.random() < 0.98
                        else dice.randrange(60, 900)
                    )
                    self.figures["outages"] += away >= 60
                    plan(minute + away, "sweep")
            elif what == "edit":
                self.edit_policy()
            elif what == "register":
                number = self.register(int(minute))
                plan(minute + dice.choice([1, 5, 30, 200]), "act", number)
            elif self.states[number] not in ("cancelled",):
                self.act(number, int(minute))
                if minute < span + self.tail * DAY // 2 and not (
                    self.states[number] == "closed" and dice.random() < 0.9
                ):
                    plan(minute + dice.choice([1, 3, 10, 30, 60, 200, 600, 1500]), "act", number)
        for watch in self.watches:
            watch.close()


def _skipped(told: str | None) -> tuple[tuple[int, str, int], ...]:
    parts = [one.split(" ") for one in (told or "").split(",") if one]
    return tuple(sorted((int(rung), why, seconds(datetime.fromisoformat(at))) for rung, why, at in parts))
