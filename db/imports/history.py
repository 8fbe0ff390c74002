"""A ticket's row with what the old system knew of its course, as steps with their times."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from db.errors import BadField, Refusal
from db.imports.instants import Told, is_day
from db.imports.placing import IN_ORDER, Placed, placed
from db.rules import moves

__all__ = ["FIELDS", "OPTIONAL", "Course", "Moment", "course_of", "is_day", "nobody", "state_of"]

TIMES = {
    "contacted": "contacted_at",
    "dispatched": "dispatched_at",
    "arrived": "arrived_at",
    "paused": "paused_at",
    "resumed": "resumed_at",
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
OPTIONAL = frozenset((
    "contact", "position", "address", "district", "branch", "product", "model", "quantity", "kind", "channel",
    "nature", "way", "problem", "urgent", "supplier_needed", "wanted_from", "wanted_to", "satisfaction",
    "cause", "resolution", "opened_by", "technician",
))  # fmt: skip
"""Fields that do not refuse a row of history: what cannot be read is kept as a note."""
MARKS = ("1", "2", "3", "4", "5")

REACHED: Mapping[str, tuple[str, ...]] = {
    moves.NEW: ("contacted",),
    moves.TRIAGED: ("contacted", "paused", "resumed"),
    moves.DISPATCHED: ("contacted", "dispatched", "paused", "resumed"),
    moves.ONSITE: ("contacted", "dispatched", "arrived", "paused", "resumed"),
    moves.PAUSED: ("contacted", "dispatched", "arrived", "paused"),
    moves.FOLLOW_UP: ("contacted", "dispatched", "arrived", "paused", "resumed", "finished", "surveyed"),
    moves.CLOSED: (
        "contacted", "dispatched", "arrived", "paused", "resumed", "finished", "surveyed", "closed",
    ),
    moves.CANCELLED: ("contacted", "dispatched", "arrived", "paused", "resumed", "closed"),
}  # fmt: skip
"""State → the steps that may have led to it; others contradict it."""
MARKED = (moves.FOLLOW_UP, moves.CLOSED)
"""States in which the customer may have given a mark."""
RANK = {what: at for at, what in enumerate((*TIMES, "cancelled", "noted"))}


@dataclass(frozen=True, slots=True)
class Moment:
    """One step and when it happened; one that is not `dated` is nobody's record and judges nothing."""

    what: str
    at: datetime
    fields: Mapping[str, Any]
    by_day: bool = False
    dated: bool = True


@dataclass(slots=True)
class Course:
    """What happened to a ticket. `begin` is the first event's time; `kept` are fields that no step takes."""

    state: str
    reported: datetime
    reported_by_day: bool
    entered: datetime
    begin: datetime
    moments: list[Moment]
    kept: list[str] = field(default_factory=list)


def unknown_state(text: object) -> BadField:
    """For a status that is none."""
    return BadField(
        "status", "“{value}” is no state that is known.", "A map file (--map) translates it.",
        value=str(text)[:40],
    )  # fmt: skip


def state_of(fields: Mapping[str, Any]) -> str:
    """What the row says of its state, else the one that its times lead to."""
    said = fields.get("status")
    if said is not None:
        if said not in REACHED:
            raise unknown_state(said)
        # Some systems leave the word for finished when they close.
        if said == moves.FOLLOW_UP and fields.get("closed_at"):
            return moves.CLOSED
        return moves.TRIAGED if said == moves.NEW and is_settled(fields) else str(said)
    for what, state in (("closed", moves.CLOSED), ("finished", moves.FOLLOW_UP), ("paused", moves.PAUSED),
                        ("arrived", moves.ONSITE), ("dispatched", moves.DISPATCHED)):  # fmt: skip
        if fields.get(TIMES[what]) and not (what == "paused" and fields.get("resumed_at")):
            return state
    return moves.TRIAGED if is_settled(fields) else moves.NEW


def as_far_as_known(fields: Mapping[str, Any]) -> str:
    """The state of a ticket of which it is said that somebody works on it: never behind its own moments."""
    for name, state in (("arrived_at", moves.ONSITE), ("dispatched_at", moves.DISPATCHED)):
        if fields.get(name):
            return state
    return str(fields["status"])


def is_settled(fields: Mapping[str, Any]) -> bool:
    """Whether the ticket has its level, or its kind of service needs none (`levelled` False, SLA-14)."""
    return bool(fields.get("level")) or not fields.get("levelled", True)


def course_of(
    fields: Mapping[str, Any], now: datetime, zone: ZoneInfo, technician: str | None, waits: Collection[str]
) -> Course:
    """The steps of a ticket in order; `technician` is the roster's number if it has one, `waits` are the
    reasons for a pause.

    Raises BadField where the times contradict each other or the state, or lack what the state needs.
    """
    state = state_of(fields)
    reported: Told | None = fields.get("reported_at") or fields.get("entered_at")
    if reported is None:
        raise BadField("reported_at", "{field} is missing.")
    _check_state(state, fields, technician, waits)
    told = {what: fields[name] for what, name in TIMES.items() if fields.get(name)}
    kept = _left_over(state, fields, told, waits)
    for what in told:
        if what not in REACHED[state]:
            raise BadField(TIMES[what], "The ticket is {state}, which contradicts this time.", state=state)
    if state == moves.CANCELLED and "closed" in told:
        told["cancelled"] = told.pop("closed")
    known = placed(reported, fields.get("entered_at"), told, now, zone)
    if known.reported > now:
        raise BadField("reported_at", "A report cannot lie in the future (INT-11).")
    if known.entered < known.reported:
        raise BadField("entered_at", "This lies before the report.")
    times, undated = _filled(state, known)
    if bool(fields.get("satisfaction")) and state in MARKED and "surveyed" not in times:
        times["surveyed"] = times.get("closed", times["finished"])
        undated.add("surveyed")
    _check_times(state, times, known.reported, now)
    moments = [
        Moment(what, times[what], dict(_told(what, fields, technician, times)), what in known.by_day,
               what not in undated)
        for what in sorted(times, key=lambda what: (times[what], RANK[what]))
    ]  # fmt: skip
    begin = min([known.entered, *times.values()])
    return Course(state, known.reported, "reported" in known.by_day, known.entered, begin, moments, kept)


def _check_state(
    state: str, fields: Mapping[str, Any], technician: str | None, waits: Collection[str]
) -> None:
    if state not in (moves.NEW, moves.CANCELLED) and not is_settled(fields):
        raise BadField("level", "{field} is missing.")
    if state in (moves.DISPATCHED, moves.ONSITE) and technician is None:
        name = str(fields.get("technician") or "")[:40]
        if not name:
            raise BadField("technician", "{field} is missing.")
        raise nobody(name)
    reason = fields.get("pause_reason")
    if state == moves.PAUSED and reason not in waits:
        if not reason:
            raise BadField("pause_reason", "{field} is missing.")
        raise BadField("pause_reason", "{field} is one of {choices}.", choices=", ".join(waits))


def nobody(name: str) -> Refusal:
    """For a number or name that stands for no one person."""
    return Refusal(
        "PPL-01", "The roster has nobody, or several, with the number or name {name}.",
        "Import the staff first, or write the staff number.", name=name[:40],
    )  # fmt: skip


def _left_over(
    state: str, fields: Mapping[str, Any], told: dict[str, Told], waits: Collection[str]
) -> list[str]:
    """The fields for which this course has no step; a pause of which too little is known is among them."""
    left = []
    if fields.get("cause") and state != moves.CLOSED:
        left.append("cause")
    ends = state == moves.CLOSED or "finished" in told
    if fields.get("resolution") and not ends:
        left.append("resolution")
    if fields.get("satisfaction") and state not in MARKED:
        left.append("satisfaction")
    works = ends or state in (moves.DISPATCHED, moves.ONSITE) or {"dispatched", "arrived"} & told.keys()
    if fields.get("technician") and not works:
        left.append("technician")
    ended = {"resumed", "arrived", "finished", "closed"} & told.keys() or state == moves.CLOSED
    if state == moves.PAUSED:
        return left
    if "paused" in told and (fields.get("pause_reason") not in waits or not ended):
        del told["paused"]
        left.append("paused_at")
    if "paused" not in told:
        if fields.get("pause_reason"):
            left.append("pause_reason")
        if told.pop("resumed", None) is not None:
            left.append("resumed_at")
    return left


def _filled(state: str, known: Placed) -> tuple[dict[str, datetime], set[str]]:
    """The least that the state needs, and what of it nobody wrote down, such as when the work ended."""
    times = dict(known.times)
    latest = max(times.values(), default=max(known.reported, known.entered))
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
    if "paused" in times and state != moves.PAUSED and "resumed" not in times:
        later = [times[what] for what in ("arrived", "finished", "closed", "cancelled")
                 if what in times and times[what] >= times["paused"]]  # fmt: skip
        times["resumed"] = min(later, default=times["paused"])
    return times, set(times) - set(known.times)


def _check_times(state: str, times: Mapping[str, datetime], reported: datetime, now: datetime) -> None:
    for what, at in times.items():
        name = TIMES.get(what, "closed_at")
        if at > now:
            raise BadField(name, "This lies in the future.")
        if at < reported:
            raise BadField(name, "This lies before the report.")
    last = reported
    for what in IN_ORDER:
        if what in times:
            if times[what] < last:
                raise BadField(TIMES[what], "This lies before the step that comes before it.")
            last = times[what]
    if "paused" in times:
        if state == moves.PAUSED and any(each > times["paused"] for each in times.values()):
            raise BadField("paused_at", "The ticket is paused, yet something happened afterwards.")
        if "resumed" in times and times["resumed"] < times["paused"]:
            raise BadField("resumed_at", "This lies before the step that comes before it.")
        if "finished" in times and times["finished"] < max(times["paused"], times.get("resumed", reported)):
            raise BadField("resumed_at", "A pause ends before the work does.")
    if "surveyed" in times and not times["finished"] <= times["surveyed"] <= times.get("closed", now):
        raise BadField("surveyed_at", "A survey lies between finishing and closing.")


def _told(
    what: str, fields: Mapping[str, Any], technician: str | None, times: Mapping[str, datetime]
) -> Iterator[tuple[str, Any]]:
    """What else is known of a step; who did the work belongs to the dispatch, else to its end."""
    if what == "dispatched" or (what == "finished" and "dispatched" not in times):
        if technician is not None:
            yield "technician", technician
        if fields.get("technician"):
            yield "technician_name", fields["technician"]
    if what == "paused":
        yield "reason", fields["pause_reason"]
    elif what == "finished" and fields.get("resolution"):
        yield "text", fields["resolution"]
    elif what == "surveyed" and fields.get("satisfaction"):
        yield "satisfaction", fields["satisfaction"]
    elif what == "closed" and fields.get("cause"):
        yield "cause", fields["cause"]
