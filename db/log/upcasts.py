"""What old events say in today's words: tables and columns that were renamed, split or given up since.

An event says which format its text has and under which revision of the schema it was decided. Its text is
never touched; what is read from it is brought here, step by step, to what the tables are called now. A column
that is new since then needs no step: the fold gives it the default that its table declares (`new_row`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from db.migrations import HEAD

FORMAT = 2
"""Format 1 has no `schema`: all of it was written under the first revision."""
FIRST_SCHEMA = "0001"


class Told(NamedTuple):
    """One change as an event's text has it: table, key, and values in JSON (None when the row goes).

    The key columns stand among the values of a row that is new and of none other.
    """

    table: str
    key: list[Any]
    values: dict[str, Any] | None


Turn = Callable[[Told], Iterable[Told]]


class Upcast(NamedTuple):
    """A step: changes of `table` in events from before `revision` become what `turn` makes of them."""

    revision: str
    table: str
    turn: Turn


def renamed_table(revision: str, table: str, to: str) -> Upcast:
    """A table has another name since that revision."""
    return Upcast(revision, table, lambda told: [told._replace(table=to)])


def renamed_column(revision: str, table: str, column: str, to: str) -> Upcast:
    """A column has another name since that revision."""

    def turn(told: Told) -> list[Told]:
        values = told.values
        if values is not None and column in values:
            values = {to if name == column else name: value for name, value in values.items()}
        return [told._replace(values=values)]

    return Upcast(revision, table, turn)


def dropped_column(revision: str, table: str, column: str) -> Upcast:
    """A column is gone since that revision; a change of nothing else is no change any more."""

    def turn(told: Told) -> list[Told]:
        if told.values is None or column not in told.values:
            return [told]
        values = {name: value for name, value in told.values.items() if name != column}
        return [told._replace(values=values)] if values else []

    return Upcast(revision, table, turn)


def split_table(
    revision: str, table: str, to: str, *, key: Mapping[str, str], columns: Mapping[str, str]
) -> Upcast:
    """Some columns stand in a table of their own since that revision, a row there for each row here.

    Both mappings say what a column of `table` is called in `to`; `key` holds the whole key, in its order.
    """

    def turn(told: Told) -> Iterator[Told]:
        if told.values is None:
            yield told
            yield Told(to, told.key, None)
            return
        left = {name: value for name, value in told.values.items() if name not in columns}
        moved = {columns[name]: value for name, value in told.values.items() if name in columns}
        if all(name in left for name in key):
            moved |= dict(zip(key.values(), told.key, strict=True))
        if left:
            yield told._replace(values=left)
        if moved:
            yield Told(to, told.key, moved)

    return Upcast(revision, table, turn)


UPCASTS: tuple[Upcast, ...] = ()
"""Every step there has been, in the order in which they are taken. None is ever taken out again."""


def schema_of(body: Mapping[str, Any]) -> str:
    """The revision under which an event was decided; raises ValueError for a format from the future."""
    if body["format"] not in range(1, FORMAT + 1):
        raise ValueError(f"format {body['format']}")
    return str(body["schema"]) if body["format"] > 1 else FIRST_SCHEMA


def plain_changes(body: Mapping[str, Any]) -> Iterable[tuple[str, Sequence[Any], Mapping[str, Any] | None]]:
    """What `told` tells, as it stands in the body where no step is to be taken: read ten thousand times."""
    return told(body) if UPCASTS else body["changes"]


def told(body: Mapping[str, Any]) -> list[Told]:
    """The changes of a stored body, in today's tables and columns."""
    schema = schema_of(body)
    changes = [Told(*change) for change in body["changes"]]
    if schema == HEAD or not changes:
        return changes
    for step in UPCASTS:
        if schema < step.revision:
            changes = [
                turned
                for change in changes
                for turned in (step.turn(change) if change.table == step.table else (change,))
            ]
    return changes
