"""How long a customer's refusal of somebody is remembered (ESC-08)."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo


def still_unwelcome(refused: Iterable[datetime], days: int, now: datetime, zone: ZoneInfo) -> date | None:
    """The local day of the last refusal while it is remembered; 0 days is for ever."""
    last = max(refused, default=None)
    if last is None or (days and last + timedelta(days=days) < now):
        return None
    return last.astimezone(zone).date()
