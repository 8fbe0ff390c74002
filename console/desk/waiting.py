"""What a key has to wait for, and that it is on its way."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, cast

from console.keys.needs import Need

if TYPE_CHECKING:
    from console.desk.desk import Desk

AGAIN_SECONDS = 0.5
"""How long after a question that a key waits for it is asked again, where nothing came of it."""


class Waiting:
    """Needs of keys. Mixed into the desk."""

    _again_at = 0.0

    @property
    def _waiting(self) -> Desk:
        return cast("Desk", self)

    def has(self, need: Need) -> bool:
        """Whether a key finds what it needs: the list that was asked for; the answers of own verbs, and the
        ticket under the cursor as they left it. What it has to wait for is asked for."""
        missing = self._missing(need)
        if missing:
            self._ask_again(missing)
        return not missing

    def _missing(self, need: Need) -> str:
        """The pane whose answer a key waits for, or `own` for those of own verbs; empty for none."""
        desk = self._waiting
        session, queue = desk.session, desk.queue
        if need is Need.NOTHING:
            return ""
        if not desk.begun or desk.asked_order:
            return "order"
        for jump in ("find", "go_to"):
            if session.is_asked(jump):
                return jump
        if need is Need.LIST:
            return ""
        if session.waiting or desk.own_order:
            return "own" if session.waiting else "order"
        if desk.opened is not None:
            is_here = desk.shown_ticket.get("number") == desk.opened and not session.is_asked("ticket")
            return "" if is_here else "ticket"
        here = queue.cursor_key
        return "" if here is None or queue.is_fresh(here) else "rows"

    def _ask_again(self, pane: str) -> None:
        """Ask for what a key waits for, where nobody did or no answer came: the store failed, or the queue
        had no room on the screen when a ticket of it changed. Not more often than twice a second."""
        desk = self._waiting
        ways = {"order": desk.ask_order, "ticket": desk.ask_ticket, "rows": self._ask_row}
        under_way = desk.session.is_asked("order", pane)
        if pane in ways and not under_way and monotonic() - self._again_at > AGAIN_SECONDS:
            self._again_at = monotonic()
            ways[pane]()

    def _ask_row(self) -> None:
        here = self._waiting.queue.cursor_key
        if here is not None:
            self._waiting.ask_rows((here,))
