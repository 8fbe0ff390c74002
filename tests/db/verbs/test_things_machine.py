"""The verbs about what is no ticket, in any order, by anybody, against their plain model."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC
from typing import Any

import pytest
from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from db.errors import StoreError
from db.tables.customer import Customer, Equipment
from db.tables.organisation import Zone
from db.tables.staff import Staff
from db.tables.task import Request, Task
from db.tables.tool import Stock, Tool
from db.verbs.verb import VERBS
from tests.databases import Databases, Kind
from tests.db.desk import Desk
from tests.db.verbs.days import days, played
from tests.db.verbs.model import ACTS, Illegal
from tests.db.verbs.test_any_verb_machine import PUBLIC
from tests.db.verbs.things import DEEDS, GRANTED_FOR, SHOES, Things
from tests.reliability import record

PEOPLE = st.sampled_from(["A01", "M01"])
STAFF = st.sampled_from(["T001", "T002"])
TOOLS = st.sampled_from(["K-1", "K-2", "K-3"])
COUNT = st.integers(1, 3)
DURABLE = {"kind": st.just("multimeter"), "number": TOOLS, "price_fen": st.just(100)}
COVERS = {"kind": st.just(SHOES), "count": COUNT}
ZONE = "nanshan"
DUTY = {
    "kind": "duty", "begins_at": "2026-07-16T08:00:00+08:00", "ends_at": "2026-07-16T18:00:00+08:00",
}  # fmt: skip


class Counter(RuleBasedStateMachine):
    """A store beside the model of its things: both are asked, both must agree."""

    def __init__(self, founded: Databases, kind: Kind, totals: dict[str, int]) -> None:
        super().__init__()
        self.url = founded.create(kind, warm=True)
        self.founded, self.totals = founded, totals
        self.desk, self.model = Desk(self.url), Things()
        self.drawn: dict[str, st.SearchStrategy[dict[str, Any]]] = {
            "buy_tool": st.fixed_dictionaries(DURABLE) | st.fixed_dictionaries(COVERS),
            "issue_tool": st.fixed_dictionaries({"tool": TOOLS, "staff": STAFF})
            | st.fixed_dictionaries({**COVERS, "staff": STAFF}),
            "return_tool": st.fixed_dictionaries({"tool": TOOLS})
            | st.fixed_dictionaries({**COVERS, "staff": STAFF}),
            "change_tool": st.fixed_dictionaries({"tool": TOOLS, "price_fen": st.sampled_from([100, 200])}),
            "do_task": self.named("task", {"text": st.just("x")}),
            "hand_task": self.named("task", {"to": STAFF}),
            "extend": self.named("ticket", {"milestone": st.just("respond"), "reason": st.just("x")}),
            "decide": self.named(
                "request", {"decision": st.sampled_from(["yes", "yes", "no"]), "reason": st.just("x")}
            ),
            "withdraw": self.named("request", {}),
            "add_staff": st.fixed_dictionaries(
                {"staff": st.sampled_from(["N1", "N2"]), "label": st.just("新")}
            ),
            "change_staff": st.fixed_dictionaries(
                {"staff": STAFF, "phone": st.sampled_from(["13700000001", "13700000002"])}
            ),
            "set_duty": st.fixed_dictionaries({"staff": STAFF}).map(lambda fields: fields | DUTY),
            "set_zone": st.fixed_dictionaries({"zone": st.just(ZONE)}, optional={"technician": STAFF}),
            "change_customer": self.named("customer", {"contact": st.sampled_from(["赵工", "钱工"])}),
            "add_customer": st.fixed_dictionaries(
                {"customer": st.sampled_from(["甲厂", "乙厂"]), "phone": st.just("13700000009")}
            ),
            "add_equipment": self.named(
                "customer", {"product": st.just("柜机"), "serial": st.sampled_from(["S-8", "S-9"])}
            ),
            "add_tool_kind": st.fixed_dictionaries({"kinds": st.sampled_from(["角磨机", "热像仪"])}),
            "change_equipment": self.named("equipment", {"model": st.sampled_from(["X1", "X2"])}),
        }

    def named(
        self, family: str, fields: dict[str, st.SearchStrategy[Any]]
    ) -> st.SearchStrategy[dict[str, Any]]:
        """Fields about one of the things of a family that there are."""
        return st.builds(
            lambda place, rest: {family: self.at(family, place), **rest},
            st.integers(0, 5), st.fixed_dictionaries(fields),
        )  # fmt: skip

    def at(self, family: str, place: int) -> str:
        keys = self.model.keys(family)
        return keys[place % len(keys)] if keys else "TK999"

    @initialize()
    def open_the_day(self) -> None:
        for no in ("T001", "T002"):
            self.model.begin(f"staff:{no}", {"phone": ""})
        self.model.begin(f"zone:{ZONE}", {"technician": None})
        for _ in range(2):
            self.desk.later(minutes=3)
            number = self.desk.register(nature="quality", level=4, by="D01", serial="S-1")
            self.model.begin(f"ticket:{number}", {"due": self.desk.target(number, "respond").due_at})
        for task in self.desk.rows(Task):
            about = task.about.partition(":")[2]
            self.model.begin(
                f"task:{task.id}",
                {"kind": task.kind, "about": about, "state": "open", "staff": task.staff},
            )
        for customer in self.desk.rows(Customer):
            self.model.begin(f"customer:{customer.id}", {"contact": customer.contact}, customer.version)
        for one in self.desk.rows(Equipment):
            self.model.begin(f"equipment:{one.id}", {"model": one.model}, one.version)
        self.deed("buy_tool", "M01", {"kind": "multimeter", "number": "K-1", "price_fen": 100})
        self.deed("buy_tool", "M01", {"kind": SHOES, "count": 5})

    @rule(minutes=st.integers(0, 30))
    def time_passes(self, minutes: int) -> None:
        self.desk.later(minutes=minutes)

    @rule(by=PEOPLE, data=st.data())
    def act(self, by: str, data: st.DataObject) -> None:
        verb = data.draw(st.sampled_from(sorted(DEEDS)))
        fields = data.draw(self.drawn[verb])
        if verb == "extend":
            fields["until"] = self.desk.now + GRANTED_FOR
        self.deed(verb, by, fields)

    def deed(self, verb: str, by: str, fields: dict[str, Any]) -> None:
        note(f"{verb} {by} {fields}")
        given = {
            name: value.astimezone(UTC).isoformat() if name == "until" else value
            for name, value in fields.items()
        }
        self.both(
            lambda: self.desk.do(verb, by=by, **given),
            lambda: self.model.act(verb, fields, by, self.desk.now),
        )

    @rule(by=PEOPLE)
    def undo(self, by: str) -> None:
        self.both(lambda: self.desk.do("undo", by=by), lambda: self.model.undo(by, self.desk.now))

    def both(self, do: Callable[[], dict[str, Any]], expect: Callable[[], None]) -> None:
        """The store does it exactly when the model allows it, and then both say the same."""
        events = self.desk.count_events()
        try:
            expect()
            allowed = True
        except Illegal:
            allowed = False
        refusal: StoreError | None = None
        answer: dict[str, Any] = {}
        try:
            answer = do()
        except StoreError as error:
            refusal = error
        assert allowed == (refusal is None), f"allowed: {allowed}; the store says {refusal or answer}"
        assert self.desk.count_events() == events + allowed
        self.totals["done" if allowed else "refused"] += 1
        self._name_new(answer)
        if allowed:
            self.check()

    def _name_new(self, answer: dict[str, Any]) -> None:
        """What the store gave a number gets it in the model, too."""
        for key, number in (
            ("request:", answer.get("request")), ("task:", next(iter(answer.get("following", ())), None)),
            ("customer:", answer.get("customer")), ("equipment:", answer.get("equipment")),
        ):  # fmt: skip
            if key in self.model.all:
                assert number is not None
                self.model.all[key + number] = self.model.all.pop(key)
                self.model.versions[key + number] = self.model.versions.pop(key)
                self.model.log[-1].before[key + number] = self.model.log[-1].before.pop(key)

    def check(self) -> None:
        """Every thing is what the model says, at its version."""
        tools = {
            row.number: ({"holder": row.holder, "price_fen": row.price_fen}, row.version)
            for row in self.desk.rows(Tool)
        }
        assert tools == self.told("tool")
        stock = {row.place: row.count for row in self.desk.rows(Stock, kind=SHOES)}
        there = self.model.all.get(f"stock:{SHOES}", {})
        assert {place: count for place, count in stock.items() if count} == {
            place: count for place, count in there.items() if count
        }
        tasks = {
            row.id: ({"kind": row.kind, "about": row.about.partition(":")[2], "state": row.state,
                      "staff": row.staff}, row.version)
            for row in self.desk.rows(Task)
        }  # fmt: skip
        assert tasks == self.told("task")
        requests = {row.id: ({"state": row.state}, row.version) for row in self.desk.rows(Request)}
        assert requests == {
            id: ({"state": each["state"]}, version) for id, (each, version) in self.told("request").items()
        }
        for number, (ticket, _version) in self.told("ticket").items():
            assert self.desk.target(number, "respond").due_at == ticket["due"]
        people = {row.no: ({"phone": row.phone}, row.version) for row in self.desk.rows(Staff)}
        assert {no: people[no] for no in self.told("staff")} == self.told("staff")
        assert [row.technician for row in self.desk.rows(Zone, code=ZONE)] == [
            self.model.all[f"zone:{ZONE}"]["technician"]
        ]
        contacts = {row.id: ({"contact": row.contact}, row.version) for row in self.desk.rows(Customer)}
        assert contacts == self.told("customer")
        models = {row.id: ({"model": row.model}, row.version) for row in self.desk.rows(Equipment)}
        assert models == self.told("equipment")

    def told(self, family: str) -> dict[str, tuple[dict[str, Any], int]]:
        """What the model says of a family, with the versions."""
        return {
            name: (self.model.all[f"{family}:{name}"], self.model.versions[f"{family}:{name}"])
            for name in self.model.keys(family)
        }

    def teardown(self) -> None:
        assert self.desk.differences() == []
        self.totals["events"] += self.desk.count_events()
        self.desk.close()
        self.founded.drop(self.url)


def test_every_verb_is_driven_by_a_machine() -> None:
    """Those without a plain model keep the laws of all verbs, with fields drawn from their declarations."""
    public = {name for name, verb in VERBS.items() if not verb.internal}
    assert public <= {*PUBLIC}
    assert {"forgive", "go_on", *DEEDS, *ACTS} <= {*PUBLIC}


EXAMPLES: dict[Kind, int] = {"sqlite": 1000, "postgresql": 200}


@pytest.mark.soak
def test_the_verbs_about_things_agree_with_their_plain_model(
    founded: Databases, database_kind: Kind, rounds: Callable[[int], int]
) -> None:
    totals = {"done": 0, "refused": 0, "events": 0}
    begun = time.perf_counter()
    examples = days(rounds, EXAMPLES[database_kind])

    class Seeded(Counter):
        def __init__(self) -> None:
            super().__init__(founded, database_kind, totals)

    played(Seeded, examples, lambda: totals["done"] >= examples)
    assert totals["done"] >= examples
    record(
        f"verbs about tools, tasks, requests, people and files against a plain model, {database_kind}",
        f"{examples} days of random verbs",
        f"{totals['events']} events, {totals['refused']} refusals, all as the model says",
        time.perf_counter() - begun,
    )
