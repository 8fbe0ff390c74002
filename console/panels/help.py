"""The help page (`?`): the keys by groups, and a day at the desk."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding

from console.panels.panel import Panel
from console.present.help import glance, sections
from widgets.help import HelpPage

PAGE_KEYS = "jkgG?？q"


class HelpPanel(Panel):
    """A page to read; Esc, `?` and F1 leave it."""

    about_ticket = False

    alone = True
    BINDINGS = [Binding("escape,q,enter", "leave", show=False)]

    def compose(self) -> ComposeResult:
        yield HelpPage()

    def on_mount(self) -> None:
        self.query_one(HelpPage).show_sections(sections(), glance())
        self.focus_first()

    def focus_first(self) -> None:
        for page in self.query(HelpPage):
            page.focus()

    def on_key(self, event: events.Key) -> None:
        """Letters that are tried out while reading do nothing to a ticket."""
        if event.is_printable and event.character not in set(PAGE_KEYS):
            event.stop()

    def action_leave(self) -> None:
        self.host.close_panel(self)
