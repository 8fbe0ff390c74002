"""The dispatch sentences that somebody said: kept in the store beside their drafts, so that the next session
at whatever desk recalls them. Like drafts they are no events."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from db.tables.event import DRAFT

KEPT = 50
"""So many are remembered, the oldest goes first."""
SAID = "said"
"""What stands in the place of a draft's verb."""


def of(connection: Connection, staff: str) -> tuple[str, ...]:
    """What somebody said, the last one last; nothing where some other hand wrote there."""
    statement = select(DRAFT.c.fields).where(DRAFT.c.id == _id(staff), DRAFT.c.staff == staff)
    kept = connection.execute(statement).scalar()
    try:
        said = json.loads(kept or "[]")
    except ValueError:
        return ()
    return tuple(each for each in said if isinstance(each, str)) if isinstance(said, list) else ()


def keep(connection: Connection, staff: str, text: str, now: datetime) -> None:
    """Remember a sentence after those that this or another desk kept."""
    said = added(of(connection, staff), text)
    connection.execute(delete(DRAFT).where(DRAFT.c.id == _id(staff)))
    values = {
        "id": _id(staff), "staff": staff, "verb": SAID, "fields": json.dumps(said, ensure_ascii=False),
        "label": "", "saved_at": now,
    }  # fmt: skip
    connection.execute(insert(DRAFT), values)


def added(said: Iterable[str], text: str) -> tuple[str, ...]:
    """The sentences with one more at the end; the same one stands there only once."""
    said_now = text.strip()
    return (*(each for each in said if each != said_now), said_now)[-KEPT:] if said_now else tuple(said)


def _id(staff: str) -> str:
    return f"{SAID}:{staff}"[:36]
