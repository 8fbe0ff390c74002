"""Cells that go into a file for a spreadsheet: nothing in them is taken for a formula (RPT-03).

Also the file of bad rows that an import leaves beside what it read.
"""

from __future__ import annotations

import csv
import os
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from db.causes import cause
from db.errors import BadField
from db.imports.values import text_of

FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""Beginnings that some spreadsheet takes for a formula, those of full width included."""
MARK = "\ufeff"


def defused(text: str) -> str:
    """A text that a spreadsheet would take for a formula, made a text again."""
    return "'" + text if text.startswith(FORMULAS) else text


LONGEST_CELL = 32_767
IN_MEMORY = 16 << 20
MOST_ROWS = 1_048_576
"""What a workbook holds; what is more stands in the CSV alone."""


class Rejected:
    """`NAME.rejected.csv` beside the file: the rows as they were, and what is wrong with each.

    `NAME.rejected.xlsx` holds the same as cells of text, so that no spreadsheet rounds a long number on the
    way back. Both are begun with the first bad row.
    """

    def __init__(self, source: Path) -> None:
        self.path = source.with_name(f"{source.stem}.rejected.csv")
        self._stream: IO[str] | None = None
        self._writer: Any = None
        self._book: _Book | None = None

    def add(
        self, headers: Sequence[str], titles: Sequence[str], cells: Iterable[Any], said: Sequence[str]
    ) -> None:
        """One bad row; `said` is line, field, reason under these `titles`."""
        row = [text_of(cell) for cell in cells]
        row += [""] * (len(headers) - len(row))
        try:
            if self._stream is None:
                self._begin([*headers, *titles])
            whole = (*row[: len(headers)], *said)
            self._writer.writerow([defused(text) for text in whole])
            if self._book is not None:
                self._book.add(whole)
        except OSError as error:
            raise self._unwritable(error) from error

    def _begin(self, headers: Sequence[str]) -> None:
        self.path.unlink(missing_ok=True)
        # Only the owner may read it: it holds what the file held.
        handle = os.open(self.path, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600)
        self._stream = os.fdopen(handle, "w", encoding="utf-8", errors="replace", newline="")
        self._stream.write(MARK)
        self._writer = csv.writer(self._stream)
        self._writer.writerow([defused(text) for text in headers])
        self._book = _Book(self.path.with_suffix(".xlsx"))
        self._book.add(headers)

    @property
    def workbook(self) -> Path | None:
        """Where the same rows stand as a workbook, if there are any and it could hold them."""
        return None if self._book is None else self._book.made

    def close(self) -> Path | None:
        """Where the bad rows stand, if there are any."""
        if self._stream is None:
            return None
        stream, self._stream = self._stream, None
        try:
            try:
                stream.close()
            finally:
                if self._book is not None:
                    self._book.close()
        except OSError as error:
            raise self._unwritable(error) from error
        return self.path

    def _unwritable(self, error: OSError) -> BadField:
        return BadField(
            "file", "The file of bad rows {file} cannot be written: {cause}.",
            "What is good so far is in. Copy the file to where you may write, and run the import again.",
            file=str(self.path), cause=cause(error),
        )  # fmt: skip


class _Book:
    """A workbook of nothing but texts."""

    def __init__(self, path: Path) -> None:
        from xlsxwriter import Workbook  # type: ignore[import-untyped]

        self._path, self._rows, self._fits = path, 0, True
        self.made: Path | None = None
        # Made aside, so that a full device meets a whole workbook; as a row is finished it leaves the memory.
        self._made = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed with the workbook
        self._book = Workbook(self._made, {"constant_memory": True})
        self._sheet = self._book.add_worksheet()
        self._text = self._book.add_format({"num_format": "@"})

    def add(self, texts: Iterable[str]) -> None:
        listed = list(texts)
        self._fits = (
            self._fits and self._rows < MOST_ROWS and all(len(text) <= LONGEST_CELL for text in listed)
        )
        if not self._fits:
            return
        for column, text in enumerate(listed):
            if text:
                self._sheet.write_string(self._rows, column, text, self._text)
        self._rows += 1

    def close(self) -> None:
        with self._made:
            self._book.close()
            self._path.unlink(missing_ok=True)
            if not self._fits:
                return
            self._made.seek(0)
            handle = os.open(self._path, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as stream:
                shutil.copyfileobj(self._made, stream)
        self.made = self._path
