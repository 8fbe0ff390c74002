"""Whether a time agreed with the customer was kept (SLA-11)."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Appointment:
    """A window that somebody was to come in: until `window_to`, on `[begun_at, ended_at)`."""

    window_to: datetime
    arrived_at: datetime | None = None
    ended_at: datetime | None = None

    def kept(self, now: datetime) -> bool | None:
        """True when they had come by its end, False when it passed without.

        None while it is open, and for one that was moved or given up before it passed.
        """
        if self.arrived_at is not None and self.arrived_at <= self.window_to:
            return True
        if self.ended_at is not None and self.ended_at <= self.window_to:
            return None
        return False if self.arrived_at is not None or now > self.window_to else None
