"""The table in a file: where its header stands, which column is which field, and the rows below."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

from db.errors import BadField
from db.imports.columns import ColumnMap, mapping_of, recognised
from db.imports.lines import BLOCK, RawRow
from db.imports.mapping import MapFile
from db.imports.reading import rows_of
from db.imports.sheets import Sheets
from db.imports.shift_cells import month_in
from db.imports.values import text_of
from db.imports.words import compulsory

LOOKED_AT = 10
"""Rows in which the header is looked for: some files begin with a title."""


class Table:
    """A file's table. Raises BadField for what is wrong with the file as a whole."""

    def __init__(self, path: Path, kind: str, said: MapFile) -> None:
        self._path, self._kind, self._said = path, kind, said
        self.sheets = Sheets()
        self._above: list[str] = []
        self.columns, self._rest = self._opened()

    def rows(self) -> Iterator[RawRow]:
        """The rows below the header, once; of several with the map's key only the last one."""
        at = self.columns.key
        if at is None:
            return self._rest
        last: dict[bytes, int] = {}
        for row in self._rest:
            if row.problem is None and at < len(row.cells):
                last[digest(text_of(row.cells[at]))] = row.line
        kept = set(last.values())
        _, again = self._opened()
        return (row for row in again if row.problem is not None or row.line in kept)

    def expected(self) -> int:
        """About how many rows there are, for a bar: those of the sheet, else the lines of the text."""
        if self.sheets.rows:
            return self.sheets.rows
        with self._path.open("rb") as stream:
            return sum(block.count(b"\n") for block in iter(lambda: stream.read(BLOCK), b""))

    def missing(self) -> tuple[str, ...]:
        """Compulsory fields that nothing in the file stands for: no row can be brought in."""
        there = {*self.columns.columns, *self.columns.composed, *self._said.constants}
        if self._kind == "equipment" and "phone" in there:
            there.add("customer")
        if self._kind == "roster" and "label" in there:
            there.add("staff")
        return tuple(name for name in compulsory(self._kind) if name not in there)

    def _opened(self) -> tuple[ColumnMap, Iterator[RawRow]]:
        said = self._said
        raw = rows_of(self._path, sheet=said.sheet, delimiter=said.delimiter, sheets=self.sheets)
        first = list(islice(raw, LOOKED_AT))
        usable = [row for row in first if row.problem is None]
        if not usable:
            if first and first[0].problem is not None:
                raise first[0].problem
            raise BadField("file", "{file} is empty.", file=self._path.name)
        best = max(usable, key=lambda row: (recognised(row.cells, self._kind, said), -row.line))
        self._above = [text_of(cell) for row in first[: first.index(best)] for cell in row.cells]
        return self._mapped(best), chain(first[first.index(best) + 1 :], raw)

    def _month(self) -> tuple[int, int] | None:
        """The month of a roster: as the map, a title above the table, the sheet or the file has it."""
        return month_in(
            (self._said.constants.get("month", ""), *self._above, self.sheets.read, self._path.stem)
        )

    def _mapped(self, header: RawRow) -> ColumnMap:
        if not any(header.cells):
            raise BadField(
                "file", "{file} holds no table: no line is a header or a JSON object.",
                "One object a line is read; jq -c . FILE writes it so.", file=self._path.name,
            )  # fmt: skip
        try:
            return mapping_of(header.cells, self._kind, self._said, self._month())
        except BadField as error:
            if not self.sheets.others or error.field != "file":
                raise
            raise BadField(
                "file", "No column of the sheet {sheet} is known; there are also the sheets {sheets}.",
                "--sheet names the one to read.", sheet=self.sheets.read,
                sheets=", ".join(self.sheets.others)[:500],
            ) from error  # fmt: skip


def digest(text: str) -> bytes:
    """Stands for a text of any length in a table that is held in memory."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
