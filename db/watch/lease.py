"""The lease of the watch: taken and kept by comparing and setting, on both databases alike (ESC-03).

No lock is held between two statements, so that a stalled holder bars nobody for longer than its lease lasts;
whatever it still writes afterwards is refused by the fencing number, within the transaction that writes it.
"""

from __future__ import annotations

import hashlib
import os
import platform
from contextlib import suppress
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from sqlalchemy import ColumnElement, Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from db.errors import Conflict
from db.rules.watching import Lease, Watcher
from db.tables.watch import LEASE

WATCH = "watch"
SHOWN = tuple(LEASE.c[field.name] for field in fields(Lease))
IS_OURS = LEASE.c.name == WATCH


class LostLease(Conflict):
    """Somebody else watches by now: nothing of this was written."""


def me(kind: str) -> Watcher:
    """This process as one that watches; every call is another one."""
    return Watcher(str(uuid4()), kind, platform.node()[:80], machine(), os.getpid())


def machine() -> str:
    """Alike for processes that see each other by number; a restart or another container is another one."""
    parts = [platform.node()]
    with suppress(OSError):
        parts.append(Path("/proc/sys/kernel/random/boot_id").read_text())
    with suppress(OSError):
        parts.append(str(os.stat("/proc/self/ns/pid").st_ino))
    return hashlib.sha256("|".join(parts).encode()).hexdigest()


def is_gone(lease: Lease) -> bool:
    """Whether the holder's process has ended, where that can be seen from here."""
    if not lease.holder or lease.machine != machine():
        return False
    try:
        os.kill(lease.process, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return _is_dead(lease.process)


def _is_dead(process: int) -> bool:
    """A killed process has a number until its parent has looked at it."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] in ("Z", "X")
    except (OSError, IndexError):
        return False


def read(connection: Connection) -> Lease | None:
    """The lease as it stands; None where nobody has ever watched."""
    found = connection.execute(select(*SHOWN).where(IS_OURS)).first()
    return Lease(*found) if found is not None else None


def take(connection: Connection, watcher: Watcher, now: datetime) -> Lease | None:
    """Take the lease where it is free, expired, or held by one of a lower rank; None where it is not.

    Exactly one of several who try at once gets it. `now` is the machine's.
    """
    seen = read(connection)
    values = {
        "holder": watcher.holder, "kind": watcher.kind, "host": watcher.host, "machine": watcher.machine,
        "process": watcher.process, "taken_at": now, "beat_at": now,
    }  # fmt: skip
    if seen is None:
        with suppress(IntegrityError), connection.begin_nested():
            connection.execute(insert(LEASE).values(name=WATCH, fence=1, **values))
            return read(connection)
        return None  # somebody else was first
    if not seen.gives_way(watcher, now, is_gone=is_gone(seen)):
        return None
    as_seen = (LEASE.c.fence == seen.fence, LEASE.c.holder == seen.holder, LEASE.c.beat_at == seen.beat_at)
    taken = connection.execute(update(LEASE).where(IS_OURS, *as_seen).values(fence=seen.fence + 1, **values))
    return read(connection) if taken.rowcount == 1 else None


def beat(connection: Connection, lease: Lease, now: datetime, *, swept_at: datetime | None = None) -> None:
    """Say that the holder lives, and when its last sweep ended. Raises LostLease."""
    more = {"swept_at": swept_at} if swept_at is not None else {}
    kept = connection.execute(update(LEASE).where(*_same(lease)).values(beat_at=now, **more))
    if kept.rowcount != 1:
        raise lost()


def give_back(connection: Connection, lease: Lease) -> None:
    """Let the next one have it at once; nothing where it is somebody else's by now."""
    connection.execute(update(LEASE).where(*_same(lease)).values(holder=""))


def demand(connection: Connection, lease: Lease) -> None:
    """Refuse to write under a lease that is somebody else's by now: raises LostLease.

    Whoever wants to take it waits until the transaction that asked this has ended.
    """
    mine = select(LEASE.c.fence).where(*_same(lease)).with_for_update(read=True)
    if connection.execute(mine).first() is None:
        raise lost()


def lost() -> LostLease:
    """What one hears whose lease is somebody else's."""
    return LostLease("ESC-03", "Another watch has taken over.", "This one waits until it is needed again.")


def _same(lease: Lease) -> tuple[ColumnElement[bool], ...]:
    # A store that was restored may give out the same number again.
    return (IS_OURS, LEASE.c.fence == lease.fence, LEASE.c.holder == lease.holder)
