"""A list as plain text for paper: a table with lines to sign, or labels to cut out (KIT-02, KIT-04)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from rich.cells import cell_len, set_cell_size

from console.words.i18n import _
from db.views.view import View

BETWEEN = "  "
PAPER = 100
"""Cells of a line that fit on a page across."""
LABEL = 36


def printed(view: type[View[Any]], table: Sequence[Sequence[Any]], about: str) -> str:
    """The page: what it is, of whom and when (`about`), its rows, and who signs.

    The first row of the table are the headings; columns in which nothing stands are left out.
    """
    lines = [BETWEEN.join(filter(None, (_(view.label), about))), ""]
    filled = _filled(table)
    lines += _blocks(filled) if view.as_blocks else _rows(filled)
    if view.signed_by:
        lines += ["", *(f"{_(name)}: {'_' * 20}    {_('Date')}: {'_' * 12}\n" for name in view.signed_by)]
    return "\n".join(line.rstrip(" ") for line in lines).rstrip("\n") + "\n"


def _text(cell: Any) -> str:
    text = (
        cell.strftime("%Y-%m-%d %H:%M") if isinstance(cell, datetime) else str("" if cell is None else cell)
    )
    return " ".join(text.split())


def _filled(table: Sequence[Sequence[Any]]) -> list[list[str]]:
    texts = [[_text(cell) for cell in row] for row in table]
    kept = [at for at in range(len(texts[0])) if any(row[at] for row in texts[1:])] if len(texts) > 1 else []
    return [[row[at] for at in kept] for row in texts] if kept else texts[:1]


def _rows(table: list[list[str]]) -> Iterator[str]:
    widths = [max(cell_len(row[at]) for row in table) for at in range(len(table[0]))]
    for number, row in enumerate(table):
        cells = (set_cell_size(cell, width) for cell, width in zip(row, widths, strict=True))
        yield BETWEEN.join(cells)
        if number == 0:
            yield "-" * min(PAPER, sum(widths) + len(BETWEEN) * (len(widths) - 1))
    yield ""


def _blocks(table: list[list[str]]) -> Iterator[str]:
    headings, *rows = table
    for row in rows:
        yield "+" + "-" * LABEL + "+"
        for heading, cell in zip(headings, row, strict=True):
            if cell:
                yield "| " + set_cell_size(f"{heading}: {cell}", LABEL - 2) + " |"
        yield "+" + "-" * LABEL + "+"
        yield ""
