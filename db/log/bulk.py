"""Writing many decided events at once: the same bodies, chains and rows as one append after the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from db.finding import index_tickets
from db.log import chain
from db.log.append import Event, chained, sealed
from db.log.loading import Loading
from db.log.outgoing import place_many
from db.log.rows import Rows
from db.tables.event import EVENT, LINK, PRIVATE, SUBJECT
from db.tables.notice import Notice
from db.tables.row import ROWS, metadata
from db.tables.ticket import Ticket


@dataclass(slots=True)
class Sealed:
    """An event's record, its private texts, and whose chains it belongs to: plain values that can travel."""

    record: dict[str, Any]
    private: list[dict[str, Any]]
    subjects: tuple[str, ...]


class Bulk:
    """Events sealed in memory, to be chained and written into a store without any.

    They may be added in any order; all together they count from 1 without a gap.
    """

    def __init__(self) -> None:
        self.sealed: dict[int, Sealed] = {}

    def __len__(self) -> int:
        return len(self.sealed)

    def add(self, event: Event) -> None:
        """Seal an event."""
        self.sealed[event.seq] = Sealed(*sealed(event), event.subjects)

    def write(self, connection: Connection, world: Rows) -> None:
        """Write the events and the rows that they fold to (`world`), those referred to first."""
        heads = chain.Heads()
        links: list[dict[str, Any]] = []
        private: list[dict[str, Any]] = []
        for seq in range(1, len(self.sealed) + 1):
            one = self.sealed[seq]
            links += chained(seq, one.record["body"], one.subjects, heads)
            private += one.private
        loading = Loading(connection)
        ends = [{"key": head.subject, "seq": head.seq, "hash": head.hash} for head in heads.values()]
        loading.insert(SUBJECT, ends)
        loading.insert(EVENT, [self.sealed[seq].record for seq in range(1, len(self.sealed) + 1)])
        loading.insert(LINK, links)
        loading.insert(PRIVATE, private)
        for table in metadata().sorted_tables:
            if table.name in ROWS:
                loading.insert(table, [row.__dict__ for row in world.all(ROWS[table.name])])
        index_tickets(connection, world.all(Ticket))
        place_many(connection, world.all(Notice))
        if connection.dialect.name == "postgresql" and self.sealed:
            connection.execute(text("SELECT setval('event_seq', :last)"), {"last": len(self.sealed)})
