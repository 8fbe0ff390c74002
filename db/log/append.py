"""Writing an event: its text, its place in every subject's chain, and the rows that its fold gives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Delete, Insert, Update, and_, bindparam, delete, insert, select, update
from sqlalchemy.sql.elements import ColumnElement

from db.engine import said
from db.finding import index_ticket
from db.log import chain
from db.log.body import Vault, canonical, instant_text, sealed_args, sealed_changes, sealed_given
from db.log.change import Change
from db.log.outgoing import place
from db.log.rows import Rows
from db.log.upcasts import FORMAT
from db.migrations import HEAD
from db.tables.event import EVENT, LINK, PRIVATE, SUBJECT
from db.tables.notice import Notice
from db.tables.row import ROWS, Row
from db.tables.ticket import Ticket

# What every event writes, built once: building a statement costs more than running it.
HEADS = select(SUBJECT).where(SUBJECT.c.key.in_(bindparam("subjects", expanding=True)))
NEW_EVENT, NEW_LINK, NEW_PRIVATE = insert(EVENT), insert(LINK), insert(PRIVATE)
MOVE_ON = (
    "INSERT INTO subject (key, seq, hash) VALUES (:subject, :seq, :hash)"
    " ON CONFLICT (key) DO UPDATE SET seq = excluded.seq, hash = excluded.hash"
)


class Event(NamedTuple):
    """An event about to be written."""

    seq: int
    request: str
    ordinal: int
    verb: str
    actor: str
    at: datetime
    policy: str
    args: Mapping[str, Any]
    private_args: frozenset[str]
    answer: Mapping[str, Any]
    bulk: Mapping[str, Any] | None
    changes: Sequence[Change]
    subjects: tuple[str, ...]
    salt: str
    given: Mapping[str, Any] | None = None
    """The fields as they were given, where `args` has the number of what was called by a name."""


def write_body(event: Event) -> tuple[str, Vault]:
    """The canonical text that is hashed, and the private texts that stand beside it."""
    vault = Vault(event.salt, {})
    body: dict[str, Any] = {
        "format": FORMAT,
        "schema": HEAD,
        "id": event.request,
        "ordinal": event.ordinal,
        "seq": event.seq,
        "verb": event.verb,
        "actor": event.actor,
        "at": instant_text(event.at),
        "policy": event.policy,
        "args": sealed_args(event.args, event.private_args, vault),
        "answer": event.answer,
        "changes": sealed_changes(event.changes, vault),
    }
    if event.given:
        body["given"] = sealed_given(event.given, vault)
    if event.bulk is not None:
        body["bulk"] = event.bulk
    return canonical(body), vault


def sealed(event: Event) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The event's record and its private texts."""
    body, vault = write_body(event)
    record = {
        "seq": event.seq,
        "request": event.request,
        "ordinal": event.ordinal,
        "verb": event.verb,
        "actor": event.actor,
        "at": event.at,
        "body": body,
    }
    private = [
        {"event": event.seq, "hash": digest, "salt": vault.salt, "text": text}
        for digest, text in vault.entries.items()
    ]
    return record, private


def chained(
    seq: int, body: str, subjects: Iterable[str], heads: MutableMapping[str, chain.Head]
) -> list[dict[str, Any]]:
    """A link's record for each subject of an event; `heads` move on to it."""
    links = []
    for subject in subjects:
        head = heads[subject]
        heads[subject] = after = chain.link(head, body)
        links.append(
            {"event": seq, "subject": subject, "seq": after.seq, "previous": head.hash, "hash": after.hash}
        )
    return links


def append(connection: Connection, event: Event, facts: Rows) -> None:
    """Write an event, its links and the rows that it changes. Its subjects are locked."""
    found = connection.execute(HEADS, {"subjects": event.subjects})
    heads = chain.Heads({each.key: chain.Head(each.key, each.seq, each.hash) for each in found})
    record, private = sealed(event)
    links = chained(event.seq, record["body"], event.subjects, heads)
    connection.execute(NEW_EVENT, record)
    connection.execute(NEW_LINK, links)
    if private:
        connection.execute(NEW_PRIVATE, private)
    ends = [{"subject": each["subject"], "seq": each["seq"], "hash": each["hash"]} for each in links]
    connection.execute(said(MOVE_ON), ends)
    write_rows(connection, facts, event.changes)


def write_rows(connection: Connection, facts: Rows, changes: Iterable[Change]) -> None:
    """Bring the derived rows to what the fold says. Nothing else writes them."""
    changes = list(changes)
    after = facts.over().fold(changes)
    for change in in_order(changes):
        before, now = facts.held(change.kind, change.key), after.held(change.kind, change.key)
        _write_row(connection, change, before, now)
        if change.kind is Ticket:
            index_ticket(connection, before, now)  # type: ignore[arg-type]
        elif change.kind is Notice:
            place(connection, before, now)  # type: ignore[arg-type]


def _write_row(connection: Connection, change: Change, before: Row | None, now: Row | None) -> None:
    if now is not None and before is None:
        connection.execute(_addition(change.kind), dict(now.__dict__))
        return
    here = {f"key_{name}": value for name, value in zip(change.kind.key, change.key, strict=True)}
    if now is None:
        connection.execute(_removal(change.kind), here)
    else:
        assert change.values is not None
        connection.execute(
            _alteration(change.kind), here | {name: now.__dict__[name] for name in change.values}
        )


@cache
def _addition(kind: type[Row]) -> Insert:
    return insert(kind.table)


@cache
def _removal(kind: type[Row]) -> Delete:
    return delete(kind.table).where(_here(kind))


@cache
def _alteration(kind: type[Row]) -> Update:
    return update(kind.table).where(_here(kind))


def _here(kind: type[Row]) -> ColumnElement[bool]:
    """The one row whose key is given as `key_` and the column's name."""
    return and_(*(kind.table.c[name] == bindparam(f"key_{name}") for name in kind.key))


@cache
def _depth(kind: type[Row]) -> int:
    """How long the longest chain of references from a table is: rows stand after all that they refer to."""
    known = ROWS.names()
    targets = {key.target_fullname.partition(".")[0] for key in kind.table.foreign_keys} - {kind.name}
    return max((1 + _depth(ROWS[name]) for name in targets if name in known), default=0)


def in_order(changes: list[Change]) -> list[Change]:
    """Removals first, then rows that others refer to before those that refer to them.

    An update comes before an insert of the same kind, so that a partial unique index (the one open
    assignment) never sees both.
    """

    def key(change: Change) -> tuple[bool, int, str, bool]:
        removed = change.values is None
        rank = _depth(change.kind)
        is_new = change.values is not None and all(name in change.values for name in change.kind.key)
        return not removed, -rank if removed else rank, change.kind.name, is_new

    return sorted(changes, key=key)
