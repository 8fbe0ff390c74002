"""One watch at a time: who gets the lease, who loses it, and what a loser can still write (ESC-03)."""

import os
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from db.engine import fenced, make_engine, transaction
from db.rules.watching import BEAT, DESK, EXPIRY, PROCESS, Lease, Watcher
from db.verbs.parsing import parse_verb
from db.watch import lease as leases
from db.watch.lease import LostLease
from tests.db.desk import Desk

pytestmark = pytest.mark.every_way  # it is a lock of the database

NOW = datetime(2026, 7, 15, 1, tzinfo=UTC)
LIVING = os.getpid()


def watcher(name: str, kind: str = PROCESS, process: int = LIVING) -> Watcher:
    return Watcher(name, kind, "station", leases.machine(), process)


class Leases:
    """A store's lease, one transaction a question."""

    def __init__(self, url: str) -> None:
        self.engine = make_engine(url)

    def take(self, who: Watcher, now: datetime = NOW) -> Lease | None:
        with transaction(self.engine, writing=True) as connection:
            return leases.take(connection, who, now)

    def taken(self, who: Watcher, now: datetime = NOW) -> Lease:
        found = self.take(who, now)
        assert found is not None
        assert found.is_of(who)
        return found

    def beat(self, lease: Lease, now: datetime, *, swept: bool = False) -> None:
        with transaction(self.engine, writing=True) as connection:
            leases.beat(connection, lease, now, swept_at=now if swept else None)

    def give_back(self, lease: Lease) -> None:
        with transaction(self.engine, writing=True) as connection:
            leases.give_back(connection, lease)

    def read(self) -> Lease:
        with transaction(self.engine, writing=False) as connection:
            found = leases.read(connection)
        assert found is not None
        return found


@pytest.fixture
def held(store_url: str) -> Iterator[Leases]:
    made = Leases(store_url)
    yield made
    made.engine.dispose()


def test_the_first_who_asks_has_it_and_the_second_waits(held: Leases) -> None:
    first = held.taken(watcher("a"))
    assert (first.fence, first.beat_at, first.swept_at) == (1, NOW, None)
    assert held.take(watcher("b"), NOW + BEAT) is None
    held.beat(first, NOW + BEAT, swept=True)
    assert held.read().swept_at == NOW + BEAT
    assert held.take(watcher("b"), NOW + BEAT + EXPIRY) is None


def test_a_silent_holder_loses_it_and_every_taking_has_a_higher_number(held: Leases) -> None:
    first = held.taken(watcher("a"))
    late = NOW + EXPIRY + timedelta(seconds=1)
    second = held.taken(watcher("b"), late)
    assert second.fence == first.fence + 1
    with pytest.raises(LostLease):
        held.beat(first, late)
    held.give_back(first)
    assert held.read().holder == "b", "what is somebody else's is not given back"
    held.give_back(second)
    assert held.taken(watcher("c"), late).fence == 3


def test_a_clock_that_was_set_back_keeps_nobody_from_watching(held: Leases) -> None:
    held.taken(watcher("a"))
    assert held.take(watcher("b"), NOW - timedelta(hours=3)) is not None


def test_a_process_takes_it_from_an_open_desk_and_never_the_other_way_round(held: Leases) -> None:
    desk = held.taken(watcher("desk", DESK))
    process = held.taken(watcher("process"), NOW + timedelta(seconds=1))
    with pytest.raises(LostLease):
        held.beat(desk, NOW + timedelta(seconds=2))
    assert held.take(watcher("other desk", DESK), NOW + timedelta(seconds=3)) is None
    assert held.take(watcher("other process"), NOW + timedelta(seconds=3)) is None
    held.give_back(process)
    assert held.take(watcher("other desk", DESK), NOW + timedelta(seconds=3)) is not None


def test_a_holder_whose_process_has_ended_here_is_followed_at_once(held: Leases) -> None:
    ended = subprocess.Popen(["true"])
    ended.wait()
    held.taken(watcher("a", process=ended.pid))
    assert held.take(watcher("b"), NOW + timedelta(seconds=1)) is not None
    elsewhere = replace(watcher("c", process=ended.pid), machine="another one")
    held.give_back(held.read())
    held.taken(elsewhere)
    assert held.take(watcher("d"), NOW + timedelta(seconds=1)) is None, "there the number means nothing here"


def test_a_killed_process_that_nobody_has_looked_at_counts_as_ended(held: Leases) -> None:
    killed = subprocess.Popen(["sleep", "60"])
    held.taken(watcher("a", process=killed.pid))
    assert held.take(watcher("b"), NOW) is None
    killed.kill()
    os.waitid(os.P_PID, killed.pid, os.WEXITED | os.WNOWAIT)
    assert held.take(watcher("b"), NOW) is not None
    killed.wait()


@pytest.mark.soak
def test_of_many_who_try_at_once_exactly_one_has_it(store_url: str, rounds: Callable[[int], int]) -> None:
    for turn in range(rounds(500)):
        now = NOW + turn * 3 * EXPIRY  # the first of a store, then always an expired one
        got: list[Lease] = []
        start = threading.Barrier(8)

        def race(
            name: str, now: datetime = now, got: list[Lease] = got, start: threading.Barrier = start
        ) -> None:
            mine = Leases(store_url)
            start.wait()
            found = mine.take(watcher(name), now)
            if found is not None:
                got.append(found)
            mine.engine.dispose()

        threads = [threading.Thread(target=race, args=(f"{turn}/{each}",)) for each in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert [each.fence for each in got] == [turn + 1]


def test_under_a_lost_lease_no_verb_is_written_and_a_plain_desk_still_writes(desk: Desk) -> None:
    number = desk.register()
    held = Leases(desk.url)
    mine = held.taken(watcher("a"))
    watch = desk.store.twin()
    fenced(watch.engine, lambda connection: leases.demand(connection, mine), idle_seconds=20)
    note = parse_verb("note", {"ticket": number, "text": "x"})
    watch.do(note, "A01")
    held.taken(watcher("b"), NOW + 2 * EXPIRY)
    before = desk.count_events()
    with pytest.raises(LostLease):
        watch.do(note, "A01")
    with pytest.raises(LostLease), transaction(watch.engine, writing=True) as connection:
        connection.execute(text("DELETE FROM draft"))
    with transaction(watch.engine, writing=True, unfenced=True) as connection:
        connection.execute(text("DELETE FROM draft"))  # what was sent is recorded by whoever sent it
    assert desk.count_events() == before
    desk.do("note", ticket=number, text="y")
    watch.close()
    held.engine.dispose()


def test_a_restored_store_gives_out_a_number_again_and_the_old_holder_is_no_holder(held: Leases) -> None:
    first = held.taken(watcher("a"))
    with transaction(held.engine, writing=True) as connection:
        connection.execute(text("DELETE FROM watch_lease"))
    assert held.taken(watcher("b")).fence == first.fence
    with pytest.raises(LostLease):
        held.beat(first, NOW)
