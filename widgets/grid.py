"""People as rows over columns of time: what the day and the shift calendar have in common."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar, Generic, Protocol, TypeVar

from textual.strip import Strip

from widgets.cells import fit, fit_parts, width_of
from widgets.columns import Piece
from widgets.lines import LineView
from widgets.lists import Tone


class Named(Protocol):
    """A row: its key, and who it is."""

    @property
    def key(self) -> str:
        """What the row is called by."""
        ...

    @property
    def name(self) -> str:
        """Who it is."""
        ...


R = TypeVar("R", bound=Named)


class GridView(LineView, Generic[R]):
    """A title and the heads of columns above rows that begin with a name; beneath them what is said of the
    cell under the cursor, and what the shapes mean. A subclass says its heads and the cells of a row."""

    name_cells: ClassVar[int] = 10
    """Cells of a name, the marker before it and a blank behind it included."""
    note_lines: ClassVar[int] = 4
    """Lines beneath the rows: what a change would bring."""

    class Moved(LineView.Moved):
        """The cursor stands on somebody else."""

    class Chosen(LineView.Chosen):
        """Enter was pressed."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(bar=False, id=id)
        self._rows: dict[str, R] = {}
        self._title = ("", "")
        self._notes: tuple[tuple[str, Tone], ...] = ()
        self._legend = ""

    def set_title(self, left: str, right: str = "") -> None:
        """The line above the heads."""
        self._title = (left, right)
        self.repaint()

    def set_notes(self, legend: str, notes: Sequence[tuple[str, Tone]]) -> None:
        """The shapes in words, and what is said of a change."""
        self._legend, self._notes = legend, tuple(notes)
        self.repaint()

    def take_rows(self, rows: Iterable[R]) -> None:
        """All rows in their order; only those that differ are drawn."""
        self._rows = {row.key: row for row in rows}
        self.reorder(list(self._rows), asked=True)

    @property
    def rows(self) -> Mapping[str, R]:
        """The rows by their keys."""
        return self._rows

    def heads(self) -> list[Piece]:
        """The words above the columns."""
        raise NotImplementedError

    def cells(self, row: R, selected: bool) -> list[Piece]:
        """What stands behind the name."""
        raise NotImplementedError

    # -- drawing ------------------------------------------------------------------------------------------

    def head_height(self) -> int:
        return 2

    def foot_height(self) -> int:
        return self.note_lines + 1

    def draw_head(self, y: int) -> Strip:
        if y == 1:
            return self.strip(self.heads())
        width = self.size.width
        left, right = self._title
        room = min(width_of(right), width // 2)
        pieces: list[Piece] = [(1, fit_parts(left, max(1, width - room - 4)), self.ink("title"))]
        if room:
            pieces.append((width - room - 1, fit(right, room), self.ink("head")))
        return self.strip(pieces)

    def draw_foot(self, y: int) -> Strip:
        room = max(2, self.size.width - 2)
        if y == self.note_lines:
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
        row = self._rows.get(self._keys[index] or "")
        pieces: list[Piece] = [self.marker(selected)]
        if row is not None:
            name = self.ink("cursor") if selected else self.ink()
            pieces.append((1, fit(row.name, self.name_cells - 2), name))
            pieces += self.cells(row, selected)
        return self.strip(pieces)
