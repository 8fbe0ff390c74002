"""What waits for others meanwhile: internal clocks that people end, extensions that are asked for and decided
(INT-08, DSP-07, SLA-08)."""

from __future__ import annotations

from typing import Any

from db.demo.hours import DAY, HOUR, MINUTE
from db.demo.plan import Plan, Step
from db.demo.telling import Telling
from db.demo.words import words
from db.tables.task import Request, Task
from db.tables.ticket import MilestoneTime
from db.verbs.clocks import FORMALITIES, MAJOR, PLAN, QUALITY, REVIEW

BY = {QUALITY: "Q01", REVIEW: "Q01", PLAN: "M01", MAJOR: "M01", FORMALITIES: "C01"}
"""Whose the clocks are in the demo's branch."""
TOOK = {QUALITY: (25, 135), PLAN: (50, 260), REVIEW: (15, 130), MAJOR: (40, 500), FORMALITIES: (10, 125)}
"""Minutes that they take: some longer than they may."""
KEPT_DAYS = 30
"""So long before the demo's day people began to keep their clocks: older ones ended with their tickets."""
TELLS = ("do_task", "extend", "decide")
"""Verbs of which only the telling knows the fields."""


def add_waiting(plan: Plan) -> None:
    """Put into a plan what quality, the department and customer service do about it, as far as it comes
    before the ticket is closed; what is left is open on the demo's day."""
    if plan.steps[0].second < plan.hours.end - KEPT_DAYS * DAY:
        return
    over = plan.last if plan.steps[-1].verb == "close" else plan.hours.end
    sent = next((step.second for step in plan.steps if step.verb == "dispatch"), None)
    added: list[Step] = []
    if plan.call.fields.get("nature") == "quality":
        kinds = [QUALITY, PLAN, REVIEW, *([MAJOR] if plan.chance.happens(0.15) else [])]
        added += _chain(plan, plan.steps[0].second, kinds, over)
    elif plan.call.is_outside and sent is not None:
        added += _chain(plan, sent, [REVIEW], over)
    if plan.call.is_outside and sent is not None:
        added += _chain(plan, sent, [FORMALITIES], over)
    if plan.steps[-1].verb != "close" and plan.chance.happens(0.12):
        added += _asked(plan, over)
    plan.steps = sorted([*plan.steps, *added], key=lambda step: step.second)


def _chain(plan: Plan, begin: int, kinds: list[str], over: int) -> list[Step]:
    """One task after the other, by day, until the ticket is over."""
    steps: list[Step] = []
    chance, second = plan.chance, begin
    for at, kind in enumerate(kinds):
        second = plan.hours.daytime(
            second + chance.between(*TOOK[kind]) * MINUTE, chance.between(1, 50) * MINUTE
        )
        if second >= over:
            break
        follows = {"followed_by": MAJOR} if kinds[at + 1 :] == [MAJOR] else {}
        fields = {"kind": kind, "text": chance.one(words()["said"][kind]), **follows}
        steps.append(Step(second, "do_task", BY[kind], fields))
    return steps


def _asked(plan: Plan, over: int) -> list[Step]:
    """A later deadline that a dispatcher asks for, and what the manager says to it by then."""
    chance = plan.chance
    second = plan.last + chance.between(2, 40) * MINUTE
    if second >= over:
        return []
    said = words()["said"]
    hours = {"hours": chance.between(2, 8), "reason": chance.one(said["extend"])}
    steps = [Step(second, "extend", chance.one(("D01", "D02")), hours)]
    second += chance.between(3, 90) * MINUTE
    if second < over:
        decision = "yes" if chance.happens(0.7) else "no"
        reason = chance.one(said["decide"][decision])
        steps.append(Step(second, "decide", "M01", {"decision": decision, "reason": reason}))
    return steps


def tell_waiting(telling: Telling, step: Step, ticket: str) -> None:
    """Do such a step; where nothing waits any more it is noted instead, so that each step is one event."""
    told = _fields(telling, step, ticket)
    if told is None:
        text = step.fields.get("text") or step.fields["reason"]
        telling.do("note", step.actor, ticket=ticket, text=text)
    else:
        telling.do(step.verb, step.actor, **told)


def _fields(telling: Telling, step: Step, ticket: str) -> dict[str, Any] | None:
    fields, about = dict(step.fields), f"ticket:{ticket}"
    if step.verb == "do_task":
        tasks = telling.world.rows(Task, about=about, kind=fields.pop("kind"), state="open")
        return fields | {"task": tasks[0].id} if tasks else None
    if step.verb == "decide":
        asked = telling.world.rows(Request, about=about, state="open")
        return fields | {"request": asked[0].id} if asked else None
    later = fields.pop("hours") * HOUR
    running = [
        row
        for row in telling.world.rows(MilestoneTime, ticket=ticket, state="running")
        if row.due_at is not None and row.due_at > telling.now and row.met_at is None
    ]
    if not running or telling.world.rows(Request, about=about, state="open"):
        return None
    first = min(running, key=lambda row: (row.due_at, row.milestone))
    assert first.due_at is not None
    until = telling.text(first.due_at, later)
    return fields | {"ticket": ticket, "milestone": first.milestone, "until": until}
