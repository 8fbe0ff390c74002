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
    from console.panels.host import Host

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

    def __init__(self, host: Host, staff: str) -> None:
        super().__init__(host)
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
        if not self.host.fine(done):
            self.host.close_panel(self)
            return
        self.person = done.result
        host = self.host
        self._list.set_title(
            title(done.result, host.policy),
            _("l leave today  r give to others"),
        )
        self._list.set_lines(job_lines(done.result, host.store.zone, host.store.now()), asked=True)
        host.place_panel()

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
        self.host.close_panel(self)
        self.host.show_pane("queue")
        self.host.go_to(event.key)

    def action_reassign_all(self) -> None:
        """All jobs that can go to others, ranked together."""
        if self.person is None:
            return
        if not self.person.jobs:
            self.host.say(translate("{name} has no open job.", name=self.person.name))
            return
        reason = AWAY if AWAY in self.host.policy.reasons_for("reassign") else ""
        self.host.open_panel(BulkPanel(self.host, tuple(row.number for row in self.person.jobs), reason))

    def action_enter_leave(self) -> None:
        """On leave from now to the end of the day; then their jobs."""
        store = self.host.store
        fields = sent_fields(SetDuty, {"staff": self.staff, "kind": "leave"}, store.zone, store.now())
        self.host.act("set_duty", fields, panel=self)

    def answered(self, done: Done) -> bool:
        if done.ok and self.person is not None and self.person.jobs:
            self.call_after_refresh(self.action_reassign_all)
            return False
        return done.ok

    def action_leave(self) -> None:
        """Back to the row that it was opened from."""
        self.host.close_panel(self)
        if not self.host.panels:
            self.host.show_pane("roster")
