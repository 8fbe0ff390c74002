"""Who does what when on a day: the facts that a timeline is drawn of (PPL-01, DSP-03, DSP-08)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated, NamedTuple

from sqlalchemy import select

from db import kinds
from db.held import whole_window
from db.kinds import Called
from db.rules.day_of_work import JOB, TRAVEL, Block, Span, Visit, states_of, ways
from db.rules.duty import LEAVE, RESTING
from db.staffing import PersonFile
from db.tables.ticket import Assignment, Ticket
from db.verbs.fields import Day
from db.views import columns as column
from db.views.days import Days, read_days
from db.views.listing import Opens
from db.views.view import View, ViewContext, pieces
from db.workdays import local_day

SHIFT, WINDOW, DEADLINE = "shift", "window", "deadline"
LATE, OVERRUN = "late", "overrun"


class TimelineRow(NamedTuple):
    """A stretch of somebody's day, `[begin, end)`. `kind`: shift, leave, resting; travel, job (as they were,
    or as they are expected), window (what the customer was promised), deadline (an instant). A job that is
    held without a window follows upon what lies before it. `overrun` is what of a job lies beyond its window,
    `late` from the end of a window that is not kept as it looks now until they are there (VIS-10)."""

    staff: column.Staff
    name: column.Name
    begin: column.From
    end: column.To
    kind: Annotated[str, kinds.Code("timeline_kind"), Called("What", context="timeline")]
    ticket: column.Ticket | None


class Timeline(View[list[TimelineRow]]):
    """What everybody who goes out has on a day: shifts, leave, ways, jobs, windows and deadlines."""

    name = "timeline"
    label = "Timeline of the day"
    opens = Opens("ticket", "ticket")
    about = ("staff",)
    key = ("staff", "kind", "begin", "ticket")
    brief = ("name", "begin", "end", "kind", "ticket")
    whole = 20_000

    day: Annotated[Day | None, Called("Day")] = None

    def read(self, context: ViewContext) -> list[TimelineRow]:
        day = local_day(self.day or _today(context), context.zone)
        days = read_days(context, day.begin)
        files = days.out
        due = _due(context, {held.ticket for file in files.values() for held in file.jobs}, day)
        rows = [row for file in files.values() for row in _Person(file, day, context).rows(days, due)]
        rows += _done(context, files, day)
        return sorted(rows, key=lambda row: (row.staff, row.begin, row.end, row.kind, row.ticket or ""))


def _today(context: ViewContext) -> date:
    return context.now.astimezone(context.zone).date()


@dataclass(frozen=True, slots=True)
class _Person:
    """Somebody's rows of a day."""

    file: PersonFile
    day: Span
    context: ViewContext

    def row(self, begin: datetime, end: datetime, kind: str, ticket: str | None = None) -> TimelineRow:
        """One row, as it is."""
        return TimelineRow(self.file.staff, self.file.name, begin, end, kind, ticket)

    def rows(self, days: Days, due: Mapping[str, datetime]) -> Iterator[TimelineRow]:
        """Shifts and absences, and what they hold."""
        zone = self.context.zone
        for begin, end in days.hours(self.file.staff, *self.day):
            yield self.row(begin, end, SHIFT)
        for state in states_of(self.file.stretches, *self.day, zone):
            if state.kind in (LEAVE, RESTING):
                yield self.row(state.begin, state.end, state.kind)
        for held in self.file.jobs:
            window = whole_window(held.window_from, held.window_to, self.context.policy)
            if window is not None and Span(*window).cut(*self.day) is not None:
                yield self.row(*window, WINDOW, held.ticket)
            if held.ticket in due:
                yield self.row(due[held.ticket], due[held.ticket], DEADLINE, held.ticket)
        yield from self._underway()
        if self.day.end > self.context.now:
            yield from self._to_come(days)

    def _underway(self) -> Iterator[TimelineRow]:
        """The way that they are on, or came by."""
        for held in self.file.jobs:
            if held.departed_at is not None:
                way = self.context.policy.roads.minutes(self.file.zone, held.zone)
                until = held.arrived_at or held.departed_at + timedelta(minutes=way)
                if Span(held.departed_at, until).cut(*self.day) is not None:
                    yield self.row(held.departed_at, until, TRAVEL, held.ticket)

    def _to_come(self, days: Days) -> Iterator[TimelineRow]:
        """Jobs as they are now or are to be, and the ways to those to which they are not under way."""
        went = {held.ticket for held in self.file.jobs if held.departed_at or held.arrived_at}
        visits = days.visits(self.file.staff)
        yield from self._slips(visits)
        for block in ways(visits, self.file.zone, self.context.policy.roads.minutes):
            is_there = block.kind == TRAVEL and block.ticket in went
            if not is_there and Span(block.begin, block.end).cut(*self.day) is not None:
                yield self.row(block.begin, self._done(block), block.kind, block.ticket)

    def _done(self, block: Block) -> datetime:
        """When a job ends: as was said, also where its window, which stays theirs, ends later (DSP-08)."""
        for held in self.file.jobs:
            early = held.done_by if held.is_there and held.ticket == block.ticket else None
            if early is not None and block.kind == JOB:
                return min(block.end, max(early, self.context.now))
        return block.end

    def _slips(self, visits: Iterable[Visit]) -> Iterator[TimelineRow]:
        """What will not be as it was agreed: who comes after the window, what lasts longer than it."""
        held = {each.ticket: each for each in self.file.jobs}
        for visit in visits:
            job = held[visit.ticket]
            window = whole_window(job.window_from, job.window_to, self.context.policy)
            if window is None or visit.end <= window[1]:
                continue
            comes_late = not job.is_there and visit.begin > window[1]
            kind, end = (LATE, visit.begin) if comes_late else (OVERRUN, visit.end)
            if Span(window[1], end).cut(*self.day) is not None:
                yield self.row(window[1], end, kind, visit.ticket)


def _due(context: ViewContext, held: set[str], day: Span) -> dict[str, datetime]:
    """The deadlines of these tickets that lie on that day."""
    ticket = Ticket.table.c
    found: dict[str, datetime] = {}
    for numbers in pieces(sorted(held)):
        asked = select(ticket.number, ticket.due_at).where(
            ticket.number.in_(numbers), ticket.due_at >= day.begin, ticket.due_at < day.end
        )
        found |= dict(context.connection.execute(asked).all())
    return found


def _done(context: ViewContext, files: Mapping[str, PersonFile], day: Span) -> Iterator[TimelineRow]:
    """Where they were that day: ways and visits that are over."""
    held = Assignment.table.c
    asked = select(held.technician, held.ticket, held.departed_at, held.arrived_at, held.ended_at).where(
        held.ended_at > day.begin, held.begun_at < day.end
    )
    for no, ticket, departed_at, arrived_at, ended_at in context.connection.execute(asked):
        if no not in files:
            continue
        person = _Person(files[no], day, context)
        spans = ((departed_at, arrived_at or ended_at, TRAVEL), (arrived_at, ended_at, JOB))
        for begin, end, kind in spans:
            if begin is not None and Span(begin, end).cut(*day) is not None:
                yield person.row(begin, end, kind, ticket)
