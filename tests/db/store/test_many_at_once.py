"""Many desks at once: numbers without gap or double, nothing lost (FRM-01, DSP-08, ALL-03)."""

import random
import statistics
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from db.errors import BadField, Conflict, Refusal, StoreError
from db.store import Store, open_store
from db.tables.record import RecordVersion
from db.tables.ticket import Assignment, Pause, Ticket
from db.verbs.parsing import parse_verb
from tests.conftest import SOAK
from tests.databases import Databases, Kind
from tests.db.desk import CALLER, Desk, reach
from tests.db.store.writer import Writer, register
from tests.reliability import record

PROCESSES = 64 if SOAK else 8
EACH = 5 if SOAK else 2


@pytest.mark.soak
def test_many_processes_registering_at_once_leave_no_gap_and_no_double(
    founded: Databases, database_kind: Kind, dice: random.Random
) -> None:
    url = founded.create(database_kind)
    actors = ("A01", "D01", "C01", "M01")
    writers = [Writer(register, url, actors[at % 4], dice.getrandbits(32), EACH) for at in range(PROCESSES)]
    for writer in writers:
        writer.begin()
    begun = time.perf_counter()
    for writer in writers:
        writer.go()
    said = [each for writer in writers for each in writer.said()]
    seconds = time.perf_counter() - begun
    assert {writer.close() for writer in writers} == {0}
    expected = [f"YX2607-{running:02d}" for running in range(1, PROCESSES * EACH + 1)]
    assert sorted((each.number for each in said), key=lambda number: int(number[7:])) == expected
    desk = Desk(url)
    assert desk.differences() == []
    desk.close()
    founded.drop(url)
    record(
        f"registering at once, {database_kind}",
        f"{PROCESSES} processes, {EACH} registrations each",
        f"no gap, no double; {len(expected) / seconds:.0f} a second",
        seconds,
    )


def random_verb(dice: random.Random, numbers: list[str]) -> tuple[str, dict[str, Any]]:
    """Something that a dispatcher may press, legal or not."""
    ticket = {"ticket": dice.choice(numbers)}
    technician = {"technician": dice.choice(("T001", "T002"))}
    verbs: list[tuple[str, dict[str, Any]]] = [
        ("triage", {**ticket, "level": dice.randint(1, 4), "reason": "x"}),
        ("dispatch", {**ticket, **technician}),
        ("reassign", {**ticket, **technician, "reason": "x"}),
        ("recall", {**ticket, "reason": "x"}),
        ("pause", {**ticket, "reason": "part"}),
        ("resume", ticket),
        ("note", {**ticket, "text": "x"}),
        ("step", {**ticket, "what": dice.choice(("contacted", "arrived", "finished"))}),
        ("reopen", {**ticket, "reason": "x"}),
        ("undo", {}),
        ("note", {"ticket": sorted(numbers, key=lambda _: dice.random()), "text": "bulk"}),
    ]
    return dice.choice(verbs)


@pytest.mark.soak
def test_threads_pressing_keys_on_the_same_few_tickets_lose_nothing(
    founded: Databases, database_kind: Kind, dice: random.Random, rounds: Callable[[int], int]
) -> None:
    threads, each = (8, rounds(500)) if SOAK else (6, 12)
    url = founded.create(database_kind)
    desk = Desk(url)
    for at in range(threads):
        desk.staff(f"P{at}", "dispatcher,manager")
    numbers = [desk.register(level=2) for _ in range(4)]
    before = desk.count_events()
    stores: list[Store] = [open_store(url, clock=lambda: desk.now) for _ in range(threads)]
    seeds = [dice.getrandbits(32) for _ in range(threads)]
    barrier = threading.Barrier(threads)

    def press(at: int) -> tuple[list[int], list[StoreError], list[float]]:
        own, events, errors, times = random.Random(seeds[at]), [], [], []
        barrier.wait()
        for _ in range(each):
            verb, fields = random_verb(own, numbers)
            begun = time.perf_counter()
            try:
                answer = stores[at].do(parse_verb(verb, fields), f"P{at}")
                events += [done["event"] for done in answer.done]
            except StoreError as error:
                errors.append(error)
            times.append(time.perf_counter() - begun)
        return events, errors, times

    begun = time.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        results = list(pool.map(press, range(threads)))
    seconds = time.perf_counter() - begun
    done = [event for events, _, _ in results for event in events]
    assert len(done) == len(set(done)) == desk.count_events() - before
    errors = [error for _, found, _ in results for error in found]
    assert {type(error) for error in errors} <= {Refusal, Conflict}, "nobody is told that the store is busy"
    assert desk.differences() == []
    for number in numbers:
        (ticket,) = desk.rows(Ticket, number=number)
        holders = [row for row in desk.rows(Assignment, ticket=number, ended_at=None) if row.lead]
        paused = desk.rows(Pause, ticket=number, ended_at=None)
        assert len(paused) == (ticket.state == "paused")
        assert len(holders) == (
            ticket.state in ("dispatched", "onsite") or bool(paused and ticket.technician)
        )
    for store in stores:
        store.close()
    desk.close()
    founded.drop(url)
    median = statistics.median(took for _, _, times in results for took in times)
    record(
        f"keys on four tickets, {database_kind}",
        f"{threads} threads, {each} verbs each",
        f"{len(done)} events, {len(errors)} clear refusals, none lost; {len(done) / seconds:.0f} events/s, "
        f"median {median * 1000:.1f} ms",
        seconds,
    )


def test_a_number_refused_under_pressure_is_used_by_the_next(desk: Desk) -> None:
    def attempt(at: int) -> str | None:
        fields: dict[str, Any] = dict(CALLER) | ({"branch": "nowhere"} if at % 3 == 0 else {})
        try:
            return str(desk.do("register", **fields)["number"])
        except StoreError:
            return None

    with ThreadPoolExecutor(6) as pool:
        given = [number for number in pool.map(attempt, range(24)) if number]
    assert sorted(given) == [f"YX2607-{running:02d}" for running in range(1, 17)]


@pytest.mark.every_way
def test_two_who_write_the_first_record_of_a_visit_at_once_make_one(desk: Desk) -> None:
    """FRM-01, VIS-02: whoever was later hears who wrote it and is not taken for amending it."""
    number = reach(desk, "follow_up")
    ready = threading.Barrier(2)

    def write(actor: str) -> dict[str, Any] | StoreError:
        ready.wait()
        try:
            return desk.do("record", by=actor, ticket=number, work=f"by {actor}")
        except StoreError as error:
            return error

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(write, ("T001", "D01")))
    (made,) = [each for each in found if isinstance(each, dict)]
    (late,) = [each for each in found if isinstance(each, StoreError)]
    assert isinstance(late, BadField)
    assert (late.values["field"], late.values["record"]) == ("reason", made["record"])
    (version,) = desk.rows(RecordVersion, ticket=number)
    assert version.work == f"by {version.actor}"
    assert late.values["staff"] == version.actor
    assert desk.differences() == []
