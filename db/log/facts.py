"""Facts: rows that a verb reads. Outcome: what it decided on them, as changes of rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Self, TypeVar

from db.log.change import Change
from db.log.reader import Reader
from db.log.rows import Rows, difference
from db.tables.row import Key, Row

__all__ = ["Change", "Facts", "Outcome", "Reader"]

R = TypeVar("R", bound=Row)


class Facts(Rows):
    """The rows that a verb may look at; it decides on them and leaves them as they are.

    `declared` are the kinds that it said it reads: asking for another one is an error and no empty answer.
    """

    def __init__(self, rows: Iterable[Row] = (), declared: frozenset[type[Row]] | None = None) -> None:
        super().__init__(rows)
        self._declared = declared

    def over(self) -> Self:
        copy = super().over()
        copy._declared = self._declared
        return copy

    def _unread(self, kind: type[Row]) -> None:
        if self._declared is not None and kind not in self._declared:
            raise KeyError(f"{kind.__name__} is not among what the verb declares that it reads")


@dataclass(slots=True)
class Outcome:
    """Everything that a verb decided: the rows as they will be, and the answer to whoever asked.

    `answer` goes into the hashed body; instants in it are texts in the branch's offset. `preview` is told
    beside it before anything is done, and kept nowhere: people's names may stand there.
    """

    facts: Facts
    answer: dict[str, Any] = field(default_factory=dict)
    preview: dict[str, Any] = field(default_factory=dict)
    _after: Facts = field(init=False)
    _touched: dict[tuple[type[Row], Key], None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._after = self.facts.over()

    def put(self, row: R) -> R:
        """Add a row, or replace the one with its key."""
        self._touched[type(row), row.identity()] = None
        self._after.put(row)
        return row

    def drop(self, row: Row) -> None:
        """Take a row away (only undo does this)."""
        self._touched[type(row), row.identity()] = None
        self._after.drop(type(row), row.identity())

    def take(self, other: Outcome) -> None:
        """Take over what was decided elsewhere on the same facts."""
        for kind, key in other._touched:
            row = other._after.held(kind, key)
            if row is not None:
                self.put(row)
            elif (gone := self._after.held(kind, key)) is not None:
                self.drop(gone)
        self.answer |= other.answer
        self.preview |= other.preview

    @property
    def so_far(self) -> Facts:
        """The rows as decided so far, for what is to be judged by them; they are not to be changed."""
        return self._after

    def get(self, kind: type[R], *key: str | int) -> R | None:
        """The row as decided so far."""
        return self._after.get(kind, *key)

    def all(self, kind: type[R], /, **equal: Any) -> list[R]:
        """The rows of a kind as decided so far."""
        return self._after.all(kind, **equal)

    def subjects(self) -> set[str]:
        """The owners of the rows that change."""
        found = set()
        for kind, key in self._touched:
            present = self._after.held(kind, key) or self.facts.held(kind, key)
            if present is not None:
                found.add(present.subject())
        return found

    def changed(self) -> list[Row]:
        """The rows that were put, as decided so far."""
        found = (self._after.held(kind, key) for kind, key in self._touched)
        return [row for row in found if row is not None]

    def changes(self) -> list[Change]:
        """The smallest set of changes that leads from the facts to what was decided."""
        found = (
            difference(kind, key, self.facts.held(kind, key), self._after.held(kind, key))
            for kind, key in self._touched
        )
        return [change for change in found if change is not None]
