"""How a row and the ticket that it stands for differ, and the steps that lead from the ticket to the row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from db.imports import history
from db.imports.callers import digits_of
from db.imports.history import Course, Moment
from db.imports.surroundings import Surroundings, person
from db.log.facts import Reader
from db.rules import moves
from db.rules.search import normal as folded
from db.tables.ticket import MilestoneTime, Pause, Ticket
from db.timing import not_judged

RANK: Mapping[str, int] = {
    moves.NEW: 0, moves.TRIAGED: 1, moves.PAUSED: 1, moves.DISPATCHED: 2, moves.ONSITE: 3, moves.FOLLOW_UP: 4,
    moves.CLOSED: 5, moves.CANCELLED: 5,
}  # fmt: skip
_COLUMNS: Mapping[str, str] = {"customer": "customer_label"}
_DESCRIBED = (
    "customer", "phone", "fault", "contact", "position", "address", "district", "product", "model", "project",
    "invoice", "quantity", "kind", "channel",
)  # fmt: skip
"""What a correction may change; a serial number belongs to a file of its own and is only compared."""
_COMPARED = (*_DESCRIBED, "serial", "level")
_TIMES = ("reported_at", "dispatched_at", "arrived_at", "finished_at", "closed_at")


def differences(fields: Mapping[str, Any], ticket: Ticket, around: Surroundings) -> tuple[str, ...]:
    """The fields in which the row says something else than the ticket; the state first."""
    return tuple(_differing(fields, ticket, around))


def _differing(fields: Mapping[str, Any], ticket: Ticket, around: Surroundings) -> Iterator[str]:
    said = {**fields, "levelled": around.policy.kind(ticket.kind).level}
    if not history.FIELDS.isdisjoint(fields) and history.state_of(said) != ticket.state:
        yield "status"
    for name in _COMPARED:
        if name in fields and not _same(name, fields[name], getattr(ticket, _COLUMNS.get(name, name))):
            yield name
    for name in _TIMES:
        if name in fields and not _same_moment(fields[name], getattr(ticket, name), around.zone):
            yield name
    known = person(fields.get("technician"), around.read)
    if known is not None and ticket.technician is not None and known != ticket.technician:
        yield "technician"


def _same(name: str, said: Any, here: Any) -> bool:
    if name == "phone":
        return digits_of(said) == digits_of(here)
    return folded(str(said)) == folded("" if here is None else str(here))


def _same_moment(said: Any, here: datetime | None, zone: ZoneInfo) -> bool:
    """To the minute, or to the day where only that is told; what the ticket does not know differs."""
    if here is None:
        return False
    if isinstance(said, datetime):
        return said.replace(second=0) == here.replace(second=0).astimezone(said.tzinfo)
    return bool(said == here.astimezone(zone).date())


def descriptions(fields: Mapping[str, Any], ticket: Ticket) -> tuple[str, ...]:
    """The descriptive fields in which they differ: a correction changes them."""
    return tuple(
        name for name in _DESCRIBED
        if name in fields and not _same(name, fields[name], getattr(ticket, _COLUMNS.get(name, name)))
    )  # fmt: skip


def further(course: Course, ticket: Ticket, read: Reader) -> list[Moment]:
    """The moments of the row that the ticket lacks; none where the ticket is further here."""
    if ticket.state in (moves.CLOSED, moves.CANCELLED) or RANK[course.state] < RANK[ticket.state]:
        return []
    steps = [moment for moment in course.moments if not _has(ticket, moment, read)]
    paused = ticket.state == moves.PAUSED or any(each.what == "paused" for each in steps)
    ends = course.state in (moves.TRIAGED, moves.DISPATCHED, moves.ONSITE)
    if ticket.state == moves.PAUSED and ends and not any(each.what == "resumed" for each in steps):
        at = max((each.at for each in steps), default=ticket.last_at)
        steps.append(Moment("resumed", max(at, ticket.last_at), {}, dated=False))
    return [each for each in steps if each.what != "resumed" or paused]


def _has(ticket: Ticket, moment: Moment, read: Reader) -> bool:
    match moment.what:
        case "contacted":
            met = read.rows(MilestoneTime, ticket=ticket.number, milestone="respond")
            return "respond" in not_judged(ticket) or any(each.met_at is not None for each in met)
        case "dispatched":
            held = ticket.state_before if ticket.state == moves.PAUSED else ticket.state
            return held not in (moves.NEW, moves.TRIAGED)
        case "arrived":
            return ticket.arrived_at is not None
        case "paused":
            begun = [each.begun_at.replace(second=0) for each in read.rows(Pause, ticket=ticket.number)]
            return ticket.state == moves.PAUSED or moment.at.replace(second=0) in begun
        case "finished":
            return ticket.finished_at is not None
        case "surveyed":
            return ticket.surveyed_at is not None
        case _:
            return False
