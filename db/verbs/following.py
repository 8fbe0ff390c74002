"""After the work: verify and survey (CLS-02, CLS-03)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal

from db import kinds
from db.errors import BadField, NotPermitted, Refusal
from db.kinds import Called, Tells
from db.log.facts import Facts, Outcome, Reader
from db.rules.deadlines import Milestone
from db.rules.surveys import SURVEYED
from db.tables.follow_up import Survey as SurveyRow
from db.tables.follow_up import Verification
from db.tables.record import Paper, ServiceRecord
from db.tables.row import Row
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
Solved = Literal["yes", "no", "unreachable"]
YES, NO, UNREACHABLE = "yes", "no", "unreachable"
ATTEMPTS = Tells(
    kinds.Number(), "Nobody was reached, attempt {value}.", "nobody reached, attempt {value}", leads=True
)


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
    answers = {"attempts": ATTEMPTS}
    reads = {"ticket": (*CLOCKS, ServiceRecord, Paper, Task)}

    solved: Annotated[Solved, kinds.Code("solved"), Called("Solved")]
    text: Remark = ""

    def decide(self, facts: Facts, context: Context) -> Outcome:
        outcome = Outcome(facts)
        ticket = facts.one(Ticket, self.number)
        return settle(outcome, verified(outcome, ticket, self.solved, self.text, context), context)


def verified(outcome: Outcome, ticket: Ticket, solved: Solved, text: str, context: Context) -> Ticket:
    """The ticket after a call that was to verify its remote solution (CLS-02)."""
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
            solved=solved,
            at=context.now,
            actor=context.actor.no,
            text=text,
        )
    )
    if solved == NO:
        return reopened(outcome, ticket)
    if solved == UNREACHABLE:
        ticket = ticket.but(unreachable_verify=ticket.unreachable_verify + 1)
        outcome.answer["attempts"] = ticket.unreachable_verify
        if ticket.unreachable_verify < context.policy.setting("unreachable_attempts"):
            return ticket
    meet(outcome, ticket, Milestone.VERIFY, context.now, context)
    return ticket.but(verified_at=context.now)


class Survey(TicketVerb):
    """Record how satisfied the customer is: marks from 1 to 5, or that nobody could be reached.

    What is asked follows from the way of service; the boxes of each question stand in the policy. The third
    time that the customer cannot be reached stands for the survey (CLS-03). With `solved` the same call
    verifies a remote solution (CLS-10): what is not solved is served anew and surveyed afterwards.
    """

    name = "survey"
    word = "survey"
    group = groups.FOLLOW_UP
    example = {"unreachable": True}
    sentence = ("attitude", "text")
    tells = ("unreachable", "result", "text")
    default_roles = frozenset({"customer_service", "dispatcher", "manager", "quality"})
    rule = "CLS-03"
    undoable = True
    answers = {"attempts": ATTEMPTS}

    attitude: Annotated[Mark | None, Called("Attitude")] = None
    quality: Annotated[Mark | None, Called("Quality of work")] = None
    punctuality: Annotated[Mark | None, Called("Punctuality")] = None
    hygiene: Annotated[Mark | None, Called("Hygiene")] = None
    result: Annotated[Mark | None, Called("Result", "result: {value}")] = None
    unreachable: Annotated[bool, Called("Unreachable")] = False
    text: Remark = ""
    solved: Annotated[Solved | None, kinds.Code("solved"), Called("Solved")] = None

    looks_at = (ServiceRecord, Paper, Task)

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        yield from super().facts(read, context)
        if self.solved == NO:
            # It is served anew (CLS-02): its papers are those of a visit that is over.
            yield from read.rows(ServiceRecord, ticket=self.number)
            yield from read.rows(Paper, ticket=self.number)
            yield from read.rows(Task, about=f"ticket:{self.number}", state="open")

    def decide(self, facts: Facts, context: Context) -> Outcome:
        outcome = Outcome(facts)
        ticket = facts.one(Ticket, self.number)
        moved(ticket, "survey", "survey")
        asked = tuple(each.code for each in context.policy.questions(way_of(ticket)))
        unreachable = self._check_marks(asked)
        if self.solved is not None:
            _check_verifies(context)
            ticket = verified(outcome, ticket, self.solved, self.text, context)
            if self.solved == NO:
                return settle(outcome, ticket, context)
        elif way_of(ticket) == "remote" and ticket.verified_at is None:
            raise Refusal("CLS-02", "{number} has to be verified first.", "Verify it.", number=ticket.number)
        if ticket.surveyed_at is not None:
            raise Refusal("CLS-03", "{number} is surveyed already.", "Close it.", number=ticket.number)
        marks = {name: getattr(self, name) for name in MARKS}
        outcome.put(
            SurveyRow.new(
                id=context.new_id("survey"),
                ticket=ticket.number,
                unreachable=unreachable,
                at=context.now,
                actor=context.actor.no,
                text=self.text,
                **marks,
            )
        )
        if unreachable:
            ticket = ticket.but(unreachable_survey=ticket.unreachable_survey + 1)
            outcome.answer.setdefault("attempts", ticket.unreachable_survey)
            if ticket.unreachable_survey < context.policy.setting("unreachable_attempts"):
                return settle(outcome, ticket, context)
        meet(outcome, ticket, Milestone.SURVEY, context.now, context)
        return settle(outcome, ticket.but(surveyed_at=context.now), context)

    def _check_marks(self, asked: tuple[str, ...]) -> bool:
        """Whether nobody was reached; raises where the marks do not fit what was said."""
        given = [name for name in MARKS if getattr(self, name) is not None]
        unreachable = self.unreachable or self.solved == UNREACHABLE
        if self.solved == NO and (given or unreachable):
            raise BadField(
                "solved", "What is not solved is served anew, and surveyed afterwards: no marks yet."
            )
        if self.solved == YES and unreachable:
            raise BadField("solved", "Nobody was reached: then nobody said that it is solved.")
        if unreachable and given:
            raise BadField("unreachable", "Nobody was reached, yet there are marks: give one or the other.")
        missing = [name for name in asked if name not in given]
        if not unreachable and missing and self.solved != NO:
            raise BadField(
                missing[0], "Marks are missing: {marks}; or nobody was reached.", marks=", ".join(missing)
            )
        return unreachable


def _check_verifies(context: Context) -> None:
    """Who verifies with the survey may verify (PPL-03)."""
    actor = context.actor
    if not context.policy.permits(Verify, actor.roles):
        raise NotPermitted(
            "PPL-03", "{actor} may not do “{verb}”.", "paigong verbs shows who may.", actor=actor.no,
            verb=Verify.name,
        )  # fmt: skip
