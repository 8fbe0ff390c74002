"""What an event does to one row, and what salts it."""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

from db.tables.row import Key, Row


class Change(NamedTuple):
    """What one event does to one row: the columns that get other values, or None when the row goes.

    For a row that did not exist the values hold every column that is not null.
    """

    kind: type[Row]
    key: Key
    values: dict[str, Any] | None


class Salts(Protocol):
    """Gives an event its salt: unguessable in a live store, the same every time in a demo."""

    def __call__(self) -> str: ...
