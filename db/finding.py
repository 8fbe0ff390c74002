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
    """The ids of tickets whose text holds every word of the query, newest first; None when the query is too
    short for the index.

    The pairs propose and the text decides before the limit cuts: the pairs of an old number, such as
    INC0000045, stand in thousands of others.
    """
    words = query_terms(query)
    terms = tuple(dict.fromkeys(pair for word in words for pair in bigrams(word)))
    if not terms:
        return None
    values: dict[str, object] = {f"word_{at}": word for at, word in enumerate(words)} | {"limit": limit}
    if connection.dialect.name == "postgresql":
        holds = " AND ".join(f"strpos(ticket.search, :{name}) > 0" for name in values if name != "limit")
        # Without the fence the planner walks all ids downwards until it has found enough.
        statement = text(
            "WITH found AS MATERIALIZED (SELECT id FROM ticket_find WHERE terms @> :terms) "
            f"SELECT id FROM found JOIN ticket USING (id) WHERE {holds} ORDER BY id DESC LIMIT :limit"
        )
        values["terms"] = list(terms)
    else:
        holds = " AND ".join(f"instr(ticket.search, :{name}) > 0" for name in values if name != "limit")
        statement = text(
            "SELECT ticket.id FROM ticket_find JOIN ticket ON ticket.id = ticket_find.rowid "
            f"WHERE ticket_find MATCH :terms AND {holds} ORDER BY ticket_find.rowid DESC LIMIT :limit"
        )
        values["terms"] = " AND ".join(f'"{encoded(term)}"' for term in terms)
    return [int(record[0]) for record in connection.execute(statement, values)]
