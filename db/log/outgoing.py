"""The tray of what is to be sent: every notice that is written gets its place there, within the same
transaction (ESC-05). What happens to it there is not derived from the log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, insert, update

from db.log.loading import Loading
from db.tables.notice import DELIVERY, Notice


def place(connection: Connection, before: Notice | None, after: Notice | None) -> None:
    """Put a new notice into the tray; one that somebody sends again begins anew there, unless somebody is at
    it."""
    if after is None:
        return
    if before is None:
        connection.execute(insert(DELIVERY), _first(after))
    elif after.round > before.round:
        anew = {"state": "pending", "round": after.round, "begun_at": after.at, "next_at": after.at}
        idle = DELIVERY.c.state != "sending"
        connection.execute(update(DELIVERY).where(DELIVERY.c.notice == after.id, idle), anew)


def place_many(connection: Connection, notices: Sequence[Notice]) -> None:
    """The same for many new ones."""
    Loading(connection).insert(DELIVERY, [_first(notice) for notice in notices])


def _first(notice: Notice) -> dict[str, Any]:
    begins = notice.not_before or notice.at
    return {
        "notice": notice.id,
        "state": "pending",
        "next_at": max(begins, notice.at),
        "round": notice.round,
        "attempts": 0,
        "begun_at": max(begins, notice.at),
        "last_error": "",
    }
