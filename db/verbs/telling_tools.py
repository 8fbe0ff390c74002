"""What is told of tools: loans past their time, calibrations that fall due, what was reported broken, what a
count found otherwise (KIT-08, KIT-09, KIT-13, ESC-05)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from db.log.facts import Facts
from db.policy.stores import store_rooms
from db.rules.calling import Target
from db.rules.custody import STORE, room
from db.tables.row import Row
from db.tables.stocktake import Stocktake
from db.tables.tool import Movement, Tool
from db.verbs.context import Context
from db.verbs.matters import Matter

LOAN, CALIBRATION, BROKEN, COUNT = "loan", "calibration", "broken", "count"
ROWS: Mapping[str, type[Row]] = {LOAN: Tool, CALIBRATION: Tool, BROKEN: Movement, COUNT: Stocktake}
KINDS: tuple[type[Row], ...] = (Tool, Movement, Stocktake)
REPORTED = ("damaged", "accident", "failed")
"""Movements by which a tool is out of use from that moment."""
IN_USE = ("in_store", "held", "lent")
KEEPER, MANAGER = Target("keeper"), Target("manager")


def loan_of(number: str, due_back: datetime) -> str:
    """The thing that is told when this loan is past its time."""
    return f"{LOAN}:{number}/{due_back.astimezone(UTC):%Y-%m-%dT%H:%M:%S}"


def calibration_of(number: str, due: date) -> str:
    """The thing that is told when this calibration falls due."""
    return f"{CALIBRATION}:{number}/{due.isoformat()}"


def matter_of(thing: str, row: Row, context: Context) -> Matter | None:
    """What is to be told of it now; None where nothing is, or it is past."""
    if isinstance(row, Tool):
        return _loan(thing, row, context) or _calibration(thing, row, context)
    if isinstance(row, Movement):
        what = context.policy.tools.tool.get(row.kind)
        reported = row.tool is not None and row.move in REPORTED
        return Matter("tool_broken", row.tool or "", (KEEPER, MANAGER), what) if reported else None
    assert isinstance(row, Stocktake)
    return Matter("tool_count", row.id, (MANAGER,), also=(KEEPER,)) if row.state == "closed" else None


def _loan(thing: str, tool: Tool, context: Context) -> Matter | None:
    due = tool.due_back
    if due is None or due > context.now or thing != loan_of(tool.number, due):
        return None
    borrower = (Target(tool.holder, True),) if tool.holder else ()
    what = context.policy.tools.tool.get(tool.kind)
    return Matter("tool_loan", tool.number, (KEEPER, MANAGER), what, due, also=borrower)


def _calibration(thing: str, tool: Tool, context: Context) -> Matter | None:
    due = tool.calibration_due
    if due is None or tool.state not in IN_USE or thing != calibration_of(tool.number, due):
        return None
    if due > last_day(context.now, context.zone, context.policy.setting("calibration_warning_days")):
        return None
    what = context.policy.tools.tool.get(tool.kind)
    holder = (Target(tool.holder, True),) if tool.holder else ()
    ends = datetime.combine(due, time(23, 59), context.zone).astimezone(UTC)
    return Matter("tool_calibration", tool.number, (KEEPER, MANAGER), what, ends, also=holder)


def last_day(now: datetime, zone: ZoneInfo, warning_days: int) -> date:
    """Calibrations that are due by this day are told of now."""
    return now.astimezone(zone).date() + timedelta(days=warning_days)


def branch_of(row: Row, facts: Facts, context: Context) -> str | None:
    """The branch whose keeper is told; None for what is no tool's affair."""
    if isinstance(row, Stocktake):
        return row.branch or _of_room(STORE, context)
    if isinstance(row, Movement):
        tool = facts.get(Tool, row.tool) if row.tool else None
        return _of_room(tool.home if tool is not None else STORE, context)
    return _of_room(row.home, context) if isinstance(row, Tool) else None


def _of_room(place: str, context: Context) -> str:
    rooms = store_rooms(context.policy).items()
    default = context.policy.organisation.default_branch
    return next((row.branch for code, row in rooms if room(code) == place), default)
