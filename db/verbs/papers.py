"""The papers that come back when a job ends: handed in, copied to quality, asked for (VIS-07)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, ClassVar

from db import kinds
from db.errors import BadField, Refusal
from db.kinds import Called, Tells
from db.log.facts import Facts, Outcome, Reader
from db.policy.parts import named
from db.tables.record import Paper
from db.tables.row import Row
from db.tables.task import Task
from db.tables.ticket import Ticket
from db.verbs import groups
from db.verbs.clocks import FORMS, OPEN, end
from db.verbs.context import Context
from db.verbs.copies import KINDS, copied, tell_quality, who_reads
from db.verbs.fields import COMMAS, Instant, Remark
from db.verbs.moving import moved
from db.verbs.records import chased, expected, outstanding, papers_in
from db.verbs.ticket_verb import TicketVerb, touch
from db.verbs.verb import Reads
from db.verbs.who import COUNTER

ALL = ("all", "全部")
"""Stands for every paper that is expected."""
Forms = Annotated[str, kinds.Papers(), Called("Papers")]


def forms_named(text: str, ticket: Ticket, context: Context) -> tuple[str, ...]:
    """The papers that somebody names by code or name, with commas between; `all` are those expected."""
    policy = context.policy_named(ticket.policy)
    if text.strip().lower() in ALL:
        return expected(ticket, policy)
    known, found = policy.records.form, []
    for each in filter(None, (part.strip() for part in COMMAS.split(text))):
        form = named(known, each)
        if form is None:
            raise BadField("forms", "“{code}” is not one of {codes}.", code=each[:40],
                           codes=", ".join(known) or "-")  # fmt: skip
        found.append(form.code)
    return tuple(dict.fromkeys(found))


def settle_papers(outcome: Outcome, ticket: Ticket, context: Context) -> None:
    """Where everything is in nobody has to ask any more, and quality hears that its copies are there."""
    policy = context.policy_named(ticket.policy)
    if outstanding(outcome, ticket, policy):
        return
    awaited = outcome.all(Task, about=ticket.subject(), kind=FORMS, state=OPEN)
    end(outcome, ticket.subject(), context, (FORMS,))
    if awaited and copied(policy, expected(ticket, policy)):
        tell_quality(outcome, ticket, context)


class TakeForms(TicketVerb):
    """Take in the papers of a job; quality gets its copies. Without naming any, all that are expected."""

    name = "take_forms"
    word = "take in papers"
    group = groups.FOLLOW_UP
    example: ClassVar[dict[str, str]] = {"forms": "record"}
    sentence = ("forms",)
    default_roles = COUNTER | {"quality"}
    rule = "VIS-07"
    undoable = True
    answers = {"forms_in": Tells(kinds.Listed("paper"), "In: {value}.", nothing="Nothing was missing.")}
    reads: ClassVar[Reads] = {"ticket": (Paper, Task)}
    looks_at = KINDS

    forms: Forms = "all"
    happened_at: Annotated[Instant | None, Called("Happened at")] = None
    text: Remark = ""

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        yield from super().facts(read, context)
        yield from who_reads(read)

    def decide(self, facts: Facts, context: Context) -> Outcome:
        ticket = facts.one(Ticket, self.number)
        moved(ticket, "take_forms", "take_forms")
        at = self.happened_at or context.now
        if at > context.now:
            raise BadField("happened_at", "A step cannot lie in the future.")
        if ticket.finished_at is not None and at < ticket.finished_at:
            raise BadField("happened_at", "Papers come back when the work is done.")
        outcome = Outcome(facts)
        wanted = forms_named(self.forms, ticket, context)
        outcome.answer["forms_in"] = papers_in(outcome, ticket, wanted, at, self.text, context)
        settle_papers(outcome, ticket, context)
        return touch(outcome, ticket, context)


class ChaseForms(TicketVerb):
    """Ask for the papers of a job that are not in."""

    name = "chase_forms"
    word = "ask for papers"
    group = groups.FOLLOW_UP
    example: ClassVar[dict[str, str]] = {}
    sentence = ("forms", "text")
    default_roles = COUNTER | {"quality"}
    rule = "VIS-07"
    undoable = True
    answers = {"chased": Tells(kinds.Listed("paper"), "Asked for: {value}.")}
    reads: ClassVar[Reads] = {"ticket": (Paper, Task)}

    forms: Forms = "all"
    text: Remark = ""

    def decide(self, facts: Facts, context: Context) -> Outcome:
        ticket = facts.one(Ticket, self.number)
        moved(ticket, "chase_forms", "chase_forms")
        lacking = outstanding(facts, ticket, context.policy_named(ticket.policy))
        wanted = [form for form in forms_named(self.forms, ticket, context) if form in lacking]
        if not wanted:
            raise Refusal("VIS-07", "No paper of {number} is missing.", "", number=ticket.number)
        outcome = Outcome(facts)
        chased(outcome, ticket, wanted, self.text, context)
        outcome.answer["chased"] = wanted
        return touch(outcome, ticket, context)
