"""The store as it stood at an event: the log folded up to there into a store of its own, kept for the next
question (RPT-02).

Nobody's words come along: what is private in an event reads as erased there.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import orjson
from sqlalchemy import Connection, Engine, create_engine, select, text

from db.errors import BadField
from db.log.body import opened_changes
from db.log.loading import Loading
from db.log.rows import Rows
from db.migrations import HEAD
from db.policy.load import from_json
from db.policy.model import Policy
from db.tables.event import EVENT, LINK, PRIVATE, PolicyVersion
from db.tables.row import ROWS, metadata

KEPT = 6
"""So many folded stores stay, those asked for last."""
FETCHED = 2_000
LEFT_OUT = frozenset({"notice", "told"})
"""What no figure counts."""


class Moment(NamedTuple):
    """An event of the log, and where the clock stood after it."""

    position: int
    at: datetime


def moment_meant(connection: Connection, given: str, now: datetime) -> Moment:
    """The event that is meant: by its number, or the last one up to an instant with its offset.

    By its number the clock stands where the next event came: so long the store stood like that.
    """
    wanted = given.strip()
    statement = select(EVENT.c.seq, EVENT.c.at).order_by(EVENT.c.seq.desc()).limit(1)
    if wanted.isascii() and wanted.isdecimal():
        found = connection.execute(statement.where(EVENT.c.seq <= int(wanted[:18]))).first()
        after = select(EVENT.c.at).order_by(EVENT.c.seq).limit(1)
        ended = connection.execute(after.where(EVENT.c.seq > found.seq)).scalar() if found else None
        return _existing(given, found and Moment(found.seq, ended or now))
    try:
        instant = datetime.fromisoformat(wanted)
    except ValueError:
        raise _unknown(given) from None
    if instant.tzinfo is None:
        raise _unknown(given)
    found = connection.execute(statement.where(EVENT.c.at <= instant)).first()
    return _existing(given, found and Moment(found.seq, instant))


def _existing(given: str, found: Moment | None) -> Moment:
    if found is None:
        raise BadField("as_of", "Nothing had happened by {given} yet.", given=given.strip()[:40])
    return found


def _unknown(given: str) -> BadField:
    return BadField(
        "as_of", "“{given}” is no event and no instant.",
        "Give the number of an event, or an instant like 2026-08-01T00:00:00+08:00.",
        given=given.strip()[:40],
    )  # fmt: skip


@contextmanager
def stood(connection: Connection, position: int) -> Iterator[Connection]:
    """The store as it stood right after an event; folded once, then kept."""
    place = _room() / f"{_mark(connection, position)}.db"
    if not place.exists():
        _fold(connection, position, place)
    else:
        os.utime(place)
    engine = create_engine(f"sqlite:///file:{place}?mode=ro&uri=true")
    try:
        with engine.connect() as past:
            yield past
    finally:
        engine.dispose()


def policy_then(past: Connection) -> Policy:
    """The policy that was in force."""
    version = PolicyVersion.table.c
    return from_json(past.execute(select(version.body).where(version.active)).scalar_one())


def _mark(connection: Connection, position: int) -> str:
    """The same for the same history and the same tables only: the hashes of the chains that the event stands
    in. What an earlier release has folded lacks columns of today."""
    statement = select(LINK.c.hash).where(LINK.c.event == position).order_by(LINK.c.subject)
    found = connection.execute(statement).scalars().first() or "0"
    return f"{position}-{HEAD}-{found[:32]}"


def _room() -> Path:
    """A folder of one's own for them, which nobody else may read."""
    whose = os.getuid() if hasattr(os, "getuid") else 0
    room = Path(tempfile.gettempdir()) / f"paigong-past-{whose}"
    room.mkdir(mode=0o700, exist_ok=True)
    if hasattr(os, "getuid") and (room.stat().st_uid != whose or room.stat().st_mode & 0o077):
        return Path(tempfile.mkdtemp(prefix="paigong-past-"))
    old = sorted(room.glob("*.db"), key=lambda place: place.stat().st_mtime)
    for place in old[: max(0, len(old) - KEPT)]:
        place.unlink(missing_ok=True)
    return room


def _fold(connection: Connection, position: int, place: Path) -> None:
    """Fold the log into a new file, which appears whole."""
    world = Rows()
    listed = _listed_causes(connection, position)
    statement = select(EVENT.c.body).where(EVENT.c.seq <= position).order_by(EVENT.c.seq)
    for body in connection.execute(statement, execution_options={"yield_per": FETCHED}).scalars():
        changes = opened_changes(orjson.loads(body), listed)
        world.fold(change for change in changes if change.kind.name not in LEFT_OUT)
    handle, made = tempfile.mkstemp(prefix="folding-", dir=place.parent)
    os.close(handle)
    engine = create_engine(f"sqlite:///{made}")
    try:
        _write(engine, world)
    finally:
        engine.dispose()
    os.replace(made, place)


def _listed_causes(connection: Connection, position: int) -> Mapping[str, str]:
    """What stands in events by its hash and is no word of somebody's own: causes that a policy lists, by
    which figures are cut."""
    bodies = connection.execute(select(PolicyVersion.table.c.body)).scalars()
    codes = {code for body in bodies for code in from_json(body).reasons_for("cause")}
    found = select(PRIVATE.c.hash, PRIVATE.c.text).where(
        PRIVATE.c.event <= position, PRIVATE.c.text.in_(sorted(codes))
    )
    return {mark: str(code) for mark, code in connection.execute(found)}


def _write(engine: Engine, world: Rows) -> None:
    tables = [table for table in metadata().sorted_tables if table.name in ROWS]
    with engine.begin() as past:
        # What was erased is no proper text any more.
        past.execute(text("PRAGMA ignore_check_constraints = ON"))
        metadata().create_all(past, tables=tables)
        loading = Loading(past)
        for table in tables:
            loading.insert(table, [row.__dict__ for row in world.rows(ROWS[table.name])])
        past.execute(text("ANALYZE"))
