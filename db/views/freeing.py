"""Who could go if somebody else took the one job that stands in their way (DSP-04, DSP-09)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from db.held import Held, promised
from db.rules.candidates import Job
from db.rules.gates import blocking, gates
from db.rules.sentence import Sentence, msgid
from db.staffing import PersonFile, candidate_of, job_of, measure_of
from db.tables.ticket import Assignment, Ticket
from db.views.view import ViewContext

MOST = 5
"""So many of those who are blocked are looked at, the best first."""
OVERLAP = "overlap"


class Freeing(NamedTuple):
    """`ticket` stands in somebody's way and `staff` could take it: by `swap` where they hold the ticket that
    is asked about, else by `reassign`."""

    ticket: str
    staff: str
    verb: str

    @property
    def repair(self) -> Sentence:
        """What would help, in words."""
        said = msgid("swap with {colleague}, who takes {ticket}")
        given = msgid("give {ticket} to {colleague}")
        text = said if self.verb == "swap" else given
        return Sentence(text, {"colleague": self.staff, "ticket": self.ticket})


class Freed:
    """Looks for the one job in the way of somebody, and for who can take it."""

    def __init__(
        self,
        context: ViewContext,
        ticket: Ticket,
        job: Job,
        files: Mapping[str, PersonFile],
        refused: Callable[[ViewContext, Ticket], Mapping[str, date]],
    ) -> None:
        self._context, self._ticket, self._job, self._files = context, ticket, job, files
        self._refused: dict[str, Mapping[str, date]] = {}
        self._refused_of = refused
        self._measure = measure_of(context.policy)

    def among(self, blocked: Sequence[str], others: Sequence[str]) -> dict[str, Freeing]:
        """For those whom nothing but another window keeps. `others` could take a job, the best first."""
        if self._job.window_from is None or self._job.window_to is None:
            return {}
        ways = {no: way for no in blocked[:MOST] if (way := self._in_the_way(no)) is not None}
        if not ways:
            return {}
        movable = self._movable(tuple(way.ticket for way in ways.values()))
        found = {}
        for no, way in ways.items():
            taken = movable.get(way.ticket)
            if taken is None or not self._passes(self._ticket, no, without=way.ticket):
                continue
            freeing = self._freed(no, taken, others)
            if freeing is not None:
                found[no] = freeing
        return found

    def _in_the_way(self, no: str) -> Held | None:
        """The one window of theirs over the one that is asked about, where it is theirs alone."""
        begin, end = self._job.window_from, self._job.window_to
        assert begin is not None
        assert end is not None
        over = [
            held
            for held in self._files[no].jobs
            if held.ticket != self._job.number
            and any(one.begin < end and one.end > begin for one in promised((held,), self._context.policy))
        ]
        one = over[0] if len(over) == 1 else None
        if one is None or one.state != "dispatched" or one.departed_at or one.arrived_at:
            return None
        return one

    def _movable(self, numbers: tuple[str, ...]) -> dict[str, Ticket]:
        """Those of the tickets that one person holds, within reach."""
        read = self._context.read
        held = read.rows(Assignment, ticket=numbers, ended_at=None)
        alone = [each.ticket for each in held]
        single = tuple(number for number in numbers if alone.count(number) == 1)
        rows = read.within(self._context.scope).rows(Ticket, number=single) if single else []
        return {row.number: row for row in rows}

    def _freed(self, no: str, taken: Ticket, others: Sequence[str]) -> Freeing | None:
        holder = self._ticket.technician
        if holder is not None:
            # Who has the ticket gives it up for the other one.
            if holder in self._files and self._passes(taken, holder, without=self._ticket.number):
                return Freeing(taken.number, holder, "swap")
            return None
        for other in others:
            if other != no and self._passes(taken, other):
                return Freeing(taken.number, other, "reassign")
        return None

    def _passes(self, ticket: Ticket, no: str, without: str = "") -> bool:
        """Whether no gate keeps somebody from a ticket in its window, once another one is off their day."""
        context, file = self._context, self._files[no]
        window = (ticket.agreed_from, ticket.agreed_to)
        if ticket.number == self._ticket.number:
            job = self._job
        else:
            job = job_of(ticket, context.policy, now=context.now, zone=context.zone, window=window)
        left = replace(file, jobs=[held for held in file.jobs if held.ticket != without])
        if ticket.number not in self._refused:
            self._refused[ticket.number] = self._refused_of(context, ticket)
        since = self._refused[ticket.number].get(no)
        person = candidate_of(left, job, context.policy, context.zone, unwelcome_since=since)
        return not blocking(gates(job, person, self._measure))
