"""A person's card with two keys of its own: what to do when they cannot come (PPL-04)."""

from __future__ import annotations

from textual.binding import Binding

from console.panels.proposal import ProposalPanel
from console.register.card_panel import CardPanel
from console.session import Done
from console.words.i18n import _, translate
from db.verbs.leave import TakeLeave
from widgets.footer import KeyHint

ASKED = "needs"
"""Stands in the answer of what somebody else has to decide on first (ESC-07)."""
AWAY = "technician_away"
"""Why the work of somebody on leave goes to others."""


class PersonCard(CardPanel):
    """`r` plans all their jobs anew (`replan`), `l` enters a leave for the rest of the day first."""

    BINDINGS = [
        Binding("l", "enter_leave", show=False),
        Binding("r", "reassign_all", show=False),
    ]
    letters = "lr"

    def hints(self) -> list[KeyHint]:
        return [*super().hints(), KeyHint("l", _("leave today")), KeyHint("r", _("plan work anew"))]

    @property
    def _jobs(self) -> tuple[str, ...]:
        return tuple(str(job["number"]) for job in self.answer["jobs"])

    def action_reassign_all(self, reason: str = "") -> None:
        """All their open work, planned anew over everybody's day: one preview, accepted whole or in part."""
        if not self.answer:
            return
        if not self._jobs:
            self.host.say(translate("{name} has no open job.", name=self.answer["name"]))
            return
        self.host.open_panel(ProposalPanel(self.host, str(self.answer["staff"]), reason))

    def action_enter_leave(self) -> None:
        """A leave slip from now to the end of the day; then their jobs, once it counts."""
        staff = self.subject.partition(":")[2]
        self.host.act(TakeLeave.name, {TakeLeave.about: staff}, then=self._left)

    def _left(self, done: Done) -> None:
        counts = done.ok and not any(ASKED in one for one in done.result.done)
        if counts and self.answer and self._jobs and self.is_open:
            reason = AWAY if AWAY in self.host.policy.reasons_for("reassign") else ""
            self.call_after_refresh(self.action_reassign_all, reason)
