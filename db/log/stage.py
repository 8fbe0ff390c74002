"""Rows that are fetched from a store as they are asked for, changed in memory, and taken back at need."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any, Self, TypeVar

from sqlalchemy import Connection

from db.log.change import Change
from db.log.facts import Reader
from db.log.logged import Logged
from db.log.rows import Rows
from db.scope import Scope
from db.subjects.subject import SUBJECTS
from db.tables.follow_up import Survey
from db.tables.row import ROWS, Key, Row
from db.tables.ticket import Assignment, MilestoneTime, Pause, Ticket

R = TypeVar("R", bound=Row)

TOLD = (Ticket, MilestoneTime, Assignment, Pause, Survey)
PREFETCHED = 400


class Stage(Rows):
    """Rows over those of a store: each question goes there once.

    What was made here is never looked for in the store. `before` holds, for every row that changed, what it
    was in the store (None for a new one).
    """

    def __init__(self, below: Reader) -> None:
        super().__init__()
        self._below = below
        self._asked: set[tuple[Any, ...]] = set()
        self._searched: set[tuple[Any, ...]] = set()
        self._made: set[tuple[type[Row], str]] = set()
        self._journal: list[tuple[type[Row], Key, Row | None]] = []
        self.before: dict[tuple[type[Row], Key], Row | None] = {}
        self.numbers: set[str] = set()
        """Numbers of the other system that a dry run has met, whose tickets it lets go of."""
        self.files: dict[tuple[str, str], str] = {}
        """The customers' files that were met, by the phone's digits and the folded name."""
        self._within: dict[Scope, Within] = {}

    def rows(self, kind: type[R], /, **equal: Any) -> list[R]:
        if not self._is_own(kind, equal):
            self._ask(kind, equal)
        return super().rows(kind, **equal)

    def holding(self, kind: type[R], words: str, /, **equal: Any) -> list[R]:
        question = (kind, words, tuple(sorted(equal.items())))
        if question not in self._searched:
            for row in self._below.holding(kind, words, **equal):
                self._enter(row)
            self._searched.add(question)
        return super().holding(kind, words, **equal)

    def between(self, kind: type[R], column: str, begin: datetime, end: datetime, /, **equal: Any) -> list[R]:
        for row in self._below.between(kind, column, begin, end, **equal):
            self._enter(row)
        return super().between(kind, column, begin, end, **equal)

    def database(self) -> Connection:
        """The transaction below."""
        return self._below.database()

    def prefetch(self, kind: type[Row], column: str, values: Iterable[str]) -> None:
        """Ask many questions by one column at once."""
        wanted = [each for each in dict.fromkeys(values) if (kind, ((column, each),)) not in self._asked]
        for at in range(0, len(wanted), PREFETCHED):
            piece = tuple(wanted[at : at + PREFETCHED])
            for row in self._below.rows(kind, **{column: piece}):
                self._enter(row)
            self._asked.update((kind, ((column, each),)) for each in piece)

    def prefetch_pairs(
        self, kind: type[Row], names: tuple[str, str], pairs: Iterable[tuple[str, str]]
    ) -> None:
        """The same for questions by two columns."""
        asked = [((names[0], one), (names[1], other)) for one, other in dict.fromkeys(pairs)]
        wanted = [each for each in asked if (kind, tuple(sorted(each))) not in self._asked]
        for at in range(0, len(wanted), PREFETCHED):
            piece = wanted[at : at + PREFETCHED]
            values = {names[place]: tuple({each[place][1] for each in piece}) for place in (0, 1)}
            for row in self._below.rows(kind, **values):
                self._enter(row)
            self._asked.update((kind, tuple(sorted(each))) for each in piece)

    def within(self, scope: Scope, /) -> Reader:
        if scope.is_all:
            return self
        if scope not in self._within:
            self._within[scope] = Within(self, scope, self._below)
        return self._within[scope]

    def log_of(self, subject: str, /) -> list[Logged]:
        return self._below.log_of(subject)

    def request(self, request: str, /) -> list[Logged]:
        return self._below.request(request)

    def last_by(self, actor: str, /) -> Logged | None:
        return self._below.last_by(actor)

    def fold(self, changes: Iterable[Change]) -> Self:
        for change in changes:
            place = (change.kind, change.key)
            present = self.get(change.kind, *change.key)
            self._journal.append((*place, present))
            if present is None and place not in self.before and len(change.key) == 1:
                self._made.add((change.kind, str(change.key[0])))
            self.before.setdefault(place, present)
            super().fold((change,))
        return self

    def look_below(self, below: Reader) -> None:
        """Go on within another transaction."""
        self._below = below
        self._searched.clear()
        self._within.clear()

    def let_go(self) -> None:
        """Ask the store anew for all that was not changed here."""
        own = [row for row in self if (row.__class__, row.identity()) in self.before]
        self.clear(tuple(self.kinds()))
        for row in own:
            self.put(row)
        self._asked.clear()
        self._searched.clear()
        self._within.clear()

    def made(self, subject: str) -> bool:
        """Whether the subject's main row was made here."""
        family, _, name = subject.partition(":")
        declared = SUBJECTS.get(family)
        return declared is not None and (declared.root, name) in self._made

    def is_own(self, kind: type[Row], key: Key) -> bool:
        """Whether a row was made or changed here."""
        return (kind, key) in self.before or (kind, str(key[0])) in self._made

    def mark(self) -> None:
        """From here `revert` takes back."""
        self._journal.clear()

    def revert(self) -> None:
        """Every row as it was at the mark."""
        for kind, key, row in reversed(self._journal):
            self.drop(kind, key)
            if row is not None:
                self.put(row)
        self._journal.clear()

    def forget_told(self) -> None:
        """Let go of tickets that are decided and need not be looked at again (a dry run keeps the rest)."""
        self.clear(TOLD)
        self.before.clear()
        self._journal.clear()
        self._made = {each for each in self._made if each[0] not in TOLD}

    def _is_own(self, kind: type[Row], equal: dict[str, Any]) -> bool:
        return any((_named_by(kind, name), value) in self._made for name, value in equal.items())

    def _ask(self, kind: type[R], equal: dict[str, Any]) -> None:
        question = (kind, tuple(sorted(equal.items())))
        if question in self._asked or any(
            (kind, ((name, value),)) in self._asked for name, value in equal.items()
        ):
            return
        for row in self._below.rows(kind, **equal):
            self._enter(row)
        self._asked.add(question)

    def _enter(self, row: Row) -> None:
        """A row as it stands in the store; one that changed here meanwhile, or went, stays as it is."""
        place = (type(row), row.identity())
        if place not in self.before and self.get(place[0], *place[1]) is None:
            self.put(row)


class Within:
    """The rows of a stage that lie in a scope, and those decided on here; each is asked for once."""

    def __init__(self, stage: Stage, scope: Scope, below: Reader) -> None:
        self._stage, self._scope, self._seen = stage, scope, below.within(scope)
        self._lies: dict[tuple[type[Row], Key], bool] = {}

    def rows(self, kind: type[R], /, **equal: Any) -> list[R]:
        found = self._stage.rows(kind, **equal)
        if not found or self._scope.of(kind) is None:
            return found
        if len(kind.key) > 1:
            return self._kept(kind, found, {row.identity() for row in self._seen.rows(kind, **equal)})
        self._ask(kind, [row.identity() for row in found])
        return self._kept(kind, found, {row.identity() for row in found if self._lies[kind, row.identity()]})

    def holding(self, kind: type[R], words: str, /, **equal: Any) -> list[R]:
        seen = self._seen.holding(kind, words, **equal)
        return self._kept(kind, self._stage.holding(kind, words, **equal), {row.identity() for row in seen})

    def between(self, kind: type[R], column: str, begin: datetime, end: datetime, /, **equal: Any) -> list[R]:
        """Those of `rows` of which this instant lies in `[begin, end)`."""
        seen = self._seen.between(kind, column, begin, end, **equal)
        found = self._stage.between(kind, column, begin, end, **equal)
        return self._kept(kind, found, {row.identity() for row in seen})

    def database(self) -> Connection:
        return self._stage.database()

    def learn(self, kind: type[Row]) -> None:
        """Ask at once of all rows of a kind that the stage holds."""
        self._ask(kind, [row.identity() for row in self._stage.all(kind)])

    def _ask(self, kind: type[Row], keys: Iterable[Key]) -> None:
        unknown = [key for key in dict.fromkeys(keys) if (kind, key) not in self._lies]
        for at in range(0, len(unknown), PREFETCHED):
            piece = unknown[at : at + PREFETCHED]
            seen = self._seen.rows(kind, **{kind.key[0]: tuple(key[0] for key in piece)})
            here = {row.identity() for row in seen}
            self._lies.update(((kind, key), key in here) for key in piece)

    def _kept(self, kind: type[R], found: list[R], keys: set[Key]) -> list[R]:
        is_own = self._stage.is_own
        return [row for row in found if row.identity() in keys or is_own(kind, row.identity())]

    def within(self, scope: Scope, /) -> Reader:
        return self._stage.within(scope)

    def log_of(self, subject: str, /) -> list[Logged]:
        return self._stage.log_of(subject)

    def request(self, request: str, /) -> list[Logged]:
        return self._stage.request(request)

    def last_by(self, actor: str, /) -> Logged | None:
        return self._stage.last_by(actor)


@cache
def _named_by(kind: type[Row], column: str) -> type[Row] | None:
    """The kind of the row that the column names: its own where it is the key, else what it refers to."""
    if kind.key == (column,):
        return kind
    # By its name: the table that is referred to is made when somebody first asks for it.
    referred = [key.target_fullname.partition(".")[0] for key in kind.table.c[column].foreign_keys]
    found = ROWS.get(referred[0]) if referred else None
    return found if found is not None and len(found.key) == 1 else None
