"""Views of the queue by keys: the list of views with their counts, the levels, the next without a level."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from console.keys.list import key_named, shown_key
from console.panels.quick import QuickPanel
from console.panels.table import TablePanel
from console.present.figures import figures
from console.session import Done
from console.words import labels
from console.words.i18n import _, translate
from db.views.counts import CountsRow
from db.views.desk import ViewCounts
from widgets.field import Choice

if TYPE_CHECKING:
    from console.desk.desk import Desk

TODAY = "today"
"""A list of what I did; all others are lists of tickets."""


COUNTED = 4
"""Cells that a count needs: they are kept, so that nothing moves when the counts come."""


class ViewsPanel(QuickPanel):
    """Every view behind its digit; how many stand in each comes as soon as it is counted."""

    about_ticket = False

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Views"), view_choices({}), desk.open_view, first=desk.view)

    def on_mount(self) -> None:
        self.ask("views", ViewCounts(), self._counted)

    def _counted(self, done: Done) -> None:
        if done.ok:
            self.set_choices(view_choices(done.result))


class FiguresPanel(QuickPanel):
    """The figures above the queue, also those for which a narrow line has no room: each opens its list."""

    about_ticket = False

    def __init__(self, desk: Desk, counts: CountsRow) -> None:
        self._figures = {str(place): each for place, each in enumerate(figures(counts))}
        choices = [Choice(key, each.name, note=each.part.text) for key, each in self._figures.items()]
        super().__init__(desk, _("Figures"), choices, self._opened)

    def _opened(self, key: str) -> None:
        figure = self._figures[key]
        self.desk.show_queue(view=figure.view, level=figure.level, find="")


def view_choices(counts: dict[str, int]) -> list[Choice]:
    """The views with their counts, as far as they are known, ones beneath ones."""
    return [
        Choice(name, labels.view(name), finders=(name,), note=str(counts.get(name, "")).rjust(COUNTED))
        for name in labels.VIEW
    ]


class Viewing:
    """Views by keys. Mixed into the desk."""

    @property
    def _viewed(self) -> Desk:
        return cast("Desk", self)

    def action_views(self) -> None:
        """Choose another view."""
        desk = self._viewed
        desk.open_panel(ViewsPanel(desk))

    def action_figures(self) -> None:
        """Open the list that a figure counts."""
        desk = self._viewed
        if desk.counts is None:
            desk.refuse(_("The figures have not come yet."))
        else:
            desk.open_panel(FiguresPanel(desk, desk.counts))

    def open_view(self, name: str) -> None:
        """Show a view, from its top."""
        desk = self._viewed
        if name == TODAY:
            desk.open_panel(TablePanel(desk, TODAY, ()))
        else:
            desk.show_queue(view=name, level=None, find="")

    def action_level(self, level: int) -> None:
        """Only one fault level, or with 0 all of them."""
        self._viewed.show_queue(level=level or None)

    def action_next_untriaged(self) -> None:
        """Put the cursor on the next ticket that waits for its level, after the last one on the first."""
        desk = self._viewed
        keys = desk.queue.line_keys
        here = max(0, desk.queue.cursor_index)
        turned = [*keys[here + 1 :], *keys[: here + 1]]
        found = next((key for key in turned if key is not None and desk.state_of(key) == "new"), None)
        if found is None:
            everything = desk.view == "active" and desk.level is None and not desk.find
            hint = (
                "" if everything else translate("{key} 1: all active ones", key=shown_key(key_named("views")))
            )
            desk.refuse(_("No ticket of this view waits for its level."), hint)
            return
        desk.show_pane("queue")
        desk.queue.move_to(found)

    def open_ticket(self, number: str) -> None:
        """Open a ticket, whatever view it stands in, if in any; in the queue the cursor goes to it."""
        desk = self._viewed
        desk.queue.move_to(number)
        desk.opened = number
        desk.show_pane("ticket")


def idle_text(count: int, idle: int) -> str:
    """How many tickets at the top wait for a level, and that some of them have no deadline that runs: they
    stand there by rule, above a level 1 that burns (DSP-01)."""
    if not idle:
        return translate("{count} without a level", count=count)
    return translate(
        "{count} without a level, {idle} with no deadline; 1-4: the rest", count=count, idle=idle
    )
