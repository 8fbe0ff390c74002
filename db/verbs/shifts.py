"""Handing a shift over: who, to whom, with which word and which tickets (RPT-04)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, ClassVar, Self

from db import kinds
from db.errors import BadField, Refusal
from db.kinds import Called, Tells
from db.log.facts import Facts, Outcome, Reader
from db.rules.duty import ON_DUTY
from db.subjects.report import HANDOVER
from db.tables.report import Handover, HandoverTicket
from db.tables.row import Row
from db.tables.staff import Duty, Staff
from db.tables.ticket import Ticket
from db.verbs import groups
from db.verbs.context import Context
from db.verbs.fields import Codes, OptionalWords, Person
from db.verbs.ticket_number import find_ticket
from db.verbs.verb import Reads, Verb
from db.verbs.who import CONCERNED

MOST_NAMED = 30


class HandOverShift(Verb):
    """Hand my shift over to somebody, with a word and the tickets that need their eye.

    What the page shows (`paigong show handover`) begins for the next one where this one ends.
    """

    name = "hand_over_shift"
    word = "hand over the shift"
    group = groups.WATCH
    example = {"to": "T001", "text": "x"}
    sentence = ("to", "text")
    default_roles = CONCERNED
    rule = "RPT-04"
    makes = HANDOVER.family
    reads: ClassVar[Reads] = {"to": ()}
    looks_at: ClassVar[tuple[type[Row], ...]] = (Handover, Duty, Ticket)
    answers = {
        "tickets": Tells(kinds.TicketNo(), "Handed over by name: {value}.", "by name {value}", most=6)
    }  # fmt: skip

    to: Annotated[Person, Called("Handed to")]
    text: Annotated[OptionalWords, Called("Text")] = ""
    tickets: Annotated[Codes, Called("Tickets that need an eye", "tickets: {value}")] = ()

    def resolve(self, read: Reader, context: Context) -> Self:
        spelt = super().resolve(read, context)
        named = spelt.names("tickets")
        if len(named) > MOST_NAMED:
            raise BadField("tickets", "Name at most {most} tickets.", most=MOST_NAMED)
        numbers = (find_ticket(read, each, context.actor.department).number for each in named)
        return spelt.resolved(tickets=tuple(dict.fromkeys(numbers)))

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        # One after the other in a branch, so that each begins where the last one ended.
        yield f"branch:{context.actor.branch or context.policy.organisation.default_branch}"
        yield from super().subjects(read, context)

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        yield from super().facts(read, context)
        yield from read.rows(Handover, branch=context.actor.branch, department=context.actor.department)
        yield from read.rows(Duty, staff=context.actor.no, kind=ON_DUTY)
        numbers = self.names("tickets")
        yield from read.rows(Ticket, number=numbers) if numbers else ()

    def decide(self, facts: Facts, context: Context) -> Outcome:
        person, actor = facts.one(Staff, self.to), context.actor
        if person.no == actor.no:
            raise Refusal("RPT-04", "You hand the shift over to somebody else.", "Choose another one.")
        if not person.active:
            raise Refusal("PPL-01", "{staff} is no longer with us.", "Choose another one.", staff=person.no)
        outcome = Outcome(facts)
        handover = outcome.put(
            Handover.new(
                id=f"HO{context.seq}", branch=actor.branch, department=actor.department, given_by=actor.no,
                taken_by=person.no, since=self._since(facts, context), at=context.now, text=self.text,
            )
        )  # fmt: skip
        named = [facts.one(Ticket, number).number for number in self.names("tickets")]
        for number in named:
            outcome.put(HandoverTicket.new(handover=handover.id, ticket=number))
        outcome.answer.update(
            handover=handover.id, to=person.no, since=context.local_text(handover.since), tickets=named
        )
        return outcome

    def _since(self, facts: Facts, context: Context) -> object:
        """Where the last one ended, or my shift began, or the day."""
        last = max((each.at for each in facts.all(Handover)), default=None)
        shifts = [each.begins_at for each in facts.all(Duty) if each.begins_at <= context.now < each.ends_at]
        begun = [each for each in (last, *shifts) if each is not None]
        if begun:
            return last if last is not None else max(shifts)
        return context.local(context.now).replace(hour=0, minute=0, second=0, microsecond=0)
