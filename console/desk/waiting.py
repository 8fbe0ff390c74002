"""What a key has to wait for, and that it is on its way."""

from __future__ import annotations

from time import monotonic

from console.desk.part import Part
from console.keys.needs import Need

AGAIN_SECONDS = 0.5
"""How long after a question that a key waits for it is asked again, where nothing came of it."""


class Waiting(Part):
    """Needs of keys."""

    _again_at = 0.0

    def has(self, need: Need) -> bool:
        """Whether a key finds what it needs: the list that was asked for; the answers of own verbs, and the
        ticket under the cursor as they left it. What it has to wait for is asked for."""
        missing = self._missing(need)
        if missing:
            self._ask_again(missing)
        return not missing

    def _missing(self, need: Need) -> str:
        """The pane whose answer a key waits for, or `own` for those of own verbs; empty for none."""
        session, queue = self.session, self.queue
        if need is Need.NOTHING:
            return ""
        if not self.begun or self.asked_order:
            return "order"
        for jump in ("find", "go_to"):
            if session.is_asked(jump):
                return jump
        if need is Need.LIST:
            return ""
        if session.waiting or self.own_order:
            return "own" if session.waiting else "order"
        if self.opened is not None:
            is_here = self.shown_ticket.get("number") == self.opened and not session.is_asked("ticket")
            return "" if is_here else "ticket"
        here = queue.cursor_key
        return "" if here is None or queue.is_fresh(here) else "rows"

    def _ask_again(self, pane: str) -> None:
        """Ask for what a key waits for, where nobody did or no answer came: the store failed, or the queue
        had no room on the screen when a ticket of it changed. Not more often than twice a second."""
        ways = {"order": self.ask_order, "ticket": self.ask_ticket, "rows": self._ask_row}
        under_way = self.session.is_asked("order", pane)
        if pane in ways and not under_way and monotonic() - self._again_at > AGAIN_SECONDS:
            self._again_at = monotonic()
            ways[pane]()

    def _ask_row(self) -> None:
        here = self.queue.cursor_key
        if here is not None:
            self.ask_rows((here,))
