"""The steps of a visit and of remote work, with their times (VIS-01)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Literal

from db import kinds
from db.errors import BadField, Refusal
from db.kinds import Called
from db.log.facts import Facts, Outcome, Reader
from db.rules import moves
from db.rules.deadlines import Milestone
from db.tables.codes import STEPS
from db.tables.row import Row
from db.tables.task import Task
from db.tables.ticket import Assignment, Pause, Ticket
from db.timing import way_of
from db.verbs import groups
from db.verbs.context import Context
from db.verbs.fields import Instant, Remark
from db.verbs.slipping import following, tell_broken
from db.verbs.ticket_verb import TicketVerb, end_assignments, meet, moved, settle
from db.verbs.who import SERVICE

What = Literal[
    "contacted", "answered", "accepted", "departed", "arrived", "found", "trial_run", "finished", "left",
    "returned",
]  # fmt: skip
TALK = ("contacted", "answered")
VISIT = STEPS[2:]


class Step(TicketVerb):
    """Record a step of the work: contacted, answered, departed, arrived, finished and the like.

    `estimate` is when it will be done; said again, later, it is a slip: every window that does not hold then
    is told, and a task started for each, so that the customer is rung up before it passes (VIS-10).
    """

    name = "step"
    word = "record a step"
    group = groups.VISIT
    example = {"what": "contacted"}
    deed = "what"
    sentence = ("what", "happened_at", "text")
    named_by = "what"
    tells = ("text",)
    default_roles = SERVICE
    rule = "VIS-01"
    undoable = True

    what: Annotated[What, kinds.Code("step"), Called("Step")]
    happened_at: Annotated[Instant | None, Called("Happened at")] = None
    estimate: Annotated[Instant | None, Called("Estimate")] = None
    text: Remark = ""

    looks_at = (Task, Assignment, Ticket)

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        yield from super().facts(read, context)
        if self.what == "finished":
            # Its papers are asked for from then on (VIS-07).
            yield from read.rows(Task, about=f"ticket:{self.number}", state="open")
        if self.estimate is not None:
            yield from following(read, self.number)

    @classmethod
    def moves(cls) -> tuple[str, ...]:
        return tuple(each for what in STEPS for each in cls.moves_of(what))

    @staticmethod
    def moves_of(what: str) -> tuple[str, ...]:
        """The moves of one step: at the customer's, and away from there."""
        return f"step {what}", f"step {what} away"

    def decide(self, facts: Facts, context: Context) -> Outcome:
        outcome = Outcome(facts)
        ticket = facts.one(Ticket, self.number)
        state = moved(ticket, self._move(ticket), self.what)
        at = self.happened_at or context.now
        self._check_time(facts, ticket, at, context)
        if self.what not in TALK:
            self._check_order(ticket)
            ticket = ticket.but(visit_step=self.what)
        ticket = ticket.but(
            last_step_at=max(at, ticket.last_step_at or at), estimate=self.estimate or ticket.estimate
        )
        ticket = _done(outcome, ticket, self.what, at, context)
        settle(outcome, ticket.but(state=state), context, at)
        if self.estimate is not None:
            tell_broken(outcome, ticket, self.estimate, context)
        return outcome

    def _move(self, ticket: Ticket) -> str:
        away = f"step {self.what} away"
        if away not in moves.MOVES or way_of(ticket) == "on_site":
            return f"step {self.what}"
        # A thing found out on site stays a move of the visit, even when the way changed meanwhile.
        return away if ticket.state in moves.sources(away) else f"step {self.what}"

    def _check_time(self, facts: Facts, ticket: Ticket, at: datetime, context: Context) -> None:
        if at > context.now:
            raise BadField("happened_at", "A step cannot lie in the future.")
        if at < ticket.reported_at:
            raise BadField("happened_at", "A step cannot lie before the report.")
        if ticket.last_step_at is not None and at < ticket.last_step_at:
            raise BadField("happened_at", "A step cannot lie before the previous one.")
        if self.what in TALK:
            return
        begun = [each.begun_at for each in facts.all(Assignment, ticket=ticket.number, ended_at=None)]
        if begun and at < min(begun):
            raise BadField("happened_at", "A step of the visit cannot lie before the dispatch.")
        for pause in facts.all(Pause, ticket=ticket.number):
            if pause.ended_at is not None and pause.begun_at <= at < pause.ended_at:
                raise Refusal(
                    "VIS-01", "{number} was paused at that time.", "Give another time.", number=ticket.number
                )

    def _check_order(self, ticket: Ticket) -> None:
        if ticket.visit_step is not None and VISIT.index(self.what) <= VISIT.index(ticket.visit_step):
            raise Refusal(
                "VIS-01",
                "“{step}” does not come after “{last}”.",
                "Undo the last step if it was wrong.",
                step=self.what,
                last=ticket.visit_step,
            )


def _done(outcome: Outcome, ticket: Ticket, what: str, at: datetime, context: Context) -> Ticket:
    """The ticket after the step, its milestones met."""
    if what == "contacted":
        meet(outcome, ticket, Milestone.RESPOND, at, context)
    elif what == "answered":
        # Also where the profile sets no time for it: another profile may, and the customer has the answer.
        meet(outcome, ticket, Milestone.ANSWER, at, context)
    elif what == "departed":
        _mark(outcome, ticket, departed_at=at)
    elif what == "arrived":
        _mark(outcome, ticket, arrived_at=at)
        ticket = ticket.but(arrived_at=ticket.arrived_at or at)
        meet(outcome, ticket, Milestone.RESPOND, at, context)
        meet(outcome, ticket, Milestone.ARRIVE, at, context)
    elif what == "finished":
        if way_of(ticket) != "on_site":
            meet(outcome, ticket, Milestone.RESPOND, at, context)
        meet(outcome, ticket, Milestone.RESOLVE, at, context)
        end_assignments(outcome, ticket, at)
        ticket = ticket.but(finished_at=at)
    return ticket


def _mark(outcome: Outcome, ticket: Ticket, **times: datetime) -> None:
    for assignment in outcome.all(Assignment, ticket=ticket.number, ended_at=None):
        outcome.put(assignment.but(**times))
