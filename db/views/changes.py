"""What the log says has changed: the subjects of the events that came since one looked last."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import func, select

from db.tables.event import EVENT, LINK
from db.views.view import View, ViewContext

OVERLAP = 500
"""Events that are looked at again: on PostgreSQL one with a lower number may be committed after one with a
higher."""
MOST = 2_000
"""Events beyond which it is no longer told what changed, only that much did: an import, a restore."""


class Changed(NamedTuple):
    """`events` are those that were seen now, `last` the highest of them; `subjects` what the new ones among
    them are about, or null when there are too many, or the log was not looked at before."""

    last: int
    events: frozenset[int]
    subjects: frozenset[str] | None


class Changes(View[Changed]):
    """It has no name, since nobody asks for it from outside. `seen` are the events of the look before."""

    last: int | None = None
    seen: frozenset[int] = frozenset()

    def read(self, context: ViewContext) -> Changed:
        table, seq = LINK.c, EVENT.c.seq
        head = context.connection.execute(select(func.max(seq))).scalar() or 0
        if self.last is None or head - self.last > MOST:
            recent = context.connection.execute(select(seq).where(seq > head - OVERLAP)).scalars()
            return Changed(head, frozenset(recent), None)
        rows = context.connection.execute(
            select(table.event, table.subject).where(table.event > self.last - OVERLAP)
        ).all()
        events = frozenset(event for event, _subject in rows)
        return Changed(
            max(head, self.last),
            events,
            frozenset(subject for event, subject in rows if event not in self.seen),
        )
