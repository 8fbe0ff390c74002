"""Column kinds that several tables share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, Index, func, text

TEXT_80, TEXT_32, TEXT_200, TEXT_2000 = 80, 32, 200, 2000

# Sort columns may not be NULL: NULLs sort first on one database and last on the other.
LAST_PRIORITY = 10
UNTRIAGED_LEVEL = 0
UNLEVELLED = 5


def one_of(column: str, values: Iterable[str], name: str | None = None) -> CheckConstraint:
    """The column holds one of these codes (or NULL)."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=name or f"{column}_known")


def within(column: str, low: int, high: int) -> CheckConstraint:
    """The column lies in this range, both ends included (or is NULL)."""
    return CheckConstraint(f"{column} BETWEEN {low} AND {high}", name=f"{column}_range")


def unique_where(name: str, *columns: str, where: str) -> Index:
    """A unique index over part of a table, on both databases."""
    condition = text(where)
    options: dict[str, Any] = {"sqlite_where": condition, "postgresql_where": condition}
    return Index(name, *columns, unique=True, **options)


def unique_in_any_case(table: str, column: str) -> Index:
    """An identifier that no other one equals but for its case; width and blanks are folded on the way in."""
    return Index(f"uq_{table}_{column}_upper", text(f"upper({column})"), unique=True)


def index_where(name: str, *columns: str, where: str) -> Index:
    """An index over part of a table, on both databases."""
    condition = text(where)
    options: dict[str, Any] = {"sqlite_where": condition, "postgresql_where": condition}
    return Index(name, *columns, **options)


def by_number(column: Any) -> tuple[ColumnElement[int], Any]:
    """The order of numbers that have letters before them: `TK9` before `TK10`."""
    return func.length(column), column
