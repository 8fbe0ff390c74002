"""Several tickets at once: whom to send to each, as loads and windows fill up (DSP-04, DSP-10)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from db.held import Held
from db.staffing import PersonFile
from db.tables.ticket import Ticket
from db.verbs.choosing import Choice
from db.verbs.naming import find_staff
from db.views.candidates import CandidateRow, Window, choice_among, job_for, ranked_for
from db.views.days import read_days
from db.views.lookup import ticket_meant
from db.views.supply import supplied, supply
from db.views.view import View, ViewContext


class PlanRow(NamedTuple):
    """A ticket, and whom to send: `staff` null when nobody can go. `candidates` as they stand once the
    tickets before this one have taken theirs; `holder` is who has it now, who is not proposed again."""

    number: str
    state: str
    customer: str
    fault: str
    district: str
    window: Window
    holder: str | None
    staff: str | None
    candidates: tuple[CandidateRow, ...]


class Plan(View[list[PlanRow]]):
    """A proposal for these tickets, the most urgent first. `fixed` are tickets with the person whom somebody
    chose, who fill up before the others are ranked."""

    numbers: tuple[str, ...]
    fixed: tuple[tuple[str, str], ...] = ()

    def read(self, context: ViewContext) -> list[PlanRow]:
        tickets = [ticket_meant(context, number) for number in self.numbers]
        tickets.sort(key=_urgency)
        planning = _Planning(context, tickets)
        chosen = dict(self.fixed)
        for ticket in tickets:
            if ticket.number in chosen:
                planning.give(ticket, chosen[ticket.number])
        rows = []
        for ticket in tickets:
            ranking = planning.ranking(ticket)
            staff = chosen.get(ticket.number) or _best(ranking, ticket.technician)
            if staff is not None and ticket.number not in chosen:
                planning.give(ticket, staff)
            rows.append(_row(ticket, staff, ranking))
        return rows


class ChoosingSeveral(View[tuple[Choice, ...]]):
    """Where those who are sent to several tickets stand among the candidates, in the order of the tickets, as
    days fill up (DSP-10). Without people two tickets exchange theirs."""

    numbers: tuple[str, ...]
    people: tuple[str, ...] = ()

    def read(self, context: ViewContext) -> tuple[Choice, ...]:
        tickets = [ticket_meant(context, number) for number in self.numbers]
        people = [find_staff(context.read, each).no for each in self.people]
        planning = _Planning(context, tickets)
        if not people:
            people = [ticket.technician or "" for ticket in reversed(tickets)]
            for ticket in tickets:
                planning.give(ticket, "")
        found = []
        for ticket, staff in zip(tickets, people, strict=True):
            found.append(choice_among(planning.ranking(ticket), staff))
            planning.give(ticket, staff)
        return tuple(found)


class _Planning:
    """The people's files, which fill up as tickets are given away."""

    def __init__(self, context: ViewContext, tickets: Sequence[Ticket]) -> None:
        self._context = context
        windows = {each.number: (each.agreed_from, each.agreed_to) for each in tickets}
        jobs = {each.number: job_for(context, each, windows[each.number]) for each in tickets}
        there = supply(
            context,
            {kind for job in jobs.values() for kind in job.tools},
            {kind for job in jobs.values() for kind in job.parts},
        )
        self._jobs = {number: supplied(job, there) for number, job in jobs.items()}
        begin = min([context.now, *(each.agreed_from for each in tickets if each.agreed_from is not None)])
        self._files: Mapping[str, PersonFile] = {
            no: replace(file, jobs=list(file.jobs)) for no, file in read_days(context, begin).files.items()
        }

    def ranking(self, ticket: Ticket) -> list[CandidateRow]:
        """Everybody for a ticket, with what they have by now."""
        return ranked_for(self._context, ticket, self._jobs[ticket.number], self._files)

    def give(self, ticket: Ticket, staff: str) -> None:
        """Put the ticket on somebody's day, and off that of whoever has it."""
        for file in self._files.values():
            file.jobs[:] = [held for held in file.jobs if held.ticket != ticket.number]
        if staff in self._files:
            held = Held(ticket.number, ticket.state, ticket.agreed_from, ticket.agreed_to, zone=ticket.zone)
            self._files[staff].jobs.append(held)


def _urgency(ticket: Ticket) -> tuple[object, ...]:
    return (
        ticket.sort_level,
        ticket.sort_priority,
        ticket.sort_due,
        ticket.reported_at,
        ticket.sort_number,
        ticket.number,
    )


def _best(ranking: Iterable[CandidateRow], holder: str | None) -> str | None:
    return next((row.staff for row in ranking if not row.blocked and row.staff != holder), None)


def _row(ticket: Ticket, staff: str | None, ranking: list[CandidateRow]) -> PlanRow:
    return PlanRow(
        ticket.number,
        ticket.state,
        ticket.customer_label,
        ticket.fault,
        ticket.district,
        (ticket.agreed_from, ticket.agreed_to),
        ticket.technician,
        staff,
        tuple(ranking),
    )
