"""An import from file to store: chunks of rows, each one transaction; what is refused goes to the side."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from db.causes import cause
from db.errors import BadField, StoreError
from db.feed import tell
from db.imports.deciding import Around, ChunkResult, Decider, Differing, Row
from db.imports.identity import NAMESPACE, Identities
from db.imports.known_people import LEFT
from db.imports.mapping import MapFile
from db.imports.own_words import own_words
from db.imports.rows import RowReader
from db.imports.table import Table
from db.log.change import Salts
from db.log.reading import DatabaseReader
from db.log.stage import Stage
from db.store import Store
from db.verbs.context import Context

KINDS = ("tickets", "staff", "customers", "equipment", "tools", "roster")
CHUNK_ROWS = 500
CHUNK_CHARACTERS = 4_000_000
PREVIEWED = 5


@dataclass(frozen=True, slots=True)
class Bad:
    """A row that was not brought in: where it stands, and everything that is wrong with it."""

    line: int
    errors: tuple[StoreError, ...]
    cells: tuple[Any, ...]

    @property
    def error(self) -> StoreError:
        """The first of the reasons."""
        return self.errors[0]

    @property
    def field(self) -> str:
        """The field of the first reason; empty for the row as a whole."""
        return field_of(self.error)


def field_of(error: StoreError) -> str:
    """The field that an error names."""
    return error.field if isinstance(error, BadField) else ""


@dataclass(slots=True)
class Report:
    """What an import did. `preview` are the first rows as they were read.

    `id` names the import. `expected` is about how many rows there will be; `missing` are compulsory fields
    without a column; `other_sheets` were not read, nor what stands far from the table (`stray`). `left_out`
    counts rows that the map's conditions leave out, `leavers` people who have left; `repeated` numbers of the
    other system that came before in the file. `states` counts the tickets that came in by their state,
    `breached` those that stand breached, `kept` texts that became a note, by field. Of the `known` rows
    `differing` say something else than what is here, of which `updated` no longer do. `same_phone` counts
    files of customers that were opened beside another one with the same phone, `past` days of a roster that
    were worked otherwise and stay as they were.
    """

    id: str = ""
    expected: int = 0
    rows: int = 0
    added: int = 0
    known: int = 0
    refused: int = 0
    left_out: int = 0
    leavers: int = 0
    repeated: int = 0
    differing: int = 0
    updated: int = 0
    breached: int = 0
    same_phone: int = 0
    past: int = 0
    states: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    mapping: dict[str, str] = field(default_factory=dict)
    unused: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    sheet: str = ""
    other_sheets: tuple[str, ...] = ()
    stray: bool = False
    preview: list[dict[str, Any]] = field(default_factory=list)


class Import:
    """One file being brought in. `bad` hears of every bad row, `differs` of every known row that says
    something else, `progress` of every row that is dealt with; `updating` makes differences into events."""

    def __init__(
        self,
        store: Store,
        actor: str,
        kind: str,
        said: MapFile,
        *,
        dry: bool = False,
        updating: bool = False,
        bad: Callable[[Bad], None] = lambda _: None,
        differs: Callable[[Differing], None] = lambda _: None,
        progress: Callable[[int], None] = lambda _: None,
    ) -> None:
        self._store, self._actor, self._kind, self._said, self._dry = store, actor, kind, said, dry
        self._bad, self._differs, self._progress, self._updating = bad, differs, progress, updating
        self._stage: Stage | None = None
        self._identities = Identities(kind, said.source, said.zone or store.zone)
        self._numbers: set[str] = set()
        self._title: Callable[[str], str] = str
        self._now = store.now()
        self.report = Report(
            id="-".join(filter(None, (kind if kind != "tickets" else "", secrets.token_hex(4))))
        )
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
        columns = table.columns
        self.headers = columns.headers
        self.report.mapping, self.report.unused = columns.sources(), columns.unused
        self.report.missing, self.report.expected = table.missing(), table.expected()
        self.report.sheet, self.report.other_sheets = table.sheets.read, table.sheets.others
        self.report.stray = table.sheets.stray

    # -- reading ----------------------------------------------------------------------------------------

    def _read(self, table: Table) -> Iterator[Row | Bad]:
        """Rows with their fields, and those that cannot be read."""
        reader = RowReader(
            self._kind,
            self._said,
            table.columns,
            self._store.zone,
            own_words(self._kind, self._store.policy()),
        )
        self._title = reader.title
        for raw in table.rows():
            if reader.is_heading(raw):
                continue
            self.report.rows += 1
            if not reader.is_wanted(raw):
                self.report.left_out += 1
                continue
            found = reader.read(raw)
            if has_left := found.has_left(self._now.astimezone(self._store.zone).date()):
                if "staff" not in found.values:
                    self.report.leavers += 1
                    continue
                found.problems.clear()
            if len(self.report.preview) < PREVIEWED and found.values:
                self.report.preview.append(found.values)
            if found.problems:
                yield Bad(raw.line, tuple(found.problems), tuple(raw.cells))
                continue
            try:
                known = self._identities.of(found.values)
            except BadField as error:
                yield Bad(raw.line, (error,), tuple(raw.cells))
                continue
            self._count(found.values.get("external_number"))
            yield Row(
                raw.line, known, found.values, tuple(raw.cells), found.kept,
                LEFT if has_left else found.employment,
            )  # fmt: skip

    def _count(self, number: Any) -> None:
        """Numbers of the other system that come again; each counts once for each time after its first."""
        if self._kind == "tickets" and number:
            self.report.repeated += str(number).upper() in self._numbers
            self._numbers.add(str(number).upper())

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
            self._add(result)
            bad += (bad_row(row.line, error, row.cells) for row, error in result.refused)
        self.report.refused += len(bad)
        for each in sorted(bad, key=lambda each: each.line):
            self._bad(each)
        self._progress(self.report.rows)

    def _add(self, result: ChunkResult) -> None:
        report = self.report
        report.added += result.added
        report.known += result.known
        report.leavers += result.leavers
        report.same_phone += result.same_phone
        report.breached += result.breached
        report.past += result.past
        report.states.update(result.states)
        report.kept.update(result.kept)
        for each in result.differing:
            report.differing += 1
            report.updated += each.updated
            self._differs(each)

    def _deciding(self, rows: list[Row]) -> Callable[[Connection, Context, Salts], ChunkResult]:
        def decide(connection: Connection, context: Context, salts: Salts) -> ChunkResult:
            if self._dry and self._stage is not None:
                self._stage.look_below(DatabaseReader(connection))
            # All chunks of a file are brought in at one instant.
            around = Around(
                self._kind, replace(context, now=self._now), salts, self._said.source, self.report.id,
                self._updating, self._title, self._said.default_of, self._said.new_kinds,
            )  # fmt: skip
            decider = Decider(connection, around, writing=not self._dry, stage=self._stage)
            result = decider.decide(rows)
            if self._dry:
                # A dry run goes on from what its earlier chunks would have made.
                self._stage = decider.stage
                self._stage.forget_told()
            elif result.added or result.differing:
                tell(connection)
            return result

        return decide


def bad_row(line: int, error: StoreError, cells: Sequence[Any]) -> Bad:
    """A row with what is wrong with it."""
    return Bad(line, (error,), tuple(cells))
