"""What need not be told any more: taken back, answered, or correcting what nobody heard (ESC-04, ESC-05)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, and_, exists, or_, select

from db.tables.codes import OPEN_STATES
from db.tables.escalation import Escalation
from db.tables.notice import ATTEMPT, DELIVERY, Notice
from db.tables.ticket import Ticket

D, N, A, E, T = DELIVERY.c, Notice.table.c, ATTEMPT.c, Escalation.table.c, Ticket.table.c
EARLIER = Notice.table.alias("earlier")
EARLIER_DELIVERY = DELIVERY.alias("earlier_delivery")


class Needless(NamedTuple):
    """`gone` are those that are not sent; `waiting` those of which one cannot know yet."""

    gone: tuple[str, ...]
    waiting: tuple[str, ...]


def needless(connection: Connection, notices: Sequence[str], *, drop_answered: bool) -> Needless:
    """Which of these notices need not be sent."""
    gone = set(_taken_back(connection, notices))
    if drop_answered:
        gone |= set(_answered(connection, notices))
    waiting = set()
    for id, state, heard in _corrected(connection, notices):
        if state == "sending":
            waiting.add(id)
        elif state != "sent" and not heard:
            gone.add(id)
    return Needless(tuple(sorted(gone)), tuple(sorted(waiting - gone)))


def _taken_back(connection: Connection, notices: Sequence[str]) -> Sequence[str]:
    taken = select(N.id).where(N.id.in_(notices), N.withdrawn_at.is_not(None))
    return list(connection.execute(taken).scalars())


def _answered(connection: Connection, notices: Sequence[str]) -> Sequence[str]:
    """Those whose escalation somebody took on, or whose ticket has ended; a merged one goes on elsewhere."""
    taken_on = exists(select(1).where(E.id == N.escalation, E.acknowledged_by.is_not(None)))
    ended = exists(
        select(1).where(T.number == N.ticket, T.state.not_in(OPEN_STATES), T.merged_into.is_(None))
    )
    open_call = N.corrects.is_(None)
    statement = select(N.id).where(N.id.in_(notices), open_call, or_(taken_on, ended))
    return list(connection.execute(statement).scalars())


def _corrected(connection: Connection, notices: Sequence[str]) -> list[tuple[str, str, bool]]:
    """The corrections among them, with how what they correct stands, and whether somebody may have heard it:
    a try of which nobody knows how it went is enough."""
    heard = exists(select(1).where(A.notice == EARLIER.c.id, A.result != "failed"))
    statement = (
        select(N.id, EARLIER_DELIVERY.c.state, heard.label("heard"))
        .select_from(
            Notice.table.join(EARLIER, EARLIER.c.id == N.corrects).join(
                EARLIER_DELIVERY, EARLIER_DELIVERY.c.notice == EARLIER.c.id
            )
        )
        .where(and_(N.id.in_(notices), N.corrects.is_not(None)))
    )
    return [(id, state, bool(found)) for id, state, found in connection.execute(statement)]
