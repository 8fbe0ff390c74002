"""The figures over the queue: how many of what, and the department's targets so far this month (SLA-10)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any, NamedTuple, TypedDict

from pydantic import Field
from sqlalchemy import ColumnElement, Select, case, func, literal_column, select

from db import kinds
from db.figures.declaration import Cell, Percent
from db.figures.figures import FIGURES
from db.figures.standing import NOW, Together, standing
from db.kinds import Called
from db.scope import Scope
from db.tables.codes import LEVELS
from db.tables.ticket import OPEN, Ticket
from db.views.absence import absence
from db.views.mine import calling, my_tasks, to_decide
from db.views.running import Running as RunningFacts
from db.views.running import running
from db.views.spans import month_asked, reading_of
from db.views.view import View, ViewContext

T = Ticket.table.c
OF_THE_MONTH = Together(tuple(
    FIGURES[name]
    for name in (
        "timeliness", "original_timeliness", "missed_cancelled", "satisfaction", "unreachable",
        "kept_appointments",
    )
))  # fmt: skip
"""Those of the month that stand beside the queue; how each is made says its declaration."""
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
        month = month_asked(self.month, context)
        figures = OF_THE_MONTH.one(reading_of(context), month)
        calls = calling(context)
        return CountsRow(
            by_level={level: now[f"level_{level}"] for level in LEVELS},
            breached=now["breached"],
            at_risk=now["at_risk"],
            paused=now["paused"],
            follow_up=now["follow_up"],
            timeliness=_percent(figures["timeliness"]),
            original_timeliness=_percent(figures["original_timeliness"]),
            satisfaction=_percent(figures["satisfaction"]),
            # Complaints have no tables of their own yet; none at all is not the same as a rate of zero.
            complaint_rate=None,
            untriaged=now["untriaged"],
            untriaged_idle=now["untriaged_idle"],
            absent=_absent(context),
            unreachable=figures["unreachable"].part or 0,
            called=calls.tickets,
            calls=calls.calls,
            my_tasks=my_tasks(context),
            emergency=running(context),
            to_decide=to_decide(context),
            kept_appointments=_percent(figures["kept_appointments"]),
            missed_cancelled=figures["missed_cancelled"].part or 0,
            unlevelled=now["unlevelled"],
            targets={name: context.policy.setting(f"{kind}_percent") for name, kind in TARGETS.items()},
        )


def _percent(cell: Cell) -> Percent:
    return cell.value if isinstance(cell.value, Decimal) else None


def _queue(context: ViewContext) -> dict[str, int]:
    """One pass over the open tickets."""
    return dict(context.connection.execute(_pass(context.scope), {"now": context.now}).mappings().one())


@lru_cache(maxsize=32)
def _pass(scope: Scope) -> Select[Any]:
    active = T.state != "follow_up"
    late = T.due_at < NOW
    wanted: dict[str, ColumnElement[bool]] = {
        "untriaged": T.state == "new",
        "untriaged_idle": (T.state == "new") & T.due_at.is_(None),
        "unlevelled": active & T.level.is_(None) & (T.state != "new"),
        "breached": late,
        "at_risk": at_risk(NOW),
        "paused": T.state == "paused",
        "follow_up": T.state == "follow_up",
    } | {f"level_{level}": active & (T.level == level) for level in LEVELS}
    named = (_how_many(each).label(name) for name, each in wanted.items())
    return standing(select(*named).where(literal_column(f"({OPEN})"), scope.tickets()))


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
