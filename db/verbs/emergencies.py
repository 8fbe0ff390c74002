"""Declare an emergency or a drill, and end it (ESC-06)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Annotated, ClassVar

from db import kinds
from db.errors import Refusal
from db.kinds import Called, Tells
from db.log.facts import Facts, Outcome, Reader
from db.rota import substitutes_now
from db.rules.calling import Colleague
from db.rules.duty import LEAVE
from db.rules.emergency import LEVEL, Report, flood_of, to_call
from db.rules.moves import ACTIVE, OPEN
from db.subjects.emergency import EMERGENCY
from db.tables.emergency import Emergency, EmergencyCall, EmergencyTicket
from db.tables.notice import Notice
from db.tables.row import Row
from db.tables.staff import Duty, Staff
from db.tables.ticket import Ticket
from db.verbs import groups
from db.verbs.colleagues import colleague
from db.verbs.context import Context
from db.verbs.fields import Emergencies, OptionalCode, Words, YesNo
from db.verbs.moving import moved
from db.verbs.noticing import Cause, write
from db.verbs.verb import Reads, Verb
from db.verbs.who import ADMIN_ONLY, CONCERNED, FIELD

DECLARED, FLOOD = "declared", "flood"


class _Declaring(Verb):
    """What an emergency begins with, whoever sees it."""

    makes: ClassVar[str] = EMERGENCY.family
    looks_at: ClassVar[tuple[type[Row], ...]] = (Emergency, EmergencyTicket, Staff, Duty, Ticket, Notice)
    trigger: ClassVar[str] = DECLARED
    counted: ClassVar[tuple[str, ...]] = ACTIVE
    """The states of the tickets that it may concern."""

    def in_branch(self, context: Context) -> str:
        """The code of the branch that it is of."""
        raise NotImplementedError

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        # One is declared at a time in a branch.
        return (f"branch:{self.in_branch(context)}",)

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        branch = self.in_branch(context)
        yield from read.rows(Emergency, branch=branch, state="running")
        yield from read.rows(Staff, active=True)
        leaves = read.rows(Duty, kind=LEAVE)
        away = {one.staff for one in leaves if one.substitute and one.begins_at <= context.now < one.ends_at}
        yield from read.rows(Duty, staff=tuple(sorted(away))) if away else ()
        tickets = read.rows(Ticket, branch=branch, level=LEVEL, state=self.counted)
        yield from tickets
        numbers = tuple(each.number for each in tickets)
        yield from read.rows(EmergencyTicket, ticket=numbers) if numbers else ()

    def declare(
        self, facts: Facts, tickets: Iterable[Ticket], context: Context, *, drill: bool, reason: str
    ) -> Outcome:
        """Call the group of the branch at once; quiet hours do not hold."""
        branch = self.in_branch(context)
        for running in facts.all(Emergency, branch=branch, state="running"):
            if running.drill == drill or drill:
                raise Refusal(
                    "ESC-06", "{number} is running in this branch already.", "Answer it, or end it first.",
                    number=running.id,
                )  # fmt: skip
        outcome = Outcome(facts)
        emergency = outcome.put(
            Emergency.new(
                id=f"EM{context.seq}",
                branch=branch,
                drill=drill,
                trigger=self.trigger,
                actor=context.actor.no,
                declared_at=context.now,
                reason=reason,
            )
        )
        calls, people = self._call(outcome, emergency, context)
        concerned = () if drill else link(outcome, emergency, tickets)
        cause = Cause("drill" if drill else "emergency", number=emergency.id, branch=branch, level=LEVEL)
        write(outcome, context, cause, people)
        outcome.answer.update(
            emergency=emergency.id,
            branch=branch,
            drill=drill,
            called=[each.staff for each in calls],
            calls=[{"escalation": each.id, "staff": each.staff} for each in calls],
            tickets=list(concerned),
        )
        return outcome

    def _call(
        self, outcome: Outcome, emergency: Emergency, context: Context
    ) -> tuple[list[EmergencyCall], list[Colleague]]:
        """The calls, and those who are called; none where nobody but the one who declares it is there."""
        policy, branch = context.policy, emergency.branch
        colleagues = {
            each.no: colleague(each.no, each.roles, each.department, each.branch, policy)
            for each in outcome.all(Staff, active=True)
        }
        group = policy.emergencies.group_of(branch)
        called = to_call(
            group.roles, group.persons, colleagues.values(), branch=branch, presser=context.actor.no,
            substitutes=substitutes_now(outcome.all(Duty), context.now),
        )  # fmt: skip
        calls = [
            EmergencyCall.new(
                id=context.new_id(f"call {call.no}"),
                emergency=emergency.id,
                staff=call.no,
                role=call.role,
                in_place_of=call.in_place_of,
                called_at=context.now,
            )
            for call in called
        ]
        return [outcome.put(call) for call in calls], [colleagues[call.no] for call in called]


def link(outcome: Outcome, emergency: Emergency, tickets: Iterable[Ticket]) -> tuple[str, ...]:
    """Note the tickets that it concerns, each once; their numbers."""
    found = sorted(each.number for each in tickets)
    for number in found:
        if outcome.get(EmergencyTicket, emergency.id, number) is None:
            outcome.put(EmergencyTicket.new(emergency=emergency.id, ticket=number))
    return tuple(found)


class DeclareEmergency(_Declaring):
    """Declare an emergency, or a drill of one: the support group of the branch is called at once.

    Every hour counts, quiet hours too. The open tickets of level 1 are listed with it. A drill calls the same
    people, says so, and stays on record with the time to answer.
    """

    name = "declare_emergency"
    word = "declare an emergency"
    group = groups.WATCH
    example = {"reason": "x"}
    sentence = ("reason",)
    default_roles = CONCERNED - FIELD
    rule = "ESC-06"
    answers = {
        "called": Tells(
            kinds.StaffNo(), "Called: {value}.", "called {value}",
            nothing="Nobody is there to be called: call by phone.", nothing_brief="nobody called",
        )
    }  # fmt: skip

    reason: Annotated[Words, kinds.Reason("escalate"), Called("Reason")]
    drill: Annotated[YesNo, Called("Drill")] = False
    branch: Annotated[OptionalCode, kinds.Listed("branch"), Called("Branch")] = ""

    def in_branch(self, context: Context) -> str:
        if not self.branch:
            return context.actor.branch or context.policy.organisation.default_branch
        return listed_branch(self.branch, context)

    def decide(self, facts: Facts, context: Context) -> Outcome:
        return self.declare(facts, facts.all(Ticket), context, drill=self.drill, reason=self.reason)


class DeclareFlood(_Declaring):
    """See an emergency in many tickets of level 1 at once."""

    name = "declare_flood"
    word = "see a flood"
    group = groups.WATCH
    internal = True
    by_watch = True
    default_roles = ADMIN_ONLY
    rule = "ESC-06"
    trigger = FLOOD
    # Also what is done already, or waits for its follow-up, came in.
    counted = (*OPEN, "closed")

    branch: Annotated[str, kinds.Listed("branch"), Called("Branch")]

    def in_branch(self, context: Context) -> str:
        return self.branch

    def decide(self, facts: Facts, context: Context) -> Outcome:
        flood = context.policy.emergencies.flood
        # What an emergency dealt with is not one again.
        told = {each.ticket for each in facts.all(EmergencyTicket)}
        reports = {each.number: report_of(each) for each in facts.all(Ticket) if each.number not in told}
        numbers = flood_of(reports, tickets=flood.tickets, minutes=flood.minutes, now=context.now)
        if not numbers:
            raise Refusal("ESC-06", "There is no flood.", "")
        tickets = [each for each in facts.all(Ticket) if each.number in numbers]
        return self.declare(facts, tickets, context, drill=False, reason="")


def report_of(ticket: Ticket) -> Report:
    """When the ticket was reported, and when it was known to be of the worst level."""
    known = [each for each in (ticket.levelled_at, ticket.raised_at) if each is not None]
    return Report(ticket.reported_at, max(known, default=ticket.reported_at))


def listed_branch(text: str, context: Context) -> str:
    """The code of the branch that is called so."""
    from db.policy.parts import named

    found = named(context.policy.organisation.branch, text)
    if found is None:
        raise Refusal("ESC-06", "There is no branch {name}.", "", name=text)
    return found.code


class EndEmergency(Verb):
    """End an emergency or a drill, and say what came of it."""

    name = "end_emergency"
    word = "end an emergency"
    group = groups.WATCH
    example = {"emergency": "EM999", "text": "x"}
    sentence = ("text",)
    default_roles = CONCERNED - FIELD
    rule = "ESC-06"
    undoable = True
    about: ClassVar[str] = "emergency"
    reads: ClassVar[Reads] = {"emergency": (EmergencyCall, EmergencyTicket)}
    looks_at: ClassVar[tuple[type[Row], ...]] = (Ticket,)

    emergency: Emergencies
    text: Annotated[Words, Called("What came of it")]

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        yield from super().facts(read, context)
        for each in read.rows(Emergency, id=self.one):
            if not each.drill:
                yield from read.rows(Ticket, branch=each.branch, level=LEVEL, state=(*OPEN, "closed"))

    def decide(self, facts: Facts, context: Context) -> Outcome:
        emergency = facts.one(Emergency, self.one)
        state = moved(emergency, "end_emergency", "end_emergency")
        outcome = Outcome(facts)
        # What came in while it ran belongs to it.
        link(outcome, emergency, reported_since(facts.all(Ticket), emergency))
        outcome.put(
            emergency.but(state=state, ended_at=context.now, ended_by=context.actor.no, finding=self.text)
        )
        calls = outcome.all(EmergencyCall, emergency=emergency.id)
        outcome.answer.update(
            emergency=emergency.id, state=state,
            answered=len([each for each in calls if each.answered_at is not None]),
            unanswered=sorted(each.staff for each in calls if each.answered_at is None),
        )  # fmt: skip
        return outcome


def reported_since(tickets: Collection[Ticket], emergency: Emergency) -> list[Ticket]:
    """Those that came in while it ran."""
    return [each for each in tickets if each.reported_at >= emergency.declared_at]
