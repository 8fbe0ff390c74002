"""All verbs in any order, with any arguments, at any time, against the plain model."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
)

from db.errors import Conflict, StoreError
from db.tables.escalation import Escalation
from db.tables.ticket import Assignment, MilestoneTime, Pause
from db.timing import standing_of
from tests.databases import Databases, Kind
from tests.db.desk import CALLER, Desk
from tests.db.verbs.days import days, played
from tests.db.verbs.model import ACTS, Illegal, Modelled, window
from tests.db.verbs.world import World
from tests.reliability import record

PEOPLE = st.sampled_from(["A01", "M01"])
TECHNICIANS = st.sampled_from(["T001", "T002"])
PLACES = st.integers(0, 4)
WAYS = st.sampled_from(["on_site", "remote", "mail"])
JUDGED = {"urgent": st.booleans(), "problem": st.sampled_from(["simple", "complex"]), "way": WAYS}
STEPS = [
    "contacted", "answered", "accepted", "departed", "arrived", "arrived", "found", "trial_run", "finished",
    "finished", "left", "returned",
]  # fmt: skip
MARKS = dict.fromkeys(("attitude", "quality", "punctuality", "hygiene", "result"), 3)
SENDING = st.fixed_dictionaries(
    {"technician": TECHNICIANS, "slot": st.sampled_from([None, None, 0, 1])},
    optional={
        "crew": st.just(["T002"]),
        "way": WAYS,
        "window_wanted_by": st.sampled_from(["customer", "us"]),
    },
)
ORDINARY: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "triage": st.fixed_dictionaries({"level": st.integers(1, 4), "reason": st.just("x")}, optional=JUDGED),
    "correct": st.fixed_dictionaries({"contact": st.sampled_from(["赵工", "钱工"])}),
    "note": st.just({"text": "x"}),
    "chase": st.just({"text": "x"}),
    "dispatch": SENDING,
    "reassign": SENDING.map(lambda fields: {**fields, "reason": "x"}),
    "recall": st.fixed_dictionaries({"reason": st.just("x")}, optional={"keep_window": st.booleans()}),
    "move_window": st.fixed_dictionaries(
        {"slot": st.integers(0, 2), "reason": st.just("x")},
        optional={"window_wanted_by": st.sampled_from(["customer", "us"])},
    ),
    "cancel": st.just({"reason": "x"}),
    "step": st.fixed_dictionaries(
        {"what": st.sampled_from(STEPS)}, optional={"ago": st.sampled_from([-1, 0, 60, 600, 7200])}
    ),
    "pause": st.fixed_dictionaries({"reason": st.sampled_from(["part", "customer"])}),
    "resume": st.just({}),
    "escalate": st.just({"reason": "x"}),
    "acknowledge": st.just({}),
    "verify": st.fixed_dictionaries({"solved": st.sampled_from(["yes", "no", "unreachable"])}),
    "survey": st.sampled_from([MARKS, {"unreachable": True}]),
    "close": st.fixed_dictionaries({"cause": st.just("老化")}, optional={"waive": st.just("x")}),
    "reopen": st.just({"reason": "x"}),
    "remind": st.just({"at": "2026-08-30T09:00:00+08:00"}),
    "tell": st.just({}),
    "route": st.fixed_dictionaries({"department": st.sampled_from(["ZB", "YF"]), "reason": st.just("x")}),
    "track": st.sampled_from(
        [
            {"what": "received", "condition": "完好"},
            {"what": "shelved", "place": "A1"},
            {"what": "collected", "receipt": "R1"},
        ]
    ),
}
"""Fields for each verb; `slot` stands for a window, `ago` for seconds before now."""
# What moves a ticket on comes more often, else hardly any would ever be closed.
LIKELY = {
    "new": ["triage"],
    "triaged": ["dispatch", "step"],
    "dispatched": ["step", "reassign", "recall", "pause", "move_window"],
    "onsite": ["step", "pause"],
    "paused": ["resume"],
    "follow_up": ["verify", "survey", "close", "reopen"],
    "closed": ["reopen"],
    "cancelled": ["note"],
}


class Branch(RuleBasedStateMachine):
    """A store beside the model: both are asked, both must agree."""

    def __init__(self, founded: Databases, kind: Kind, totals: dict[str, int]) -> None:
        super().__init__()
        self.url = founded.create(kind, warm=True)
        self.founded, self.totals = founded, totals
        self.desk, self.model = Desk(self.url), World()
        # So that an escalation calls somebody on every rung, whoever presses.
        for no, role in (("M02", "manager"), ("L01", "lead"), ("G01", "general_manager")):
            self.desk.staff(no, role)
        self.founding = self.desk.count_events()

    @initialize(level=st.integers(1, 4), way=WAYS)
    def open_the_day(self, level: int, way: str) -> None:
        self.register("A01", {"level": level, "way": way}, None)
        self.register("M01", {"way": way}, None)

    # -- what may happen

    @rule(minutes=st.integers(-30, 240), seconds=st.integers(0, 59))
    def time_passes(self, minutes: int, seconds: int) -> None:
        self.desk.later(minutes=minutes, seconds=seconds)

    @rule(
        by=PEOPLE,
        fields=st.fixed_dictionaries({}, optional={"level": st.integers(1, 4), **JUDGED}),
        ago=st.sampled_from([None, 0, 3600]),
    )
    def register(self, by: str, fields: dict[str, Any], ago: int | None) -> None:
        if len(self.model.tickets) == 5:
            return
        if ago is not None:
            fields = {**fields, "reported_at": self.desk.now - timedelta(seconds=ago)}
        number = f"YX2607-{len(self.model.tickets) + 1:02d}"
        self.both(
            lambda: self.desk.do("register", by=by, **CALLER, **fields),
            lambda: self.model.register(number, fields, by, self.desk.now),
        )
        assert number in self.model.tickets

    @precondition(lambda self: self.model.tickets)
    @rule(by=PEOPLE, place=PLACES, data=st.data())
    def act(self, by: str, place: int, data: st.DataObject) -> None:
        number = self.ticket_at(place)
        likely = st.sampled_from(LIKELY[self.model.tickets[number].state])
        verb = data.draw(likely | likely | st.sampled_from([*ACTS]))
        fields = self.at_now(data.draw(ORDINARY[verb]))
        note(f"{verb} {number} {fields}")
        self.both(
            lambda: self.desk.do(verb, by=by, ticket=number, **as_given(fields)),
            lambda: self.model.act(verb, number, fields, by, self.desk.now),
        )
        self.check(self.model.tickets[number])

    @precondition(lambda self: self.model.tickets)
    @rule(place=PLACES, verb=st.sampled_from(["note", "triage", "dispatch"]), data=st.data())
    def act_on_another_version(self, place: int, verb: str, data: st.DataObject) -> None:
        ticket = self.model.tickets[self.ticket_at(place)]
        fields = as_given(self.at_now(data.draw(ORDINARY[verb])) | {"crew": []})
        if verb != "dispatch":
            fields.pop("crew")
        with pytest.raises(Conflict):
            self.desk.do(verb, ticket=ticket.number, expect=ticket.version - 1, **fields)

    @precondition(lambda self: len(self.model.tickets) > 1)
    @rule(by=PEOPLE, verb=st.sampled_from(["note", "triage", "pause", "escalate"]), data=st.data())
    def act_on_all(self, by: str, verb: str, data: st.DataObject) -> None:
        numbers = list(self.model.tickets)
        fields = data.draw(ORDINARY[verb])
        refused, entries, at = [], len(self.model.log), self.desk.now
        for number in numbers:
            try:
                self.model.act(verb, number, fields, by, at)
            except Illegal:
                refused.append(number)
        done = self.model.log[entries:]
        if not done:
            with pytest.raises(StoreError):
                self.desk.do(verb, by=by, ticket=numbers, **fields)
            return
        # one thing that was done, with one undo
        whole = {number: before for each in done for number, before in each.before.items()}
        self.model.log[entries:] = [done[0]]
        done[0].before = whole
        answer = self.desk.do(verb, by=by, ticket=numbers, **fields)
        assert [each["ticket"] for each in answer["refused"]] == refused
        for number in numbers:
            self.check(self.model.tickets[number])

    @precondition(lambda self: self.model.tickets)
    @rule(by=PEOPLE, place=PLACES, into=PLACES)
    def merge(self, by: str, place: int, into: int) -> None:
        number, other = self.ticket_at(place), self.ticket_at(into)
        self.both(
            lambda: self.desk.do("merge", by=by, ticket=number, into=other),
            lambda: self.model.merge(number, other, by, self.desk.now),
        )
        self.check(self.model.tickets[number])
        self.check(self.model.tickets[other])

    @precondition(lambda self: self.model.tickets)
    @rule(by=PEOPLE, place=st.none() | PLACES)
    def undo(self, by: str, place: int | None) -> None:
        number = None if place is None else self.ticket_at(place)
        fields = {} if number is None else {"ticket": number}
        self.both(
            lambda: self.desk.do("undo", by=by, **fields),
            lambda: self.model.undo(by, number, self.desk.now),
        )
        for ticket in self.model.tickets.values():
            self.check(ticket)

    # -- both sides

    def ticket_at(self, place: int) -> str:
        numbers = list(self.model.tickets)
        return numbers[place % len(numbers)]

    def at_now(self, fields: dict[str, Any]) -> dict[str, Any]:
        fields = dict(fields)
        if "ago" in fields:
            fields["happened_at"] = self.desk.now - timedelta(seconds=fields.pop("ago"))
        return fields

    def both(self, do: Callable[[], dict[str, Any]], expect: Callable[[], None]) -> None:
        """The store does it exactly when the model allows it."""
        events = self.desk.count_events()
        try:
            expect()
            allowed = True
        except Illegal:
            allowed = False
        refusal: StoreError | None = None
        answer: dict[str, Any] | None = None
        try:
            answer = do()
        except StoreError as error:
            refusal = error
        assert allowed == (refusal is None), f"allowed: {allowed}; the store says {refusal or answer}"
        assert refusal is None or refusal.exit_code in (2, 3)
        assert self.desk.count_events() == events + allowed
        self.totals["done" if allowed else "refused"] += 1

    def check(self, t: Modelled) -> None:
        """The ticket's rows are what the model says, its deadlines what its history says."""
        row = self.desk.ticket(t.number)
        assert (row.state, row.level, row.version) == (t.state, t.level, t.version)
        assert (row.chases, row.contact, row.visit_step) == (t.chases, t.contact, t.visit)
        assert (row.responsible or "ZL", row.item_state) == (t.responsible, t.items[-1] if t.items else None)
        assert (row.unreachable_verify, row.unreachable_survey) == tuple(t.unanswered.values())
        assert (row.reported_at, row.last_at, row.closed_at) == (t.reported_at, t.last_at, t.closed_at)
        assert self.desk.held_by(t.number) == t.holders
        held = self.desk.rows(Assignment, ticket=t.number, ended_at=None)
        assert {each.lead for each in held} == ({True, False} if len(held) > 1 else {True} if held else set())
        # Two pauses may begin in the same second: their order does not matter then.
        pauses = {(each.begun_at, each.ended_at) for each in self.desk.rows(Pause, ticket=t.number)}
        assert pauses == {(each.begin, each.end) for each in t.pauses}
        open_calls = self.desk.rows(Escalation, ticket=t.number, acknowledged_at=None)
        assert sorted(call.rung for call in open_calls) == sorted(
            rung for rung, is_open in t.calls if is_open
        )
        rows = self.desk.rows(MilestoneTime, ticket=t.number)
        missed = {each.milestone: each.missed_at for each in rows if each.missed_at is not None}
        assert missed == {milestone.value: due for milestone, due in t.missed.items()}
        there = {milestone.value: standing for milestone, standing in t.standings().items()}
        assert there.keys() <= {each.milestone for each in rows} <= there.keys() | missed.keys()
        for each in rows:
            found = standing_of(each)._replace(missed_at=None, late_from=None)
            gone = found.state == "not_applicable" and found.due_at is None
            assert found == there[each.milestone] if each.milestone in there else gone
        running = [each.due_at for each in rows if each.state == "running" and each.due_at]
        assert row.due_at == (min(running, default=None) if t.state != "closed" else None)

    def teardown(self) -> None:
        assert self.desk.differences() == []
        with self.desk.reader() as read:
            numbers = (
                [each.identity()[0] for each in read.rows(type(self.desk.ticket("YX2607-01")))]
                if (self.model.tickets)
                else []
            )
        assert numbers == list(self.model.tickets)
        bodies = [json.loads(body) for body in self.desk.bodies()[self.founding :]]
        assert len({(body["id"], body["ordinal"]) for body in bodies}) == len(bodies)
        self.totals["events"] += len(bodies)
        self.desk.close()
        self.founded.drop(self.url)


def as_given(fields: dict[str, Any]) -> dict[str, Any]:
    """Fields as a desk gives them: a slot is a window on the day after tomorrow."""
    given = dict(fields)
    slot = given.pop("slot", None)
    if slot is not None:
        given["window_from"], given["window_to"] = window(slot)
    return {
        name: value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
        for name, value in given.items()
    }


EXAMPLES: dict[Kind, int] = {"sqlite": 2000, "postgresql": 300}


@pytest.mark.soak
def test_all_verbs_agree_with_the_plain_model(
    founded: Databases, database_kind: Kind, rounds: Callable[[int], int]
) -> None:
    totals = {"done": 0, "refused": 0, "events": 0}
    begun = time.perf_counter()
    examples = days(rounds, EXAMPLES[database_kind])

    class Seeded(Branch):
        def __init__(self) -> None:
            super().__init__(founded, database_kind, totals)

    played(Seeded, examples, lambda: totals["done"] >= examples)
    # Chance may draw a day of refusals, but something was done on most.
    assert totals["done"] >= examples
    record(
        f"verbs against a plain model, {database_kind}",
        f"{examples} days of random verbs",
        f"{totals['events']} events, {totals['refused']} refusals, all as the model says",
        time.perf_counter() - begun,
    )
