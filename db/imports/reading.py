"""Opening what people bring: which kind of file it is, and its rows."""

from __future__ import annotations

import os
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path

from db.causes import cause
from db.errors import BadField
from db.imports.lines import RawRow, csv_rows, encoding_of, json_rows
from db.imports.sheets import Sheets, xlsx_rows

CSV_ENDINGS = (".csv", ".tsv", ".txt")
XLSX_ENDINGS = (".xlsx", ".xlsm")
JSON_ENDINGS = (".jsonl", ".ndjson", ".json")
ENDINGS = (*CSV_ENDINGS, *XLSX_ENDINGS, *JSON_ENDINGS)
OLD_ENDINGS = (".xls", ".xlsb", ".et", ".ods")
MARK = b"\xef\xbb\xbf"
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


def rows_of(
    path: Path, *, sheet: str | None = None, delimiter: str | None = None, sheets: Sheets | None = None
) -> Iterator[RawRow]:
    """The rows of a file, header and all; of a workbook `sheets` hears which are read and which are not.

    Raises BadField with what is wrong with the file as a whole.
    """
    head = _head(path)
    ending = path.suffix.lower()
    is_book = _is_xlsx(path, head)
    if head.startswith(OLE) or (ending in OLD_ENDINGS and not is_book and not _is_text(path, head)):
        raise BadField(
            "file", "{file} is an old or a protected workbook.",
            "Open it and save it as xlsx, without a password.", file=path.name,
        )  # fmt: skip
    if ending in OLD_ENDINGS and head.removeprefix(MARK).lstrip().startswith(b"<"):
        raise BadField(
            "file", "{file} is a web page that calls itself a workbook.", "Open it and save it as xlsx.",
            file=path.name,
        )  # fmt: skip
    if ending not in (*ENDINGS, *OLD_ENDINGS):
        raise BadField(
            "file", "{file} is of a kind that cannot be imported; there are {endings}.",
            file=path.name, endings=", ".join(ENDINGS),
        )  # fmt: skip
    if not head:
        raise BadField("file", "{file} is empty.", file=path.name)
    if ending in XLSX_ENDINGS and not head.startswith(ZIP[:2]):
        raise BadField(
            "file", "{file} is no workbook, whatever its ending says.",
            "If it is a table of text, give it the ending .csv; else open it and save it as xlsx.",
            file=path.name,
        )  # fmt: skip
    if is_book or head.startswith(ZIP) or ending in XLSX_ENDINGS:
        return xlsx_rows(path, sheet, sheets or Sheets())
    encoding = encoding_of(path)
    if ending in JSON_ENDINGS:
        return json_rows(path, encoding)
    return csv_rows(path, encoding, delimiter)


def _is_xlsx(path: Path, head: bytes) -> bool:
    """Whether it is an xlsx, whatever its ending says; a damaged one is told so later."""
    if not head.startswith(ZIP):
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False


def _is_text(path: Path, head: bytes) -> bool:
    """Whether it holds no byte that no text has: some systems call a table of text a workbook."""
    if not head or head.startswith(ZIP):
        return False
    with path.open("rb") as stream:
        return b"\0" not in stream.read(1 << 16)


def _head(path: Path) -> bytes:
    """The first bytes of a plain file; refuses everything else without waiting for it."""
    try:
        if "\0" in str(path):
            raise BadField("file", "There is no file {file}.", file=path.name)
        found = os.stat(path)
        if stat.S_ISDIR(found.st_mode):
            raise BadField("file", "{file} is a folder.", file=str(path))
        if not stat.S_ISREG(found.st_mode):
            raise BadField("file", "{file} is not a plain file.", file=str(path))
        with path.open("rb") as stream:
            return stream.read(8)
    except FileNotFoundError as error:
        raise BadField("file", "There is no file {file}.", file=str(path)) from error
    except OSError as error:
        raise BadField(
            "file", "{file} cannot be read: {cause}.", file=str(path), cause=cause(error)
        ) from error
