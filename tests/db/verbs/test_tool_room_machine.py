"""The tool room's verbs in any order against a plain model of it (KIT-02 to KIT-16): two branches with three
store rooms, numbered tools and a consumable, orders, permits, calibrations, jobs, accidents, and undo."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
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
from tests.db.desk import Desk, crew, template
from tests.db.verbs.days import played
from tests.db.verbs.model import Illegal, need
from tests.db.verbs.tool_counts import Purchases, Shelf
from tests.db.verbs.tool_room import (
    AWAY,
    KEEPERS,
    MANAGERS,
    METER,
    OF,
    OTHER,
    OWN,
    PEOPLE,
    ROOMS,
    SHOES,
    STORE,
    TESTER,
    Piece,
    Room,
)
from tests.reliability import record

MOST = 12
"""So many tools at most: the orders of a long day would make hundreds."""
TOOL, COUNT = st.integers(0, MOST - 1), st.integers(1, 6)
STAFF = st.sampled_from(sorted(PEOPLE))
BY = st.sampled_from(["K02", "K02", "K2"])
BRANCH = st.sampled_from(["NS", "NS", "LG"])
ROOM = st.sampled_from(sorted(ROOMS))
CONDITION = st.sampled_from([None, "good", "broken"])
JOB = st.sampled_from([None, None, 0, 1])
SOME = st.sets(TOOL)
Deed = tuple[str, dict[str, Any], str]
Rows = dict[str, tuple[str, str, str, str | None]]


def _two_branches(desk: Desk) -> None:
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
    desk.staff("L1", branch="LG", trade="electrical")
    desk.do("change_staff", staff="T001", certificates="electrician:2026-12-31")
    desk.register()
    desk.do("cancel", ticket=desk.register(), reason="x")
    for by, kind, count in (("K02", METER, 4), ("K02", TESTER, 2), ("K2", METER, 1)):
        desk.do("buy_tool", by=by, kind=kind, count=count)
    for by, count in (("K02", 20), ("K2", 5)):
        desk.do("buy_tool", by=by, kind=SHOES, count=count)


@pytest.fixture(scope="module")
def rooms(databases: Databases) -> Iterator[Databases]:
    """Stores with the tool rooms of two branches."""
    made = databases.with_migration("toolrooms", template(_two_branches))
    yield made
    made.close()


@dataclass
class World:
    """The whole model."""

    room: Room = field(default_factory=Room)
    shelf: Shelf = field(default_factory=Shelf)
    buys: Purchases = field(default_factory=Purchases)


class Keepers(RuleBasedStateMachine):
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
        manager = MANAGERS[OF[by]]
        granted = self.desk.do("decide", by=manager, request=answer["request"], decision="yes")
        assert granted["decision"] == "granted", granted
        return True

    def agree(self) -> None:
        """Every tool, all stock and each order are as the model has them."""
        rows: Rows = {
            row.number: (place_of(row), row.state, row.home, row.ticket)
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

    # -- numbered tools

    @rule(at=TOOL, staff=STAFF, job=JOB, by=BY)
    def issue(self, at: int, staff: str, job: int | None, by: str) -> None:
        tool, ticket = self.number(at), self.job(job)
        self.both(
            lambda world: world.room.issue(tool, staff, ticket, by),
            ("issue_tool", {"tool": tool, "staff": staff, "ticket": ticket}, by),
        )

    @rule(at=TOOL, condition=CONDITION, by=BY)
    def give_back(self, at: int, condition: str | None, by: str) -> None:
        tool = self.number(at)
        self.both(
            lambda world: world.room.give_back(tool, condition, by),
            ("return_tool", {"tool": tool, "condition": condition}, by),
        )

    @rule(at=TOOL, to=STAFF | st.just(AWAY), job=JOB, by=BY)
    def lend(self, at: int, to: str, job: int | None, by: str) -> None:
        tool, ticket = self.number(at), self.job(job)
        target = {"department": "YF", "reason": "x"} if to == AWAY else {"staff": to}
        self.both(
            lambda world: world.room.lend(tool, to, ticket, by),
            ("lend_tool", {"tool": tool, "until": self.until(), "ticket": ticket, **target}, by),
        )

    @rule(at=TOOL, to=STAFF, by=BY)
    def transfer(self, at: int, to: str, by: str) -> None:
        tool = self.number(at)
        self.both(
            lambda world: world.room.transfer(tool, to, by),
            ("transfer_tool", {"tool": tool, "to": to, "reason": "x"}, by),
        )

    @rule(at=TOOL, room=ROOM, by=BY)
    def send(self, at: int, room: str, by: str) -> None:
        tool = self.number(at)
        self.both(
            lambda world: world.room.send(tool, room, by),
            ("transfer_tool", {"tool": tool, "store": room.removeprefix("store:")}, by),
        )

    @rule(at=TOOL, job=st.sampled_from([0, 0, 1]), by=BY)
    def leave(self, at: int, job: int, by: str) -> None:
        tool, ticket = self.number(at), self.jobs[job]
        self.both(
            lambda world: world.room.leave(tool, ticket, by),
            ("leave_tool", {"tool": tool, "ticket": ticket}, by),
        )

    @rule(at=TOOL, staff=STAFF, by=BY)
    def fetch(self, at: int, staff: str, by: str) -> None:
        tool = self.number(at)
        self.both(
            lambda world: world.room.fetch(tool, staff, by),
            ("leave_tool", {"tool": tool, "what": "fetched", "staff": staff}, by),
        )

    @rule(at=TOOL, staff=STAFF, by=BY)
    def exchange(self, at: int, staff: str, by: str) -> None:
        tool = self.number(at)
        self.both(
            lambda world: world.room.exchange(tool, staff, by),
            ("exchange_tool", {"tool": tool, "staff": staff}, by),
        )

    @rule(at=TOOL, what=st.sampled_from(["broken", "accident", "lost", "found"]), condition=CONDITION, by=BY)
    def report(self, at: int, what: str, condition: str | None, by: str) -> None:
        tool = self.number(at)
        expect: dict[str, Callable[[Room], None]] = {
            "broken": lambda room: room.broke(tool, by),
            "accident": lambda room: room.accident(tool, by),
            "lost": lambda room: room.lose(tool, by),
            "found": lambda room: room.find(tool, condition, by),
        }
        more = {"condition": condition} if what == "found" else {}
        self.both(
            lambda world: expect[what](world.room),
            ("report_tool", {"tool": tool, "what": what, "text": "x", **more}, by),
        )

    @rule(at=TOOL, back=st.booleans(), condition=CONDITION, by=BY)
    def repair(self, at: int, back: bool, condition: str | None, by: str) -> None:
        tool = self.number(at)
        if back:
            self.both(
                lambda world: world.room.repaired(tool, condition, by),
                ("repair_tool", {"tool": tool, "what": "back", "condition": condition}, by),
            )
        else:
            self.both(
                lambda world: world.room.repair(tool, by), ("repair_tool", {"tool": tool, "what": "out"}, by)
            )

    @rule(at=TOOL, days=st.sampled_from([None, 1, 5, 400]), by=BY)
    def calibrate(self, at: int, days: int | None, by: str) -> None:
        tool = self.number(at)
        due = None if days is None else self.today() + timedelta(days=days)
        fields = {"passed": False} if due is None else {"due": due.isoformat()}
        self.both(
            lambda world: world.room.calibrate(tool, due, by),
            ("calibrate_tool", {"tool": tool, **fields}, by),
        )

    @rule(at=TOOL, by=BY)
    def inspect(self, at: int, by: str) -> None:
        tool = self.number(at)
        self.both(
            lambda world: world.room.inspect(tool, by),
            ("care_tool", {"tool": tool, "what": "inspect", "condition": "broken"}, by),
        )

    @rule(at=TOOL, by=BY)
    def scrap(self, at: int, by: str) -> None:
        tool = self.number(at)
        self.both(
            lambda world: world.room.scrap(tool, by), ("scrap_tool", {"tool": tool, "cause": "wear"}, by)
        )

    @rule(staff=STAFF, days=st.integers(-1, 60))
    def renew_the_permit(self, staff: str, days: int) -> None:
        until = self.today() + timedelta(days=days)
        self.desk.do("change_staff", staff=staff, certificates=f"electrician:{until.isoformat()}")
        self.world.room.permits[staff] = until
        self.last = None

    # -- consumables

    @rule(
        what=st.sampled_from(
            ["issue", "lend", "give_back", "exchange", "scrap", "lost", "broken", "found", "send", "buy"]
        ),
        count=COUNT, staff=STAFF, away=st.booleans(), room=ROOM, by=BY,
    )  # fmt: skip
    def some(self, what: str, count: int, staff: str, away: bool, room: str, by: str) -> None:
        """So many of a consumable go one of the ways of tools."""
        to = AWAY if away else staff
        target = {"department": "YF", "reason": "x"} if away else {"staff": staff}
        back = {"department": "YF"} if away else {"staff": staff}
        reported = {"what": what, "text": "x"}
        ways: dict[str, tuple[Callable[[Shelf], None], str, dict[str, Any]]] = {
            "issue": (lambda shelf: shelf.issue(count, staff, by), "issue_tool", {"staff": staff}),
            "lend": (lambda shelf: shelf.lend(count, to, by), "lend_tool", {"until": self.until(), **target}),
            "give_back": (lambda shelf: shelf.give_back(count, to, by), "return_tool", back),
            "exchange": (lambda shelf: shelf.exchange(count, staff, by), "exchange_tool", {"staff": staff}),
            "scrap": (lambda shelf: shelf.scrap(count, by), "scrap_tool", {"cause": "wear"}),
            "lost": (lambda shelf: shelf.gone(count, staff, by), "report_tool", {**reported, "staff": staff}),
            "broken": (
                lambda shelf: shelf.gone(count, staff, by),
                "report_tool",
                {**reported, "staff": staff},
            ),
            "found": (lambda shelf: shelf.found(count, by), "report_tool", reported),
            "send": (
                lambda shelf: shelf.send(count, room, by),
                "transfer_tool",
                {"store": room.removeprefix("store:")},
            ),
            "buy": (lambda shelf: shelf.found(count, by), "buy_tool", {}),
        }
        expect, verb, fields = ways[what]

        def expected(world: World) -> None:
            expect(world.shelf)
            if what == "buy":
                world.buys.bought[world.room.today.year, SHOES] += count

        self.both(expected, (verb, {"kind": SHOES, "count": count, **fields}, by))

    # -- orders, and the year's plan

    @rule(kind=st.sampled_from([METER, TESTER, SHOES]), count=st.integers(1, 3), by=BY)
    def order(self, kind: str, count: int, by: str) -> None:
        self.both(
            lambda world: world.buys.order(kind, count, by, world.room.today),
            ("order_tool", {"kind": kind, "count": count}, by),
        )

    @rule(at=st.integers(0, 5), what=st.sampled_from(["receive", "receive", "accept", "cancel"]),
          count=st.integers(0, 3), by=BY)  # fmt: skip
    def follow_the_order(self, at: int, what: str, count: int, by: str) -> None:
        orders = self.ordered()
        if not orders:
            return
        at %= len(orders)
        number, kind = orders[at].id, orders[at].kind
        if what == "accept" and kind != SHOES and len(self.world.room.all) + orders[at].arrived > MOST:
            return
        if what == "receive":
            self.both(
                lambda world: world.buys.receive(at, count, by),
                ("receive_tools", {"tool_order": number, "count": max(1, count)}, by),
            ) if count else None
        elif what == "cancel":
            self.both(
                lambda world: world.buys.cancel(at, by),
                ("cancel_order", {"tool_order": number, "reason": "x"}, by),
            )
        else:
            self.both(
                lambda world: self._accepted(world, at, kind, count, by),
                ("accept_tools", {"tool_order": number, "sent_back": count, "inspection": "x"}, by),
            )

    def _accepted(self, world: World, at: int, kind: str, sent_back: int, by: str) -> None:
        accepted = world.buys.accept(at, sent_back, by, world.room.today)
        place = world.buys.orders[at].room
        if kind == SHOES:
            world.shelf.move(None, place, accepted)
        else:
            self.begun(kind, accepted, place)

    @rule(kind=st.sampled_from([METER, TESTER, SHOES]), count=st.integers(0, 9), by=BY)
    def plan(self, kind: str, count: int, by: str) -> None:
        year = self.world.room.today.year

        def planned(world: World) -> None:
            world.buys.plan[year, kind] = count
            if not count:
                del world.buys.plan[year, kind]

        self.both(planned, ("plan_tools", {"kinds": f"{kind}:{count}"}, by))

    # -- counting, and clearing

    @rule(branch=BRANCH, room=st.integers(0, 1), staff=STAFF, hands=st.booleans(), there=SOME, held=SOME,
          shoes=st.none() | st.integers(0, 9))  # fmt: skip
    def count(
        self, branch: str, room: int, staff: str, hands: bool, there: set[int], held: set[int],
        shoes: int | None,
    ) -> None:  # fmt: skip
        """A room, and somebody's hands, are counted by two alike, and the month is closed."""
        place, keeper, manager = OWN[branch][room % len(OWN[branch])], KEEPERS[branch], MANAGERS[branch]
        hands = hands and PEOPLE[staff] == branch
        found = {self.number(at): place for at in there}
        mine = (
            {self.number(at): f"staff:{staff}" for at in held if self.number(at) not in found}
            if hands
            else {}
        )
        keyed: dict[str, Any] = {
            "found": sorted(found), "store": place.removeprefix("store:"), "anew": True,
            "consumables": [f"{SHOES}:{shoes}"] if shoes is not None else None,
        }  # fmt: skip
        carried = {"found": sorted(mine), "staff": staff, "anew": True}
        places = (place, f"staff:{staff}") if hands else (place,)

        def counted(world: World) -> None:
            world.room.count(found | mine, places, branch)
            if shoes is not None:
                world.shelf.counted(shoes, place)

        self.both(
            counted,
            *(("count_tools", keyed, who) for who in (keeper, manager)),
            *(("count_tools", carried, who) for who in (keeper, manager) if hands),
            ("count_tools", {"close": True, "cause": "mislaid"}, manager),
        )

    @rule(staff=STAFF, missing=SOME, back=st.integers(0, 4), by=BY)
    def clear(self, staff: str, missing: set[int], back: int, by: str) -> None:
        held = self.world.room.list_of(staff)
        gone = tuple(number for number in held if number in {self.number(at) for at in missing})
        fields = {
            "staff": staff, "returned": [each for each in held if each not in gone], "missing": list(gone),
            "consumables": [f"{SHOES}:{back}"] if back else None,
        }  # fmt: skip

        def cleared(world: World) -> None:
            need(PEOPLE[staff] == OF[by])
            world.room.clear(staff, gone, by)
            world.shelf.clear(staff, back, by)

        self.both(cleared, ("clear_leaver", fields, by))

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


EXAMPLES: dict[Kind, int] = {"sqlite": 1000, "postgresql": 300}


@pytest.mark.soak
def test_the_tool_room_agrees_with_its_plain_model(
    rooms: Databases, database_kind: Kind, rounds: Callable[[int], int]
) -> None:
    totals = {"done": 0, "refused": 0, "events": 0}
    begun = time.perf_counter()
    examples = rounds(EXAMPLES[database_kind])

    class Seeded(Keepers):
        def __init__(self) -> None:
            super().__init__(rooms, database_kind, totals)

    played(Seeded, examples)
    assert totals["done"] > 0
    record(
        f"the tool room against a plain model, {database_kind}",
        f"{examples} days of random verbs",
        f"{totals['events']} events, {totals['refused']} refusals, all as the model says",
        time.perf_counter() - begun,
    )
