"""A watch at work: who sweeps, who waits, and what becomes of one that was away (ESC-03)."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from db.engine import transaction
from db.errors import Unreachable
from db.rules.watching import DESK, PROCESS, Lease
from db.store import Store
from db.tables.escalation import Escalation
from db.tables.ticket import Ticket
from db.views.watch import Watched
from db.watch import running
from db.watch.lease import LostLease
from db.watch.running import Told, Watch
from db.watch.sweep import Deed
from tests.db.desk import Desk, local


class Notes:
    """A job for the tests: one note on a ticket at each sweep, by the plainest verb there is."""

    def __init__(self, number: str) -> None:
        self.number = number
        self.fail: Exception | None = None
        self.before: Callable[[], None] = lambda: None

    def due(self, store: Store) -> Iterator[Deed]:
        from db.verbs.parsing import parse_verb

        if self.fail is not None:
            raise self.fail
        for text in ("一", "二"):
            self.before()
            store.do(parse_verb("note", {"ticket": self.number, "text": text}), "A01")
            yield Deed("note", self.number, store.now())

    def next_at(self, store: Store) -> datetime | None:
        return None


@pytest.fixture
def notes(desk: Desk) -> Notes:
    return Notes(desk.register())


class Heard:
    """What a watch said."""

    def __init__(self) -> None:
        self.deeds: list[Deed] = []
        self.told: list[str] = []

    def __call__(self, said: Deed | Told) -> None:
        if isinstance(said, Deed):
            self.deeds.append(said)
        else:
            self.told.append(said.what)

    @property
    def calls(self) -> list[Deed]:
        """What it did, without the reports and meetings that the calendar opened meanwhile (RPT-06)."""
        return [each for each in self.deeds if each.what != "report"]


def watches(desk: Desk, notes: Notes, tell: Heard, kind: str = PROCESS) -> Watch:
    return Watch(desk.store, kind, tell, (notes,))


def lease_of(desk: Desk) -> Lease:
    state = desk.store.read(Watched())
    assert state.lease is not None
    return state.lease


def test_one_watch_sweeps_and_another_waits_until_it_has_ended(desk: Desk, notes: Notes) -> None:
    heard, other = Heard(), Heard()
    first, second = watches(desk, notes, heard), watches(desk, notes, other)
    assert first.once() == 2
    assert second.once() is None
    assert second.once() is None
    assert other.told == ["waiting"], "said once, not at every look"
    assert len(heard.deeds) == 2
    first.close()
    assert second.once() == 2
    second.close()
    assert desk.store.read(Watched()).held is False
    assert lease_of(desk).fence == 2
    assert lease_of(desk).swept_at == desk.now, "the age of the last sweep stays on record"
    assert desk.differences() == []


def test_a_stalled_watch_that_was_followed_writes_nothing_of_the_sweep_it_was_in(
    desk: Desk, notes: Notes
) -> None:
    heard, other = Heard(), Heard()
    stalled, next_one = watches(desk, notes, heard), watches(desk, notes, other)

    def stand_still() -> None:
        """Between its first and its second deed the first watch is away for a minute."""
        if len(heard.deeds) == 1 and not other.told:
            desk.later(minutes=1)
            assert next_one.once() == 2

    notes.before = stand_still
    with pytest.raises(LostLease):
        stalled.once()
    assert (len(heard.deeds), len(other.deeds)) == (1, 2)
    assert len([each for each in desk.events(notes.number) if each.verb == "note"]) == 3
    stalled.close()
    assert lease_of(desk).fence == 2
    assert lease_of(desk).holder, "whoever lost it gives nothing back"
    next_one.close()


def test_a_process_takes_over_from_an_open_desk_which_then_waits(desk: Desk, notes: Notes) -> None:
    heard, other = Heard(), Heard()
    beside, process = watches(desk, notes, heard, DESK), watches(desk, notes, other)
    assert beside.once() == 2
    assert process.once() == 2
    with pytest.raises(LostLease):
        beside.once()
    process.close()
    beside.close()


def test_a_store_that_does_not_answer_is_said_once_and_tried_again(
    desk: Desk, notes: Notes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "BACK_OFF", (0.01, 0.02))
    monkeypatch.setattr(running, "LOOK_SECONDS", 0.01)
    heard = Heard()
    watch = watches(desk, notes, heard)
    notes.fail = Unreachable("db", "The store does not answer: {cause}.", cause="x")
    thread = threading.Thread(target=watch.run)
    thread.start()
    time.sleep(0.3)
    assert heard.told == ["taken", "trouble"]
    notes.fail = None
    until = time.monotonic() + 20
    while "well" not in heard.told and time.monotonic() < until:
        time.sleep(0.01)
    watch.stop.set()
    thread.join(20)
    assert heard.told == ["taken", "trouble", "well"]
    assert heard.deeds
    assert not desk.store.read(Watched()).held, "told to stop, it gives the lease back"


def test_what_nobody_expected_ends_no_watch(
    desk: Desk, notes: Notes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "BACK_OFF", (0.01,))
    monkeypatch.setattr(running, "LOOK_SECONDS", 0.01)
    heard = Heard()
    watch = watches(desk, notes, heard)
    notes.fail = ZeroDivisionError("x")
    thread = threading.Thread(target=watch.run)
    thread.start()
    time.sleep(0.2)
    notes.fail = None
    until = time.monotonic() + 20
    while "well" not in heard.told and time.monotonic() < until:
        time.sleep(0.01)
    watch.stop.set()
    thread.join(20)
    assert heard.told == ["taken", "incident", "well"]


def test_what_somebody_writes_wakes_a_watch_that_sleeps(
    desk: Desk, notes: Notes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "LOOK_SECONDS", 0.02)
    swept = threading.Event()

    class Looked(Notes):
        def due(self, store: Store) -> Iterator[Deed]:
            swept.set()
            yield from ()

    watch = watches(desk, Looked(notes.number), Heard())
    thread = threading.Thread(target=watch.run)
    thread.start()
    assert swept.wait(20)
    time.sleep(0.2)
    swept.clear()
    assert not swept.wait(0.3), "its own beat wakes nobody"
    desk.do("note", ticket=notes.number, text="x")
    assert swept.wait(5), "long before the ten seconds are over"
    watch.stop.set()
    thread.join(20)


def test_the_lease_counts_by_the_machines_clock_also_where_a_demo_stands_still(desk: Desk) -> None:
    desk.store.kind = "demo"
    desk.store.stand_at(desk.now + timedelta(days=20))
    heard = Heard()
    watch = Watch(desk.store, PROCESS, heard)
    watch.once()
    assert heard.calls == []
    assert lease_of(desk).beat_at == desk.now
    watch.close()


def test_a_ticket_that_cannot_be_climbed_keeps_no_other_one_waiting(desk: Desk) -> None:
    bad, good = desk.register(level=1), desk.register(level=1)
    desk.at("09:11")
    with transaction(desk.store.engine, writing=True) as connection:
        # Some other hand wrote there: what it wrote is no instant that a verb may follow.
        ahead = desk.now + timedelta(days=3)
        connection.execute(update(Ticket.table).where(Ticket.table.c.number == bad).values(last_at=ahead))
    heard = Heard()
    watch = Watch(desk.store, PROCESS, heard)
    watch.once()
    assert heard.told == ["taken", "incident"]
    assert [each.about for each in heard.calls] == [good]
    watch.close()


def test_what_two_watches_found_due_is_called_once(desk: Desk) -> None:
    number = desk.register(level=1)
    desk.at("09:11")
    heard, other = Heard(), Heard()
    first, second = Watch(desk.store, PROCESS, heard), Watch(desk.store, PROCESS, other)
    first.once()
    assert len(heard.calls) == 1
    first.close()
    assert second.once() == 0
    second.close()
    (call,) = desk.rows(Escalation, ticket=number)
    assert (call.milestone, call.rung, call.cycle, call.trigger) == ("respond", 2, 1, "breached")
    assert call.due_at == local("07-15 09:10") + timedelta(seconds=1)
    assert dict(heard.calls[0].facts)["called"] == (call.persons or "").split(",")
    assert desk.differences() == []
