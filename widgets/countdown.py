"""How long until a deadline, in words that change as seldom as they may.

Minutes under an hour, five minutes under a day, whole hours beyond, always on the minute tick, so that a
screen at rest stays silent. Instants are timezone-aware.
"""

from datetime import datetime, timedelta
from typing import Literal

Status = Literal["none", "on_track", "at_risk", "breached", "paused"]

_HOUR = 60
_DAY = 24 * _HOUR


def status_at(due_at: datetime | None, at_risk_at: datetime | None, now: datetime) -> Status:
    """State against the due time (SLA-07). What happens at the due instant itself is still in time."""
    if due_at is None:
        return "none"
    if now > due_at:
        return "breached"
    if at_risk_at is not None and now >= at_risk_at:
        return "at_risk"
    return "on_track"


def duration(minutes: int) -> str:
    """A length of time: `0:14`, `9:40`, `30 h`. The sign is not shown."""
    minutes = _stepped(abs(minutes))
    if minutes < _DAY:
        return f"{minutes // _HOUR}:{minutes % _HOUR:02d}"
    return f"{minutes // _HOUR} h"


def rough_duration(minutes: int) -> str:
    """The same in four cells: whole hours from ten on, days from a hundred: `9:40`, `14 h`, `5 d`."""
    hours = abs(minutes) // _HOUR
    if hours < 10:
        return duration(minutes)
    return f"{hours} h" if hours < 100 else f"{hours // 24} d"


def rough_countdown(due_at: datetime, now: datetime) -> str:
    """As `countdown`, in four cells."""
    return rough_duration(_minutes(due_at, now))


def countdown(due_at: datetime, now: datetime) -> str:
    """Time left until `due_at`, or since when it is over. Never promises more than there is."""
    return duration(_minutes(due_at, now))


def next_change(due_at: datetime | None, at_risk_at: datetime | None, now: datetime) -> datetime | None:
    """The next instant at which the text or the status of a row changes; None when nothing runs."""
    if due_at is None:
        return None
    minutes = _minutes(due_at, now)
    if now > due_at:
        step = _step(minutes)
        wait = step - minutes % step
    else:
        wait = minutes - _stepped(minutes) + 1
    changes = [_minute(now) + timedelta(minutes=wait)]
    if now <= due_at:
        changes.append(due_at + timedelta(seconds=1))
    if at_risk_at is not None and now < at_risk_at <= due_at:
        changes.append(at_risk_at)
    return min(changes)


def _minute(now: datetime) -> datetime:
    return now.replace(second=0, microsecond=0)


def _minutes(due_at: datetime, now: datetime) -> int:
    """Whole minutes left at the last minute tick, or passed since, never negative."""
    tick = _minute(now)
    apart = tick - due_at if now > due_at else due_at - tick
    return max(0, int(apart.total_seconds()) // 60)


def _step(minutes: int) -> int:
    if minutes < _HOUR:
        return 1
    return 5 if minutes < _DAY else _HOUR


def _stepped(minutes: int) -> int:
    return minutes - minutes % _step(minutes)
