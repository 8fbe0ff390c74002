"""The emergency that runs, in a line (ESC-06): what the first line and a handover say of it."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

from sqlalchemy import ColumnElement, func, or_, select

from db import kinds
from db.kinds import Called
from db.tables.emergency import Emergency, EmergencyCall
from db.views.view import ViewContext

E, C = Emergency.table.c, EmergencyCall.table.c


class Running(NamedTuple):
    """The emergency that runs in the branch of the one who looks; `mine` that it waits for their answer."""

    id: Annotated[str, kinds.EmergencyNo(), Called("Number")]
    drill: Annotated[bool, kinds.YesNo(), Called("Drill")]
    called: Annotated[int, kinds.Number(), Called("Called")]
    answered: Annotated[int, kinds.Number(), Called("Answered")]
    mine: Annotated[bool, kinds.YesNo(), Called("Waits for you")]


def running(context: ViewContext) -> Running | None:
    """What runs in my branch, or calls me: a real one before a drill, what waits for me first."""
    branch = context.person.branch if context.person else context.policy.organisation.default_branch
    mine = waits_for(context)
    called, answered = _counted(False), _counted(True)
    statement = (
        select(E.id, E.drill, called.label("called"), answered.label("answered"), mine.label("mine"))
        .where(E.state == "running", context.scope.emergencies(), or_(E.branch == branch, mine))
        .order_by(E.drill, mine.desc(), E.declared_at.desc(), E.id)
    )
    found = context.connection.execute(statement.limit(1)).first()
    return Running(found[0], found[1], found[2], found[3], bool(found[4])) if found else None


def _counted(answered: bool) -> Any:
    statement = select(func.count()).select_from(EmergencyCall.table).where(C.emergency == E.id)
    if answered:
        statement = statement.where(C.answered_at.is_not(None))
    return statement.correlate(Emergency.table).scalar_subquery()


def waits_for(context: ViewContext) -> ColumnElement[bool]:
    """That it called the one who looks, who has not answered."""
    me = context.person.no if context.person else ""
    return E.id.in_(select(C.emergency).where(C.staff == me, C.answered_at.is_(None)).correlate(None))
