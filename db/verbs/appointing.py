"""Agree another time with the customer (DSP-03, SLA-11, SLA-13)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from db import kinds
from db.errors import Refusal
from db.kinds import Called
from db.log.facts import Facts, Outcome, Reader
from db.rules.moves import ONSITE
from db.subjects.staff import STAFF
from db.tables.row import Row
from db.tables.staff import Staff
from db.tables.ticket import Assignment, Ticket
from db.verbs import groups
from db.verbs.choosing import keep_pick
from db.verbs.context import Context
from db.verbs.fields import (
    Instant,
    OptionalWords,
    WindowFrom,
)
from db.verbs.gating import passed_gates, said_of
from db.verbs.reading import PERSON
from db.verbs.ticket_verb import (
    TicketVerb,
    another_visit,
    demand_reason,
    moved,
    settle,
)
from db.verbs.who import DISPATCHERS
from db.verbs.windows import (
    WantedBy,
    check_window,
    moved_to,
    wanted_by,
    warn_of_begin,
    warn_of_window,
)


class MoveWindow(TicketVerb):
    """Agree another time with the customer; whoever holds the ticket keeps it.

    What keeps them from that window refuses it unless overruled. Moving a deadline needs a reason (SLA-13).
    Who has come already kept the time that was agreed or missed it, which stays: for them another time is
    another visit, to which they go out again, and it lies ahead.
    """

    name = "move_window"
    word = "agree another time"
    group = groups.DISPATCH
    example = {"window_from": "2026-07-20T09:00:00+08:00", "window_to": "2026-07-20T11:00:00+08:00"}
    sentence = ("window_from", "reason")
    form = ("window_from", "window_to", "window_wanted_by", "reason")
    tells = ("window_from", "window_wanted_by", "override", "reason")
    default_roles = DISPATCHERS
    rule = "SLA-11"
    undoable = True
    looks_at = (Staff, *PERSON)

    window_from: WindowFrom
    window_to: Annotated[Instant, kinds.Instant(ahead=True, fills="visit"), Called("Window to")]
    reason: Annotated[OptionalWords, kinds.Reason("change")] = ""
    window_wanted_by: WantedBy | None = None
    customer_told: Annotated[bool, Called("Customer told")] = False
    override: Annotated[
        OptionalWords, kinds.Reason("override"), Called("Overruling reason", "overruled: {value}")
    ] = ""

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        return (f"ticket:{self.number}", *(f"staff:{no}" for no in self._people(read)))

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        for no in self._people(read):
            yield from STAFF.rows(read, no, PERSON)
        yield from super().facts(read, context)

    def _people(self, read: Reader) -> list[str]:
        return [each.technician for each in read.rows(Assignment, ticket=self.number, ended_at=None)]

    def decide(self, facts: Facts, context: Context) -> Outcome:
        ticket = facts.one(Ticket, self.number)
        state = moved(ticket, "move_window", "move_window")
        window = (self.window_from, self.window_to)
        check_window(*window, context.now, context.policy)
        was = (ticket.agreed_from, ticket.agreed_to)
        who = wanted_by(self.window_wanted_by, ticket, window)
        if window == was and who == ticket.window_wanted_by and not self.customer_told:
            raise Refusal("SLA-11", "{number} says that already.", "", number=ticket.number)
        held = facts.all(Assignment, ticket=ticket.number, ended_at=None)
        people = [each.technician for each in held]
        again = ticket.state == ONSITE and window != was
        if again and self.window_from <= context.now:
            raise Refusal(
                "SLA-11",
                "{technician} is there already: another visit to {number} lies ahead.",
                "Say how long it takes with an estimate, or agree a time that is still to come.",
                technician=people[0],
                number=ticket.number,
            )
        outcome = Outcome(facts)
        outcome.answer["overruled"] = passed_gates(
            facts, people, ticket, window, self.override, context.now, context
        )
        for no in people:
            # Nobody is chosen anew, but whom a gate would have kept away goes there all the same (DSP-05).
            keep_pick(
                outcome, ticket.number, no, None, context, verb=self.name,
                why=said_of(no, self.override, outcome.answer["overruled"]),
                overruled=outcome.answer["overruled"],
            )  # fmt: skip
        moved_to(outcome, ticket, window, who, self.reason, context)
        base = another_visit(ticket) if window != was else ticket
        after = base.but(
            state=state if again else ticket.state,
            visit_step=None if again else ticket.visit_step,
            agreed_from=window[0],
            agreed_to=window[1],
            window_wanted_by=who,
            told_at=context.now if self.customer_told else None,
        )
        settle(outcome, after, context)
        demand_reason(outcome, ticket.number, self.reason)
        outcome.answer.update(
            window_from=context.local_text(window[0]),
            window_to=context.local_text(window[1]),
            was={"window_from": context.local_text(was[0]), "window_to": context.local_text(was[1])},
            window_wanted_by=who,
        )
        warn_of_window(outcome, after, context)
        warn_of_begin(outcome, self.window_from, context.now, context)
        return outcome
