"""What is said about a ticket without moving it: notes, chases, reminders (INT-09)."""

from __future__ import annotations

from typing import Annotated, Self

from db.errors import BadField
from db.kinds import Called
from db.log.facts import Facts, Outcome, Reader
from db.tables.escalation import Reminder
from db.tables.ticket import Assignment, Ticket
from db.verbs import groups
from db.verbs.context import Context
from db.verbs.fields import Instant, Remark, Words
from db.verbs.laddering import armed
from db.verbs.reading import CLOCKS
from db.verbs.ticket_verb import TicketVerb, moved, touch
from db.verbs.who import CONCERNED, EVERYBODY, SERVICE


def surviving(read: Reader, number: str) -> str:
    """The ticket itself, or the one that it was merged into, however often that went on."""
    seen: set[str] = set()
    while number not in seen:
        seen.add(number)
        found = read.rows(Ticket, number=number)
        number = (found[0].merged_into or number) if found else number
    return number


class Note(TicketVerb):
    """Write a note on a ticket."""

    name = "note"
    word = "note"
    group = groups.VISIT
    example = {"text": "x"}
    sentence = ("text",)
    default_roles = EVERYBODY
    rule = "CLS-07"
    reads = {"ticket": ()}

    text: Annotated[Words, Called("Text")]

    def decide(self, facts: Facts, context: Context) -> Outcome:
        ticket = facts.one(Ticket, self.number)
        moved(ticket, "note", "note")
        return touch(Outcome(facts), ticket, context)


class Tell(TicketVerb):
    """Record that the customer was told who comes and when; another window has to be told again."""

    name = "tell"
    word = "tell the customer"
    group = groups.VISIT
    example = {}
    tells = ("text",)
    default_roles = SERVICE
    rule = "DSP-03"
    undoable = True
    reads = {"ticket": (Assignment,)}

    text: Remark = ""
    happened_at: Annotated[Instant | None, Called("Happened at")] = None

    def decide(self, facts: Facts, context: Context) -> Outcome:
        ticket = facts.one(Ticket, self.number)
        moved(ticket, "tell", "tell")
        at = self.happened_at or context.now
        if at > context.now:
            raise BadField("happened_at", "A step cannot lie in the future.")
        held = facts.all(Assignment, ticket=ticket.number, ended_at=None)
        if any(at < each.begun_at for each in held):
            raise BadField("happened_at", "Nobody could be told before the dispatch.")
        return touch(Outcome(facts), ticket.but(told_at=at), context)


class Chase(TicketVerb):
    """Record that the customer called again about a ticket; of a merged one, about the one that goes on."""

    name = "chase"
    word = "chase"
    group = groups.INTAKE
    example = {"text": "x"}
    sentence = ("text",)
    default_roles = CONCERNED
    rule = "INT-09"
    reads = {"ticket": CLOCKS}

    text: Annotated[Words, Called("Text")]

    def resolve(self, read: Reader, context: Context) -> Self:
        spelt = super().resolve(read, context)
        return spelt.resolved(ticket=surviving(read, spelt.number))

    def decide(self, facts: Facts, context: Context) -> Outcome:
        ticket = facts.one(Ticket, self.number)
        moved(ticket, "chase", "chase")
        outcome = Outcome(facts)
        chased = ticket.but(chases=ticket.chases + 1, chased_at=context.now)
        return touch(outcome, armed(outcome, chased, context), context)


class Remind(TicketVerb):
    """Set a reminder: a mark in the ticket's row and a notice to me."""

    name = "remind"
    word = "remind"
    group = groups.WATCH
    example = {"at": "2026-07-16T09:00:00+08:00"}
    sentence = ("at", "text")
    tells = ("text",)
    default_roles = EVERYBODY
    rule = "ESC-05"
    reads = {"ticket": ()}

    at: Annotated[Instant, Called("At")]
    text: Remark = ""

    def decide(self, facts: Facts, context: Context) -> Outcome:
        ticket = facts.one(Ticket, self.number)
        moved(ticket, "remind", "remind")
        if self.at <= context.now:
            raise BadField("at", "A reminder lies in the future.")
        outcome = Outcome(facts)
        outcome.put(
            Reminder.new(
                id=context.new_id("reminder"),
                ticket=ticket.number,
                staff=context.actor.no,
                due_at=self.at,
                text=self.text,
            )
        )
        return touch(outcome, ticket, context)
