"""Whether a time agreed with the customer was kept (SLA-11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

CUSTOMER, US = "customer", "us"


@dataclass(frozen=True, slots=True)
class Appointment:
    """A window that somebody was to come in: until `window_to`, on `[begun_at, ended_at)`; `wanted_by` is who
    wanted it."""

    window_to: datetime
    arrived_at: datetime | None = None
    ended_at: datetime | None = None
    window_from: datetime | None = None
    wanted_by: str | None = None

    def kept(self, now: datetime) -> bool | None:
        """True when they had come by its end, False when it passed without.

        None while it is open, and for one that was moved or given up before it passed.
        """
        if self.arrived_at is not None and self.arrived_at <= self.window_to:
            return True
        if self.ended_at is not None and self.ended_at <= self.window_to:
            return None
        return False if self.arrived_at is not None or now > self.window_to else None

    def early_minutes(self, tolerance: int) -> int | None:
        """How much sooner than agreed they came, in whole minutes; None within the tolerance. Such a time is
        kept all the same."""
        if self.arrived_at is None or self.window_from is None:
            return None
        early = int((self.window_from - self.arrived_at).total_seconds()) // 60
        return early if early > tolerance else None

    def moved_by(self, following: Appointment | None) -> str | None:
        """Who wanted it moved, the customer or us, where it was neither kept nor passed by then: whoever
        wanted the time that was agreed next. None where it was not moved, or given up without another."""
        gone = self.ended_at is not None and self.ended_at <= self.window_to
        if not gone or (self.arrived_at is not None and self.arrived_at <= self.window_to):
            return None
        if following is None or (following.window_from, following.window_to) == (
            self.window_from,
            self.window_to,
        ):
            return None
        return CUSTOMER if following.wanted_by == CUSTOMER else US
