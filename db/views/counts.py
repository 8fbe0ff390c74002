"""The figures over the queue: how many of what, and the department's targets so far this month (SLA-10)."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Any, NamedTuple, TypedDict

from pydantic import Field
from sqlalchemy import ColumnElement, Select, and_, case, func, literal_column, select

from db import kinds
from db.kinds import Called
from db.tables.codes import LEVELS
from db.tables.follow_up import Survey
from db.tables.ticket import OPEN, Assignment, MilestoneTime, Ticket
from db.views.absence import absence
from db.views.emergencies import Running as RunningFacts
from db.views.emergencies import running
from db.views.requests import to_decide
from db.views.tasks import my_tasks
from db.views.view import View, ViewContext
from db.views.watching import calling

T = Ticket.table.c
Percent = Decimal | None
TARGETS = {"timeliness": "timeliness", "satisfaction": "satisfaction", "complaint_rate": "complaint"}
"""The figures that a department has targets for, and what the setting is called (SLA-10)."""


class TargetFigures(TypedDict):
    """What the figures of a month should reach."""

    timeliness: Annotated[int, Called("Timeliness (%)")]
    satisfaction: Annotated[int, Called("Satisfaction (%)")]
    complaint_rate: Annotated[int, Called("Complaint rate (%)")]


class CountsRow(NamedTuple):
    """`by_level` counts active tickets, `untriaged` those among them that wait for their level,
    `untriaged_idle` those of these that no deadline runs for, `unlevelled` those that need none; breached,
    at_risk and paused count open ones. Percentages over the current month have one decimal, null while
    nothing counts; `targets` are what the department aims at. `unreachable` are surveys of the month that
    reached nobody so far, `missed_cancelled` the milestones that were late on tickets which were cancelled:
    they count in timeliness. `kept_appointments` is the 守约率, `called` the tickets whose open escalations
    call the one who looks, `to_decide` the requests that wait for their decision.
    `original_timeliness` counts against the deadlines before extensions and agreed times (SLA-08)."""

    by_level: Annotated[dict[int, int], kinds.Keyed(kinds.Level()), Called("Tickets by level")]
    breached: Annotated[int, Called("Breached")]
    at_risk: Annotated[int, Called("At risk")]
    paused: Annotated[int, Called("Paused")]
    follow_up: Annotated[int, Called("In follow-up")]
    timeliness: Annotated[Percent, kinds.Number(), Called("Timeliness (%)")]
    satisfaction: Annotated[Percent, kinds.Number(), Called("Satisfaction (%)")]
    complaint_rate: Annotated[Percent, kinds.Number(), Called("Complaint rate (%)")]
    untriaged: Annotated[int, Called("Without a level")]
    unreachable: Annotated[int, Called("Not reached")]
    called: Annotated[int, Called("Called")]
    kept_appointments: Annotated[Percent, kinds.Number(), Called("Appointments kept (%)")]
    missed_cancelled: Annotated[int, Called("Late, then cancelled")]
    unlevelled: Annotated[int, Called("Need no level")]
    targets: Annotated[dict[str, int], kinds.Rows(TargetFigures), Called("Targets")]
    absent: Annotated[int, Called("Held by somebody away")]
    untriaged_idle: Annotated[int, Called("Without a level and deadline")]
    to_decide: Annotated[int, Called("For you to decide")]
    calls: Annotated[int, Called("Escalations to me")]
    my_tasks: Annotated[int, Called("My tasks")]
    emergency: Annotated[RunningFacts | None, kinds.Rows(RunningFacts), Called("Emergency")]
    original_timeliness: Annotated[Percent, kinds.Number(), Called("Timeliness as originally due (%)")]


class Counts(View[CountsRow]):
    """How many tickets of each level, breached, at risk, paused, and the targets of the month."""

    name = "counts"
    label = "Counts"

    month: Annotated[str, Field(pattern=r"^(\d{4}-(0[1-9]|1[0-2]))?$")] = ""

    def read(self, context: ViewContext) -> CountsRow:
        now = _queue(context)
        month = month_of(self.month, context)
        satisfaction, unreachable = _satisfaction(context, month)
        timeliness = _timeliness(context, month)
        calls = calling(context)
        return CountsRow(
            by_level={level: now[f"level_{level}"] for level in LEVELS},
            breached=now["breached"],
            at_risk=now["at_risk"],
            paused=now["paused"],
            follow_up=now["follow_up"],
            timeliness=timeliness.in_time,
            original_timeliness=timeliness.originally,
            satisfaction=satisfaction,
            # Complaints have no tables of their own yet; none at all is not the same as a rate of zero.
            complaint_rate=None,
            untriaged=now["untriaged"],
            untriaged_idle=now["untriaged_idle"],
            absent=_absent(context),
            unreachable=unreachable,
            called=calls.tickets,
            calls=calls.calls,
            my_tasks=my_tasks(context),
            emergency=running(context),
            to_decide=to_decide(context),
            kept_appointments=_kept_appointments(context, month),
            missed_cancelled=timeliness.cancelled,
            unlevelled=now["unlevelled"],
            targets={name: context.policy.setting(f"{kind}_percent") for name, kind in TARGETS.items()},
        )


class Span(NamedTuple):
    """From when to when something is counted; what lies ahead of now is not there yet."""

    begin: datetime
    end: datetime

    def holds(self, column: ColumnElement[Any]) -> ColumnElement[bool]:
        return (column >= self.begin) & (column < self.end)


def month_of(month: str, context: ViewContext) -> Span:
    """A month of the branch, `2026-07`; the present one, up to now, where none is said."""
    now = context.now.astimezone(context.zone)
    year, number = map(int, month.split("-")) if month else (now.year, now.month)
    begin = datetime(year, number, 1, tzinfo=context.zone)
    after = datetime(year + number // 12, number % 12 + 1, 1, tzinfo=context.zone)
    return Span(begin, min(after, context.now + timedelta(seconds=1)))


def _queue(context: ViewContext) -> dict[str, int]:
    """One pass over the open tickets."""
    active = T.state != "follow_up"
    late = T.due_at < context.now
    wanted: dict[str, ColumnElement[bool]] = {
        "untriaged": T.state == "new",
        "untriaged_idle": (T.state == "new") & T.due_at.is_(None),
        "unlevelled": active & T.level.is_(None) & (T.state != "new"),
        "breached": late,
        "at_risk": at_risk(context.now),
        "paused": T.state == "paused",
        "follow_up": T.state == "follow_up",
    } | {f"level_{level}": active & (T.level == level) for level in LEVELS}
    statement = select(*(_how_many(each).label(name) for name, each in wanted.items())).where(
        literal_column(f"({OPEN})"), context.scope.tickets()
    )
    return dict(context.connection.execute(statement).mappings().one())


def at_risk(now: datetime) -> ColumnElement[bool]:
    """Tickets whose deadline is near and not past."""
    return ~(T.due_at < now) & (T.at_risk_at <= now)


def _absent(context: ViewContext) -> int:
    """Active tickets whose holder is on leave when they should be there."""
    away = absence(context)
    if not away.people():
        return 0
    statement = select(T.technician, T.agreed_from).where(
        literal_column(f"({OPEN})"),
        T.state != "follow_up",
        T.technician.in_(away.people()),
        context.scope.tickets(),
    )
    return sum(away.is_away(*held) for held in context.connection.execute(statement))


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[Any]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


class Timeliness(NamedTuple):
    """Of the milestones that fell due in a month how many were met in time, against the deadlines in force
    and against those before extensions and agreed times; `cancelled` are missed ones of cancelled tickets."""

    in_time: Percent
    originally: Percent
    cancelled: int


def _timeliness(context: ViewContext, month: Span) -> Timeliness:
    """What was late stays late, whatever changed afterwards; what a manager took back counts neither way
    (SLA-13). What does not apply or was paused is out of it; what was not due yet at the end is, too. Reports
    count against both deadlines (deadlines 13, 14).
    """
    target = MilestoneTime.table.c
    missed, fell_due = _fell_due(context, month, target.due_at)
    as_before = _fell_due(context, month, func.coalesce(target.original_due_at, target.due_at))
    counted = (fell_due, missed, missed & (T.state == "cancelled"), as_before[1], as_before[0])
    statement = (
        select(*map(_how_many, counted))
        .select_from(MilestoneTime.table)
        .join(Ticket.table, T.number == target.ticket)
        .where(_about(month), context.scope.tickets())
    )
    due, late_ones, cancelled, due_before, late_before = map(int, context.connection.execute(statement).one())
    return Timeliness(percent(due - late_ones, due), percent(due_before - late_before, due_before), cancelled)


def _about(month: Span) -> ColumnElement[bool]:
    """Of a milestone: that a deadline that it has, or had, lies in the month; each is found by its index."""
    target = MilestoneTime.table.c
    return month.holds(target.original_due_at) | month.holds(target.due_at) | month.holds(target.missed_at)


def _fell_due(
    context: ViewContext, month: Span, due: ColumnElement[Any]
) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Of a milestone beside its ticket: whether it was missed in the month, and whether it counts in it."""
    target = MilestoneTime.table.c
    missed, due_now = _missed(context, month, due)
    in_time = (target.met_at <= due) & (target.state == "met")
    return missed, missed | (due_now & in_time)


def _missed(
    context: ViewContext, month: Span, due: ColumnElement[Any] | None = None
) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Of a milestone beside its ticket: whether it was missed in the month, and whether it fell due in it
    without having been missed under another target before (SLA-13). `due` is the deadline that counts, the
    one in force where none is given."""
    target, now = MilestoneTime.table.c, context.now
    due = target.due_at if due is None else due
    forgiven = target.forgiven_at
    was_missed = target.missed_at.is_not(None) & (forgiven.is_(None) | (target.missed_at > forgiven))
    ended = func.coalesce(target.met_at, case((T.state == "closed", T.closed_at), else_=now))
    late = (due < ended) & target.state.in_(("running", "met"))
    stands = late & (forgiven.is_(None) | (due > forgiven))
    due_now = ~was_missed & month.holds(due)
    return (was_missed & month.holds(target.missed_at)) | (due_now & stands), due_now


def with_missed(context: ViewContext, month: Span, *, originally: bool = False) -> ColumnElement[bool]:
    """The tickets of which the timeliness of the month counts a milestone as missed (RPT-05), or that
    against the deadlines before extensions and agreed times."""
    target = MilestoneTime.table.c
    due: ColumnElement[Any] = target.due_at
    if originally:
        due = func.coalesce(target.original_due_at, due)
    missed, _due = _missed(context, month, due)
    return T.number.in_(
        select(target.ticket)
        .select_from(MilestoneTime.table.join(Ticket.table, T.number == target.ticket))
        .where(_about(month), missed)
        .correlate(None)
    )


def dissatisfied(context: ViewContext, month: Span) -> ColumnElement[bool]:
    """The tickets whose surveys of the month count against satisfaction (RPT-05)."""
    survey = Survey.table.c
    enough = context.policy.setting("survey_satisfied")
    return T.number.in_(
        select(survey.ticket).where(month.holds(survey.at), ~survey.unreachable, survey.result < enough)
    )


def _reached_nobody(month: Span) -> ColumnElement[bool]:
    """Of a survey: that it is of the month, and that none of its ticket's has reached anybody."""
    survey = Survey.table.c
    reached = select(survey.ticket).where(~survey.unreachable)
    return and_(month.holds(survey.at), survey.unreachable, survey.ticket.not_in(reached))


def not_reached(month: Span) -> ColumnElement[bool]:
    """The tickets whose customers no survey of the month has reached (RPT-05)."""
    return T.number.in_(select(Survey.table.c.ticket).where(_reached_nobody(month)))


class AppointmentMarks(NamedTuple):
    """Of an assignment: whether the one in charge kept or missed its agreed time within a month."""

    kept: ColumnElement[bool]
    missed: ColumnElement[bool]
    counted: ColumnElement[bool]


def appointment_marks(context: ViewContext, month: Span) -> AppointmentMarks:
    """One that was moved or given up before it passed is neither: see `db.rules.appointments`."""
    held = Assignment.table.c
    kept = func.coalesce(held.arrived_at <= held.window_to, False)
    given_up = func.coalesce(held.ended_at <= held.window_to, False)
    missed = ~kept & ~given_up & (held.window_to < context.now)
    within = held.lead & (month.holds(held.window_to) | (kept & month.holds(held.arrived_at)))
    return AppointmentMarks(kept, missed, within & (kept | missed))


def _kept_appointments(context: ViewContext, month: Span) -> Percent:
    """Times agreed with customers that were kept, of those that passed since the month began (SLA-11)."""
    marks = appointment_marks(context, month)
    kept = _of_tickets(context, Assignment.table.c.ticket, _how_many(marks.kept), _how_many(marks.missed))
    statement = kept.where(marks.counted)
    good, bad = context.connection.execute(statement).one()
    return percent(good, good + bad)


def _satisfaction(context: ViewContext, month: Span) -> tuple[Percent, int]:
    survey = Survey.table.c
    enough = context.policy.setting("survey_satisfied")
    this_month = month.holds(survey.at)
    statement = _of_tickets(
        context, survey.ticket,
        _how_many(~survey.unreachable & survey.result.is_not(None)),
        _how_many(~survey.unreachable & (survey.result >= enough)),
    ).where(this_month)  # fmt: skip
    answered, satisfied = context.connection.execute(statement).one()
    unreachable = _of_tickets(context, survey.ticket, func.count(survey.ticket.distinct())).where(
        _reached_nobody(month)
    )
    return percent(satisfied, answered), int(context.connection.execute(unreachable).scalar_one())


def _of_tickets(
    context: ViewContext, ticket: ColumnElement[str], *counted: ColumnElement[Any]
) -> Select[Any]:
    """Counts over rows that belong to tickets in scope; `ticket` is their column."""
    statement = select(*counted)
    if context.scope.is_all:
        return statement
    return statement.join(Ticket.table, T.number == ticket).where(context.scope.tickets())


def percent(part: int, whole: int) -> Percent:
    """With one decimal, rounded half up; null of nothing."""
    if not whole:
        return None
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.1"), ROUND_HALF_UP)
