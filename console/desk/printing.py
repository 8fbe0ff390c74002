"""Printing from the desk: a form of the ticket under the cursor, of a card, of a row or of a list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from console.desk.part import Part
from console.words.i18n import _
from db import kinds

if TYPE_CHECKING:
    from console.printing.meant import Meant


class Printing(Part):
    """The key that prints."""

    def action_print_form(self) -> None:
        """Ask which form of what stands here, and into which file."""
        from console.panels.printing import choose_form  # what few days need, no start pays for

        meant = self._printable()
        if meant:
            choose_form(self, meant)
        else:
            self.refuse(_("There is no form of what stands here."), _("paigong forms lists them."))

    def _printable(self) -> Sequence[Meant]:
        from console.printing.meant import of_list, of_thing
        from console.register.panel import RegisterPanel

        panel = self.acting_panel
        if panel is None:
            return of_thing(f"{kinds.TICKET}:{self.meant[0]}") if self.meant else ()
        listed = of_list(type(panel.view).name, panel.row) if isinstance(panel, RegisterPanel) else []
        things = panel.things[:1]
        own = [each for subject in things for each in of_thing(subject)]
        return list({each.form.key: each for each in (*listed, *own)}.values())
