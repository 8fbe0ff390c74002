"""Somebody's day: their open jobs, how to reach them, and what to do when they cannot come (PPL-04)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding

from console.panels.bulk import BulkPanel
from console.panels.fields import sent_fields
from console.panels.panel import Panel
from console.present.person import job_columns, job_lines, title
from console.session import Done
from console.words.i18n import _, translate
from db.verbs.people import SetDuty
from db.views.person_day import PersonDay, PersonDayRow
from widgets.lists import ColumnList, ListRow

if TYPE_CHECKING:
    from console.desk.desk import Desk

AWAY = "technician_away"
"""The reason with which the jobs of somebody who is away go to others."""
OWN_LETTERS = "jkgGlrqu"


class PersonPanel(Panel):
    """Enter goes to a job; `r` gives all jobs to others, `l` enters a leave for the rest of the day first."""

    BINDINGS = [
        Binding("escape,q", "leave", show=False),
        Binding("l", "enter_leave", show=False),
        Binding("r", "reassign_all", show=False),
    ]

    def __init__(self, desk: Desk, staff: str) -> None:
        super().__init__(desk)
        self.staff = staff
        self.person: PersonDayRow | None = None

    @property
    def height_wanted(self) -> int:
        return (len(self.person.jobs) if self.person is not None else 6) + 3

    def compose(self) -> ComposeResult:
        yield ColumnList(job_columns())

    @property
    def _list(self) -> ColumnList:
        return self.query_one(ColumnList)

    def on_mount(self) -> None:
        self._list.set_lines([ListRow(None, heading=_("looking …"))])

    def focus_first(self) -> None:
        """Read again too: what was opened over it may have given jobs away."""
        for each in self.query(ColumnList):
            each.focus()
        self.ask("person", PersonDay(staff=self.staff), self._came)

    def ready_for(self, key: events.Key) -> bool:
        return self.person is not None or key.key == "escape"

    def _came(self, done: Done) -> None:
        if not self.desk.fine(done):
            self.desk.close_panel(self)
            return
        self.person = done.result
        desk = self.desk
        self._list.set_title(
            title(done.result, desk.policy),
            _("l leave today  r give to others"),
        )
        self._list.set_lines(job_lines(done.result, desk.store.zone, desk.store.now()), asked=True)
        desk.place_panel()

    # -- keys -------------------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """No other letter acts on a ticket while somebody's day stands before the queue."""
        letter = event.character or ""
        if letter.isalpha() and letter not in OWN_LETTERS:
            event.stop()

    def on_column_list_moved(self, event: ColumnList.Moved) -> None:
        event.stop()

    def on_column_list_chosen(self, event: ColumnList.Chosen) -> None:
        event.stop()
        self.desk.close_panel(self)
        self.desk.show_pane("queue")
        self.desk.go_to(event.key)

    def action_reassign_all(self) -> None:
        """All jobs that can go to others, ranked together."""
        if self.person is None:
            return
        if not self.person.jobs:
            self.desk.say(translate("{name} has no open job.", name=self.person.name))
            return
        reason = AWAY if AWAY in self.desk.policy.reasons_for("reassign") else ""
        self.desk.open_panel(BulkPanel(self.desk, tuple(row.number for row in self.person.jobs), reason))

    def action_enter_leave(self) -> None:
        """On leave from now to the end of the day; then their jobs."""
        store = self.desk.store
        fields = sent_fields(SetDuty, {"staff": self.staff, "kind": "leave"}, store.zone, store.now())
        self.desk.act("set_duty", fields, panel=self)

    def answered(self, done: Done) -> bool:
        if done.ok and self.person is not None and self.person.jobs:
            self.call_after_refresh(self.action_reassign_all)
            return False
        return done.ok

    def action_leave(self) -> None:
        """Back to the row that it was opened from."""
        self.desk.close_panel(self)
        if not self.desk.panels:
            self.desk.show_pane("roster")
