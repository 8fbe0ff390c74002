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
        heights = [
            len(self._section_lines(section, first if at == 0 else narrow, _keys_width([section])))
            for at, section in enumerate(self._sections)
        ]
        target = -(-sum(heights) // count)
        columns: list[list[HelpSection]] = [[]]
        height = 0
        for section, high in zip(self._sections, heights, strict=True):
            if columns[-1] and len(columns) < count and height + high // 2 > target:
                columns.append([])
                height = 0
            columns[-1].append(section)
            height += high
        blocks = [
            self._column_lines(column, narrow if at else first, prose=at == 0)
            for at, column in enumerate(columns)
        ]
        lines: list[Line] = []
        for y in range(max((len(block) for block in blocks), default=0)):
            line: list[Piece] = []
            for index, block in enumerate(blocks):
                if y < len(block):
                    left = first + (index - 1) * narrow if index else 0
                    line.extend((x + left, text, style) for x, text, style in block[y])
            lines.append(line)
        return lines

    def _column_lines(self, sections: Sequence[HelpSection], wide: int, *, prose: bool) -> list[Line]:
        """Sections under one another, what the keys do in one column; prose keeps its own, which is wider."""
        shared = _keys_width(sections[1:] if prose else sections)
        lines: list[Line] = []
        for at, section in enumerate(sections):
            own = prose and at == 0
            lines.extend(self._section_lines(section, wide, _keys_width([section]) if own else shared))
        return lines

    def _section_lines(self, section: HelpSection, wide: int, widest: int) -> list[Line]:
        key_width = min(wide // 2, widest)
        lines: list[Line] = [[(1, fit(section.title, wide - 2), self.ink("title"))]]
        x = 1 + key_width + 2
        for key, label in section.keys:
            texts = wrap(printable(label), wide - x - 1)
            lines.append([(1, fit(key, key_width), self.ink("cursor")), (x, texts[0], self.ink())])
            lines.extend([(x, text, self.ink())] for text in texts[1:])
        lines.append([])
        return lines


def _keys_width(sections: Sequence[HelpSection]) -> int:
    """Cells of the longest key."""
    return max((width_of(printable(key)) for section in sections for key, _ in section.keys), default=0)
