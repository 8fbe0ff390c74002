"""What can be judged where only the day of a moment is known: what holds at every minute of that day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta

from db.log.facts import Outcome
from db.rules import deadlines
from db.rules.deadlines import History, Milestone, Start
from db.tables.ticket import MilestoneTime, Ticket
from db.timing import STARTS, history_of
from db.verbs.context import Context

_MOMENTS = {Start.REPORT: "reported"} | {
    start: column.removesuffix("_at") for start, column in STARTS.items() if start is not Start.REPORT
}
_PAUSES = {"paused", "resumed"}


def is_certain(
    outcome: Outcome, ticket: Ticket, milestone: Milestone, context: Context, *, by_day: bool
) -> bool:
    """Whether meeting the milestone now is in time, or late, whatever the minutes were that nobody knows."""
    vague = set((ticket.by_day or "").split(",")) - {""}
    if not vague and not by_day:
        return True
    policy = context.policy_named(ticket.policy)
    history = history_of(outcome, ticket, policy)
    if vague & _PAUSES and history.pauses and milestone in deadlines.PAUSABLE:
        return False

    def due(starts: History) -> datetime | None:
        return deadlines.meet(starts, policy.targets, milestone, context.now).due_at

    earliest, latest = due(_shifted(history, vague, context, 0)), due(_shifted(history, vague, context, 1))
    if earliest is None or latest is None:
        # Against no deadline nothing is judged anyway.
        return True
    first, last = _day_of(context.now, context) if by_day else (context.now, context.now)
    return last <= earliest or first > latest


def unmet(outcome: Outcome, ticket: Ticket, *milestones: Milestone) -> Iterator[Milestone]:
    """Those of the milestones that nothing has met."""
    for milestone in milestones:
        row = outcome.get(MilestoneTime, ticket.number, milestone.value)
        if row is None or row.met_at is None:
            yield milestone


def _shifted(history: History, vague: set[str], context: Context, end: int) -> History:
    """The history with every start that is known by its day at the begin (0) or end (1) of that day."""
    started = {
        start: _day_of(at, context)[end] if _MOMENTS[start] in vague else at
        for start, at in history.started.items()
    }
    return replace(history, started=started)


def _day_of(at: datetime, context: Context) -> tuple[datetime, datetime]:
    """The first and the last second of the instant's day in the branch."""
    first = datetime.combine(context.local(at).date(), time(), context.zone)
    return first, first + timedelta(days=1, seconds=-1)
