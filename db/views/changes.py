"""What the log says has changed since somebody looked last: the subjects, and each of them once.

On SQLite events are committed in the order of their numbers. On PostgreSQL one with a lower number may be
committed after one with a higher, however much later: there a look keeps the snapshot that it saw, and the
next one asks for what was written by transactions that were not in it. Nothing is missed, nothing told twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from sqlalchemy import TextClause, func, literal_column, select, text

from db.subjects.subject import SUBJECTS
from db.tables.event import EVENT, LINK
from db.views.view import View, ViewContext, pieces

MOST = 2_000
"""Subjects beyond which it is no longer told what changed, only that much did: an import, a restore."""


class Look(NamedTuple):
    """How far somebody has looked: the highest event, and on PostgreSQL the snapshot."""

    last: int
    snapshot: str = ""


class Changed(NamedTuple):
    """`subjects` are what changed between the two looks, as far as the one who looks may see it; None when it
    is too much to be told, or nothing was looked at before."""

    look: Look
    subjects: frozenset[str] | None


class Changes(View[Changed]):
    """It has no name, since nobody asks for it from outside. `since` is the look before.

    `shown` are subjects that the asker has on the screen: of these it is told even when they have left the
    scope, so that they go from there.
    """

    since: Look | None = None
    shown: frozenset[str] = frozenset()

    def read(self, context: ViewContext) -> Changed:
        look = look_of(context)
        if (
            self.since is None
            or look.last < self.since.last
            or bool(look.snapshot) != bool(self.since.snapshot)
        ):
            return Changed(look, None)
        found = _subjects(context, self.since)
        if len(found) > MOST:
            return Changed(look, None)
        return Changed(look, frozenset(_seen(context, found, self.shown)))


def look_of(context: ViewContext) -> Look:
    """Where this transaction stands; it sees one moment, whatever is committed meanwhile."""
    last = func.coalesce(func.max(EVENT.c.seq), 0)
    if context.connection.dialect.name != "postgresql":
        return Look(int(context.connection.execute(select(last)).scalar_one()))
    found = context.connection.execute(select(last, literal_column("pg_current_snapshot()::text"))).one()
    return Look(int(found[0]), str(found[1]))


_LATER: TextClause = text(
    "SELECT coalesce(max(seq), 0), pg_current_snapshot()::text,"
    " pg_snapshot_xmax(pg_current_snapshot()) >= pg_snapshot_xmax(CAST(:snapshot AS pg_snapshot))"
    " AND NOT EXISTS (SELECT 1 FROM pg_snapshot_xip(pg_current_snapshot()) AS running"
    " WHERE pg_visible_in_snapshot(running, CAST(:snapshot AS pg_snapshot))),"
    " NOT EXISTS (SELECT 1 FROM event_subject"
    " WHERE written_in >= pg_snapshot_xmin(CAST(:snapshot AS pg_snapshot))::text::bigint"
    " AND NOT pg_visible_in_snapshot(written_in::text::xid8, CAST(:snapshot AS pg_snapshot)))"
    " FROM event"
)
"""Where this transaction stands, whether it sees all that an earlier look saw, and whether nothing else."""


def mark_of(context: ViewContext) -> Look:
    """What things may be kept by: a look that stays the same until something is written to this store. The
    snapshot alone moves with every transaction of every database that the server has."""
    if context.connection.dialect.name != "postgresql":
        return look_of(context)
    known: Look | None = context.kept.mark
    if known is None:
        context.kept.mark = look = look_of(context)
        return look
    found = context.connection.execute(_LATER, {"snapshot": known.snapshot}).one()
    last, snapshot, sees_as_much, is_unchanged = found
    if sees_as_much and is_unchanged and last == known.last:
        return known
    look = Look(int(last), str(snapshot))
    if sees_as_much:  # an older transaction keeps what it reads for itself
        context.kept.mark = look
    return look


_SINCE_EVENT = select(LINK.c.subject).distinct()
_SINCE_SNAPSHOT: TextClause = text(
    "SELECT DISTINCT subject FROM event_subject"
    " WHERE written_in >= pg_snapshot_xmin(CAST(:snapshot AS pg_snapshot))::text::bigint"
    " AND NOT pg_visible_in_snapshot(written_in::text::xid8, CAST(:snapshot AS pg_snapshot))"
    " LIMIT :most"
)


def _subjects(context: ViewContext, since: Look) -> set[str]:
    """What was written since, one more than is told at most."""
    if since.snapshot:
        given: dict[str, Any] = {"snapshot": since.snapshot, "most": MOST + 1}
        return set(context.connection.execute(_SINCE_SNAPSHOT, given).scalars())
    later = _SINCE_EVENT.where(LINK.c.event > since.last).limit(MOST + 1)
    return set(context.connection.execute(later).scalars())


def _seen(context: ViewContext, found: set[str], shown: frozenset[str]) -> Iterator[str]:
    """Those in scope, and those that are shown already."""
    yield from found & shown
    by_family: dict[str, dict[str, str]] = {}
    for subject in found - shown:
        family, _, name = subject.partition(":")
        by_family.setdefault(family, {})[name] = subject
    for family, named in by_family.items():
        yield from (named[name] for name in _within(context, family, named))


def _within(context: ViewContext, family: str, names: Iterable[str]) -> Iterator[str]:
    declared = SUBJECTS.get(family)
    lies_in_it = context.scope.of(declared.root) if declared and len(declared.root.key) == 1 else None
    if declared is None or lies_in_it is None:
        yield from names
        return
    key = declared.root.table.c[declared.root.key[0]]
    for piece in pieces(sorted(names)):
        yield from context.connection.execute(select(key).where(key.in_(piece), lies_in_it)).scalars()
