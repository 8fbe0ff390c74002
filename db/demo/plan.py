"""What happens to one ticket and when: the steps of its story, to be told in the order of time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from db.demo.calls import WRITTEN, Call
from db.demo.chance import Chance
from db.demo.hours import HOUR, MINUTE, Hours
from db.demo.words import words
from db.policy.load import shipped

DESK = ("D01", "D01", "D02")
INTAKE = ("C01", "C01", "C01", "D01", "D02")
HOLDER = "*"
"""Stands for whoever holds the ticket by then."""
REMOTE, ON_SITE = "remote", "on_site"


@dataclass(frozen=True, slots=True)
class Step:
    """A verb and when; `fields` without the ticket. Dispatches still lack the technician."""

    second: int
    verb: str
    actor: str
    fields: dict[str, Any]


@dataclass(slots=True)
class Plan:
    """A ticket's story; steps are added in their order and never lie before the one before."""

    call: Call
    hours: Hours
    chance: Chance
    latest: int
    steps: list[Step] = field(default_factory=list)

    @property
    def last(self) -> int:
        """The second of the last step."""
        return self.steps[-1].second

    def add(self, second: int, verb: str, actor: str, **fields: Any) -> None:
        """The next step; brought forward where it would lie after `latest`."""
        if self.steps:
            second = max(min(second, self.latest), self.last + 1)
            if second >= self.latest:
                # What no longer fits is done in one go at the end, a moment after each other.
                second = min(self.last + 20, self.hours.end - 1)
        self.steps.append(Step(second, verb, actor, fields))

    def register(self, reported: int, *, triaged: bool, at_once: bool = False) -> None:
        """The call comes in; with `triaged` its level is known then or a few minutes later."""
        chance, call = self.chance, self.call
        fields = dict(call.fields)
        actor = chance.one(INTAKE)
        second = reported
        if fields["channel"] in WRITTEN:
            second = reported + chance.between(2, 5) * MINUTE
            if at_once or second >= self.latest:
                fields["channel"], second = "phone", reported
            else:
                fields["reported_at"] = self.hours.text(reported)
        if not triaged:
            self._without_level(fields)
            self.add(second, "register", actor, **fields)
        elif at_once or chance.happens(0.85):
            self.add(second, "register", actor, **fields, level=call.level)
        else:
            judged = self._without_level(fields)
            self.add(second, "register", actor, **fields)
            quick = chance.between(30, 90) if call.level == 1 else chance.between(40, 5 * MINUTE)
            self.add(second + quick, "triage", chance.one(DESK), level=call.level, **judged)

    def _without_level(self, fields: dict[str, Any]) -> dict[str, Any]:
        """Take out what only triage finds."""
        return {name: fields.pop(name) for name in ("problem", "urgent", "way") if name in fields}

    def contacted(self, second: int) -> None:
        self.add(second, "step", self.chance.one(DESK), what="contacted")

    def pause(self, second: int, reason: str, text: str = "") -> None:
        text = text or self.chance.one(words()["said"]["pause"][reason])
        self.add(second, "pause", self.chance.one(DESK), reason=reason, text=text)

    def resume(self, second: int) -> None:
        self.add(second, "resume", self.chance.one(DESK))

    def send(self, second: int, arrival: int, *, slip: int = 0) -> None:
        """Dispatch with a window around the arrival; `slip` seconds make it end before."""
        begin = self.hours.half(arrival - slip - self.chance.between(5, 50) * MINUTE)
        self.send_in_window(second, begin, begin + (2 * HOUR if not slip else HOUR))

    def send_in_window(self, second: int, begin: int, end: int) -> None:
        """Dispatch with that window, or a later one where it would be over by then (DSP-03)."""
        while end <= second:
            begin, end = begin + HOUR, end + HOUR
        self.add(second, "dispatch", self.chance.one(DESK), **self._window(begin, end))

    def _window(self, begin: int, end: int) -> dict[str, Any]:
        return {"window_from": self.hours.text(begin), "window_to": self.hours.text(end)}

    def step(self, second: int, what: str, actor: str = HOLDER, **fields: Any) -> None:
        """A step of the visit, told by whoever holds the ticket."""
        self.add(second, "step", actor, what=what, **fields)

    def finish(self, second: int, cause: str) -> None:
        actor = HOLDER if self.call.way == ON_SITE else self.chance.one(DESK)
        self.step(second, "finished", actor, text=self.chance.one(words()["done"][cause]))

    def record(self, second: int, cause: str) -> None:
        """Customer service enters the signed record from the paper that came back (VIS-02, VIS-07)."""
        fields = self.call.fields
        signed_by = fields.get("contact") or fields["customer"]
        named = shipped().reasons_for("cause")[cause].zh
        self.add(second, "record", "C01", cause=named, work=words()["done"][cause][0],
                 operated=True, damage="no", hygiene="good", signed="signed", signed_by=signed_by,
                 forms="all")  # fmt: skip

    def survey(self, second: int, *, late: bool) -> None:
        """Five marks, mostly good; worse where somebody came late."""
        draw = self.chance.random()
        result = 5 if draw < 0.66 else 4 if draw < 0.94 else 3 if draw < 0.98 else 2 if draw < 0.995 else 1
        if late and self.chance.happens(0.3):
            result = max(1, result - 2)

        def near() -> int:
            return max(1, min(5, result + self.chance.one((-1, 0, 0, 0, 1, 1))))

        said = words()["said"]["praise" if result >= 4 else "blame"]
        fields: dict[str, Any] = {"attitude": near(), "quality": near(), "hygiene": near(), "result": result}
        fields["punctuality"] = min(2, result) if late and self.chance.happens(0.6) else near()
        if text := self.chance.one(said):
            fields["text"] = text
        self.add(second, "survey", "C01", **fields)

    def cause(self) -> str:
        """A cause from the policy's list that fits the product."""
        causes = words()["cause"]
        if self.call.way == REMOTE:
            return str(self.chance.one(causes["remote"]))
        trade = self.call.category.trade
        fitting = {"refrigeration": "cooling", "furniture": "furniture"}.get(trade, "other")
        return str(self.chance.one(causes[fitting]))
