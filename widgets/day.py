"""A day of everybody who goes out: people as rows, half hours as columns, a job that is moved by the keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from widgets.cells import fit
from widgets.columns import Piece
from widgets.day_cells import FOLD, Axis, Bar, axis_of, draw, folded
from widgets.grid import GridView


@dataclass(frozen=True)
class DayRow:
    """Somebody's day, in the zone in which it is shown."""

    key: str
    name: str
    bars: tuple[Bar, ...] = ()


class DayView(GridView[DayRow]):
    """Rows with their bars; the job that is looked at stands out, and what is said of it beneath."""

    name_cells = 8
    note_lines = 5

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._now: datetime | None = None
        self._day: datetime | None = None
        self._laid_out: tuple[int, Axis, int] | None = None
        self.looked_at = ""

    def set_rows(self, rows: Sequence[DayRow], now: datetime | None, day: datetime | None = None) -> None:
        """Takes the whole day, which begins at `day`; only rows that differ are drawn."""
        self._day, self._now, self._laid_out = day, now, None
        self.take_rows(rows)

    @property
    def axis(self) -> Axis:
        """The half hours that find room."""
        return self._places()[0]

    def _places(self) -> tuple[Axis, int]:
        """The half hours, and the cells of the fold before them, none where nothing lies there: made once for
        all rows."""
        room = self.size.width - self.name_cells
        if self._laid_out is None or self._laid_out[0] != room:
            bars = [bar for row in self._rows.values() for bar in row.bars]
            axis, fold = axis_of(bars, self._now, max(1, room), self._day), 0
            if any(folded(row.bars, axis)[0] for row in self._rows.values()):
                axis, fold = axis_of(bars, self._now, max(1, room - FOLD), self._day), FOLD
            self._laid_out = (room, axis, fold)
        return self._laid_out[1:]

    def heads(self) -> list[Piece]:
        axis, fold = self._places()
        earlier: Piece = (self.name_cells, fit(f"< {axis.begin:%H:%M}", FOLD - 1), self.ink("head"))
        marks: Piece = (self.name_cells + fold, axis.marks(), self.ink("head"))
        return [earlier, marks] if fold else [marks]

    def cells(self, row: DayRow, selected: bool) -> list[Piece]:
        found: list[Piece] = []
        x = self.name_cells
        axis, fold = self._places()
        if fold:
            text, job = folded(row.bars, axis)
            kept = ["cursor"] if job and job == self.looked_at else []
            found.append((x, fit(text, FOLD - 1), self.ink(*kept)))
            x += fold
        for text, tone, job in draw(row.bars, axis, self._now):
            names: list[str] = [] if tone == "plain" else [tone]
            if job and job == self.looked_at:
                names.append("cursor")
            found.append((x, text, self.ink(*names)))
            x += len(text)
        return found
