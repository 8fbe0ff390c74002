"""A plain model of what the tool rooms only count: consumables, orders, the year's plan (KIT-01, KIT-06)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from tests.db.verbs.model import need
from tests.db.verbs.tool_room import AWAY, OF, OWN, PEOPLE, ROOMS


@dataclass
class Shelf:
    """How many of the consumable are at each place; never fewer than none."""

    at: Counter[str] = field(default_factory=Counter)

    def move(self, source: str | None, target: str | None, count: int) -> None:
        """None is outside, where nothing is counted."""
        need(source is None or self.at[source] >= count)
        if source is not None:
            self.at[source] -= count
        if target is not None:
            self.at[target] += count

    def issue(self, count: int, staff: str, by: str) -> None:
        need(PEOPLE[staff] == OF[by])
        self.move(_room(by), f"staff:{staff}", count)

    def lend(self, count: int, to: str, by: str) -> None:
        need(to == AWAY or PEOPLE[to] == OF[by])
        self.move(_room(by), AWAY if to == AWAY else f"lent:{to}", count)

    def give_back(self, count: int, of: str, by: str) -> None:
        """What was borrowed before what is carried."""
        need(of == AWAY or PEOPLE[of] == OF[by])
        if of == AWAY:
            self.move(AWAY, _room(by), count)
            return
        borrowed = min(count, self.at[f"lent:{of}"])
        self.move(f"staff:{of}", _room(by), count - borrowed)
        self.move(f"lent:{of}", _room(by), borrowed)

    def exchange(self, count: int, staff: str, by: str) -> None:
        need(PEOPLE[staff] == OF[by])
        self.move(f"staff:{staff}", None, count)
        self.move(_room(by), f"staff:{staff}", count)

    def scrap(self, count: int, by: str) -> None:
        self.move(_room(by), None, count)

    def gone(self, count: int, staff: str, by: str) -> None:
        need(PEOPLE[staff] == OF[by])
        self.move(f"staff:{staff}", None, count)

    def found(self, count: int, by: str) -> None:
        self.move(None, _room(by), count)

    def send(self, count: int, room: str, by: str) -> None:
        need(room != _room(by))
        self.move(_room(by), room, count)

    def counted(self, count: int, room: str) -> None:
        self.at[room] = count

    def clear(self, staff: str, back: int, by: str) -> None:
        """So many come back, the others were used up."""
        places = (f"lent:{staff}", f"staff:{staff}")
        need(PEOPLE[staff] == OF[by] and back <= sum(self.at[place] for place in places))
        for place in places:
            self.at[place] = 0
        self.at[_room(by)] += back

    def counts(self) -> dict[str, int]:
        """How many are where some are."""
        return dict(+self.at)


def _room(by: str) -> str:
    return OWN[OF[by]][0]


@dataclass
class Order:
    """An order: of so many, so many arrived, and were accepted and rejected."""

    kind: str
    count: int
    room: str
    year: int
    arrived: int = 0
    accepted: int = 0
    rejected: int = 0
    state: str = "ordered"

    @property
    def waiting(self) -> int:
        """Pieces that arrived and nobody has inspected."""
        return self.arrived - self.accepted - self.rejected

    def counts(self) -> tuple[str, int, int, int]:
        """State and counts, in the words of the program."""
        return self.state, self.arrived, self.accepted, self.rejected


@dataclass
class Purchases:
    """Orders in their order, what a year plans of each kind, and what it bought."""

    orders: list[Order] = field(default_factory=list)
    plan: dict[tuple[int, str], int] = field(default_factory=dict)
    bought: Counter[tuple[int, str]] = field(default_factory=Counter)

    def order(self, kind: str, count: int, by: str, today: date) -> None:
        self.orders.append(Order(kind, count, OWN[OF[by]][0], today.year))

    def seen(self, at: int, by: str) -> Order:
        """The order, where it is for a room of the keeper's branch."""
        order = self.orders[at]
        need(ROOMS[order.room] == OF[by])
        return order

    def receive(self, at: int, count: int, by: str) -> None:
        order = self.seen(at, by)
        need(order.state in ("ordered", "arrived") and 1 <= count <= order.count - order.arrived)
        order.arrived += count
        order.state = "arrived"

    def accept(self, at: int, sent_back: int, by: str, today: date) -> int:
        """How many are accepted of those that arrived."""
        order = self.seen(at, by)
        need(order.state == "arrived" and sent_back <= order.waiting)
        accepted = order.waiting - sent_back
        order.accepted += accepted
        order.rejected += sent_back
        self.bought[today.year, order.kind] += accepted
        if order.arrived < order.count:
            order.state = "ordered"
        else:
            order.state = "accepted" if order.accepted else "rejected"
        return accepted

    def cancel(self, at: int, by: str) -> None:
        order = self.seen(at, by)
        need(order.state == "ordered")
        order.state = "cancelled"

    def against_the_plan(self, year: int) -> dict[str, tuple[int | None, int, int, int | None]]:
        """Planned, on order, bought and left of each kind; of one that is not planned nothing is left."""
        awaited = Counter[str]()
        for order in self.orders:
            if order.year == year and order.state in ("ordered", "arrived"):
                awaited[order.kind] += order.count - order.accepted - order.rejected
        planned = {kind: count for (each, kind), count in self.plan.items() if each == year}
        bought = {kind: count for (each, kind), count in self.bought.items() if each == year and count}
        return {
            kind: (
                planned.get(kind), awaited[kind], bought.get(kind, 0),
                planned[kind] - awaited[kind] - bought.get(kind, 0) if kind in planned else None,
            )
            for kind in {*planned, *awaited, *bought}
        }  # fmt: skip
