"""Text files as rows of cells: encodings, delimiters, records; everything of bounded size.

A line or record that is too long, or that ends inside a quoted cell, is answered as a row with a problem,
and reading goes on after it.
"""

from __future__ import annotations

import codecs
import csv
import json
import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from db.causes import cause
from db.errors import BadField, StoreError

Cell = Any
"""A text, number, yes or no, day or instant, or None; lists only from JSON lines."""

BLOCK = 1 << 20
LONGEST_RECORD = 4_000_000
"""Characters of a line, and of a CSV record that runs over several lines."""
MOST_COLUMNS = 500
DELIMITERS = ",;\t|"
HEAD_LINES = 10
"""Lines in which the delimiter is looked for: a title above the header has none."""
ENCODINGS = ("utf-8", "gb18030")
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))

csv.field_size_limit(LONGEST_RECORD + 1)


LARGEST_LIST = 300_000_000
"""Bytes of a JSON list, which is read whole."""
_GAP = re.compile(r"[\s,]*")


@dataclass(frozen=True, slots=True)
class RawRow:
    """The cells of one record; `line` is where it begins, from 1. With a problem it is unusable."""

    line: int
    cells: list[Cell]
    problem: StoreError | None = None


def encoding_of(path: Path) -> str:
    """The encoding that fits a whole text file: its mark's, else strict UTF-8, else strict GB18030."""
    with path.open("rb") as stream:
        head = stream.read(4)
        marked = [name for mark, name in MARKS if head.startswith(mark)]
        stream.seek(0)
        return _tried(path, stream, marked or ENCODINGS)


def _tried(path: Path, stream: BinaryIO, names: Sequence[str]) -> str:
    left = {name: codecs.getincrementaldecoder(name)("strict") for name in names}
    while True:
        block = stream.read(BLOCK)
        if b"\0" in block and "utf-16" not in left:
            raise BadField(
                "file", "{file} is not a text: it holds bytes that no text has.",
                "Save it as CSV (UTF-8) or xlsx.", file=path.name,
            )  # fmt: skip
        for name in list(left):
            try:
                left[name].decode(block, final=not block)
            except UnicodeDecodeError as error:
                if not block and name.startswith("utf"):
                    raise BadField(
                        "file", "{file} is cut off: it ends within a character.", "Fetch or save it again.",
                        file=path.name,
                    ) from error  # fmt: skip
                del left[name]
        if not left:
            raise BadField(
                "file", "{file} is neither UTF-8 nor GB18030.", "Save it as CSV (UTF-8) or xlsx.",
                file=path.name,
            )  # fmt: skip
        if not block:
            return next(iter(left))


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str
    whole: bool = True


def _lines(stream: TextIO) -> Iterator[_Line]:
    """The lines with their ends; of a line that is too long only the number."""
    number = 0
    while text := stream.readline(LONGEST_RECORD):
        number += 1
        if len(text) < LONGEST_RECORD or text.endswith(("\n", "\r")):
            yield _Line(number, text)
            continue
        while (rest := stream.readline(LONGEST_RECORD)) and not rest.endswith(("\n", "\r")):
            pass
        yield _Line(number, "", whole=False)


class _Feed:
    """Lines for one record after the other; those of a broken record are given back."""

    def __init__(self, source: Iterator[_Line]) -> None:
        self._source = source
        self._back: deque[_Line] = deque()
        self.taken: list[_Line] = []
        self.ended = self.too_long = False

    def begin(self) -> None:
        self.taken, self.ended, self.too_long = [], False, False

    def give_back(self) -> None:
        """All lines but the first of this record are read again."""
        self._back.extendleft(reversed(self.taken[1:]))

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        line = self._back.popleft() if self._back else next(self._source, None)
        if line is None:
            self.ended = True
            raise StopIteration
        self.taken.append(line)
        if not line.whole:
            self.too_long = True
            raise StopIteration
        return line.text


def delimiter_of(*lines: str) -> str:
    """What stands most often outside quotes in the first line that has any; a comma where none does."""
    for line in lines:
        outside = "".join(line.split('"')[::2])
        found = max(DELIMITERS, key=lambda each: (outside.count(each), each == ","))
        if found in outside:
            return found
    return ","


def csv_rows(path: Path, encoding: str, delimiter: str | None) -> Iterator[RawRow]:
    """The records of a CSV file, blank ones left out."""
    with path.open("r", encoding=encoding, newline="") as stream:
        if delimiter is None:
            filled = (line for line in iter(lambda: stream.readline(LONGEST_RECORD), "") if line.strip())
            delimiter = delimiter_of(*islice(filled, HEAD_LINES))
            stream.seek(0)
        feed = _Feed(_lines(stream))
        while True:
            feed.begin()
            row = _record(feed, delimiter)
            if row is None:
                return
            if row.problem is not None or any(str(cell).strip() for cell in row.cells):
                yield row


def _record(feed: _Feed, delimiter: str) -> RawRow | None:
    limit = _Limit(feed)
    try:
        cells = next(csv.reader(limit, delimiter=delimiter), None)
    except csv.Error as error:
        return RawRow(feed.taken[0].number, [], _unreadable(error))
    if not feed.taken:
        return None
    first = feed.taken[0].number
    if feed.too_long or limit.spent:
        feed.give_back()
        return RawRow(
            first, [], BadField("", "The line has more than {limit} characters.", limit=LONGEST_RECORD)
        )
    if feed.ended:
        # The reader only asks for another line inside a quoted cell.
        feed.give_back()
        text = feed.taken[0].text.rstrip("\r\n")
        return RawRow(
            first, [text], BadField("", "A quoted cell begins here and does not end.", "Close the quotes.")
        )
    return RawRow(first, list(cells or ()))


class _Limit:
    """Ends a record that takes too much, so that an open quote does not swallow the file."""

    def __init__(self, feed: _Feed) -> None:
        self._feed, self._size, self.spent = feed, 0, False

    def __iter__(self) -> _Limit:
        return self

    def __next__(self) -> str:
        text = next(self._feed)
        self._size += len(text)
        if self._size > LONGEST_RECORD:
            self.spent = True
            raise StopIteration
        return text


def _unreadable(error: Exception) -> BadField:
    return BadField("", "The line cannot be read: {cause}.", cause=cause(error))


def json_rows(path: Path, encoding: str) -> Iterator[RawRow]:
    """One object a line: first the row of all keys, then a row for each object in their order."""
    keys = _keys(path, encoding)
    yield RawRow(1, list(keys))
    for number, value, problem in _objects(path, encoding):
        if problem is not None:
            yield RawRow(number, [value], problem)
        elif value:
            yield RawRow(number, [value.get(key) for key in keys])


def _keys(path: Path, encoding: str) -> list[str]:
    keys: dict[str, None] = {}
    for _number, value, problem in _objects(path, encoding):
        if problem is None:
            keys.update(dict.fromkeys(value))
        if len(keys) > MOST_COLUMNS:
            raise BadField("file", "The objects have more than {limit} different keys.", limit=MOST_COLUMNS)
    return list(keys)


def _objects(path: Path, encoding: str) -> Iterator[tuple[int, Any, StoreError | None]]:
    """Each object with its line, or the text that is none with what is wrong: one a line, or one list of them
    as `export` writes it."""
    with path.open("r", encoding=encoding) as stream:
        start = stream.read(1024).lstrip("\ufeff \t\r\n")[:1]
    return _listed(path, encoding) if start == "[" else _on_lines(path, encoding)


def _listed(path: Path, encoding: str) -> Iterator[tuple[int, Any, StoreError | None]]:
    if path.stat().st_size > LARGEST_LIST:
        raise BadField(
            "file", "{file} is one list; what is read of that size is one object a line.",
            "jq -c '.[]' FILE writes it so.", file=path.name,
        )  # fmt: skip
    text = path.read_text(encoding=encoding)
    decoder, at, line = json.JSONDecoder(), text.index("[") + 1, 1
    counted = 0
    while True:
        at = _GAP.match(text, at).end()  # type: ignore[union-attr]
        line, counted = line + text.count("\n", counted, at), at
        if at >= len(text) or text[at] == "]":
            return
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            # Where one object ends is not known any more: nothing after it can be trusted.
            yield line, text[at : at + 200], _unreadable(error)
            return
        if isinstance(value, dict):
            yield line, value, None
        else:
            yield line, str(value), BadField("", "The line is not a JSON object.")


def _on_lines(path: Path, encoding: str) -> Iterator[tuple[int, Any, StoreError | None]]:
    with path.open("r", encoding=encoding, newline="") as stream:
        for line in _lines(stream):
            if not line.whole:
                limit = BadField("", "The line has more than {limit} characters.", limit=LONGEST_RECORD)
                yield line.number, "", limit
                continue
            text = line.text.strip()
            if not text:
                continue
            try:
                value = json.loads(text)
            except (ValueError, RecursionError) as error:
                yield line.number, text, _unreadable(error)
                continue
            if isinstance(value, dict):
                yield line.number, value, None
            else:
                yield line.number, text, BadField("", "The line is not a JSON object.")
