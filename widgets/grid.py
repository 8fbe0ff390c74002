"""People as rows over columns of time: what the day and the shift calendar have in common."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar, Generic, Protocol, TypeVar

from textual.strip import Strip

from widgets.cells import fit, fit_parts, width_of, wrap
from widgets.columns import Piece
from widgets.lines import LineView
from widgets.lists import Tone

LEAST_ROWS = 3
"""Rows that stay in sight, however much is said beneath them."""
AIR = "  "
"""What parts the shapes of a legend."""


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
    """Lines beneath the rows, at least: what a change would bring."""

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
        return len(self._foot())

    def _foot(self) -> list[tuple[str, Tone]]:
        """Everything that is said, each in as many lines as it needs, then the shapes; these give way where
        rows would."""
        room = max(2, self.size.width - 2)
        said = [(line, tone) for text, tone in self._notes for line in wrap(text, room)]
        shapes: list[tuple[str, Tone]] = [(line, "dim") for line in packed(self._legend, room)]
        most = max(0, self.size.height - self.head_height() - LEAST_ROWS)
        if len(said) + len(shapes) > most:
            shapes = []
        blank: tuple[str, Tone] = ("", "plain")
        air = [blank] * (self.note_lines + 1 - len(said) - len(shapes))
        return [*said, *air, *shapes][:most]

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
        text, tone = self._foot()[y]
        if not text:
            return self.blank()
        return self.strip([(1, text, self.ink() if tone == "plain" else self.ink(tone))])

    def draw_line(self, index: int, selected: bool) -> Strip:
        row = self._rows.get(self._keys[index] or "")
        pieces: list[Piece] = [self.marker(selected)]
        if row is not None:
            name = self.ink("cursor") if selected else self.ink()
            pieces.append((1, fit(row.name, self.name_cells - 2), name))
            pieces += self.cells(row, selected)
        return self.strip(pieces)


def packed(text: str, room: int) -> list[str]:
    """The shapes in words, none of them parted: closer where there is no room for air between them, and in as
    many lines as they need where that does not do."""
    for between in (AIR, " "):
        line = text.replace(AIR, between)
        if width_of(line) <= room:
            return [line] if line else []
    lines: list[str] = []
    for part in text.split(AIR):
        longer = f"{lines[-1]}{AIR}{part}" if lines else part
        if lines and width_of(longer) <= room:
            lines[-1] = longer
        else:
            lines.append(fit(part, min(room, width_of(part))))
    return lines
