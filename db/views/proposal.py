"""A proposal for all that waits: what to do, why, and what cannot be kept; nothing is done yet (DSP-10)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, ClassVar, Literal, NamedTuple

from db import kinds
from db.kinds import Called
from db.planning.solving import BUILTIN
from db.proposing.day import DAY
from db.proposing.known import known_of
from db.proposing.proposal import FEWER, REASSIGN, Gathered, Line, Proposal, Unserved, propose
from db.proposing.work import Work, work_of
from db.rules.sentence import Sentence, msgid
from db.tables.ticket import MilestoneTime, Ticket
from db.verbs.fields import Day
from db.verbs.naming import find_staff
from db.views import columns as column
from db.views.days import read_days
from db.views.view import View, ViewContext, pieces

MEASURED = ("arrive", "resolve")


class ProposalLine(NamedTuple):
    """A change: `verb` dispatch, reassign or recall. `technician` null puts the ticket back among those that
    wait. `arrive_at` is when the plan has them there. The window is the one agreed with the customer or,
    where the line `agrees` it, will be once it is accepted."""

    line: Annotated[int, kinds.Number(), Called("Line")]
    ticket: column.Ticket
    technician: column.Technician | None
    window_from: column.WindowFrom | None
    window_to: column.WindowTo | None
    arrive_at: Annotated[datetime | None, kinds.Instant(), Called("There at")]
    reasons: Annotated[tuple[Sentence, ...], kinds.TEXT, Called("What speaks for them")]
    changes: Annotated[tuple[Sentence, ...], kinds.TEXT, Called("What changes")]
    verb: Annotated[str, kinds.Code("verb"), Called("Action")]
    level: column.Level | None
    customer: column.CustomerName
    fault: column.Fault
    district: column.District
    due_at: column.DueAt | None
    minutes: Annotated[int, kinds.Minutes(), Called("Work in minutes")]
    agrees: Annotated[bool, kinds.YesNo(), Called("Agrees the time")]


class UnservedTicket(NamedTuple):
    """A ticket that got nobody, and why. `can_wait` False: its deadline or its time falls on this day."""

    ticket: column.Ticket
    causes: Annotated[tuple[Sentence, ...], kinds.TEXT, Called("Cause")]
    level: column.Level | None
    customer: column.CustomerName
    due_at: column.DueAt | None
    can_wait: Annotated[bool, kinds.YesNo(), Called("Can wait")]


class Capacity(NamedTuple):
    """How much work there is for how many hands: `percent` of the day's free minutes, null where nobody has
    any; `lost` are the tickets that cannot be kept."""

    says: Annotated[Sentence, kinds.TEXT, Called("Capacity")]
    percent: Annotated[int | None, kinds.Number(), Called("Of the capacity (%)")]
    wanted_minutes: Annotated[int, kinds.Minutes(), Called("Work in minutes")]
    free_minutes: Annotated[int, kinds.Minutes(), Called("Free minutes")]
    lost: Annotated[tuple[str, ...], kinds.TicketNo(), Called("Cannot be kept")]


class ProposalAnswer(NamedTuple):
    """What is proposed for a day; `note` says why another solver answered than the one that was asked. The
    `id` is what a program accepts it by; no people read it."""

    id: Annotated[str, kinds.ForForms(), Called("Id")]
    capacity: Annotated[Capacity, Called("Capacity")]
    lines: Annotated[
        tuple[ProposalLine, ...],
        kinds.Rows(
            ProposalLine,
            brief=("line", "ticket", "level", "technician", "arrive_at", "window_from", "changes", "reasons"),
            opens="ticket",
        ),
        Called("Lines"),
    ]
    unserved: Annotated[tuple[UnservedTicket, ...], Called("Without anybody")]
    solver: Annotated[str, kinds.Code("solver"), Called("Solver")]
    note: Annotated[Sentence | None, kinds.TEXT, Called("Note")]
    day: Annotated[date, Called("Day")]


class ProposalView(View[ProposalAnswer]):
    """Whom to send to all that waits, today or on the next day on which somebody goes out.

    `technician` names somebody whose work is to be given to others instead: who falls ill. Nothing is done
    before somebody accepts it, whole or line by line.
    """

    name = "proposal"
    label = "Proposal"
    answers: ClassVar[tuple[type, ...]] = (ProposalAnswer,)

    solver: Literal["builtin", "vroom"] = BUILTIN
    technician: str = ""
    day: Day | None = None

    def read(self, context: ViewContext) -> ProposalAnswer:
        return answer_of(propose(self._gathered(context), self.solver), context)

    def _gathered(self, context: ViewContext) -> Gathered:
        read = context.read.within(context.scope)
        without = find_staff(context.read, self.technician).no if self.technician else ""
        if without:
            work = work_of(read, without)
            tickets = work.tickets
        else:
            work = Work()
            tickets = read.rows(Ticket, state="triaged")
        targets = [
            row
            for some in pieces([one.number for one in tickets])
            for row in context.read.rows(MilestoneTime, ticket=some, milestone=MEASURED)
        ]
        asked = None
        if self.day is not None:
            asked = datetime(self.day.year, self.day.month, self.day.day, 12, tzinfo=context.zone)
        files = read_days(context, context.now - DAY).files
        known = known_of(context.connection, tickets, context.policy, context.now, context.zone)
        return Gathered(
            files, tickets, targets, context.policy, context.zone, context.now, known, without, asked, work
        )


def answer_of(proposal: Proposal, context: ViewContext) -> ProposalAnswer:
    """The rows of a proposal."""
    lost = proposal.lost
    percent = 100 * proposal.wanted // proposal.free if proposal.free else None
    return ProposalAnswer(
        proposal.id,
        Capacity(_says(percent, lost), percent, proposal.wanted, proposal.free, lost),
        tuple(_line(one) for one in proposal.lines),
        tuple(_unserved(one, one.ticket.number not in lost) for one in proposal.unserved),
        proposal.solver,
        proposal.note,
        proposal.day.begin.astimezone(context.zone).date(),
    )


def _says(percent: int | None, lost: tuple[str, ...]) -> Sentence:
    """How the work stands to the hands, and how many tickets cannot be kept."""
    if percent is None:
        return Sentence(
            msgid("Nobody has time on this day; {count} tickets cannot be kept"), {"count": len(lost)}
        )
    tenths = (percent + 5) // 10
    values = {"times": f"{tenths // 10}.{tenths % 10}", "count": len(lost)}
    if not lost:
        return Sentence(msgid("{times} × of the day's capacity; every deadline can be kept"), values)
    return Sentence(msgid("{times} × of the day's capacity; {count} tickets cannot be kept"), values)


def _line(one: Line) -> ProposalLine:
    ticket = one.ticket
    return ProposalLine(
        one.line,
        ticket.number,
        one.technician,
        *one.window,
        one.arrive_at,
        one.reasons,
        one.changes,
        REASSIGN if one.verb == FEWER else one.verb,
        ticket.level,
        ticket.customer_label,
        ticket.fault,
        ticket.district,
        one.due_at,
        one.minutes,
        one.agrees,
    )


def _unserved(one: Unserved, can_wait: bool) -> UnservedTicket:
    ticket = one.ticket
    return UnservedTicket(
        ticket.number, one.causes, ticket.level, ticket.customer_label, one.due_at, can_wait
    )
