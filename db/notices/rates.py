"""How many messages a channel takes in a minute: rows that all processes share (ESC-05).

A channel is here what its messages go to: two that go to one robot have one minute. It has as many rows as
it may send messages in a minute. To send one takes the row that was used the longest ago, if that is a minute
ago, by compare-and-set: whoever loses the race takes none. So in no minute more are sent, however many send.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from db.tables.notice import CHANNEL, SLOT

MINUTE = timedelta(seconds=61)
"""Instants are whole seconds: of two that differ by sixty a little less may have passed."""
LONG_AGO = timedelta(days=1)


def take(connection: Connection, channel: str, per_minute: int, now: datetime) -> bool:
    """Take a place in the channel's minute. False where there is none now, or somebody else was faster."""
    used = {
        record.place: record.used_at
        for record in connection.execute(select(SLOT).where(SLOT.c.channel == channel))
    }
    if len(used) != per_minute:
        used = _made(connection, channel, used, per_minute, now)
    if not used:
        return False
    free = {place: at for place, at in used.items() if _is_free(at, now)}
    if not free:
        return False
    place = min(free, key=lambda each: (free[each], each))
    here = (SLOT.c.channel == channel, SLOT.c.place == place, SLOT.c.used_at == free[place])
    return connection.execute(update(SLOT).where(*here).values(used_at=now)).rowcount == 1


def _is_free(used_at: datetime, now: datetime) -> bool:
    """A minute ago; or so far ahead that a clock was set back since, which must not silence the channel."""
    return used_at <= now - MINUTE or used_at > now + MINUTE


def _made(
    connection: Connection, channel: str, used: dict[int, datetime], per_minute: int, now: datetime
) -> dict[int, datetime]:
    """As many places as the policy says: new ones are free, of too many the least used go."""
    _hold(connection, channel)
    found = {
        record.place: record.used_at
        for record in connection.execute(select(SLOT).where(SLOT.c.channel == channel))
    }
    for place in sorted(found, key=lambda each: found[each])[: max(len(found) - per_minute, 0)]:
        connection.execute(delete(SLOT).where(SLOT.c.channel == channel, SLOT.c.place == place))
        del found[place]
    for place in range(per_minute * 2):
        if len(found) >= per_minute:
            break
        if place not in found:
            found[place] = now - LONG_AGO
            connection.execute(insert(SLOT), {"channel": channel, "place": place, "used_at": found[place]})
    return found


def _hold(connection: Connection, channel: str) -> None:
    """Hold the channel until the end of the transaction, so that its places are made by one alone."""
    know(connection, channel)
    if connection.dialect.name == "postgresql":
        connection.execute(select(CHANNEL.c.channel).where(CHANNEL.c.channel == channel).with_for_update())


def know(connection: Connection, channel: str) -> None:
    """Make sure that the channel's own row is there."""
    from sqlalchemy.dialects import postgresql, sqlite

    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    new = dialect.insert(CHANNEL).values(channel=channel, failures=0, last_error="")
    connection.execute(new.on_conflict_do_nothing(index_elements=["channel"]))
