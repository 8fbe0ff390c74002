"""How a channel is: whether its service wants to be left alone, and how it went last (ESC-05)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, select, update

from db.notices.rates import know
from db.notices.sending import Result, Verdict
from db.rules.backoff import wait_seconds
from db.tables.notice import CHANNEL

C = CHANNEL.c
FURTHEST = timedelta(days=1)
"""A rest that ends later is not believed: a clock was set back since."""


class Condition(NamedTuple):
    """What is known of a channel; all empty of one that was never tried."""

    rests_until: datetime | None = None
    tried_at: datetime | None = None
    sent_at: datetime | None = None
    failures: int = 0
    last_error: str = ""

    def rests(self, now: datetime) -> bool:
        """Whether it is left alone now."""
        return self.rests_until is not None and now < self.rests_until <= now + FURTHEST


def conditions(connection: Connection) -> dict[str, Condition]:
    """All channels that were ever tried, by code."""
    return {
        record.channel: Condition(
            record.rests_until, record.tried_at, record.sent_at, record.failures, record.last_error
        )
        for record in connection.execute(select(CHANNEL))
    }


def rest(connection: Connection, channels: Iterable[str], until: datetime) -> None:
    """Let these rest along with one that goes to the same place."""
    for channel in channels:
        know(connection, channel)
        connection.execute(update(CHANNEL).where(C.channel == channel).values(rests_until=until))


def note(connection: Connection, channel: str, result: Result, now: datetime, chance: float) -> datetime:
    """Keep how a try went; when the next one may be made.

    Where the channel itself failed all that waits for it waits; where it is one message alone that does not
    go, only that one.
    """
    know(connection, channel)
    before = connection.execute(select(C.failures).where(C.channel == channel)).scalar_one()
    here = update(CHANNEL).where(C.channel == channel)
    if result.verdict is Verdict.SENT:
        well = {"rests_until": None, "tried_at": now, "sent_at": now, "failures": 0, "last_error": ""}
        connection.execute(here.values(well))
        return now
    seconds = max(result.rest_seconds, wait_seconds(before + 1, chance))
    until = now + timedelta(seconds=seconds)
    rests = until if result.verdict is not Verdict.NEVER else None
    connection.execute(
        here.values(rests_until=rests, tried_at=now, failures=before + 1, last_error=result.error[:400])
    )
    return until
