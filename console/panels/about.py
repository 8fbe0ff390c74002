"""The line above a panel: which ticket it acts on, and whom to call about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from console.words import labels
from console.words.i18n import translate
from db.views.queue_row import QueueRow
from db.views.ticket import TicketView
from widgets.ticket_line import TicketLine, TicketWords

if TYPE_CHECKING:
    from console.panels.host import Host
    from console.session import Done, Then
    from db.views.view import View


class AboutLine(TicketLine):
    """Says at once what the queue knows, and the phone as soon as the ticket has come."""

    DEFAULT_CSS = """
    AboutLine { dock: top; }
    """

    def __init__(
        self, host: Host, ask: Callable[[str, View[Any], Then], None], tickets: tuple[str, ...]
    ) -> None:
        super().__init__()
        self._host, self._ask = host, ask
        self._tickets = tickets

    def on_mount(self) -> None:
        host, number = self._host, self._tickets[0]
        here = host.shown_ticket
        if here.get("number") == number:
            self._show(here)
            return
        row = host.rows.get(number)
        if row is not None:
            self._show(_as_facts(row))
        self._ask("about", TicketView(number=number), self._came)

    def show_tickets(self, tickets: tuple[str, ...]) -> None:
        """Others than before, for instance those that a sentence names."""
        if tickets and tickets != self._tickets:
            self._tickets = tickets
            self.on_mount()

    def _came(self, done: Done) -> None:
        # an answer about the ticket before: a later one may have needed no question
        if done.ok and done.result["number"] == self._tickets[0]:
            self._show(done.result)

    def _show(self, ticket: Mapping[str, Any]) -> None:
        more = len(self._tickets) - 1
        self.show_words(
            TicketWords(
                number=ticket["number"],
                level=labels.level_long(ticket["level"]),
                customer=ticket["customer"],
                phone=ticket["phone"],
                fault=ticket["fault"],
                more=translate("and {count} more", count=more) if more else "",
                worst=ticket["level"] == 1,
            )
        )


def _as_facts(row: QueueRow) -> Mapping[str, Any]:
    return row._asdict() | {"phone": ""}
