"""Column kinds that several tables share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    Constraint,
    Dialect,
    Index,
    String,
    TypeDecorator,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.types import TypeEngine
from sqlmodel.sql.sqltypes import UTCDateTime

from db.rules.text import KEY_LIMIT

TEXT_80, TEXT_32, TEXT_200, TEXT_2000 = 80, 32, 200, 2000

# Sort columns may not be NULL: NULLs sort first on one database and last on the other.
LAST_PRIORITY = 10
UNTRIAGED_LEVEL = 0
UNLEVELLED = 5


class OrderedText(TypeDecorator[str]):
    """A key of `db.rules.ordering`: compared sign by sign, whatever language the database speaks."""

    impl = String(KEY_LIMIT)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        collation = "C" if dialect.name == "postgresql" else None
        return dialect.type_descriptor(String(KEY_LIMIT, collation=collation))


class Instant(UTCDateTime):
    """An instant of UTC. A store reads thousands, and SQLite's are read here in one step instead of three."""

    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None] | None:
        if dialect.name != "sqlite":
            return super().result_processor(dialect, coltype)
        return _instant


WRITTEN = len("2026-07-15 01:00:00.000000")
"""As this program writes it. As long are instants of others that end with their own zone: `…00.1+0800`."""


def _instant(value: str | None) -> datetime | None:
    if value is None:
        return None
    if len(value) == WRITTEN and value[-7] == "." and value[-6:].isdigit():
        return datetime.fromisoformat(value + "+00:00")
    at = datetime.fromisoformat(value)
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


Rule = Callable[[], Index | Constraint]
"""A constraint or index, made when somebody looks at the whole schema: a start needs none, and only naming a
dialect's option imports the dialect."""


def check(condition: str, name: str) -> Rule:
    """Every row meets the condition."""
    return lambda: CheckConstraint(condition, name=name)


def index(name: str, *columns: str, unique: bool = False) -> Rule:
    """An index over these columns."""
    return lambda: Index(name, *columns, unique=unique)


def unique(*columns: str) -> Rule:
    """No two rows are equal in all of these."""
    return lambda: UniqueConstraint(*columns)


def one_of(column: str, values: Iterable[str], name: str | None = None) -> Rule:
    """The column holds one of these codes (or NULL)."""
    listed = ", ".join(f"'{value}'" for value in values)
    return check(f"{column} IN ({listed})", name or f"{column}_known")


def within(column: str, low: int, high: int) -> Rule:
    """The column lies in this range, both ends included (or is NULL)."""
    return check(f"{column} BETWEEN {low} AND {high}", f"{column}_range")


def unique_where(name: str, *columns: str, where: str) -> Rule:
    """A unique index over part of a table, on both databases."""
    return _over_part(name, columns, where, unique=True)


def unique_in_any_case(table: str, column: str) -> Rule:
    """An identifier that no other one equals but for its case; width and blanks are folded on the way in."""
    return lambda: Index(f"uq_{table}_{column}_upper", text(f"upper({column})"), unique=True)


def index_where(name: str, *columns: str, where: str) -> Rule:
    """An index over part of a table, on both databases."""
    return _over_part(name, columns, where, unique=False)


def _over_part(name: str, columns: Iterable[str], where: str, *, unique: bool) -> Rule:
    def make() -> Index:
        condition = text(where)
        options: dict[str, Any] = {"sqlite_where": condition, "postgresql_where": condition}
        return Index(name, *columns, unique=unique, **options)

    return make


def by_number(column: Any) -> tuple[ColumnElement[int], Any]:
    """The order of numbers that have letters before them: `TK9` before `TK10`."""
    return func.length(column), column
