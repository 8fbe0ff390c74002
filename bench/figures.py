"""What the workbook of a period costs, beside the library that writes it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook  # type: ignore[import-untyped]

from bench.measure import Compared, in_turn, own_time
from console.files.figures_book import OPTIONS, write_book
from console.words.speech import speech_of
from db.store import open_store
from db.views.figure_book import Book, BookFacts, SheetFacts

ROWS = 20_000
ROUNDS = 3


def compare(store: Path) -> Iterator[Compared]:
    """Twenty thousand rows of milestones with the figures and charts before them."""
    opened = open_store(f"sqlite:///{store}")
    try:
        asked = Book(period="year", cuts=("department", "person"), rows=True)
        book = _with_rows(opened.read(asked, "A01"))
        speech = speech_of(opened)
        place = store.with_name("bench-book.xlsx")
        peer = store.with_name("bench-peer.xlsx")
        cells = [[_plain(cell) for cell in row] for row in book.sheets[0].rows]
        yield in_turn(
            "a workbook, 20,000 rows",
            lambda: own_time(lambda: write_book(place, book, speech, opened.zone)),
            "xlsxwriter alone, the same cells",
            lambda: own_time(lambda: _alone(peer, cells)),
            rounds=ROUNDS,
        )
    finally:
        opened.close()


def _with_rows(book: BookFacts) -> BookFacts:
    """The same with as many rows behind the milestones as were asked for, and no others."""
    milestones = next(each for each in book.sheets if each.population == "milestones")
    rows = list(islice(cycle(milestones.rows), ROWS))
    return book._replace(sheets=[SheetFacts(milestones.population, milestones.columns, rows)])


def _plain(cell: Any) -> Any:
    return cell.replace(tzinfo=None) if hasattr(cell, "tzinfo") else cell


def _alone(path: Path, cells: list[list[Any]]) -> None:
    with Workbook(str(path), OPTIONS) as book:
        sheet, instant = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for at, row in enumerate(cells):
            for column, cell in enumerate(row):
                if cell is None:
                    continue
                if isinstance(cell, str):
                    sheet.write_string(at, column, cell)
                elif isinstance(cell, int):
                    sheet.write_number(at, column, cell)
                else:
                    sheet.write_datetime(at, column, cell, instant)
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": [sheet.get_name(), 0, 3, 10, 3]})
        sheet.insert_chart(1, 12, chart)
