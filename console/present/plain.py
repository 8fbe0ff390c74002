"""Rows and facts as plain text in aligned columns, for people who look at a command's answer."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.cells import cell_len, set_cell_size

from console.words.headings import Words
from console.words.i18n import _
from db.rules.text import strip_controls

GAP = 2
LONGEST = 36
"""Cells of a column; what is longer stands in full under --json. The last has the rest of the line."""


def drawn(value: Any, words: Words, indent: int = 0) -> Iterator[str]:
    """The lines of a view's answer: a list of objects as a table, an object as its facts."""
    if isinstance(value, Mapping):
        yield from _facts(value, words, indent)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        yield from _rows(value, words, indent)
    else:
        yield " " * indent + _printable(words.text("", value, {}))


def _rows(rows: Sequence[Any], words: Words, indent: int) -> Iterator[str]:
    if not rows:
        yield " " * indent + _("nothing")
        return
    if not all(isinstance(row, Mapping) for row in rows):
        yield from (" " * indent + _printable(words.text("", row, {})) for row in rows)
        return
    names = list(dict.fromkeys(name for row in rows for name in row))
    names = [name for name in words.brief if name in names] or names
    texts = [{name: _printable(words.text(name, row.get(name), row)) for name in names} for row in rows]
    names = [name for name in names if any(text[name] for text in texts)]
    titles = {name: words.title(name) for name in names}
    widths = {
        name: min(LONGEST, max(cell_len(titles[name]), *(cell_len(text[name]) for text in texts)))
        for name in names
    }
    if names:
        before = indent + sum(widths[name] + GAP for name in names[:-1])
        widths[names[-1]] = max(LONGEST, shutil.get_terminal_size().columns - before)
    for text in (titles, *texts):
        cells = (_fitted(text[name], widths[name]) for name in names)
        yield (" " * indent + (" " * GAP).join(cells)).rstrip()


def _facts(facts: Mapping[str, Any], words: Words, indent: int) -> Iterator[str]:
    plain = {name: value for name, value in facts.items() if not _nested(value) or words.tells(name)}
    texts = {name: _printable(words.text(name, value, facts)) for name, value in plain.items()}
    texts = {name: text for name, text in texts.items() if text}
    width = max((cell_len(words.title(name)) for name in texts), default=0)
    for name, text in texts.items():
        yield " " * indent + _fitted(words.title(name), width) + "  " + text
    for name, value in facts.items():
        if name not in plain and value:
            yield ""
            yield " " * indent + words.title(name)
            yield from _nest(value, words.within(name), indent + 2)


def _nest(value: Any, words: Words, indent: int) -> Iterator[str]:
    """A list of objects that hold lists themselves is drawn object by object."""
    nests = isinstance(value, list) and any(_nested(each) for row in value for each in _values(row))
    if nests and not words.brief:
        for row in value:
            yield from drawn(row, words, indent)
            yield ""
    else:
        yield from drawn(value, words, indent)


def _values(row: Any) -> Sequence[Any]:
    return list(row.values()) if isinstance(row, Mapping) else []


def _nested(value: Any) -> bool:
    """Whether a value needs lines of its own."""
    if isinstance(value, Mapping):
        return True
    return isinstance(value, list) and any(isinstance(each, Mapping) for each in value)


def _fitted(text: str, width: int) -> str:
    """The text in exactly that many cells."""
    if cell_len(text) > width:
        return set_cell_size(text, width - 1) + "~"
    return set_cell_size(text, width)


def _printable(text: str) -> str:
    return strip_controls(text)
