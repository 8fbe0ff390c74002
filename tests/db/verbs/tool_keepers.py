"""Two branches with three store rooms beside their plain model: what a deed does to both (KIT-02 to 16)."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta
from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from db.errors import StoreError
from db.policy.load import shipped
from db.tables.purchase import ToolOrder
from db.tables.ticket import Ticket
from db.tables.tool import Movement, Stock, Tool
from db.verbs.adopting import AdoptPolicy
from db.verbs.tool_moves import place_of
from tests.databases import Databases, Kind
from tests.db.desk import Desk, crew
from tests.db.verbs.model import Illegal
from tests.db.verbs.tool_counts import Purchases, Shelf
from tests.db.verbs.tool_room import (
    MANAGERS,
    METER,
    OF,
    OTHER,
    SHOES,
    STORE,
    TESTER,
    Piece,
    Room,
)

Deed = tuple[str, dict[str, Any], str]
Rows = dict[str, tuple[str, str, str, str | None, bool]]


def two_branches(desk: Desk) -> None:
    """Nanshan with two rooms, Longgang with one; a job, and one that is over."""
    desk.found()
    crew(desk)
    content: dict[str, Any] = shipped().sections()
    own = content["organisation"]
    own["branch"]["LG"] = own["branch"]["NS"] | {"zh": "龙岗", "en": "Longgang"}
    own["store"] = {"WH2": {"zh": "西丽库房", "en": "Xili", "branch": "NS"}}
    desk.store.do(AdoptPolicy(body=json.dumps(content, ensure_ascii=False)), "A01")
    desk.staff("K02", "keeper")
    desk.staff("K2", "keeper", branch="LG")
    desk.staff("M2", "manager", branch="LG")
    desk.staff("G01", "general_manager")
    desk.staff("L1", branch="LG", trade="electrical")
    desk.do("change_staff", staff="T001", certificates="electrician:2026-12-31")
    desk.register()
    desk.do("cancel", ticket=desk.register(), reason="x")
    for by, kind, count in (("K02", METER, 4), ("K02", TESTER, 2), ("K2", METER, 1)):
        desk.do("buy_tool", by=by, kind=kind, count=count)
    for by, count in (("K02", 20), ("K2", 5)):
        desk.do("buy_tool", by=by, kind=SHOES, count=count)


@dataclass
class World:
    """The whole model."""

    room: Room = field(default_factory=Room)
    shelf: Shelf = field(default_factory=Shelf)
    buys: Purchases = field(default_factory=Purchases)


class Keeping(RuleBasedStateMachine):
    """A store beside the model: each deed is done by the one exactly when the other allows it."""

    def __init__(self, rooms: Databases, kind: Kind, totals: dict[str, int]) -> None:
        super().__init__()
        self.url = rooms.create(kind, warm=True)
        self.rooms, self.totals = rooms, totals
        self.desk, self.world = Desk(self.url), World()
        self.jobs = sorted(ticket.number for ticket in self.desk.rows(Ticket))
        self.last: tuple[str, World] | None = None
        room = self.world.room
        room.jobs = {number: at == 0 for at, number in enumerate(self.jobs)}
        room.permits = {"T001": date(2026, 12, 31)}
        self.begun(METER, 4, STORE)
        self.begun(TESTER, 2, STORE)
        self.begun(METER, 1, OTHER)
        self.world.shelf.at.update({STORE: 20, OTHER: 5})
        self.world.buys.bought.update({(2026, METER): 5, (2026, TESTER): 2, (2026, SHOES): 25})

    def begun(self, kind: str, count: int, place: str) -> None:
        """New pieces with the next numbers, calibrated for a year."""
        room = self.world.room
        for _ in range(count):
            number = f"T{len(room.all) + 1:04d}"
            due = room.today + relativedelta(months=12)
            room.all[number] = Piece(kind, due, place=place, home=place)

    def number(self, at: int) -> str:
        """One of the tools that there are."""
        numbers = sorted(self.world.room.all)
        return numbers[at % len(numbers)]

    def job(self, at: int | None) -> str | None:
        return None if at is None else self.jobs[at]

    @rule(days=st.integers(0, 9))
    def time_passes(self, days: int) -> None:
        self.desk.later(days=days, minutes=1)
        self.world.room.today = self.today()
        self.last = None

    def today(self) -> date:
        return self.desk.now.astimezone(self.desk.store.zone).date()

    def both(self, expect: Callable[[World], object], *deeds: Deed) -> bool:
        """The deeds are done, one after the other, exactly when the model allows it."""
        note(f"{deeds}")
        before = deepcopy(self.world)
        try:
            expect(self.world)
            allowed = True
        except Illegal:
            self.world, allowed = deepcopy(before), False
        refusal: StoreError | None = None
        asked = False
        try:
            for verb, fields, by in deeds:
                asked = self.do(
                    verb, by, {name: value for name, value in fields.items() if value is not None}
                )
        except StoreError as error:
            refusal = error
        assert allowed == (refusal is None), f"allowed: {allowed}; the store says {refusal}"
        self.totals["done" if allowed else "refused"] += 1
        if allowed:
            self.last = None if asked or len(deeds) > 1 else (deeds[0][2], before)
        self.agree()
        return allowed

    def do(self, verb: str, by: str, fields: dict[str, Any]) -> bool:
        """Do it, and have it granted where it is a request; whether it was one."""
        answer = self.desk.do(verb, by=by, **fields)
        if "request" not in answer:
            return False
        # What somebody orders in small pieces within a month adds up, and goes higher.
        who = "G01" if answer["needs"] == "general_manager" else MANAGERS[OF[by]]
        granted = self.desk.do("decide", by=who, request=answer["request"], decision="yes")
        assert granted["decision"] == "granted", granted
        return True

    def agree(self) -> None:
        """Every tool, all stock and each order are as the model has them."""
        rows: Rows = {
            row.number: (place_of(row), row.state, row.home, row.ticket, row.signed_at is not None)
            for row in self.desk.rows(Tool)
        }  # fmt: skip
        assert rows == self.world.room.states()
        stock = {row.place: row.count for row in self.desk.rows(Stock) if row.count}
        assert stock == self.world.shelf.counts()
        orders = [(row.state, row.arrived, row.accepted, row.rejected) for row in self.ordered()]
        assert orders == [order.counts() for order in self.world.buys.orders]

    def ordered(self) -> list[ToolOrder]:
        return sorted(self.desk.rows(ToolOrder), key=lambda row: int(row.id.removeprefix("CG")))

    def until(self) -> str:
        return self.desk.now.replace(year=2030).isoformat()

    @rule()
    def undo(self) -> None:
        """The last deed is taken back by whoever did it, at once."""
        if self.last is not None:
            by, before = self.last
            self.desk.do("undo", by=by)
            self.world, self.last = before, None
            self.agree()

    def teardown(self) -> None:
        assert self.desk.differences() == []
        lines = self.desk.rows(Movement)
        for tool in self.desk.rows(Tool):
            steps = sorted(line.step or 0 for line in lines if line.tool == tool.number)
            assert steps == list(range(1, tool.moves + 1))
        assert len(self.desk.show("tool_accidents")) == min(self.world.room.accidents, 1000)
        for year in (2026, 2027):
            plan = {
                row["kind"]: (row["planned"], row["ordered"], row["bought"], row["left"])
                for row in self.desk.show("purchase_plan", year=year)
            }
            assert plan == self.world.buys.against_the_plan(year)
        self.totals["events"] += self.desk.count_events()
        self.desk.close()
        self.rooms.drop(self.url)
