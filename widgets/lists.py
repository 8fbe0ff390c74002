"""A list with aligned columns, for panels that are short enough to be given whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from textual.cache import LRUCache
from textual.strip import Strip

from widgets.cells import cut, fit, fit_parts, width_of
from widgets.columns import Column, Piece, Placed, header_pieces, place
from widgets.lines import LineView

Tone = Literal["plain", "dim", "warning", "strong"]

KEPT_STRIPS = 256
"""Lines that are kept as drawn: those in sight a few times over, under the cursor and not."""


@dataclass(frozen=True)
class ListRow:
    """A line of words by column name.

    Attributes:
        key: what the cursor holds on to; None for a line that it skips.
        tones: colour of single cells; words must say the same.
        heading: drawn over the whole line instead of the words.
    """

    key: str | None
    words: Mapping[str, str] = field(default_factory=dict)
    tones: Mapping[str, Tone] = field(default_factory=dict)
    heading: str = ""


class ColumnList(LineView):
    """Rows of words in columns, with an optional title and headings."""

    class Moved(LineView.Moved):
        """The cursor stands on another row."""

    class Chosen(LineView.Chosen):
        """Enter was pressed on a row."""

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        cursor: bool = True,
        bar: bool = True,
        headings: bool = True,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(cursor=cursor, bar=bar, id=id, classes=classes)
        self.columns = tuple(columns)
        self._headings = headings
        self._title = ("", "")
        self._lines: tuple[ListRow, ...] = ()
        self._placed: tuple[Placed, ...] = ()
        self._placed_for = -1
        self._strips: LRUCache[object, Strip] = LRUCache(KEPT_STRIPS)
        self._strips_on: tuple[Placed, ...] = ()
        """The places for which these were drawn."""

    def set_title(self, left: str, right: str = "") -> None:
        """A line above the headings; both empty for none."""
        had, self._title = any(self._title), (left, right)
        if any(self._title) == had:
            self._repaint_lines((0,))  # nothing has moved: the rows below need not be looked at
        else:
            self.repaint()

    def set_lines(self, lines: Sequence[ListRow], *, asked: bool = False) -> None:
        """Takes all lines anew; only what differs is drawn."""
        self._lines = tuple(lines)
        self.reorder([line.key for line in self._lines], asked=asked)

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Other columns, for instance after the language changed."""
        self.columns = tuple(columns)
        self._placed_for = -1
        self.repaint()

    def head_height(self) -> int:
        return int(any(self._title)) + int(self._has_headings)

    @property
    def _has_headings(self) -> bool:
        """No line is left empty for columns that have no name."""
        return self._headings and any(column.label for column in self.columns)

    def draw_head(self, y: int) -> Strip:
        width = self.size.width
        if y == 0 and any(self._title):
            left, right = self._title
            room = min(width_of(right), width // 2)
            rest = width - room - 3 if room else width - 1
            pieces: list[Piece] = [(1, fit_parts(left, rest), self.ink("title"))]
            if room:
                pieces.append((width - room - 1, fit(right, room), self.ink("head")))
            return self.strip(pieces)
        return self.strip(header_pieces(self._places(), self.ink("head")))

    def draw_line(self, index: int, selected: bool) -> Strip:
        return self.draw_row(self._lines[index], selected)

    def draw_row(self, line: ListRow, selected: bool, *, marked: bool = False) -> Strip:
        """A line of words on the columns, wherever it comes from; a marked one where the cursor is not says
        so in its place, and so does what had to be cut: half a number is another number.

        Every look whether a line is still the same asks for it: what was drawn is kept.
        """
        if (places := self._places()) is not self._strips_on:
            self._strips_on = places
            self._strips.clear()
        words, tones = tuple(line.words.items()), tuple(line.tones.items())
        barred = self.bar and selected and self.active and not line.heading
        known = (words, tones, line.heading, selected and self.active, selected, marked, barred)
        strip = self._strips.get(known)
        if strip is None or strip.cell_length != self.size.width:
            strip = self._strips[known] = self.strip(self._pieces(line, selected, marked), bar=barred)
        return strip

    def _pieces(self, line: ListRow, selected: bool, marked: bool) -> list[Piece]:
        if line.heading:
            return [(1, fit(line.heading, self.size.width - 1), self.ink("head"))]
        pieces: list[Piece] = []
        if self.show_cursor:
            mark: Piece = (0, "*", self.ink("cursor"))
            pieces.append(mark if marked and not selected else self.marker(selected))
        first = True
        for column in self._places():
            tone = line.tones.get(column.name, "plain")
            names: list[str] = [] if tone == "plain" else [tone]
            if selected and first and self.active:
                names.append("cursor")
            first = False
            text = fit(cut(line.words.get(column.name, ""), column.width), column.width, column.align)
            pieces.append((column.x, text, self.ink(*names)))
        return pieces

    def forget_inks(self) -> None:
        super().forget_inks()
        self._strips.clear()

    def _places(self) -> tuple[Placed, ...]:
        if self._placed_for != self.size.width:
            self._placed_for = self.size.width
            self._placed = place(self.columns, self.size.width)
        return self._placed
