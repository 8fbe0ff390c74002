"""All open work of somebody: what is theirs, where they only go along, what is paused (DSP-09)."""

from __future__ import annotations

from dataclasses import dataclass, field

from db.log.reader import Reader
from db.tables.ticket import Assignment, Ticket

WORKED = ("dispatched", "onsite")
PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Work:
    """`tickets` are theirs, on `helping` they go along with others, `paused` waits in their name. `crews` are
    the others by ticket, the one in charge first."""

    tickets: list[Ticket] = field(default_factory=list)
    helping: list[Ticket] = field(default_factory=list)
    paused: list[Ticket] = field(default_factory=list)
    crews: dict[str, tuple[str, ...]] = field(default_factory=dict)


def work_of(read: Reader, technician: str) -> Work:
    """What somebody holds, as far as the reader sees it."""
    held = tuple(each.ticket for each in read.rows(Assignment, technician=technician, ended_at=None))
    found = read.rows(Ticket, number=held, state=(*WORKED, PAUSED)) if held else []
    work = Work()
    for one in found:
        if one.technician != technician:
            work.helping.extend([one] if one.state != PAUSED else [])
        else:
            (work.paused if one.state == PAUSED else work.tickets).append(one)
    numbers = tuple(one.number for one in found)
    others = read.rows(Assignment, ticket=numbers, ended_at=None) if numbers else []
    for each in sorted(others, key=lambda one: (not one.lead, one.begun_at, one.id)):
        if each.technician != technician:
            work.crews[each.ticket] = (*work.crews.get(each.ticket, ()), each.technician)
    return work
