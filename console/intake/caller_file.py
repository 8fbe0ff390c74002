"""The file of the caller beside the form: who it is, what they have, and what was before (INT-03, CUS-02)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from textual import events

from console.intake import callers
from console.intake.callers import Thing
from console.words.codes import word
from console.words.i18n import _
from db.views.customers import CustomerRow
from db.views.places import Served
from db.views.queue_row import QueueRow
from widgets.cells import wrap
from widgets.columns import Column
from widgets.lists import ColumnList, ListRow, Tone

Line = tuple[str, Tone]


class CallerFile(ColumnList, can_focus=False):
    """Lines of words, folded to the width that there is."""

    def __init__(self) -> None:
        super().__init__([Column("words", "", 20, grow=1)], cursor=False, headings=False)
        self._words: Sequence[Line] = ()

    def show(self, lines: Iterable[Line]) -> None:
        """Other lines."""
        self._words = tuple(lines)
        self._fold()

    def on_resize(self, event: events.Resize) -> None:
        self._fold()

    def _fold(self) -> None:
        width = max(10, self.size.width - 2)
        rows = []
        for text, tone in self._words:
            for place, part in enumerate(wrap(text, width)):
                rows.append(ListRow(None, {"words": part if not place else f"  {part}"}, {"words": tone}))
        self.set_lines(rows)


def file_lines(
    row: CustomerRow | None,
    thing: Thing | None,
    served: Served | None,
    open_tickets: Sequence[QueueRow],
    zone: ZoneInfo,
) -> Iterable[Line]:
    """What the file says; nothing while nobody is known."""
    if row is None:
        return
    yield row.customer, "plain"
    for part in (f"{row.contact} {row.position}".strip(), row.phone, row.address, row.district):
        if part:
            yield part, "plain"
    if row.equipment:
        yield "", "plain"
        yield _("Equipment"), "dim"
    for place, each in enumerate(row.equipment, start=1):
        mark = ">" if each is thing else " "
        tone: Tone = "plain" if each["in_warranty"] else "dim"
        yield f"{mark}{place} {callers.thing_text(each)}  {callers.warranty_text(each)}", tone
    if served is not None and served.earlier:
        yield "", "plain"
        yield _("Earlier tickets"), "dim"
        still_open = {each.number for each in open_tickets}
        for ticket in served.earlier:
            day = ticket.reported_at.astimezone(zone).strftime("%Y-%m-%d")
            words = (ticket.number, word("state", ticket.state), day, ticket.product, ticket.fault)
            text = "  ".join(part for part in words if part)
            yield text, "warning" if ticket.number in still_open else "plain"
