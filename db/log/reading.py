"""Rows and events out of a database, within its transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from functools import cache, lru_cache
from typing import Any, TypeVar

from sqlalchemy import Connection, CursorResult, RowMapping, Select, bindparam, select

from db.log.body import opened_changes
from db.log.facts import Change
from db.log.logged import Logged
from db.scope import EVERYTHING, Scope
from db.tables.event import EVENT, LINK, PRIVATE
from db.tables.row import Row, made_row

R = TypeVar("R", bound=Row)

# What every verb or page asks, built once: building costs more than running.
OF_SUBJECT = select(EVENT).join(LINK).where(LINK.c.subject == bindparam("subject")).order_by(LINK.c.seq)
OF_REQUEST = select(EVENT).where(EVENT.c.request == bindparam("request")).order_by(EVENT.c.ordinal)
LAST_OF = select(EVENT).where(EVENT.c.actor == bindparam("actor")).order_by(EVENT.c.seq.desc()).limit(1)
WORDS_OF = select(PRIVATE).where(PRIVATE.c.event.in_(bindparam("events", expanding=True)))
SUBJECTS_OF = (
    select(LINK.c.event, LINK.c.subject)
    .where(LINK.c.event.in_(bindparam("events", expanding=True))).order_by(LINK.c.subject)
)  # fmt: skip


@lru_cache(maxsize=1000)
def _seen_statement(scope: Scope, kind: type[Row], shape: tuple[tuple[str, str], ...]) -> Select[Any]:
    """The same, as far as it lies in a scope."""
    lies_in_it = scope.of(kind)
    statement = _statement(kind, shape)
    return statement if lies_in_it is None else statement.where(lies_in_it)


@cache
def _statement(kind: type[Row], shape: tuple[tuple[str, str], ...]) -> Select[Any]:
    """The column select for one shape of question; built once, since building costs more than running."""
    statement = select(kind.table)
    for name, how in shape:
        column = kind.table.c[name]
        if how == "null":
            statement = statement.where(column.is_(None))
        elif how == "any":
            statement = statement.where(column.in_(bindparam(name, expanding=True)))
        else:
            statement = statement.where(column == bindparam(name))
    return statement.order_by(*(kind.table.c[name] for name in kind.key))


def _made(kind: type[R], found: CursorResult[Any]) -> list[R]:
    """Rows of what was found. A mapping of SQLAlchemy's own looks each column up by its name again."""
    names = tuple(found.keys())
    return [made_row(kind, dict(zip(names, record, strict=True))) for record in found.all()]


class DatabaseReader:
    """Reads rows as they stand in this transaction; with a scope only those that lie in it."""

    def __init__(self, connection: Connection, scope: Scope = EVERYTHING) -> None:
        self.connection = connection
        self._scope = scope

    def within(self, scope: Scope) -> DatabaseReader:
        """The same rows, as far as they lie in the scope."""
        return self if scope is self._scope else DatabaseReader(self.connection, scope)

    def rows(self, kind: type[R], /, **equal: Any) -> list[R]:
        shape = tuple(
            (name, "null" if value is None else "any" if isinstance(value, tuple) else "equal")
            for name, value in equal.items()
        )
        values = {name: value for name, value in equal.items() if value is not None}
        if () in values.values():
            return []
        found = self.connection.execute(_seen_statement(self._scope, kind, shape), values)
        return _made(kind, found)

    def holding(self, kind: type[R], words: str, /, **equal: Any) -> list[R]:
        """Those of `rows` in whose `search` every one of the words stands; none without words."""
        wanted = words.split()
        if not wanted:
            return []
        table = kind.table
        statement = select(table).where(*(table.c.search.contains(word, autoescape=True) for word in wanted))
        for name, value in equal.items():
            column = table.c[name]
            statement = statement.where(column.in_(value) if isinstance(value, tuple) else column == value)
        lies_in_it = self._scope.of(kind)
        if lies_in_it is not None:
            statement = statement.where(lies_in_it)
        found = self.connection.execute(statement.order_by(*(table.c[name] for name in kind.key)))
        return _made(kind, found)

    def between(self, kind: type[R], column: str, begin: datetime, end: datetime, /, **equal: Any) -> list[R]:
        """Those of `rows` of which this instant lies in `[begin, end)`."""
        table = kind.table
        statement = select(table).where(table.c[column] >= begin, table.c[column] < end)
        for name, value in equal.items():
            statement = statement.where(table.c[name] == value)
        lies_in_it = self._scope.of(kind)
        if lies_in_it is not None:
            statement = statement.where(lies_in_it)
        found = self.connection.execute(statement.order_by(*(table.c[name] for name in kind.key)))
        return _made(kind, found)

    def database(self) -> Connection:
        """The transaction itself."""
        return self.connection

    def log_of(self, subject: str) -> list[Logged]:
        """The events of a subject in the order of its chain."""
        return self._logged(self.connection.execute(OF_SUBJECT, {"subject": subject}).mappings())

    def request(self, request: str) -> list[Logged]:
        """The events of one request, in order; several when it was a bulk."""
        return self._logged(self.connection.execute(OF_REQUEST, {"request": request}).mappings())

    def last_by(self, actor: str) -> Logged | None:
        """The last thing that this person did."""
        found = self._logged(self.connection.execute(LAST_OF, {"actor": actor}).mappings())
        return found[0] if found else None

    def _logged(self, records: Iterable[RowMapping]) -> list[Logged]:
        records = list(records)
        seqs = [record["seq"] for record in records]
        texts: dict[int, dict[str, str]] = {seq: {} for seq in seqs}
        subjects: dict[int, list[str]] = {seq: [] for seq in seqs}
        if seqs:
            for private in self.connection.execute(WORDS_OF, {"events": seqs}):
                texts[private.event][private.hash] = private.text
            for link in self.connection.execute(SUBJECTS_OF, {"events": seqs}):
                subjects[link.event].append(link.subject)
        return [logged(record, texts[record["seq"]], subjects[record["seq"]]) for record in records]


def logged(record: RowMapping, texts: dict[str, str], subjects: Iterable[str]) -> Logged:
    """An event with its changes typed and people's words put back."""
    body = json.loads(record["body"])
    changes: tuple[Change, ...] = tuple(opened_changes(body, texts))
    return Logged.of(record, body, texts, tuple(subjects), changes)
