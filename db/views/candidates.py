"""Whom to send, in order, and why (DSP-04, DSP-05, KIT-14)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Annotated, ClassVar, NamedTuple

from sqlalchemy import func, or_, select

from db import kinds
from db.kinds import Called
from db.refusals import refusals
from db.rules.deadlines import Milestone
from db.rules.gates import blocking
from db.rules.ranking import Candidate, Gate, Job, Part, Ranked, rank
from db.rules.sentence import Sentence, joined
from db.staffing import PersonFile, candidate_of, counted_at_hand, job_of, measure_of
from db.tables.ticket import Assignment, MilestoneTime, Ticket
from db.verbs.choosing import Choice
from db.verbs.fields import Instant
from db.verbs.naming import find_staff
from db.views import columns as column
from db.views.days import read_days
from db.views.freeing import OVERLAP, Freed
from db.views.listing import Opens
from db.views.lookup import ticket_meant
from db.views.supply import supplied, supply
from db.views.view import View, ViewContext
from db.workdays import day_of_person, goes_out

Window = tuple[datetime | None, datetime | None]
WEEK = timedelta(days=7)


class CandidateRow(NamedTuple):
    """A candidate; `rank` null when blocked, `cause` what blocks first, `repair` what would help: of each
    gate that blocks the cheapest. `reasons` speak for them. The distance is that from `place`, the zone they
    come from. Where nothing but one agreed job keeps them, `in_the_way`, and `taker` could take that,
    `freed_by` is the deed: a swap, or giving it away. `is_responsible` says that their department is the one
    that is responsible for the ticket (INT-06)."""

    staff: column.Staff
    name: column.Name
    rank: column.Rank | None
    score: Annotated[Decimal, kinds.Number(places=2), Called("Score")]
    parts: Annotated[tuple[Part, ...], Called("Parts of the score")]
    gates: Annotated[tuple[Gate, ...], kinds.Against(), Called("What speaks against them")]
    blocked: column.Blocked
    repair: Annotated[Sentence | None, kinds.TEXT, Called("What would help")]
    load: column.Load
    distance_km: column.DistanceKm | None
    reasons: Annotated[tuple[Sentence, ...], kinds.TEXT, Called("What speaks for them")]
    place: Annotated[str | None, kinds.Listed("zone"), Called("Place", context="candidate")]
    department: column.Department
    is_responsible: column.IsResponsible
    cause: Annotated[Sentence | None, kinds.TEXT, Called("What blocks")]
    day_jobs: Annotated[int, kinds.Number(), Called("Jobs that day")]
    day_minutes: Annotated[int, kinds.Span(), Called("Work that day")]
    week_jobs: Annotated[int, kinds.Number(), Called("Sent within a week")]
    in_the_way: Annotated[str | None, kinds.TicketNo(), Called("In the way")]
    taker: Annotated[str | None, kinds.StaffNo(), Called("Could take it")]
    freed_by: Annotated[str | None, kinds.Code("verb"), Called("Freed by")]


class Candidates(View[list[CandidateRow]]):
    """Technicians for a ticket, the best first, blocked ones last; a window tries out another one."""

    name = "candidates"
    opens = Opens("staff", "staff")
    label = "Candidates"
    brief = (
        "rank", "staff", "name", "score", "load", "distance_km", "reasons", "gates", "repair",
    )  # fmt: skip
    of_ticket = True
    positional: ClassVar[tuple[str, ...]] = ("number",)

    number: str
    window_from: Instant | None = None
    window_to: Instant | None = None

    def read(self, context: ViewContext) -> list[CandidateRow]:
        ticket = ticket_meant(context, self.number)
        job = job_for(context, ticket, self._window(ticket))
        job = supplied(job, supply(context, job.tools, job.parts))
        files = read_days(context, job.at).files
        return with_freeing(context, ticket, job, files, ranked_for(context, ticket, job, files))

    def _window(self, ticket: Ticket) -> Window:
        """The one asked about, else the one agreed with the customer."""
        if self.window_from is not None or self.window_to is not None:
            return self.window_from, self.window_to
        return ticket.agreed_from, ticket.agreed_to


def with_freeing(
    context: ViewContext,
    ticket: Ticket,
    job: Job,
    files: Mapping[str, PersonFile],
    rows: list[CandidateRow],
) -> list[CandidateRow]:
    """The rows; of whoever only another window keeps, who could take that job, as what would help."""
    blocked = [row.staff for row in rows if [gate.name for gate in blocking(row.gates)] == [OVERLAP]]
    if not blocked:
        return rows
    others = [row.staff for row in rows if row.staff not in blocked]
    found = Freed(context, ticket, job, files, refused_by).among(blocked, others)
    return [
        row._replace(
            in_the_way=found[row.staff].ticket,
            taker=found[row.staff].staff,
            freed_by=found[row.staff].verb,
            repair=found[row.staff].repair,
        )
        if row.staff in found
        else row
        for row in rows
    ]


class Choosing(View[Choice]):
    """Where somebody stands among the candidates, as it is kept with a dispatch (DSP-10)."""

    number: str
    technician: str
    window_from: Instant | None = None
    window_to: Instant | None = None

    def read(self, context: ViewContext) -> Choice:
        rows = Candidates(number=self.number, window_from=self.window_from, window_to=self.window_to).read(
            context
        )
        return choice_among(rows, find_staff(context.read, self.technician).no)


def choice_among(rows: Sequence[CandidateRow], staff: str) -> Choice:
    """Where somebody stands among ranked candidates."""
    first = next((row for row in rows if row.rank == 1), None)
    chosen = next((row for row in rows if row.staff == staff), None)
    rank = chosen.rank if chosen is not None else None
    return Choice(first.staff if first is not None else "", rank, _ahead(chosen, first))


def _ahead(chosen: CandidateRow | None, first: CandidateRow | None) -> str | None:
    """The part by which somebody is most ahead, weighed as in the score."""
    if chosen is None or first is None or chosen.staff == first.staff:
        return None
    theirs = {part.name: part.weight * part.value for part in first.parts}
    ahead = [(part.weight * part.value - theirs[part.name], part.name) for part in chosen.parts]
    best = max(ahead, default=None)
    return best[1] if best is not None and best[0] > 0 else None


def job_for(context: ViewContext, ticket: Ticket, window: Window) -> Job:
    """What a ticket demands of whoever goes there within that window."""
    due_at = _to_be_there(context, ticket)
    return job_of(ticket, context.policy, now=context.now, zone=context.zone, window=window, due_at=due_at)


def _to_be_there(context: ViewContext, ticket: Ticket) -> datetime | None:
    """The deadline of arriving while that is open, else the one that runs."""
    row = MilestoneTime.table.c
    asked = select(row.due_at).where(
        row.ticket == ticket.number, row.milestone == Milestone.ARRIVE.value, row.met_at.is_(None)
    )
    return context.connection.execute(asked).scalar() or ticket.due_at


def ranked_for(
    context: ViewContext, ticket: Ticket, job: Job, files: Mapping[str, PersonFile]
) -> list[CandidateRow]:
    """Everybody who goes out, the best first, blocked ones last."""
    people = _people(context, ticket, job, files)
    responsible = context.policy.responsible_for(ticket.category, ticket.responsible)
    return [
        _row(job, ranked, files[ranked.candidate.staff].department, responsible)
        for ranked in rank(job, people, measure_of(context.policy))
    ]


def _people(
    context: ViewContext, ticket: Ticket, job: Job, files: Mapping[str, PersonFile]
) -> list[Candidate]:
    equipment, customer = _acquainted(context, ticket)
    sent = _sent_within_a_week(context)
    refused = refused_by(context, ticket)
    people = [
        candidate_of(
            file,
            job,
            context.policy,
            context.zone,
            knows_customer=file.staff in customer,
            knows_equipment=file.staff in equipment,
            week_jobs=sent.get(file.staff, 0),
            unwelcome_since=refused.get(file.staff),
            expected=day_of_person(file, context.policy, context.now, but=ticket.number).expected,
        )
        for file in files.values()
        if goes_out(file)
    ]
    return counted_at_hand(people, {no for no, file in files.items() if file.is_out(job.number)}, job)


def refused_by(context: ViewContext, ticket: Ticket) -> Mapping[str, date]:
    """Whom this customer would not have again, and since when (ESC-08)."""
    return refusals(context.connection, (ticket,), context.policy, context.now, context.zone).of(ticket)


def _sent_within_a_week(context: ViewContext) -> dict[str, int]:
    """How often each was sent within a week, on tickets of any kind."""
    held = Assignment.table.c
    statement = (
        select(held.technician, func.count(func.distinct(held.ticket)))
        .where(held.begun_at > context.now - WEEK)
        .group_by(held.technician)
    )
    return dict(context.connection.execute(statement).all())


def _acquainted(context: ViewContext, ticket: Ticket) -> tuple[set[str], set[str]]:
    """Who was sent to this equipment before, and who to this customer."""
    held, earlier = Assignment.table.c, Ticket.table.c
    same = earlier.customer == ticket.customer
    if ticket.equipment:
        same = or_(same, earlier.equipment == ticket.equipment)
    statement = (
        select(held.technician, earlier.equipment)
        .join(Ticket.table, earlier.number == held.ticket)
        .where(same, held.arrived_at.is_not(None), held.ticket != ticket.number)
    )
    equipment: set[str] = set()
    customer: set[str] = set()
    for technician, repaired in context.connection.execute(statement):
        customer.add(technician)
        if ticket.equipment and repaired == ticket.equipment:
            equipment.add(technician)
    return equipment, customer


def _row(job: Job, ranked: Ranked, department: str, responsible: str) -> CandidateRow:
    return CandidateRow(
        staff=ranked.candidate.staff,
        name=ranked.candidate.name,
        rank=ranked.rank,
        score=ranked.score,
        parts=ranked.parts,
        gates=ranked.gates,
        blocked=ranked.blocked,
        repair=joined(ranked.repair),
        load=ranked.candidate.load,
        distance_km=ranked.candidate.distance_km(job),
        reasons=ranked.reasons,
        place=ranked.candidate.place,
        department=department,
        is_responsible=department == responsible,
        cause=ranked.cause,
        day_jobs=ranked.candidate.day_jobs,
        day_minutes=ranked.candidate.day_minutes,
        week_jobs=ranked.candidate.week_jobs,
        in_the_way=None,
        taker=None,
        freed_by=None,
    )
