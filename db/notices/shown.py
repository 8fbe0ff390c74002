"""A desk has shown its notices: that is their delivery (ESC-05)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid4

from sqlalchemy import insert, select, update

from db.engine import transaction
from db.retrying import retrying
from db.store import Store
from db.tables.notice import ATTEMPT, DELIVERY

D = DELIVERY.c


def shown(store: Store, notices: Sequence[str]) -> None:
    """Keep that these were shown; of two desks of one person the first one counts."""
    now, claim = store.now(), str(uuid4())

    def attempt() -> None:
        with transaction(store.engine, writing=True) as connection:
            waiting = (D.notice.in_(notices), D.state == "pending")
            done = {"state": "sent", "sent_at": now, "attempts": D.attempts + 1, "claim": claim}
            connection.execute(update(DELIVERY).where(*waiting).values(done))
            mine = list(connection.execute(select(D.notice, D.attempts).where(D.claim == claim)))
            rows = [
                {
                    "notice": notice, "number": number, "claim": claim, "begun_at": now, "ended_at": now,
                    "result": "sent", "error": "", "together": len(mine),
                }
                for notice, number in mine
            ]  # fmt: skip
            if rows:
                connection.execute(insert(ATTEMPT), rows)

    if notices:
        retrying(attempt)
