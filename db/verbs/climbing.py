"""What the watch does on the ladder of a ticket: call a rung, remind, look when it is due next (ESC-03).

Nobody presses these: their actor is `watch`, the version stays, and they do not count as somebody acting.
Each says exactly what it is for and has the id that follows from it; what is not due (any more) is refused,
and the schema keeps what two watches would do twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, ClassVar
from uuid import UUID, uuid5

from db import kinds
from db.course import course_of
from db.errors import Refusal
from db.kinds import Called
from db.log.facts import Facts, Outcome, Reader
from db.rules import ladder
from db.rules.calling import Reached
from db.rules.ladder import Course
from db.rules.rungs import PROMISE_EXPIRED, SKIP, Due, Repeat
from db.tables.escalation import Escalation, RepeatedCall
from db.tables.notice import Notice
from db.tables.row import Row
from db.tables.ticket import Ticket
from db.verbs import groups
from db.verbs.answering import READS, Answering, people_of
from db.verbs.calls import UNREACHABLE, skipped_of, told_away, told_skipped
from db.verbs.context import Context
from db.verbs.laddering import armed, end_cycles
from db.verbs.noticing import Cause, write
from db.verbs.reading import CLOCKS
from db.verbs.ticket_verb import TicketVerb, touch
from db.verbs.who import ADMIN_ONLY

ESCALATION, REPEAT, PROMISE = "escalation", "repeat", "promise"
"""The occasions on which people are told (ESC-05)."""
CLIMBS = UUID("5e1b6d6c-7f0b-4c39-9a53-2a1f6d0a7e11")
"""The space of the ids of what the watch does."""


class WatchVerb(TicketVerb):
    """Something that only the watch does."""

    internal = True
    by_watch: ClassVar[bool] = True

    def request(self) -> UUID:
        """The id by which it is done once, however many watches do it."""
        fields = self.model_dump()
        return uuid5(CLIMBS, "/".join((self.name, *(str(fields[name]) for name in sorted(fields)))))


class Climb(WatchVerb):
    """Call the rung of the ladder that is due: exactly once for each milestone, rung and cycle."""

    name = "climb"
    word = "call a rung"
    tells = ("milestone", "rung")
    group = groups.WATCH
    default_roles = ADMIN_ONLY
    rule = "ESC-03"
    reads = {"ticket": CLOCKS}
    looks_at = (*READS, Notice)

    milestone: Annotated[str, kinds.Code("milestone"), Called("Milestone")]
    rung: Annotated[int, Called("Rung", "rung {value}")]
    cycle: Annotated[int, Called("Cycle")]

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        yield from super().facts(read, context)
        yield from people_of(read, self.number, context)

    def decide(self, facts: Facts, context: Context) -> Outcome:
        ticket = facts.one(Ticket, self.number)
        outcome = Outcome(facts)
        course = _course(outcome, ticket, context)
        due = next((each for each in ladder.due(course, context.now) if self._is(each)), None)
        if not isinstance(due, Due):
            raise _nothing(ticket)
        people = Answering(facts, ticket, due.milestone, context)
        row = _called(due, course, people, ticket, context)
        outcome.put(row)
        for id in due.closes:
            outcome.put(facts.one(Escalation, id).but(ended_at=context.now))
        if row.quiet != SKIP:
            cause = Cause(
                PROMISE if row.trigger == PROMISE_EXPIRED else ESCALATION,
                ticket, row.id, row.rung, row.milestone, due.deadline, not_before=row.notify_at,
            )  # fmt: skip
            write(outcome, context, cause, people.called(row.persons))
        touch(outcome, armed(outcome, ticket, context), context)
        outcome.answer.update(
            escalation=row.id, milestone=row.milestone, trigger=row.trigger, rung=row.rung, cycle=row.cycle,
            target=row.target, called=[each for each in (row.persons or "").split(",") if each],
        )  # fmt: skip
        return outcome

    def _is(self, each: Due | Repeat) -> bool:
        key = (self.milestone, self.rung, self.cycle)
        return isinstance(each, Due) and (each.milestone, each.rung, each.cycle) == key


class RepeatCall(WatchVerb):
    """Remind of a call that nobody has acknowledged: each number once."""

    name = "repeat_call"
    word = "remind of a call"
    tells = ("repeat",)
    group = groups.WATCH
    default_roles = ADMIN_ONLY
    rule = "ESC-03"
    reads = {"ticket": (*CLOCKS, RepeatedCall)}
    looks_at = (*READS, Notice)

    escalation: Annotated[str, Called("Escalation")]
    repeat: Annotated[int, Called("Reminder", "reminder {value}")]

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        yield from super().facts(read, context)
        yield from people_of(read, self.number, context)

    def decide(self, facts: Facts, context: Context) -> Outcome:
        ticket = facts.one(Ticket, self.number)
        outcome = Outcome(facts)
        course = _course(outcome, ticket, context)
        wanted = (self.escalation, self.repeat)
        due = next(
            (
                each
                for each in ladder.due(course, context.now)
                if isinstance(each, Repeat) and (each.call, each.number) == wanted
            ),
            None,
        )
        call = facts.get(Escalation, self.escalation)
        if due is None or call is None:
            raise _nothing(ticket)
        people = Answering(facts, ticket, call.milestone, context)
        found = _answering_now(call, people, context.now)
        outcome.put(
            RepeatedCall.new(
                escalation=call.id, number=due.number, ticket=ticket.number, at=context.now, due_at=due.at,
                persons=",".join(found.persons), away=told_away(found),
            )
        )  # fmt: skip
        # Whoever is called now is whom the call is for; it is no longer a hole once somebody is.
        persons = call.persons if call.persons is None or not found.persons else ",".join(found.persons)
        outcome.put(call.but(reminders=due.number, persons=persons))
        cause = Cause(REPEAT, ticket, call.id, call.rung, call.milestone, again=due.number)
        write(outcome, context, cause, people.called(",".join(found.persons)))
        touch(outcome, armed(outcome, ticket, context), context)
        outcome.answer.update(
            escalation=call.id, milestone=call.milestone, rung=call.rung, reminder=due.number,
            called=list(found.persons),
        )  # fmt: skip
        return outcome


class Arm(WatchVerb):
    """Look when a ticket's ladder acts next; calls nobody."""

    name = "arm"
    word = "look at a ladder"
    group = groups.WATCH
    default_roles = ADMIN_ONLY
    rule = "ESC-03"
    reads = {"ticket": CLOCKS}

    def decide(self, facts: Facts, context: Context) -> Outcome:
        ticket = facts.one(Ticket, self.number)
        outcome = Outcome(facts)
        after = armed(outcome, ticket, context)
        if after == ticket and not outcome.changed():
            raise _nothing(ticket)
        return touch(outcome, after, context)


def _course(outcome: Outcome, ticket: Ticket, context: Context) -> Course:
    """The ticket's ladder, with what is over ended."""
    policy = context.policy_named(ticket.policy)
    course = course_of(outcome, ticket, policy)
    return course_of(outcome, ticket, policy) if end_cycles(outcome, course, context.now) else course


def _nothing(ticket: Ticket) -> Refusal:
    return Refusal("ESC-03", "Nothing of this is due for {number}.", "", number=ticket.number)


def _called(due: Due, course: Course, people: Answering, ticket: Ticket, context: Context) -> Escalation:
    """The call of that rung or, where nobody there can be reached, of the first above on which somebody can.

    People are resolved as of when they are told: who is off duty at night is there when quiet hours end. On
    the highest rung a call that reaches nobody stands as a hole.
    """
    skipped = [(each.rung, each.trigger, each.at) for each in due.skipped]
    key = (due.milestone, due.cycle)
    taken = {call.rung for call in course.calls if (call.milestone, call.cycle) == key}
    free = [rung for rung in range(due.rung, course.ladder.top + 1) if rung not in taken]
    for rung in free:
        quiet, told_at = course.ladder.telling(rung, ticket.level, context.now, course.zone)
        found = people.on(rung, told_at or context.now)
        if found.persons or quiet == SKIP or rung == free[-1]:
            break
        skipped.append((rung, UNREACHABLE, context.now))
    return Escalation.new(
        id=context.new_id("escalation"),
        ticket=ticket.number,
        milestone=due.milestone,
        trigger=due.trigger,
        rung=rung,
        cycle=due.cycle,
        target=people.targets[rung].code,
        at=context.now,
        actor=context.actor.no,
        due_at=due.at,
        deadline=due.deadline,
        persons=",".join(found.persons),
        away=told_away(found),
        skipped=told_skipped(skipped),
        quiet=quiet,
        notify_at=told_at if quiet else None,
    )


def _answering_now(call: Escalation, people: Answering, now: datetime) -> Reached:
    """Who answers to a call now; where it is a hole, who does to any of the rungs that it passed over."""
    top = people.ladder.top
    found = people.on(min(call.rung, top), now)
    if found.persons:
        return found
    for rung, trigger, _ in skipped_of(call.skipped):
        if trigger == UNREACHABLE and rung <= top and (other := people.on(rung, now)).persons:
            return other
    return found
