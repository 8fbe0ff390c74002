"""Find: every ticket by what a caller says, open ones first (DSP-02, INT-03)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, literal_column, select

from db import finding
from db.rules import numbering
from db.rules.masking import Mask
from db.rules.search import matches, query_terms
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
            records = context.connection.execute(statement.where(*narrowed).limit(limit)).all()
            for record in _seen(context, query, records):
                found.setdefault(record.number, record)
    return [queue_row(record, context.now) for record in list(found.values())[:limit]]


def _seen(context: ViewContext, query: str, records: Sequence[Row[Any]]) -> Iterable[Row[Any]]:
    """The hits that the one who looks may see are hits: a masked phone cannot be guessed by finding it."""
    if context.mask.is_open:
        return records
    hits = tuple(record.number for record in records)
    statement = select(T.number, T.search, T.phone).where(T.number.in_(hits))
    texts = {number: (search, phone) for number, search, phone in context.connection.execute(statement)}
    return [
        record
        for record in records
        if _is_number_of(query, record.number) or answers_masked(query, *texts[record.number])
    ]


def _is_number_of(query: str, number: str) -> bool:
    """Whether the query is the ticket's number, or its running part."""
    try:
        (prefix, running), (whole, own) = numbering.parse(query), numbering.parse(number)
    except numbering.NumberError:
        return False
    return running == own and (whole or "").endswith(prefix or "")


def answers_masked(query: str, search: str, phone: str) -> bool:
    """Whether a text to find things by answers the query with its phones masked."""
    mask = Mask(is_open=False)
    mask.phone(phone)
    return matches("\n".join(map(mask.text, search.splitlines())), query)


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
