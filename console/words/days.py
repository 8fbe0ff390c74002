"""Moments of which only the day is known: they show no hour, which nobody wrote down (INT-11).

The store keeps an instant for them, so that they stand in order; `by_day`, or in the queue `day_only`, names
them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

MOMENTS = ("reported", "dispatched", "arrived", "finished", "surveyed", "closed")
DEADLINES = frozenset(("due_at", "original_due_at", "at_risk_from"))
"""What is computed stays as it is."""
_INSTANT = len("2026-07-15T14:00:00+08:00")


def days_shown(answer: Any, zone: ZoneInfo | None) -> Any:
    """A view's answer with days in place of such moments, and of what was taken from them.

    Instants may be datetimes, or texts in the branch's offset as an answer has them for scripts.
    """
    if isinstance(answer, list):
        return [days_shown(each, zone) for each in answer]
    if not isinstance(answer, Mapping):
        return answer
    if by_day := answer.get("by_day") or answer.get("day_only"):
        return _days_of(answer, str(by_day).split(","), zone)
    args = answer.get("args")
    if isinstance(args, Mapping) and args.get("by_day"):
        return _event(answer, args, zone)
    return answer


def _days_of(row: Mapping[str, Any], by_day: list[str], zone: ZoneInfo | None) -> dict[str, Any]:
    """Of a ticket's row, its targets and visits."""
    moments = {what: row.get(f"{what}_at") for what in MOMENTS}
    if "closed_at" not in row or "cancelled" in by_day:
        moments["cancelled" if "cancelled" in by_day else "closed"] = row.get("ended_at")
    vague = {_key(moments[what]) for what in by_day if moments.get(what) is not None}
    exact = {_key(at) for what, at in moments.items() if at is not None and what not in by_day}
    named = {f"{what}_at": what in by_day for what in MOMENTS}

    def shown(name: str, value: Any) -> Any:
        if isinstance(value, Mapping):
            return {each: shown(each, inner) for each, inner in value.items()}
        if isinstance(value, list | tuple):
            return [shown(name, each) for each in value]
        if not _is_instant(value) or name in DEADLINES:
            return value
        known = named[name] if name in named else _key(value) in vague - exact
        return _day(value, zone) if known else value

    return {name: shown(name, value) for name, value in row.items()}


def _event(event: Mapping[str, Any], args: Mapping[str, Any], zone: ZoneInfo | None) -> dict[str, Any]:
    """An event of such a moment, and the report of a ticket that was brought over."""
    told = args.get("reported_at")
    at = event["at"]
    same = told is None or _key(told) == _key(at)
    days = {
        name: _day(value, zone)
        for name, value in args.items()
        if _is_instant(value) and told is not None and _key(value) == _key(told)
    }
    return {**event, "at": _day(at, zone) if same else at, "args": {**args, **days}}


def _is_instant(value: Any) -> bool:
    return isinstance(value, datetime) or (
        isinstance(value, str) and len(value) == _INSTANT and value[10] == "T"
    )


def _key(value: Any) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(str(value))


def _day(value: Any, zone: ZoneInfo | None) -> date | str:
    return value.astimezone(zone).date() if isinstance(value, datetime) else str(value)[:10]
