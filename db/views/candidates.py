"""Whom to send, in order, and why (DSP-04, DSP-05, KIT-14)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Annotated, ClassVar, NamedTuple

from sqlalchemy import or_, select

from db import kinds
from db.kinds import Called
from db.rules.ranking import Candidate, Gate, Job, Part, Ranked, rank
from db.rules.sentence import Sentence, joined
from db.staffing import TECHNICIAN, PersonFile, candidate_of, job_of, measure_of
from db.tables.ticket import Assignment, Ticket
from db.tables.tool import Tool
from db.verbs.fields import Instant
from db.views import columns as column
from db.views.listing import Opens
from db.views.lookup import ticket_meant
from db.views.people import read_files
from db.views.view import View, ViewContext

Window = tuple[datetime | None, datetime | None]


class CandidateRow(NamedTuple):
    """A candidate; `rank` null when blocked, `repair` what would help then. `reasons` speak for them. The
    distance is that from `place`, the zone they come from. `is_responsible` says that their department is the
    one that is responsible for the ticket (INT-06)."""

    staff: column.Staff
    name: column.Name
    rank: column.Rank | None
    score: Annotated[Decimal, kinds.Number(), Called("Score")]
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
        job = job_for(context, ticket, in_store(context), self._window(ticket))
        return ranked_for(context, ticket, job, read_files(context, min(job.at, context.now)))

    def _window(self, ticket: Ticket) -> Window:
        """The one asked about, else the one agreed with the customer."""
        if self.window_from is not None or self.window_to is not None:
            return self.window_from, self.window_to
        return ticket.agreed_from, ticket.agreed_to


def job_for(context: ViewContext, ticket: Ticket, in_store: Mapping[str, str], window: Window) -> Job:
    """What a ticket demands of whoever goes there within that window."""
    return job_of(
        ticket, context.policy, now=context.now, zone=context.zone, window=window, in_store=in_store
    )


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
    return [
        candidate_of(
            file,
            job,
            context.policy,
            context.zone,
            knows_customer=file.staff in customer,
            knows_equipment=file.staff in equipment,
        )
        for file in files.values()
        if _goes_out(file)
    ]


def _goes_out(file: PersonFile) -> bool:
    """Technicians; an administrator, who holds every role, only when they have a trade."""
    return TECHNICIAN in file.roles and (file.trade is not None or "admin" not in file.roles)


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


def in_store(context: ViewContext) -> dict[str, str]:
    """For each kind, the tool that the store would issue first."""
    tool = Tool.table.c
    today = context.now.astimezone(context.zone).date()
    statement = (
        select(tool.kind, tool.number)
        .where(
            context.scope.tools(),
            tool.state == "in_store",
            or_(tool.calibration_due.is_(None), tool.calibration_due >= today),
        )
        .order_by(tool.number.desc())
    )
    return dict(context.connection.execute(statement).all())


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
    )
