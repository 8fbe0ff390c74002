"""Dispatching: ranked candidates with their reasons, in the roster's place (DSP-03 to DSP-05)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.events import Key

from console.keys.sent import ANOTHER_WHY, CREW, OVERRIDE, TECHNICIAN, WAY, WINDOW
from console.panels.form import VerbPanel
from console.panels.panel import Panel
from console.panels.reasons import reason_panel
from console.panels.window import WindowPanel
from console.present.candidates import (
    candidate_labels,
    candidates,
    formula,
    freeing_sentence,
    said_of_all,
)
from console.present.concerned import deed_title
from console.session import Done
from console.words.i18n import _
from console.words.times import clock_text
from db.views.candidates import CandidateRow
from db.views.candidates import Candidates as CandidatesView
from widgets.candidates import Candidates
from widgets.queue_row import QueueRow

if TYPE_CHECKING:
    from console.panels.host import Host

HELD = ("dispatched", "onsite")
"""States in which somebody holds a ticket."""
WITH = (CREW, WAY, OVERRIDE)


class DispatchPanel(Panel):
    """Enter takes the first, a digit one of them, letters find somebody by name; `o` overrules with a reason,
    `w` shows the sum, `x` takes off a blocked one's day what keeps them. Whoever holds the ticket stands
    first, to be given another time."""

    beside = True
    BINDINGS = [
        Binding("escape", "leave", show=False),
        Binding("comma,fullwidth_comma", "window", show=False),
    ]

    def __init__(
        self,
        host: Host,
        ticket: str,
        row: QueueRow | None,
        *,
        held: bool,
        then: Callable[[str], object] | None = None,
        given: Sequence[CandidateRow] | None = None,
    ) -> None:
        """`then` gets whoever is chosen, instead of the store; `given` is a ranking that is there already."""
        super().__init__(host)
        self.ticket = ticket
        self.tickets = (ticket,)
        self.held = held
        self.holder: str | None = None
        self._row = row
        self._then = then
        self._rows: dict[str, CandidateRow] = {}
        self._answer: Done | None = None if given is None else Done(list(given))
        if given is None:
            # Asked before the panel is drawn: both take their time, side by side.
            self.ask("candidates", CandidatesView(number=ticket), self._came)

    @property
    def height_wanted(self) -> int:
        return 14

    def compose(self) -> ComposeResult:
        yield Candidates(candidate_labels())

    def on_mount(self) -> None:
        self._list.set_waiting(self._title(), _("looking …"))
        if self._answer is not None:
            self._show(self._answer)

    @property
    def _list(self) -> Candidates:
        return self.query_one(Candidates)

    @property
    def verb(self) -> str:
        """What sending somebody is here."""
        return "reassign" if self.held else "dispatch"

    def focus_first(self) -> None:
        self._list.focus()

    def ready_for(self, key: Key) -> bool:
        """Every key but Esc picks from the list, which has to be seen first."""
        if key.key == "escape" or (self._answer is not None and not self._rows):
            return True
        return any(each.painted for each in self.query(Candidates))

    def blind(self, key: Key) -> bool:
        """Nobody knows who stands beside a digit before the ranking is there; whoever was named is meant."""
        if key.key not in {*"123456789o"} or self._list.typed:
            return False
        return key.time < self._list.painted_at

    def _title(self) -> str:
        """What is done, and until when; the ticket stands in the line above."""
        title = deed_title(self.verb)
        if self._row is None or self._row.due_at is None:
            return title
        store = self.host.session.store
        return f"{title}  {self._row.milestone} {clock_text(self._row.due_at, store.zone, store.now())}"

    def _came(self, done: Done) -> None:
        if not done.ok:  # that nobody can be sent would be another thing
            self.host.refused(done)
            self.host.close_panel(self)
            return
        self._answer = done
        if self.query(Candidates):
            self._show(done)

    def _show(self, done: Done) -> None:
        self._rows = {row.staff: row for row in done.result}
        present = self.host.rows.get(self.ticket) if self.held else None
        self.holder = present.technician if present is not None else None
        shown = candidates(done.result, self.host.speech, holder=self.holder)
        hint = _("Enter/1-9 take  o overrule  w why  , window  /name")
        if self._then is not None:
            hint = _("Enter/1-9 take  w why  /name")
        elif any(row.in_the_way is not None for row in done.result):
            hint = _("Enter/1-9 take  o overrule  x free them  w why  , window  /name")
        title = "  ".join(filter(None, (self._title(), said_of_all(done.result, self.host.speech))))
        self._list.set_candidates(title, shown, hint)
        if not shown:
            self._list.set_empty()

    def on_candidates_moved(self, event: Candidates.Moved) -> None:
        """The kit of the one under the cursor, once it rests."""
        event.stop()
        self.host.rest_on(event.key)

    def on_candidates_chosen(self, event: Candidates.Chosen) -> None:
        event.stop()
        self.take(event.key)

    def take(self, technician: str) -> None:
        """Send this one; another holder needs a reason, and the present one is given another time."""
        if self._then is not None:
            self.host.close_panel(self)
            self._then(technician)
        elif technician == self.holder:
            self._move_window()
        elif self.held:
            self._reasoned({TECHNICIAN: technician})
        else:
            self.host.act("dispatch", {TECHNICIAN: technician}, (self.ticket,), panel=self)

    def _move_window(self) -> None:
        self.host.close_panel(self)
        self.host.open_panel(WindowPanel(self.host, self.ticket))

    def on_candidates_overruled(self, event: Candidates.Overruled) -> None:
        """The reason for overruling is asked first, and kept with the assignment (DSP-05)."""
        event.stop()
        if self._then is not None:
            self.host.say(
                _("Whoever cannot be sent is sent alone: d on that ticket, then o."), tone="warning"
            )
            return
        if event.key == self.holder:
            self._move_window()
            return
        host, values = self.host, {TECHNICIAN: event.key}
        host.close_panel(self)
        name = self._rows[event.key].name if event.key in self._rows else event.key
        host.open_panel(
            reason_panel(
                host,
                f"{_('Overrule')} {name} {self.ticket}",
                "override",
                lambda reason: self._send({**values, OVERRIDE: reason}),
                lambda: self._form(values, (OVERRIDE, *self._reason), OVERRIDE, (OVERRIDE,), write=True),
                note=_("why all the same"),
            )
        )

    def _send(self, values: Mapping[str, str]) -> None:
        if self.held:
            self._reasoned(values)
        else:
            self.host.act("dispatch", values, (self.ticket,))

    def _reasoned(self, values: Mapping[str, str]) -> None:
        """Somebody else needs a reason (DSP-09)."""
        host = self.host
        host.close_panel(self)
        host.open_panel(
            reason_panel(
                host,
                f"{deed_title('reassign')} {self.ticket}",
                "reassign",
                lambda reason: host.act("reassign", {**values, ANOTHER_WHY: reason}, (self.ticket,)),
                lambda: self._form(values, (ANOTHER_WHY,), ANOTHER_WHY, write=True),
            )
        )

    @property
    def _reason(self) -> tuple[str, ...]:
        return (ANOTHER_WHY,) if self.held else ()

    def action_window(self) -> None:
        """Agree a window first."""
        key = self._list.cursor_key
        if key is not None and self._then is None:
            self.host.close_panel(self)
            self._form({TECHNICIAN: key}, (*WINDOW, *self._reason, *WITH), WINDOW[0])

    def _form(
        self,
        values: Mapping[str, str],
        only: tuple[str, ...],
        focus: str,
        required: tuple[str, ...] = (),
        *,
        write: bool = False,
    ) -> None:
        self.host.open_panel(
            VerbPanel(
                self.host,
                self.verb,
                (self.ticket,),
                values=values,
                only=only,
                focus=focus,
                writing=focus if write else "",
                required=required,
            )
        )

    def on_candidates_freed(self, event: Candidates.Freed) -> None:
        """The sentence that takes the one job off their day, with its dry run, not yet sent (DSP-09)."""
        event.stop()
        row = self._rows.get(event.key)
        if row is None or row.in_the_way is None or self._then is not None:
            self.host.say(_("Nobody can take what keeps them."), tone="warning")
            return
        host = self.host
        host.close_panel(self)
        host.open_sentence((self.ticket,), freeing_sentence(self.ticket, row))

    def on_candidates_why_asked(self, event: Candidates.WhyAsked) -> None:
        event.stop()
        row = self._rows.get(event.key)
        if row is not None:
            self.host.say(formula(row), tone="strong")

    def action_leave(self) -> None:
        self.host.close_panel(self)
