"""Windows by a key: one is agreed with whoever is on the phone, or what was agreed moves (DSP-03, SLA-11)."""

from __future__ import annotations

from console.desk.part import Part
from console.panels.dispatch import HELD
from console.words.i18n import _


class Agreeing(Part):
    """Agreeing a time."""

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
