"""kill -9 in the middle of scripted verbs: nothing acknowledged is lost, nothing is half done (ALL-03)."""

import random
import time
from collections.abc import Callable

import pytest
from sqlalchemy import text

from tests.databases import Databases, Kind
from tests.db.desk import Desk
from tests.db.store.writer import Acknowledged, Writer, write_for_ever
from tests.reliability import record

AUDIT_EVERY = 10
"""Rounds after which the whole log is folded again; every round looks at what it acknowledged."""


def killed_after_a_while(writer: Writer, dice: random.Random) -> list[Acknowledged]:
    """Wait for the first word, then a random moment, then SIGKILL."""
    assert writer.pipe.poll(60), "the writer never wrote"
    time.sleep(dice.random() * 0.1)
    writer.kill()
    said = list(writer.said())
    assert writer.close() == -9
    return said


def check_all_there(desk: Desk, said: list[Acknowledged]) -> None:
    with desk.reader() as read:
        for each in said:
            (event,) = read.request(each.id)
            assert (event.seq, event.verb) == (each.event, each.verb)
            assert f"ticket:{each.number}" in event.subjects


def check_whole(desk: Desk, kind: Kind) -> None:
    """Nothing is half done: every row is what the log folds to, and numbers have no gap."""
    assert desk.differences() == []
    with desk.reader() as read:
        if kind == "sqlite":
            assert read.connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
        running = [row[0] for row in read.connection.execute(text("SELECT running FROM ticket ORDER BY 1"))]
    assert running == list(range(1, len(running) + 1))


@pytest.mark.soak
def test_a_killed_writer_loses_nothing_that_was_acknowledged(
    founded: Databases, database_kind: Kind, dice: random.Random, rounds: Callable[[int], int]
) -> None:
    count = rounds(500 if database_kind == "sqlite" else 100)
    url = founded.create(database_kind)
    desk = Desk(url)
    begun, acknowledged = time.perf_counter(), 0
    for turn in range(1, count + 1):
        # Two writers, so that a kill also falls into somebody's wait for the other.
        writers = [Writer(write_for_ever, url, actor, dice.getrandbits(32)) for actor in ("A01", "M01")]
        said = [each for writer in writers for each in killed_after_a_while(writer, dice)]
        assert said
        check_all_there(desk, said)
        acknowledged += len(said)
        if turn % AUDIT_EVERY == 0 or turn == count:
            check_whole(desk, database_kind)
        if turn % AUDIT_EVERY == 0 and turn < count:
            desk.close()
            founded.drop(url)
            url = founded.create(database_kind)
            desk = Desk(url)
    assert desk.register(), "the store takes new work at once"
    desk.close()
    founded.drop(url)
    record(
        f"kill -9 of writers, {database_kind}",
        f"{2 * count} writers killed in {count} rounds",
        f"{acknowledged} verbs acknowledged, 0 lost, 0 half done",
        time.perf_counter() - begun,
    )
