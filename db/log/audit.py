"""Audit: check every chain, fold the log again, and compare each derived row with what it gives.

A row changed behind the program's back, an event whose text was changed, and an event that was taken out
are all found. Drafts are not derived and not looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import orjson
from sqlalchemy import CompoundSelect, Connection, exists, literal, select, union_all

from db.causes import cause
from db.log import beside, chain, custody
from db.log.body import instant_text, opened_changes, plain
from db.log.rows import Rows
from db.log.walking import PIECE, Entry, entries
from db.rules.sentence import msgid
from db.subjects.subject import subject_of
from db.tables.event import EVENT, LINK, SUBJECT
from db.tables.row import ROWS, Key, Row, made_row
from db.trouble import UNREADABLE


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


LOG_UNREADABLE = msgid("The log cannot be read beyond event {seq}.")
TABLE_UNREADABLE = msgid("{table} holds a value that cannot be read.")
NOWHERE = msgid("{table} {key} stands in no event.")


def audit(connection: Connection, subject: str | None = None) -> Audit:
    """Audit the whole store, or one subject such as `ticket:YX2611-01`, within one moment.

    The log is read once, as a stream: what is held in memory are the rows that it folds to.
    """
    found: list[Difference] = []
    count, world, heads = 0, Rows(), chain.Heads()
    doubtful: set[str] = set()
    seq = 0
    try:
        for entry in entries(connection, subject):
            seq = entry.seq
            doubtful.update(_follow(entry, heads))
            if entry.record is not None:
                count += 1
                found += _fold(entry, world, subject)
        doubtful |= _ended_elsewhere(connection, heads, subject)
        chains = [each for key in sorted(doubtful) for each in _check_chain(connection, key)]
    except UNREADABLE:
        # What comes after it would all be missed: nothing can be compared.
        return Audit(count, 0, (*found, Difference("log", LOG_UNREADABLE, {"seq": seq})))
    rows, differences = _compare(connection, world, subject)
    beside = _beside(connection) if subject is None else ()
    return Audit(count, rows, (*chains, *found, *differences, *beside))


def _fold(entry: Entry, world: Rows, subject: str | None) -> list[Difference]:
    """Fold one event; what is wrong with it."""
    try:
        body = orjson.loads(entry.record.body)
        found = list(_check_event(entry, body, whole=subject is None))
        changes = opened_changes(body, entry.texts)
        world.fold(change for change in changes if _may_own(change.kind, subject))
    except UNREADABLE as error:
        values = {"seq": entry.seq, "cause": cause(error)}
        return [Difference(f"event:{entry.seq}", "Event {seq} cannot be read: {cause}.", values)]
    return found


def _beside(connection: Connection) -> Iterator[Difference]:
    """What is wrong beside the log."""
    for look in (beside.facts, beside.index, beside.tray, custody.tools, custody.stock):
        try:
            for sentence, values in look(connection):
                yield Difference(look.__name__, sentence, values)
        except UNREADABLE:
            yield Difference(look.__name__, TABLE_UNREADABLE, {"table": look.__name__})


def _follow(entry: Entry, heads: chain.Heads) -> Iterator[str]:
    """Go on to the ends of the event's chains; the subjects whose chain has to be looked at closely.

    Also chains that only run in another order than the numbers of their events are among them.
    """
    for link in entry.links:
        head = heads[link.subject]
        heads[link.subject] = chain.Head(link.subject, link.seq, link.hash)
        if (
            entry.record is None
            or (link.seq, link.previous) != (head.seq + 1, head.hash)
            or chain.link(head, entry.record.body).hash != link.hash
        ):
            yield link.subject


def _ended_elsewhere(connection: Connection, heads: chain.Heads, subject: str | None) -> set[str]:
    """The subjects whose chain does not end where the store says."""
    statement = select(SUBJECT)
    if subject is not None:
        statement = statement.where(SUBJECT.c.key == subject)
    stored = {record.key: (record.seq, record.hash) for record in connection.execute(statement)}
    followed = {head.subject: (head.seq, head.hash) for head in heads.values()}
    return {key for key in stored.keys() | followed.keys() if stored.get(key) != followed.get(key, (0, ""))}


def _check_chain(connection: Connection, key: str) -> Iterator[Difference]:
    """What is wrong with one subject's chain, in its own order."""
    of_subject = LINK.c.subject == key
    events = {
        record.seq: record.body
        for record in connection.execute(select(EVENT.c.seq, EVENT.c.body).join(LINK).where(of_subject))
    }
    head = chain.Head(key)
    for link in connection.execute(select(LINK).where(of_subject).order_by(LINK.c.seq)):
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
        elif link.previous != head.hash or chain.link(head, events[link.event]).hash != link.hash:
            yield Difference(
                key,
                "{subject}: event {event} is not what was chained.",
                {"subject": key, "event": link.event},
            )
        head = chain.Head(key, link.seq, link.hash)
    stored = connection.execute(select(SUBJECT).where(SUBJECT.c.key == key)).first()
    if stored is None or (stored.seq, stored.hash) != (head.seq, head.hash):
        yield Difference(key, "{subject}: its chain does not end where it should.", {"subject": key})


def _check_event(entry: Entry, body: dict[str, Any], *, whole: bool) -> Iterator[Difference]:
    seq, record = entry.seq, entry.record
    if whole and not entry.links:
        yield Difference(f"event:{seq}", "Event {seq} stands in no chain.", {"seq": seq})
    said = (body.get("id"), body.get("ordinal"), body.get("verb"), body.get("actor"), body.get("at"))
    if said != (record.request, record.ordinal, record.verb, record.actor, instant_text(record.at)):
        yield Difference(f"event:{seq}", "Event {seq}: its columns are not what its text says.", {"seq": seq})
    for _ in entry.changed_texts:
        yield Difference(f"event:{seq}", "Event {seq}: a private text was changed.", {"seq": seq})


def _may_own(kind: type[Row], subject: str | None) -> bool:
    """Whether rows of this kind can belong to the subject; a ledger's lines name theirs themselves."""
    family = kind.owner.split(":")[0]
    return subject is None or family.startswith("{") or family == subject.split(":")[0]


def _compare(connection: Connection, world: Rows, subject: str | None) -> tuple[int, list[Difference]]:
    differences: list[Difference] = []
    count = 0
    filled = set(connection.execute(_filled()).scalars())
    for name, kind in ROWS.items():
        if not _may_own(kind, subject):
            continue
        told = {row.identity(): row for row in world.all(kind) if subject is None or row.subject() == subject}
        found: list[tuple[str, Difference]] = []
        for stored in _stored(connection, kind) if name in filled else ():
            if stored is None:
                found.append(("", Difference(name, TABLE_UNREADABLE, {"table": name})))
                break
            if subject is not None and stored.subject() != subject:
                continue
            count += 1
            words = _words(name, stored.identity())
            row = told.pop(stored.identity(), None)
            if row is None:
                found.append((words["key"], Difference(stored.subject(), NOWHERE, words)))
            elif stored.__dict__ != (row := _as_found_now(row, stored)).__dict__:
                found += ((words["key"], each) for each in _columns(words, stored, row))
        for key, row in told.items():
            words = _words(name, key)
            found.append((words["key"], Difference(row.subject(), "{table} {key} is missing.", words)))
        differences += (each for _key, each in sorted(found, key=lambda pair: pair[0]))
    return count, differences


def _as_found_now(told: Row, stored: Row) -> Row:
    """A root with the search text and the keys of order that its words give now: an upgrade writes them anew,
    the log keeps those of its day."""
    subject = subject_of(told)
    if subject is None or not subject.search:
        return told
    made = ("search", *subject.spelt)
    if any(stored.__dict__[name] != told.__dict__[name] for name in made):
        return subject.found_anew(told)
    return told


@cache
def _filled() -> CompoundSelect[str]:
    """Asks in which tables anything stands: many are empty, and a cursor for each takes longest."""
    return union_all(
        *(select(literal(name)).where(exists().select_from(kind.table)) for name, kind in ROWS.items())
    )


def _stored(connection: Connection, kind: type[Row]) -> Iterator[Row | None]:
    """The rows of a table; None where one cannot be read, and nothing after it."""
    try:
        rows = connection.execute(select(kind.table), execution_options={"yield_per": PIECE})
        names = tuple(rows.keys())
        for record in rows:
            yield made_row(kind, dict(zip(names, record, strict=True)))
    except UNREADABLE:
        yield None


def _words(table: str, key: Key) -> dict[str, str]:
    return {"table": table, "key": "/".join(map(str, key))}


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
