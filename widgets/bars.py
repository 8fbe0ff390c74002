"""Rows with bars: how much of something, by length, and where it ought to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from textual.strip import Strip

from widgets.lists import ColumnList, ListRow

FULL, EMPTY, AIM = "#", ".", "|"
"""Signs that are one cell wide in every terminal."""


@dataclass(frozen=True)
class Bar:
    """How long a bar is, as a share of the room that it has; `aim` is where it ought to reach, None for
    nowhere."""

    share: float
    aim: float | None = None

    def text(self, width: int) -> str:
        """The bar in exactly so many cells: what is there at all has one, what lacks anything lacks one."""
        if width <= 0:
            return ""
        filled = min(width, max(0, round(self.share * width)))
        if self.share > 0:
            filled = max(1, filled)
        if self.share < 1:
            filled = min(width - 1, filled) if width > 1 else filled
        cells = [FULL] * filled + [EMPTY] * (width - filled)
        if self.aim is not None:
            cells[min(width - 1, max(0, round(self.aim * width) - 1))] = AIM
        return "".join(cells)


@dataclass(frozen=True)
class BarRow(ListRow):
    """A line of words, with bars in some of its columns."""

    bars: Mapping[str, Bar] = field(default_factory=dict)


class BarList(ColumnList):
    """Rows in columns, some of which hold bars that are as long as the column is wide."""

    def draw_row(self, line: ListRow, selected: bool, *, marked: bool = False) -> Strip:
        if isinstance(line, BarRow) and line.bars:
            wide = {column.name: column.width for column in self._places()}
            drawn = {name: bar.text(wide[name]) for name, bar in line.bars.items() if name in wide}
            line = replace(line, words={**line.words, **drawn})
        return super().draw_row(line, selected, marked=marked)
