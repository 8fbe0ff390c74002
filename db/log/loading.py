"""Inserting many records at once: what `connection.execute(insert(table), records)` does, column by column.

Walking value by value through the types was half of a season's writing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import Column, Connection, Table
from sqlmodel.sql.sqltypes import UTCDateTime

PIECE = 2000
"""Records handed to the driver in one go."""

Spelling = Callable[[Any], Any]


class Loading:
    """Inserts into one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection, self._dialect = connection, connection.dialect

    def insert(self, table: Table, records: list[dict[str, Any]]) -> None:
        """Insert records, which all hold the same columns; the database fills in the others."""
        if not records:
            return
        given = [column for column in table.columns if column.name in records[0]]
        statement = self._statement(table, given)
        read = itemgetter(*[column.name for column in given])
        spellings = [self._spelling(column) for column in given]
        for at in range(0, len(records), PIECE):
            columns = zip(*map(read, records[at : at + PIECE]), strict=True)
            spelt = [
                values if spell is None else [spell(value) for value in values]
                for spell, values in zip(spellings, columns, strict=True)
            ]
            self._connection.exec_driver_sql(statement, list(zip(*spelt, strict=True)))

    def _statement(self, table: Table, given: list[Column[Any]]) -> str:
        quote = self._dialect.identifier_preparer.quote
        names = ", ".join(quote(column.name) for column in given)
        mark = "?" if self._dialect.paramstyle == "qmark" else "%s"
        return f"INSERT INTO {quote(table.name)} ({names}) VALUES ({', '.join([mark] * len(given))})"

    def _spelling(self, column: Column[Any]) -> Spelling | None:
        """How the driver takes the column's values; None when as they are."""
        if isinstance(column.type, UTCDateTime) and self._dialect.name == "sqlite":
            return _instant
        return column.type.dialect_impl(self._dialect).bind_processor(self._dialect)


def _instant(value: datetime | None) -> str | None:
    """2026-07-15 01:00:00.000000: what the type itself writes, in a sixth of its time."""
    if value is None:
        return None
    if value.tzinfo is not UTC:
        if value.utcoffset() is None:
            raise ValueError(f"{value} has no offset")
        value = value.astimezone(UTC)
    return value.isoformat(" ", "microseconds")[:26]
