"""The few cheapest windows for a ticket; one key agrees one, or moves what was agreed (DSP-03, SLA-11)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from time import monotonic
from typing import TYPE_CHECKING
from unicodedata import normalize

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding

from console.keys.sent import ANOTHER_WHY, CREW, MOVED_WHY, TECHNICIAN, WINDOW
from console.panels.form import VerbPanel
from console.panels.panel import Panel
from console.panels.quick import none_of_these
from console.panels.reasons import reason_panel
from console.panels.wanted import WantedPanel
from console.panels.window import WindowPanel
from console.present.concerned import deed_title
from console.present.windows import window_columns, window_lines
from console.session import Done
from console.words.i18n import _, translate
from console.words.times import span_text
from db.verbs.appointing import MoveWindow
from db.verbs.dispatching import Dispatch, Reassign
from db.views.agreed import Agreed, AgreedView
from db.views.windows import WindowRow, Windows
from widgets.lists import ColumnList, ListRow

if TYPE_CHECKING:
    from console.panels.host import Host

MOST = 9
"""As many as there are digits."""
LIST_KEYS = "jkgG,，"
WHY = {MoveWindow.name: ("change", MOVED_WHY), Reassign.name: ("reassign", ANOTHER_WHY)}
"""The list of reasons, and the field, of what takes one."""


class WindowsPanel(Panel):
    """Enter takes the cheapest, a digit one of them, left and right ask for another day.

    Of a ticket with an agreed time the old one stands above and each line says what moves; who wanted the
    other time is asked then, since that decides what becomes of the deadline (SLA-11).
    """

    BINDINGS = [
        Binding("escape", "leave", show=False),
        Binding("left", "day(-1)", show=False),
        Binding("right", "day(1)", show=False),
        Binding("comma,fullwidth_comma", "own_time", show=False),
    ]

    def __init__(self, host: Host, ticket: str) -> None:
        super().__init__(host)
        self.ticket = ticket
        self.tickets = (ticket,)
        self.agreed = Agreed()
        self.rows: Sequence[WindowRow] | None = None
        self._shown_at = 0.0
        self._late = False
        self._day: datetime | None = None
        """From when on windows are asked for; None for as soon as can be."""
        # Asked before the panel is drawn: the ticket is what the lines are compared with.
        self.ask("agreed", AgreedView(number=ticket), self._ticket_came)

    @property
    def height_wanted(self) -> int:
        return MOST + 3

    def compose(self) -> ComposeResult:
        yield ColumnList(window_columns(moving=False))

    @property
    def _list(self) -> ColumnList:
        return self.query_one(ColumnList)

    def on_mount(self) -> None:
        super().on_mount()
        self._draw()

    def focus_first(self) -> None:
        for each in self.query(ColumnList):
            each.focus()

    def ready_for(self, key: events.Key) -> bool:
        return key.key == "escape" or self.rows is not None

    def blind(self, key: events.Key) -> bool:
        """Nobody knows which window stands behind a digit before it is there."""
        return _digit(key) is not None and key.time < self._shown_at

    # -- what is offered --------------------------------------------------------------------------------

    def _ticket_came(self, done: Done) -> None:
        if not self.host.fine(done):
            self.host.close_panel(self)
            return
        self.agreed = done.result
        if self.query(ColumnList):
            self._list.set_columns(window_columns(moving=self._moving))
        self._ask()

    @property
    def _moving(self) -> bool:
        return self.agreed.window or self.agreed.holder is not None

    def _ask(self) -> None:
        self.rows = None
        view = Windows(number=self.ticket, limit=MOST, late=self._late, not_before=self._day)
        self.ask("windows", view, self._came)
        self._draw()

    def _came(self, done: Done) -> None:
        if not self.host.fine(done):
            self.host.close_panel(self)
            return
        if not done.result and not self._late:
            self._late = True
            self._ask()
            return
        self.rows = done.result
        self._draw()

    def _draw(self) -> None:
        if not self.query(ColumnList):
            return
        host = self.host
        self._list.set_title(self._title(), _("Enter/1-9 agree  < > day  , own time"))
        if self.rows is None:
            self._list.set_lines([ListRow(None, heading=_("looking …"))])
            return
        lines = window_lines(self.rows, self.agreed, host.speech, host.store.zone, host.store.now())
        if not lines:
            lines = [ListRow(None, heading=_("Nobody can be promised then; the candidates say why."))]
        elif self._day is None and self._late:
            lines = [ListRow(None, heading=_("No window keeps the deadline; these come after it:")), *lines]
        self._list.set_lines(lines, asked=True)
        self._shown_at = monotonic()

    def _title(self) -> str:
        """What is done, the old window with who has it, and from which day on others are looked for."""
        host, agreed = self.host, self.agreed
        parts = [deed_title(MoveWindow.name) if self._moving else _("Agree a window")]
        if agreed.window:
            span = span_text(agreed.begin, agreed.end, host.store.zone, host.store.now())
            parts.append(translate("agreed: {window}", window=span))
        if agreed.holder is not None:
            parts.append(host.names.get(agreed.holder, agreed.holder))
        if self._day is not None:
            day = self._day.astimezone(host.store.zone)
            parts.append(translate("from {day}", day=f"{day:%m-%d}"))
        return "  ".join(parts)

    def action_day(self, places: int) -> None:
        """From the begin of another day on, past the deadline too: the customer asks for it."""
        if self.rows is None:
            return
        zone, now = self.host.store.zone, self.host.store.now()
        here = (self._day or now).astimezone(zone).date() + timedelta(days=places)
        today = now.astimezone(zone).date()
        self._day = datetime.combine(here, time(), zone) if here > today else None
        self._late = self._day is not None
        self._ask()

    # -- agreeing one -----------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """A digit agrees the window beside it; no letter acts on anything else."""
        digit = _digit(event)
        if digit is not None:
            event.stop()
            self._take(str(digit))
        elif event.is_printable and event.character not in {*LIST_KEYS}:
            event.stop()

    def on_column_list_chosen(self, event: ColumnList.Chosen) -> None:
        event.stop()
        self._take(event.key)

    def on_column_list_moved(self, event: ColumnList.Moved) -> None:
        event.stop()

    def _take(self, key: str) -> None:
        rows = self.rows or ()
        if not key.isdecimal() or not 0 < int(key) <= len(rows):
            self.host.say(none_of_these(key), tone="warning")
            return
        row = rows[int(key) - 1]
        begins, ends = WINDOW
        fields = {begins: row.window_from.isoformat(), ends: row.window_to.isoformat()}
        verb = self._verb(row)
        if verb != MoveWindow.name:
            fields[TECHNICIAN] = row.staff
        host = self.host
        if not self._moving:
            host.act(verb, fields, (self.ticket,), panel=self)
            return
        if verb == Reassign.name:
            # Who goes along goes along with whoever comes in their place.
            fields |= {CREW: ",".join(each for each in self.agreed.crew if each != row.staff)}
        host.close_panel(self)
        host.open_panel(
            WantedPanel(host, self.ticket, verb, fields, self._words(row), lambda more: self._why(verb, more))
        )

    def _verb(self, row: WindowRow) -> str:
        """What agreeing it comes to."""
        if self.agreed.holder is None:
            return Dispatch.name
        return MoveWindow.name if row.staff == self.agreed.holder else Reassign.name

    def _words(self, row: WindowRow) -> str:
        zone, now = self.host.store.zone, self.host.store.now()
        was = span_text(self.agreed.begin, self.agreed.end, zone, now)
        becomes = f"{span_text(row.window_from, row.window_to, zone, now)} {row.name}"
        return f"{was} > {becomes}" if was else becomes

    def _why(self, verb: str, fields: Mapping[str, str]) -> None:
        """Another time, or somebody else, needs a reason (SLA-13, DSP-09)."""
        host, tickets = self.host, (self.ticket,)
        kind, field = WHY.get(verb, ("", ""))
        if not field:
            host.act(verb, fields, tickets)
            return
        title = f"{deed_title(verb)} {self.ticket}"
        host.open_panel(
            reason_panel(
                host,
                title,
                kind,
                lambda reason: host.act(verb, {**fields, field: reason}, tickets),
                lambda: host.open_panel(
                    VerbPanel(host, verb, tickets, values=fields, only=(field,), writing=field)
                ),
            )
        )

    def action_own_time(self) -> None:
        """A time that nobody offered, as the customer says it."""
        host, verb = self.host, Dispatch.name
        host.close_panel(self)
        if self.agreed.holder is not None:
            host.open_panel(WindowPanel(host, self.ticket))
            return
        rows, key = self.rows or (), self._list.cursor_key or ""
        values = {TECHNICIAN: rows[int(key) - 1].staff} if rows and key.isdecimal() else {}
        fields = (TECHNICIAN, *WINDOW)
        host.open_panel(VerbPanel(host, verb, (self.ticket,), values=values, only=fields, focus=WINDOW[0]))

    def action_leave(self) -> None:
        self.host.close_panel(self)


def _digit(key: events.Key) -> int | None:
    """The digit that was pressed, full-width ones too."""
    text = normalize("NFKC", key.character or "")
    return int(text) if len(text) == 1 and text.isdecimal() else None
