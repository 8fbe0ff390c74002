"""Tickets of another system: how they came about, as events with their own times (INT-11).

What the other system did not have is left out and not invented: nobody overrules a gate, waives a survey
or stands in for a technician who is not on the roster. A milestone whose moment is not known is neither
met nor missed (docs/decisions/0009-imported-history.md).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Annotated, ClassVar, Literal, Self

from pydantic import PrivateAttr

from db import kinds
from db.errors import BadField
from db.imports.judging import is_certain, unmet
from db.kinds import Called
from db.log.facts import Facts, Outcome, Reader
from db.rules import moves, numbering
from db.rules.deadlines import Milestone
from db.subjects.ticket import TICKET
from db.tables.codes import UNCLASSIFIED
from db.tables.customer import Customer
from db.tables.event import NumberCounter
from db.tables.follow_up import Survey as SurveyRow
from db.tables.row import Row
from db.tables.staff import Staff
from db.tables.ticket import Assignment, MilestoneTime, Ticket
from db.tables.ticket import Pause as PauseRow
from db.timing import not_judged, unjudged, way_of
from db.verbs import groups
from db.verbs.context import Context
from db.verbs.ending import cancelled
from db.verbs.fields import Instant, Label, Level, Mark, OptionalCode, OptionalName, Remark
from db.verbs.pausing import PauseReason, end_pause
from db.verbs.reading import ENDING
from db.verbs.register import Register, equipment_with
from db.verbs.ticket_verb import TicketVerb, end_assignments, meet, settle
from db.verbs.verb import Reads
from db.verbs.who import MANAGER_ONLY

BEFORE_FINISH = (Milestone.RESPOND, Milestone.ANSWER, Milestone.ARRIVE)
EARLIEST = 2000
"""The first year whose months fit into a ticket's number and its place in the order of numbers."""


class _ForKnown(Register):
    """Registering for an import, which has looked up the caller's file: one phone may be thousands of them.

    What was alike years ago helps nobody, and reading it takes the longest: other open tickets are not read.
    """

    source: Annotated[Label | None, Called("Other system")] = None
    import_id: Annotated[OptionalCode, Called("Import")] = ""
    former_number: Annotated[OptionalCode, Called("Number before")] = ""
    by_day: Annotated[bool, Called("Known by the day")] = False
    """Only the day of the report is known."""

    _file: str | None = PrivateAttr(default=None)

    def of(self, file: str | None) -> Self:
        """The same for this customer's file; None opens one."""
        self._file = file
        return self

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        yield f"counter:{self._prefix(context)}"
        if self._file is not None:
            yield f"customer:{self._file}"

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        yield from read.rows(NumberCounter, prefix=self._prefix(context))
        if self._file is not None:
            yield from read.rows(Customer, id=self._file)
        if self.serial:
            yield from self._equipment_rows(read, read.within(context.scope.office()))

    def _equipment_rows(self, read: Reader, office: Reader) -> Iterable[Row]:
        yield from equipment_with(read, office, self.serial)

    def _caller(self, candidates: Iterable[Customer]) -> Customer | None:
        return next((each for each in candidates if each.id == self._file), None)

    def decide(self, facts: Facts, context: Context) -> Outcome:
        outcome = super().decide(facts, context)
        [ticket] = (each for each in outcome.all(Ticket) if each.number == outcome.answer["number"])
        brought = ticket.but(
            source=self.source,
            import_id=self.import_id or None,
            former_number=self.former_number or None,
            by_day="reported" if self.by_day else None,
        )
        outcome.put(TICKET.found_anew(brought))
        return outcome


class ImportedCall(_ForKnown):
    """A call that is keyed in now: an ordinary registration, in the log too."""

    def _equipment_rows(self, read: Reader, office: Reader) -> Iterable[Row]:
        equipment = equipment_with(read, office, self.serial)
        yield from equipment
        for one in equipment:
            yield from office.rows(Ticket, equipment=one.id)


class ImportTicket(_ForKnown):
    """Bring a ticket over from another system, as of the time when it was entered there."""

    name: ClassVar[str] = "import_ticket"
    word: ClassVar[str] = "bring over"
    group = groups.HOUSE
    tells: ClassVar[tuple[str, ...] | None] = ("level", "fault")
    default_roles: ClassVar[frozenset[str]] = MANAGER_ONLY
    rule: ClassVar[str] = "INT-11"
    undoable: ClassVar[bool] = False
    internal: ClassVar[bool] = True

    imported_at: Annotated[Instant, Called("Brought over")]
    entered_at: Annotated[Instant | None, Called("Entered")] = None
    opened_by: Annotated[OptionalName, Called("Opened by")] = ""
    registered_by: Annotated[OptionalCode, kinds.StaffNo(), Called("Registered by")] = ""

    def _prefix(self, context: Context) -> str:
        entered = self.entered_at or context.now
        return numbering.prefix(context.actor.department, context.local(entered).date())

    def decide(self, facts: Facts, context: Context) -> Outcome:
        if context.local(self.entered_at or context.now).year < EARLIEST:
            raise BadField(
                "reported_at", "A ticket's number begins in {year} at the earliest.", year=EARLIEST
            )
        outcome = super().decide(facts, context)
        del outcome.answer["similar"]
        outcome.answer["imported_at"] = context.local_text(self.imported_at)
        [ticket] = outcome.all(Ticket)
        outcome.put(
            ticket.but(
                entered_at=self.entered_at or context.now,
                registered_by=self.registered_by or ticket.registered_by,
            )
        )
        return outcome


What = Literal[
    "contacted", "dispatched", "arrived", "paused", "resumed", "finished", "surveyed", "closed", "cancelled",
    "triaged", "noted",
]  # fmt: skip


class ImportStep(TicketVerb):
    """One moment in the history of a ticket that was brought over.

    One that is not `dated` must have been and nobody wrote it down: it starts no clock and meets nothing.
    One `by_day` stands somewhere on its day: it is judged where every minute of the day gives the same.
    `happened_at` is given where the ticket's chain has gone on meanwhile and the event stands behind it.
    """

    name: ClassVar[str] = "import_step"
    word: ClassVar[str] = "bring over a step"
    group = groups.HOUSE
    deed: ClassVar[str] = "what"
    tells: ClassVar[tuple[str, ...] | None] = (
        "level",
        "technician",
        "technician_name",
        "reason",
        "cause",
        "satisfaction",
        "text",
    )
    default_roles: ClassVar[frozenset[str]] = MANAGER_ONLY
    rule: ClassVar[str] = "INT-11"
    internal: ClassVar[bool] = True
    reads: ClassVar[Reads] = {"ticket": ENDING}
    looks_at: ClassVar[tuple[type[Row], ...]] = (Staff,)

    what: Annotated[What, kinds.Code("moment"), Called("Step")]
    technician: Annotated[OptionalCode, kinds.StaffNo(), Called("Technician")] = ""
    technician_name: Annotated[
        OptionalName, kinds.Text(unless="technician"), Called("Name as written there")
    ] = ""
    reason: PauseReason | None = None
    satisfaction: Annotated[Mark | None, Called("Satisfaction", "satisfaction {value}")] = None
    dated: Annotated[bool, Called("Day is known")] = True
    by_day: Annotated[bool, Called("Known by the day")] = False
    happened_at: Annotated[Instant | None, Called("Happened at")] = None
    level: Level | None = None
    cause: Annotated[OptionalCode, kinds.Reason("cause"), Called("Cause of the fault")] = ""
    text: Remark = ""

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        yield f"ticket:{self.number}"
        if self.technician:
            yield f"staff:{self.technician}"

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        yield from super().facts(read, context)
        if self.technician:
            yield from read.rows(Staff, no=self.technician)

    def decide(self, facts: Facts, context: Context) -> Outcome:
        outcome = Outcome(facts)
        ticket = facts.one(Ticket, self.number)
        then = context if self.happened_at is None else replace(context, now=self.happened_at)
        after: Ticket = getattr(self, f"_{self.what}")(outcome, ticket, then)
        if self.by_day:
            after = after.but(by_day=",".join(filter(None, (after.by_day, self.what))))
        if not self.dated:
            after = after.but(undated=",".join(filter(None, (after.undated, self.what))))
        outcome.answer["what"] = self.what
        settle(outcome, after, context, then.now)
        if self.what == "closed":
            _forget_unknown(outcome, ticket)
        return outcome

    def _met(self, outcome: Outcome, ticket: Ticket, milestone: Milestone, context: Context) -> Ticket:
        """Meets a milestone by this moment, as far as it is known well enough to judge."""
        if milestone.value in not_judged(ticket):
            return ticket
        if self.dated and is_certain(outcome, ticket, milestone, context, by_day=self.by_day):
            meet(outcome, ticket, milestone, context.now, context)
            return ticket
        return unjudged(ticket, milestone)

    def _contacted(self, outcome: Outcome, ticket: Ticket, context: Context) -> Ticket:
        return _stepped(self._met(outcome, ticket, Milestone.RESPOND, context), context)

    def _dispatched(self, outcome: Outcome, ticket: Ticket, context: Context) -> Ticket:
        if self.technician:
            outcome.put(
                Assignment.model_construct(
                    None,
                    id=context.new_id("assignment"),
                    ticket=ticket.number,
                    technician=self.technician,
                    lead=True,
                    begun_at=context.now,
                    ended_at=None,
                    window_from=None,
                    window_to=None,
                    departed_at=None,
                    arrived_at=None,
                    override="",
                    reason="",
                )
            )
        return _moved(ticket, moves.DISPATCHED).but(
            technician=self.technician or None,
            dispatched_at=context.now if self.dated else None,
            way=ticket.way or "on_site",
        )

    def _arrived(self, outcome: Outcome, ticket: Ticket, context: Context) -> Ticket:
        for assignment in outcome.all(Assignment, ticket=ticket.number, ended_at=None):
            outcome.put(assignment.but(arrived_at=context.now))
        ticket = _moved(_stepped(ticket, context), moves.ONSITE).but(
            arrived_at=context.now, visit_step="arrived", way=ticket.way or "on_site"
        )
        ticket = self._met(outcome, ticket, Milestone.RESPOND, context)
        return self._met(outcome, ticket, Milestone.ARRIVE, context)

    def _paused(self, outcome: Outcome, ticket: Ticket, context: Context) -> Ticket:
        outcome.put(
            PauseRow.model_construct(
                None,
                id=context.new_id("pause"),
                ticket=ticket.number,
                reason=self.reason,
                actor=context.actor.no,
                begun_at=context.now,
                ended_at=None,
                text=self.text,
            )
        )
        return ticket.but(state=moves.PAUSED, state_before=ticket.state)

    def _resumed(self, outcome: Outcome, ticket: Ticket, context: Context) -> Ticket:
        end_pause(outcome, ticket, context)
        return ticket.but(state=ticket.state_before or moves.TRIAGED, state_before=None)

    def _finished(self, outcome: Outcome, ticket: Ticket, context: Context) -> Ticket:
        end_pause(outcome, ticket, context)
        if way_of(ticket) != "on_site":
            ticket = self._met(outcome, ticket, Milestone.RESPOND, context)
        ticket = self._met(outcome, ticket, Milestone.RESOLVE, context)
        # Nobody wrote down when the others were met, and the work is over.
        ticket = unjudged(ticket, *unmet(outcome, ticket, *BEFORE_FINISH))
        end_assignments(outcome, ticket, context.now)
        return _stepped(ticket, context).but(
            state=moves.FOLLOW_UP,
            state_before=None,
            finished_at=context.now,
            visit_step="finished",
            technician=self.technician or ticket.technician,
            finished_elsewhere=True,
        )

    def _surveyed(self, outcome: Outcome, ticket: Ticket, context: Context) -> Ticket:
        outcome.put(
            SurveyRow.model_construct(
                None,
                id=context.new_id("survey"),
                ticket=ticket.number,
                unreachable=False,
                attitude=None,
                quality=None,
                punctuality=None,
                hygiene=None,
                result=self.satisfaction,
                at=context.now,
                actor=context.actor.no,
                text="",
            )
        )
        return self._met(outcome, ticket, Milestone.SURVEY, context).but(surveyed_at=context.now)

    def _closed(self, outcome: Outcome, ticket: Ticket, context: Context) -> Ticket:
        listed = context.policy.reason("cause", self.cause) if self.cause else None
        ticket = unjudged(ticket, *unmet(outcome, ticket, *Milestone))
        return ticket.but(
            state=moves.CLOSED,
            closed_at=context.now,
            cause=listed.code if listed else self.cause or None,
            cause_category=listed.category if listed else UNCLASSIFIED,
        )

    def _cancelled(self, outcome: Outcome, ticket: Ticket, context: Context) -> Ticket:
        return cancelled(outcome, ticket, context)

    def _triaged(self, outcome: Outcome, ticket: Ticket, context: Context) -> Ticket:
        state = moves.TRIAGED if ticket.state == moves.NEW else ticket.state
        return ticket.but(state=state, level=self.level or ticket.level)

    def _noted(self, outcome: Outcome, ticket: Ticket, context: Context) -> Ticket:
        return ticket


def _moved(ticket: Ticket, state: str) -> Ticket:
    """In a state, or to be in it after the pause that is open."""
    if ticket.state == moves.PAUSED:
        return ticket.but(state_before=state)
    return ticket.but(state=state)


def _stepped(ticket: Ticket, context: Context) -> Ticket:
    return ticket.but(last_step_at=max(context.now, ticket.last_step_at or context.now))


def _forget_unknown(outcome: Outcome, ticket: Ticket) -> None:
    """What the other system did not write down is neither met nor missed."""
    for row in outcome.all(MilestoneTime, ticket=ticket.number):
        if row.met_at is None:
            outcome.drop(row)


class TakeBackImport(TicketVerb):
    """Take back a ticket that an import brought and nobody has acted on: cancelled, it keeps its number.

    `equipment` says that the equipment goes too which it brought.
    """

    name: ClassVar[str] = "take_back_import"
    word: ClassVar[str] = "take back an import"
    group = groups.HOUSE
    rule: ClassVar[str] = "CLS-07"
    default_roles: ClassVar[frozenset[str]] = MANAGER_ONLY
    internal: ClassVar[bool] = True
    reads: ClassVar[Reads] = {"ticket": (*ENDING, SurveyRow)}

    equipment: Annotated[bool, Called("Equipment")] = False

    def decide(self, facts: Facts, context: Context) -> Outcome:
        outcome = Outcome(facts)
        ticket = facts.one(Ticket, self.number)
        for survey in facts.all(SurveyRow, ticket=ticket.number):
            outcome.drop(survey)
        # Its number of the other system is free for the next import.
        gone = cancelled(outcome, ticket, context).but(source=None, surveyed_at=None, closed_at=None)
        if self.equipment:
            gone = gone.but(equipment=None)
        settle(outcome, gone, context)
        # What was late was late elsewhere: it is out of every figure.
        for row in outcome.all(MilestoneTime, ticket=ticket.number):
            outcome.drop(row)
        return outcome
