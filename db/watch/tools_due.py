"""What falls due in the tool room: each thing is told once to whom it concerns (KIT-08, KIT-09, KIT-13)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Connection, Select, exists, func, select

from db.engine import transaction
from db.retrying import retrying
from db.rules.custody import DAMAGED
from db.store import Store
from db.tables.stocktake import CountDifference, Stocktake
from db.tables.told import Told
from db.tables.tool import Movement, Tool
from db.verbs.telling_tools import (
    BROKEN,
    COUNT,
    IN_USE,
    REPORTED,
    calibration_of,
    last_day,
    loan_of,
)
from db.watch.falling_due import SETTLED, FallingDue, first_of, key, things

T, M, S, D = Tool.table.c, Movement.table.c, Stocktake.table.c, CountDifference.table.c
_TOLD = Told.table.c.thing
LONGEST = timedelta(days=30)
"""What fell due longer ago, before anybody watched, stands in the lists and is not told any more."""


class ToolsDue(FallingDue):
    """Tells of loans, calibrations, broken tools and differences of counts (`db.watch.sweep.Job`)."""

    def to_tell(self, connection: Connection, store: Store, limit: int) -> list[str]:
        """The keys of what is to be told now, those that wait longest first."""
        now = store.now()
        by_day = _by_day(connection, now, last_day(now, store.zone, _warning(store)))
        told = set(connection.execute(select(_TOLD).where(_TOLD.in_(by_day))).scalars()) if by_day else set()
        waiting = sorted((since, thing) for thing, since in by_day.items() if thing not in told)
        return [*first_of((_broken(now), _counts(now)), connection, limit), *(thing for _, thing in waiting)]

    def next_at(self, store: Store) -> datetime | None:
        """When the next loan is due, or the next calibration falls due; what is done wakes the watch."""

        def attempt() -> datetime | None:
            with transaction(store.engine, writing=False) as connection:
                return next_due(connection, store)

        return retrying(attempt)


def next_due(connection: Connection, store: Store) -> datetime | None:
    """When something of the tool room will be due next; None where nothing is in sight."""
    now, warning = store.now(), timedelta(days=_warning(store))
    last = now.astimezone(store.zone).date() + warning
    loan = connection.execute(select(func.min(T.due_back)).where(T.due_back > now)).scalar_one()
    coming = select(func.min(T.calibration_due)).where(T.calibration_due > last, T.state.in_(IN_USE))
    day = connection.execute(coming).scalar_one()
    begins = datetime.combine(day - warning, time(), store.zone).astimezone(UTC) if day is not None else None
    return min((each for each in (loan, begins) if each is not None), default=None)


def _warning(store: Store) -> int:
    return store.policy().setting("calibration_warning_days")


def _by_day(connection: Connection, now: datetime, last: date) -> dict[str, datetime]:
    """Loans past their time and calibrations that fall due, with since when; the key holds the day, so that
    another loan of the same tool is told again."""
    late = select(T.number, T.due_back).where(T.due_back <= now, T.due_back > now - LONGEST)
    due = select(T.number, T.calibration_due).where(
        T.calibration_due <= last, T.calibration_due > last - LONGEST, T.state.in_(IN_USE)
    )
    found = {loan_of(number, at): at for number, at in connection.execute(late)}
    for number, day in connection.execute(due):
        found[calibration_of(number, day)] = datetime.combine(day, time(), UTC)
    return found


def _broken(now: datetime) -> Select[str, datetime]:
    """Reports of tools that are broken still; nothing is said of those that are mended meanwhile."""
    is_broken = exists().where(T.number == M.tool, T.state == DAMAGED)
    return things(key(BROKEN, M.id), M.at, M.move.in_(REPORTED), M.at > now - SETTLED, is_broken)


def _counts(now: datetime) -> Select[str, datetime]:
    """Counts that were closed with differences."""
    differs = exists().where(D.stocktake == S.id)
    return things(key(COUNT, S.id), S.closed_at, S.closed_at > now - SETTLED, differs)
