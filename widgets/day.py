"""A day of everybody who goes out: people as rows, half hours as columns, a job that is moved by the keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from textual.strip import Strip

from widgets.cells import fit, fit_parts, width_of
from widgets.columns import Piece
from widgets.day_cells import FOLD, Axis, Bar, axis_of, draw, folded
from widgets.lines import LineView
from widgets.lists import Tone

NAME = 8
"""Cells of a name, the marker before it and a blank behind it included."""
NOTES = 5
"""Lines beneath the rows: what a move would break."""


@dataclass(frozen=True)
class DayRow:
    """Somebody's day, in the zone in which it is shown."""

    key: str
    name: str
    bars: tuple[Bar, ...] = ()


class DayView(LineView):
    """Rows with their bars; the job that is looked at stands out, and what is said of it beneath."""

    class Moved(LineView.Moved):
        """The cursor stands on somebody else."""

    class Chosen(LineView.Chosen):
        """Enter was pressed."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(bar=False, id=id)
        self._rows: dict[str, DayRow] = {}
        self._now: datetime | None = None
        self._day: datetime | None = None
        self._title = ("", "")
        self._notes: tuple[tuple[str, Tone], ...] = ()
        self._legend = ""
        self.looked_at = ""

    def set_title(self, left: str, right: str = "") -> None:
        """The line above the hours."""
        self._title = (left, right)
        self.repaint()

    def set_rows(self, rows: Sequence[DayRow], now: datetime | None, day: datetime | None = None) -> None:
        """Takes the whole day, which begins at `day`; only rows that differ are drawn."""
        self._day = day
        self._rows = {row.key: row for row in rows}
        self._now = now
        self.reorder(list(self._rows), asked=True)

    def set_notes(self, legend: str, notes: Sequence[tuple[str, Tone]]) -> None:
        """The shapes in words, and what is said of the job that is looked at."""
        self._legend, self._notes = legend, tuple(notes)
        self.repaint()

    @property
    def axis(self) -> Axis:
        """The half hours that find room."""
        bars = [bar for row in self._rows.values() for bar in row.bars]
        axis = axis_of(bars, self._now, max(1, self.size.width - NAME), self._day)
        if not any(folded(row.bars, axis)[0] for row in self._rows.values()):
            return axis
        return axis_of(bars, self._now, max(1, self.size.width - NAME - FOLD), self._day)

    def _fold(self) -> int:
        """Cells of the fold before the hours; none where nothing lies there."""
        axis = self.axis
        return FOLD if any(folded(row.bars, axis)[0] for row in self._rows.values()) else 0

    @property
    def rows(self) -> Mapping[str, DayRow]:
        """The rows by their keys."""
        return self._rows

    def head_height(self) -> int:
        return 2

    def foot_height(self) -> int:
        return NOTES + 1

    def draw_head(self, y: int) -> Strip:
        width = self.size.width
        if y == 1:
            axis, fold = self.axis, self._fold()
            earlier: list[Piece] = [(NAME, fit(f"< {axis.begin:%H:%M}", FOLD - 1), self.ink("head"))]
            marks: Piece = (NAME + fold, axis.marks(), self.ink("head"))
            return self.strip([*(earlier if fold else []), marks])
        left, right = self._title
        room = min(width_of(right), width // 2)
        pieces: list[Piece] = [(1, fit_parts(left, max(1, width - room - 4)), self.ink("title"))]
        if room:
            pieces.append((width - room - 1, fit(right, room), self.ink("head")))
        return self.strip(pieces)

    def draw_foot(self, y: int) -> Strip:
        room = max(2, self.size.width - 2)
        if y == NOTES:
            return self.strip([(1, fit(self._legend, min(room, width_of(self._legend))), self.ink("dim"))])
        if y >= len(self._notes):
            return self.blank()
        text, tone = self._notes[y]
        ink = self.ink() if tone == "plain" else self.ink(tone)
        return self.strip([(1, fit(text, min(room, width_of(text))), ink)])

    def draw_line(self, index: int, selected: bool) -> Strip:
        key = self._keys[index]
        row = self._rows[key] if key is not None else DayRow("", "")
        name = self.ink("cursor") if selected else self.ink()
        pieces: list[Piece] = [self.marker(selected), (1, fit(row.name, NAME - 2), name)]
        x = NAME
        if fold := self._fold():
            text, job = folded(row.bars, self.axis)
            kept = ["cursor"] if job and job == self.looked_at else []
            pieces.append((x, fit(text, FOLD - 1), self.ink(*kept)))
            x += fold
        for text, tone, job in draw(row.bars, self.axis, self._now):
            names: list[str] = [] if tone == "plain" else [tone]
            if job and job == self.looked_at:
                names.append("cursor")
            pieces.append((x, text, self.ink(*names)))
            x += len(text)
        return self.strip(pieces)
