"""What the calendar of reports owes by now, and what of it is not opened yet (RPT-06)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from db.policy.duties import Duty, InForce, owed, reach
from db.policy.model import Policy
from db.tables.event import PolicyVersion
from db.tables.report import ReportDuty, ReportStart

R, V = ReportDuty.table.c, PolicyVersion.table.c
LOOKED_BACK = timedelta(days=120)
"""So far before the last one that was opened it is looked for others: those of a branch or a report that came
later."""


def begun(connection: Connection) -> datetime | None:
    """From when on reports are owed; None while no watch has looked."""
    return connection.execute(select(ReportStart.table.c.at)).scalar_one_or_none()


def unopened(connection: Connection, now: datetime, policy_named: Callable[[str], Policy]) -> list[Duty]:
    """What is open by now and not a task yet, the earliest first: also what fell due while nobody watched.

    Where no watch has looked yet it begins now.
    """
    begin = begun(connection) or now
    last = connection.execute(select(func.max(R.opens_at))).scalar_one()
    since = max(reach(begin), (last or now) - LOOKED_BACK)
    keys = (R.report, R.branch, R.department, R.period)
    there = {tuple(row) for row in connection.execute(select(*keys).where(R.opens_at > since - LOOKED_BACK))}
    wanted = owed(versions(connection, since, policy_named), begin, since, now)
    return [duty for duty in wanted if duty.key not in there]


def coming(
    connection: Connection, now: datetime, until: datetime, policy_named: Callable[[str], Policy]
) -> list[Duty]:
    """What opens after now, by the calendar in force."""
    return owed(versions(connection, now, policy_named), now, now, until)


def versions(connection: Connection, since: datetime, policy_named: Callable[[str], Policy]) -> list[InForce]:
    """The policies that were in force since then, in their order; the first of them for all time before."""
    found = connection.execute(select(V.version, V.adopted_at, V.active)).all()
    found = sorted(found, key=lambda each: (each.adopted_at, each.active))
    first = max((at for at, each in enumerate(found) if each.adopted_at <= since), default=0)
    return [InForce(policy_named(each.version), each.adopted_at) for each in found[first:]]
