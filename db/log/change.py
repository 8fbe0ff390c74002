"""What an event does to one row."""

from __future__ import annotations

from typing import Any, NamedTuple

from db.tables.row import Key, Row


class Change(NamedTuple):
    """What one event does to one row: the columns that get other values, or None when the row goes.

    For a row that did not exist the values hold every column that is not null.
    """

    kind: type[Row]
    key: Key
    values: dict[str, Any] | None
