"""Dispatching: ranked candidates with their reasons, in the roster's place (DSP-03 to DSP-05)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding

from console.i18n import _, translate
from console.panels.form import VerbPanel
from console.panels.panel import Panel
from console.present.candidates import candidate_labels, candidates, formula
from console.present.times import clock_text
from console.session import Done
from console.words import word
from db.views.candidates import CandidateRow
from db.views.candidates import Candidates as CandidatesView
from widgets.candidates import Candidates
from widgets.queue_row import QueueRow

if TYPE_CHECKING:
    from console.screens.desk import Desk


class DispatchPanel(Panel):
    """Enter takes the first, 1–9 one of them, `o` overrules with a reason, `w` shows the sum."""

    beside = True
    BINDINGS = [
        Binding("escape", "leave", show=False),
        Binding("comma,fullwidth_comma", "window", show=False),
    ]

    def __init__(self, desk: Desk, tickets: tuple[str, ...], row: QueueRow | None, *, held: bool) -> None:
        super().__init__(desk)
        self.tickets = tickets
        self.held = held
        self._row = row
        self._rows: dict[str, CandidateRow] = {}

    @property
    def height_wanted(self) -> int:
        return 14

    def compose(self) -> ComposeResult:
        yield Candidates(candidate_labels())

    def on_mount(self) -> None:
        self._list.set_candidates(self._title(), [], _("looking …"))
        self.ask("candidates", CandidatesView(number=self.tickets[0]), self._came)

    @property
    def _list(self) -> Candidates:
        return self.query_one(Candidates)

    def focus_first(self) -> None:
        self._list.focus()

    def _title(self) -> str:
        verb = word("verb", "reassign" if self.held else "dispatch")
        parts = [verb, self.tickets[0]]
        if len(self.tickets) > 1:
            parts.append(translate("and {count} more", count=len(self.tickets) - 1))
        elif self._row is not None and self._row.due_at is not None:
            store = self.desk.session.store
            parts += [
                self._row.level_text,
                self._row.milestone,
                clock_text(self._row.due_at, store.zone, store.now()),
            ]
        return " ".join(part for part in parts if part)

    def _came(self, done: Done) -> None:
        if not done.ok:
            self.desk.trouble(done)
            return
        self._rows = {row.staff: row for row in done.result}
        present = self.desk.rows.get(self.tickets[0]) if self.held else None
        holder = present.technician if present is not None else None
        shown = candidates(done.result, self.desk.speech, holder=holder)
        self._list.set_candidates(self._title(), shown, _("Enter/1-9 take  o overrule  w why  , window"))

    def on_candidates_moved(self, event: Candidates.Moved) -> None:
        """The kit of the one under the cursor, once it rests."""
        event.stop()
        self.desk.rest_on(event.key)

    def on_candidates_chosen(self, event: Candidates.Chosen) -> None:
        event.stop()
        self.take(event.key)

    def take(self, technician: str) -> None:
        """Send this one; reassigning asks for the reason first."""
        if self.held:
            self._ask(technician, only=("reason",), focus="reason")
            return
        self.desk.act("dispatch", {"technician": technician}, self.tickets, panel=self)

    def on_candidates_overruled(self, event: Candidates.Overruled) -> None:
        event.stop()
        only = ("override", "reason") if self.held else ("override",)
        self._ask(event.key, only=only, focus="override", required=("override",))

    def action_window(self) -> None:
        """Agree a window first."""
        key = self._list.cursor_key
        if key is not None:
            only = (
                "window_from",
                "window_to",
                "crew",
                "way",
                "override",
                *(("reason",) if self.held else ()),
            )
            self._ask(key, only=only, focus="window_from")

    def _ask(
        self, technician: str, *, only: tuple[str, ...], focus: str, required: tuple[str, ...] = ()
    ) -> None:
        verb = "reassign" if self.held else "dispatch"
        self.desk.close_panel(self)
        self.desk.open_panel(
            VerbPanel(
                self.desk,
                verb,
                self.tickets,
                values={"technician": technician},
                only=only,
                focus=focus,
                required=required,
            )
        )

    def on_candidates_why_asked(self, event: Candidates.WhyAsked) -> None:
        event.stop()
        row = self._rows.get(event.key)
        if row is not None:
            self.desk.say(formula(row))

    def answered(self, done: Done) -> bool:
        return done.ok

    def action_leave(self) -> None:
        self.desk.close_panel(self)
