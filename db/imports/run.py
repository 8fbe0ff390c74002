"""An import from file to store: chunks of rows, each one transaction; what is refused goes to the side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import Connection

from db.causes import cause
from db.deciding import Salts
from db.errors import BadField, StoreError
from db.feed import tell
from db.imports.columns import ColumnMap, composed_text
from db.imports.deciding import Around, ChunkResult, Decider, Row, canonical_row
from db.imports.lines import RawRow
from db.imports.mapping import MapFile
from db.imports.stage import Stage
from db.imports.table import Table, digest
from db.imports.values import Reading, text_of
from db.imports.words import folded, totals
from db.log.reading import DatabaseReader
from db.store import Store
from db.verbs.context import Context

KINDS = ("tickets", "staff", "customers", "equipment", "tools")
NAMESPACE = UUID("6f1d3b52-8d0e-5c0b-9a53-3c1c9f3d7a10")
CHUNK_ROWS = 500
CHUNK_CHARACTERS = 4_000_000
PREVIEWED = 5


@dataclass(frozen=True, slots=True)
class Bad:
    """A row that was not brought in: where it stands, which field, and why."""

    line: int
    field: str
    error: StoreError
    cells: tuple[Any, ...]


@dataclass(slots=True)
class Report:
    """What an import did. `preview` are the first rows as they were read.

    `expected` is about how many rows there will be; `missing` are compulsory fields without a column;
    `other_sheets` were not read.
    """

    expected: int = 0
    rows: int = 0
    added: int = 0
    known: int = 0
    refused: int = 0
    mapping: dict[str, str] = field(default_factory=dict)
    unused: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    sheet: str = ""
    other_sheets: tuple[str, ...] = ()
    preview: list[dict[str, Any]] = field(default_factory=list)


class Import:
    """One file being brought in. `bad` hears of every bad row, `progress` of every row that is dealt with."""

    def __init__(
        self,
        store: Store,
        actor: str,
        kind: str,
        said: MapFile,
        *,
        dry: bool = False,
        bad: Callable[[Bad], None] = lambda _: None,
        progress: Callable[[int], None] = lambda _: None,
    ) -> None:
        self._store, self._actor, self._kind, self._said, self._dry = store, actor, kind, said, dry
        self._bad, self._progress = bad, progress
        self._stage: Stage | None = None
        self._seen: dict[bytes, int] = {}
        self._now = store.now()
        self.report = Report()
        self.headers: tuple[str, ...] = ()

    def run(self, path: Path) -> Report:
        """Bring the file in. What is wrong with the file as a whole is raised; so is a lack of rights.

        Each chunk is kept as soon as it is decided: after an interruption the same command goes on.
        """
        if self._kind not in KINDS:
            raise BadField("kind", "{field} is one of {choices}.", choices=", ".join(KINDS))
        for rows in self._chunks_of(path):
            self._take(rows)
        return self.report

    def _chunks_of(self, path: Path) -> Iterator[list[Row | Bad]]:
        """What the file holds. Apart from what is done with it: a failure there is none of the file's."""
        try:
            table = Table(path, self._kind, self._said)
            self._introduce(table)
            yield from self._chunks(self._read(table))
        except UnicodeDecodeError as error:
            raise BadField("file", "{file} changed while it was read.", file=path.name) from error
        except OSError as error:
            raise BadField(
                "file", "{file} cannot be read: {cause}.", file=str(path), cause=cause(error)
            ) from error

    def _introduce(self, table: Table) -> None:
        self.headers = table.columns.headers
        self.report.expected = table.expected()
        self.report.mapping, self.report.unused = table.columns.sources(), table.columns.unused
        self.report.missing = table.missing()
        self.report.sheet, self.report.other_sheets = table.sheets.read, table.sheets.others

    # -- reading ----------------------------------------------------------------------------------------

    def _read(self, table: Table) -> Iterator[Row | Bad]:
        """Rows with their fields, and those that cannot be read."""
        reading = Reading(self._said, self._store.zone)
        for raw in table.rows():
            self.report.rows += 1
            try:
                if raw.problem is not None:
                    raise raw.problem
                fields = self._fields(raw, table.columns, reading)
                yield Row(raw.line, self._id(fields), fields, tuple(raw.cells))
            except StoreError as error:
                yield bad_row(raw.line, error, raw.cells)

    def _fields(self, raw: RawRow, columns: ColumnMap, reading: Reading) -> dict[str, Any]:
        cells, wanted = raw.cells, len(columns.headers)
        if folded(next((text for cell in cells if (text := text_of(cell).strip())), "")) in totals():
            raise BadField("", "This is a line of totals; it is left out.")
        if len(cells) < wanted:
            raise BadField(
                "", "The line has {found} cells, the header {wanted}: it may be cut off.",
                found=len(cells), wanted=wanted,
            )  # fmt: skip
        if any(text_of(cell).strip() for cell in cells[wanted:]):
            raise BadField(
                "", "The line has {found} cells, the header {wanted}: a quote may be missing.",
                found=len(cells), wanted=wanted,
            )  # fmt: skip
        found: dict[str, Any] = {}
        for name, at in columns.columns.items():
            clock = columns.clocks.get(name)
            if clock is not None:
                found[name] = reading.instant_of(name, cells[at], cells[clock])
                continue
            values = (reading.value(name, cells[each]) for each in (at, *columns.others.get(name, ())))
            found[name] = next((value for value in values if value is not None), None)
        for name, (template, places) in columns.composed.items():
            texts = [text_of(cells[at]).strip() for at in places]
            empty = self._said.empty
            texts = ["" if text.casefold() in empty else text for text in texts]
            found[name] = reading.value(name, composed_text(template, texts))
        for name, constant in self._said.constants.items():
            if found.get(name) is None:
                found[name] = reading.value(name, constant)
        fields = {name: value for name, value in found.items() if value is not None}
        if len(self.report.preview) < PREVIEWED:
            self.report.preview.append(fields)
        return fields

    def _id(self, fields: dict[str, Any]) -> UUID:
        """The same row has the same id in every run; equal rows of one file are told apart by their order."""
        text = canonical_row(self._kind, fields)
        found = digest(text)
        ordinal = self._seen.get(found, 0)
        self._seen[found] = ordinal + 1
        return uuid5(NAMESPACE, f"{ordinal}/{text}")

    def _chunks(self, rows: Iterator[Row | Bad]) -> Iterator[list[Row | Bad]]:
        """Bounded by rows and by what they hold."""
        chunk: list[Row | Bad] = []
        size = 0
        for row in rows:
            chunk.append(row)
            size += sum(len(cell) for cell in row.cells if isinstance(cell, str))
            if len(chunk) >= CHUNK_ROWS or size >= CHUNK_CHARACTERS:
                yield chunk
                chunk, size = [], 0
        if chunk:
            yield chunk

    # -- deciding ---------------------------------------------------------------------------------------

    def _take(self, chunk: list[Row | Bad]) -> None:
        """Decide the rows that could be read; then every bad one is told, in the order of the file."""
        rows = [row for row in chunk if isinstance(row, Row)]
        bad = [row for row in chunk if isinstance(row, Bad)]
        if rows:
            result = self._store.bulk(self._actor, NAMESPACE, self._deciding(rows), writing=not self._dry)
            self.report.added += result.added
            self.report.known += result.known
            bad += (bad_row(row.line, error, row.cells) for row, error in result.refused)
        self.report.refused += len(bad)
        for each in sorted(bad, key=lambda each: each.line):
            self._bad(each)
        self._progress(self.report.rows)

    def _deciding(self, rows: list[Row]) -> Callable[[Connection, Context, Salts], ChunkResult]:
        def decide(connection: Connection, context: Context, salts: Salts) -> ChunkResult:
            if self._dry and self._stage is not None:
                self._stage.look_below(DatabaseReader(connection))
            # All chunks of a file are brought in at one instant.
            around = Around(self._kind, replace(context, now=self._now), salts)
            decider = Decider(connection, around, writing=not self._dry, stage=self._stage)
            result = decider.decide(rows)
            if self._dry:
                # A dry run goes on from what its earlier chunks would have made.
                self._stage = decider.stage
                self._stage.forget_told()
            elif result.added:
                tell(connection)
            return result

        return decide


def bad_row(line: int, error: StoreError, cells: Sequence[Any]) -> Bad:
    """A row with what is wrong with it."""
    return Bad(line, error.field if isinstance(error, BadField) else "", error, tuple(cells))
