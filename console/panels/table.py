"""A view that answers with one object and has no card: its facts, in place."""

from __future__ import annotations

from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding

from console.panels.host import Host
from console.panels.panel import Panel
from console.present.table import table
from console.session import Done
from console.words.i18n import _
from db.views.as_json import as_json
from db.views.view import View
from widgets.lists import ColumnList

HEIGHT = 40
LIST_KEYS = "jkgGq"


class TablePanel(Panel):
    """The facts of one thing, a line each."""

    BINDINGS = [Binding("escape,q", "leave", show=False)]

    def __init__(self, host: Host, view: View[Any]) -> None:
        super().__init__(host)
        self._view = view
        self.tickets = self.tickets if type(view).of_ticket else ()

    @property
    def height_wanted(self) -> int:
        return HEIGHT

    def compose(self) -> ComposeResult:
        yield ColumnList(())

    def on_mount(self) -> None:
        self.focus_first()
        self._list.set_title(_(type(self._view).label), _("Esc: back"))
        self.ask("table", self._view, self._came)

    @property
    def _list(self) -> ColumnList:
        return self.query_one(ColumnList)

    def focus_first(self) -> None:
        for each in self.query(ColumnList):
            each.focus()

    def _came(self, done: Done) -> None:
        if not done.ok:
            self.host.trouble(done)
            return
        speech = self.host.speech
        answer = as_json(done.result, self.host.store.zone, speech.say)
        columns, rows = table(type(self._view), answer, speech)
        self._list.set_columns(columns)
        self._list.set_lines(rows, asked=True)

    def on_column_list_moved(self, event: ColumnList.Moved) -> None:
        event.stop()

    def on_column_list_chosen(self, event: ColumnList.Chosen) -> None:
        event.stop()

    def on_key(self, event: events.Key) -> None:
        """No letter acts on a ticket while a table stands before it."""
        if event.is_printable and event.character not in [*LIST_KEYS]:
            event.stop()

    def action_leave(self) -> None:
        self.host.close_panel(self)
