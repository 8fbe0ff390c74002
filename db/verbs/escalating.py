"""Escalate by hand and acknowledge (ESC-01, ESC-02, ESC-04)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Annotated

from pydantic import Field

from db import kinds
from db.course import course_of
from db.errors import BadField, NotPermitted, Refusal
from db.kinds import Called, Tells
from db.log.facts import Facts, Outcome, Reader
from db.policy.rungs import ladder_of
from db.rules.calling import is_own
from db.rules.cycles import by_hand
from db.rules.ladder import Course
from db.rules.rungs import FALLBACK, MANUAL
from db.rules.sentence import msgid
from db.tables.escalation import Escalation
from db.tables.notice import Notice
from db.tables.row import Row
from db.tables.task import Task
from db.tables.ticket import Ticket
from db.verbs import groups
from db.verbs.answering import READS, Answering, people_of
from db.verbs.calls import UNREACHABLE, told_away, told_skipped
from db.verbs.context import Context
from db.verbs.fields import Instant, Level, Words
from db.verbs.laddering import armed
from db.verbs.noticing import Cause, write
from db.verbs.reading import CLOCKS
from db.verbs.ticket_verb import TicketVerb, moved, settle, touch
from db.verbs.triage import Triage
from db.verbs.who import CONCERNED

Rung = Annotated[int, Field(ge=1, le=20)]


class Escalate(TicketVerb):
    """Call the next rung of the ladder, or the one named, with a reason; or raise the fault level.

    The next rung is never the one on which only the presser stands, nor one on which nobody can be reached.
    The answer tells whom it `called`, by number. A raised level moves the deadlines; whom that calls, the
    watch calls (ESC-01).
    """

    name = "escalate"
    word = "escalate"
    group = groups.WATCH
    example = {"reason": "x"}
    sentence = ("reason",)
    tells = ("reason", "level")
    default_roles = CONCERNED
    rule = "ESC-02"
    answers = {
        "called": Tells(
            kinds.StaffNo(),
            "Called: {value}.",
            "called {value}",
            nothing="Nobody can be reached on rung {rung} ({target}): call the next one.",
            nothing_brief="nobody to be reached on rung {rung}",
        )
    }
    undoable = True
    reads = {"ticket": (*CLOCKS, Task)}
    looks_at = (*READS, Notice)

    reason: Annotated[Words, kinds.Reason("escalate")]
    rung: Annotated[Rung | None, Called("Rung", "rung {value}")] = None
    level: Annotated[Level | None, Called("Raise to level")] = None

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        yield from super().facts(read, context)
        yield from people_of(read, self.number, context)

    def decide(self, facts: Facts, context: Context) -> Outcome:
        ticket = facts.one(Ticket, self.number)
        moved(ticket, "escalate", "escalate")
        outcome = Outcome(facts)
        if self.level is not None:
            ticket = self._raised(outcome, ticket, self.level, context)
            if self.rung is None:
                return outcome
        row = self._call(outcome, ticket, context)
        touch(outcome, armed(outcome, ticket, context), context)
        outcome.answer.update(
            rung=row.rung, target=row.target, called=[each for each in (row.persons or "").split(",") if each]
        )
        return outcome

    def _raised(self, outcome: Outcome, ticket: Ticket, level: int, context: Context) -> Ticket:
        """The ticket at a more urgent level; whoever may not triage may not raise it either."""
        if not context.policy.permits(Triage, context.actor.roles):
            raise NotPermitted(
                "PPL-03", "{actor} may not do “{verb}”.", "Call the next rung instead.",
                actor=context.actor.no, verb=Triage.name,
            )  # fmt: skip
        if ticket.level is None:
            raise Refusal(
                "INT-07", "{number} has no fault level yet.", "Triage it first.", number=ticket.number
            )
        if level >= ticket.level:
            raise BadField("level", "A raised level is more urgent than {level}.", level=ticket.level)
        settle(outcome, ticket.but(level=level), context)
        outcome.answer["raised"] = level
        raised = outcome.get(Ticket, ticket.number)
        assert raised is not None
        return raised

    def _call(self, outcome: Outcome, ticket: Ticket, context: Context) -> Escalation:
        milestone = ticket.milestone or FALLBACK
        people = Answering(outcome.facts, ticket, milestone, context)
        course = course_of(outcome, ticket, context.policy_named(ticket.policy))
        rung, passed = self._rung(course, ticket, people, context)
        found = people.on(rung, context.now)
        cycle, closes = by_hand(course, milestone, rung, context.now)
        for id in closes:
            earlier = outcome.get(Escalation, id)
            assert earlier is not None
            outcome.put(earlier.but(ended_at=context.now))
        call = outcome.put(
            Escalation.new(
                id=context.new_id("escalation"),
                ticket=ticket.number,
                milestone=milestone,
                trigger=MANUAL,
                rung=rung,
                cycle=cycle,
                target=people.targets[rung].code,
                at=context.now,
                actor=context.actor.no,
                reason=self.reason,
                due_at=context.now,
                persons=",".join(found.persons),
                away=told_away(found),
                skipped=told_skipped((each, UNREACHABLE, context.now) for each in passed),
            )
        )
        cause = Cause("escalation", ticket, escalation=call.id, rung=rung, milestone=milestone)
        write(outcome, context, cause, people.called(call.persons))
        return call

    def _rung(
        self, course: Course, ticket: Ticket, people: Answering, context: Context
    ) -> tuple[int, list[int]]:
        """The rung that was named, else the first above the open ones that reaches somebody else; with those
        passed over."""
        top = course.ladder.top
        if self.rung is not None:
            if self.rung > top:
                raise BadField(
                    "rung", "There is no rung {rung}; the ladder has {top}.", rung=self.rung, top=top
                )
            return self.rung, []
        highest = max((call.rung for call in course.calls if call.is_open), default=0)
        passed: list[int] = []
        for rung in range(highest + 1, top + 1):
            if people.on(rung, context.now).persons:
                return rung, passed
            own = is_own(
                people.targets[rung].code, people.people, department=ticket.department, branch=ticket.branch,
                presser=context.actor.no,
            )  # fmt: skip
            passed += [] if own else [rung]
        if not passed:
            raise Refusal(
                "ESC-02", "The highest rung is called already.", "Wait for its answer, or call it by phone."
            )
        return passed[0], []  # nobody anywhere: it stands where it would be answered first


class Acknowledge(TicketVerb):
    """Take on every open escalation of a ticket, with a promise when it is settled if you can give one.

    Until then nobody is reminded or called; what is not met when the time has passed calls again (ESC-04).
    """

    name = "acknowledge"
    word = "acknowledge"
    group = groups.WATCH
    example = {}
    sentence = ("promise",)
    default_roles = CONCERNED
    rule = "ESC-04"
    reads = {"ticket": CLOCKS}

    promise: Annotated[Instant | None, Called("Promise")] = None

    def decide(self, facts: Facts, context: Context) -> Outcome:
        ticket = facts.one(Ticket, self.number)
        moved(ticket, "acknowledge", "acknowledge")
        if self.promise is not None and self.promise <= context.now:
            raise BadField("promise", "A promise lies in the future.")
        outcome = Outcome(facts)
        waiting = facts.all(Escalation, ticket=ticket.number, acknowledged_at=None)
        if not waiting:
            hint = msgid("paigong show escalations --mine lists what calls you.")
            raise Refusal("ESC-04", "{number} has no open escalation.", hint, number=ticket.number)
        self._within_reach(ticket, waiting, context)
        for each in waiting:
            outcome.put(
                each.but(acknowledged_by=context.actor.no, acknowledged_at=context.now, promise=self.promise)
            )
        touch(outcome, armed(outcome, ticket, context), context)
        outcome.answer["acknowledged"] = len(waiting)
        return outcome

    def _within_reach(self, ticket: Ticket, waiting: Iterable[Escalation], context: Context) -> None:
        """No promise silences a rung for longer than the ladder allows."""
        rungs = ladder_of(context.policy_named(ticket.policy), ticket.profile)
        limits = [limit for each in waiting if (limit := rungs.rung(each.rung).promise_minutes) is not None]
        if self.promise is None or not limits:
            return
        latest = context.now + timedelta(minutes=min(limits))
        if self.promise > latest:
            raise BadField("promise", "This rung promises until {latest} at most.", latest=latest)
