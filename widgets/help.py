"""The help page: which key does what, in sections, in as many columns as there is room for."""

from collections.abc import Sequence
from dataclasses import dataclass

from widgets.cells import fit, printable, width_of, wrap
from widgets.columns import Piece
from widgets.pages import Line, Page

COLUMN, LEAST = 38, 36
"""Cells that a section needs to be readable on average, and at least."""


@dataclass(frozen=True)
class HelpSection:
    """A title and what stands under it: keys and what they do, ready to show."""

    title: str
    keys: tuple[tuple[str, str], ...]


class HelpPage(Page):
    """Shows all sections, filled column by column."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._sections: tuple[HelpSection, ...] = ()

    def show_sections(self, sections: Sequence[HelpSection]) -> None:
        """Takes all sections."""
        self._sections = tuple(sections)
        self.show_page(from_top=True)

    def lay_out(self, width: int) -> list[Line]:
        count = max(1, min(3, width // COLUMN))
        narrow = min(width // count, max(LEAST, width * 9 // (10 * count)))
        # The first section is prose and needs the most room.
        first = width - (count - 1) * narrow
        blocks = [
            self._section_lines(section, first if at == 0 else narrow)
            for at, section in enumerate(self._sections)
        ]
        target = -(-sum(len(block) for block in blocks) // count)
        columns: list[list[Line]] = [[]]
        for block in blocks:
            if columns[-1] and len(columns) < count and len(columns[-1]) + len(block) // 2 > target:
                columns.append([])
            columns[-1].extend(block)
        height = max((len(column) for column in columns), default=0)
        lines: list[Line] = []
        for y in range(height):
            line: list[Piece] = []
            for index, column in enumerate(columns):
                if y < len(column):
                    left = first + (index - 1) * narrow if index else 0
                    line.extend((x + left, text, style) for x, text, style in column[y])
            lines.append(line)
        return lines

    def _section_lines(self, section: HelpSection, wide: int) -> list[Line]:
        widest = max((width_of(printable(key)) for key, _ in section.keys), default=0)
        key_width = min(wide // 2, widest)
        lines: list[Line] = [[(1, fit(section.title, wide - 2), self.ink("title"))]]
        x = 1 + key_width + 2
        for key, label in section.keys:
            texts = wrap(printable(label), wide - x - 1)
            lines.append([(1, fit(key, key_width), self.ink("cursor")), (x, texts[0], self.ink())])
            lines.extend([(x, text, self.ink())] for text in texts[1:])
        lines.append([])
        return lines
