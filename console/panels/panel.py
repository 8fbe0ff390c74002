"""What opens in place over part of the desk, and gives the focus back when it closes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from textual import messages
from textual.events import Hide, Unmount
from textual.message import Message

from console.panels.about import AboutLine
from console.panels.host import Host
from console.panels.placed import Placed
from console.session import Done, Then
from db.views.view import View

Ask = Callable[[str, View[Any], Then], None]
"""A question to the store for a pane, and what hears the answer."""

_LAST = (messages.Prune, messages.CloseMessages, Hide, Unmount)
"""What a widget that is being taken away still has to hear."""


class Panel(Placed):
    """A panel of the desk.

    `about_ticket` says that it acts on the tickets that are meant: a line above it names them (`tickets`,
    unless it is told others).
    """

    about_ticket = True

    DEFAULT_CSS = """
    Panel { width: 1fr; height: 1fr; layout: vertical; }
    """

    def __init__(self, host: Host, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.host = host
        self.tickets = host.meant if self.about_ticket else ()

    def on_mount(self) -> None:
        if not self.acts:  # what acts on its own says itself what it is about
            self.tell_about(self.tickets)

    def tell_about(self, tickets: tuple[str, ...]) -> None:
        """Name these tickets above the panel; for none what stands there stays."""
        lines = self.query(AboutLine)
        if lines:
            lines.first().show_tickets(tickets)
        elif tickets:
            self.mount(AboutLine(self.host, self.ask, tickets))

    @property
    def is_open(self) -> bool:
        return self in self.host.panels

    def post_message(self, message: Message) -> bool:
        # As a pump that is closed already: who counts on an answer knows that there will be none.
        if self._pruning and not isinstance(message, _LAST):
            return False
        return super().post_message(message)

    async def _dispatch_message(self, message: Message) -> None:
        # What its parts or its clocks still had to tell when it was closed finds nothing to act on.
        if self._pruning and not isinstance(message, _LAST):
            return
        await super()._dispatch_message(message)

    # -- the store, as far as a panel needs it ----------------------------------------------------------

    def ask(self, pane: str, view: View[Any], then: Then) -> None:
        """Ask the store; the answer comes only while the panel is open. Every question of a panel, or of
        something that it holds, goes through here."""
        self.host.session.ask(pane, view, self._while_open(then))

    def preview(self, verb: str, fields: Mapping[str, Any], then: Then) -> None:
        """Ask what a verb would do; the answer comes only while the panel is open."""
        self.host.session.send(verb, fields, self._while_open(then), preview=True)

    def is_asked(self, *panes: str) -> bool:
        """Whether the latest question of one of these panes waits for its answer."""
        return self.host.session.is_asked(*panes)

    def _while_open(self, then: Then) -> Then:
        def heard(done: Done) -> None:
            if self.is_open:
                then(done)

        return heard
