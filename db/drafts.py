"""Forms that somebody has begun: kept in the store, so that a dropped line costs nothing.

Drafts are no events: nobody is bound by them, and they are gone when the form is sent or thrown away.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, RowMapping, delete, insert, select

from db.said import SAID
from db.tables.event import DRAFT


@dataclass(frozen=True, slots=True)
class Draft:
    """A parked form of one person; `label` says in a few words what it is about.

    `is_broken` where what is kept cannot be read as fields: some other hand wrote there.
    """

    id: str
    staff: str
    verb: str
    fields: Mapping[str, str]
    label: str
    saved_at: datetime
    is_broken: bool = False


def save(connection: Connection, draft: Draft) -> None:
    """Keep a draft, in place of its earlier state."""
    discard(connection, draft.id, draft.staff)
    values = {
        "id": draft.id,
        "staff": draft.staff,
        "verb": draft.verb,
        "fields": json.dumps(dict(draft.fields), ensure_ascii=False),
        "label": draft.label[:200],
        "saved_at": draft.saved_at,
    }
    connection.execute(insert(DRAFT), values)


def discard(connection: Connection, draft_id: str, staff: str) -> None:
    """Forget a draft of this person; nobody else's."""
    connection.execute(delete(DRAFT).where(DRAFT.c.id == draft_id, DRAFT.c.staff == staff))


def of(connection: Connection, staff: str) -> list[Draft]:
    """Somebody's drafts, the latest first."""
    forms = DRAFT.c.staff == staff, DRAFT.c.verb != SAID
    statement = select(DRAFT).where(*forms).order_by(DRAFT.c.saved_at.desc(), DRAFT.c.id)
    return [_draft(record) for record in connection.execute(statement).mappings()]


def _draft(record: RowMapping) -> Draft:
    fields = _fields(record["fields"])
    return Draft(
        record["id"],
        record["staff"],
        record["verb"],
        fields or {},
        record["label"],
        record["saved_at"],
        is_broken=fields is None,
    )


def _fields(text: str) -> dict[str, str] | None:
    """The fields as they were kept; None for what is no object of texts."""
    try:
        kept = json.loads(text)
    except ValueError:
        return None
    if not isinstance(kept, dict) or not all(isinstance(value, str) for value in kept.values()):
        return None
    return kept
