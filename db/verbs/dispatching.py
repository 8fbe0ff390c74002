"""Dispatch, reassign, recall (DSP-03, DSP-05, DSP-08, DSP-09)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import Field

from db import kinds
from db.at_hand import KINDS as AT_HAND
from db.at_hand import colleagues
from db.errors import BadField
from db.kinds import Called, Tells
from db.log.facts import Facts, Outcome, Reader
from db.rules.deadlines import Milestone
from db.rules.profile import Conditions
from db.tables.notice import Notice
from db.tables.row import Row
from db.tables.staff import Staff
from db.tables.task import Task
from db.tables.ticket import Assignment, Pause, Ticket
from db.timing import judged
from db.verbs import groups
from db.verbs.choosing import Choice, Choices, keep_pick
from db.verbs.context import Context
from db.verbs.fields import (
    Instant,
    OptionalPerson,
    OptionalWords,
    People,
    Person,
    WindowFrom,
    WindowTo,
    Words,
)
from db.verbs.gating import passed_gates, said_of, warn_of_last
from db.verbs.reading import CLOCKS, PERSON
from db.verbs.service import Way
from db.verbs.ticket_verb import (
    TicketVerb,
    another_visit,
    end_assignments,
    keep_reason,
    moved,
    settle,
    unmeet,
)
from db.verbs.unwelcome import keep_refused, who_is_told
from db.verbs.who import DISPATCHERS
from db.verbs.windows import (
    WantedBy,
    Window,
    busy,
    check_window,
    wanted_by,
    warn_of_begin,
    warn_of_window,
)

Override = Annotated[
    OptionalWords, kinds.Reason("override"), Called("Overruling reason", "overruled: {value}")
]


OUTSIDE_PICK = "outside"


class Sending(TicketVerb):
    """What dispatching and reassigning share: the people, the window, the gates.

    A bulk may name somebody for each of its tickets, in their order: `technicians`.
    """

    undoable = True
    answers = {"technician": Tells(kinds.StaffNo(), "", "to {value}", leads=True)}
    reads = {"technician": PERSON, "crew": PERSON, "ticket": (*CLOCKS, Task)}
    looks_at = AT_HAND

    technician: Annotated[Person, Called("Technician")]
    technicians: Annotated[People, kinds.EachOfBulk(), Called("Technicians")] = ()
    crew: Annotated[People, kinds.Crew(), Called("Crew")] = ()
    way: Way | None = None
    window_from: WindowFrom | None = None
    window_to: WindowTo | None = None
    window_wanted_by: WantedBy | None = None
    customer_told: Annotated[bool, Called("Customer told")] = False
    override: Annotated[
        OptionalWords, kinds.Reason("override"), Called("Overruling reason", "overruled: {value}")
    ] = ""
    happened_at: Annotated[Instant | None, Called("Happened at")] = None
    proposed: Annotated[OptionalPerson, Called("Proposed first")] = ""
    rank: Annotated[int | None, Field(ge=1), kinds.Number(), Called("Rank")] = None
    better: Annotated[str | None, kinds.Code("part"), Called("Ahead of the first by")] = None
    why_not: Annotated[OptionalWords, kinds.Reason("pick"), Called("Why not the first")] = ""
    choices: Choices = ()

    def each(self) -> tuple[Self, ...]:
        parts = super().each()
        if not self.technicians and not self.choices:
            return parts
        people = self.technicians or (self.technician,) * len(parts)
        choices = self.choices or ("",) * len(parts)
        if len(parts) != len(people) or len(parts) != len(choices):
            raise BadField("technicians", "Name one person for each ticket.")
        shared = {name: value for name, value in self.given.items() if name not in ("technicians", "choices")}
        named = []
        for part, technician, text in zip(parts, people, choices, strict=True):
            own: dict[str, Any] = {"technician": technician}
            if (choice := Choice.read(text)) is not None:
                own |= {"proposed": choice.first, "rank": choice.rank, "better": choice.better}
            one = part.model_copy(update={**own, "technicians": (), "choices": ()})
            if self.is_bulk:
                one.remember({**shared, "ticket": part.ticket, **own})
            else:
                one.remember(self.given)
            named.append(one)
        return tuple(named)

    @property
    def sent_by(self) -> str:
        """The deed that a pick tells of (DSP-10)."""
        return self.name

    @property
    def is_ranked(self) -> bool:
        """Whether it is kept how who is sent stands among the candidates."""
        return bool(self.proposed) or self.rank is not None

    @property
    def people(self) -> tuple[str, ...]:
        """The one in charge first."""
        return (self.technician, *self.crew)

    def resolve(self, read: Reader, context: Context) -> Self:
        spelt = super().resolve(read, context)
        if len(set(spelt.people)) != len(spelt.people):
            raise BadField("crew", "The same person is named twice.")
        return spelt

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        return (f"ticket:{self.number}", *(f"staff:{no}" for no in self.people))

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        known = list(super().facts(read, context))
        yield from known
        if context.policy.setting("last_on_call"):
            yield from colleagues(read, self.people, known)

    def is_asked_for(self, when: str, facts: Facts, context: Context) -> bool:
        """`outside`: somebody of another department is to go, which its head decides (DSP-07)."""
        if when != OUTSIDE_PICK:
            return super().is_asked_for(when, facts, context)
        return any(facts.one(Staff, no).department != context.actor.department for no in self.people)

    def at(self, facts: Facts, ticket: Ticket, context: Context) -> datetime:
        """When it happened: now, or earlier where it is told afterwards (INT-11, DSP-15)."""
        at = self.happened_at or context.now
        if at > context.now:
            raise BadField("happened_at", "A dispatch cannot lie in the future.")
        if at < ticket.reported_at:
            raise BadField("happened_at", "A dispatch cannot lie before the report.")
        held = facts.all(Assignment, ticket=ticket.number)
        latest = max((each.ended_at or each.begun_at for each in held), default=at)
        if at < latest:
            raise BadField("happened_at", "Somebody else held the ticket until {until}.", until=latest)
        for pause in facts.all(Pause, ticket=ticket.number):
            if pause.begun_at <= at < (pause.ended_at or at):
                raise BadField("happened_at", "{number} was paused at that time.", number=ticket.number)
        return at

    def window(self, ticket: Ticket) -> Window:
        """The window agreed with the customer: the one given, else the one there is."""
        if self.window_from is None and self.window_to is None:
            return ticket.agreed_from, ticket.agreed_to
        return self.window_from, self.window_to

    def check_gates(self, facts: Facts, ticket: Ticket, at: datetime, context: Context) -> list[str]:
        """The gates that stand in the way and were overruled; refuses what nobody overruled (DSP-05)."""
        check_window(self.window_from, self.window_to, at, context.policy)
        return passed_gates(facts, self.people, ticket, self.window(ticket), self.override, at, context)

    def warn_of_branch(self, outcome: Outcome, ticket: Ticket, at: datetime, context: Context) -> None:
        """Say when a branch is left with too few technicians on call meanwhile (DSP-13)."""
        warn_of_last(outcome, self.people, ticket, self.window(ticket), at, context)

    def _keep_picks(self, outcome: Outcome, ticket: Ticket, context: Context) -> None:
        """Who was chosen against who was proposed, where somebody ranked them, and what was overruled
        (DSP-05, DSP-10)."""
        for place, no in enumerate(self.people):
            choice = Choice(self.proposed, self.rank, self.better) if self.is_ranked and not place else None
            keep_pick(
                outcome,
                ticket.number,
                no,
                choice,
                context,
                verb=self.sent_by,
                why=self.why_not or said_of(no, self.override, outcome.answer["overruled"]),
                overruled=outcome.answer["overruled"],
            )

    def assign(self, outcome: Outcome, ticket: Ticket, at: datetime, context: Context) -> Ticket:
        """Put the people on the ticket."""
        window = self.window(ticket)
        who = wanted_by(self.window_wanted_by, ticket, window)
        self._keep_picks(outcome, ticket, context)
        for place, no in enumerate(self.people):
            begin, end = busy(no, window, outcome.answer["overruled"], context.policy)
            outcome.put(
                Assignment.new(
                    id=context.new_id(f"assignment {place}"),
                    ticket=ticket.number,
                    technician=no,
                    lead=place == 0,
                    begun_at=at,
                    ended_at=None,
                    window_from=window[0],
                    window_to=window[1],
                    departed_at=None,
                    arrived_at=None,
                    override=said_of(no, self.override, outcome.answer["overruled"]),
                    reason="",
                    wanted_by=who,
                    busy_from=begin,
                    busy_to=end,
                )
            )
        outcome.answer.update(
            window_from=context.local_text(window[0]), window_to=context.local_text(window[1])
        )
        return another_visit(ticket).but(
            technician=self.technician,
            agreed_from=window[0],
            agreed_to=window[1],
            window_wanted_by=who,
            told_at=at if self.customer_told else None,
            dispatched_at=ticket.dispatched_at or at,
        )


class Dispatch(Sending):
    """Send a technician, or a crew with one in charge, to a ticket.

    Hard stops (leave, certificate, tool, overlapping window) refuse it unless overruled with a reason. Where
    it moves a running deadline, the way or the window that it sets is the recorded reason (SLA-13).
    """

    name = "dispatch"
    word = "dispatch"
    group = groups.DISPATCH
    example = {"technician": "T001"}
    sentence = ("technician", "window_from")
    tells = ("window_from", "window_wanted_by", "technician", "override")
    default_roles = DISPATCHERS
    rule = "DSP-03"

    way: Way | None = "on_site"

    def decide(self, facts: Facts, context: Context) -> Outcome:
        ticket = facts.one(Ticket, self.number)
        state = moved(ticket, "dispatch", "dispatch")
        at = self.at(facts, ticket, context)
        outcome = Outcome(facts)
        outcome.answer["overruled"] = self.check_gates(facts, ticket, at, context)
        sent = self.assign(outcome, ticket, at, context).but(state=state, way=self.way)
        settle(outcome, sent, context, at)
        keep_reason(outcome, sent.number, "window" if way_of(sent) == way_of(ticket) else "way")
        ticket = sent
        warn_of_window(outcome, ticket, context)
        warn_of_begin(outcome, self.window_from, at, context)
        self.warn_of_branch(outcome, ticket, at, context)
        return outcome


def way_of(ticket: Ticket) -> str | None:
    """The way of service that the targets are chosen by."""
    return Conditions(level=ticket.level, way=ticket.way).way_of_service


class Reassign(Sending):
    """Give a dispatched ticket to somebody else, or change its crew or window; what is met stays met.

    The crew is whom it names, as in a dispatch: who helped and is not named is let go, and told.
    Whom a customer would not have (`customer_refused`) is not sent there again, and headquarters is told.
    """

    name = "reassign"
    word = "reassign"
    group = groups.DISPATCH
    example = {"technician": "T001", "reason": "x"}
    sentence = ("technician", "window_from", "reason")
    tells = ("window_from", "window_wanted_by", "technician", "override", "reason")
    default_roles = DISPATCHERS
    rule = "DSP-09"
    looks_at = (*AT_HAND, Notice)
    answers = {**Sending.answers, "let_go": Tells(kinds.StaffNo(), "no longer along: {value}")}

    reason: Annotated[Words, kinds.Reason("reassign")]

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        yield from super().facts(read, context)
        yield from who_is_told(read, self.reason)

    def decide(self, facts: Facts, context: Context) -> Outcome:
        ticket = facts.one(Ticket, self.number)
        state = moved(ticket, "reassign", "reassign")
        at = self.at(facts, ticket, context)
        outcome = Outcome(facts)
        outcome.answer["overruled"] = self.check_gates(facts, ticket, at, context)
        keep_refused(outcome, ticket, self.people, self.reason, context)
        helping = facts.all(Assignment, ticket=ticket.number, ended_at=None, lead=False)
        let_go = sorted({each.technician for each in helping} - {*self.people})
        if let_go:
            outcome.answer["let_go"] = let_go
        end_assignments(outcome, ticket, at, self.reason)
        outcome.answer["was"] = {
            "technician": ticket.technician,
            "window_from": context.local_text(ticket.agreed_from),
            "window_to": context.local_text(ticket.agreed_to),
        }
        ticket = self.assign(outcome, ticket, at, context).but(state=state, way=self.way or ticket.way)
        settle(outcome, ticket, context, at)
        warn_of_window(outcome, ticket, context)
        warn_of_begin(outcome, self.window_from, at, context)
        self.warn_of_branch(outcome, ticket, at, context)
        return outcome


class Recall(TicketVerb):
    """Take a ticket back from whoever holds it; its arrival is open again on its first clock.

    The time agreed with the customer falls with it, unless it is kept (DSP-03).
    """

    name = "recall"
    word = "recall"
    group = groups.DISPATCH
    example = {"reason": "x"}
    sentence = ("reason",)
    tells = ("reason",)
    default_roles = DISPATCHERS
    rule = "DSP-09"
    undoable = True
    looks_at = (Staff, Notice)

    reason: Annotated[Words, kinds.Reason("recall")]
    keep_window: Annotated[bool, Called("Keep the agreed time")] = False

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        yield from super().facts(read, context)
        yield from who_is_told(read, self.reason)

    def decide(self, facts: Facts, context: Context) -> Outcome:
        ticket = facts.one(Ticket, self.number)
        state = moved(ticket, "recall", "recall")
        outcome = Outcome(facts)
        keep_refused(outcome, ticket, (), self.reason, context)
        end_assignments(outcome, ticket, context.now, self.reason)
        unmeet(outcome, ticket, Milestone.ARRIVE)
        ticket = judged(ticket, Milestone.ARRIVE)
        ticket = another_visit(ticket).but(state=state, technician=None)
        if not self.keep_window:
            ticket = ticket.but(agreed_from=None, agreed_to=None, window_wanted_by=None, told_at=None)
        return settle(outcome, ticket, context)
