"""When the queue has to look at the clock again: at the next change in sight, and never before."""

from collections.abc import Callable, Mapping
from datetime import datetime

from textual.timer import Timer

from widgets.countdown import Status, next_change
from widgets.queue_row import QueueRow

LONGEST_WAIT = 60.0
"""Seconds after which the queue looks at the clock in any case: a machine may have slept."""


class QueueWake:
    """Knows the states that were drawn last, and sets one timer to the next change of what is in sight.

    Rows are given by key; instants are aware.

    Attributes:
        timer: the running timer; None when nothing in sight runs out.
        at: the instant of the next change, None when there is none or it has come.
    """

    def __init__(
        self, set_timer: Callable[[float, Callable[[], None]], Timer], tick: Callable[[], None]
    ) -> None:
        """
        Args:
            set_timer: starts a timer of so many seconds.
            tick: what to do at the change.
        """
        self.timer: Timer | None = None
        self.at: datetime | None = None
        self._set_timer = set_timer
        self._tick = tick
        self._statuses: dict[str, Status] = {}

    def take_flipped(self, rows: Mapping[str, QueueRow], now: datetime) -> tuple[str, ...]:
        """Keys of the rows whose state is another than when it was drawn; the change planned for has come."""
        self.at = None
        return tuple(
            key for key, row in rows.items() if self._statuses.get(key, row.status(now)) != row.status(now)
        )

    def plan(self, rows: Mapping[str, QueueRow], now: datetime) -> None:
        """Notes the states that are drawn now and sets the timer to the next change of one of them."""
        self._statuses = {key: row.status(now) for key, row in rows.items()}
        changes = [next_change(row.counts_from(now), row.at_risk_at, now) for row in rows.values()]
        changes += [next_change(row.task_due_at, None, now) for row in rows.values()]
        changes += [turn.at for row in rows.values() for turn in row.turns if turn.at > now]
        at = min((change for change in changes if change is not None), default=None)
        if at == self.at and (self.timer is not None or at is None):
            return
        self.stop()
        self.at = at
        if at is not None:
            seconds = max(0.05, (at - now).total_seconds())
            self.timer = self._set_timer(min(seconds, LONGEST_WAIT), self._tick)

    def stop(self) -> None:
        """Wakes nobody any more, until the next plan."""
        if self.timer is not None:
            self.timer.stop()
            self.timer = None
