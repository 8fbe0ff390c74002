"""The line to the store by itself: what is sent, asked and heard, on which thread, in which order."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy.event import listen, remove

from console import incident
from console.session import Done, Session
from db.engine import sqlite_module
from db.errors import Conflict, Refusal, Unreachable
from db.tables.ticket import Ticket
from db.verbs.pausing import Pause
from db.views.counts import Counts
from db.views.desk import QueueOrder
from tests.console.desk.gate import held_back
from tests.db.desk import CALLER
from tests.db.desk import Desk as Branch


class Screen:
    """Runs what is posted, one after the other, on the test's thread."""

    def __init__(self) -> None:
        self.posted: list[Callable[[], None]] = []
        self.heard: list[tuple[str, Done]] = []
        self._came = threading.Condition()

    def post(self, job: Callable[[], None]) -> None:
        with self._came:
            self.posted.append(job)
            self._came.notify()

    def hear(self, name: str) -> Callable[[Done], None]:
        return lambda done: self.heard.append((name, done))

    def run_until(self, condition: Callable[[], Any], seconds: float = 10) -> None:
        until = time.monotonic() + seconds
        while not condition():
            with self._came:
                while not self.posted:
                    assert self._came.wait(until - time.monotonic()), "nothing was posted"
                job = self.posted.pop(0)
            job()


@pytest.fixture
def screen() -> Screen:
    return Screen()


@pytest.fixture
def session(branch: Branch, screen: Screen) -> Iterator[Session]:
    session = Session(branch.store, "A01", screen.post)
    session.start()
    yield session
    session.close()


def triaged(branch: Branch) -> str:
    return branch.register(level=2)


def test_own_verbs_are_applied_in_the_order_of_their_keys(
    branch: Branch, session: Session, screen: Screen
) -> None:
    number = triaged(branch)
    verbs = [
        ("pause", {"reason": "part"}),
        ("note", {"text": "one"}),
        ("resume", {}),
        ("note", {"text": "two"}),
    ]
    with held_back(branch.store, "do") as gate:
        for name, fields in verbs:
            session.send(name, {"ticket": number, **fields}, screen.hear(name))
        assert (session.waiting, screen.heard) == (4, [])
        gate.open()
        screen.run_until(lambda: len(screen.heard) == 4)
    assert [name for name, _done in screen.heard] == [name for name, _fields in verbs]
    assert [event.verb for event in branch.events(number)][-4:] == [name for name, _fields in verbs]
    assert session.waiting == 0


def test_what_my_own_verbs_left_counts_as_seen(branch: Branch, session: Session, screen: Screen) -> None:
    number = triaged(branch)
    seen = branch.ticket(number).version
    for name, fields in (("pause", {"reason": "part"}), ("resume", {}), ("pause", {"reason": "customer"})):
        session.send(name, {"ticket": number, **fields}, screen.hear(name), expect=(number, seen))
    screen.run_until(lambda: len(screen.heard) == 3)
    assert all(done.ok for _name, done in screen.heard), screen.heard
    assert branch.ticket(number).state == "paused"


def test_what_somebody_else_changed_since_is_not_overwritten(
    branch: Branch, session: Session, screen: Screen
) -> None:
    number = triaged(branch)
    seen = branch.ticket(number).version
    branch.do("pause", ticket=number, reason="supplier")
    session.send("resume", {"ticket": number}, screen.hear("resume"), expect=(number, seen))
    screen.run_until(lambda: screen.heard)
    assert isinstance(screen.heard[0][1].error, Conflict)
    assert branch.ticket(number).state == "paused"


def test_a_later_question_of_the_same_pane_takes_the_place_of_an_earlier_one(
    branch: Branch, session: Session, screen: Screen
) -> None:
    with held_back(branch.store, "read") as gate:
        session.ask("counts", Counts(), screen.hear("first"))
        deadline = time.monotonic() + 5
        while not gate.waiting:
            assert time.monotonic() < deadline
        for name in ("second", "third"):
            session.ask("counts", Counts(), screen.hear(name))
        session.ask("order", QueueOrder(), screen.hear("order"))
        gate.open()
        screen.run_until(lambda: len(screen.heard) == 2)
        assert len(gate.waiting) == 3
    assert [name for name, _done in screen.heard] == ["third", "order"]


def test_a_refusal_is_an_answer_and_the_next_verb_goes_on(
    branch: Branch, session: Session, screen: Screen
) -> None:
    number = triaged(branch)
    session.send("resume", {"ticket": number}, screen.hear("resume"))
    session.send("pause", {"ticket": number, "reason": "part"}, screen.hear("pause"))
    screen.run_until(lambda: len(screen.heard) == 2)
    (_resume, refused), (_pause, done) = screen.heard
    assert isinstance(refused.error, Refusal)
    assert refused.error.rule == "SLA-06"
    assert done.ok


def test_what_nobody_expected_is_logged_under_the_number_that_is_shown(
    branch: Branch, session: Session, screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Pause, "decide", lambda *_: 1 / 0)
    number = triaged(branch)
    session.send("pause", {"ticket": number, "reason": "part"}, screen.hear("pause"))
    session.send("note", {"ticket": number, "text": "later"}, screen.hear("note"))
    screen.run_until(lambda: len(screen.heard) == 2)
    (_pause, failed), (_note, after) = screen.heard
    assert not failed.ok
    assert failed.log_id in incident.log_file().read_text()
    assert after.ok
    assert branch.ticket(number).state == "triaged"


def test_a_preview_changes_nothing_and_nobody_waits_for_it(
    branch: Branch, session: Session, screen: Screen
) -> None:
    number = triaged(branch)
    session.send("pause", {"ticket": number, "reason": "part"}, screen.hear("pause"), preview=True)
    assert session.waiting == 0
    screen.run_until(lambda: screen.heard)
    assert screen.heard[0][1].ok
    assert branch.ticket(number).state == "triaged"


def test_another_desks_change_is_heard(branch: Branch, session: Session, screen: Screen) -> None:
    changes: list[bool] = []
    session.on_change = lambda _subjects: changes.append(True)
    time.sleep(0.1)
    branch.register()
    screen.run_until(lambda: changes)


def test_another_desks_change_is_told_by_what_it_is_about(
    branch: Branch, session: Session, screen: Screen
) -> None:
    number, changes = triaged(branch), list[frozenset[str] | None]()
    session.on_change = changes.append
    screen.run_until(lambda: changes)
    branch.do("note", ticket=number, text="一")
    screen.run_until(lambda: frozenset({f"ticket:{number}"}) in changes)
    heard = len(changes)
    branch.do("note", ticket=number, text="二")
    other = branch.register()
    screen.run_until(lambda: any(f"ticket:{other}" in (each or ()) for each in changes[heard:]))
    assert f"ticket:{number}" in frozenset().union(*(each or () for each in changes[heard:]))
    assert None not in changes


def test_nothing_is_read_again_that_was_asked_after_the_first_look(
    branch: Branch, session: Session, screen: Screen
) -> None:
    changes: list[frozenset[str] | None] = []
    session.on_change = changes.append
    screen.run_until(lambda: not session.is_asked("changes"))
    number = triaged(branch)
    screen.run_until(lambda: any(f"ticket:{number}" in (each or ()) for each in changes))
    assert None not in changes


def test_what_was_sent_is_finished_before_the_end(branch: Branch, screen: Screen) -> None:
    session = Session(branch.store, "A01", screen.post)
    session.start()
    number = triaged(branch)
    for text in "abc":
        session.send("note", {"ticket": number, "text": text}, screen.hear(text))
    session.close()
    assert [event.verb for event in branch.events(number)][-3:] == ["note"] * 3


def test_a_store_that_does_not_answer_does_not_hold_the_end_up(branch: Branch, screen: Screen) -> None:
    session = Session(branch.store, "A01", screen.post)
    session.start()
    with held_back(branch.store, "do", "read"):
        session.send("note", {"ticket": "1", "text": "x"}, screen.hear("note"))
        session.ask("counts", Counts(), screen.hear("counts"))
        begun = time.monotonic()
        session.close(seconds=0.3)
        assert time.monotonic() - begun < 2


@contextmanager
def line_lost_under_commit(branch: Branch, *, keep: bool) -> Iterator[Callable[[], None]]:
    """The next COMMIT loses its line, and no new one comes until the yielded function is called."""
    engine = branch.store.engine
    dead = threading.Event()
    commit = engine.dialect.do_commit

    def lose(raw: Any) -> None:
        engine.dialect.do_commit = commit  # type: ignore[method-assign]  # the test stands in its way
        if keep:
            commit(raw)
        dead.set()
        raw.driver_connection.close()
        raw.driver_connection.execute("SELECT 1")

    def refuse(*_arguments: Any) -> None:
        if dead.is_set():
            raise sqlite_module().OperationalError("the line is away")

    engine.dialect.do_commit = lose  # type: ignore[method-assign, assignment]  # the test stands in its way
    listen(engine, "do_connect", refuse)
    try:
        yield dead.clear
    finally:
        dead.clear()
        remove(engine, "do_connect", refuse)


@pytest.mark.parametrize("keep", [True, False])
def test_an_unknown_outcome_is_said_and_settled_when_the_store_is_back(
    branch: Branch, session: Session, screen: Screen, keep: bool
) -> None:
    request, before = uuid4(), len(branch.rows(Ticket))
    screen.run_until(lambda: not session.is_asked("changes"))  # the first look is no longer under way
    with line_lost_under_commit(branch, keep=keep) as come_back:
        session.send("register", CALLER, screen.hear("register"), request=request)
        screen.run_until(lambda: screen.heard)
        assert screen.heard[0][1].unknown
        assert session.unsettled == 1
        come_back()
        screen.run_until(lambda: len(screen.heard) == 2)
    settled = screen.heard[1][1]
    assert (settled.ok, settled.unknown, session.unsettled, session.waiting) == (keep, False, 0, 0)
    # The form's own id: pressed again it is the same request, whatever had happened.
    session.send("register", CALLER, screen.hear("again"), request=request)
    screen.run_until(lambda: len(screen.heard) == 3)
    assert screen.heard[2][1].ok
    assert len(branch.rows(Ticket)) == before + 1


def test_a_change_that_could_not_be_asked_about_is_asked_about_again(
    branch: Branch, session: Session, screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only new connections break: the one on which changes are heard stands, and says nothing twice."""
    troubles: list[bool] = []
    changes: list[frozenset[str] | None] = []
    session.on_trouble = lambda error: troubles.append(error is not None)
    session.on_change = changes.append
    screen.run_until(lambda: changes)
    answer, away = branch.store.read, threading.Event()
    away.set()

    tried: list[Any] = []

    def read(*question: Any) -> Any:
        if away.is_set():
            tried.append(question)
            raise Unreachable("db", "The store does not answer: {cause}.", cause="x")
        return answer(*question)

    monkeypatch.setattr(branch.store, "read", read)
    del changes[:], troubles[:]
    branch.register()
    screen.run_until(lambda: len(tried) > 2)
    assert (troubles, changes) == ([True], [])
    away.clear()
    screen.run_until(lambda: changes)
    assert troubles == [True, False]
