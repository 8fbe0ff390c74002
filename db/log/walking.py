"""The log as a stream: each event with its places in chains and its private texts, by number."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Column, Connection, Select, select

from db.tables.event import EVENT, LINK, PRIVATE

PIECE = 2000
"""Records that are fetched in one go."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One event number. `record` is None where links name an event that is not there.

    `texts` are the private texts by their hash, `changed_texts` those that no longer fit theirs.
    """

    seq: int
    record: Any
    links: Sequence[Any]
    texts: Mapping[str, str]
    changed_texts: Sequence[str]


def entries(connection: Connection, subject: str | None = None) -> Iterator[Entry]:
    """Every event, or those of one subject with its links alone; three streams that run side by side."""
    named = select(LINK.c.event).where(LINK.c.subject == subject)

    def stream(statement: Select[Any], number: Column[Any]) -> Iterator[tuple[int, list[Any]]]:
        if subject is not None:
            statement = statement.where(number.in_(named))
        found = connection.execute(statement.order_by(number), execution_options={"yield_per": PIECE})
        return (
            (seq, list(each)) for seq, each in groupby(found, key=lambda record: getattr(record, number.name))
        )

    links = select(LINK) if subject is None else select(LINK).where(LINK.c.subject == subject)
    chained = _Beside(stream(links, LINK.c.event))
    private = _Beside(stream(select(PRIVATE), PRIVATE.c.event))
    for seq, (record,) in stream(select(EVENT), EVENT.c.seq):
        for missing, links_of_it in chained.before(seq):
            yield Entry(missing, None, links_of_it, {}, ())
        kept = private.at(seq)
        fitting = {each.hash: each.text for each in kept if _fits(each)}
        changed = [each.text for each in kept if not _fits(each)]
        yield Entry(seq, record, chained.at(seq), fitting, changed)
    for missing, links_of_it in chained.before(None):
        yield Entry(missing, None, links_of_it, {}, ())


def _fits(private: Any) -> bool:
    digest: str = hashlib.sha256((private.salt + private.text).encode()).hexdigest()
    return digest == str(private.hash)


class _Beside:
    """A stream that is read in step with another one."""

    def __init__(self, stream: Iterator[tuple[int, list[Any]]]) -> None:
        self._stream = stream
        self._next = next(stream, None)

    def before(self, seq: int | None) -> Iterator[tuple[int, list[Any]]]:
        """What comes before that number; everything that is left for None."""
        while self._next is not None and (seq is None or self._next[0] < seq):
            yield self._next
            self._next = next(self._stream, None)

    def at(self, seq: int) -> list[Any]:
        """What belongs to that number."""
        for _ in self.before(seq):
            pass
        if self._next is None or self._next[0] != seq:
            return []
        found = self._next[1]
        self._next = next(self._stream, None)
        return found
