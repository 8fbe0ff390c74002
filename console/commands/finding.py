"""What doctor finds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: what was looked at, what was found, and what to do where something is wrong.

    `code` is the exit code of a store that is out of reach or damaged.
    """

    title: str
    found: str
    advice: str = ""
    code: int = 0
