"""Spreadsheets as rows of cells, after a look at how much they would unpack to."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from db.errors import BadField
from db.imports.lines import RawRow
from db.imports.unread import TooFar, Unfilled, Unread, column_number, unread, without_stray

MOST_FILES = 2_000
MOST_BYTES = 256 << 20
"""Unpacked; a year of tickets of a large branch needs a tenth of it."""
MOST_CELLS = 12_000_000
"""Rows times columns up to the last cell: readers keep room for all of them."""
BLOCK = 1 << 20
_PLACE = re.compile(rb"""\br\s*=\s*["']\s*([A-Za-z]{1,3})([0-9]{1,8})""")
_OVERLAP = 40


@dataclass(slots=True)
class Sheets:
    """Which sheet of a workbook is read, how long it is, and those that are not; hidden ones are left out."""

    read: str = ""
    others: tuple[str, ...] = ()
    rows: int = 0
    stray: bool = False
    """Whether something stands so far from the table that it was left aside."""


def xlsx_rows(path: Path, sheet: str | None, sheets: Sheets) -> Iterator[RawRow]:
    """The rows of the first sheet that can be seen, or of the one named; blank rows are left out.

    A cell that was merged downwards says the same in every row. `sheets` is filled in before the first row.
    Raises BadField for what is no workbook, is protected, or would unpack to more than the limits.
    """
    stray = _check(path)
    from python_calamine import (
        CalamineError,
        PasswordError,
        SheetVisibleEnum,
        WorksheetNotFound,
        load_workbook,
    )

    try:
        # By content and not by the ending, which may be another one.
        book = load_workbook(without_stray(path) if stray else io.BytesIO(path.read_bytes()))
        names = [each.name for each in book.sheets_metadata if each.visible == SheetVisibleEnum.Visible]
        names = names or book.sheet_names
        if not names:
            raise _broken(path)
        found = book.get_sheet_by_name(sheet or names[0])
        sheets.read, sheets.others = found.name, tuple(name for name in names if name != found.name)
        sheets.rows, sheets.stray = found.height, stray
        # The reader leaves out empty columns on the left, but no rows above.
        _, column = found.start or (0, 0)
        beside = unread(path, found.name)
        merged = _Merged(found.merged_cell_ranges or (), column)
        for at, cells in enumerate(found.iter_rows()):
            filled = _completed(at, column, cells, beside)
            if any(cell != "" for cell in filled):
                yield RawRow(at + 1, merged.filled(at, filled))
    except TooFar as error:
        raise _too_large(path) from error
    except PasswordError as error:
        raise BadField("file", "{file} is protected by a password.", file=path.name) from error
    except WorksheetNotFound as error:
        raise BadField(
            "sheet", "There is no sheet {sheet}; there are {sheets}.", sheet=sheet or "",
            sheets=", ".join(names)[:500],
        ) from error  # fmt: skip
    except (CalamineError, OSError, ValueError, OverflowError) as error:
        raise _broken(path) from error
    except BaseException as error:
        # The reader is not written in Python: what it trips over comes as a panic, outside Exception.
        if type(error).__name__ == "PanicException":
            raise _broken(path) from error
        raise


def _completed(at: int, left: int, cells: Iterable[object], beside: Unread) -> list[object]:
    """A row with what the reader does not tell; `left` is the first column that it gives."""
    row = list(cells)
    if beside.unfilled or beside.shown:
        for column, cell in enumerate(row, left):
            place = (at, column)
            if cell == "" and place in beside.unfilled:
                row[column - left] = Unfilled()
            elif isinstance(cell, float) and place in beside.shown:
                row[column - left] = beside.shown[place]
    return row


class _Merged:
    """Fills cells that were merged downwards; `left` is the first column that the reader gives."""

    def __init__(self, ranges: Iterable[tuple[tuple[int, int], tuple[int, int]]], left: int) -> None:
        tall = [(top, first - left, bottom) for (top, first), (bottom, _) in ranges if bottom > top]
        self._waiting = sorted(tall, reverse=True)
        self._open: dict[int, tuple[int, object]] = {}

    def filled(self, at: int, cells: list[object]) -> list[object]:
        for column, (bottom, value) in list(self._open.items()):
            if at > bottom:
                del self._open[column]
            elif cells[column] == "":
                cells[column] = value
        while self._waiting and self._waiting[-1][0] <= at:
            top, column, bottom = self._waiting.pop()
            if top == at and 0 <= column < len(cells):
                self._open[column] = (bottom, cells[column])
        return cells


def _broken(path: Path) -> BadField:
    return BadField(
        "file", "{file} cannot be read as an xlsx workbook.", "Open and save it again.", file=path.name
    )


def _check(path: Path) -> bool:
    """Unpack everything once and throw it away: what the directory says about sizes may be a lie.

    Says whether a sheet has room for too many cells, though it holds few.
    """
    stray = False
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > MOST_BYTES:
                raise _too_large(path)
            if any(entry.flag_bits & 1 for entry in entries):
                raise BadField("file", "{file} is protected by a password.", file=path.name)
            left = MOST_BYTES
            for entry in entries:
                size, far = _look_through(archive, entry, left, path)
                left, stray = left - size, stray or far
            return stray
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as error:
        raise _broken(path) from error


def _look_through(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int, path: Path
) -> tuple[int, bool]:
    """How much it unpacks to, and whether its last cell lies far behind the others."""
    size, rows, columns, cells, tail = 0, 0, 0, 0, b""
    is_sheet = "worksheets/" in entry.filename
    with archive.open(entry) as stream:
        while block := stream.read(BLOCK):
            size += len(block)
            if size > left:
                raise _too_large(path)
            if is_sheet:
                for column, row in _PLACE.findall(tail + block):
                    rows, columns = max(rows, int(row)), max(columns, column_number(column))
                    cells += 1
                tail = block[-_OVERLAP:]
    far = rows * columns > MOST_CELLS
    if far and cells > MOST_CELLS:
        raise _too_large(path)
    return size, far


def _too_large(path: Path) -> BadField:
    return BadField(
        "file", "{file} would unpack to more than {limit} MB or {cells} cells.",
        "Delete the empty rows and columns at its end, split it, or save it as CSV.",
        file=path.name, limit=MOST_BYTES >> 20, cells=MOST_CELLS,
    )  # fmt: skip
