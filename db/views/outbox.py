"""What was, is and could not be sent: notices with what became of each (ESC-05)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal, NamedTuple

from sqlalchemy import ColumnElement, Select, case, func, or_, select

from db import kinds
from db.errors import Refusal
from db.kinds import NOTICE, Called
from db.policy.noticing import Channel
from db.tables.columns import by_number
from db.tables.notice import ATTEMPT, CHANNEL, DELIVERY, Notice
from db.tables.ticket import Ticket
from db.views import columns as column
from db.views.listing import Opens, Question, Searched
from db.views.lookup import ticket_meant
from db.views.narrowing import TICKET_TEXT
from db.views.timeline import AT_FIRST, Timeline, timeline_of
from db.views.view import Leads, Limit, View, ViewContext

N, D, A, C, T = Notice.table.c, DELIVERY.c, ATTEMPT.c, CHANNEL.c, Ticket.table.c
GROUP = "group"
"""To whom a notice goes that goes to nobody alone."""
State = Literal["pending", "sending", "sent", "dead", "withdrawn"]
STATE = case(
    (D.state.in_(("sent", "sending", "dead")), D.state),
    (N.withdrawn_at.is_not(None), "withdrawn"),
    else_=D.state,
)
SELECTED = Notice.table.join(DELIVERY, D.notice == N.id).outerjoin(Ticket.table, T.number == N.ticket)


class NoticeRow(NamedTuple):
    """A notice. `to` is a staff number, or `group` where the channel leads to one; `cause` says in a word why
    it could not be sent, `last_error` also what the service said. `next_at` is when it is tried next, null
    where it is not."""

    id: Annotated[str, kinds.NoticeNo(), Called("Id")]
    escalation: Annotated[str | None, kinds.TEXT, Called("Escalation")]
    channel: Annotated[str, kinds.Listed("notice_channel"), Called("Channel", context="notice")]
    to: Annotated[str, kinds.StaffNo(or_code="addressee"), Called("To")]
    state: Annotated[str, kinds.Code("notice_state"), Called("State")]
    attempts: Annotated[int, kinds.Number(), Called("Tries")]
    last_error: Annotated[str, kinds.TEXT, Called("Last error")]
    ticket: column.Ticket | None
    occasion: Annotated[str, kinds.Listed("occasion"), Called("Occasion")]
    level: column.Level | None
    rung: column.Rung | None
    called: Annotated[tuple[str, ...], kinds.StaffNo(), Called("Called")]
    at: column.At
    next_at: Annotated[datetime | None, kinds.Instant(), Called("Next try")]
    sent_at: Annotated[datetime | None, kinds.Instant(), Called("Sent at")]
    cause: Annotated[str | None, kinds.Code("not_sent"), Called("Not sent because")]
    corrects: Annotated[str | None, kinds.NoticeNo(), Called("Corrects")]
    message: Annotated[str, kinds.TEXT, Called("Message id")]
    text: column.Text


class TryRow(NamedTuple):
    """One try; `result` is unknown where nobody came back to say. `together` is how many notices the message
    told."""

    number: Annotated[int, kinds.Number(), Called("Number")]
    begun_at: column.BegunAt
    ended_at: column.EndedAt | None
    result: Annotated[str, kinds.Code("try_result"), Called("Result")]
    error: Annotated[str, kinds.TEXT, Called("Last error")]
    together: Annotated[int, kinds.Number(), Called("Notices in the message")]


class Outbox(View[list[NoticeRow]]):
    """Notices, those that wait or could not be sent first, then the latest first."""

    name = "outbox"
    label = "Outbox"
    opens = Opens("notice", "id")
    brief = ("id", "ticket", "occasion", "channel", "to", "state", "attempts", "cause", "next_at", "at")
    briefer = ("id", "ticket", "channel", "to", "state", "attempts", "cause", "at", "text")

    ticket: str | None = None
    channel: str | None = None
    state: State | None = None
    mine: Annotated[bool, kinds.YesNo(), Called("Mine")] = False
    limit: Limit = 200

    def read(self, context: ViewContext) -> list[NoticeRow]:
        return self.question(context).first(context.connection, self.limit)

    def question(self, context: ViewContext) -> Question[NoticeRow]:
        waits = STATE.in_(("pending", "sending", "dead"))
        return Question(
            _select(context).where(*self._conditions(context)),
            N.id,
            (waits.desc(), N.at.desc(), *by_number(N.id)),
            {"id": N.id, "ticket": N.ticket, "channel": N.channel, "to": N.destination, "state": STATE,
             "attempts": D.attempts, "occasion": N.occasion, "at": N.at, "level": N.level},
            (Searched(func.lower(N.id)), TICKET_TEXT, Searched(func.lower(N.text), private=True)),
            lambda records: [_row(context, record) for record in records],
        )  # fmt: skip

    def _conditions(self, context: ViewContext) -> Iterable[ColumnElement[bool]]:
        if self.ticket is not None:
            yield N.ticket == ticket_meant(context, self.ticket).number
        if self.channel is not None:
            yield N.channel == self.channel
        if self.state is not None:
            yield STATE.in_((self.state,))
        if self.mine:
            me = context.person.no if context.person else ""
            yield or_(N.destination == me, ("," + N.called + ",").contains(f",{me},", autoescape=True))


def _select(context: ViewContext) -> Select[Any]:
    return (
        select(Notice.table, STATE.label("shown"), D.attempts, D.last_error, D.next_at, D.sent_at)
        .select_from(SELECTED)
        .where(context.scope.notices())
    )


def _row(context: ViewContext, record: Any) -> NoticeRow:
    cause = record.last_error.partition(":")[0] or None
    return NoticeRow(
        id=record.id,
        escalation=record.escalation,
        channel=record.channel,
        to=record.destination or GROUP,
        state=record.shown,
        attempts=record.attempts,
        last_error=record.last_error,
        ticket=record.ticket,
        occasion=record.occasion,
        level=record.level,
        rung=record.rung,
        called=tuple(filter(None, record.called.split(","))),
        at=record.at,
        next_at=record.next_at if record.shown == "pending" else None,
        sent_at=record.sent_at,
        cause=cause if record.shown != "sent" else None,
        corrects=record.corrects,
        message=record.message,
        text=context.mask.text(record.text),
    )


class NoticeFacts(NamedTuple):
    """What a notice's card shows besides."""

    tries: Annotated[list[TryRow], Called("Tries")]


class NoticeCard(View[dict[str, Any]]):
    """One notice: what it says, to whom, every try to send it, and what stands in its way (ESC-05)."""

    name = "notice"
    label = "A notice's card"
    card_of = NOTICE
    heads = ("id", "occasion", "state")
    places = (
        ("ticket", "channel"), ("to", "at"), ("attempts", "next_at"), ("cause", "sent_at"),
        "last_error", "text", "tries", "timeline",
    )  # fmt: skip
    positional: ClassVar[tuple[str, ...]] = ("id",)
    answers: ClassVar[tuple[type, ...]] = (NoticeRow, NoticeFacts, Timeline)

    id: str
    limit: Limit = AT_FIRST

    def read(self, context: ViewContext) -> dict[str, Any]:
        number = self.id.strip().upper()
        for record in context.connection.execute(_select(context).where(N.id == number)):
            return {
                **_row(context, record)._asdict(),
                "tries": _tries(context, number),
                **timeline_of(context, f"{NOTICE}:{number}", self.limit),
            }
        raise Refusal(
            "ESC-05", "There is no notice {number}.", "See paigong show outbox.", number=self.id[:80]
        )


def _tries(context: ViewContext, number: str) -> Sequence[TryRow]:
    statement = select(A.number, A.begun_at, A.ended_at, A.result, A.error, A.together)
    found = context.connection.execute(statement.where(A.notice == number).order_by(A.number.desc()))
    return [TryRow(*record) for record in found]


class ChannelRow(NamedTuple):
    """A channel of the policy and how it is: `waiting` and `dead` count its notices, `rests_until` is when
    its service may be asked again."""

    channel: Annotated[str, kinds.Listed("notice_channel"), Called("Channel", context="notice")]
    on: Annotated[bool, kinds.YesNo(), Called("Switched on")]
    waiting: Annotated[int, kinds.Number(), Called("Waiting")]
    dead: Annotated[int, kinds.Number(), Called("Not sent", context="notice")]
    sent_at: Annotated[datetime | None, kinds.Instant(), Called("Last sent")]
    tried_at: Annotated[datetime | None, kinds.Instant(), Called("Last tried")]
    rests_until: Annotated[datetime | None, kinds.Instant(), Called("Rests until")]
    cause: Annotated[str | None, kinds.Code("not_sent"), Called("Not sent because")]
    last_error: Annotated[str, kinds.TEXT, Called("Last error")]


class ChannelsView(View[list[ChannelRow]]):
    """The channels by which notices leave the house, and how each is."""

    name = "channels"
    label = "Channels"
    key = ("channel",)
    leads = Leads("outbox", "channel", "channel")
    brief = ("channel", "on", "waiting", "dead", "sent_at", "tried_at", "cause", "rests_until")

    def read(self, context: ViewContext) -> list[ChannelRow]:
        return _channels(context)


class ChannelsOfTheHouse(View[list[ChannelRow]]):
    """The same before it is known who asks: nothing of anybody stands there."""

    of_the_house = True

    def read(self, context: ViewContext) -> list[ChannelRow]:
        return _channels(context)


def _channels(context: ViewContext) -> list[ChannelRow]:
    counts = _counts(context)
    states = {record.channel: record for record in context.connection.execute(select(CHANNEL))}
    return [
        _channel_row(code, channel, states.get(code), counts, context.now)
        for code, channel in context.policy.notices.channel.items()
    ]


def _counts(context: ViewContext) -> Mapping[tuple[str, str], int]:
    """How many wait, and how many could not be sent, by channel and state, as far as one reaches."""
    statement = (
        select(N.channel, D.state, func.count())
        .select_from(Notice.table.join(DELIVERY, D.notice == N.id))
        .where(D.state.in_(("pending", "sending", "dead")), context.scope.notices())
        .group_by(N.channel, D.state)
    )
    return {(channel, state): count for channel, state, count in context.connection.execute(statement)}


def _channel_row(
    code: str, channel: Channel, known: Any, counts: Mapping[tuple[str, str], int], now: datetime
) -> ChannelRow:
    rests_until = known.rests_until if known is not None else None
    error = known.last_error if known is not None else ""
    return ChannelRow(
        channel=code,
        on=channel.on,
        waiting=counts.get((code, "pending"), 0) + counts.get((code, "sending"), 0),
        dead=counts.get((code, "dead"), 0),
        sent_at=known.sent_at if known is not None else None,
        tried_at=known.tried_at if known is not None else None,
        rests_until=rests_until if rests_until is not None and rests_until > now else None,
        cause=error.partition(":")[0] or None,
        last_error=error,
    )
