"""Closing, cancelling, reopening (CLS-01, CLS-05, CLS-06, CLS-07)."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from db import kinds
from db.errors import BadField, Refusal
from db.kinds import Called, Tells
from db.log.facts import Facts, Outcome
from db.rules import moves
from db.rules.closing import Missing, is_major
from db.rules.custody import HANDS
from db.rules.deadlines import Milestone
from db.rules.sentence import msgid
from db.tables.codes import UNCLASSIFIED
from db.tables.record import Paper, ServiceRecord
from db.tables.task import Task
from db.tables.ticket import Ticket
from db.tables.tool import Tool
from db.timing import judged
from db.verbs import groups
from db.verbs.clocks import DROPPED, TRACING, begin, end
from db.verbs.context import Context
from db.verbs.ending import cancelled, concerned, leave_nothing_open
from db.verbs.fields import Cause, Fen, OptionalCode, OptionalWords, Words
from db.verbs.reading import CLOCKS, ENDING
from db.verbs.records import DEMANDED, missing_to_close, visit_over
from db.verbs.requesting import OUTLIVES
from db.verbs.ticket_verb import TicketVerb, another_visit, moved, settle, unmeet
from db.verbs.who import COUNTER


class Close(TicketVerb):
    """Close a ticket whose work is done and of which nothing is missing that the way of service demands.

    The category of the cause and the department that answers for it follow from the cause unless they are
    given; a loss that is a major one is traced to whoever is responsible, as a task (CLS-06).
    """

    name = "close"
    word = "close"
    group = groups.FOLLOW_UP
    example = {"cause": "x"}
    sentence = ("cause",)
    tells = ("cause",)
    ends = True
    default_roles = COUNTER
    rule = "CLS-05"
    answers = {
        "waived": Tells(kinds.Code("demand milestone"), "Waived: {value}."),
        "waived_papers": Tells(kinds.Listed("paper"), "Without the papers {value}."),
        "waived_tools": Tells(kinds.TEXT, "Without the tools {value}."),
        "traced": Tells(kinds.TEXT, "A major loss: {value} traces it to the responsible."),
    }
    undoable = True
    reads = {"ticket": (*ENDING, *DEMANDED)}

    cause: Annotated[Cause, kinds.Reason("cause"), Called("Cause")]
    category: Annotated[OptionalCode, kinds.Listed("cause_category"), Called("Category")] = ""
    department: Annotated[OptionalCode, kinds.Listed("department"), Called("Department")] = ""
    waive: Annotated[OptionalWords, kinds.Reason("waive"), Called("Waiver")] = ""
    loss_fen: Annotated[Fen | None, kinds.Fen(), Called("Loss (fen, or 120.00)", "loss: {value}")] = None

    def decide(self, facts: Facts, context: Context) -> Outcome:
        outcome = Outcome(facts)
        ticket = facts.one(Ticket, self.number)
        state = moved(ticket, "close", "close")
        lacking = missing_to_close(facts, ticket, context.policy_named(ticket.policy))
        missing = list(dict.fromkeys(each.demand for each in lacking))
        papers = [each.form for each in lacking if each.form]
        tools = [each.tool for each in lacking if each.tool]
        if self.waive:
            context.demand("waive")
        elif lacking:
            raise _incomplete(facts, ticket, lacking)
        listed = context.policy.reason("cause", self.cause)
        category, department = self._answers_for(listed.category if listed else UNCLASSIFIED, context)
        outcome.answer.update(category=category, department=department)
        outcome.answer["waived"] = missing
        if papers:
            outcome.answer["waived_papers"] = papers
        if tools:
            outcome.answer["waived_tools"] = tools
        outcome.preview["about"] = [concerned(ticket, context)]
        leave_nothing_open(outcome, ticket, context, OUTLIVES)
        if is_major(self.loss_fen, context.policy.setting("major_loss_yuan")):
            task = begin(outcome, TRACING, ticket.subject(), context)
            if task is not None:
                outcome.answer["traced"] = task.id
        ticket = ticket.but(
            state=state,
            closed_at=context.now,
            cause=listed.code if listed else self.cause,
            cause_category=category,
            cause_department=department,
            waived=self.waive or None,
            loss_fen=self.loss_fen,
        )
        return settle(outcome, ticket, context)

    def _answers_for(self, listed: str, context: Context) -> tuple[str, str | None]:
        """The category of the cause and the department that answers for it, if one of ours does."""
        policy = context.policy
        if self.category:
            row = policy.cause_category(self.category)
            if row is None:
                raise BadField(
                    "category", "“{code}” is not one of {codes}.", code=self.category,
                    codes=", ".join(policy.reasons.category),
                )  # fmt: skip
            listed = row.code
        if self.department:
            found = policy.department(self.department)
            if found is None:
                raise BadField(
                    "department", "There is no department “{given}”; there are {known}.",
                    given=self.department, known=", ".join(policy.organisation.department),
                )  # fmt: skip
            return listed, found.code
        known = policy.reasons.category.get(listed)
        return listed, (known.department or None) if known else None


_INCOMPLETE = {
    (False, False): msgid("{number} cannot be closed yet; missing: {missing}."),
    (True, False): msgid("{number} cannot be closed yet; missing: {missing} ({papers})."),
    (False, True): msgid("{number} cannot be closed yet; missing: {missing}. Not back: {tools_out}."),
    (True, True): msgid(
        "{number} cannot be closed yet; missing: {missing} ({papers}). Not back: {tools_out}."
    ),
}
"""By whether papers are missing, and tools."""


def _incomplete(facts: Facts, ticket: Ticket, lacking: list[Missing]) -> Refusal:
    """What is missing, in words: each paper by its name, each tool by number, kind and where (CLS-05)."""
    papers = [each.form for each in lacking if each.form]
    tools = [_not_back(facts.one(Tool, each.tool)) for each in lacking if each.tool]
    values: dict[str, object] = {
        "number": ticket.number,
        "missing": ", ".join(dict.fromkeys(each.demand for each in lacking)),
    }
    if papers:
        values["papers"] = ", ".join(papers)
    if tools:
        values["tools_out"] = ", ".join(tools)
    hint = msgid("Do it, or let a manager waive it with a reason.")
    return Refusal("CLS-05", _INCOMPLETE[bool(papers), bool(tools)], hint, **values)


def _not_back(tool: Tool) -> str:
    """As `kinds.ToolAway` is said."""
    return f"{tool.number} {tool.kind} {f'{HANDS}{tool.holder}' if tool.holder else tool.place}"


class Cancel(TicketVerb):
    """Cancel a ticket that needs no service."""

    name = "cancel"
    word = "cancel"
    group = groups.FOLLOW_UP
    example = {"reason": "x"}
    sentence = ("reason",)
    ends = True
    default_roles = COUNTER
    rule = "CLS-07"
    undoable = True
    reads = {"ticket": ENDING}

    reason: Annotated[Words, kinds.Reason("cancel")]

    def decide(self, facts: Facts, context: Context) -> Outcome:
        outcome = Outcome(facts)
        ticket = facts.one(Ticket, self.number)
        moved(ticket, "cancel", "cancel")
        outcome.preview["about"] = [concerned(ticket, context)]
        return settle(outcome, cancelled(outcome, ticket, context), context)


def reopened(outcome: Outcome, ticket: Ticket) -> Ticket:
    """The ticket back in triaged: respond and arrive stay met, resolve is open again on its first clock. What
    its visits so far left on paper stays; the next one has its own."""
    visit_over(outcome, ticket)
    again = (Milestone.RESOLVE, Milestone.VERIFY, Milestone.SURVEY)
    unmeet(outcome, ticket, *again)
    # How well another system knew its end says nothing of the one that is to come.
    by_day, undated = (_without_the_end(names) for names in (ticket.by_day, ticket.undated))
    return judged(another_visit(ticket), *again).but(
        state=moves.TRIAGED,
        technician=None,
        finished_at=None,
        verified_at=None,
        surveyed_at=None,
        closed_at=None,
        cause=None,
        cause_category=None,
        cause_department=None,
        waived=None,
        loss_fen=None,
        unreachable_verify=0,
        unreachable_survey=0,
        finished_elsewhere=False,
        by_day=by_day,
        undated=undated,
    )


def _without_the_end(names: str | None) -> str | None:
    """Of moments that are known badly, those that stand."""
    left = [name for name in (names or "").split(",") if name not in ("", "finished", "surveyed", "closed")]
    return ",".join(left) or None


class Reopen(TicketVerb):
    """Reopen a ticket that was not solved: from follow-up, or by a manager within 48 h of closing."""

    name = "reopen"
    word = "reopen"
    group = groups.FOLLOW_UP
    example = {"reason": "x"}
    sentence = ("reason",)
    default_roles = COUNTER | {"quality"}
    rule = "CLS-07"
    undoable = True
    reads = {"ticket": (*CLOCKS, ServiceRecord, Paper, Task)}

    reason: Annotated[Words, kinds.Reason("reopen")]

    def decide(self, facts: Facts, context: Context) -> Outcome:
        outcome = Outcome(facts)
        ticket = facts.one(Ticket, self.number)
        moved(ticket, "reopen", "reopen")
        if ticket.state == moves.CLOSED:
            hours = context.policy.setting("reopen_hours")
            if ticket.closed_at is not None and context.now - ticket.closed_at > timedelta(hours=hours):
                raise Refusal(
                    "CLS-07",
                    "{number} was closed more than {hours} h ago.",
                    "Register a new ticket; it is linked to this one.",
                    number=ticket.number,
                    hours=hours,
                )
            context.demand("reopen_closed")
            end(outcome, ticket.subject(), context, (TRACING,), DROPPED)
        return settle(outcome, reopened(outcome, ticket), context)
