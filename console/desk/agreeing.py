"""Times by a key: one is agreed with whoever is on the phone, or what was agreed moves (DSP-03, SLA-11); the
next job near by for who is done with one (VIS-09)."""

from __future__ import annotations

from console.desk.part import Part
from console.keys.list import key_named, shown_key
from console.keys.sent import STEP, TECHNICIAN
from console.panels.dispatch import HELD
from console.panels.opening import OpeningPanel
from console.panels.panel import Panel
from console.panels.quick import QuickPanel
from console.present.near import near_text
from console.session import Done
from console.words.i18n import _, translate
from db.tables.codes import STEPS
from db.verbs.dispatching import Dispatch
from db.verbs.visiting import Step
from db.views.near import Near, NearRow
from widgets.roster import Roster
from widgets.status import MessageLine

ENDS = STEPS[-3:]
"""Finished, left, returned: after these somebody goes on to the next job."""


class Agreeing(Part):
    """Agreeing a time."""

    _freed: str | None = None
    """Of whom the message line says that they can go on, until the key is pressed."""

    def action_windows(self) -> None:
        """The few cheapest windows for the ticket."""
        tickets = self.targets("move_window")
        if len(tickets) > 1:
            self.refuse(_("A window is agreed with one customer at a time."))
            return
        held = bool(tickets) and self.state_of(tickets[0]) in HELD
        if tickets and self.may("move_window" if held else "dispatch", tickets):
            from console.panels.windows import WindowsPanel

            self.open_panel(WindowsPanel(self, tickets[0]))

    def action_next_job(self) -> None:
        """What waits near whoever holds the ticket, or stands under the cursor of the roster."""
        staff, self._freed = self._freed or self._who_goes_on(), None
        if staff is None:
            self.refuse(_("Nobody holds this ticket: choose somebody in the roster."))
        elif self.may(Dispatch.name):
            self.open_panel(OpeningPanel(self, Near(staff=staff), lambda rows: self._near(staff, rows)))

    def _who_goes_on(self) -> str | None:
        if self.pane == "roster" and self.acting_panel is None:
            return self.query_one("#roster", Roster).cursor_key
        (number, *_others) = self.meant or ("",)
        row = self.rows.get(number)
        return row.technician if row is not None else None

    def _near(self, staff: str, rows: list[NearRow]) -> Panel | None:
        name = self.names.get(staff, staff)
        if not rows:
            self.refuse(translate("Nothing waits near by that {name} can do.", name=name))
            return None
        store = self.store
        choices = [(row.number, near_text(row, store.zone, store.now())) for row in rows]
        return QuickPanel(
            self,
            translate("Next job for {name}", name=name),
            choices,
            lambda number: self.act(Dispatch.name, {TECHNICIAN: staff}, (number,)),
            note=_("Enter sends them to the marked one"),
        )

    def step_taken(self, what: str, tickets: tuple[str, ...]) -> None:
        """Record a step; who is done hears of the best job near by."""
        self.act(Step.name, {STEP: what}, tickets, then=lambda done: self._offer_next(what, tickets, done))

    def _offer_next(self, what: str, tickets: tuple[str, ...], done: Done) -> None:
        """Who is done hears of the best job near by, before they are on their way back (VIS-09)."""
        row = self.rows.get(tickets[0]) if len(tickets) == 1 else None
        if what in ENDS and done.ok and row is not None and row.technician:
            staff = row.technician
            self.session.ask("near", Near(staff=staff, limit=1), lambda found: self._offered(staff, found))

    def _offered(self, staff: str, done: Done) -> None:
        if not done.ok or not done.result:
            return
        self._freed = staff
        store, line = self.store, self.query_one("#message", MessageLine)
        near = near_text(done.result[0], store.zone, store.now())
        self.say(
            f"{line.text.partition('  ')[0]}  {translate('near by: {job}', job=near)}",
            translate("{key} sends them", key=shown_key(key_named("next_job"))),
        )
