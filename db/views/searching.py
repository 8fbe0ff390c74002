"""Find: every ticket by what a caller says, open ones first (DSP-02, INT-03)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, case, literal_column

from db import finding
from db.rules import numbering
from db.rules.search import matches, query_terms
from db.tables.codes import OPEN_STATES
from db.tables.ticket import OPEN
from db.views.queue_row import ORDER, QueueRow, T, queue_columns, queue_row
from db.views.view import ViewContext

INDEXED = 1000
"""So many of the newest hits come from the index; open tickets beyond them are looked through."""


def found_rows(
    context: ViewContext, query: str, limit: int, narrowed: Sequence[ColumnElement[bool]] = ()
) -> list[QueueRow]:
    """The tickets that answer the query: those with that number, then open ones in queue order, then the
    others, newest first."""
    found: dict[str, Row[Any]] = {record.number: record for record in _numbered(context, query, narrowed)}
    for record in _matching(context, query, narrowed):
        if len(found) >= limit:
            break
        if record.number not in found:
            found[record.number] = record
    return [queue_row(record, context.now) for record in list(found.values())[:limit]]


def _numbered(
    context: ViewContext, query: str, narrowed: Sequence[ColumnElement[bool]]
) -> Iterable[Row[Any]]:
    try:
        prefix, running = numbering.parse(query)
    except numbering.NumberError:
        return []
    conditions = [T.running == running, *narrowed]
    if prefix is not None:
        conditions.append(T.number.like(f"%{prefix}-%"))
    return _execute(context, conditions)


def _matching(
    context: ViewContext, query: str, narrowed: Sequence[ColumnElement[bool]]
) -> Iterable[Row[Any]]:
    ids = finding.ticket_ids(context.connection, query, INDEXED)
    if ids is None or len(ids) >= INDEXED:
        is_open: ColumnElement[bool] = literal_column(f"({OPEN})")
        yield from _answering(context, query, [is_open, *_containing(query), *narrowed])
    if ids:
        yield from _answering(context, query, [T.id.in_(ids), *narrowed])


def _containing(query: str) -> Iterable[ColumnElement[bool]]:
    return (T.search.contains(term, autoescape=True) for term in query_terms(query))


def _answering(
    context: ViewContext, query: str, conditions: Iterable[ColumnElement[bool]]
) -> Iterable[Row[Any]]:
    return (record for record in _execute(context, conditions) if matches(record.search, query))


def _execute(context: ViewContext, conditions: Iterable[ColumnElement[bool]]) -> list[Row[Any]]:
    is_open = T.state.in_(OPEN_STATES)
    newest = case((is_open, None), else_=T.reported_at).desc().nulls_last()
    statement = (
        queue_columns()
        .add_columns(T.search)
        .where(*conditions)
        .order_by(case((is_open, 0), else_=1), newest, *ORDER)
    )
    return list(context.connection.execute(statement))
