"""Instants and spans as the desk shows them: no seconds, no more of the date than is needed."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo


def clock_text(instant: datetime | None, zone: ZoneInfo | None, now: datetime) -> str:
    """13:42 today, 07-16 13:42 this year, 2025-07-16 before; without a zone by this machine's clock."""
    if instant is None:
        return ""
    local, today = instant.astimezone(zone), now.astimezone(zone)
    if local.date() == today.date():
        return local.strftime("%H:%M")
    return local.strftime("%m-%d %H:%M" if local.year == today.year else "%Y-%m-%d")


def minutes_text(minutes: int) -> str:
    """0:08, 24:00, -1:05."""
    sign = "-" if minutes < 0 else ""
    return f"{sign}{abs(minutes) // 60}:{abs(minutes) % 60:02d}"
