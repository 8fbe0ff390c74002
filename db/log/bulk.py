"""Writing many decided events at once: the same bodies, chains and rows as one append after the other."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, insert, text

from db.finding import index_tickets
from db.log import chain
from db.log.append import EVENT, LINK, PRIVATE, SUBJECT, Event, records
from db.log.world import World
from db.tables.row import ROWS
from db.tables.ticket import Ticket

PIECE = 2000
"""Records handed to the driver in one go."""


class _Heads(dict[str, chain.Head]):
    """The end of every chain; one that nobody wrote to yet is empty."""

    def __missing__(self, subject: str) -> chain.Head:
        return chain.Head(subject)


class Bulk:
    """Events sealed and chained in memory, to be written into a store without any.

    The events come in the order of their `seq`, which counts from 1 without a gap.
    """

    def __init__(self) -> None:
        self._heads = _Heads()
        self._events: list[dict[str, Any]] = []
        self._links: list[dict[str, Any]] = []
        self._private: list[dict[str, Any]] = []

    def __len__(self) -> int:
        return len(self._events)

    def add(self, event: Event) -> None:
        """Seal an event and lay it at the end of its subjects' chains."""
        record, private, links = records(event, self._heads)
        self._events.append(record)
        self._private += private
        for each in links:
            self._heads[each.subject] = chain.Head(each.subject, each.seq, each.hash)
            self._links.append(
                {"event": each.event, "subject": each.subject, "seq": each.seq,
                 "previous": each.previous, "hash": each.hash}
            )  # fmt: skip

    def write(self, connection: Connection, world: World) -> None:
        """Write the events and the rows that they fold to (`world`), those referred to first."""
        heads = [{"key": head.subject, "seq": head.seq, "hash": head.hash} for head in self._heads.values()]
        _insert(connection, SUBJECT, heads)
        _insert(connection, EVENT, self._events)
        _insert(connection, LINK, self._links)
        _insert(connection, PRIVATE, self._private)
        for table in Ticket.table.metadata.sorted_tables:
            if table.name in ROWS:
                _insert(connection, table, [row.__dict__ for row in world.rows(ROWS[table.name])])
        index_tickets(connection, world.rows(Ticket))
        if connection.dialect.name == "postgresql" and self._events:
            last = {"last": self._events[-1]["seq"]}
            connection.execute(text("SELECT setval('event_seq', :last)"), last)


def _insert(connection: Connection, table: Any, found: list[dict[str, Any]]) -> None:
    statement = insert(table)
    for at in range(0, len(found), PIECE):
        connection.execute(statement, found[at : at + PIECE])
