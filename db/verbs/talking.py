"""What is said about a ticket without moving it: notes, chases, reminders (INT-09)."""

from __future__ import annotations

from db.errors import BadField
from db.log.facts import Facts, Outcome
from db.tables.ticket import Reminder, Ticket
from db.verbs.context import Context
from db.verbs.fields import Instant, OptionalWords, Words
from db.verbs.ticket_verb import TicketVerb, moved, settle
from db.verbs.who import CONCERNED, EVERYBODY


class Note(TicketVerb):
    """Write a note on a ticket."""

    name = "note"
    default_roles = EVERYBODY
    rule = "CLS-07"

    text: Words

    def decide(self, facts: Facts, context: Context) -> Outcome:
        ticket = facts.one(Ticket, self.number)
        moved(ticket, "note", "note")
        return settle(Outcome(facts), ticket, context)


class Chase(TicketVerb):
    """Record that the customer called again about a ticket."""

    name = "chase"
    default_roles = CONCERNED
    rule = "INT-09"

    text: Words

    def decide(self, facts: Facts, context: Context) -> Outcome:
        ticket = facts.one(Ticket, self.number)
        moved(ticket, "chase", "chase")
        return settle(Outcome(facts), ticket.but(chases=ticket.chases + 1), context)


class Remind(TicketVerb):
    """Set a reminder: a mark in the ticket's row and a notice to me."""

    name = "remind"
    default_roles = EVERYBODY
    rule = "ESC-05"

    at: Instant
    text: OptionalWords = ""

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
        return settle(outcome, ticket, context)
