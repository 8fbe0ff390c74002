"""A ticket's row with what the old system knew of its course, as steps with their times."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.errors import BadField, Refusal
from db.rules import moves

TIMES = {
    "contacted": "contacted_at",
    "dispatched": "dispatched_at",
    "arrived": "arrived_at",
    "paused": "paused_at",
    "finished": "finished_at",
    "surveyed": "surveyed_at",
    "closed": "closed_at",
}
FIELDS = frozenset((
    "status", "entered_at", *TIMES.values(), "pause_reason", "satisfaction", "cause", "resolution",
    "technician",
    "opened_by",
))  # fmt: skip
"""A row with one of these is a ticket of another system; one without is a call that is keyed in now."""

REACHED: Mapping[str, tuple[str, ...]] = {
    moves.NEW: ("contacted",),
    moves.TRIAGED: ("contacted",),
    moves.DISPATCHED: ("contacted", "dispatched"),
    moves.ONSITE: ("contacted", "dispatched", "arrived"),
    moves.PAUSED: ("contacted", "dispatched", "arrived", "paused"),
    moves.FOLLOW_UP: ("contacted", "dispatched", "arrived", "finished", "surveyed"),
    moves.CLOSED: ("contacted", "dispatched", "arrived", "finished", "surveyed", "closed"),
    moves.CANCELLED: ("contacted", "dispatched", "arrived", "closed"),
}
"""State → the steps that may have led to it; others contradict it."""
MARKED = (moves.FOLLOW_UP, moves.CLOSED)
"""States in which the customer may have given a mark."""
IN_ORDER = ("dispatched", "arrived", "finished", "closed")


@dataclass(frozen=True, slots=True)
class Moment:
    """One step and when it happened."""

    what: str
    at: datetime
    fields: Mapping[str, Any]


def state_of(fields: Mapping[str, Any]) -> str:
    """What the row says of its state, else the one that its times lead to."""
    said = fields.get("status")
    if said is not None:
        if said not in REACHED:
            raise BadField(
                "status", "“{value}” is no state that is known.", "A map file (--map) translates it.",
                value=str(said)[:40],
            )  # fmt: skip
        return str(said)
    for what, state in (("closed", moves.CLOSED), ("finished", moves.FOLLOW_UP), ("paused", moves.PAUSED),
                        ("arrived", moves.ONSITE), ("dispatched", moves.DISPATCHED)):  # fmt: skip
        if fields.get(TIMES[what]):
            return state
    return moves.TRIAGED if fields.get("level") else moves.NEW


def moments_of(
    fields: Mapping[str, Any], begin: datetime, now: datetime, technician: str | None
) -> list[Moment]:
    """The steps of a ticket in order; `begin` is its entry, `technician` the roster's number if it has one.

    Raises BadField where the times contradict each other or the state, or lack what the state needs.
    """
    state = state_of(fields)
    _check_state(state, fields, technician)
    times = {what: fields[name] for what, name in TIMES.items() if fields.get(name)}
    for what in times:
        if what not in REACHED[state]:
            raise BadField(TIMES[what], "The ticket is {state}, which contradicts this time.", state=state)
    if state == moves.CANCELLED and "closed" in times:
        times["cancelled"] = times.pop("closed")
    _fill_in(state, times, begin)
    undated = bool(fields.get("satisfaction")) and state in MARKED and "surveyed" not in times
    if undated:
        times["surveyed"] = times.get("closed", times["finished"])
    _check_times(times, begin, now)
    rank = {what: at for at, what in enumerate((*TIMES, "cancelled"))}
    ordered = sorted(times, key=lambda what: (times[what], rank[what]))
    return [
        Moment(
            what,
            times[what],
            dict(_told(what, fields, technician, dispatched="dispatched" in times, undated=undated)),
        )
        for what in ordered
    ]


def _check_state(state: str, fields: Mapping[str, Any], technician: str | None) -> None:
    if state not in (moves.NEW, moves.CANCELLED) and not fields.get("level"):
        raise BadField("level", "{field} is missing.")
    if state in (moves.DISPATCHED, moves.ONSITE) and technician is None:
        name = str(fields.get("technician") or "")[:40]
        if not name:
            raise BadField("technician", "{field} is missing.")
        raise nobody(name)
    if state == moves.PAUSED and not fields.get("pause_reason"):
        raise BadField("pause_reason", "{field} is missing.")


def nobody(name: str) -> Refusal:
    """For a number or name that stands for no one person."""
    return Refusal(
        "PPL-01", "The roster has nobody, or several, with the number or name {name}.",
        "Import the staff first, or write the staff number.", name=name[:40],
    )  # fmt: skip


def _fill_in(state: str, times: dict[str, datetime], begin: datetime) -> None:
    """The least that the state needs: work ended at the closing when nobody wrote down another time."""
    latest = max(times.values(), default=begin)
    if state == moves.CLOSED:
        if "closed" not in times and "finished" not in times:
            raise BadField("closed_at", "{field} is missing.")
        times.setdefault("closed", max(times.get("surveyed", latest), latest))
        times.setdefault("finished", min(times.get("surveyed", times["closed"]), times["closed"]))
    elif state == moves.FOLLOW_UP and "finished" not in times:
        raise BadField("finished_at", "{field} is missing.")
    elif state == moves.CANCELLED:
        times.setdefault("cancelled", latest)
    elif state == moves.PAUSED:
        times.setdefault("paused", latest)
    elif state == moves.ONSITE and "arrived" not in times:
        raise BadField("arrived_at", "{field} is missing.")
    if state in (moves.DISPATCHED, moves.ONSITE) or "arrived" in times:
        times.setdefault("dispatched", min(times.get("arrived", latest), latest))


def _check_times(times: Mapping[str, datetime], begin: datetime, now: datetime) -> None:
    for what, at in times.items():
        name = TIMES.get(what, "closed_at")
        if at > now:
            raise BadField(name, "This lies in the future.")
        if at < begin:
            raise BadField(name, "This lies before the report.")
    last = begin
    for what in IN_ORDER:
        if what in times:
            if times[what] < last:
                raise BadField(TIMES[what], "This lies before the step that comes before it.")
            last = times[what]
    if "paused" in times and any(each > times["paused"] for each in times.values()):
        raise BadField("paused_at", "The ticket is paused, yet something happened afterwards.")
    if "surveyed" in times and not times["finished"] <= times["surveyed"] <= times.get("closed", now):
        raise BadField("surveyed_at", "A survey lies between finishing and closing.")


def _told(
    what: str, fields: Mapping[str, Any], technician: str | None, *, dispatched: bool, undated: bool
) -> Iterator[tuple[str, Any]]:
    """What else is known of a step; who did the work belongs to the dispatch, else to its end."""
    if what == "dispatched" or (what == "finished" and not dispatched):
        if technician is not None:
            yield "technician", technician
        if fields.get("technician"):
            yield "technician_name", fields["technician"]
    if what == "paused":
        yield "reason", fields["pause_reason"]
    elif what == "finished" and fields.get("resolution"):
        yield "text", fields["resolution"]
    elif what == "surveyed":
        if fields.get("satisfaction"):
            yield "satisfaction", fields["satisfaction"]
        if undated and fields.get("closed_at"):
            yield "dated", False
    elif what == "closed" and fields.get("cause"):
        yield "cause", fields["cause"]
