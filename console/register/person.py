"""A person's card with two keys of its own: what to do when they cannot come (PPL-04)."""

from __future__ import annotations

from textual.binding import Binding

from console.panels.bulk import BulkPanel
from console.panels.fields import sent_fields
from console.register.card_panel import CardPanel
from console.session import Done
from console.words.i18n import _, translate
from db.verbs.people import SetDuty
from widgets.footer import KeyHint

AWAY = "technician_away"
"""The reason with which the jobs of somebody who is away go to others."""


class PersonCard(CardPanel):
    """`r` gives all jobs to others, `l` enters a leave for the rest of the day first."""

    BINDINGS = [
        Binding("l", "enter_leave", show=False),
        Binding("r", "reassign_all", show=False),
    ]
    letters = "lr"

    def hints(self) -> list[KeyHint]:
        return [*super().hints(), KeyHint("l", _("leave today")), KeyHint("r", _("give to others"))]

    @property
    def _jobs(self) -> tuple[str, ...]:
        return tuple(str(job["number"]) for job in self.answer["jobs"])

    def action_reassign_all(self) -> None:
        """All jobs that can go to others, ranked together."""
        if not self.answer:
            return
        if not self._jobs:
            self.host.say(translate("{name} has no open job.", name=self.answer["name"]))
            return
        reason = AWAY if AWAY in self.host.policy.reasons_for("reassign") else ""
        self.host.open_panel(BulkPanel(self.host, self._jobs, reason))

    def action_enter_leave(self) -> None:
        """On leave from now to the end of the day; then their jobs."""
        store = self.host.store
        staff = self.subject.partition(":")[2]
        fields = sent_fields(SetDuty, {"staff": staff, "kind": "leave"}, store.zone, store.now())
        self.host.act("set_duty", fields, then=self._left)

    def _left(self, done: Done) -> None:
        if done.ok and self.answer and self._jobs and self.is_open:
            self.call_after_refresh(self.action_reassign_all)
