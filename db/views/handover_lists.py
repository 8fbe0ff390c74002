"""The lists behind the lines of the hand-over page: one condition for the count and for the rows (RPT-04)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal_column, select, true

from db import kinds
from db.errors import BadField
from db.kinds import Called
from db.rules.duty import ON_DUTY
from db.tables.escalation import Escalation
from db.tables.event import EVENT, LINK
from db.tables.report import Handover, HandoverTicket
from db.tables.staff import Duty, Staff
from db.tables.task import Extension
from db.tables.ticket import Assignment, MilestoneTime, Pause, Ticket
from db.verbs.fields import Instant
from db.views.counts import at_risk
from db.views.listing import Opens, Question
from db.views.narrowing import TICKET_TEXT
from db.views.own_views import held_by_absent
from db.views.queue_row import IS_OPEN, ORDER, QueueRow, queue_columns, queue_rows
from db.views.view import Limit, View, ViewContext

T, H, M, P, D = Ticket.table.c, Assignment.table.c, MilestoneTime.table.c, Pause.table.c, Duty.table.c
SOON = timedelta(minutes=60)
DAY = timedelta(hours=24)
LONGEST = timedelta(days=7)
"""A hand-over that lies further back is no begin of what is handed over now."""


class Since(NamedTuple):
    """From when on something came in, and why from then: `handed_over`, `shift`, `day`, or `asked`."""

    at: datetime
    why: str
    who: str | None = None


def since_when(context: ViewContext, asked: datetime | None) -> Since:
    """The instant asked for; else the last hand-over of my branch and department, the begin of my shift, or
    of the day."""
    if asked is not None:
        return Since(asked, "asked")
    person, now = context.person, context.now
    if person is not None:
        handed, h = Handover.table, Handover.table.c
        last = select(h.at, h.given_by).where(
            h.branch == person.branch, h.department == person.department, h.at > now - LONGEST, h.at <= now
        )
        for at, given_by in context.connection.execute(last.order_by(h.at.desc(), handed.c.id).limit(1)):
            return Since(at, "handed_over", given_by)
        shift = select(func.max(D.begins_at)).where(
            D.staff == person.no, D.kind == ON_DUTY, D.begins_at <= now, D.ends_at > now
        )
        if (begun := context.connection.execute(shift).scalar_one()) is not None:
            return Since(begun, "shift", person.no)
    midnight = now.astimezone(context.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return Since(midnight, "day")


Condition = Callable[[ViewContext, datetime], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of tickets: its part of the page, which ones, and the instant of each that matters. `always` it
    is shown, also where it counts none; `whatever` state the tickets are in."""

    section: str
    which: Condition
    instant: ColumnElement[Any]
    always: bool = False
    whatever: bool = False

    def conditions(self, context: ViewContext, since: datetime) -> list[ColumnElement[bool]]:
        """Which tickets are meant, within one's reach."""
        open_ones: ColumnElement[bool] = true() if self.whatever else literal_column(f"({IS_OPEN})")
        return [context.scope.tickets(), open_ones, self.which(context, since)]

    def statement(self, context: ViewContext, since: datetime) -> Select[Any]:
        """The tickets that are meant."""
        return select(T.number).where(*self.conditions(context, since))


def _did(*verbs: str) -> Condition:
    """That one of these was done to the ticket since then."""

    def condition(_context: ViewContext, since: datetime) -> ColumnElement[bool]:
        key = literal_column("'ticket:'").concat(T.number)
        done = exists(
            select(1)
            .select_from(LINK.join(EVENT, EVENT.c.seq == LINK.c.event))
            .where(LINK.c.subject == key, EVENT.c.at >= since, EVENT.c.verb.in_(verbs))
            .correlate(Ticket.table)
        )
        return and_(T.last_at >= since, done)  # the log is looked into for those to which something was done

    return condition


def _promised(context: ViewContext, _since: datetime) -> ColumnElement[bool]:
    call = Escalation.table.c
    taken = (call.ticket == T.number, call.promise > context.now, call.ended_at.is_(None))
    return exists(select(1).where(*taken).correlate(Ticket.table))


def _extended(context: ViewContext, _since: datetime) -> ColumnElement[bool]:
    later = Extension.table.c
    running = and_(M.ticket == T.number, M.granted.is_(True), M.state.in_(("running", "paused")))
    return exists(select(1).where(running).correlate(Ticket.table)) & T.number.in_(
        select(later.ticket).where(later.until > context.now)
    )


def _appointment(context: ViewContext, _since: datetime) -> ColumnElement[bool]:
    now = context.now
    held = (
        H.ticket == T.number, H.lead.is_(True), H.ended_at.is_(None), H.arrived_at.is_(None),
        H.window_to >= now, H.window_from <= now + DAY,
    )  # fmt: skip
    return exists(select(1).where(*held).correlate(Ticket.table))


def _handed(_context: ViewContext, since: datetime) -> ColumnElement[bool]:
    """Named by whoever handed the shift over at that instant, or later."""
    named, handed = HandoverTicket.table.c, Handover.table.c
    return T.number.in_(
        select(named.ticket)
        .select_from(HandoverTicket.table.join(Handover.table, handed.id == named.handover))
        .where(handed.at >= since)
    )


def _absent(context: ViewContext, _since: datetime) -> ColumnElement[bool]:
    return T.number.in_(held_by_absent(context))


def _provisional(context: ViewContext, _since: datetime) -> ColumnElement[bool]:
    """With a deadline that counts days of a year whose days off are not official yet (SLA-05)."""
    calendars = context.policy.calendars
    years = {year for each in calendars.holidays.values() for year in each.years}
    end = datetime(max(years, default=context.now.year) + 1, 1, 1, tzinfo=context.zone)
    counts = (M.ticket == T.number, M.state == "running", M.calendar.is_not(None), M.due_at >= end)
    return exists(select(1).where(*counts).correlate(Ticket.table))


def _state(*states: str) -> Condition:
    return lambda _context, _since: T.state.in_(states)


LISTS: Mapping[str, Listed] = {
    "new": Listed("came_in", lambda _context, since: T.entered_at >= since, T.reported_at, True, True),
    "reopened": Listed("came_in", _did("reopen"), T.last_at, whatever=True),
    "chased": Listed("came_in", lambda _context, since: T.chased_at >= since, T.chased_at),
    "handed": Listed("came_in", _handed, T.sort_due),
    "closed": Listed("came_in", lambda _context, since: T.closed_at >= since, T.closed_at, True, True),
    "untriaged": Listed("open", _state("new"), T.reported_at, True),
    "to_dispatch": Listed("open", _state("triaged"), T.due_at, True),
    "on_the_way": Listed("open", _state("dispatched"), T.due_at, True),
    "onsite": Listed("open", _state("onsite"), T.due_at, True),
    "follow_up": Listed("open", _state("follow_up"), T.due_at, True),
    "breached": Listed("at_risk", lambda context, _since: T.due_at < context.now, T.due_at, True),
    "at_risk": Listed("at_risk", lambda context, _since: at_risk(context.now), T.due_at, True),
    "due_soon": Listed(
        "at_risk",
        lambda context, _since: and_(T.due_at >= context.now, T.due_at <= context.now + SOON),
        T.due_at,
    ),
    "provisional": Listed("at_risk", _provisional, T.due_at),
    "appointments": Listed("promised", _appointment, T.agreed_from, True),
    "promises": Listed("promised", _promised, T.due_at, True),
    "extended": Listed("promised", _extended, T.due_at, True),
    "held_by_absent": Listed("away", _absent, T.due_at),
}
"""What the page counts of tickets, in its order."""


@dataclass(frozen=True, slots=True)
class Many:
    """A line for each value that tickets have."""

    def values_of(self, context: ViewContext) -> list[str]:
        """The reasons for which open tickets are paused."""
        statement = select(P.reason).join(Ticket.table, T.number == P.ticket)
        paused = (P.ended_at.is_(None), *self._paused(context))
        return sorted(set(context.connection.execute(statement.where(*paused)).scalars()))

    def conditions(self, context: ViewContext, reason: str) -> list[ColumnElement[bool]]:
        """The tickets that are paused for it; for whatever where none is given."""
        waits = [P.ticket == T.number, P.ended_at.is_(None), *([P.reason == reason] if reason else [])]
        waiting = exists(select(1).where(*waits).correlate(Ticket.table))
        return [*self._paused(context), waiting]

    def _paused(self, context: ViewContext) -> list[ColumnElement[bool]]:
        """Those within one's reach; they are read in the index of open ones."""
        return [context.scope.tickets(), literal_column(f"({IS_OPEN})"), T.state == "paused"]

    def statement(self, context: ViewContext, reason: str) -> Select[Any]:
        """The tickets that are paused for it."""
        return select(T.number).where(*self.conditions(context, reason))


MANY = {"paused": Many()}


Line = Literal[
    "new", "reopened", "chased", "handed", "closed", "untriaged", "to_dispatch", "on_the_way", "onsite",
    "follow_up", "breached", "at_risk", "due_soon", "provisional", "appointments", "promises", "extended",
    "held_by_absent", "paused",
]  # fmt: skip


class HandoverTickets(View[list[QueueRow]]):
    """The tickets that a line of the hand-over page counts: `part` names it, `of` the reason of a pause."""

    name = "handover_tickets"
    label = "Tickets of the hand-over"
    opens = Opens("ticket", "number")
    positional = ("part",)
    brief = (
        "number", "level", "state", "status", "milestone", "due_at", "customer", "district", "product",
        "technician",
    )  # fmt: skip

    part: Annotated[Line, kinds.Code("handover_line"), Called("Part")]
    since: Annotated[Instant | None, Called("Since")] = None
    of: str = ""
    limit: Limit = 200

    def read(self, context: ViewContext) -> list[QueueRow]:
        return self.question(context).first(context.connection, self.limit)

    def question(self, context: ViewContext) -> Question[QueueRow]:
        if self.of and self.part not in MANY:
            raise BadField("of", "Only paused tickets are told apart by a reason.")
        conditions = (
            MANY[self.part].conditions(context, self.of) if self.part in MANY
            else LISTS[self.part].conditions(context, since_when(context, self.since).at)
        )  # fmt: skip
        return Question(
            queue_columns().where(*conditions),
            T.number,
            ORDER,
            {name: T[name] for name in QueueRow._fields if name in T and name != "way"}
            | {"customer": T.customer_label, "technician_name": Staff.table.c.label},
            (TICKET_TEXT,),
            lambda records: queue_rows(records, context),
            counted=select(T.number).where(*conditions),
        )
