"""Joining two tickets: whom both concern stands there first, and is asked where they differ (INT-09)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from textual.events import Key

from console.panels.form import VerbPanel
from console.panels.quick import QuickPanel
from console.present.concerned import concerned_text, differences_of, differences_text, question_text
from console.session import Done
from console.words.i18n import _
from db.drafts import Draft
from db.errors import BadField, Unreachable
from db.verbs.merging import Merge
from db.verbs.verb import ticket_fields
from db.views.concerned import Concerned
from widgets.form import Form

if TYPE_CHECKING:
    from console.panels.host import Host

NO, YES = "no", "yes"
INTO = ticket_fields(Merge)[1]


class MergePanel(VerbPanel):
    """The other ticket's number, with whom both concern beneath it."""

    def __init__(
        self,
        host: Host,
        tickets: tuple[str, ...],
        *,
        values: Mapping[str, str] | None = None,
        error: BadField | None = None,
        draft: Draft | None = None,
    ) -> None:
        super().__init__(host, Merge.name, tickets, values=values, focus=INTO, error=error, draft=draft)
        self._submitted: Mapping[str, str] | None = None

    def on_mount(self) -> None:
        super().on_mount()
        self._look(self.form.values.get(INTO, ""))

    def ready_for(self, key: Key) -> bool:
        return key.key == "escape" or (self._submitted is None and super().ready_for(key))

    def on_form_changed(self, event: Form.Changed) -> None:
        self._look(self.form.values.get(INTO, ""))

    def on_form_asked(self, event: Form.Asked) -> None:
        """What is typed says whom it means before it is taken."""
        if event.field == INTO:
            self._look(event.text)

    def _look(self, into: str) -> None:
        if into.strip():
            self.ask("concerned", Concerned(numbers=(*self.tickets, into)), self._seen)

    def _seen(self, done: Done) -> None:
        if not done.ok:
            self.form.set_helps({INTO: self.host.speech.say(done.error) if done.error else ""})
            return
        *_mine, other = done.result
        told = (concerned_text(other, self.host.store.now()), differences_text(differences_of(done.result)))
        self.form.set_helps({INTO: "  ".join(filter(None, told))})

    def on_form_submitted(self, event: Form.Submitted) -> None:
        """Ask first whom it concerns: what stands beneath may be that of a number typed before."""
        event.stop()
        event.prevent_default()  # the plain form would send it
        self._submitted = event.values
        numbers = (*self.tickets, event.values.get(INTO, ""))
        self.ask("merging", Concerned(numbers=numbers), self._compared)

    def _compared(self, done: Done) -> None:
        values, self._submitted = self._submitted or {}, None
        if isinstance(done.error, Unreachable):
            self.host.trouble(done)
            return
        differences = differences_of(done.result) if done.ok else ()
        if not differences:  # the store says what is wrong with a number that nobody has
            self._send(values)
            return
        now, host = self.host.store.now(), self.host
        host.open_panel(
            QuickPanel(
                host,
                question_text(differences),
                [
                    (NO, _("no, go back")),
                    (YES, "  >  ".join(concerned_text(row, now) for row in done.result)),
                ],
                lambda answer: self._send(values) if answer == YES else None,
            )
        )
