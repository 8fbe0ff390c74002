"""Instants and spans as the desk shows them: no seconds, no more of the date than is needed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from console.words.i18n import translate


def clock_text(instant: datetime | date | None, zone: ZoneInfo | None, now: datetime) -> str:
    """13:42 today, 07-16 13:42 this year, 2025-07-16 13:42 before; without a zone by this machine's clock.

    A day is all that is known of some moments: it has no hour.
    """
    if instant is None:
        return ""
    if not isinstance(instant, datetime):
        return instant.strftime("%m-%d" if instant.year == now.astimezone(zone).year else "%Y-%m-%d")
    local, today = instant.astimezone(zone), now.astimezone(zone)
    if local.date() == today.date():
        return local.strftime("%H:%M")
    return local.strftime("%m-%d %H:%M" if local.year == today.year else "%Y-%m-%d %H:%M")


def day_text(instant: datetime, zone: ZoneInfo | None, now: datetime) -> str:
    """07-16 this year, 2025-07-16 before: of a moment whose time of day nobody knows."""
    local = instant.astimezone(zone)
    return local.strftime("%m-%d" if local.year == now.astimezone(zone).year else "%Y-%m-%d")


def span_text(begin: datetime | None, end: datetime | None, zone: ZoneInfo | None, now: datetime) -> str:
    """14:00-16:00, the day once before it where it is not today; empty for no window at all."""
    if begin is None or end is None:
        only = begin if begin is not None else end
        return clock_text(only, zone, now)
    same_day = begin.astimezone(zone).date() == end.astimezone(zone).date()
    until = end.astimezone(zone).strftime("%H:%M") if same_day else clock_text(end, zone, now)
    return f"{clock_text(begin, zone, now)}-{until}"


def minutes_text(minutes: int) -> str:
    """0:08, 24:00, -1:05, 12,846:23."""
    sign = "-" if minutes < 0 else ""
    return f"{sign}{abs(minutes) // 60:,}:{abs(minutes) % 60:02d}"


def window_text(
    fields: Mapping[str, Any], ends: tuple[str, str], zone: ZoneInfo | None, now: datetime
) -> str:
    """The window between two fields of a verb as they are logged."""
    begin, end = (datetime.fromisoformat(str(fields[name])) if fields.get(name) else None for name in ends)
    return span_text(begin, end, zone, now)


def age_text(since: datetime, now: datetime) -> str:
    """How long ago something was, in words: figures with a colon would be read as a time of the day."""
    minutes = max(0, int((now - since).total_seconds()) // 60)
    if minutes < 60:
        return translate("{minutes} min", minutes=minutes)
    if minutes < 24 * 60:
        return translate("{hours} h", hours=minutes // 60)
    return translate("{days} d", days=minutes // (24 * 60))
