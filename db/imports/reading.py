"""Opening what people bring: which kind of file it is, and its rows."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from db.errors import BadField
from db.imports.lines import RawRow, csv_rows, encoding_of, json_rows
from db.imports.sheets import xlsx_rows

CSV_ENDINGS = (".csv", ".tsv", ".txt")
XLSX_ENDINGS = (".xlsx", ".xlsm")
JSON_ENDINGS = (".jsonl", ".ndjson", ".json")
ENDINGS = (*CSV_ENDINGS, *XLSX_ENDINGS, *JSON_ENDINGS)
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


def rows_of(path: Path, *, sheet: str | None = None, delimiter: str | None = None) -> Iterator[RawRow]:
    """The rows of a file, header and all. Raises BadField with what is wrong with the file as a whole."""
    head = _head(path)
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise BadField(
            "file", "{file} is of a kind that cannot be imported; there are {endings}.",
            file=path.name, endings=", ".join(ENDINGS),
        )  # fmt: skip
    if not head:
        raise BadField("file", "{file} is empty.", file=path.name)
    if head.startswith(OLE):
        raise BadField(
            "file", "{file} is an old or a protected workbook.", "Save it as xlsx without a password.",
            file=path.name,
        )  # fmt: skip
    if head.startswith(ZIP) or ending in XLSX_ENDINGS:
        return xlsx_rows(path, sheet)
    encoding = encoding_of(path)
    if ending in JSON_ENDINGS:
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
            "file", "{file} cannot be read: {cause}.", file=str(path), cause=error.strerror or str(error)
        ) from error
