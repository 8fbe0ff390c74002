"""Internal clocks: tasks that a ticket's own course starts and ends (INT-08, DSP-07).

They have an owner and a deadline of their own and never move the queue. What is not listed in the policy is
not started.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from db.log.facts import Outcome
from db.rules import moves
from db.tables.task import Task
from db.tables.ticket import Ticket
from db.timing import way_of
from db.verbs.context import Context
from db.verbs.records import expected

SHEET, QUALITY, PLAN, OUTSIDE = "sheet", "quality", "plan", "outside"
REVIEW, MAJOR, FORMALITIES, FORMS = "review", "major", "formalities", "forms"
PARTNER, SLIP = "partner", "slip"
TRACING = "tracing"
UNDECIDED = "undecided"
"""The route of products of which quality has to say whose they are."""
OPEN, DONE, DROPPED = "open", "done", "dropped"


def follow(outcome: Outcome, before: Ticket | None, after: Ticket, context: Context) -> None:
    """Start and end the tasks that this change of the ticket starts and ends.

    The sheet runs from the registration until the ticket is triaged, which needs what stands in it. Quality
    information starts quality's clock (INT-12). Service by another department waits for its head to name
    somebody. A ticket that another program brought has its papers there.
    """
    if after.import_id is not None:
        return
    about = after.subject()
    was_new = before is None or before.state == moves.NEW
    if before is None and after.state == moves.NEW:
        begin(outcome, SHEET, about, context)
    elif was_new and after.state != moves.NEW:
        end(outcome, about, context, (SHEET,))
    _follow_nature(outcome, before, after, context)
    if was_new or (before is not None and before.state == moves.TRIAGED):
        _follow_outside(outcome, None if was_new else before, after, context)
    _follow_papers(outcome, before, after, context)


def _follow_papers(outcome: Outcome, before: Ticket | None, after: Ticket, context: Context) -> None:
    """From the end of the work until its papers are in (VIS-07)."""
    was, now = before is not None and before.state == moves.FOLLOW_UP, after.state == moves.FOLLOW_UP
    if now and not was and expected(after, context.policy_named(after.policy)):
        begin(outcome, FORMS, after.subject(), context)
    elif was and after.state in moves.ACTIVE:
        end(outcome, after.subject(), context, (FORMS,), DROPPED)


def _follow_nature(outcome: Outcome, before: Ticket | None, after: Ticket, context: Context) -> None:
    was = before.nature if before is not None else "support"
    if after.nature == was:
        return
    if after.nature == "quality":
        begin(outcome, QUALITY, after.subject(), context)
    else:
        end(outcome, after.subject(), context, (QUALITY, PLAN), DROPPED)


def _follow_outside(outcome: Outcome, before: Ticket | None, after: Ticket, context: Context) -> None:
    """From when it is known that another department goes out until its head has named somebody (DSP-07)."""
    was, now = before is not None and _is_outside(before, context), _is_outside(after, context)
    if after.state == moves.TRIAGED and now and not was:
        begin(outcome, OUTSIDE, after.subject(), context)
    elif was and after.state == moves.DISPATCHED:
        end(outcome, after.subject(), context, (OUTSIDE,))
    elif was and not now:
        end(outcome, after.subject(), context, (OUTSIDE,), DROPPED)


def _is_outside(ticket: Ticket, context: Context) -> bool:
    """Whether people of another department than the one that took the call are known to go out."""
    policy = context.policy
    if not ticket.responsible and policy.route_of(ticket.category or "").code == UNDECIDED:
        return False
    responsible = policy.responsible_for(ticket.category, ticket.responsible)
    return way_of(ticket) == "on_site" and responsible != ticket.department


def begin(outcome: Outcome, kind: str, about: str, context: Context) -> Task | None:
    """Start a task, unless one of its kind is open about the same thing; None where none is started."""
    listed = context.policy.tasks.task.get(kind)
    if listed is None or outcome.all(Task, about=about, kind=kind, state=OPEN):
        return None
    number = f"TK{context.seq}"
    others = len([each for each in outcome.all(Task) if each.id.startswith(number)])
    return outcome.put(
        Task.new(
            id=f"{number}-{others + 1}" if others else number,
            kind=kind,
            about=about,
            role=listed.role,
            staff=context.actor.no if listed.role in context.actor.roles else None,
            opened_at=context.now,
            due_at=context.now + timedelta(minutes=context.policy.setting(listed.setting)),
        )
    )


def end(outcome: Outcome, about: str, context: Context, kinds: Iterable[str] = (), state: str = DONE) -> None:
    """End the open tasks about a thing, of these kinds or all; what is done starts what follows on it."""
    wanted = tuple(kinds)
    ended = [task for task in outcome.all(Task, about=about, state=OPEN) if not wanted or task.kind in wanted]
    for task in ended:
        outcome.put(task.but(state=state, done_at=context.now, done_by=context.actor.no))
        if state == DONE:
            begin_next(outcome, task, context)


def begin_next(outcome: Outcome, task: Task, context: Context, more: Iterable[str] = ()) -> None:
    """Start what the policy lets follow on a task that is done, and `more`."""
    listed = context.policy.tasks.task.get(task.kind)
    for kind in (*(listed.then if listed else ()), *more):
        begin(outcome, kind, task.about, context)


def hand_on(outcome: Outcome, about: str, to: str, context: Context) -> None:
    """Let the open tasks about a thing be about another one; what is open there already is not doubled."""
    there = {task.kind for task in outcome.all(Task, about=to, state=OPEN)}
    for task in outcome.all(Task, about=about, state=OPEN):
        if task.kind not in there:
            outcome.put(task.but(about=to))
    end(outcome, about, context, state=DROPPED)
