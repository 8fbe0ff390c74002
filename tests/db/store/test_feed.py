"""What changed since the last look: every subject, once, however late it is committed, within the scope."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from sqlalchemy import text

from db.engine import transaction
from db.policy.load import shipped
from db.verbs.adopting import AdoptPolicy
from db.verbs.parsing import parse_verb
from db.views import changes
from db.views.changes import Changes, Look
from tests.db.desk import Desk
from tests.db.scope import two_branches


class Watcher:
    """Somebody who looks again and again."""

    def __init__(self, desk: Desk, by: str = "A01") -> None:
        self._desk, self._by = desk, by
        self._look: Look | None = None
        assert self.hear() is None, "the first look reads everything"

    def hear(self, *shown: str) -> frozenset[str] | None:
        told = self._desk.store.read(Changes(since=self._look, shown=frozenset(shown)), self._by)
        self._look = told.look
        return told.subjects


@contextmanager
def late(desk: Desk, number: str) -> Iterator[None]:
    """A note that is written before the block and committed behind it."""
    verb = parse_verb("note", {"ticket": number, "text": "spät"})
    with transaction(desk.store.engine, writing=True) as connection:
        desk.store._decide_for(connection, verb, "A01", uuid4(), None)
        yield


def test_each_change_is_told_once(desk: Desk) -> None:
    number, other = desk.register(), desk.register()
    watcher = Watcher(desk)
    assert watcher.hear() == frozenset()
    desk.do("note", ticket=number, text="一")
    desk.do("note", ticket=number, text="二")
    assert watcher.hear() == frozenset({f"ticket:{number}"})
    assert watcher.hear() == frozenset()
    desk.do("triage", ticket=[number, other], level=2)
    heard = watcher.hear() or frozenset()
    assert {key for key in heard if not key.startswith("task:")} == {f"ticket:{number}", f"ticket:{other}"}
    assert watcher.hear() == frozenset()


def test_what_is_committed_late_is_told_then_and_only_then(desk: Desk) -> None:
    """Thousands of events with higher numbers are committed, and told, before it."""
    if desk.store.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer: numbers are committed in order")
    held, others = desk.register(), [desk.register() for _ in range(3)]
    watcher = Watcher(desk)
    with late(desk, held):
        for at in range(12):
            with transaction(desk.store.engine, writing=True) as connection:
                connection.execute(text("SELECT nextval('event_seq') FROM generate_series(1, 700)"))
            desk.do("note", ticket=others[at % 3], text=str(at))
            assert watcher.hear() == frozenset({f"ticket:{others[at % 3]}"})
    assert watcher.hear() == frozenset({f"ticket:{held}"})
    assert watcher.hear() == frozenset()


def test_two_late_ones_that_cross_are_told_in_the_order_of_their_commits(desk: Desk) -> None:
    if desk.store.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer: numbers are committed in order")
    first, second = desk.register(), desk.register()
    watcher = Watcher(desk)
    one, two = late(desk, first), late(desk, second)
    one.__enter__()
    two.__enter__()
    assert watcher.hear() == frozenset()
    two.__exit__(None, None, None)
    assert watcher.hear() == frozenset({f"ticket:{second}"})
    one.__exit__(None, None, None)
    assert watcher.hear() == frozenset({f"ticket:{first}"})
    assert watcher.hear() == frozenset()


def test_a_policy_that_another_desk_puts_in_force_is_told(desk: Desk) -> None:
    watcher = Watcher(desk)
    content = shipped().sections()
    content["settings"]["setting"]["undo_seconds"] = 60
    desk.store.do(AdoptPolicy(body=json.dumps(content, ensure_ascii=False)), "A01")
    told = watcher.hear()
    assert told is not None
    assert "policy" in told


def test_too_much_to_tell_says_only_that_much_changed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "MOST", 3)
    watcher = Watcher(desk)
    for _ in range(4):
        desk.register()
    assert watcher.hear() is None
    assert watcher.hear() == frozenset()


def test_only_what_lies_in_the_scope_is_told_and_what_leaves_it_once_more(store_url: str) -> None:
    desk = Desk(store_url)
    two_branches.found(desk)
    here = two_branches.HERE["dispatcher"]
    watcher = Watcher(desk, here)
    references = two_branches.settle_elsewhere(desk)
    told = watcher.hear()
    assert told is not None
    assert not [each for each in told if any(canary in each for canary in two_branches.canaries(references))]
    number = desk.register(by=two_branches.HERE["manager"])
    assert f"ticket:{number}" in (watcher.hear() or ())
    desk.do("correct", ticket=number, branch="LG")
    assert watcher.hear() == frozenset(), "it is Longgang's now"
    desk.do("note", ticket=number, text="走了")
    assert watcher.hear(f"ticket:{number}") == frozenset({f"ticket:{number}"}), (
        "it stands on the screen still"
    )
    desk.close()
