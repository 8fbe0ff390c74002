"""The index behind find: overlapping pairs of characters (FTS5 on SQLite, a GIN index on PostgreSQL).

A query of two Chinese characters never matches a trigram index; pairs find it in well under a
millisecond, and what they let through is compared with the whole text. Whoever holds a ticket, or held it
last, stands in it as a word of its own, so that a name finds their tickets.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple
from zlib import crc32

from sqlalchemy import (
    ARRAY,
    Column,
    ColumnElement,
    Connection,
    FromClause,
    MetaData,
    Select,
    Table,
    Text,
    and_,
    bindparam,
    inspect,
    or_,
    select,
    text,
)
from sqlalchemy.types import BigInteger

from db.engine import said
from db.rules.search import bigrams, haystack
from db.tables.ticket import Ticket

SQLITE_SCHEMA = ("CREATE VIRTUAL TABLE ticket_find USING fts5(terms, content='', detail=none)",)
SQLITE_TERMS = "fts5vocab('main', 'ticket_find', 'instance')"
POSTGRESQL_SCHEMA = (
    "CREATE TABLE ticket_find (id bigint PRIMARY KEY, terms text[] NOT NULL)",
    "CREATE INDEX ix_ticket_find_terms ON ticket_find USING gin (terms)",
)
POSTGRESQL_SEQUENCE = "CREATE SEQUENCE event_seq"
SEARCHED_FAULT = 100
"""Characters of the fault that find looks through."""
PIECE = 1000
T = Ticket.table.c
# Not a table of the metadata: it is made by hand, differently on each database.
FIND = Table(
    "ticket_find", MetaData(), Column("rowid", BigInteger), Column("id", BigInteger), Column("terms")
)


class Wanted(NamedTuple):
    """One word of a query: its spellings, and the people whom it names."""

    spellings: tuple[str, ...]
    people: tuple[str, ...] = ()


# -- what is found ------------------------------------------------------------------------------------------


def search_text(ticket: Ticket) -> str:
    """What find looks through: number, customer, contact and their pinyin, phone, serial, product, address,
    district, fault (DSP-02)."""
    return haystack(
        ticket.number,
        ticket.external_number,
        ticket.former_number or "",
        ticket.phone,
        ticket.serial,
        ticket.model,
        ticket.project,
        ticket.product,
        ticket.district,
        ticket.address,
        ticket.fault[:SEARCHED_FAULT],
        names=(ticket.customer_label, ticket.contact),
    )


@lru_cache(maxsize=65536)
def encoded(term: str) -> str:
    """A pair as a word that the full-text tokenizer keeps whole whatever its characters are."""
    return "".join(f"{ord(character):x}z" for character in term)


def held_by(staff: str) -> str:
    """The word of the index for a person; no pair of characters is like it."""
    return f"@{staff}"


def terms_of(ticket: Ticket) -> tuple[str, ...]:
    """What a ticket stands under in the index."""
    return _terms(ticket.search, ticket.technician)


def _terms(search: str, technician: str | None) -> tuple[str, ...]:
    pairs = bigrams(search)
    return (*pairs, held_by(technician)) if technician else pairs


# -- keeping it in step -------------------------------------------------------------------------------------


def index_ticket(connection: Connection, before: Ticket | None, after: Ticket | None) -> None:
    """Keep the index in step with a ticket that changes."""
    if before is not None and after is not None and _found_by(before) == _found_by(after):
        return
    if connection.dialect.name == "postgresql":
        if before is not None:
            connection.execute(said("DELETE FROM ticket_find WHERE id = :id"), {"id": before.id})
    elif before is not None:
        connection.execute(
            said("INSERT INTO ticket_find (ticket_find, rowid, terms) VALUES ('delete', :id, :terms)"),
            _record(before, connection),
        )
    if after is not None:
        index_tickets(connection, [after])


def _found_by(ticket: Ticket) -> tuple[str, str | None]:
    return ticket.search, ticket.technician


def _record(ticket: Ticket, connection: Connection) -> dict[str, object]:
    terms = terms_of(ticket)
    listed = connection.dialect.name == "postgresql"
    return {"id": ticket.id, "terms": list(terms) if listed else " ".join(encoded(term) for term in terms)}


def index_tickets(connection: Connection, tickets: Sequence[Ticket]) -> None:
    """Index new tickets."""
    if not tickets:
        return
    key = "id" if connection.dialect.name == "postgresql" else "rowid"
    statement = said(f"INSERT INTO ticket_find ({key}, terms) VALUES (:id, :terms)")
    connection.execute(statement, [_record(ticket, connection) for ticket in tickets])


def clear(connection: Connection) -> None:
    """Forget the whole index."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("DELETE FROM ticket_find"))
    else:
        connection.execute(text("INSERT INTO ticket_find (ticket_find) VALUES ('delete-all')"))


REBUILT_FROM = (
    "number", "id", "external_number", "former_number", "phone", "serial", "model", "project", "product",
    "district", "address", "fault", "customer_label", "contact", "technician", "search",
)  # fmt: skip


def rebuild(connection: Connection) -> int:
    """Write the search text of every ticket and the whole index anew; how many texts were not current.

    It needs only the columns that it names, and those of them that are there, so that a migration can call it
    whatever columns come later.
    """
    clear(connection)
    there = {column["name"] for column in inspect(connection).get_columns("ticket")}
    columns = [T[name] for name in REBUILT_FROM if name in there]
    changed, last = 0, -1
    while True:
        piece = connection.execute(select(*columns).where(T.id > last).order_by(T.id).limit(PIECE)).mappings()
        tickets = [Ticket.model_construct(None, **record) for record in piece]
        if not tickets:
            return changed
        last = tickets[-1].id
        current = [ticket.but(search=search_text(ticket)) for ticket in tickets]
        stale = [new for old, new in zip(tickets, current, strict=True) if old.search != new.search]
        changed += len(stale)
        if stale:
            connection.execute(
                Ticket.table.update().where(T.id == bindparam("of")).values(search=bindparam("words")),
                [{"of": ticket.id, "words": ticket.search} for ticket in stale],
            )
        index_tickets(connection, current)


# -- asking it ----------------------------------------------------------------------------------------------


def holding(wanted: Iterable[Wanted]) -> list[ColumnElement[bool]]:
    """That a ticket's text, or whoever holds it, answers every word."""
    return [
        or_(
            *(T.search.contains(word, autoescape=True) for word in each.spellings),
            *([T.technician.in_(each.people)] if each.people else ()),
        )
        for each in wanted
    ]


def proposed(connection: Connection, wanted: Sequence[Wanted]) -> Select[Any] | None:
    """The ids that the index proposes, as a select; None when the query is too short for it.

    The pairs propose and the text decides before any limit cuts: the pairs of an old number, such as
    INC0000045, stand in thousands of others.
    """
    asked = [found for each in wanted if (found := _alternatives(each)) is not None]
    if not asked:
        return None
    if connection.dialect.name == "postgresql":
        return select(FIND.c.id.label("id")).where(*(_array_holds(each) for each in asked))
    words = " AND ".join(f"({' OR '.join(_quoted(each) for each in alternatives)})" for alternatives in asked)
    return select(FIND.c.rowid.label("id")).where(
        text("ticket_find MATCH :terms").bindparams(bindparam("terms", words, unique=True))
    )


def _alternatives(wanted: Wanted) -> list[tuple[str, ...]] | None:
    """For one word, sets of terms of which one must be there whole; None when the index cannot tell."""
    sets = [bigrams(word) for word in wanted.spellings]
    if not all(sets):
        return None
    return [*sets, *((held_by(staff),) for staff in wanted.people)]


def _quoted(terms: tuple[str, ...]) -> str:
    return "(" + " AND ".join(f'"{encoded(term)}"' for term in terms) + ")"


def _array_holds(alternatives: list[tuple[str, ...]]) -> ColumnElement[bool]:
    terms = FIND.c.terms
    return or_(*(terms.op("@>")(bindparam(None, list(each), type_=ARRAY(Text))) for each in alternatives))


def found_among(
    connection: Connection, wanted: Sequence[Wanted]
) -> tuple[FromClause, ColumnElement[bool]] | None:
    """The tickets that answer, as a table to select from and a condition; None as in `proposed`."""
    ids = proposed(connection, wanted)
    if ids is None:
        return None
    # Without the fence PostgreSQL's planner walks all ids downwards until it has found enough.
    found = ids.cte("found").prefix_with("MATERIALIZED", dialect="postgresql")
    return Ticket.table.join(found, found.c.id == T.id), and_(*holding(wanted))


Fingerprint = tuple[int, int]
"""How many pairs, and the sum of their checksums: in any order, without holding them all."""


def fingerprint(search: str, technician: str | None) -> Fingerprint | None:
    """What the index should hold of a ticket with this text and this holder; None for nothing."""
    return _printed([encoded(term) for term in _terms(search, technician)])


def _printed(terms: list[str]) -> Fingerprint | None:
    return (len(terms), sum(crc32(term.encode()) for term in terms)) if terms else None


def fingerprints(connection: Connection) -> dict[int, Fingerprint | None]:
    """What the index holds, by the ids of the tickets."""
    if connection.dialect.name == "postgresql":
        records = connection.execute(text("SELECT id, terms FROM ticket_find"))
        return {record.id: _printed([encoded(pair) for pair in record.terms]) for record in records}
    connection.connection.create_function("checksum", 1, crc32, deterministic=True)
    connection.execute(text(f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.ticket_terms USING {SQLITE_TERMS}"))
    # As bytes: what is damaged need not be a text any more, and is to be found nevertheless.
    records = connection.execute(
        text("SELECT doc, count(*), sum(checksum(CAST(term AS BLOB))) FROM ticket_terms GROUP BY doc")
    )
    return {int(doc): (int(count), int(total)) for doc, count, total in records}


def ticket_ids(
    connection: Connection, wanted: Sequence[Wanted], limit: int = 1000,
    narrowed: Sequence[ColumnElement[bool]] = (),
) -> list[int] | None:  # fmt: skip
    """The ids of tickets that answer every word of the query, newest first, of those that `narrowed` leaves;
    None when the query is too short for the index."""
    among = found_among(connection, wanted)
    if among is None:
        return None
    tables, condition = among
    statement = (
        select(T.id).select_from(tables).where(condition, *narrowed).order_by(T.id.desc()).limit(limit)
    )
    return list(connection.execute(statement).scalars())
