"""Escalate by hand and acknowledge (ESC-01, ESC-02, ESC-04)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field

from db import kinds
from db.errors import BadField, Refusal
from db.kinds import Called, Tells
from db.log.facts import Facts, Outcome, Reader
from db.policy.model import Policy
from db.rules.calling import Colleague, called, is_own, target_of
from db.rules.duty import LEAVE
from db.tables.escalation import Escalation
from db.tables.notice import Notice
from db.tables.row import Row
from db.tables.staff import Duty, Staff
from db.tables.ticket import Ticket
from db.verbs import groups
from db.verbs.colleagues import colleague
from db.verbs.context import Context
from db.verbs.fields import Instant, Words
from db.verbs.noticing import Cause, write
from db.verbs.ticket_verb import TicketVerb, moved, touch
from db.verbs.who import CONCERNED

Rung = Annotated[int, Field(ge=1, le=20)]


class Escalate(TicketVerb):
    """Call the next rung of the ladder, or the one named, with a reason.

    The next rung is never the one on which only the presser stands. The answer tells whom it `called`, by
    number; nobody where the rung is held by nobody.
    """

    name = "escalate"
    word = "escalate"
    group = groups.WATCH
    example = {"reason": "x"}
    sentence = ("reason",)
    tells = ("reason",)
    default_roles = CONCERNED
    rule = "ESC-02"
    answers = {
        "called": Tells(
            kinds.StaffNo(),
            "Called: {value}.",
            "called {value}",
            nothing="Nobody holds rung {rung} ({target}): call the next one.",
            nothing_brief="nobody holds rung {rung}",
        )
    }
    undoable = True
    reads = {"ticket": (Escalation,)}
    looks_at = (Staff, Duty, Notice)

    reason: Annotated[Words, kinds.Reason("escalate")]
    rung: Annotated[Rung | None, Called("Rung")] = None

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        yield from super().facts(read, context)
        yield from read.rows(Staff, active=True)
        leaves = read.rows(Duty, kind=LEAVE)
        away = {one.staff for one in leaves if one.substitute and one.begins_at <= context.now < one.ends_at}
        yield from read.rows(Duty, staff=tuple(sorted(away))) if away else ()

    def decide(self, facts: Facts, context: Context) -> Outcome:
        ticket = facts.one(Ticket, self.number)
        moved(ticket, "escalate", "escalate")
        ladder = context.policy_named(ticket.policy).ladder_of(ticket.profile)
        targets = {
            rung.rung: target_of(rung.role, ticket.technician, ladder.fallback) for rung in ladder.rungs
        }
        rung = self._rung(facts, ticket, targets, context)
        earlier = facts.all(Escalation, ticket=ticket.number)
        milestone = ticket.milestone or "resolve"
        cycles = [each.cycle for each in earlier if (each.milestone, each.rung) == (milestone, rung)]
        outcome = Outcome(facts)
        call = outcome.put(
            Escalation.new(
                id=context.new_id("escalation"),
                ticket=ticket.number,
                milestone=milestone,
                trigger="manual",
                rung=rung,
                cycle=max(cycles, default=0) + 1,
                reminders=0,
                target=targets[rung],
                at=context.now,
                actor=context.actor.no,
                reason=self.reason,
                acknowledged_by=None,
                acknowledged_at=None,
                promise=None,
            )
        )
        touch(outcome, ticket, context)
        people = colleagues(facts, context.policy)
        answering = called(
            targets[rung],
            people,
            department=ticket.department,
            branch=ticket.branch,
            presser=context.actor.no,
            substitutes=_substitutes(facts, context),
        )
        cause = Cause("escalation", ticket, escalation=call.id, rung=rung, milestone=milestone)
        write(outcome, context, cause, [one for one in people if one.no in answering])
        outcome.answer.update(rung=rung, target=targets[rung], called=list(answering))
        return outcome

    def _rung(self, facts: Facts, ticket: Ticket, targets: dict[int, str], context: Context) -> int:
        """The rung that was named, else the first above the open ones that calls somebody else."""
        if self.rung is not None:
            if self.rung not in targets:
                raise BadField(
                    "rung", "There is no rung {rung}; the ladder has {top}.", rung=self.rung, top=max(targets)
                )
            return self.rung
        waiting = facts.all(Escalation, ticket=ticket.number, acknowledged_at=None)
        rung = max((each.rung for each in waiting), default=0) + 1
        people = colleagues(facts, context.policy)
        while rung in targets and is_own(
            targets[rung],
            people,
            department=ticket.department,
            branch=ticket.branch,
            presser=context.actor.no,
        ):
            rung += 1
        if rung not in targets:
            raise Refusal(
                "ESC-02", "The highest rung is called already.", "Wait for its answer, or call it by phone."
            )
        return rung


def colleagues(facts: Facts, policy: Policy) -> list[Colleague]:
    """Everybody whom a rung may call."""
    return [colleague(each.no, each.roles, each.department, each.branch, policy) for each in facts.all(Staff)]


def _substitutes(facts: Facts, context: Context) -> dict[str, str]:
    """Who stands in now, by those on leave: of several entries the last one counts (PPL-04)."""
    covering = [one for one in facts.all(Duty) if one.begins_at <= context.now < one.ends_at]
    last = {one.staff: one for one in sorted(covering, key=lambda one: (one.entered, one.begins_at))}
    return {no: one.substitute for no, one in last.items() if one.kind == LEAVE and one.substitute}


class Acknowledge(TicketVerb):
    """Take on every open escalation of a ticket, with a promise when it is settled if you can give one."""

    name = "acknowledge"
    word = "acknowledge"
    group = groups.WATCH
    example = {}
    sentence = ("promise",)
    default_roles = CONCERNED
    rule = "ESC-04"
    reads = {"ticket": (Escalation,)}

    promise: Annotated[Instant | None, Called("Promise")] = None

    def decide(self, facts: Facts, context: Context) -> Outcome:
        ticket = facts.one(Ticket, self.number)
        moved(ticket, "acknowledge", "acknowledge")
        if self.promise is not None and self.promise <= context.now:
            raise BadField("promise", "A promise lies in the future.")
        outcome = Outcome(facts)
        waiting = facts.all(Escalation, ticket=ticket.number, acknowledged_at=None)
        if not waiting:
            raise Refusal("ESC-04", "{number} has no open escalation.", "", number=ticket.number)
        for each in waiting:
            outcome.put(
                each.but(acknowledged_by=context.actor.no, acknowledged_at=context.now, promise=self.promise)
            )
        touch(outcome, ticket, context)
        outcome.answer["acknowledged"] = len(waiting)
        return outcome
