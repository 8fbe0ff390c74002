"""The slack of the tickets that are shown: a handful of questions, however many of them there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from db.rules.candidates import Candidate, Job
from db.rules.duty import ON_DUTY, DutyState, duty_over, laid_out
from db.rules.gates import is_able
from db.rules.slack import Slack, leave_by, slack_of
from db.staffing import PersonFile, job_of, measure_of, place_before
from db.tables.pick import Unwelcome
from db.tables.ticket import MilestoneTime, Ticket
from db.views.days import read_days
from db.views.view import ViewContext, pieces

DAY = timedelta(days=1)
MOST = 100
"""So many tickets of an answer are reckoned, those with the earliest deadlines."""


def slacks(context: ViewContext, numbers: Sequence[str], most: int = MOST) -> dict[str, Slack]:
    """By ticket, for those that wait for somebody to be sent to the customer by a deadline."""
    waiting = sorted(_waiting(context, numbers), key=lambda one: (one[1], one[0].number))[:most]
    if not waiting:
        return {}
    last = max(due_at for _, due_at in waiting)
    found = _Slacks(context, {ticket.customer for ticket, _ in waiting}, last)
    return {ticket.number: found.of(ticket, due_at) for ticket, due_at in waiting}


def _waiting(context: ViewContext, numbers: Sequence[str]) -> Iterable[tuple[Ticket, datetime]]:
    """The tickets that nobody holds, with the running deadline of arriving."""
    row = MilestoneTime.table.c
    for piece in pieces(list(numbers)):
        asked = select(row.ticket, row.due_at).where(
            row.ticket.in_(piece), row.milestone == "arrive", row.met_at.is_(None), row.due_at.is_not(None)
        )
        due = dict(context.connection.execute(asked).all())
        if due:
            for ticket in context.read.rows(Ticket, number=tuple(due), state="triaged"):
                yield ticket, due[ticket.number]


def _as_able(file: PersonFile) -> Candidate:
    """What somebody can do, whenever that is."""
    return Candidate(
        file.staff,
        file.name,
        DutyState(ON_DUTY),
        active=file.active,
        skills=file.skills,
        certificates=file.certificates,
        tools=tuple(file.tools),
        stock=file.stock,
    )


class _Slacks:
    """Everybody who goes out, asked about one ticket after the other."""

    def __init__(self, context: ViewContext, customers: Iterable[str], last: datetime) -> None:
        """`last` is the latest deadline that is asked about."""
        self._context, policy = context, context.policy
        self._days = read_days(context)
        self._files = list(self._days.out.values())
        self._busy = {
            no: [(one.begin, one.end) for one in self._days.taken(no, context.now)] for no in self._days.out
        }
        self._laid_out = {
            file.staff: laid_out(file.stretches, context.now, max(last, context.now) + DAY)
            for file in self._files
        }
        self._changes = {
            file.staff: {
                at
                for one in self._laid_out[file.staff]
                for at in (one.begins_at, one.ends_at)
                if at > context.now
            }
            for file in self._files
        }
        self._seen = {file.staff: _as_able(file) for file in self._files}
        self._measure = measure_of(policy)
        self._able: dict[object, list[PersonFile]] = {}
        row = Unwelcome.table.c
        asked = select(row.customer, row.technician).where(row.customer.in_(tuple(customers)))
        self._refused = {(customer, no) for customer, no in context.connection.execute(asked)}

    def of(self, ticket: Ticket, due_at: datetime) -> Slack:
        """The slack of one ticket."""
        context = self._context
        job = job_of(ticket, context.policy, now=context.now, zone=context.zone)
        return slack_of(
            (file.staff, self._latest(file, job, due_at))
            for file in self._able_for(job)
            if (ticket.customer, file.staff) not in self._refused
        )

    def _able_for(self, job: Job) -> list[PersonFile]:
        """Those who can do such a job; the same demands are looked at once."""
        key = (
            job.skill, job.trade, job.certificate, job.papers, job.tools, job.permits,
            tuple(sorted(job.grades.items())),
        )  # fmt: skip
        if key not in self._able:
            self._able[key] = [
                file for file in self._files if is_able(job, self._seen[file.staff], self._measure)
            ]
        return self._able[key]

    def _latest(self, file: PersonFile, job: Job, due_at: datetime) -> datetime | None:
        if due_at < self._context.now:
            return None
        zone = self._context.zone
        way = timedelta(minutes=self._measure.minutes(place_before(file, job), job.zone))
        return leave_by(
            due_at, self._context.now, way, timedelta(minutes=job.minutes), self._busy[file.staff],
            lambda begin, end: duty_over(self._laid_out[file.staff], begin, end, zone).on_duty,
            self._changes[file.staff],
        )  # fmt: skip
