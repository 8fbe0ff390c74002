"""What no event says and audit looks at all the same: the index behind find, what a store says of itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, select

from db.rules.sentence import msgid
from db.tables.event import FACT
from db.tables.ticket import Ticket
from db.trouble import unreadable

PIECE = 2000
"""Records that are fetched in one go."""
KINDS = ("live", "demo")
UNKNOWN_FACT = msgid("{table} {key}: {present} makes no sense.")
NEVER_SENT = msgid("{number} has no place in the tray: it is never sent.")
NOT_FOUND = msgid("{number} is not found by what its text says: the index behind find is not right.")
FOUND_FOR_NOTHING = msgid("The index behind find names {count} tickets that there are not.")


def known(connection: Connection) -> tuple[str, timedelta]:
    """The store's kind, and how far a demo's clock is ahead. Raises Damaged where they make no sense."""
    for _sentence, _values in facts(connection):
        raise unreadable()
    said = {record.name: record.value for record in connection.execute(select(FACT))}
    return said.get("kind", "live"), timedelta(seconds=int(said.get("offset", "0")))


def facts(connection: Connection) -> Iterator[tuple[str, dict[str, Any]]]:
    """What the store says of itself and cannot be; with the values of the sentence."""
    for name, value in connection.execute(select(FACT.c.name, FACT.c.value)):
        right = {
            "kind": value in KINDS,
            "offset": isinstance(value, str) and value.removeprefix("-").isdecimal() and len(value) < 12,
        }
        if not right.get(name, False):
            yield UNKNOWN_FACT, {"table": FACT.name, "key": str(name), "present": str(value)[:60]}


def index(connection: Connection) -> Iterator[tuple[str, dict[str, Any]]]:
    """Tickets that find would miss, and what it would find for nothing."""
    from db.finding import fingerprint, fingerprints  # only an audit asks

    indexed = fingerprints(connection)
    ticket = Ticket.table.c
    columns = select(ticket.id, ticket.number, ticket.search, ticket.technician)
    for id_, number, search, technician in connection.execute(
        columns, execution_options={"yield_per": PIECE}
    ):
        if indexed.pop(id_, None) != fingerprint(search, technician):
            yield NOT_FOUND, {"number": number}
    if indexed:
        yield FOUND_FOR_NOTHING, {"count": len(indexed)}


def tray(connection: Connection) -> Iterator[tuple[str, dict[str, Any]]]:
    """Notices of which nobody keeps whether they were sent (ESC-05)."""
    from db.tables.notice import DELIVERY, Notice

    notice = Notice.table.c
    placed = select(DELIVERY.c.notice).where(DELIVERY.c.notice == notice.id)
    for number in connection.execute(select(notice.id).where(~placed.exists()).order_by(notice.id)).scalars():
        yield NEVER_SENT, {"number": number}
