"""Audit: check every chain, fold the log again, and compare each derived row with what it gives.

A row changed behind the program's back, an event whose text was changed, and an event that was taken out
are all found. Drafts are not derived and not looked at.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from db.log import chain
from db.log.body import instant_text, opened_changes, plain
from db.log.world import World
from db.tables.event import EventPrivateTable, EventSubjectTable, EventTable, SubjectTable
from db.tables.row import ROWS, Row, made_row

EVENT = EventTable.__table__  # type: ignore[attr-defined]
LINK = EventSubjectTable.__table__  # type: ignore[attr-defined]
PRIVATE = EventPrivateTable.__table__  # type: ignore[attr-defined]
SUBJECT = SubjectTable.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as the log says; `msgid` with `values` is the sentence."""

    subject: str
    msgid: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Audit:
    """What was looked at, and every difference."""

    events: int
    rows: int
    differences: tuple[Difference, ...]


def audit(connection: Connection, subject: str | None = None) -> Audit:
    """Audit the whole store, or one subject such as `ticket:YX2611-01`, within one moment."""
    events = _events(connection, subject)
    texts = _texts(connection, None if subject is None else list(events))
    found: list[Difference] = []
    links = _links(connection, subject)
    found += _check_chains(connection, links, events, subject)
    found += _check_events(events, texts, links if subject is None else None)
    world = World()
    for seq, record in events.items():
        try:
            changes = opened_changes(json.loads(record.body)["changes"], texts.get(seq, {}))
            world.fold(change for change in changes if _may_own(change.kind, subject))
        except (ValueError, KeyError, TypeError) as error:
            found.append(
                Difference(
                    f"event:{seq}", "Event {seq} cannot be read: {cause}.", {"seq": seq, "cause": str(error)}
                )
            )
    count, differences = _compare(connection, world, subject)
    return Audit(len(events), count, tuple(found + differences))


def _events(connection: Connection, subject: str | None) -> dict[int, Any]:
    statement = select(EVENT).order_by(EVENT.c.seq)
    if subject is not None:
        statement = statement.where(EVENT.c.seq.in_(select(LINK.c.event).where(LINK.c.subject == subject)))
    return {record.seq: record for record in connection.execute(statement)}


def _texts(connection: Connection, seqs: list[int] | None) -> dict[int, dict[str, str]]:
    """Private texts by event; one whose hash does not fit counts as changed and is left under its hash."""
    statement = select(PRIVATE)
    if seqs is not None:
        statement = statement.where(PRIVATE.c.event.in_(seqs))
    texts: dict[int, dict[str, str]] = defaultdict(dict)
    for record in connection.execute(statement):
        digest = hashlib.sha256((record.salt + record.text).encode()).hexdigest()
        texts[record.event][record.hash] = record.text if digest == record.hash else f"\0{record.text}"
    return texts


def _links(connection: Connection, subject: str | None) -> dict[str, list[Any]]:
    statement = select(LINK).order_by(LINK.c.subject, LINK.c.seq)
    if subject is not None:
        statement = statement.where(LINK.c.subject == subject)
    links: dict[str, list[Any]] = defaultdict(list)
    for record in connection.execute(statement):
        links[record.subject].append(record)
    return links


def _check_chains(
    connection: Connection, links: dict[str, list[Any]], events: dict[int, Any], subject: str | None
) -> Iterator[Difference]:
    statement = select(SUBJECT)
    if subject is not None:
        statement = statement.where(SUBJECT.c.key == subject)
    heads = {record.key: record for record in connection.execute(statement)}
    for key in sorted(links.keys() | heads.keys()):
        head = chain.Head(key)
        for link in links.get(key, []):
            if link.seq != head.seq + 1:
                yield Difference(
                    key,
                    "{subject}: record {seq} is missing from its chain.",
                    {"subject": key, "seq": head.seq + 1},
                )
            if link.event not in events:
                yield Difference(
                    key, "{subject}: event {event} is missing.", {"subject": key, "event": link.event}
                )
            elif link.previous != head.hash or chain.link(head, events[link.event].body).hash != link.hash:
                yield Difference(
                    key,
                    "{subject}: event {event} is not what was chained.",
                    {"subject": key, "event": link.event},
                )
            head = chain.Head(key, link.seq, link.hash)
        stored = heads.get(key)
        if stored is None or (stored.seq, stored.hash) != (head.seq, head.hash):
            yield Difference(key, "{subject}: its chain does not end where it should.", {"subject": key})


def _check_events(
    events: dict[int, Any], texts: dict[int, dict[str, str]], links: dict[str, list[Any]] | None
) -> Iterator[Difference]:
    linked = {link.event for chained in links.values() for link in chained} if links is not None else None
    for seq, record in events.items():
        if linked is not None and seq not in linked:
            yield Difference(f"event:{seq}", "Event {seq} stands in no chain.", {"seq": seq})
        try:
            body = json.loads(record.body)
        except ValueError:
            continue
        said = (body.get("id"), body.get("ordinal"), body.get("verb"), body.get("actor"), body.get("at"))
        if said != (record.request, record.ordinal, record.verb, record.actor, instant_text(record.at)):
            yield Difference(
                f"event:{seq}", "Event {seq}: its columns are not what its text says.", {"seq": seq}
            )
        for text in texts.get(seq, {}).values():
            if text.startswith("\0"):
                yield Difference(f"event:{seq}", "Event {seq}: a private text was changed.", {"seq": seq})


def _may_own(kind: type[Row], subject: str | None) -> bool:
    """Whether rows of this kind can belong to the subject; a ledger's lines name theirs themselves."""
    family = kind.owner.split(":")[0]
    return subject is None or family.startswith("{") or family == subject.split(":")[0]


def _compare(connection: Connection, world: World, subject: str | None) -> tuple[int, list[Difference]]:
    differences: list[Difference] = []
    count = 0
    for name, kind in ROWS.items():
        if not _may_own(kind, subject):
            continue
        rows = (made_row(kind, dict(record)) for record in connection.execute(select(kind.table)).mappings())
        stored = {row.identity(): row for row in rows if subject is None or row.subject() == subject}
        told = {
            row.identity(): row for row in world.rows(kind) if subject is None or row.subject() == subject
        }
        count += len(stored)
        for key in sorted(stored.keys() | told.keys(), key=str):
            words = {"table": name, "key": "/".join(map(str, key))}
            if key not in told:
                differences.append(
                    Difference(stored[key].subject(), "{table} {key} stands in no event.", words)
                )
            elif key not in stored:
                differences.append(Difference(told[key].subject(), "{table} {key} is missing.", words))
            else:
                differences += _columns(words, stored[key], told[key])
    return count, differences


def _columns(words: dict[str, str], stored: Row, told: Row) -> Iterator[Difference]:
    for column, value in told.__dict__.items():
        present = stored.__dict__.get(column)
        if present != value:
            private = column in type(told).private
            yield Difference(
                told.subject(),
                "{table} {key}: {column} is {present}; the log says {value}.",
                words
                | {
                    "column": column,
                    "present": "***" if private else plain(present),
                    "value": "***" if private else plain(value),
                },
            )
