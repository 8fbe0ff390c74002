"""Find: every ticket by what a caller says, open ones first (DSP-02, INT-03)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, literal_column

from db import finding
from db.rules import numbering
from db.rules.search import query_terms
from db.views.queue_row import IS_OPEN, ORDER, QueueRow, T, queue_columns, queue_row
from db.views.view import ViewContext

INDEXED = 1000
"""So many of the newest hits come from the index; open tickets beyond them are looked through."""

Conditions = Sequence[ColumnElement[bool]]


def found_rows(context: ViewContext, query: str, limit: int, narrowed: Conditions = ()) -> list[QueueRow]:
    """The tickets that answer the query: those with that number, then open ones in queue order, then the
    others, newest first."""
    found: dict[str, Row[Any]] = {}
    for statement in _statements(context, query):
        if len(found) < limit:
            for record in context.connection.execute(statement.where(*narrowed).limit(limit)):
                found.setdefault(record.number, record)
    return [queue_row(record, context.now) for record in list(found.values())[:limit]]


def _statements(context: ViewContext, query: str) -> Iterable[Select[Any]]:
    """What the index lets through is compared with the whole text. Where it knows nothing, because the
    query is too short, or too much, open tickets are looked through without it."""
    numbered = _numbered(query)
    if numbered is not None:
        yield from (_open(numbered), _others(numbered))
    holding = [T.search.contains(term, autoescape=True) for term in query_terms(query)]
    ids = finding.ticket_ids(context.connection, query, INDEXED)
    if ids is None or len(ids) >= INDEXED:
        yield _open(holding)
    elif ids:
        yield _open([T.id.in_(ids), *holding])
    if ids:
        yield _others([T.id.in_(ids), *holding])


def _numbered(query: str) -> Conditions | None:
    try:
        prefix, running = numbering.parse(query)
    except numbering.NumberError:
        return None
    return [T.running == running, *([T.number.contains(f"{prefix}-")] if prefix is not None else ())]


def _open(conditions: Conditions) -> Select[Any]:
    return queue_columns().where(literal_column(IS_OPEN), *conditions).order_by(*ORDER)


def _others(conditions: Conditions) -> Select[Any]:
    newest = (T.reported_at.desc(), T.number.desc())
    return queue_columns().where(literal_column(f"NOT {IS_OPEN}"), *conditions).order_by(*newest)
