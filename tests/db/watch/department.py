"""What people do to the tickets of the simulated month, each time noted on the clerk's sheet as well."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random
from typing import Any

from db.errors import BadField, Refusal, StoreError
from db.verbs.adopting import AdoptPolicy
from tests.db.desk import Desk, wrap_up
from tests.db.rules.oracle import Hours, Ticket
from tests.db.watch.oracle import Sheet
from tests.db.watch.oracle_lines import LATE
from tests.db.watch.people import ZERO, People, instant

ORIGIN = date(2026, 7, 13)
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
    "new": "triage triage contacted chase acknowledge renew merge",
    "triaged": "triage dispatch dispatch pause contacted chase acknowledge escalate extend finish cancel"
    " renew merge merge",
    "dispatched": "arrive arrive recall pause contacted reassign acknowledge triage extend chase escalate"
    " renew merge",
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


@dataclass(frozen=True)
class Last:
    """What was done last to some tickets, by whom, and their sheets before and after it."""

    by: str
    before: dict[str, Sheet]
    after: dict[str, Sheet]


@dataclass
class Department:
    """The tickets of a simulated department, and who does something to them."""

    desk: Desk
    dice: Random
    people: People
    sheets: dict[str, Sheet] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    figures: Counter[str] = field(default_factory=Counter)
    late: tuple[tuple[int, int], ...] = LATE
    software: Hours = field(default_factory=lambda: hours(8 * 60 + 30, 22 * 60))
    last: dict[str, Last] = field(default_factory=dict)
    actor: str = "A01"

    def edit_policy(self) -> None:
        """A new version: open tickets keep theirs, ladder and calendar."""
        sections = json.loads(self.desk.store.policy().canonical())
        for trigger in sections["ladders"]["ladder"]["default"]["triggers"]:
            if (trigger["trigger"], trigger["rung"]) == ("breached", 3):
                trigger["after_minutes"] = 45
        sections["calendars"]["calendar"]["service"]["hours"][0]["windows"] = ["10:00-20:00"]
        self.desk.store.do(AdoptPolicy(body=json.dumps(sections, ensure_ascii=False)), "A01")
        self.late, self.software = EDITED, hours(*EDITED_HOURS)

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
        what = self.dice.choice(CHOICES[self.states[number]].split())
        if what in ("cancel", "merge") and self.dice.random() < 0.6:
            what = "chase"
        about = [number, self._other(number)] if what == "merge" else [number]
        before = {each: self.sheets[each].kept() for each in about}
        for each in about:
            self.last.pop(each, None)
        try:
            getattr(self, f"_{what}")(*about, minute)
        except StoreError as error:
            self._refused(error)
        else:
            self.figures["verbs"] += 1
            after = {each: self.sheets[each].kept() for each in about}
            self.last |= dict.fromkeys(about, Last(self.actor, before, after))
        self._look_at(about)

    def undo(self, number: str, minute: int) -> None:
        """Somebody takes back what was done last to a ticket: within two minutes, if nobody acted since."""
        last = self.last.get(number)
        if last is None:
            return
        try:
            self._do("undo", number, by=last.by)
        except StoreError as error:
            self._refused(error)
            return
        self.figures["undone"] += 1
        for each, before in last.before.items():
            self.sheets[each].undone(minute, before, last.after[each])
            self.last.pop(each, None)
        self._look_at(last.before)

    def withdraw(self, number: str, minute: int) -> None:
        """Undo the registration."""
        self.last.pop(number, None)
        try:
            self._do("undo", number, by="C01")
        except StoreError as error:
            self._refused(error)
            return
        self.figures["undone"] += 1
        self.sheets[number].happens(minute, "cancelled")
        self._look_at([number])

    def _refused(self, error: StoreError) -> None:
        if not isinstance(error, Refusal | BadField):
            raise error
        self.figures["refused"] += 1

    def _look_at(self, numbers: Iterable[str]) -> None:
        for number in numbers:
            row = self.desk.ticket(number)
            self.states[number], self.sheets[number].technician = row.state, row.technician

    def _do(self, verb: str, number: str, by: str = "A01", **fields: Any) -> dict[str, Any]:
        self.actor = by
        return self.desk.do(verb, ticket=number, by=by, **fields)

    def _other(self, number: str) -> str:
        """One of the latest tickets but this one."""
        return self.dice.choice([each for each in list(self.sheets)[-30:] if each != number] or [number])

    def _merge(self, number: str, into: str, minute: int) -> None:
        self._do("merge", number, into=into)
        self.sheets[number].merged_into(self.sheets[into], minute)
        self.figures["merged"] += 1

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
        self.actor = "A01"
        self.desk.do("decide", request=asked["request"], decision="yes", by="A01")
        self.sheets[number].happens(minute, "granted", (milestone, until))

    def _verify(self, number: str, minute: int) -> None:
        solved = self.dice.choice(["yes", "yes", "no"])
        self._do("verify", number, solved=solved)
        self.sheets[number].happens(minute, "verified" if solved == "yes" else "reopened")

    def _survey(self, number: str, minute: int) -> None:
        wrap_up(self.desk, number)
        self._do("survey", number, **dict[str, Any](MARKS))
        self.sheets[number].happens(minute, "surveyed")

    def _close(self, number: str, minute: int) -> None:
        self._do("close", number, cause="老化")
        self.sheets[number].happens(minute, "closed")

    def _reopen(self, number: str, minute: int) -> None:
        self._do("reopen", number, reason="未修好")
        self.sheets[number].happens(minute, "reopened")

    def _cancel(self, number: str, minute: int) -> None:
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
