"""Columns that share a line: which fit, where they stand, and how a row is drawn on them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from widgets.cells import Align, fit, width_of


@dataclass(frozen=True)
class Column:
    """One column of a list.

    Attributes:
        name: what the cell is called in the row.
        label: the heading, ready to show.
        width: cells it would like.
        least: cells it can live with; None means `width`.
        grow: its share of the cells that are left over, 0 for none.
        most: cells beyond which it does not grow; 0 for no end. In a register: cells of its longest text,
            where that is longer than `width`.
        drop: 0 stays always; the highest number goes first when the line is too narrow.
        gap: blank cells before it.
        above: shown only on lines wider than this.
        aside: in a register: gives its place to a text that is cut, until one turns to it.
    """

    name: str
    label: str
    width: int
    align: Align = "left"
    least: int | None = None
    grow: int = 0
    drop: int = 0
    gap: int = 1
    above: int = 0
    most: int = 0
    aside: bool = False

    @property
    def smallest(self) -> int:
        return self.width if self.least is None else min(self.least, self.width)


@dataclass(frozen=True)
class Placed:
    """A column that found its place: `x` is its first cell."""

    name: str
    label: str
    x: int
    width: int
    align: Align


def place(columns: Sequence[Column], width: int) -> tuple[Placed, ...]:
    """Columns that fit into `width` cells, left to right; the others are dropped or, at the end, cut."""
    kept = [column for column in columns if width > column.above]
    while kept and sum(column.smallest + column.gap for column in kept) > width:
        going = max(kept, key=lambda column: column.drop)
        if going.drop == 0:
            break
        kept.remove(going)
    widths = _widths(kept, width)
    placed: list[Placed] = []
    x = 0
    for column, wide in zip(kept, widths, strict=True):
        x += column.gap
        wide = min(wide, width - x)
        if wide > 0:
            placed.append(Placed(column.name, column.label, x, wide, column.align))
        x += max(wide, 0)
    return tuple(placed)


def _widths(columns: Sequence[Column], width: int) -> list[int]:
    widths = [column.smallest for column in columns]
    spare = width - sum(column.gap for column in columns) - sum(widths)
    # First everyone gets what they would like, from the left; then the growing ones share the rest.
    for index, column in enumerate(columns):
        more = max(0, min(spare, column.width - widths[index]))
        widths[index] += more
        spare -= more
    grow(columns, widths, spare)
    return widths


def grow(columns: Sequence[Column], widths: list[int], spare: int) -> None:
    """Shares what is left over; what a column that is wide enough does not take goes to the others."""
    growing = [index for index, column in enumerate(columns) if column.grow]
    while spare > 0 and growing:
        shares = sum(columns[index].grow for index in growing)
        full = [
            index
            for index in growing
            if columns[index].most
            and widths[index] + spare * columns[index].grow // shares >= columns[index].most
        ]
        for index in full or growing:
            column = columns[index]
            more = max(0, column.most - widths[index]) if full else spare * column.grow // shares
            widths[index] += more
            spare -= more
            shares -= column.grow
        growing = [index for index in growing if index not in full] if full else []


Piece = tuple[int, str, Style]
"""First cell, text that is already fitted, style."""


def strip_of(pieces: Iterable[Piece], width: int, blank: Style) -> Strip:
    """One line of `width` cells from pieces in order of their place; what overlaps or overhangs is cut.

    Blanks around words take whatever style stands before them: every change of style costs bytes.
    """
    segments: list[Segment] = []
    x = 0
    ground = _ground(blank)
    for start, text, style in pieces:
        if _ground(style) == ground:
            start += len(text) - len(text.lstrip(" "))
            text = text.strip(" ")
        if start >= width:
            break
        if start > x:
            _pad(segments, start - x, blank)
            x = start
        wide = min(width_of(text), width - x)
        _add(segments, fit(text, wide), style)
        x += wide
    if x < width:
        _pad(segments, width - x, blank)
    return Strip(segments, width)


def _ground(style: Style) -> tuple[object, bool]:
    """What a blank in this style looks like."""
    return style.bgcolor, bool(style.reverse)


def _pad(segments: list[Segment], count: int, blank: Style) -> None:
    before = segments[-1].style if segments else None
    # A line beneath words ends with them.
    plain = before is not None and not before.underline and _ground(before) == _ground(blank)
    _add(segments, " " * count, before if plain and before is not None else blank)


def _add(segments: list[Segment], text: str, style: Style) -> None:
    if not text:
        return
    if segments and segments[-1].style == style:
        segments[-1] = Segment(segments[-1].text + text, style)
    else:
        segments.append(Segment(text, style))


def header_pieces(placed: Iterable[Placed], style: Style) -> list[Piece]:
    """The headings, each aligned as its column."""
    return [(column.x, fit(column.label, column.width, column.align), style) for column in placed]


def changed_width(old: Strip | None, new: Strip) -> int:
    """Cells from the left that have to be sent again: behind them both lines look the same."""
    if old is None or old.cell_length != new.cell_length:
        return new.cell_length
    same = 0
    for before, after in zip(reversed(list(old)), reversed(list(new)), strict=False):
        if before == after:
            same += before.cell_length
            continue
        if before.style == after.style:
            same += _common_tail(before.text, after.text)
        break
    return max(1, new.cell_length - same)


def _common_tail(before: str, after: str) -> int:
    from_end = 0
    while from_end < min(len(before), len(after)) and before[-1 - from_end] == after[-1 - from_end]:
        from_end += 1
    return Segment(before[len(before) - from_end :]).cell_length
