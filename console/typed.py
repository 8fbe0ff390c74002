"""What people type for an instant at the desk, and the exact text that verbs take."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

_CLOCK = re.compile(r"(\d{1,2}):(\d{2})")
_DAY_CLOCK = re.compile(r"(?:(\d{4})-)?(\d{1,2})-(\d{1,2})[ T]+(\d{1,2}):(\d{2})")
_SPAN = re.compile(r"\+(?:(\d{1,3})h)?(?:(\d{1,4})(?:m|min)?)?")


def instant_text(typed: str, zone: ZoneInfo, now: datetime) -> str:
    """`14:00` (today), `07-16 14:00`, `2026-07-16 14:00`, `+90`, `+2h` as an instant with its offset.

    Anything else is handed on as it is, for the verb to say what is wrong with it.
    """
    text = unicodedata.normalize("NFKC", typed).strip()
    local = now.astimezone(zone)
    try:
        if found := _CLOCK.fullmatch(text):
            hour, minute = map(int, found.groups())
            return local.replace(hour=hour, minute=minute, second=0, microsecond=0).isoformat()
        if found := _DAY_CLOCK.fullmatch(text):
            year, month, day, hour, minute = (int(part) if part else local.year for part in found.groups())
            return datetime(year, month, day, hour, minute, tzinfo=zone).isoformat()
        if len(text) > 1 and (found := _SPAN.fullmatch(text)):
            hours, minutes = (int(part or 0) for part in found.groups())
            return (local + timedelta(hours=hours, minutes=minutes)).replace(microsecond=0).isoformat()
    except ValueError:
        return typed
    return typed
