"""The tool room's verbs in any order against a plain model of it (KIT-02 to KIT-16): two branches with three
store rooms, numbered tools and a consumable, orders, permits, calibrations, jobs, accidents, and undo."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.databases import Databases, Kind
from tests.db.desk import template
from tests.db.verbs.days import days, played
from tests.db.verbs.model import need
from tests.db.verbs.tool_counts import Shelf
from tests.db.verbs.tool_keepers import Keeping, World, two_branches
from tests.db.verbs.tool_room import (
    AWAY,
    KEEPERS,
    MANAGERS,
    METER,
    OF,
    OWN,
    PEOPLE,
    ROOMS,
    SHOES,
    TESTER,
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


@pytest.fixture(scope="module")
def rooms(databases: Databases) -> Iterator[Databases]:
    """Stores with the tool rooms of two branches."""
    made = databases.with_rows("toolrooms", template(two_branches))
    yield made
    made.close()


class Keepers(Keeping):
    """A day in the tool rooms: any deed at any moment."""

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

    @rule(staff=STAFF, by=BY | STAFF)
    def sign(self, staff: str, by: str) -> None:
        self.both(
            lambda world: world.room.sign(staff, by),
            ("sign_tools", {"staff": staff, "paper": "清单"}, by),
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


EXAMPLES: dict[Kind, int] = {"sqlite": 1000, "postgresql": 300}


@pytest.mark.soak
def test_the_tool_room_agrees_with_its_plain_model(
    rooms: Databases, database_kind: Kind, rounds: Callable[[int], int]
) -> None:
    totals = {"done": 0, "refused": 0, "events": 0}
    begun = time.perf_counter()
    examples = days(rounds, EXAMPLES[database_kind])

    class Seeded(Keepers):
        def __init__(self) -> None:
            super().__init__(rooms, database_kind, totals)

    played(Seeded, examples, lambda: totals["done"] > 0)
    assert totals["done"] > 0
    record(
        f"the tool room against a plain model, {database_kind}",
        f"{examples} days of random verbs",
        f"{totals['events']} events, {totals['refused']} refusals, all as the model says",
        time.perf_counter() - begun,
    )
