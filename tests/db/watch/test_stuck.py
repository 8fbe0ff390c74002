"""A ticket that cannot be climbed keeps nobody else waiting, and it is said (ESC-03)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import update

from db.engine import transaction
from db.rules.watching import PROCESS
from db.store import Store
from db.tables.ticket import Ticket
from db.views.stuck import Stuck as StuckTickets
from db.watch.climbing import Climbing
from db.watch.falling_due import FallingDue
from db.watch.running import Told, Watch
from db.watch.sweep import Deed, Stuck
from tests.db.desk import Desk
from tests.db.watch.sweeping import calls


class Heard:
    def __init__(self) -> None:
        self.deeds: list[Deed] = []
        self.told: list[Told] = []

    def __call__(self, said: Deed | Told) -> None:
        if isinstance(said, Deed):
            self.deeds.append(said)
        else:
            self.told.append(said)

    @property
    def incidents(self) -> list[str]:
        return [each.about for each in self.told if each.what == "incident"]


def _broken(_store: Store) -> Deed:
    raise ZeroDivisionError("a job")


class Broken:
    """A job that cannot be done at all."""

    def due(self, store: Store) -> Iterator[Deed | Stuck]:
        return map(_broken, [store])

    def next_at(self, store: Store) -> None:
        return None


def spoil(desk: Desk, number: str) -> None:
    """Let the ticket run by a policy that nobody knows, as a hand in the database may leave it."""
    with transaction(desk.store.engine, writing=True) as connection:
        table = Ticket.table
        connection.execute(update(table).where(table.c.number == number).values(policy="f" * 16))


@pytest.fixture
def late(desk: Desk) -> list[str]:
    desk.staff("L01", "lead")
    numbers = [desk.register(level=2, phone=f"1380000000{each}") for each in range(3)]
    spoil(desk, numbers[0])
    desk.at("10:05")
    return numbers


def test_one_broken_ticket_ends_neither_the_batch_nor_the_sweep(desk: Desk, late: list[str]) -> None:
    heard = Heard()
    watch = Watch(desk.store, PROCESS, heard, (Climbing(), FallingDue()))
    assert watch.once() == 2
    assert [bool(calls(desk, number)) for number in late] == [False, True, True]
    assert heard.incidents == [late[0]]
    assert watch.once() == 0
    assert heard.incidents == [late[0]], "said once for as long as it stays the same"
    desk.at("10:11")
    assert desk.store.read(StuckTickets()) == [late[0]]
    watch.close()


def test_a_job_that_fails_keeps_no_other_from_its_turn(desk: Desk, late: list[str]) -> None:
    heard = Heard()
    watch = Watch(desk.store, PROCESS, heard, (Broken(), Climbing()))
    with pytest.raises(ZeroDivisionError):
        watch.once()
    assert len(heard.deeds) == 2
    watch.close()
