"""Facts: rows that a verb reads. Changes: what it decided on them. Fold: facts and changes to facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

from db.tables.row import Key, Row

if TYPE_CHECKING:
    from db.log.logged import Logged

R = TypeVar("R", bound=Row)


class Reader(Protocol):
    """Where rows come from: a database within its transaction, or a world in memory."""

    def rows(self, kind: type[R], /, **equal: Any) -> list[R]:
        """All rows whose columns equal these values (a tuple means any of them), ordered by their key."""
        ...

    def log_of(self, subject: str, /) -> list[Logged]:
        """The events of a subject in the order of its chain."""
        ...

    def request(self, request: str, /) -> list[Logged]:
        """The events of one request, in order; several when it was a bulk."""
        ...

    def last_by(self, actor: str, /) -> Logged | None:
        """The last thing that this person did."""
        ...


@dataclass(frozen=True, slots=True)
class Change:
    """What one event does to one row: the columns that get other values, or None when the row goes.

    For a row that did not exist the values hold every column that is not null.
    """

    kind: type[Row]
    key: Key
    values: dict[str, Any] | None


class Facts:
    """The rows that a verb may look at; immutable, asked by kind and key."""

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        self._rows: dict[type[Row], dict[Key, Row]] = {}
        for row in rows:
            self._rows.setdefault(type(row), {})[row.identity()] = row

    def get(self, kind: type[R], *key: str | int) -> R | None:
        """The row with this key, if it was read."""
        return cast("R | None", self._rows.get(kind, {}).get(key))

    def one(self, kind: type[R], *key: str | int) -> R:
        """The row with this key; a KeyError says that the verb did not declare what it reads."""
        return cast(R, self._rows[kind][key])

    def all(self, kind: type[R], /, **equal: Any) -> list[R]:
        """The rows of a kind whose columns equal these values, in the order in which they were read."""
        rows = cast("Iterable[R]", self._rows.get(kind, {}).values())
        if not equal:
            return list(rows)
        return [row for row in rows if all(getattr(row, name) == value for name, value in equal.items())]

    def __iter__(self) -> Iterator[Row]:
        for rows in self._rows.values():
            yield from rows.values()


def new_row(kind: type[R], values: dict[str, Any]) -> R:
    """A row from the columns that are not null; validation has happened in the verb."""
    return kind.model_construct(None, **(dict.fromkeys(kind.model_fields) | values))


def fold(facts: Facts, changes: Iterable[Change]) -> Facts:
    """What an event does to the derived rows. Pure: the same facts and changes give the same facts."""
    folded = Facts()
    folded._rows = {kind: dict(rows) for kind, rows in facts._rows.items()}
    for change in changes:
        rows = folded._rows.setdefault(change.kind, {})
        present = rows.get(change.key)
        if change.values is None:
            rows.pop(change.key, None)
        elif present is None:
            rows[change.key] = new_row(change.kind, change.values)
        else:
            rows[change.key] = present.model_copy(update=change.values)
    return folded


@dataclass(slots=True)
class Outcome:
    """Everything that a verb decided: the rows as they will be, and the answer to whoever asked.

    `answer` goes into the hashed body; instants in it are texts in the branch's offset.
    """

    facts: Facts
    answer: dict[str, Any] = field(default_factory=dict)
    _after: dict[tuple[type[Row], Key], Row | None] = field(default_factory=dict)

    def put(self, row: R) -> R:
        """Add a row, or replace the one with its key."""
        self._after[type(row), row.identity()] = row
        return row

    def drop(self, row: Row) -> None:
        """Take a row away (only undo does this)."""
        self._after[type(row), row.identity()] = None

    def get(self, kind: type[R], *key: str | int) -> R | None:
        """The row as decided so far."""
        if (kind, key) in self._after:
            return cast("R | None", self._after[kind, key])
        return self.facts.get(kind, *key)

    def all(self, kind: type[R], /, **equal: Any) -> list[R]:
        """The rows of a kind as decided so far."""
        rows = {row.identity(): row for row in self.facts.all(kind)}
        for (changed, key), row in self._after.items():
            if changed is kind:
                if row is None:
                    rows.pop(key, None)
                else:
                    rows[key] = cast(R, row)
        return [
            row for row in rows.values() if all(getattr(row, name) == value for name, value in equal.items())
        ]

    def subjects(self) -> set[str]:
        """The owners of the rows that change."""
        found = set()
        for (kind, key), row in self._after.items():
            present = row if row is not None else self.facts.get(kind, *key)
            if present is not None:
                found.add(present.subject())
        return found

    def changes(self) -> list[Change]:
        """The smallest set of changes that leads from the facts to what was decided."""
        return [
            change
            for (kind, key), row in self._after.items()
            if (change := difference(kind, key, self.facts.get(kind, *key), row)) is not None
        ]


def difference(kind: type[Row], key: Key, before: Row | None, after: Row | None) -> Change | None:
    """The change from one state of a row to another; None when there is none."""
    if after is None:
        return None if before is None else Change(kind, key, None)
    now = after.__dict__
    if before is None:
        return Change(kind, key, {name: value for name, value in now.items() if value is not None})
    then = before.__dict__
    values = {name: value for name, value in now.items() if value != then[name]}
    return Change(kind, key, values) if values else None
