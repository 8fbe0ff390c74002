"""The tray of what is to be sent: what is due, who has claimed it, how it went (ESC-05).

A claim is made by compare-and-set in a short transaction, the sending lies outside of any, and the outcome is
recorded only where the claim still is one's own. A claim that ran out is taken over with the same notices, so
that a receiver meets the same id.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID, uuid4, uuid5

from sqlalchemy import Connection, and_, case, func, insert, or_, select, update

from db.notices.sending import Result, Verdict
from db.tables.notice import ATTEMPT, DELIVERY, Notice

CLAIM = timedelta(minutes=5)
"""How long a claim holds: longer than any try takes."""
MOST = 60
"""So many notices one message tells at most."""
OURS = UUID("5f1c9c6e-4a55-4f6d-9d2e-0d3a7d1f7c11")
D, N = DELIVERY.c, Notice.table.c


class Batch(NamedTuple):
    """Notices that go out as one message. `again` is the claim under which the very same were tried before,
    where nobody knows how that went."""

    channel: str
    destination: str
    again: str | None
    notices: tuple[str, ...]


class Held(NamedTuple):
    """A notice that one has claimed."""

    id: str
    message: str
    ticket: str | None
    text: str
    waited: bool
    attempts: int
    begun_at: datetime


def due(now: datetime) -> Any:
    """What may be tried now: it waits and its time has come, or whoever claimed it never came back."""
    return or_(
        and_(D.state == "pending", D.next_at <= now), and_(D.state == "sending", D.claimed_until <= now)
    )


def batches(connection: Connection, now: datetime, besides: Iterable[str] = ()) -> list[Batch]:
    """What is due, gathered by destination, the most urgent first; not that of the channels `besides`."""
    found: dict[tuple[str, str, str | None], list[str]] = {}
    statement = (
        select(N.channel, N.destination, D.claim, N.id)
        .select_from(DELIVERY.join(Notice.table, N.id == D.notice))
        .where(due(now), N.channel.not_in(sorted(besides)))
        .order_by(*_urgency())
    )
    for channel, destination, claim, id in connection.execute(statement):
        together = found.setdefault((channel, destination, claim), [])
        if claim is not None or len(together) < MOST:
            together.append(id)
    return [Batch(*where, tuple(ids)) for where, ids in found.items()]


def earliest(connection: Connection, besides: Iterable[str] = ()) -> list[tuple[str, datetime]]:
    """By channel, when the first of what waits may be tried, or taken over."""
    at = func.min(case((D.state == "sending", D.claimed_until), else_=D.next_at), type_=D.next_at.type)
    statement = (
        select(N.channel, at)
        .select_from(DELIVERY.join(Notice.table, N.id == D.notice))
        .where(D.state.in_(("pending", "sending")), N.channel.not_in(sorted(besides)))
        .group_by(N.channel)
    )
    return [(channel, first) for channel, first in connection.execute(statement)]


def _urgency() -> tuple[Any, ...]:
    """The worst level first, those without one last; among them the earliest."""
    return func.coalesce(N.level, 9), N.at, func.length(N.id), N.id


def claim(connection: Connection, notices: Sequence[str], now: datetime) -> tuple[str, list[Held]]:
    """Claim what of these is still due; the claim, and what one holds by it. Attempts are written down before
    anything is sent."""
    name = str(uuid4())
    connection.execute(
        update(DELIVERY)
        .where(D.notice.in_(notices), due(now))
        .values(state="sending", claim=name, claimed_until=now + CLAIM, attempts=D.attempts + 1)
    )
    held = _held(connection, D.claim == name)
    rows = [
        {
            "notice": each.id, "number": each.attempts, "claim": name, "begun_at": now, "result": "unknown",
            "error": "", "together": len(held),
        }
        for each in held
    ]  # fmt: skip
    if rows:
        connection.execute(insert(ATTEMPT), rows)
    return name, held


def look(connection: Connection, notices: Sequence[str]) -> list[Held]:
    """These notices as they stand, the most urgent first."""
    return _held(connection, D.notice.in_(notices))


def _held(connection: Connection, which: Any) -> list[Held]:
    statement = (
        select(N.id, N.message, N.ticket, N.text, N.not_before, N.at, D.attempts, D.begun_at)
        .select_from(DELIVERY.join(Notice.table, N.id == D.notice))
        .where(which)
        .order_by(*_urgency())
    )
    return [
        Held(
            each.id, each.message, each.ticket, each.text,
            each.not_before is not None and each.not_before > each.at, each.attempts, each.begun_at,
        )
        for each in connection.execute(statement)
    ]  # fmt: skip


def message_id(held: Sequence[Held]) -> str:
    """The id of the message that tells these: the notice's own, or one that the same ones always have."""
    if len(held) == 1:
        return held[0].message
    return str(uuid5(OURS, "\n".join(sorted(each.message for each in held))))


def record(
    connection: Connection,
    name: str,
    held: Sequence[Held],
    result: Result,
    now: datetime,
    *,
    next_at: datetime,
    given_up: Sequence[str] = (),
) -> bool:
    """Write down how a try went; False where somebody else has taken it over since.

    `given_up` are those that are not tried any more. Of what may have been taken the claim stays, so that the
    very same is tried again.
    """
    mine = and_(D.claim == name, D.state == "sending")
    ended = {"ended_at": now, "result": _word(result.verdict), "error": result.error[:400]}
    connection.execute(update(ATTEMPT).where(ATTEMPT.c.claim == name).values(ended))
    if result.verdict is Verdict.SENT:
        done = {"state": "sent", "sent_at": now, "claim": None, "claimed_until": None, "last_error": ""}
        return connection.execute(update(DELIVERY).where(mine).values(done)).rowcount > 0
    error = {"claimed_until": None, "last_error": result.error[:400]}
    lost = connection.execute(
        update(DELIVERY).where(mine, D.notice.in_(given_up)).values(error | {"state": "dead", "claim": None})
    ).rowcount
    kept = name if result.verdict is Verdict.UNKNOWN else None
    again = error | {"state": "pending", "next_at": next_at, "claim": kept}
    return connection.execute(update(DELIVERY).where(mine).values(again)).rowcount + lost > 0


def _word(verdict: Verdict) -> str:
    return {Verdict.SENT: "sent", Verdict.UNKNOWN: "unknown"}.get(verdict, "failed")


def give_up(connection: Connection, notices: Sequence[str], error: str, now: datetime) -> None:
    """Make dead letters of those that wait and that nobody can send."""
    _settle(connection, notices, now, state="dead", last_error=error)


def hold_back(connection: Connection, notices: Sequence[str], now: datetime) -> None:
    """Take out of the tray what need not be told any more; of what was claimed nobody came back."""
    _settle(connection, notices, now, state="withdrawn")


def _settle(connection: Connection, notices: Sequence[str], now: datetime, **values: str) -> None:
    if notices:
        gone = {"claim": None, "claimed_until": None, **values}
        connection.execute(update(DELIVERY).where(D.notice.in_(notices), due(now)).values(gone))


def put_off(
    connection: Connection, notices: Sequence[str], until: datetime, now: datetime, error: str | None = None
) -> None:
    """Look at these again later; why, where there is an error."""
    if notices:
        later = {"next_at": until} | ({"last_error": error} if error is not None else {})
        waiting = (D.notice.in_(notices), D.state == "pending", D.next_at <= now)
        connection.execute(update(DELIVERY).where(*waiting).values(later))


def are_old(connection: Connection, channels: Iterable[str], before: datetime) -> bool:
    """Whether there is anything for `expire`: looking is cheap, and a desk need not hear of it."""
    return connection.execute(select(D.notice).where(*_old(channels, before)).limit(1)).first() is not None


def _old(channels: Iterable[str], before: datetime) -> tuple[Any, ...]:
    of_them = select(N.id).where(N.channel.in_(sorted(channels)))
    return D.state == "pending", D.begun_at <= before, D.notice.in_(of_them)


def expire(connection: Connection, channels: Iterable[str], before: datetime) -> int:
    """Let go of what these channels showed to nobody since then; how many."""
    gone = update(DELIVERY).where(*_old(channels, before)).values(state="withdrawn")
    return connection.execute(gone).rowcount
