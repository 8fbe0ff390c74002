"""Facts: rows that a verb reads. Changes: what it decided on them. Fold: facts and changes to facts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar

from db.tables.row import Key, Row, changed_row, new_row

if TYPE_CHECKING:
    from db.log.logged import Logged

R = TypeVar("R", bound=Row)


class Reader(Protocol):
    """Where rows come from: a database within its transaction, or a world in memory."""

    def rows(self, kind: type[R], /, **equal: Any) -> list[R]:
        """All rows whose columns equal these values (a tuple means any of them), ordered by their key."""
        ...

    def holding(self, kind: type[R], words: str, /, **equal: Any) -> list[R]:
        """Those of `rows` in whose `search` every one of the words stands."""
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


class Change(NamedTuple):
    """What one event does to one row: the columns that get other values, or None when the row goes.

    For a row that did not exist the values hold every column that is not null.
    """

    kind: type[Row]
    key: Key
    values: dict[str, Any] | None


class Facts:
    """The rows that a verb may look at; immutable, asked by kind and key."""

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        # Any, because a kind's rows are of that kind: a cast at run time would be paid a million times.
        self._rows: dict[type[Row], dict[Key, Any]] = {}
        found = self._rows
        for row in rows:
            kind = row.__class__
            held = found.get(kind)
            if held is None:
                held = found[kind] = {}
            held[kind.key_of(row.__dict__)] = row

    def get(self, kind: type[R], *key: str | int) -> R | None:
        """The row with this key, if it was read."""
        rows = self._rows.get(kind)
        return None if rows is None else rows.get(key)

    def one(self, kind: type[R], *key: str | int) -> R:
        """The row with this key; a KeyError says that the verb did not declare what it reads."""
        row: R = self._rows[kind][key]
        return row

    def all(self, kind: type[R], /, **equal: Any) -> list[R]:
        """The rows of a kind whose columns equal these values, in the order in which they were read."""
        rows = self._rows.get(kind)
        return [] if rows is None else fitting(rows.values(), equal)

    def __iter__(self) -> Iterator[Row]:
        for rows in self._rows.values():
            yield from rows.values()


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
            rows[change.key] = changed_row(present, change.values)
    return folded


@dataclass(slots=True)
class Outcome:
    """Everything that a verb decided: the rows as they will be, and the answer to whoever asked.

    `answer` goes into the hashed body; instants in it are texts in the branch's offset. `preview` is told
    beside it before anything is done, and kept nowhere: people's names may stand there.
    """

    facts: Facts
    answer: dict[str, Any] = field(default_factory=dict)
    preview: dict[str, Any] = field(default_factory=dict)
    _after: dict[type[Row], dict[Key, Any]] = field(default_factory=dict)

    def put(self, row: R) -> R:
        """Add a row, or replace the one with its key."""
        kind = type(row)
        if kind not in self._after:
            self._after[kind] = {}
        self._after[kind][row.identity()] = row
        return row

    def drop(self, row: Row) -> None:
        """Take a row away (only undo does this)."""
        self._after.setdefault(type(row), {})[row.identity()] = None

    def get(self, kind: type[R], *key: str | int) -> R | None:
        """The row as decided so far."""
        after = self._after.get(kind)
        if after is not None and key in after:
            found: R | None = after[key]
            return found
        return self.facts.get(kind, *key)

    def all(self, kind: type[R], /, **equal: Any) -> list[R]:
        """The rows of a kind as decided so far."""
        after = self._after.get(kind)
        if after is None:
            return self.facts.all(kind, **equal)
        present = self.facts._rows.get(kind)
        rows = after if present is None else present | after
        return fitting([row for row in rows.values() if row is not None], equal)

    def subjects(self) -> set[str]:
        """The owners of the rows that change."""
        found = set()
        for kind, after in self._after.items():
            for key, row in after.items():
                present = row if row is not None else self.facts.get(kind, *key)
                if present is not None:
                    found.add(present.subject())
        return found

    def changes(self) -> list[Change]:
        """The smallest set of changes that leads from the facts to what was decided."""
        return [
            change
            for kind, after in self._after.items()
            for key, row in after.items()
            if (change := difference(kind, key, self.facts.get(kind, *key), row)) is not None
        ]


def holding(rows: Iterable[R], words: str) -> list[R]:
    """Those in whose `search` every one of the words stands."""
    wanted = words.split()
    return [row for row in rows if all(word in row.__dict__["search"] for word in wanted)]


def fitting(rows: Collection[R], equal: dict[str, Any]) -> list[R]:
    """Those whose columns equal these values."""
    if not equal or not rows:
        return list(rows)
    if len(equal) == 1:
        ((name, value),) = equal.items()
        return [row for row in rows if row.__dict__[name] == value]
    wanted = equal.items()
    return [row for row in rows if all(row.__dict__[name] == value for name, value in wanted)]


def difference(kind: type[Row], key: Key, before: Row | None, after: Row | None) -> Change | None:
    """The change from one state of a row to another; None when there is none."""
    if after is None:
        return None if before is None else Change(kind, key, None)
    now = after.__dict__
    if before is None:
        return Change(kind, key, {name: value for name, value in now.items() if value is not None})
    then = before.__dict__
    # Most values are the very same object, which is seen sooner than that they are equal.
    values = {name: value for name, value in now.items() if value is not then[name] and value != then[name]}
    return Change(kind, key, values) if values else None
