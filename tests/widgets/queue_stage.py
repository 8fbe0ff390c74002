"""A queue on a stage of its own, with a clock that stands."""

from datetime import datetime, timedelta

from textual.pilot import Pilot

from tests.widgets.stage import (
    LABELS,
    NOW,
    Recorder,
    Stage,
    ticket,
)
from widgets.queue import Queue, QueueRow

SIZES = [(80, 24), (120, 40)]


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def go(self, **time: int) -> None:
        """Moves on."""
        self.now += timedelta(**time)


class Desk:
    """A queue on a stage with its clock, its monotonic seconds and a recorder of drawn lines."""

    def __init__(self, rows: list[QueueRow], *, bar: bool = False) -> None:
        self.clock = Clock()
        self.seconds = 100.0
        self.rows = rows
        self.queue = Queue(LABELS, clock=self.clock, timer=lambda: self.seconds, bar=bar)
        self.recorder = Recorder(self.queue)
        self.app = Stage(self.queue)

    def give(self, rows: list[QueueRow] | None = None, *, asked: bool = True) -> None:
        """Hands all rows over."""
        self.rows = self.rows if rows is None else rows
        self.queue.set_rows([row.key for row in self.rows], {row.key: row for row in self.rows}, asked=asked)

    def keys(self) -> list[str]:
        return [row.key for row in self.rows]


def rows(count: int) -> list[QueueRow]:
    return [ticket(number, minutes=2000 + 60 * number) for number in range(count)]


async def settle(pilot: Pilot[None]) -> None:
    await pilot.pause()
    await pilot.pause()
