"""`paigong watch` itself, killed and stopped: what it did stands once, what it had not is done (ESC-03)."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from unittest.mock import patch

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.exc import DBAPIError

from db import engine as engines
from db.engine import transaction
from db.tables.escalation import Escalation, RepeatedCall
from db.tables.event import FACT
from db.tables.watch import LEASE
from tests.conftest import SOAK
from tests.console.running import ROOT, paigong
from tests.databases import Databases, Kind
from tests.db.desk import Desk

LATE = "2026-07-15T11:30:00+08:00"
TICKETS = 30 if SOAK else 9


@pytest.fixture
def late(founded: Databases, database_kind: Kind) -> Iterator[Desk]:
    """A demonstration in which many tickets are late already."""
    url = founded.create(database_kind)
    desk = Desk(url)
    with transaction(desk.store.engine, writing=True) as connection:
        connection.execute(FACT.insert(), [{"name": "kind", "value": "demo"}])
    for each in range(TICKETS):
        desk.register(level=1 + each % 3, phone=f"138000{each:05}")
    yield desk
    desk.close()
    founded.drop(url)


def watching(desk: Desk) -> subprocess.Popen[str]:
    """`paigong watch`, which has said its first line."""
    return subprocess.Popen(
        [sys.executable, "-m", "console.cli", "--db", desk.url, "--at", LATE, "watch", "--json"],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip


def ended(process: subprocess.Popen[str]) -> list[dict[str, object]]:
    """What it told until it ended."""
    return lines(process.communicate(timeout=60)[0])


def lines(out: str) -> list[dict[str, object]]:
    """What was told; a line that was torn is not told."""
    return [json.loads(line) for line in out[: out.rfind("\n") + 1].splitlines()]


def swept(desk: Desk) -> list[dict[str, object]]:
    """What a watch tells that does once what is due; its last line are its figures."""
    once = paigong("--db", desk.url, "--at", LATE, "watch", "--once", "--json")
    assert once.code == 0, once.err
    return lines(once.out)


@pytest.mark.soak
def test_a_watch_that_is_killed_loses_and_doubles_nothing(
    late: Desk, dice: random.Random, rounds: Callable[[int], int]
) -> None:
    told: list[dict[str, object]] = []
    for each in range(rounds(100)):
        # Late as the others, so that every watch finds something to begin with.
        late.register(level=1 + each % 3, phone=f"139000{each:05}")
        process = watching(late)
        assert process.stdout is not None
        first = process.stdout.readline()
        time.sleep(dice.random() * 0.2)
        process.kill()
        told += [json.loads(first)] if first else []
        told += ended(process)
    *rest, figures = swept(late)
    told += rest
    assert figures["done"] == len(rest)
    keys = [(each.ticket, each.milestone, each.rung, each.cycle) for each in late.rows(Escalation)]
    assert max(Counter(keys).values()) == 1
    for level in (1, 2):  # all of a level are late in the same way: each has the same calls, none is left out
        numbers = [row["number"] for row in late.show("queue", level=level)]
        calls = [sorted(key[1:] for key in keys if key[0] == number) for number in numbers]
        assert calls[0]
        assert calls == [calls[0]] * len(numbers)
    told = [each for each in told if each["what"] in ("called", "reminded")]
    assert len(told) <= len(keys) + len(late.rows(RepeatedCall)), "nothing is told that does not stand there"
    assert late.differences() == []


def silenced(late: Desk, process: int) -> int:
    """Stop it between two transactions, and let half a minute pass without a word from it; its number.

    Within one it would hold SQLite's file, and PostgreSQL's row until the server ends its session: then it
    goes on, and nobody waits for it as long as a desk would.
    """
    with patch.object(engines, "BUSY_SECONDS", 1):
        engine = engines.make_engine(late.url)
        try:
            return _between_two(engine, process)
        finally:
            engine.dispose()


def _between_two(engine: Engine, process: int) -> int:
    for _ in range(40):
        os.kill(process, signal.SIGSTOP)
        os.waitpid(process, os.WUNTRACED)  # it stands: until then it may still begin a transaction
        try:
            with transaction(engine, writing=True) as connection:
                fence = connection.execute(select(LEASE.c.fence)).scalar_one()
                connection.execute(LEASE.update().values(beat_at=datetime(2026, 1, 1, tzinfo=UTC)))
                return int(fence)
        except DBAPIError:
            os.kill(process, signal.SIGCONT)
            time.sleep(0.02)
    raise AssertionError("it is never between two transactions")


def test_a_stopped_watch_writes_nothing_under_another_ones_lease(late: Desk) -> None:
    """SIGSTOP in mid-sweep, another watch follows, SIGCONT."""
    stopped = watching(late)
    try:
        assert stopped.stdout is not None
        stopped.stdout.readline()
        before = silenced(late, stopped.pid)
        told = swept(late)
        assert told[-1]["done"] == len(told) - 1
        events = late.count_events()
        os.kill(stopped.pid, signal.SIGCONT)
        time.sleep(1.5)
    finally:
        os.kill(stopped.pid, signal.SIGCONT)
        stopped.terminate()
        ended(stopped)
    assert late.count_events() == events, "all was done, and what it still had on its list is not done again"
    with transaction(late.store.engine, writing=False) as connection:
        assert connection.execute(select(LEASE.c.fence)).scalar_one() > before
    keys = [(each.ticket, each.milestone, each.rung, each.cycle) for each in late.rows(Escalation)]
    assert max(Counter(keys).values()) == 1
    assert late.differences() == []
