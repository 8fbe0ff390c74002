"""The cause with which a ticket is closed: what its product is usually closed with stands first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.events import Key

from console.keys.sent import CAUSE
from console.panels.form import VerbPanel
from console.panels.quick import QuickPanel, with_own_words
from console.session import Done
from console.words.bilingual import finders
from console.words.i18n import _, installed_language
from db.views.causes import CauseRow, Causes
from widgets.field import Choice

if TYPE_CHECKING:
    from console.panels.host import Host

HEIGHT = 12


class CausePanel(QuickPanel):
    """Causes of the policy's list, counted from what was closed before, or one's own words."""

    def __init__(self, host: Host, title: str, tickets: tuple[str, ...]) -> None:
        super().__init__(host, title, (), self._chosen, own=self._write, note=_("typing finds every cause"))
        self._tickets = tickets
        self.has_come = False
        """Whether there is anything to choose from yet."""

    @property
    def height_wanted(self) -> int:
        return super().height_wanted if self.has_come else HEIGHT

    def on_mount(self) -> None:
        self.ask("causes", Causes(number=self._tickets[0]), self._came)

    def _came(self, done: Done) -> None:
        self.has_come = True
        if self.host.fine(done):
            rows = done.result
        else:  # nothing is counted then, and all causes are offered
            listed = self.host.policy.reasons_for("cause").values()
            rows = [CauseRow(each.code, each.zh, each.en, 0, True) for each in listed]
        self.set_choices(with_own_words([_choice(row) for row in rows]))

    def ready_for(self, key: Key) -> bool:
        return self.has_come or key.key == "escape"

    def _chosen(self, code: str) -> None:
        if code:
            self._write(code)
        else:
            self.host.open_panel(VerbPanel(self.host, "close", self._tickets, writing=CAUSE))

    def _write(self, cause: str) -> None:
        self.host.act("close", {CAUSE: cause}, self._tickets)


def _choice(row: CauseRow) -> Choice:
    name = row.zh if installed_language() == "zh_CN" else row.en
    return Choice(row.code, name, finders=finders(row.zh, row.en), hidden=not (row.suits or row.closed))
