"""A second process that tells the second team's tickets, where there is a second core for it."""

from __future__ import annotations

import os
import pickle
import sys
import threading
from collections.abc import Callable
from typing import Any, BinaryIO

from db.demo.telling import Telling
from db.errors import Unreachable
from db.log.bulk import Sealed
from db.log.facts import Change
from db.tables.row import ROWS, Key, Row

Kept = dict[str, dict[Key, Row]]


def is_possible() -> bool:
    """Whether a process may be forked here: on Linux, with a core to spare and no thread to leave behind."""
    return sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1 and threading.active_count() == 1


def halve(telling: Telling, tell: Callable[[int], None]) -> None:
    """Call `tell(1)` in a forked process, `tell(0)` in this one, and join what both told.

    Raises Unreachable when the other process does not come to its end.
    """
    before, seqs = _kept(telling), set(telling.log.sealed)
    # In memory and without a name: people's words touch no disk on their way, and nobody waits to write.
    with os.fdopen(os.memfd_create("paigong"), "w+b") as between:
        child = os.fork()
        if child == 0:
            _help(telling, tell, before, seqs, between)
        try:
            tell(0)
        finally:
            _, status = os.waitpid(child, 0)
        if status == 0:
            between.seek(0)
            _join(telling, pickle.load(between))
            return
    raise Unreachable(
        "db",
        "The store does not answer: {cause}.",
        "Try again; paigong doctor shows more.",
        cause="the process that helped to fill it ended too early",
    )


def _help(
    telling: Telling, tell: Callable[[int], None], before: Kept, seqs: set[int], between: BinaryIO
) -> None:
    """What the forked process does; it never returns."""
    status = 1
    try:
        tell(1)
        sealed = [(one.record, one.private, one.subjects) for seq, one in telling.log.sealed.items()
                  if seq not in seqs]  # fmt: skip
        rows = {
            name: [row.__dict__ for key, row in kept.items() if before.get(name, {}).get(key) is not row]
            for name, kept in _kept(telling).items()
        }
        pickle.dump((sealed, rows), between, protocol=pickle.HIGHEST_PROTOCOL)
        between.flush()
        status = 0
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(status)


def _kept(telling: Telling) -> Kept:
    world = telling.world
    return {name: {row.identity(): row for row in world.rows(kind)} for name, kind in ROWS.items()}


def _join(telling: Telling, parts: tuple[list[Any], dict[str, list[dict[str, Any]]]]) -> None:
    sealed, rows = parts
    for record, private, subjects in sealed:
        telling.log.sealed[record["seq"]] = Sealed(record, private, subjects)
    for name, listed in rows.items():
        kind = ROWS[name]
        telling.world.fold(
            Change(kind, tuple(columns[each] for each in kind.key), columns) for columns in listed
        )
