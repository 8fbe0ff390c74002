"""The figures over the queue: how many of what, and the department's targets so far this month (SLA-10)."""

from __future__ import annotations

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, case, func, literal_column, select

from db.tables.codes import LEVELS
from db.tables.ticket import OPEN, MilestoneTime, Survey, Ticket
from db.views.view import View, ViewContext
from db.views.watching import calling

T = Ticket.table.c
Percent = Decimal | None


class CountsRow(NamedTuple):
    """`by_level` counts active tickets, `untriaged` those among them without a level; breached, at_risk and
    paused count open ones. Percentages over the current month have one decimal, null while nothing counts.
    `unreachable` are survey attempts of the month that reached nobody, `called` the tickets whose open
    escalations call the one who looks."""

    by_level: dict[int, int]
    breached: int
    at_risk: int
    paused: int
    follow_up: int
    timeliness: Percent
    satisfaction: Percent
    complaint_rate: Percent
    untriaged: int
    unreachable: int
    called: int


class Counts(View[CountsRow]):
    """How many tickets of each level, breached, at risk, paused, and the targets of the month."""

    name = "counts"

    def read(self, context: ViewContext) -> CountsRow:
        now = _queue(context)
        local = context.now.astimezone(context.zone)
        month = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        satisfaction, unreachable = _satisfaction(context, month)
        return CountsRow(
            by_level={level: now[f"level_{level}"] for level in LEVELS},
            breached=now["breached"],
            at_risk=now["at_risk"],
            paused=now["paused"],
            follow_up=now["follow_up"],
            timeliness=_timeliness(context, month),
            satisfaction=satisfaction,
            # Complaints have no tables of their own yet; none at all is not the same as a rate of zero.
            complaint_rate=None,
            untriaged=now["untriaged"],
            unreachable=unreachable,
            called=calling(context),
        )


def _queue(context: ViewContext) -> dict[str, int]:
    """One pass over the open tickets."""
    active = T.state != "follow_up"
    late = T.due_at < context.now
    wanted: dict[str, ColumnElement[bool]] = {
        "untriaged": active & T.level.is_(None),
        "breached": late,
        "at_risk": ~late & (T.at_risk_at <= context.now),
        "paused": T.state == "paused",
        "follow_up": T.state == "follow_up",
    } | {f"level_{level}": active & (T.level == level) for level in LEVELS}
    statement = select(*(_how_many(each).label(name) for name, each in wanted.items())).where(
        literal_column(f"({OPEN})")
    )
    return dict(context.connection.execute(statement).mappings().one())


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[Any]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _timeliness(context: ViewContext, month: datetime) -> Percent:
    """Milestones met in time of those that fell due since the month began; what does not apply, was paused
    or was cancelled is out of it."""
    target = MilestoneTime.table.c
    in_time = target.met_at.is_not(None) & (target.met_at <= target.due_at)
    statement = (
        select(func.count(), _how_many(in_time))
        .select_from(MilestoneTime.table)
        .join(Ticket.table, T.number == target.ticket)
        .where(
            target.due_at >= month,
            target.due_at <= context.now,
            target.state.in_(("running", "met")),
            T.state != "cancelled",
        )
    )
    due, met = context.connection.execute(statement).one()
    return percent(met, due)


def _satisfaction(context: ViewContext, month: datetime) -> tuple[Percent, int]:
    survey = Survey.table.c
    enough = context.policy.setting("survey_satisfied")
    statement = select(
        _how_many(~survey.unreachable & survey.result.is_not(None)),
        _how_many(~survey.unreachable & (survey.result >= enough)),
        _how_many(survey.unreachable),
    ).where(survey.at >= month, survey.at <= context.now)
    answered, satisfied, unreachable = context.connection.execute(statement).one()
    return percent(satisfied, answered), int(unreachable)


def percent(part: int, whole: int) -> Percent:
    """With one decimal, rounded half up; null of nothing."""
    if not whole:
        return None
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.1"), ROUND_HALF_UP)
