"""The index behind find: overlapping pairs of characters (FTS5 on SQLite, a GIN index on PostgreSQL).

A query of two Chinese characters never matches a trigram index; pairs find it in well under a
millisecond, and what they let through is compared with the whole text.
"""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy import Connection, text

from db.rules.search import bigrams, query_terms
from db.tables.ticket import Ticket

SQLITE_SCHEMA = ("CREATE VIRTUAL TABLE ticket_find USING fts5(terms, content='', detail=none)",)
POSTGRESQL_SCHEMA = (
    "CREATE TABLE ticket_find (id bigint PRIMARY KEY, terms text[] NOT NULL)",
    "CREATE INDEX ix_ticket_find_terms ON ticket_find USING gin (terms)",
)
POSTGRESQL_SEQUENCE = "CREATE SEQUENCE event_seq"


@lru_cache(maxsize=65536)
def encoded(term: str) -> str:
    """A pair as a word that the full-text tokenizer keeps whole whatever its characters are."""
    return "".join(f"{ord(character):x}z" for character in term)


def index_ticket(connection: Connection, before: Ticket | None, after: Ticket | None) -> None:
    """Keep the index in step with a ticket that changes."""
    old = before.search if before is not None else None
    new = after.search if after is not None else None
    if old == new:
        return
    if connection.dialect.name == "postgresql":
        if before is not None and old is not None:
            connection.execute(text("DELETE FROM ticket_find WHERE id = :id"), {"id": before.id})
        if after is not None and new is not None:
            connection.execute(
                text("INSERT INTO ticket_find VALUES (:id, :terms)"), _record(after, postgresql=True)
            )
        return
    if before is not None and old is not None:
        connection.execute(
            text("INSERT INTO ticket_find (ticket_find, rowid, terms) VALUES ('delete', :id, :terms)"),
            _record(before),
        )
    if after is not None and new is not None:
        connection.execute(
            text("INSERT INTO ticket_find (rowid, terms) VALUES (:id, :terms)"), _record(after)
        )


def _record(ticket: Ticket, *, postgresql: bool = False) -> dict[str, object]:
    terms = bigrams(ticket.search)
    return {
        "id": ticket.id,
        "terms": list(terms) if postgresql else " ".join(encoded(term) for term in terms),
    }


def index_tickets(connection: Connection, tickets: list[Ticket]) -> None:
    """Index many new tickets at once."""
    if not tickets:
        return
    if connection.dialect.name == "postgresql":
        statement = text("INSERT INTO ticket_find VALUES (:id, :terms)")
        connection.execute(statement, [_record(ticket, postgresql=True) for ticket in tickets])
    else:
        statement = text("INSERT INTO ticket_find (rowid, terms) VALUES (:id, :terms)")
        connection.execute(statement, [_record(ticket) for ticket in tickets])


def ticket_ids(connection: Connection, query: str, limit: int = 1000) -> list[int] | None:
    """The ids of tickets that may match, newest first; None when the query is too short for the index."""
    terms = tuple(dict.fromkeys(pair for term in query_terms(query) for pair in bigrams(term)))
    if not terms:
        return None
    if connection.dialect.name == "postgresql":
        statement = text(
            # Without the fence the planner walks all ids downwards until it has found enough.
            "WITH found AS MATERIALIZED (SELECT id FROM ticket_find WHERE terms @> :terms) "
            "SELECT id FROM found ORDER BY id DESC LIMIT :limit"
        )
        found = connection.execute(statement, {"terms": list(terms), "limit": limit})
    else:
        statement = text(
            "SELECT rowid FROM ticket_find WHERE ticket_find MATCH :terms ORDER BY rowid DESC LIMIT :limit"
        )
        match = " AND ".join(f'"{encoded(term)}"' for term in terms)
        found = connection.execute(statement, {"terms": match, "limit": limit})
    return [int(record[0]) for record in found]
