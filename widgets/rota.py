"""The shift calendar: people as rows, days as columns, a cursor that goes from cell to cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from widgets.cells import fit, width_of
from widgets.columns import Piece
from widgets.grid import GridView
from widgets.lists import Tone


@dataclass(frozen=True, slots=True)
class Cell:
    """A day of somebody's in ready words; `pending` is a shift that is not written yet, `bare` the word alone
    where there is no room for its shapes."""

    text: str
    tone: Tone = "plain"
    pending: bool = False
    bare: str = ""


@dataclass(frozen=True, slots=True)
class RotaRow:
    """Somebody's days, as many as there are columns."""

    key: str
    name: str
    cells: tuple[Cell, ...] = ()


class RotaView(GridView[RotaRow]):
    """Rows of cells. The one under the cursor stands in brackets, a range from its first to its last."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._heads: tuple[str, ...] = ()
        self._today: int | None = None
        self._range = (0, 0)

    def set_rows(self, rows: Sequence[RotaRow], heads: Sequence[str], today: int | None) -> None:
        """Takes all rows with the words above their columns, of which one may be `today`; only what differs
        is drawn."""
        self._heads, self._today = tuple(heads), today
        self.take_rows(rows)

    def set_range(self, first: int, last: int) -> None:
        """The columns that the cursor covers, both included."""
        self._range = (first, last)
        self.repaint()

    @property
    def _wide(self) -> int:
        return max(2, (self.size.width - self.name_cells) // max(1, len(self._heads)))

    def heads(self) -> list[Piece]:
        found: list[Piece] = []
        for at, head in enumerate(self._heads):
            shown = f">{head}<" if at == self._today else f" {head}"
            ink = self.ink("head", "cursor") if at == self._today else self.ink("head")
            found.append((self.name_cells + at * self._wide, fit(shown, self._wide), ink))
        return found

    def cells(self, row: RotaRow, selected: bool) -> list[Piece]:
        found: list[Piece] = []
        first, last = self._range
        wide = self._wide
        for at, cell in enumerate(row.cells):
            inks: list[str] = [] if cell.tone == "plain" else [cell.tone]
            left = right = " "
            if selected and first <= at <= last:
                left, right = "[" if at == first else " ", "]" if at == last else " "
                inks.append("cursor")
            room = max(1, wide - 2)
            said = cell.text if width_of(cell.text) <= room else cell.bare or cell.text
            text = f"{left}{fit(said + ('?' if cell.pending else ''), room)}"
            found.append((self.name_cells + at * wide, fit(text, wide - 1) + right, self.ink(*inks)))
        return found
