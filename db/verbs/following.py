"""After the work: verify and survey (CLS-02, CLS-03)."""

from __future__ import annotations

from typing import Annotated, Literal

from db import kinds
from db.errors import BadField, Refusal
from db.kinds import Called
from db.log.facts import Facts, Outcome
from db.rules.deadlines import Milestone
from db.rules.surveys import SURVEYED
from db.tables.follow_up import Survey as SurveyRow
from db.tables.follow_up import Verification
from db.tables.record import Paper, ServiceRecord
from db.tables.task import Task
from db.tables.ticket import Ticket
from db.timing import way_of
from db.verbs import groups
from db.verbs.closing import reopened
from db.verbs.context import Context
from db.verbs.fields import Mark, Remark
from db.verbs.reading import CLOCKS
from db.verbs.ticket_verb import TicketVerb, meet, moved, settle

MARKS = SURVEYED


class Verify(TicketVerb):
    """Verify with the customer that a remote solution holds; “no” reopens the ticket.

    The third time that the customer cannot be reached stands for yes (CLS-02).
    """

    name = "verify"
    word = "verify"
    group = groups.FOLLOW_UP
    example = {"solved": "yes"}
    sentence = ("solved", "text")
    default_roles = frozenset({"customer_service", "dispatcher", "manager"})
    rule = "CLS-02"
    undoable = True
    reads = {"ticket": (*CLOCKS, ServiceRecord, Paper, Task)}

    solved: Annotated[Literal["yes", "no", "unreachable"], kinds.Code("solved"), Called("Solved")]
    text: Remark = ""

    def decide(self, facts: Facts, context: Context) -> Outcome:
        outcome = Outcome(facts)
        ticket = facts.one(Ticket, self.number)
        moved(ticket, "verify", "verify")
        if way_of(ticket) != "remote":
            raise Refusal(
                "CLS-02", "{number} was not solved remotely: it is surveyed, not verified.", "Survey it.",
                number=ticket.number,
            )  # fmt: skip
        if ticket.verified_at is not None:
            raise Refusal("CLS-02", "{number} is verified already.", "Survey it.", number=ticket.number)
        outcome.put(
            Verification.new(
                id=context.new_id("verification"),
                ticket=ticket.number,
                solved=self.solved,
                at=context.now,
                actor=context.actor.no,
                text=self.text,
            )
        )
        if self.solved == "no":
            return settle(outcome, reopened(outcome, ticket), context)
        if self.solved == "unreachable":
            ticket = ticket.but(unreachable_verify=ticket.unreachable_verify + 1)
            outcome.answer["attempts"] = ticket.unreachable_verify
            if ticket.unreachable_verify < context.policy.setting("unreachable_attempts"):
                return settle(outcome, ticket, context)
        meet(outcome, ticket, Milestone.VERIFY, context.now, context)
        return settle(outcome, ticket.but(verified_at=context.now), context)


class Survey(TicketVerb):
    """Record how satisfied the customer is: marks from 1 to 5, or that nobody could be reached.

    What is asked follows from the way of service; the boxes of each question stand in the policy. The third
    time that the customer cannot be reached stands for the survey (CLS-03).
    """

    name = "survey"
    word = "survey"
    group = groups.FOLLOW_UP
    example = {"unreachable": True}
    sentence = ("attitude", "text")
    tells = ("result", "text")
    default_roles = frozenset({"customer_service", "dispatcher", "manager", "quality"})
    rule = "CLS-03"
    undoable = True

    attitude: Annotated[Mark | None, Called("Attitude")] = None
    quality: Annotated[Mark | None, Called("Quality of work")] = None
    punctuality: Annotated[Mark | None, Called("Punctuality")] = None
    hygiene: Annotated[Mark | None, Called("Hygiene")] = None
    result: Annotated[Mark | None, Called("Result")] = None
    unreachable: Annotated[bool, Called("Unreachable")] = False
    text: Remark = ""

    def decide(self, facts: Facts, context: Context) -> Outcome:
        outcome = Outcome(facts)
        ticket = facts.one(Ticket, self.number)
        moved(ticket, "survey", "survey")
        self._check_marks(tuple(each.code for each in context.policy.questions(way_of(ticket))))
        if way_of(ticket) == "remote" and ticket.verified_at is None:
            raise Refusal("CLS-02", "{number} has to be verified first.", "Verify it.", number=ticket.number)
        if ticket.surveyed_at is not None:
            raise Refusal("CLS-03", "{number} is surveyed already.", "Close it.", number=ticket.number)
        marks = {name: getattr(self, name) for name in MARKS}
        outcome.put(
            SurveyRow.new(
                id=context.new_id("survey"),
                ticket=ticket.number,
                unreachable=self.unreachable,
                at=context.now,
                actor=context.actor.no,
                text=self.text,
                **marks,
            )
        )
        if self.unreachable:
            ticket = ticket.but(unreachable_survey=ticket.unreachable_survey + 1)
            outcome.answer["attempts"] = ticket.unreachable_survey
            if ticket.unreachable_survey < context.policy.setting("unreachable_attempts"):
                return settle(outcome, ticket, context)
        meet(outcome, ticket, Milestone.SURVEY, context.now, context)
        return settle(outcome, ticket.but(surveyed_at=context.now), context)

    def _check_marks(self, asked: tuple[str, ...]) -> None:
        given = [name for name in MARKS if getattr(self, name) is not None]
        if self.unreachable and given:
            raise BadField("unreachable", "Nobody was reached, yet there are marks: give one or the other.")
        missing = [name for name in asked if name not in given]
        if not self.unreachable and missing:
            raise BadField(
                missing[0], "Marks are missing: {marks}; or nobody was reached.", marks=", ".join(missing)
            )
