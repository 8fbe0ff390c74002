"""Views of the queue behind their digits, and the figures above it: each opens its list."""

from __future__ import annotations

from console.panels.host import Host
from console.panels.quick import QuickPanel
from console.present.figures import figures
from console.session import Done
from console.words import labels
from console.words.i18n import _
from db.views.counts import CountsRow
from db.views.desk import ViewCounts
from widgets.field import Choice

COUNTED = 4
"""Cells that a count needs: they are kept, so that nothing moves when the counts come."""


class ViewsPanel(QuickPanel):
    """Every view behind its digit; how many stand in each comes as soon as it is counted."""

    about_ticket = False

    def __init__(self, host: Host) -> None:
        super().__init__(host, _("Views"), view_choices({}), host.open_view, first=host.view)

    def on_mount(self) -> None:
        self.ask("views", ViewCounts(), self._counted)

    def _counted(self, done: Done) -> None:
        if done.ok:
            self.set_choices(view_choices(done.result))


class FiguresPanel(QuickPanel):
    """The figures above the queue, also those for which a narrow line has no room: each opens its list."""

    about_ticket = False

    def __init__(self, host: Host, counts: CountsRow) -> None:
        self._figures = {str(place): each for place, each in enumerate(figures(counts))}
        choices = [Choice(key, each.name, note=each.part.text) for key, each in self._figures.items()]
        super().__init__(host, _("Figures"), choices, self._opened)

    def _opened(self, key: str) -> None:
        figure = self._figures[key]
        self.host.open_register(figure.asked, figure.name)


def view_choices(counts: dict[str, int]) -> list[Choice]:
    """The views with their counts, as far as they are known, ones beneath ones."""
    return [
        Choice(name, labels.view(name), finders=(name,), note=str(counts.get(name, "")).rjust(COUNTED))
        for name in labels.VIEW
    ]
