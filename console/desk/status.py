"""The line above the queue: the figures, and how old the last sweep of the watch is (ESC-03)."""

from __future__ import annotations

from time import monotonic

from console.desk.knowing import Knowing
from console.present.figures import status_parts
from console.session import Done
from db.views.counts import CountsRow
from db.views.watch import Watched, WatchState
from widgets.status import StatusLine

FIRST_SECONDS = 30.0
"""How long a desk is open before it says that nobody watches: soon after it opened it does so itself."""


class Status(Knowing):
    """Draws it, and asks on each minute who watches."""

    counts: CountsRow | None = None
    """The figures as they came last."""
    watched: WatchState | None = None
    """Who watches, and how old the last sweep is, as of the last minute."""
    opened_at = 0.0

    def draw_status(self) -> None:
        """Draw what is known."""
        if self.counts is not None:
            parts = status_parts(self.counts, self.branch, self.watched)
            self.query_one("#status", StatusLine).set_status(parts, self.person)

    def on_status_line_ticked(self, _event: StatusLine.Ticked) -> None:
        self.session.ask("watch", Watched(), self._watch_came)

    def _watch_came(self, done: Done) -> None:
        if done.ok and monotonic() - self.opened_at >= FIRST_SECONDS:
            self.watched = done.result
            self.draw_status()
