"""How a call keeps whom it called and what it passed over: texts of codes, numbers and instants."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from db.rules.calling import Reached

UNREACHABLE = "unreachable"
"""Why a rung was passed over: nobody on it could be reached."""


def told_away(found: Reached) -> str | None:
    """Who would have been called but for where they were: `T001 leave` by commas."""
    return ",".join(f"{no} {state}" for no, state in found.away) or None


def told_skipped(skipped: Iterable[tuple[int, str, datetime]]) -> str | None:
    """What was due and not called: `rung trigger instant` by commas."""
    return ",".join(f"{rung} {trigger} {at.isoformat()}" for rung, trigger, at in skipped) or None


def skipped_of(told: str | None) -> list[tuple[int, str, datetime]]:
    """The same as parts."""
    parts = (part.split(" ") for part in (told or "").split(",") if part)
    return [(int(rung), trigger, datetime.fromisoformat(at)) for rung, trigger, at in parts]
