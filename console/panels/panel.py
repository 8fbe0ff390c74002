"""What opens in place over part of the desk, and gives the focus back when it closes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from textual import messages
from textual.events import Hide, Key, Unmount
from textual.message import Message
from textual.widget import Widget

from console.panels.about import AboutLine

if TYPE_CHECKING:
    from console.desk.desk import Desk
    from console.session import Done, Then
    from db.views.view import View

Ask = Callable[[str, "View[Any]", "Then"], None]
"""A question to the store for a pane, and what hears the answer."""

_LAST = (messages.Prune, messages.CloseMessages, Hide, Unmount)
"""What a widget that is being taken away still has to hear."""


class Panel(Widget):
    """A panel of the desk.

    `beside` asks for the place of the roster where there is room, `alone` for all lines between status and
    message.
    `about_ticket` says that it acts on the tickets that are meant: a line above it names them (`tickets`,
    unless it is told others).
    """

    beside = False
    alone = False
    about_ticket = True
    can_focus = False

    DEFAULT_CSS = """
    Panel { width: 1fr; height: 1fr; layout: vertical; }
    """

    def __init__(self, desk: Desk, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.desk = desk
        self._requested: tuple[str, dict[str, Any]] | None = None
        self._request = uuid4()
        self.tickets: tuple[str, ...] = desk.meant if self.about_ticket else ()

    def on_mount(self) -> None:
        self.tell_about(self.tickets)

    def tell_about(self, tickets: tuple[str, ...]) -> None:
        """Name these tickets above the panel; for none what stands there stays."""
        lines = self.query(AboutLine)
        if lines:
            lines.first().show_tickets(tickets)
        elif tickets:
            self.mount(AboutLine(self, tickets))

    @property
    def height_wanted(self) -> int:
        """Lines that it would like."""
        return 12

    @property
    def is_open(self) -> bool:
        """Whether it stands on the desk, shown or hidden. A closed one has lost its parts, or soon will have:
        nothing may touch them any more (`is_mounted` still says yes then)."""
        return self in self.desk.panels

    def focus_first(self) -> None:
        """Take the focus."""

    def answered(self, done: Done) -> bool:
        """The store's answer to what this panel sent; False keeps the panel, with what was typed."""
        return done.ok

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

    def request_for(self, verb: str, fields: Mapping[str, Any]) -> UUID:
        """The id under which this is sent: the same one as long as the same thing is sent, so that pressing
        again after a lost line is the same request and not a second one (ALL-03)."""
        sent = (verb, dict(fields))
        if sent != self._requested:
            self._requested, self._request = sent, uuid4()
        return self._request

    # -- the store, as far as a panel needs it ----------------------------------------------------------

    def ask(self, pane: str, view: View[Any], then: Then) -> None:
        """Ask the store; the answer comes only while the panel is open. Every question of a panel, or of
        something that it holds, goes through here."""
        self.desk.session.ask(pane, view, self._while_open(then))

    def preview(self, verb: str, fields: Mapping[str, Any], then: Then) -> None:
        """Ask what a verb would do; the answer comes only while the panel is open."""
        self.desk.session.send(verb, fields, self._while_open(then), preview=True)

    def is_asked(self, *panes: str) -> bool:
        """Whether the latest question of one of these panes waits for its answer."""
        return self.desk.session.is_asked(*panes)

    def _while_open(self, then: Then) -> Then:
        def heard(done: Done) -> None:
            if self.is_open:
                then(done)

        return heard

    # -- keys that are typed ahead ----------------------------------------------------------------------

    def ready_for(self, key: Key) -> bool:
        """Whether the panel can deal with a key now. One for which it has to wait (a digit while the list
        that it picks from is still coming) is kept until it can, and the keys behind it too."""
        return True

    def blind(self, key: Key) -> bool:
        """Whether the key picks something that was not yet shown when it was typed: nobody can have meant
        it, so it is refused."""
        return False
