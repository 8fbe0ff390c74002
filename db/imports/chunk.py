"""Writing what an import decided: the events onto the ends of their chains, and the rows that changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, select, text, update

from db.finding import index_ticket, index_tickets
from db.log import chain
from db.log.append import Event, chained, sealed
from db.log.loading import PIECE, Loading
from db.tables.event import EVENT, LINK, PRIVATE, SUBJECT
from db.tables.row import Key, Row, metadata
from db.tables.ticket import Ticket

Changed = Mapping[tuple[type[Row], Key], Row | None]


class Chunk:
    """Events sealed and chained after the heads of a store, to be written within its transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._heads = chain.Heads()
        self._stored: set[str] = set()
        self._events: list[dict[str, Any]] = []
        self._links: list[dict[str, Any]] = []
        self._private: list[dict[str, Any]] = []

    def __len__(self) -> int:
        return len(self._events)

    def add(self, event: Event) -> None:
        """Seal an event and lay it at the end of its subjects' chains."""
        record, private = sealed(event)
        self._events.append(record)
        self._private += private
        self._links += chained(event.seq, record["body"], event.subjects, self._heads)

    def know(self, locked: Iterable[str]) -> None:
        """Read where the chains of these subjects end; they are locked."""
        wanted = [each for each in dict.fromkeys(locked) if each not in self._stored]
        for at in range(0, len(wanted), PIECE):
            piece = wanted[at : at + PIECE]
            for found in self._connection.execute(select(SUBJECT).where(SUBJECT.c.key.in_(piece))):
                self._heads[found.key] = chain.Head(found.key, found.seq, found.hash)
                self._stored.add(found.key)

    def write(self, before: Changed, after: Changed) -> None:
        """Write the events and bring the rows from what they were to what they are."""
        loading = Loading(self._connection)
        moved = {each["subject"] for each in self._links}
        heads = [self._heads[key] for key in sorted(moved)]
        fresh = [{"key": head.subject, "seq": head.seq, "hash": head.hash}
                 for head in heads if head.subject not in self._stored]  # fmt: skip
        old = [{"subject_key": head.subject, "seq": head.seq, "hash": head.hash}
               for head in heads if head.subject in self._stored]  # fmt: skip
        loading.insert(SUBJECT, fresh)
        if old:
            self._connection.execute(update(SUBJECT).where(SUBJECT.c.key == bindparam("subject_key")), old)
        loading.insert(EVENT, self._events)
        loading.insert(LINK, self._links)
        loading.insert(PRIVATE, self._private)
        self._rows(loading, before, after)

    def _rows(self, loading: Loading, before: Changed, after: Changed) -> None:
        """Those that go first, then those referred to before those that refer to them."""
        gone: dict[str, list[Row]] = defaultdict(list)
        new: dict[str, list[Row]] = defaultdict(list)
        changed: dict[str, list[Row]] = defaultdict(list)
        for place, was in before.items():
            now = after[place]
            if now is None:
                if was is not None:
                    gone[place[0].name].append(was)
            elif was is None:
                new[place[0].name].append(now)
            elif now != was:
                changed[place[0].name].append(now)
        tables = [table.name for table in metadata().sorted_tables]
        for name in reversed(tables):
            for row in gone.get(name, ()):
                here = and_(*(row.table.c[each] == getattr(row, each) for each in row.key))
                self._connection.execute(delete(row.table).where(here))
        for name in tables:
            self._update(changed.get(name, []))
            if rows := new.get(name):
                loading.insert(rows[0].table, [row.__dict__ for row in rows])
        index_tickets(self._connection, [row for row in new.get("ticket", ()) if isinstance(row, Ticket)])
        for row in changed.get("ticket", ()):
            index_ticket(self._connection, before[Ticket, row.identity()], row)  # type: ignore[arg-type]

    def _update(self, rows: list[Row]) -> None:
        if not rows:
            return
        kind = type(rows[0])
        here = and_(*(kind.table.c[name] == bindparam(f"key_{name}") for name in kind.key))
        values = [
            {**{name: value for name, value in row.__dict__.items() if name not in kind.key},
             **{f"key_{name}": getattr(row, name) for name in kind.key}}
            for row in rows
        ]  # fmt: skip
        self._connection.execute(update(kind.table).where(here), values)


class Numbers:
    """The numbers of the events to come. One that a refused row gave back is used by the next."""

    def __init__(self, connection: Connection, *, writing: bool) -> None:
        self._connection = connection
        self._counted = connection.dialect.name != "postgresql" or not writing
        self._ahead: list[int] = []
        last = connection.execute(text("SELECT coalesce(max(seq), 0) FROM event")).scalar_one()
        self._last = int(last)

    def take(self) -> int:
        """The next number."""
        if self._ahead:
            return self._ahead.pop()
        if self._counted:
            self._last += 1
            return self._last
        drawn = self._connection.execute(text("SELECT nextval('event_seq') FROM generate_series(1, 500)"))
        self._ahead = sorted((int(each[0]) for each in drawn), reverse=True)
        return self._ahead.pop()

    def give_back(self, numbers: list[int]) -> None:
        """Numbers of a row that was refused, in the order in which they were taken."""
        self._ahead += reversed(numbers)
