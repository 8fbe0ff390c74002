"""Opening what people bring: which kind of file it is, and its rows."""

from __future__ import annotations

import os
import stat
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
    if ending in OLD_ENDINGS or head.startswith(OLE):
        raise BadField(
            "file", "{file} is an old or a protected workbook.",
            "Open it and save it as xlsx, without a password.", file=path.name,
        )  # fmt: skip
    if ending not in ENDINGS:
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
    if head.startswith(ZIP) or ending in XLSX_ENDINGS:
        return xlsx_rows(path, sheet, sheets or Sheets())
    encoding = encoding_of(path)
    if ending in JSON_ENDINGS:
        if ending == ".json" and head.removeprefix(MARK).lstrip()[:1] == b"[":
            raise BadField(
                "file", "{file} is one list; what is read is one object a line.",
                "jq -c '.[]' FILE writes it so.", file=path.name,
            )  # fmt: skip
        return json_rows(path, encoding)
    return csv_rows(path, encoding, delimiter)


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
