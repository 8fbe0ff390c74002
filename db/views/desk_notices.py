"""What an open desk tells whoever sits there: notices that no desk has shown yet (ESC-05)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import case, exists, func, or_, select

from db.policy.noticing import DESK
from db.subjects.emergency import EMERGENCY
from db.subjects.notice import NOTICE
from db.subjects.subject import family_of, name_of
from db.subjects.ticket import TICKET
from db.subjects.tool import TOOL
from db.tables.codes import OPEN_STATES
from db.tables.escalation import Escalation
from db.tables.event import LINK
from db.tables.notice import DELIVERY, Notice
from db.tables.ticket import Ticket
from db.views.view import View, ViewContext

MOST = 50
FAMILIES = (EMERGENCY.family, TICKET.family, TOOL.family)
"""What a notice may be about, the first of these that its event was about."""
N, D, E, T = Notice.table.c, DELIVERY.c, Escalation.table.c, Ticket.table.c
EARLIER = DELIVERY.alias("earlier_delivery")


class DeskNotice(NamedTuple):
    """A notice for whoever sits here. `about` is the thing that one without a ticket of its own is about."""

    id: str
    occasion: str
    ticket: str | None
    level: int | None
    district: str | None
    rung: int | None
    about: str | None = None


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
        now = [record for record in found if record.next_at <= context.now]
        about = _about(context, [record.id for record in now if record.ticket is None])
        due = [DeskNotice(*record[:-1], about=about.get(record.id)) for record in now]
        later = [record.next_at for record in found if record.next_at > context.now]
        return DeskNoticesRow(due, min(later, default=None))


def _about(context: ViewContext, notices: Sequence[str]) -> dict[str, str]:
    """By notice what else the event that wrote it was about."""
    wrote, beside = LINK.alias("wrote"), LINK.alias("beside")
    statement = (
        select(wrote.c.subject, beside.c.subject)
        .join(beside, beside.c.event == wrote.c.event)
        .where(wrote.c.subject.in_([NOTICE.key(id) for id in notices]), wrote.c.seq == 1)
        .order_by(beside.c.subject.desc())
    )
    found = [tuple(record) for record in context.connection.execute(statement)] if notices else []
    return {
        name_of(notice): subject
        for family in reversed(FAMILIES)
        for notice, subject in found
        if family_of(subject) == family
    }
