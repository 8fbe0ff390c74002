"""Seconds since 1970 and the branch's clock: all times of the demo are counted in whole seconds."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

MINUTE, HOUR, DAY = 60, 3600, 86_400
OPENS, CLOSES = 8, 20
"""Between these hours people are visited and called."""


class Hours:
    """The demo's clock; `end` is the second at which the demo stands."""

    def __init__(self, at: datetime, zone: ZoneInfo) -> None:
        self.zone = zone
        self.end = int(at.timestamp())
        # The branch's zone has no summer time, so one offset holds for the whole season.
        offset = at.astimezone(zone).utcoffset()
        self._offset = int(offset.total_seconds()) if offset else 0

    def text(self, second: int) -> str:
        """An instant as a script would give it."""
        return datetime.fromtimestamp(second, self.zone).isoformat()

    def day(self, second: int) -> str:
        """The local date."""
        return datetime.fromtimestamp(second, self.zone).date().isoformat()

    def month(self, second: int) -> int:
        """The local month."""
        return datetime.fromtimestamp(second, self.zone).month

    def midnight(self, second: int) -> int:
        """The second at which that local day begins."""
        return (second + self._offset) // DAY * DAY - self._offset

    def hour(self, second: int) -> int:
        """The local hour."""
        return (second + self._offset) % DAY // HOUR

    def weekday(self, second: int) -> int:
        """Monday is 0."""
        return ((second + self._offset) // DAY + 3) % 7

    def is_day(self, second: int) -> bool:
        """Whether people can be visited and called then."""
        return OPENS <= self.hour(second) < CLOSES

    def daytime(self, second: int, jitter: int) -> int:
        """That second, or where it lies in the night the next morning and `jitter` seconds."""
        hour = self.hour(second)
        if OPENS <= hour < CLOSES:
            return second
        morning = self.midnight(second) + OPENS * HOUR + jitter
        return morning if hour < OPENS else morning + DAY

    def half(self, second: int) -> int:
        """The half hour begun."""
        return second // 1800 * 1800
