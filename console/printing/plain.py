"""A page as plain text, for a machine without the typesetter: the same facts, ruled with what there is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.cells import cell_len, chop_cells, set_cell_size

from console.printing.paper import COLUMNS, Band, Bar, Bars, Block, Box, Cell, Labels, Note, Page, Row, Table

WIDE = 96
"""Cells of a line that fit on a page across."""
BETWEEN = "  "
DATE = "    年  月  日"
TICKED, OPEN = "☑", "□"
BAR, REST, AIM = "#", ".", "|"
"""Signs that are one cell wide wherever they are printed."""


def plain(page: Page) -> str:
    """The page, or each of its copies, as text."""
    return "\f".join(_sheet(page, copy) for copy in (page.copies or ("",)))


def _sheet(page: Page, copy: str) -> str:
    head = BETWEEN.join(f"{name}：{value}" for name, value in page.head)
    lines = [
        *filter(None, (page.company, copy)), _centred(page.title), *filter(None, (_centred(page.subtitle),)),
        f"编号：{page.number}" if page.number else "", *filter(None, (head,)), "=" * WIDE,
    ]  # fmt: skip
    for block in page.blocks:
        lines += _drawn(block)
    lines += ["=" * WIDE, page.foot]
    return "\n".join(line.rstrip() for line in lines).rstrip("\n") + "\n"


def _centred(text: str) -> str:
    return " " * max(0, (WIDE - cell_len(text)) // 2) + text if text else ""


def _drawn(block: Block) -> Iterator[str]:
    if isinstance(block, Band):
        yield f"---- {block.text} " + "-" * max(0, WIDE - 6 - cell_len(block.text))
    elif isinstance(block, Row):
        yield from _row(block.cells)
    elif isinstance(block, Table):
        yield from _table(block)
    elif isinstance(block, Labels):
        for each in block.labels:
            yield from (each.number, *each.lines, "")
    elif isinstance(block, Bars):
        yield from _bars(block.bars)
    elif isinstance(block, Note):
        yield from wrapped(block.text, WIDE)


def _row(cells: Sequence[Cell]) -> Iterator[str]:
    all_shares = sum(cell.shares for cell in cells)
    widths = [WIDE * cell.shares // all_shares - len(BETWEEN) for cell in cells]
    yield from _beside([list(_cell(cell, width)) for cell, width in zip(cells, widths, strict=True)], widths)


def _cell(cell: Cell, width: int) -> Iterator[str]:
    said = " ".join(filter(None, (BETWEEN.join(map(_box, cell.boxes)), cell.text)))
    label = cell.label.removesuffix("：") + "：" if cell.label else ""
    lines = list(wrapped(label + said, width))
    yield from lines
    yield from ("" for _ in range(cell.lines - len(lines)))
    if cell.signed:
        yield f"    {cell.date}" if cell.date else DATE


def _box(box: Box) -> str:
    return f"{TICKED if box.ticked else OPEN} {box.label}"


def _table(table: Table) -> Iterator[str]:
    widths = [WIDE * width // COLUMNS - len(BETWEEN) for width in table.widths]
    yield from _beside([[each] for each in table.headings], widths)
    yield "-" * WIDE
    for row in table.rows:
        yield from _beside(
            [list(wrapped(each, width)) for each, width in zip(row, widths, strict=True)], widths
        )
    yield from ("_" * WIDE for _ in range(table.least - len(table.rows)))


def _bars(bars: Sequence[Bar]) -> Iterator[str]:
    labels = max((cell_len(bar.label) for bar in bars), default=0)
    values = max((cell_len(bar.value) for bar in bars), default=0)
    room = max(1, WIDE - labels - values - 2 * len(BETWEEN))
    for bar in bars:
        filled = round(min(max(bar.share, 0), 1) * room)
        cells = [*BAR * filled, *REST * (room - filled)]
        if bar.aim is not None:
            cells[max(0, round(min(bar.aim, 1) * room) - 1)] = AIM
        value = " " * (values - cell_len(bar.value)) + bar.value
        yield BETWEEN.join((set_cell_size(bar.label, labels), "".join(cells), value))


def _beside(columns: Sequence[list[str]], widths: Sequence[int]) -> Iterator[str]:
    """Columns of lines side by side."""
    for at in range(max(map(len, columns))):
        texts = (lines[at] if at < len(lines) else "" for lines in columns)
        yield BETWEEN.join(set_cell_size(text, width) for text, width in zip(texts, widths, strict=True))


def wrapped(text: str, width: int) -> Iterable[str]:
    """The text in lines of so many cells."""
    return [piece for line in text.split("\n") for piece in chop_cells(line, width) or [""]]
