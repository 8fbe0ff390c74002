"""Which rows are called as somebody typed: by the whole name, its beginning, or a part of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from db.rules.search import normal
from db.tables.row import Row

R = TypeVar("R", bound=Row)

LISTED = 12
"""So many of those that fit are named in a refusal."""


def best_called(rows: Iterable[R], text: str, search: Callable[[R], str]) -> list[R]:
    """Those whose name is the text, else whose name begins so, else has it in it."""
    wanted = normal(text)
    ranked: tuple[list[R], list[R], list[R]] = [], [], []
    for row in rows:
        # A phone among the names would answer who guesses it.
        names = [line for line in search(row).splitlines() if any(sign.isalpha() for sign in line)]
        if wanted in names:
            ranked[0].append(row)
        elif any(line.startswith(wanted) for line in names):
            ranked[1].append(row)
        elif any(wanted in line for line in names):
            ranked[2].append(row)
    return next((each for each in ranked if each), []) if wanted else []
