"""New tickets, parked drafts, find, and leaving: what begins without a ticket under the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from console.desk.part import Part
from console.keys.list import key_named, shown_key
from console.panels.drafts import DraftsPanel, Parked, count_text
from console.panels.find import FindLine
from console.panels.form import VerbPanel
from console.session import Done
from console.words.i18n import _, ngettext, translate
from db.drafts import Draft
from db.verbs.register import Register
from db.views.desk import QueueOrder
from db.views.finding_things import FindBeside, FoundBeside
from widgets.status import MessageLine

if TYPE_CHECKING:
    from console.intake.panel import IntakePanel


class Finding(Part):
    """Intake and find."""

    _before_find: str | None = None
    _leaving = False

    def on_mount(self) -> None:
        self.session.ask("parked", Parked(), self._parked_at_start)

    def _parked_at_start(self, done: Done) -> None:
        if done.ok and done.result and not self.query_one("#message", MessageLine).text:
            self.say(count_text(len(done.result)), _("N: parked drafts"))

    # -- new tickets ------------------------------------------------------------------------------------

    @property
    def _intakes(self) -> list[IntakePanel]:
        from console.intake.panel import IntakePanel

        return [panel for panel in self.panels if isinstance(panel, IntakePanel)]

    @property
    def _forms(self) -> list[IntakePanel | VerbPanel]:
        """Everything open in which somebody may have typed."""
        return [*self._intakes, *(panel for panel in self.panels if isinstance(panel, VerbPanel))]

    def action_new_ticket(self) -> None:
        """A fresh form; the one that is being keyed is parked."""
        showing = next((panel for panel in self._intakes if panel.display), None)
        if showing is not None and not showing.is_keyed:
            showing.focus_first()
        elif showing is not None and showing.has_typed:
            showing.park()
            self._take_in()
        elif showing is None:
            # On a customer's or a product's card, or line of a register, it is theirs.
            things = self.acting_panel.things if self.acting_panel is not None else ()
            self._take_in(about=next(iter(things), ""))

    def _take_in(self, draft: Draft | None = None, *, about: str = "") -> None:
        """Open the intake, fresh or with a parked draft."""
        from console.intake.panel import IntakePanel

        self.open_panel(IntakePanel(self, draft, about=about))

    def go_to(self, number: str, *, lifted: bool = False) -> None:
        """Put the cursor on a ticket; where view or filter hide it, they are lifted."""
        order = QueueOrder(view=self.view, level=self.level, find=self.find)  # type: ignore[arg-type]
        self.session.ask("go_to", order, lambda done: self._went(number, lifted, done))

    def _went(self, number: str, lifted: bool, done: Done) -> None:
        if not done.ok:
            return
        if number not in done.result and not lifted:
            self.view, self.level, self.find = "active", None, ""
            self.go_to(number, lifted=True)
            return
        self.show_order(done.result, asked=True)
        self.queue.move_to(number)

    # -- drafts -----------------------------------------------------------------------------------------

    def action_drafts(self) -> None:
        self.session.ask("parked", Parked(), self._show_drafts)

    def _show_drafts(self, done: Done) -> None:
        if not self.fine(done) or (self.panels and isinstance(self.panels[-1], DraftsPanel)):
            return  # pressed twice, it is one list
        here = {panel.draft_id for panel in self._forms}
        parked = [draft for draft in done.result if draft.id not in here]
        if parked:
            self.open_panel(DraftsPanel(self, parked, self._open_draft))
        else:
            self.say(_("There are no parked drafts."))

    def _open_draft(self, draft: Draft) -> None:
        if draft.verb == Register.name:
            self._take_in(draft)
        else:
            self.resume(draft)

    # -- find -------------------------------------------------------------------------------------------

    def action_find(self) -> None:
        lines = self.query(FindLine)
        if lines:
            lines.first().focus_line()
            return
        self.open_find(self.find)

    def open_find(self, text: str) -> None:
        """Open the line of find with this text in it."""
        if not self.find:
            self._before_find = self.queue.cursor_key
        self.find = text
        line = FindLine(self, text)
        self.mount(line, before="#message")
        self.call_after_refresh(line.focus_line)

    def look_for(self, text: str) -> None:
        """Show what answers the text; nothing waits for it, and a later text overtakes it."""
        wanted = self.find = text.strip()
        order = QueueOrder(view=self.view, level=self.level, find=wanted)  # type: ignore[arg-type]
        self.session.ask("find", FindBeside(order=order), lambda done: self._found(wanted, done))

    def _found(self, text: str, done: Done) -> None:
        if not self.fine(done) or text != self.find:
            return
        found: FoundBeside = done.result
        self.show_order(found.numbers, asked=True)
        self.queue.action_first()
        for line in self.query(FindLine):
            line.show_others(found.others)

    def keep_find(self) -> None:
        """Close the line; the hits stay until Esc."""
        self._close_line()

    def lift_find(self) -> None:
        """Close the line and show what was there before, with the cursor where it was."""
        self._close_line()
        if self.find:
            self.find = ""
            if self._before_find is not None:
                self.go_to(self._before_find)
            else:
                self.refresh_all(asked=True)
        if self.panels:
            self.show_panel(self.panels[-1])

    def _close_line(self) -> None:
        # First the focus, at once: where a focused widget is taken away, any other field may get it.
        self.set_focus(self.queue)
        for line in self.query(FindLine):
            line.remove()

    # -- leaving ----------------------------------------------------------------------------------------

    def action_leave(self) -> None:
        """Leave as soon as everything is in; with one more key while a draft is open, which is parked."""
        if self._leaving or not self.session.waiting:
            self._leave_for_good()
            return
        self._leaving = True
        self.say(
            ngettext(
                "{count} action is not in the store yet: leaving as soon as it is.",
                "{count} actions are not in the store yet: leaving as soon as they are.",
                self.session.waiting,
            ),
            _("q: leave without it   Esc: stay"),
            "warning",
        )
        self.session.when_done(self._all_in)

    def action_how_to_leave(self) -> None:
        """ctrl+c, from the habit of other programs."""
        self.say(translate("{key} leaves.", key=shown_key(key_named("quit"))))

    def _all_in(self) -> None:
        """The last own verb was answered; what was refused is to be read first."""
        if self._leaving and not self.session.refused:
            self._leave_for_good()
        self._leaving = False

    def stay(self) -> bool:
        """Esc while the desk waits to leave; whether it did."""
        staying, self._leaving = self._leaving, False
        if staying:
            self.say("")
        return staying

    def _leave_for_good(self) -> None:
        if any(panel.has_typed for panel in self._forms):
            from console.panels.leave import LeavePanel

            self.open_panel(LeavePanel(self))
        else:
            self.app.exit()
