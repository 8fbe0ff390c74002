"""Windows that can be promised while the caller is on the phone; one key agrees one (DSP-03)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from textual.timer import Timer

from console.intake.call import ADDRESS, COMPLAINT, DISTRICT, LEVEL, PRODUCT
from console.keys.sent import TECHNICIAN, WINDOW
from console.panels.panel import Ask
from console.session import Done
from console.words.i18n import _, translate
from console.words.times import span_text
from db.views.offered import OfferedWindows
from db.views.windows import WindowRow
from widgets.form import Form
from widgets.status import MessageLine

if TYPE_CHECKING:
    from console.panels.host import Host

REST_SECONDS = 0.4
"""How long typing rests before windows are asked for: they take longer than a caller's file."""
ASKED_BY = (PRODUCT, COMPLAINT, ADDRESS, DISTRICT, LEVEL)
"""The fields that windows depend on."""
PANE = "intake windows"
SHOWN = 3


class Offered:
    """The line of windows beneath a form, and which of them was agreed.

    Typing never waits for it: it asks when typing rests, and an answer that is overtaken is dropped. What was
    agreed stays agreed whatever is asked later, until another one is.
    """

    def __init__(
        self, ask: Ask, form: Form, host: Host, line: MessageLine, customer: Callable[[], str]
    ) -> None:
        self.agreed: WindowRow | None = None
        self._ask, self._form, self._host, self._line, self._customer = ask, form, host, line, customer
        self._rows: Sequence[WindowRow] = ()
        self._asked: Mapping[str, str] | None = None
        self._resting: Timer | None = None

    def look(self) -> None:
        """Something that windows depend on may have changed."""
        if self._resting is not None:
            self._resting.stop()
        self._resting = self._form.set_timer(REST_SECONDS, self._rested)

    def _rested(self) -> None:
        self._resting = None
        values = {name: self._form.values.get(name, "").strip() for name in ASKED_BY}
        if not values[COMPLAINT] or values == self._asked:
            return
        self._asked = values
        level = values[LEVEL]
        view = OfferedWindows(
            product=values[PRODUCT],
            fault=values[COMPLAINT],
            address=values[ADDRESS],
            district=values[DISTRICT],
            level=int(level) if level.isdecimal() else None,
            customer=self._customer(),
        )
        self._ask(PANE, view, lambda done: self._came(values, done))

    def _came(self, asked: Mapping[str, str], done: Done) -> None:
        if asked != self._asked:
            return
        if not done.ok:  # it is not known whether there are any; asked again with the next word
            self._rows, self._asked = (), None
        else:
            self._rows = done.result
        self.say()

    def agree(self) -> None:
        """The first one, and pressed again the next."""
        if not self._rows:
            self._host.say(_("No window is known yet: say what is wrong, and where."), tone="warning")
            return
        at = self._rows.index(self.agreed) + 1 if self.agreed in self._rows else 0
        self.agreed = self._rows[at] if at < len(self._rows) else None
        self.say()

    def say(self) -> None:
        """Show the windows, or the one that was agreed."""
        if self.agreed is not None:
            text = translate("Agreed: {window}", window=self._text(self.agreed))
            self._line.say(text, _("ctrl+o: another one"))
        elif self._rows:
            text = "   ".join(self._text(row) for row in self._rows[:SHOWN])
            self._line.say(translate("Free: {windows}", windows=text), _("ctrl+o: agree one"), "dim")
        elif self._asked is not None:
            self._line.say(_("No window keeps the deadline; the candidates say why."), tone="dim")
        else:
            self._line.say("")
        self._line.display = bool(self._line.text)

    def sent(self) -> dict[str, str]:
        """The fields of the dispatch that was agreed."""
        assert self.agreed is not None
        begin, end = self.agreed.window_from.isoformat(), self.agreed.window_to.isoformat()
        return {TECHNICIAN: self.agreed.staff, **dict(zip(WINDOW, (begin, end), strict=True))}

    def _text(self, row: WindowRow) -> str:
        store = self._host.store
        return f"{span_text(row.window_from, row.window_to, store.zone, store.now())} {row.name}"
