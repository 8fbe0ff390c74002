"""Numbers of several tools in one text: `1,3-5,9+2` are T0001, T0003 to T0005, T0009 and the two after it.

Between commas stands one number, a range, or a number with how many follow it, each with or without its `T`
and zeros. Anything else is a number that was given by hand, or a name, and stays as it stands.
"""

from __future__ import annotations

import re
import unicodedata

from db.rules.text import WordedError

LARGEST = 1000
"""So many tools may be named in one text."""
_COMMAS = re.compile("[,、;]")
_SPAN = re.compile(r"T?(\d{1,9})\s*(?:([-~])\s*T?(\d{1,9})|(\+)\s*(\d{1,9}))", re.ASCII | re.IGNORECASE)


class BatchError(WordedError):
    """A range that runs backwards, or more tools than one text may name."""


def numbered(running: int) -> str:
    """The number of a tool that the store numbered: T0001."""
    return f"T{running:04d}"


def batch(text: str) -> tuple[str, ...]:
    """Every number that the text names, in its order, each once."""
    found: dict[str, None] = {}
    for part in parts(text):
        for number in _span(part):
            found[number] = None
            if len(found) > LARGEST:
                raise BatchError("More than {limit} tools cannot be named at once.", limit=LARGEST)
    return tuple(found)


def parts(text: str) -> list[str]:
    """What stands between the commas."""
    whole = unicodedata.normalize("NFKC", text).replace("–", "-").replace("—", "-").replace("～", "~")
    return [part.strip() for part in _COMMAS.split(whole) if part.strip()]


def _span(part: str) -> tuple[str, ...]:
    span = _SPAN.fullmatch(part)
    if span is None:
        return (part,)
    first, last = int(span[1]), int(span[3]) if span[2] else int(span[1]) + int(span[5])
    if last < first:
        raise BatchError("“{text}” runs backwards: write {last}-{first}.", text=part, first=first, last=last)
    if last - first >= LARGEST:
        raise BatchError("More than {limit} tools cannot be named at once.", limit=LARGEST)
    return tuple(numbered(running) for running in range(first, last + 1))
