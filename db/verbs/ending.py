"""What a ticket leaves behind when it ends: nothing open that nobody can answer (CLS-07, ESC-04)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from db.log.facts import Outcome
from db.rules import moves
from db.tables.escalation import Escalation, Reminder
from db.tables.ticket import Ticket
from db.verbs.clocks import DROPPED, end
from db.verbs.context import Context
from db.verbs.pausing import end_pause
from db.verbs.requesting import drop_requests
from db.verbs.ticket_verb import end_assignments


def leave_nothing_open(outcome: Outcome, ticket: Ticket, context: Context, keep: Sequence[str] = ()) -> None:
    """Settle the escalations that wait, which nobody acknowledged, drop tasks and requests, and forget the
    reminders. What verbs under `keep` were asked for stays."""
    for call in outcome.all(Escalation, ticket=ticket.number, acknowledged_at=None):
        outcome.put(call.but(acknowledged_at=context.now, ended_at=call.ended_at or context.now))
    for reminder in outcome.all(Reminder, ticket=ticket.number):
        outcome.drop(reminder)
    end(outcome, ticket.subject(), context, state=DROPPED)
    drop_requests(outcome, ticket.subject(), context, keep)


def cancelled(outcome: Outcome, ticket: Ticket, context: Context) -> Ticket:
    """The ticket with no deadline, nobody on it and nothing open (deadlines 17)."""
    end_pause(outcome, ticket, context)
    end_assignments(outcome, ticket, context.now)
    leave_nothing_open(outcome, ticket, context)
    return ticket.but(state=moves.CANCELLED, state_before=None, technician=None)


def concerned(ticket: Ticket, context: Context) -> dict[str, Any]:
    """Whom the end of a ticket concerns, as a preview tells it: customer, fault, age."""
    return {
        "number": ticket.number,
        "customer": ticket.customer_label,
        "phone": ticket.phone,
        "fault": ticket.fault,
        "product": ticket.product,
        "state": ticket.state,
        "technician": ticket.technician,
        "reported_at": context.local_text(ticket.reported_at),
        "age_minutes": int((context.now - ticket.reported_at).total_seconds()) // 60,
    }
