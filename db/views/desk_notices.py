"""What an open desk tells whoever sits there: notices that no desk has shown yet (ESC-05)."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import case, exists, func, or_, select

from db.policy.noticing import DESK
from db.tables.codes import OPEN_STATES
from db.tables.escalation import Escalation
from db.tables.notice import DELIVERY, Notice
from db.tables.ticket import Ticket
from db.views.view import View, ViewContext

MOST = 50
N, D, E, T = Notice.table.c, DELIVERY.c, Escalation.table.c, Ticket.table.c
EARLIER = DELIVERY.alias("earlier_delivery")


class DeskNotice(NamedTuple):
    """A notice for whoever sits here."""

    id: str
    occasion: str
    ticket: str | None
    level: int | None
    district: str | None
    rung: int | None


class DeskNoticesRow(NamedTuple):
    """Those to be shown now, the most urgent first, and when the next one may be: quiet hours hold it."""

    now: list[DeskNotice]
    next_at: datetime | None


class DeskNotices(View[DeskNoticesRow]):
    """The notices that no desk of mine has shown; what was answered or taken back since is not told."""

    def read(self, context: ViewContext) -> DeskNoticesRow:
        shown = [
            each.code for each in context.policy.notices.channel.values() if each.kind == DESK and each.on
        ]
        if context.person is None or not shown:
            return DeskNoticesRow([], None)
        taken_on = exists(select(1).where(E.id == N.escalation, E.acknowledged_at.is_not(None)))
        heard = exists(select(1).where(EARLIER.c.notice == N.corrects, EARLIER.c.state == "sent"))
        ended = T.state.not_in(OPEN_STATES) & T.merged_into.is_(None)
        open_call = ~taken_on & or_(T.number.is_(None), ~ended)
        statement = (
            select(N.id, N.occasion, N.ticket, N.level, T.district, N.rung, D.next_at)
            .select_from(
                Notice.table.join(DELIVERY, D.notice == N.id).outerjoin(Ticket.table, T.number == N.ticket)
            )
            .where(
                D.state == "pending",
                N.channel.in_(shown),
                N.destination == context.person.no,
                N.withdrawn_at.is_(None),
                case((N.corrects.is_not(None), heard), else_=open_call),
            )
            .order_by(func.coalesce(N.level, 9), N.at, func.length(N.id), N.id)
            .limit(MOST)
        )
        found = list(context.connection.execute(statement))
        due = [DeskNotice(*record[:-1]) for record in found if record.next_at <= context.now]
        later = [record.next_at for record in found if record.next_at > context.now]
        return DeskNoticesRow(due, min(later, default=None))
