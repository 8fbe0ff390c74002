"""The shift calendar: people as rows, days as columns, a cursor that goes from cell to cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from textual.strip import Strip

from widgets.cells import fit, fit_parts, width_of
from widgets.columns import Piece
from widgets.lines import LineView
from widgets.lists import Tone

NAME = 10
"""Cells of a name, the marker before it and a blank behind it included."""
NOTES = 4
"""Lines beneath the rows: what a change would bring."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A day of somebody's in ready words; `pending` is a shift that is not written yet."""

    text: str
    tone: Tone = "plain"
    pending: bool = False


@dataclass(frozen=True, slots=True)
class RotaRow:
    """Somebody's days, as many as there are columns."""

    key: str
    name: str
    cells: tuple[Cell, ...] = ()


class RotaView(LineView):
    """Rows of cells. The one under the cursor stands in brackets, a range from its first to its last."""

    class Moved(LineView.Moved):
        """The cursor stands on somebody else."""

    class Chosen(LineView.Chosen):
        """Enter was pressed."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(bar=False, id=id)
        self._rows: dict[str, RotaRow] = {}
        self._heads: tuple[str, ...] = ()
        self._today: int | None = None
        self._range = (0, 0)
        self._title = ("", "")
        self._notes: tuple[tuple[str, Tone], ...] = ()
        self._legend = ""

    def set_title(self, left: str, right: str = "") -> None:
        """The line above the days."""
        self._title = (left, right)
        self.repaint()

    def set_rows(self, rows: Sequence[RotaRow], heads: Sequence[str], today: int | None) -> None:
        """Takes all rows with the words above their columns, of which one may be `today`; only what differs
        is drawn."""
        self._rows = {row.key: row for row in rows}
        self._heads, self._today = tuple(heads), today
        self.reorder(list(self._rows), asked=True)

    def set_range(self, first: int, last: int) -> None:
        """The columns that the cursor covers, both included."""
        self._range = (first, last)
        self.repaint()

    def set_notes(self, legend: str, notes: Sequence[tuple[str, Tone]]) -> None:
        """The shapes in words, and what is said of a change."""
        self._legend, self._notes = legend, tuple(notes)
        self.repaint()

    @property
    def rows(self) -> Mapping[str, RotaRow]:
        """The rows by their keys."""
        return self._rows

    @property
    def _wide(self) -> int:
        return max(2, (self.size.width - NAME) // max(1, len(self._heads)))

    def head_height(self) -> int:
        return 2

    def foot_height(self) -> int:
        return NOTES + 1

    def draw_head(self, y: int) -> Strip:
        width = self.size.width
        if y == 0:
            left, right = self._title
            room = min(width_of(right), width // 2)
            pieces: list[Piece] = [(1, fit_parts(left, max(1, width - room - 4)), self.ink("title"))]
            if room:
                pieces.append((width - room - 1, fit(right, room), self.ink("head")))
            return self.strip(pieces)
        heads: list[Piece] = []
        for at, head in enumerate(self._heads):
            shown = f">{head}<" if at == self._today else f" {head}"
            ink = self.ink("head", "cursor") if at == self._today else self.ink("head")
            heads.append((NAME + at * self._wide, fit(shown, self._wide), ink))
        return self.strip(heads)

    def draw_foot(self, y: int) -> Strip:
        room = max(2, self.size.width - 2)
        if y == NOTES:
            # Where there is no room for air between its parts they stand closer, rather than being cut.
            whole = width_of(self._legend) <= room
            legend = self._legend if whole else self._legend.replace("  ", " ")
            return self.strip([(1, fit(legend, min(room, width_of(legend))), self.ink("dim"))])
        if y >= len(self._notes):
            return self.blank()
        text, tone = self._notes[y]
        ink = self.ink() if tone == "plain" else self.ink(tone)
        return self.strip([(1, fit(text, min(room, width_of(text))), ink)])

    def draw_line(self, index: int, selected: bool) -> Strip:
        key = self._keys[index]
        row = self._rows[key] if key is not None else RotaRow("", "")
        name = self.ink("cursor") if selected else self.ink()
        pieces: list[Piece] = [self.marker(selected), (1, fit(row.name, NAME - 2), name)]
        first, last = self._range
        wide = self._wide
        for at, cell in enumerate(row.cells):
            inks: list[str] = [] if cell.tone == "plain" else [cell.tone]
            left = right = " "
            if selected and first <= at <= last:
                left, right = "[" if at == first else " ", "]" if at == last else " "
                inks.append("cursor")
            text = f"{left}{fit(cell.text + ('?' if cell.pending else ''), max(1, wide - 2))}"
            pieces.append((NAME + at * wide, fit(text, wide - 1) + right, self.ink(*inks)))
        return self.strip(pieces)
