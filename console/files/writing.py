"""A view's answer as a file: a workbook, CSV or JSON for other programs, plain text for paper (RPT-03).

Rows of a list may come a few at a time and are written as they come; only paper is laid out as a whole.
Workbooks and CSV speak the language of the interface, JSON holds codes. Nothing in them is a formula, a link
or anything but a text, a number or an instant.
"""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from io import FileIO
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory, mkstemp
from typing import Any

from rich.cells import cell_len

from console.files.printed import printed
from console.files.rejected import defused
from console.words.headings import Spoken, Words
from console.words.i18n import _, beside
from console.words.speech import Speech
from db.causes import cause
from db.errors import BadField
from db.rules.text import strip_controls
from db.views.view import View

ENDINGS = (".xlsx", ".csv", ".json", ".txt")
LONGEST_CELL = 32_767
"""Characters of a cell in a workbook; views hold nothing that long but whole lists put into one cell."""
MOST_ROWS = 1_048_576
SHEET_NAME = 31
MEASURED_ROWS = 200
WIDEST = 50
Rows = Iterable[Mapping[str, Any]]
Writer = Callable[[Path, type[View[Any]], Any, Speech], None]


def write(path: Path, view: type[View[Any]], answer: Any, speech: Speech, *, about: str = "") -> None:
    """Write what a view answered; the ending says how. Rows of a list are taken one after the other."""
    writer: Writer = {
        ".xlsx": _write_xlsx, ".csv": _write_csv, ".json": _write_json, ".txt": _write_text(about),
    }[path.suffix.lower()]  # fmt: skip
    put_in_place(path, lambda beside: writer(beside, view, answer, speech))


def put_in_place(path: Path, writes: Callable[[Path], None]) -> None:
    """Write beside, then put in place: a file that is there is whole. Only its owner may read it."""
    beside: Path | None = None
    try:
        handle, name = mkstemp(dir=path.parent, prefix=".paigong-", suffix=path.suffix)
        os.close(handle)
        beside = Path(name)
        writes(beside)
        beside.replace(path)
    except OSError as error:
        raise _unwritable(path, error) from error
    except Exception as error:
        # The library's own class for what the system said when it packed its temporary files.
        inner = error.args[0] if error.args else None
        if isinstance(inner, OSError):
            raise _unwritable(path, inner) from error
        raise
    finally:
        if beside is not None:
            beside.unlink(missing_ok=True)


def _unwritable(path: Path, error: OSError) -> BadField:
    return BadField("file", "{file} cannot be written: {cause}.", file=str(path), cause=cause(error))


def _write_json(path: Path, _view: type[View[Any]], answer: Any, _speech: Speech) -> None:
    with path.open("w", encoding="utf-8") as stream:
        stream.writelines(_json_lines(answer) if _is_rows(answer) else _json_text(answer))
        stream.write("\n")


def _json_text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)


def _json_lines(rows: Iterable[Any]) -> Iterator[str]:
    """As `_json_text` writes a list."""
    before = "[\n"
    for row in rows:
        yield before
        yield " " + _json_text(row).replace("\n", "\n ")
        before = ",\n"
    yield "[]" if before == "[\n" else "\n]"


def _is_rows(answer: Any) -> bool:
    return isinstance(answer, Iterable) and not isinstance(answer, Mapping | str)


def _write_csv(path: Path, view: type[View[Any]], answer: Any, speech: Speech) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        for row in _table(answer, Spoken(view.shape(), speech), view.columns()):
            writer.writerow([_csv_cell(cell) for cell in row])


def _csv_cell(cell: Any) -> str:
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M")
    # A negative number is one; a text that looks like it may be a formula.
    return str(cell) if isinstance(cell, int | float | Decimal) else defused(cell)


def _table(answer: Any, words: Words, columns: Sequence[str] = ()) -> Iterator[list[Any]]:
    """Header and rows; a single object as names and values, with its lists as texts.

    `columns` head a table that has no row.
    """
    if not _is_rows(answer):
        facts = answer if isinstance(answer, Mapping) else {"": answer}
        yield [_("Field"), _("Value")]
        yield from (
            [_heading(words, name), _cell(name, value, facts, words)] for name, value in facts.items()
        )
        return
    rows = (row if isinstance(row, Mapping) else {"text": row} for row in answer)
    first = list(islice(rows, MEASURED_ROWS))
    names = list(dict.fromkeys(name for row in first for name in row)) or list(columns)
    yield [_heading(words, name) for name in names]
    for row in chain(first, rows):
        yield [_cell(name, row.get(name), row, words) for name in names]


def _heading(words: Words, name: str) -> str:
    """What a column is called, and what its numbers count where a table on the screen says it otherwise."""
    unit = words.unit(name)
    return beside(words.title(name), unit) if unit else words.title(name)


def _write_text(about: str) -> Writer:
    def write_text(path: Path, view: type[View[Any]], answer: Any, speech: Speech) -> None:
        table = list(_table(answer, Spoken(view.shape(), speech), view.columns()))
        path.write_text(printed(view, table, about), encoding="utf-8")

    return write_text


def _cell(name: str, value: Any, row: Mapping[str, Any], words: Words) -> Any:
    """A number, an instant of the branch's clock, or a text."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return words.number(name, value)
    if isinstance(value, str) and len(value) == 25 and value[10] == "T":
        try:
            return datetime.fromisoformat(value).replace(tzinfo=None)
        except ValueError:
            pass
    if isinstance(value, list) and any(isinstance(each, Mapping) for each in value):
        return "; ".join(_object_text(each, words.within(name)) for each in value)
    return strip_controls(words.text(name, value, row), keep_lines=True)


def _object_text(value: Any, words: Words) -> str:
    if not isinstance(value, Mapping):
        return strip_controls(words.text("", value, {}))
    said = ((words.title(name), _cell(name, each, value, words)) for name, each in value.items())
    return _(", ").join(f"{name}: {_csv_text(text)}" for name, text in said if text not in ("", None))


def _csv_text(cell: Any) -> str:
    return cell.strftime("%Y-%m-%d %H:%M") if isinstance(cell, datetime) else str(cell)


def _write_xlsx(path: Path, view: type[View[Any]], answer: Any, speech: Speech) -> None:
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

    options = {
        "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
        "constant_memory": True, "nan_inf_to_errors": True,
    }  # fmt: skip
    made, folder = _Disk(path, "w"), TemporaryDirectory(prefix="paigong-")
    with made, folder, Workbook(made, options | {"tmpdir": folder.name}) as book:
        bold = book.add_format({"bold": True})
        money = book.add_format({"num_format": "0.00"})
        instant = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        used: set[str] = set()
        for name, table in _sheets(view, answer, speech):
            sheet = book.add_worksheet(_sheet_name(name, used))
            sheet.freeze_panes(1, 0)
            widths: dict[int, int] = {}
            at = 0
            for at, row in enumerate(islice(table, MOST_ROWS)):
                for column, cell in enumerate(row):
                    _write_cell(sheet, at, column, cell, bold if at == 0 else None, instant, money)
                    if at < MEASURED_ROWS:
                        widths[column] = max(widths.get(column, 0), _width(cell))
            for column, width in widths.items():
                sheet.set_column(column, column, width)
            if at:
                sheet.autofilter(0, 0, at, len(widths) - 1)
    made.demand_written()


class _Disk(FileIO):
    """A file that says at the end that it could not be written: a workbook that is told at once says so once
    more on the terminal."""

    trouble: OSError | None = None

    def write(self, data: Any) -> int:
        left = memoryview(data)
        try:
            while self.trouble is None and left:
                left = left[super().write(left) :]
        except OSError as error:
            self.trouble = error
        return len(data)

    def demand_written(self) -> None:
        """Raises OSError where something is missing."""
        if self.trouble is not None:
            raise self.trouble


def _width(cell: Any) -> int:
    """Columns of a sheet that show the cell: one that is too narrow for an instant shows only ####."""
    if isinstance(cell, datetime):
        return 17
    lines = str(cell).splitlines() or [""]
    return min(WIDEST, max(cell_len(line) for line in lines) + 2)


def _sheets(kind: type[View[Any]], answer: Any, speech: Speech) -> Iterator[tuple[str, Iterable[list[Any]]]]:
    """The view itself, then each list of objects that a single object holds as a sheet of its own."""
    view, words = kind.name, Spoken(kind.shape(), speech)
    if not isinstance(answer, Mapping):
        yield view, _table(answer, words, kind.columns())
        return
    nested = {
        name: value for name, value in answer.items()
        if isinstance(value, list) and any(isinstance(each, Mapping) for each in value)
    }  # fmt: skip
    plain = {name: value for name, value in answer.items() if name not in nested}
    yield view, _table(plain, words)
    for name, value in nested.items():
        yield words.title(name), _table(value, words.within(name))


def _write_cell(sheet: Any, row: int, column: int, cell: Any, bold: Any, instant: Any, money: Any) -> None:
    if isinstance(cell, datetime):
        sheet.write_datetime(row, column, cell, instant)
    elif isinstance(cell, Decimal):
        sheet.write_number(row, column, cell, bold or money)
    elif isinstance(cell, int | float):
        sheet.write_number(row, column, cell, bold)
    else:
        text = cell if len(cell) <= LONGEST_CELL else cell[: LONGEST_CELL - 1] + "…"
        sheet.write_string(row, column, text, bold)


def _sheet_name(name: str, used: set[str]) -> str:
    """A name that workbooks take, each once."""
    plain = "".join(letter for letter in name if letter not in "[]:*?/\\'")[: SHEET_NAME - 3] or "1"
    found, count = plain, 1
    while found.casefold() in used:
        count += 1
        found = f"{plain} {count}"
    used.add(found.casefold())
    return found
