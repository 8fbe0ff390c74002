"""What waits for the one who looks: tasks, requests to decide on, calls. Lists are narrowed by it, and counts
count it, without the lists being there (INT-08, ESC-04, ESC-07)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, false, func, literal, or_, select

from db.rules.approving import ADMIN
from db.tables.escalation import Escalation
from db.tables.staff import Staff
from db.tables.task import Request, Task
from db.tables.ticket import Ticket
from db.views.absence import in_place_of, stood_in_for, substitutes_of

if TYPE_CHECKING:
    from db.rules.calling import Colleague
    from db.views.view import ViewContext

T = Ticket.table.c


def my_tasks(context: ViewContext) -> int:
    """How many open ones are of the one who looks."""
    statement = select(func.count()).select_from(Task.table)
    mine = (Task.table.c.state == "open", is_my_task(context), context.scope.tasks())
    return int(context.connection.execute(statement.where(*mine)).scalar_one())


def is_my_task(context: ViewContext) -> ColumnElement[bool]:
    """In one's hands, or in those of somebody for whom one stands in; or anybody's of a role that one holds:
    also when whoever had taken it has left."""
    table, staff = Task.table.c, Staff.table.c
    mine = (context.person.no if context.person else "", *stood_in_for(context))
    left = table.staff.in_(select(staff.no).where(staff.active.is_(False)).correlate(None))
    anybody = and_(or_(table.staff.is_(None), left), table.role.in_(sorted(context.roles)))
    return or_(table.staff.in_(mine), anybody)


def to_decide(context: ViewContext) -> int:
    """How many open requests the one who looks may decide on (ESC-07)."""
    table = Request.table.c
    statement = select(func.count()).select_from(Request.table)
    mine = (table.state == "open", is_mine_to_decide(context), context.scope.requests())
    return int(context.connection.execute(statement.where(*mine)).scalar_one())


def is_mine_to_decide(context: ViewContext) -> ColumnElement[bool]:
    """That one holds, or stands in with, a role which decides on it, and that neither oneself asked for it
    nor anybody in whose place one stands: what `db.rules.approving` says, in the store's words.

    A role decides that stands in the tiers of the present step where the needed one does, or after it.
    """
    table = Request.table.c
    me = context.person.no if context.person else ""
    others = table.asked_by.not_in((me, *in_place_of(context)))
    if ADMIN in context.roles:
        return others
    find = func.strpos if context.connection.dialect.name == "postgresql" else func.instr
    from_here = find(table.tiers, _as_tier(table.needs))
    deciding = (find(table.tiers, _as_tier(literal(role))) for role in sorted(context.roles))
    return and_(others, from_here > 0, or_(*(place >= from_here for place in deciding)))


def _as_tier(role: ColumnElement[str]) -> ColumnElement[str]:
    """A role as the tiers have it (`db.verbs.requesting`)."""
    return literal('"role": "').concat(role).concat('"')


class Calling(NamedTuple):
    """How many open escalations call somebody, and of how many tickets."""

    calls: int
    tickets: int


def calling(context: ViewContext) -> Calling:
    """What calls the one who looks (ESC-04)."""
    if context.person is None:
        return Calling(0, 0)
    mine = calls_me(context).subquery()
    found = context.connection.execute(select(func.count(), func.count(mine.c.ticket.distinct()))).one()
    return Calling(*found)


def calls_me(context: ViewContext) -> Select[Any]:
    """The tickets with open escalations that call the one who looks, once for each call (ESC-04)."""
    column = Escalation.table.c
    statement = select(column.ticket).select_from(
        Escalation.table.join(Ticket.table, T.number == column.ticket)
    )
    return statement.where(column.acknowledged_at.is_(None), context.scope.tickets(), is_my_call(context))


def is_my_call(context: ViewContext) -> ColumnElement[bool]:
    """Of an escalation beside its ticket: that it calls the one who looks, or one for whom they stand in."""
    column = Escalation.table.c
    people = (context.person.no if context.person else "", *stood_in_for(context))
    told = literal(",").concat(column.persons).concat(",")
    recorded = or_(*(told.contains(f",{no},", autoescape=True) for no in people))
    return or_(and_(column.persons.is_not(None), recorded), _called_before(context, people[0]))


def _called_before(context: ViewContext, me: str) -> ColumnElement[bool]:
    """The same of those that were called before anybody was recorded: by whom their target stands for now."""
    from db.rules.calling import called  # few stores have such

    column = Escalation.table.c
    parts = (column.target, T.department, T.branch, column.actor)
    unrecorded = and_(column.persons.is_(None), column.acknowledged_at.is_(None))
    statement = (
        select(*parts)
        .select_from(Escalation.table.join(Ticket.table, T.number == column.ticket))
        .where(unrecorded)
        .distinct()
    )
    found = context.connection.execute(statement).all()
    if not found:
        return false()
    people, standing = [one for one, _ in colleagues(context).values()], substitutes_of(context)
    mine = [
        and_(*(part == value for part, value in zip(parts, each, strict=True)))
        for each in found
        if me
        in called(each[0], people, department=each[1], branch=each[2], presser=each[3], substitutes=standing)
    ]
    return and_(unrecorded, or_(false(), *mine))


def colleagues(context: ViewContext) -> Mapping[str, tuple[Colleague, str]]:
    """Everybody who works here, as calls know them, and what they are called."""
    from db.verbs.colleagues import colleague

    staff = Staff.table.c
    statement = select(staff.no, staff.roles, staff.department, staff.branch, staff.label).where(
        staff.active.is_(True)
    )
    return {
        no: (colleague(no, roles, department, branch, context.policy), label)
        for no, roles, department, branch, label in context.connection.execute(statement)
    }
