"""Text to read: lines that are laid out for the width at hand and scrolled, without a cursor."""

from collections.abc import Sequence

from textual import events
from textual.strip import Strip

from widgets.cells import fit, width_of, wrap
from widgets.columns import Piece
from widgets.lines import LineView

Line = list[Piece]


TALL = 8
"""Lines from which on a page that goes on beneath has room to say so."""


class Page(LineView):
    """Lines without a cursor. A subclass answers `lay_out`; `show_page` after its subject changed. Where not
    all is in sight its last line says how far one has read."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(cursor=False, id=id, classes=classes)
        self._lines: Sequence[Line] = ()

    def lay_out(self, width: int) -> list[Line]:
        """All lines for `width` cells."""
        raise NotImplementedError

    def show_page(self, *, from_top: bool) -> None:
        """Lays out again; `from_top` when it is about something else than before."""
        if from_top:
            self.top = 0
        width = self.size.width
        self._lines = self.lay_out(width) if width else ()
        self.reorder([None] * len(self._lines))

    def on_resize(self, event: events.Resize) -> None:
        self.show_page(from_top=False)

    def foot_height(self) -> int:
        return int(len(self._lines) > self.size.height >= TALL)

    def draw_foot(self, y: int) -> Strip:
        read = f"{min(self.top + self.body_height, len(self._lines))}/{len(self._lines)}"
        return self.strip([(1, right(read, self.size.width - 2), self.ink("dim"))])

    def draw_line(self, index: int, selected: bool) -> Strip:
        return self.strip(self._lines[index])


def flow(parts: Sequence[str], width: int, gap: int = 2) -> list[str]:
    """Short parts in lines of at most `width` cells, two blanks between; a long part is wrapped."""
    lines: list[str] = []
    for part in parts:
        if not part:
            continue
        if lines and width_of(lines[-1]) + gap + width_of(part) <= width:
            lines[-1] += " " * gap + part
        else:
            lines.extend(wrap(part, width))
    return lines


def right(text: str, width: int) -> str:
    """`text` at the right end of `width` cells."""
    return fit(text, width, "right")
