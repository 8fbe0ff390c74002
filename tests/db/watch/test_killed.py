"""kill -9 of watches in mid-sweep: no call, no reminder, no notice is lost or doubled (ESC-03, ESC-05)."""

import random
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from uuid import UUID

import pytest

from db.rules.watching import PROCESS
from db.store import open_store
from db.tables.escalation import Escalation, RepeatedCall
from db.tables.notice import Notice
from db.tables.row import Row
from db.watch.running import Watch
from tests.conftest import SOAK
from tests.databases import Databases, Kind
from tests.db.desk import Desk
from tests.db.store.writer import Writer
from tests.reliability import record

TICKETS = 24 if SOAK else 8
MOMENTS = ("09:12", "10:05", "13:30", "07-16 08:10")
"""When the watches are at work: after each some rungs, silences or reminders are due for most tickets."""


def watch_until_killed(said: Connection, url: str, _actor: str, moment: int, _count: int) -> None:
    """A watch whose clock stands at a moment; a word after each thing that it did."""
    now = datetime.fromtimestamp(moment, UTC)
    store = open_store(url, clock=lambda: now)
    Watch(store, PROCESS, lambda _said: said.send("did")).run()


def populate(desk: Desk, dice: random.Random) -> None:
    """The same tickets in every store: with the same ids the same rows follow."""
    for no in ("L01", "G01"):
        desk.do(
            "add_staff", staff=no, label=no, roles={"L": "lead", "G": "general_manager"}[no[0]], id=_id(dice)
        )
    for each in range(TICKETS):
        number = desk.do(
            "register", customer=f"客户{each}", phone=f"138000{each:05}", fault="主机不启动",
            level=1 + each % 3, id=_id(dice),
        )["number"]  # fmt: skip
        if each % 4 == 1:
            desk.do("dispatch", ticket=number, technician="T001", override="试", id=_id(dice))
        if each % 4 == 2:
            desk.do("chase", ticket=number, text="催", id=_id(dice))
            desk.do("chase", ticket=number, text="再催", id=_id(dice))


def _id(dice: random.Random) -> UUID:
    return UUID(int=dice.getrandbits(128), version=4)


def swept(desk: Desk) -> None:
    """A sweep that nobody interrupts."""
    watch = Watch(desk.store, PROCESS, lambda _said: None)
    while watch.once():
        pass
    watch.close()


@pytest.fixture
def two(founded: Databases, database_kind: Kind) -> Iterator[tuple[Desk, Desk]]:
    """A store whose watches are killed, and one whose watch is left in peace."""
    urls = [founded.create(database_kind) for _ in range(2)]
    desks = Desk(urls[0]), Desk(urls[1])
    yield desks
    for desk, url in zip(desks, urls, strict=True):
        desk.close()
        founded.drop(url)


@pytest.mark.soak
def test_killed_watches_leave_what_one_in_peace_would_have_left(
    two: tuple[Desk, Desk], database_kind: Kind, dice: random.Random, rounds: Callable[[int], int]
) -> None:
    killed, peaceful = two
    begun, kills, seed = time.perf_counter(), 0, dice.getrandbits(32)
    each_time = rounds(200)
    assert each_time * len(MOMENTS) > 1, "a watch follows on one that was killed"
    for desk in two:
        populate(desk, random.Random(seed))
    for moment in MOMENTS:
        for desk in two:
            desk.at(moment)
        for _ in range(each_time):
            writer = Writer(watch_until_killed, killed.url, "", int(killed.now.timestamp()))
            assert writer.pipe.poll(60), "the watch never said a word"
            time.sleep(dice.random() ** 2 * 0.3)
            writer.kill()
            assert writer.close() == -9
            kills += 1
        swept(killed)
        swept(peaceful)
        if moment == MOMENTS[1]:
            for desk in two:
                answering(desk)
        for kind in (Escalation, RepeatedCall, Notice):
            assert rows(killed, kind) == rows(peaceful, kind)
    assert len(killed.rows(Escalation)) > TICKETS
    assert killed.rows(RepeatedCall)
    messages = [each.message for each in killed.rows(Notice)]
    assert len(messages) == len(set(messages)), "each is recognised as itself"
    assert killed.differences() == []
    record(
        f"kill -9 of watches, {database_kind}",
        f"{kills} watches killed in the middle of {len(MOMENTS)} sweeps of {TICKETS} tickets",
        f"{len(killed.rows(Escalation))} calls, {len(killed.rows(RepeatedCall))} reminders,"
        f" {len(killed.rows(Notice))} notices: those of a watch in peace, none lost, none doubled",
        time.perf_counter() - begun,
    )


def answering(desk: Desk) -> None:
    """Somebody takes on a few calls, with a promise that will not be kept."""
    open_calls = sorted({each.ticket for each in desk.rows(Escalation) if each.acknowledged_at is None})
    for number in open_calls[::3]:
        desk.do("acknowledge", ticket=number, promise="2026-07-15T12:30:00+08:00", id=_name(number))


def _name(number: str) -> UUID:
    return UUID(int=int.from_bytes(number.encode()[-8:], "big"), version=4)


def rows(desk: Desk, kind: type[Row]) -> list[str]:
    """All of a kind. A notice is numbered by its event, and where a watch was killed others come before it;
    so is an emergency, of which its text tells the number."""
    return sorted(
        str(sorted((name, value) for name, value in each.__dict__.items() if name not in _own(each)))
        for each in desk.rows(kind)
    )


def _own(row: Row) -> tuple[str, ...]:
    if not isinstance(row, Notice):
        return ()
    return ("id", "message", "text") if row.occasion == "emergency" else ("id", "message")
