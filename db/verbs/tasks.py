"""Internal clocks in people's hands: done, or handed to somebody else (INT-08)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, ClassVar

from db import kinds
from db.errors import BadField, NotPermitted, Refusal
from db.kinds import Called
from db.log.facts import Facts, Outcome, Reader
from db.policy.parts import named
from db.subjects.subject import name_of
from db.tables.row import Row
from db.tables.staff import Staff
from db.tables.task import Task
from db.tables.ticket import Ticket
from db.verbs import groups
from db.verbs.clocks import begin_next
from db.verbs.context import Context
from db.verbs.fields import OptionalCode, Person, Tasks, Words
from db.verbs.moving import moved
from db.verbs.verb import Reads, Verb
from db.verbs.who import EVERYBODY

OVERRULE = "overrule"


class TaskVerb(Verb):
    """A verb about a task; given a list of tasks it is a bulk. What the task is about is held with it."""

    about: ClassVar[str] = "task"
    undoable: ClassVar[bool] = True
    reads: ClassVar[Reads] = {"task": ()}
    looks_at: ClassVar[tuple[type[Row], ...]] = (Ticket,)

    task: Tasks

    @property
    def number(self) -> str:
        """The task's number, once references are resolved."""
        assert isinstance(self.task, str)
        return self.task

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        # A task changes under the lock of what it is about, so that nobody waits in a circle.
        return {task.about for task in read.rows(Task, id=self.number)}

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        yield from super().facts(read, context)
        for task in read.rows(Task, id=self.number):
            # With the ticket it is known whether all that lies within one's reach.
            yield from read.rows(Ticket, number=name_of(task.about))

    def found(self, facts: Facts, move: str, context: Context) -> tuple[Task, str]:
        """The task and the state to which the move leads; refused to those whose it is not."""
        task = facts.one(Task, self.number)
        state = moved(task, move, move)
        held = context.actor.roles & {task.role, "admin"}
        if task.staff != context.actor.no and not held and not self._overrules(context):
            raise NotPermitted(
                "INT-08", "{number} is a task of {staff}.", "Ask them, or somebody of that role.",
                number=task.id, staff=task.staff or task.role,
            )  # fmt: skip
        return task, state

    def _overrules(self, context: Context) -> bool:
        return context.policy.has_right(OVERRULE, context.actor.roles)


class DoTask(TaskVerb):
    """Say that a task is done, and what came of it; the policy says which one follows.

    `followed_by` is one that follows only where whoever did it says so: after the review of a plan the
    approval by the general manager, where the quality problem is a major one.
    """

    name = "do_task"
    example = {"task": "TK999", "text": "x"}
    group = groups.WATCH
    word = "finish a task"
    sentence = ("text",)
    default_roles = EVERYBODY
    rule = "INT-08"

    text: Annotated[Words, Called("Text")]
    followed_by: Annotated[
        OptionalCode, kinds.Listed("task"), Called("Followed by", "followed by: {value}")
    ] = ""

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        yield from super().facts(read, context)
        for task in read.rows(Task, id=self.number):
            yield from read.rows(Task, about=task.about, state="open")

    def decide(self, facts: Facts, context: Context) -> Outcome:
        task, state = self.found(facts, "do_task", context)
        outcome = Outcome(facts)
        outcome.put(task.but(state=state, done_at=context.now, done_by=context.actor.no, text=self.text))
        begin_next(outcome, task, context, self._followed(task, context))
        return _told(outcome, task)

    def _followed(self, task: Task, context: Context) -> tuple[str, ...]:
        """What is to follow besides, which the policy has to allow."""
        if not self.followed_by:
            return ()
        known = context.policy.tasks.task
        listed = known.get(task.kind)
        allowed = {kind: known[kind] for kind in (listed.may_follow if listed else ())}
        found = named(allowed, self.followed_by)
        if found is None:
            raise BadField(
                "followed_by", "“{code}” is not one of {codes}.",
                code=self.followed_by, codes=", ".join(allowed) or "-",
            )  # fmt: skip
        return (found.code,)


class HandTask(TaskVerb):
    """Hand a task to somebody else; its deadline stays."""

    name = "hand_task"
    example = {"task": "TK999", "to": "T001"}
    group = groups.WATCH
    word = "hand on a task"
    sentence = ("to",)
    default_roles = EVERYBODY
    rule = "INT-08"
    reads: ClassVar[Reads] = {"task": (), "to": ()}

    to: Annotated[Person, Called("Handed to")]

    def decide(self, facts: Facts, context: Context) -> Outcome:
        task, _ = self.found(facts, "hand_task", context)
        person = facts.one(Staff, self.to)
        if not person.active:
            raise Refusal("PPL-01", "{staff} is no longer with us.", "Choose another one.", staff=person.no)
        if task.staff == person.no:
            raise Refusal("INT-08", "{number} is a task of {staff} already.", "", number=task.id,
                          staff=person.no)  # fmt: skip
        outcome = Outcome(facts)
        outcome.put(task.but(staff=person.no))
        return _told(outcome, task)


def _told(outcome: Outcome, task: Task) -> Outcome:
    """What every verb about a task answers."""
    after = outcome.get(Task, task.id)
    assert after is not None
    following = [each.id for each in outcome.all(Task) if outcome.facts.get(Task, each.id) is None]
    outcome.answer.update(
        task=after.id, kind=after.kind, about=after.about.partition(":")[2], state=after.state,
        owner=after.staff, following=following,
    )  # fmt: skip
    return outcome
