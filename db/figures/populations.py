"""The rows that figures count, and when each belongs to a period (RPT-01, SLA-10, SLA-11, SLA-13)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import FromClause, and_, case, func, literal, or_, select

from db.engine import seconds_between
from db.figures.declaration import Condition, Of, Population, Reading, Span, Value, whose
from db.rules.appointments import CUSTOMER, US
from db.rules.sentence import msgid
from db.tables.escalation import Escalation
from db.tables.follow_up import Survey
from db.tables.ticket import Assignment, MilestoneTime, Pause, Ticket

T, M, A, P, S, E = (kind.table.c for kind in (Ticket, MilestoneTime, Assignment, Pause, Survey, Escalation))
DONE = ("follow_up", "closed")
"""States in which the work is finished."""


def _tickets() -> FromClause:
    return Ticket.table


def _beside(kind: Any) -> Callable[[], FromClause]:
    """The rows of a table, each with its ticket."""
    return lambda: kind.table.join(Ticket.table, T.number == kind.table.c.ticket)


def _instant(column: Value) -> Of:
    return lambda _reading: column


def _in(column: Value) -> Callable[[Span], Condition]:
    return lambda span: span.holds(column)


def in_charge(at: Of) -> Of:
    """Whoever was in charge of the ticket at that instant, the finish included; nobody where it was not
    dispatched by then, or the visit was over."""
    held = Assignment.table.alias("held_then")

    def who(reading: Reading) -> Value:
        instant = at(reading)
        then = (
            select(held.c.technician)
            .where(held.c.ticket == T.number, held.c.lead, held.c.begun_at <= instant)
            .where(or_(held.c.ended_at.is_(None), held.c.ended_at >= instant))
            .order_by(held.c.begun_at.desc(), held.c.id.desc())
            .limit(1)
        )
        return then.correlate_except(held).scalar_subquery()

    return who


REPORTED = Population(
    "reported",
    msgid("tickets, but for cancelled and merged ones"),
    msgid("when it was reported"),
    _tickets,
    (T.number,),
    _instant(T.reported_at),
    whose,
    lambda _reading: T.state != "cancelled",
    _in(T.reported_at),
)
HANDLED = Population(
    "handled",
    msgid("tickets whose work is finished"),
    msgid("when it was finished, the last time if more than once"),
    _tickets,
    (T.number,),
    _instant(T.finished_at),
    whose,
    lambda _reading: T.state.in_(DONE),
)
CLOSED = Population(
    "closed",
    msgid("closed tickets"),
    msgid("when it was closed"),
    _tickets,
    (T.number,),
    _instant(T.closed_at),
    whose,
    lambda _reading: T.state == "closed",
    _in(T.closed_at),
)


# -- milestones: what was late stays late (SLA-13) ----------------------------------------------------------

_FORGIVEN = M.forgiven_at
WAS_MISSED = M.missed_at.is_not(None) & (_FORGIVEN.is_(None) | (M.missed_at > _FORGIVEN))
"""Missed under a target that is no longer in force, and not taken back."""


def _missed(due: Value) -> Callable[[Reading], Condition]:
    def missed(reading: Reading) -> Condition:
        now = literal(reading.now, T.closed_at.type)
        ended = func.coalesce(M.met_at, case((T.state == "closed", T.closed_at), else_=now))
        late = (due < ended) & M.state.in_(("running", "met"))
        return WAS_MISSED | (late & (_FORGIVEN.is_(None) | (due > _FORGIVEN)))

    return missed


def _in_time(due: Value) -> Callable[[Reading], Condition]:
    return lambda _reading: and_(~WAS_MISSED, M.met_at <= due, M.state == "met")


def _milestones(name: str, due: Value, period: str) -> Population:
    """What does not apply or was paused is out of it, what a manager took back counts neither way, and what
    was not due yet does not count yet."""
    at = case((WAS_MISSED, M.missed_at), else_=due)
    missed, in_time = _missed(due), _in_time(due)

    def judged(reading: Reading) -> Value:
        return case((in_time(reading), M.met_at), else_=at)

    return Population(
        name,
        msgid("milestones that were met or missed"),
        period,
        _beside(MilestoneTime),
        (M.ticket, M.milestone),
        _instant(at),
        in_charge(judged),
        lambda reading: and_(or_(missed(reading), in_time(reading)), at <= reading.now),
        lambda span: span.holds(M.original_due_at) | span.holds(M.due_at) | span.holds(M.missed_at),
        {"milestone": M.milestone},
    )


ORIGINALLY = func.coalesce(M.original_due_at, M.due_at)
"""Before extensions and agreed times (SLA-08)."""
MILESTONES = _milestones(
    "milestones", M.due_at, msgid("when it was due; where a change moved what was late, when that was due")
)
ORIGINAL = _milestones(
    "original_milestones",
    ORIGINALLY,
    msgid("when it was due before extensions and agreed times; where a change moved what was late, when that"
          " was due"),
)  # fmt: skip


def in_time(population: Population) -> Callable[[Reading], Condition]:
    """Of a milestone: that it was met in time."""
    return _in_time(M.due_at if population is MILESTONES else ORIGINALLY)


def missed(population: Population) -> Callable[[Reading], Condition]:
    """Of a milestone: that it was missed."""
    return _missed(M.due_at if population is MILESTONES else ORIGINALLY)


# -- agreed times: `db.rules.appointments` in SQL (SLA-11) --------------------------------------------------


def kept(_reading: Reading) -> Condition:
    """Of an agreed time: that whoever was in charge had come by its end."""
    return func.coalesce(A.arrived_at <= A.window_to, False)


def passed(reading: Reading) -> Condition:
    """Of an agreed time: that it passed without, and was not moved or given up before."""
    given_up = func.coalesce(A.ended_at <= A.window_to, False)
    return and_(~kept(reading), ~given_up, A.window_to < reading.now)


APPOINTMENTS = Population(
    "appointments",
    msgid("times agreed with customers that were kept or passed; not those moved or given up before"),
    msgid("when the agreed time ended"),
    _beside(Assignment),
    (A.id,),
    _instant(A.window_to),
    _instant(A.technician),
    lambda reading: and_(A.lead, or_(kept(reading), passed(reading))),
)


def early(reading: Reading) -> Condition:
    """Of an agreed time: that whoever was in charge came sooner than its begin by more than the tolerance."""
    sooner = seconds_between(A.arrived_at, A.window_from)
    return func.coalesce(sooner // 60 > reading.policy.setting("early_minutes"), False)


def moved_by(reading: Reading) -> Value:
    """Of an agreed time that was neither kept nor passed: who wanted it moved, the customer or us, null where
    nobody did."""
    then = Assignment.table.alias("agreed_next")
    same = and_(then.c.window_from.is_not_distinct_from(A.window_from), then.c.window_to == A.window_to)
    wanted = (
        select(
            case(
                (or_(then.c.window_to.is_(None), same), None),
                (then.c.wanted_by == CUSTOMER, CUSTOMER),
                else_=US,
            )
        )
        .where(then.c.ticket == A.ticket, then.c.lead, then.c.id != A.id, then.c.begun_at >= A.ended_at)
        .order_by(then.c.begun_at, then.c.id)
        .limit(1)
        .correlate_except(then)
        .scalar_subquery()
    )
    given_up = and_(func.coalesce(A.ended_at <= A.window_to, False), ~kept(reading))
    return case((given_up, wanted), else_=None)


# -- what customers say -------------------------------------------------------------------------------------

SURVEYS = Population(
    "surveys",
    msgid("surveys that were answered"),
    msgid("when the customer was asked"),
    _beside(Survey),
    (S.id,),
    _instant(S.at),
    whose,
    lambda _reading: and_(~S.unreachable, S.result.is_not(None)),
)


def _nobody_reached(_reading: Reading) -> Condition:
    """Of a survey: that nobody was ever reached for its ticket, and that it is the last attempt."""
    other = Survey.table.alias("other_attempt")
    later = or_(other.c.at > S.at, and_(other.c.at == S.at, other.c.id > S.id))
    better = select(1).where(other.c.ticket == S.ticket, or_(~other.c.unreachable, later))
    return and_(S.unreachable, ~better.correlate_except(other).exists())


UNREACHED = Population(
    "unreached",
    msgid("tickets whose customer no survey has reached"),
    msgid("when the customer was called last"),
    _beside(Survey),
    (S.id,),
    _instant(S.at),
    whose,
    _nobody_reached,
)


# -- pauses, calls by the ladder, gates that were overruled -------------------------------------------------

PAUSES = Population(
    "pauses",
    msgid("pauses"),
    msgid("when it began"),
    _beside(Pause),
    (P.id,),
    _instant(P.begun_at),
    in_charge(_instant(P.begun_at)),
    own={"reason": P.reason},
)
ESCALATIONS = Population(
    "escalations",
    msgid("calls of a rung of the ladder, repeats not counted"),
    msgid("when it was called"),
    _beside(Escalation),
    (E.id,),
    _instant(E.at),
    in_charge(_instant(E.at)),
    own={"trigger": E.trigger},
)
DISPATCHES = Population(
    "dispatches",
    msgid("people who were sent"),
    msgid("when they were sent"),
    _beside(Assignment),
    (A.id,),
    _instant(A.begun_at),
    _instant(A.technician),
)


# -- values -------------------------------------------------------------------------------------------------


def paused_minutes(reading: Reading) -> Value:
    """Whole minutes that a pause has lasted by the wall clock."""
    return _whole_minutes(P.begun_at, func.coalesce(P.ended_at, literal(reading.now, P.ended_at.type)))


def handling_minutes(_reading: Reading) -> Value:
    """Whole minutes from the report to the finish by the wall clock, pauses within."""
    return _whole_minutes(T.reported_at, T.finished_at)


def _whole_minutes(begin: Value, end: Value) -> Value:
    return seconds_between(begin, end) // 60


def known_to_the_minute(_reading: Reading) -> Condition:
    """Of a ticket: that more than the day is known of its report and its finish, and that the finish was
    written down at all (INT-11)."""
    days, never = (
        literal(",").concat(func.coalesce(names, "")).concat(",") for names in (T.by_day, T.undated)
    )
    return and_(~days.contains(",reported,"), ~days.contains(",finished,"), ~never.contains(",finished,"))
