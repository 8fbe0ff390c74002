"""The tool room's verbs in any order against a plain model of it (KIT-02 to KIT-16)."""

from __future__ import annotations

import time
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from db.errors import StoreError
from db.tables.tool import Movement, Tool
from tests.databases import Databases, Kind
from tests.db.desk import Desk
from tests.db.verbs.days import played
from tests.db.verbs.model import Illegal
from tests.db.verbs.tool_room import AWAY, Room
from tests.reliability import record

NUMBERS = tuple(f"T000{at}" for at in range(1, 6))
TOOLS = st.sampled_from(NUMBERS)
STAFF = st.sampled_from(["T001", "T002"])
CONDITION = st.sampled_from([None, "good", "broken"])
SOME = st.lists(TOOLS, unique=True).map(lambda found: tuple(sorted(found)))
Deed = tuple[str, dict[str, Any], str]


class Keeper(RuleBasedStateMachine):
    """A store beside the model: each deed is done by the one exactly when the other allows it."""

    def __init__(self, founded: Databases, kind: Kind, totals: dict[str, int]) -> None:
        super().__init__()
        self.url = founded.create(kind)
        self.founded, self.totals = founded, totals
        self.desk, self.room = Desk(self.url), Room(NUMBERS)

    @initialize()
    def open_the_room(self) -> None:
        self.desk.staff("K02", "keeper")
        self.desk.do("buy_tool", kind="multimeter", count=len(NUMBERS))

    @rule(days=st.integers(0, 9))
    def time_passes(self, days: int) -> None:
        self.desk.later(days=days, minutes=1)

    def both(self, expect: Callable[[Room], None], *deeds: Deed) -> None:
        """The deeds are done, one after the other, exactly when the model allows it."""
        note(f"{deeds}")
        before = deepcopy(self.room)
        try:
            expect(self.room)
            allowed = True
        except Illegal:
            self.room, allowed = before, False
        refusal: StoreError | None = None
        try:
            for verb, fields, by in deeds:
                self.do(verb, by, {name: value for name, value in fields.items() if value is not None})
        except StoreError as error:
            refusal = error
        assert allowed == (refusal is None), f"allowed: {allowed}; the store says {refusal}"
        self.totals["done" if allowed else "refused"] += 1
        rows = {
            row.number: (f"staff:{row.holder}" if row.holder else row.place, row.state)
            for row in self.desk.rows(Tool)
        }
        assert rows == self.room.states()

    def do(self, verb: str, by: str, fields: dict[str, Any]) -> None:
        answer = self.desk.do(verb, by=by, **fields)
        if "request" in answer:
            granted = self.desk.do("decide", by="M01", request=answer["request"], decision="yes")
            assert granted["decision"] == "granted"

    def until(self) -> str:
        return (self.desk.later(minutes=1)).replace(year=2030).isoformat()

    @rule(tool=TOOLS, staff=STAFF)
    def issue(self, tool: str, staff: str) -> None:
        self.both(lambda room: room.issue(tool, staff), ("issue_tool", {"tool": tool, "staff": staff}, "K02"))

    @rule(tool=TOOLS, condition=CONDITION)
    def give_back(self, tool: str, condition: str | None) -> None:
        self.both(
            lambda room: room.give_back(tool, condition),
            ("return_tool", {"tool": tool, "condition": condition}, "K02"),
        )

    @rule(tool=TOOLS, staff=STAFF, away=st.booleans())
    def lend(self, tool: str, staff: str, away: bool) -> None:
        to = {"department": "YF", "reason": "x"} if away else {"staff": staff}
        self.both(
            lambda room: room.lend(tool, AWAY if away else f"staff:{staff}"),
            ("lend_tool", {"tool": tool, "until": self.until(), **to}, "K02"),
        )

    @rule(tool=TOOLS, to=STAFF)
    def transfer(self, tool: str, to: str) -> None:
        self.both(
            lambda room: room.transfer(tool, to),
            ("transfer_tool", {"tool": tool, "to": to, "reason": "x"}, "M01"),
        )

    @rule(tool=TOOLS, what=st.sampled_from(["broken", "accident", "lost", "found"]), condition=CONDITION)
    def report(self, tool: str, what: str, condition: str | None) -> None:
        expect: dict[str, Callable[[Room], None]] = {
            "broken": lambda room: room.broke(tool),
            "accident": lambda room: room.accident(tool),
            "lost": lambda room: room.lose(tool),
            "found": lambda room: room.find(tool, condition),
        }
        fields = {"tool": tool, "what": what, "text": "x"} | (
            {"condition": condition} if what == "found" else {}
        )
        self.both(expect[what], ("report_tool", fields, "K02"))

    @rule(tool=TOOLS, back=st.booleans(), condition=CONDITION)
    def repair(self, tool: str, back: bool, condition: str | None) -> None:
        if back:
            self.both(
                lambda room: room.repaired(tool, condition),
                ("repair_tool", {"tool": tool, "what": "back", "condition": condition}, "K02"),
            )
        else:
            self.both(lambda room: room.repair(tool), ("repair_tool", {"tool": tool, "what": "out"}, "K02"))

    @rule(tool=TOOLS, passed=st.booleans())
    def calibrate(self, tool: str, passed: bool) -> None:
        self.both(
            lambda room: room.calibrate(tool, passed),
            ("calibrate_tool", {"tool": tool, "passed": passed}, "K02"),
        )

    @rule(tool=TOOLS)
    def inspect(self, tool: str) -> None:
        self.both(
            lambda room: room.inspect(tool),
            ("care_tool", {"tool": tool, "what": "inspect", "condition": "broken"}, "K02"),
        )

    @rule(tool=TOOLS)
    def scrap(self, tool: str) -> None:
        self.both(lambda room: room.scrap(tool), ("scrap_tool", {"tool": tool, "cause": "wear"}, "K02"))

    @rule(tool=TOOLS, staff=STAFF)
    def exchange(self, tool: str, staff: str) -> None:
        self.both(
            lambda room: room.exchange(tool, staff), ("exchange_tool", {"tool": tool, "staff": staff}, "K02")
        )

    @rule(found=SOME)
    def count(self, found: tuple[str, ...]) -> None:
        month = f"{self.desk.now.astimezone(self.desk.store.zone):%Y-%m}"
        keyed = {"found": list(found), "anew": True}
        self.both(
            lambda room: room.count(found, month),
            ("count_tools", keyed, "K02"),
            ("count_tools", keyed, "M01"),
            ("count_tools", {"close": True, "cause": "mislaid"}, "M01"),
        )

    @rule(staff=STAFF, missing=SOME)
    def clear(self, staff: str, missing: tuple[str, ...]) -> None:
        held = self.room.list_of(staff)
        gone = tuple(number for number in held if number in missing)
        fields = {
            "staff": staff, "returned": [each for each in held if each not in gone], "missing": list(gone),
        }  # fmt: skip
        self.both(lambda room: room.clear(staff, gone), ("clear_leaver", fields, "K02"))

    def teardown(self) -> None:
        assert self.desk.differences() == []
        lines = self.desk.rows(Movement)
        for tool in self.desk.rows(Tool):
            steps = sorted(line.step or 0 for line in lines if line.tool == tool.number)
            assert steps == list(range(1, tool.moves + 1))
        self.totals["events"] += self.desk.count_events()
        self.desk.close()
        self.founded.drop(self.url)


EXAMPLES: dict[Kind, int] = {"sqlite": 1000, "postgresql": 300}


@pytest.mark.soak
def test_the_tool_room_agrees_with_its_plain_model(
    founded: Databases, database_kind: Kind, rounds: Callable[[int], int]
) -> None:
    totals = {"done": 0, "refused": 0, "events": 0}
    begun = time.perf_counter()
    examples = rounds(EXAMPLES[database_kind])

    class Seeded(Keeper):
        def __init__(self) -> None:
            super().__init__(founded, database_kind, totals)

    played(Seeded, examples)
    assert totals["done"] > 0
    record(
        f"the tool room against a plain model, {database_kind}",
        f"{examples} days of random verbs",
        f"{totals['events']} events, {totals['refused']} refusals, all as the model says",
        time.perf_counter() - begun,
    )
