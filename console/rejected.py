"""Cells that go into a file for a spreadsheet: nothing in them is taken for a formula (RPT-03).

Also the file of bad rows that an import leaves beside what it read.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
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


class Rejected:
    """`NAME.rejected.csv` beside the file: the rows as they were, and what is wrong with each.

    It is begun with the first bad row; the one of an earlier run goes when this run has none.
    """

    def __init__(self, source: Path) -> None:
        self.path = source.with_name(f"{source.stem}.rejected.csv")
        self._stream: IO[str] | None = None
        self._writer: Any = None

    def add(
        self, headers: Sequence[str], titles: Sequence[str], cells: Iterable[Any], said: Sequence[str]
    ) -> None:
        """One bad row; `said` is line, field, reason under these `titles`."""
        row = [text_of(cell) for cell in cells]
        row += [""] * (len(headers) - len(row))
        try:
            if self._stream is None:
                self._begin([*headers, *titles])
            self._writer.writerow([defused(text) for text in (*row[: len(headers)], *said)])
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

    def close(self) -> Path | None:
        """Where the bad rows stand, if there are any."""
        if self._stream is None:
            return None
        stream, self._stream = self._stream, None
        try:
            stream.close()
        except OSError as error:
            raise self._unwritable(error) from error
        return self.path

    def _unwritable(self, error: OSError) -> BadField:
        return BadField(
            "file", "The file of bad rows {file} cannot be written: {cause}.",
            "What is good so far is in. Copy the file to where you may write, and run the import again.",
            file=str(self.path), cause=cause(error),
        )  # fmt: skip
