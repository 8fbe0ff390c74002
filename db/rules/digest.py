"""Several notices as one message, within the bytes that a channel takes (ESC-05)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

CUT = "..."


class Line(NamedTuple):
    """One notice of a message: its id, the ticket's number where it is about one, and what it says."""

    id: str
    number: str
    text: str


def size(text: str) -> int:
    """Bytes as they are sent."""
    return len(text.encode())


def cut(text: str, limit: int) -> str:
    """The text within so many bytes, never through a character."""
    if size(text) <= limit:
        return text
    return text.encode()[: max(limit - len(CUT), 0)].decode(errors="ignore").rstrip() + CUT


def told(line: Line) -> str:
    """What it says, with the id by which a person knows a repeat."""
    return f"{line.text} [{line.id}]"


def digest(lines: Sequence[Line], limit: int, head: str, more: str) -> str:
    """One message that tells all of these, the first ones whole.

    `lines` stand with the most urgent first. `head` has `{count}`, `more` has `{count}` and `{numbers}` for
    those of which only the number fits: none is left out. A single one is told as it is, cut to the limit.
    """
    if len(lines) == 1:
        end = f" [{lines[0].id}]"
        return cut(lines[0].text, limit - size(end)) + end
    top = head.replace("{count}", str(len(lines)))
    for whole in range(len(lines), -1, -1):
        parts = [top, *map(told, lines[:whole])]
        rest = lines[whole:]
        if rest:
            parts.append(_more(more, rest))
        message = "\n".join(parts)
        if size(message) <= limit:
            return message
    return cut(message, limit)


def fits(lines: Sequence[Line], limit: int, head: str, more: str) -> int:
    """How many of these one message can tell at least by their numbers; one at least."""
    for count in range(len(lines), 1, -1):
        top = head.replace("{count}", str(count))
        if size("\n".join((top, _more(more, lines[:count])))) <= limit:
            return count
    return min(len(lines), 1)


def _more(more: str, rest: Sequence[Line]) -> str:
    numbers = " ".join(dict.fromkeys(line.number or line.id for line in rest))
    return more.replace("{count}", str(len(rest))).replace("{numbers}", numbers)
