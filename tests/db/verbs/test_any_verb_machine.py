"""Every verb that there is, with fields drawn from its declaration, in any order, by anybody: the laws that
hold of each of them without knowing what it does.

It is done whole or not at all, as its preview says; the same id does it once; states move as their machine
says; versions never go back; people's words stay out of what is hashed; undo leaves the rows as they were.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from db.answer import Answer
from db.errors import BadField, StoreError
from db.kinds import Reference
from db.rules.moves import BACK, STAYS
from db.subjects.subject import SUBJECTS
from db.subjects.task import REQUEST
from db.subjects.ticket import TICKET
from db.tables.row import Key
from db.verbs.may import machine_of
from db.verbs.parsing import parse_verb
from db.verbs.verb import VERBS, Verb, kinds_of, verbs
from tests.conftest import SOAK
from tests.databases import Databases, Kind
from tests.db.desk import Desk, reach
from tests.db.verbs.days import days, played
from tests.db.verbs.drawn import SEALED, Drawing
from tests.db.verbs.test_undo import but_counts
from tests.reliability import record

Snapshot = dict[str, dict[Key, dict[str, Any]]]
PUBLIC = sorted(name for name, verb in verbs().items() if not verb.internal)
PEOPLE = st.sampled_from(["A01", "A01", "M01", "D01", "T001"])
STAY = {"register", "record", "undo"}
"""An undone registration is a cancelled ticket, an undone record keeps its number (FRM-01); an undo is not
undone."""


class Anything(RuleBasedStateMachine):
    """A store that is only ever asked to keep the laws."""

    def __init__(self, founded: Databases, kind: Kind, totals: dict[str, Any]) -> None:
        super().__init__()
        self.url = founded.create(kind, warm=True)
        self.founded, self.totals = founded, totals
        self.desk = Desk(self.url)

    @initialize()
    def open_the_day(self) -> None:
        for state in ("new", "triaged", "dispatched", "onsite", "follow_up"):
            reach(self.desk, state)
        self.desk.register(nature="quality", way="send_in", serial="S-1", level=2)
        self.desk.do("buy_tool", kind="multimeter", number="K-1")
        self.desk.do("buy_tool", kind="shoe_covers", count=5)
        self.desk.later(minutes=5)

    @rule(minutes=st.integers(-20, 240))
    def time_passes(self, minutes: int) -> None:
        self.desk.later(minutes=minutes)

    @rule(by=PEOPLE, name=st.sampled_from(PUBLIC), data=st.data(), undone=st.booleans())
    def act(self, by: str, name: str, data: st.DataObject, undone: bool) -> None:
        fields = data.draw(Drawing(self.keys(), self.desk.now).fields(VERBS[name]))
        note(f"{name} {by} {fields}")
        try:
            verb = parse_verb(name, fields)
        except BadField:
            self.totals["refused"] += 1
            return
        before, counted, mark = self.desk.snapshot(), self.desk.count_events(), self.desk.watch.mark()
        foreseen = self.foreseen(verb, by)
        assert self.desk.count_events() == counted
        answer = self.done(verb, by)
        if not isinstance(answer, Answer):
            assert not isinstance(foreseen, Answer), f"the preview said {foreseen}, the store {answer}"
            assert answer.exit_code in (2, 3, 5), answer
            assert (type(answer), answer.rule) == (type(foreseen), foreseen.rule)
            assert self.desk.watch.mark() == mark
            self.totals["refused"] += 1
            return
        assert isinstance(foreseen, Answer), f"the preview said {foreseen}, the store {answer}"
        assert [each.keys() & each.keys() for each in answer.done] == [
            each.keys() & done.keys() for each, done in zip(foreseen.done, answer.done, strict=True)
        ]
        assert self.desk.count_events() == counted + len(answer.done)
        self.totals["done"] += 1
        self.totals["verbs"].add(name)
        after = self.desk.snapshot()
        self.check_law_of_versions(before, after)
        self.check_law_of_moves(verb, answer, before, after)
        self.check_law_of_words(verb, len(answer.done))
        if undone and verb.undoable and name not in STAY:
            self.desk.do("undo", by=by)
            assert lasting(self.desk.snapshot()) == lasting(before)

    def foreseen(self, verb: Verb, by: str) -> Answer | StoreError:
        try:
            return self.desk.store.preview(verb, by)
        except StoreError as error:
            return error

    def done(self, verb: Verb, by: str) -> Answer | StoreError:
        """It is done once, however often it is sent with its id."""
        request = uuid4()
        try:
            answer = self.desk.store.do(verb, by, request)
        except StoreError as error:
            return error
        again = self.desk.store.do(verb, by, request)
        assert again.repeated
        assert again.as_json() == answer.as_json()
        return answer

    def keys(self) -> dict[str, list[str]]:
        """The numbers of all that can be named, by family."""
        return {
            subject.family: [str(row.identity()[0]) for row in self.desk.rows(subject.root)]
            for subject in SUBJECTS.values()
            if len(subject.root.key) == 1
        }

    # -- the laws

    def check_law_of_versions(self, before: Snapshot, after: Snapshot) -> None:
        """A version counts what changes, and never goes back."""
        for subject in SUBJECTS.values():
            if not subject.has_version:
                continue
            table = subject.root.table.name
            for key, row in before[table].items():
                now = after[table].get(key)
                if now is None:
                    continue
                assert now["version"] >= row["version"], (table, key)
                if subject.counted is None:
                    changed = {**now, "version": 0} != {**row, "version": 0}
                    assert (now["version"] > row["version"]) == changed, (table, key, row, now)

    def check_law_of_moves(self, verb: Verb, answer: Answer, before: Snapshot, after: Snapshot) -> None:
        """What it is about went where one of its moves leads from the state in which it was."""
        machine = machine_of(type(verb))
        subject = next((each for each in SUBJECTS.values() if each.machine is machine), None)
        if machine is None or subject is None:
            return
        now_there = after[subject.root.table.name]
        for done in answer.done:
            number = str(done.get("number" if subject is TICKET else subject.family))
            row = before[subject.root.table.name].get((number,))
            if row is None or ("request" in done and subject is not REQUEST):
                continue  # made just now, or only asked for
            state, now = row[machine.column], now_there[number,][machine.column]
            moves = machine.moves.keys() & {*type(verb).moves()}
            targets = {machine.target(move, state) for move in moves} - {None}
            allowed = {state if target == STAYS else target for target in targets}
            # What was granted may be impossible by now: the request says so.
            allowed |= {"failed"} if subject is REQUEST else set()
            assert targets, f"{verb.name} moved {number} from {state}, where it has no move"
            assert now in allowed or BACK in targets, (verb.name, number, state, now, allowed)

    def check_law_of_words(self, verb: Verb, events: int) -> None:
        """What people said, and whom to call, stands beside the hashed text and not in it."""
        private = {getattr(verb, name) for name in verb.private_fields()}
        said = [text for text in private if text in SEALED]
        for body in self.desk.bodies()[-events:]:
            assert not [text for text in said if text in body], (verb.name, said)

    def teardown(self) -> None:
        assert self.desk.differences() == []
        self.totals["events"] += self.desk.count_events()
        self.desk.close()
        self.founded.drop(self.url)


def lasting(rows: Snapshot) -> Snapshot:
    """All rows, without what only ever counts on: versions, and numbers that were given out."""
    return {name: kind for name, kind in but_counts(rows).items() if name != "number_counter"}


def test_every_reference_that_a_verb_names_is_of_a_family_that_there_is() -> None:
    named = {kind.family for verb in verbs().values() for kind in kinds_of(verb).values()
             if isinstance(kind, Reference)}  # fmt: skip
    assert named <= SUBJECTS.keys()


EXAMPLES: dict[Kind, int] = {"sqlite": 1000, "postgresql": 500}


@pytest.mark.soak
def test_every_verb_keeps_the_laws(
    founded: Databases, database_kind: Kind, rounds: Callable[[int], int]
) -> None:
    totals: dict[str, Any] = {"done": 0, "refused": 0, "events": 0, "verbs": set()}
    begun = time.perf_counter()
    examples = days(rounds, EXAMPLES[database_kind])

    class Seeded(Anything):
        def __init__(self) -> None:
            super().__init__(founded, database_kind, totals)

    played(Seeded, examples, lambda: totals["done"] + totals["refused"] > 0)
    # The first days are the shortest that there are: nothing happens on them.
    assert totals["done"] + totals["refused"] > 0
    if SOAK:
        assert totals["done"] >= examples
        assert set(PUBLIC) - totals["verbs"] == set()
    record(
        f"any verb with fields drawn from its declaration, {database_kind}",
        f"{examples} days of random verbs",
        f"{totals['events']} events by {len(totals['verbs'])} verbs, {totals['refused']} refusals",
        time.perf_counter() - begun,
    )
