"""What may be meant, under a form: nothing is marked until a key or the typed text means it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.strip import Strip

from widgets.cells import fit, printable, width_of
from widgets.columns import Piece
from widgets.lines import LineView

AROUND = 5
"""Cells of an item beside its label: marker, number and blanks."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing that may be meant; `number` is what one types to mark it."""

    key: str
    label: str
    note: str = ""
    number: str = ""


class Suggestions(LineView, can_focus=False):
    """One under the other with notes, or packed side by side where there are only short labels."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(cursor=False, id=id)
        self.items: tuple[Suggestion, ...] = ()
        self._mark: int | None = None
        self._packed = False

    @property
    def marked(self) -> Suggestion | None:
        """What Enter would take."""
        return None if self._mark is None else self.items[self._mark]

    def set_items(self, items: Sequence[Suggestion], *, mark: str | None = None) -> None:
        """Other items; `mark` is the key of the one that is meant, if one is."""
        self.items = tuple(items)
        self._packed = not any(item.note for item in items)
        self._mark = next((at for at, item in enumerate(self.items) if item.key == mark), None)
        self.top = 0
        self._follow()

    def move(self, step: int) -> bool:
        """Mark the next or previous one; above the first none is marked. False where there is nothing."""
        if not self.items or (self._mark is None and step < 0):
            return False
        place = -1 if self._mark is None else self._mark
        place = min(place + step, len(self.items) - 1)
        self._mark = place if place >= 0 else None
        self._follow()
        return True

    @property
    def _across(self) -> int:
        if not self._packed or not self.items:
            return 1
        widest = max(width_of(printable(item.label)) for item in self.items) + AROUND
        return max(1, (self.size.width - 1) // widest)

    def _follow(self) -> None:
        across = self._across
        lines = -(-len(self.items) // across)
        line = (self._mark or 0) // across
        height = max(1, self.body_height)
        self.top = min(max(self.top, line - height + 1), line)
        self.reorder([None] * lines)

    def on_resize(self, event: events.Resize) -> None:
        self._follow()

    def draw_line(self, index: int, selected: bool) -> Strip:
        across = self._across
        width = (self.size.width - 1) // across
        pieces: list[Piece] = []
        for place in range(index * across, min((index + 1) * across, len(self.items))):
            pieces += self._pieces(place, (place % across) * width, width)
        return self.strip(pieces)

    def _pieces(self, place: int, x: int, width: int) -> list[Piece]:
        item, marked = self.items[place], place == self._mark
        pieces: list[Piece] = [
            (x, ">" if marked else " ", self.ink("cursor")),
            (x + 1, fit(item.number, 2, "right"), self.ink("dim")),
        ]
        ink = self.ink("cursor") if marked else self.ink()
        if self._packed:
            return [*pieces, (x + 4, fit(item.label, width - AROUND + 1), ink)]
        room = min(max(width_of(printable(each.label)) for each in self.items), width // 2)
        note = (x + 4 + room + 2, fit(item.note, width - room - 7), self.ink("dim"))
        return [*pieces, (x + 4, fit(item.label, room), ink), note]
