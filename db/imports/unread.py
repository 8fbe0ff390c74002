"""What the reader of workbooks does not tell of a sheet: formulas without a value, zeros that a format shows.

Also cuts off what stands far away from the table, for which the reader would keep room.
"""

from __future__ import annotations

import html
import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

Place = tuple[int, int]
"""Row and column of a cell, from 0."""

LONE_ROWS: Final = 1_000
"""So many blank rows below a table, and what follows is no part of it."""
MOST_STRAY: Final = 20
"""More rows than these are no oversight but another table."""
MOST_COLUMNS: Final = 500
_ROW = re.compile(rb"<row\b[^>]*?(?:/>|>.*?</row>)", re.DOTALL)
_CELL = re.compile(rb"<c\b([^>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)
_ATTRIBUTE = re.compile(rb"""\b(r|s|t)\s*=\s*["']([^"']*)["']""")
_VALUE = re.compile(rb"<v\b[^>]*>([^<]+)</v>|<is\b")
_FORMAT = re.compile(rb"<numFmt\b[^>]*>")
_XFS = re.compile(rb"<cellXfs\b.*?</cellXfs>", re.DOTALL)
_XF = re.compile(rb"""<xf\b[^>]*?\bnumFmtId\s*=\s*["'](\d+)["']""")
_TEXT_ATTRIBUTE = re.compile(r"""([\w:]+)\s*=\s*["']([^"']*)["']""")
_SHOWN = re.compile(r'"([^"]*)"|\\(.)|(0)|([-() ./])')
"""The parts of a format that shows every digit of a number: words, the zeros, signs between."""


class TooFar(ValueError):
    """A whole table stands far below another one."""


class Unfilled:
    """Stands in a cell whose formula has no stored value."""


@dataclass(frozen=True, slots=True)
class Unread:
    """By place: the cells whose formula has no value, and numbers as their format shows them."""

    unfilled: frozenset[Place] = frozenset()
    shown: Mapping[Place, str] = field(default_factory=dict)


def unread(path: Path, sheet: str) -> Unread:
    """What is to be known of a sheet beside its values; nothing where neither occurs."""
    with zipfile.ZipFile(path) as archive:
        entry = _entry_of(archive, sheet)
        if entry is None:
            return Unread()
        padded = _zero_formats(archive)
        content = archive.read(entry)
        if not padded and b"<f" not in content:
            return Unread()
        unfilled, shown = set(), {}
        for attributes, inner in _CELL.findall(content):
            marks = dict(_ATTRIBUTE.findall(attributes))
            value = _VALUE.search(inner)
            if b"<f" in inner and value is None:
                unfilled.add(_place(marks.get(b"r", b"A1")))
            elif value is not None and value[1] and marks.get(b"t", b"n") == b"n":
                style = padded.get(int(marks.get(b"s", b"0")))
                text = _as_shown(value[1].decode("ascii", "replace"), style) if style else None
                if text is not None:
                    shown[_place(marks.get(b"r", b"A1"))] = text
        return Unread(frozenset(unfilled), shown)


def without_stray(path: Path) -> io.BytesIO:
    """The workbook without the rows and columns that stand alone far from its tables."""
    made = io.BytesIO()
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as copy:
        for entry in archive.infolist():
            content = archive.read(entry)
            copy.writestr(entry, _cut(content) if "worksheets/" in entry.filename else content)
    made.seek(0)
    return made


def _cut(content: bytes) -> bytes:
    last = _last_of_table(content)

    def kept(found: re.Match[bytes]) -> bytes:
        if _row_number(found[0]) > last:
            return b""
        return _CELL.sub(lambda cell: b"" if _is_far(cell[1]) else cell[0], found[0])

    cut = _ROW.sub(kept, content)
    return re.sub(rb"<dimension\b[^>]*?(?:/>|>.*?</dimension>)", b"", cut)


def _last_of_table(content: bytes) -> int:
    """The row before the first wide gap; raises TooFar where much stands behind it."""
    last, stray = 0, 0
    for found in _ROW.finditer(content):
        if not _VALUE.search(found[0]):
            continue
        number = _row_number(found[0])
        if stray or (last and number - last > LONE_ROWS):
            stray += 1
        else:
            last = number
    if stray > MOST_STRAY:
        raise TooFar
    return last


def _row_number(row: bytes) -> int:
    found = re.match(rb"""<row\b[^>]*?\br\s*=\s*["'](\d+)""", row)
    return int(found[1]) if found else 0


def _is_far(attributes: bytes) -> bool:
    marks = dict(_ATTRIBUTE.findall(attributes))
    return b"r" in marks and _place(marks[b"r"])[1] >= MOST_COLUMNS


def _place(reference: bytes) -> Place:
    found = re.match(rb"([A-Za-z]{1,3})(\d{1,8})", reference)
    if found is None:
        return 0, 0
    return int(found[2]) - 1, column_number(found[1]) - 1


def column_number(letters: bytes) -> int:
    """A is 1, Z 26, AA 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _entry_of(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """Where a sheet's cells stand in the workbook."""
    try:
        book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
        relations = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    except KeyError:
        return None
    targets = {each.get("Id"): each.get("Target", "") for each in _elements(relations, "Relationship")}
    for each in _elements(book, "sheet"):
        if each.get("name") == sheet:
            target = targets.get(each.get("r:id")) or ""
            entry = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            return entry if entry in archive.namelist() else None
    return None


def _elements(text: str, name: str) -> Iterator[dict[str, str]]:
    for found in re.finditer(rf"<(?:\w+:)?{name}\b([^>]*)>", text):
        yield {key: html.unescape(value) for key, value in _TEXT_ATTRIBUTE.findall(found[1])}


def _zero_formats(archive: zipfile.ZipFile) -> dict[int, str]:
    """Style → its format, of those that show zeros before a number or signs between its digits."""
    try:
        styles = archive.read("xl/styles.xml")
    except KeyError:
        return {}
    codes: dict[str, str] = {}
    for element in _FORMAT.findall(styles):
        for each in _elements(element.decode("utf-8", "replace"), "numFmt"):
            codes[each.get("numFmtId", "")] = each.get("formatCode", "").split(";")[0]
    wanted = {number: code for number, code in codes.items() if _shows_digits(code)}
    cells = _XFS.search(styles)
    listed = _XF.findall(cells[0]) if wanted and cells else []
    return {at: wanted[found] for at, number in enumerate(listed) if (found := number.decode()) in wanted}


def _shows_digits(code: str) -> bool:
    """`0000`, `000-0000-0000`, `"0755-"00000000`: nothing but zeros, words and signs."""
    if _SHOWN.sub("", code) or "." in re.sub(r'"[^"]*"', "", code):
        return False
    parts = _SHOWN.findall(code)
    return sum(bool(zero) for _, _, zero, _ in parts) > 1 or any(
        word and any(each.isdigit() for each in word) for word, _, _, _ in parts
    )


def _as_shown(value: str, code: str) -> str | None:
    """A whole number as its format shows it; None for what is none."""
    try:
        number = float(value)
    except ValueError:
        return None
    if number < 0 or not number.is_integer() or number >= 10**15:
        return None
    parts = _SHOWN.findall(code)
    zeros = sum(bool(zero) for _, _, zero, _ in parts)
    digits = str(int(number)).zfill(zeros)
    ahead, left = digits[: len(digits) - zeros], list(digits[len(digits) - zeros :])
    shown = ""
    for word, escaped, zero, sign in parts:
        if zero:
            shown += ahead + left.pop(0)
            ahead = ""
        else:
            shown += word or escaped or sign
    return shown.strip()
