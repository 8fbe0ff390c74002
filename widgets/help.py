"""The help page: which key does what, in sections, in as many columns as there is room for."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement, pairwise

from widgets.cells import fit, printable, width_of, wrap
from widgets.columns import Piece
from widgets.pages import Line, Page

COLUMN, LEAST = 38, 36
"""Cells that a section needs to be readable on average, and at least."""
KEYS = 16
"""Cells of keys that sections under one another still share a column for."""


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
        self._glance: HelpSection | None = None

    def show_sections(self, sections: Sequence[HelpSection], glance: HelpSection | None = None) -> None:
        """Takes all sections; what is to be seen at one `glance` flows over the whole width above them."""
        self._sections, self._glance = tuple(sections), glance
        self.show_page(from_top=True)

    def lay_out(self, width: int) -> list[Line]:
        if not self._sections:
            return []
        return [*self._glance_lines(width), *self._columns(width)]

    def _glance_lines(self, width: int) -> list[Line]:
        """Keys with a word each, as many in a line as find room, none torn apart."""
        if self._glance is None:
            return []
        lines: list[Line] = [[(1, fit(self._glance.title, width - 2), self.ink("title"))], []]
        x = 1
        for key, label in self._glance.keys:
            keyed, said = width_of(printable(key)), width_of(printable(label))
            if x > 1 and x + keyed + 1 + said > width - 1:
                lines.append([])
                x = 1
            lines[-1] += [
                (x, printable(key), self.ink("cursor")),
                (x + keyed + 1, printable(label), self.ink()),
            ]
            x += keyed + 1 + said + 2
        return [*lines, []]

    def _columns(self, width: int) -> list[Line]:
        """The sections, column by column."""
        count = max(1, min(3, width // COLUMN))
        narrow = min(width // count, max(LEAST, width * 9 // (10 * count)))
        # The first section is prose and needs the most room.
        first = width - (count - 1) * narrow
        heights = [
            len(self._section_lines(section, first if at == 0 else narrow, _keys_width([section])))
            for at, section in enumerate(self._sections)
        ]
        ends = min(
            combinations_with_replacement(range(1, len(heights) + 1), count - 1),
            key=lambda each: max(sum(heights[i:j]) for i, j in pairwise((0, *each, len(heights)))),
        )
        columns = [self._sections[i:j] for i, j in pairwise((0, *ends, len(heights)))]
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
        """Sections under one another, what the keys do in one column; prose and sentences keep their own."""
        widths = [_keys_width([section]) for section in sections]
        shared = max((each for each in widths[1 if prose else 0 :] if each <= KEYS), default=0)
        lines: list[Line] = []
        for at, (section, own) in enumerate(zip(sections, widths, strict=True)):
            alone = own > KEYS or (prose and at == 0)
            lines.extend(self._section_lines(section, wide, own if alone else shared))
        return lines

    def _section_lines(self, section: HelpSection, wide: int, widest: int) -> list[Line]:
        stacked = widest > KEYS  # whole sentences: what they do stands beneath them
        key_width = wide - 2 if stacked else min(wide // 2, widest)
        x = 4 if stacked else 1 + key_width + 2
        lines: list[Line] = [[(1, fit(section.title, wide - 2), self.ink("title"))]]
        for key, label in section.keys:
            texts = wrap(printable(label), wide - x - 1)
            first: Line = [(1, fit(key, key_width), self.ink("cursor"))]
            lines += [first] if stacked else [[*first, (x, texts.pop(0), self.ink())]]
            lines.extend([(x, text, self.ink())] for text in texts)
        lines.append([])
        return lines


def _keys_width(sections: Sequence[HelpSection]) -> int:
    """Cells of the longest key."""
    return max((width_of(printable(key)) for section in sections for key, _ in section.keys), default=0)
