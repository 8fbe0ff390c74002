"""The card of a line that is no thing of its own: all that it says, nothing cut, and what it names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from console.register.card_panel import CardPanel
from console.register.card_words import line_said
from console.register.deeds import told_by
from console.session import Done
from console.words.days import days_shown
from db.verbs.may import Asking
from db.verbs.verb import VERBS
from db.views.as_json import as_json
from db.views.listing import Page
from db.views.paging import Paged
from db.views.view import View

if TYPE_CHECKING:
    from console.panels.host import Host

AROUND = 20
"""Rows that are read to find the line again; one may stand elsewhere by now."""


class LineCard(CardPanel):
    """A row of a list. Read again like every card; a row that has gone from its list stands as it was."""

    def __init__(self, host: Host, asked: Paged, row: Mapping[str, Any]) -> None:
        super().__init__(host, "")
        self._asked, self._row = asked, row
        self._key = self._view.key_of(row)

    @property
    def _view(self) -> type[View[Any]]:
        return type(self._asked.of)

    def on_mount(self) -> None:
        self._show(self._row)

    def _ask(self) -> None:
        again = self._asked.model_copy(update={"limit": AROUND, "keep": self._key})
        self.ask(self._pane, again, self._came)

    def _came(self, done: Done) -> None:
        if not self.host.fine(done):
            return
        page: Page = done.result
        rows = as_json(page.rows, self.host.store.zone, self.host.speech.say)
        self._show(next((row for row in rows if self._view.key_of(row) == self._key), self._row))

    def _show(self, row: Mapping[str, Any]) -> None:
        self._row = self.answer = row
        self._said = line_said(self._view, days_shown(row, None), self.host.speech)
        self._card.show_card(self._said.facts)
        self.host.refresh_keys()

    @property
    def asking(self) -> Asking:
        """Who sits here: it is about nothing that a verb could act on."""
        return self.host.asking(())

    def filled(self, verb: str) -> Mapping[str, str]:
        return told_by(VERBS[verb], self._view.tells_of, self._row)

    def heard(self, subjects: frozenset[str] | None) -> None:
        """Anything may have changed what it says."""
        self._ask()
