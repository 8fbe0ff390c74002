"""The window agreed with the customer: who wanted it, and what it is measured against (SLA-11)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, Literal

from db import kinds
from db.errors import BadField
from db.held import whole_window
from db.kinds import Called
from db.log.facts import Outcome
from db.policy.model import Policy
from db.rules.deadlines import Milestone
from db.rules.sentence import msgid
from db.tables.ticket import Assignment, MilestoneTime, Ticket
from db.verbs.context import Context

WantedBy = Annotated[Literal["customer", "us"], kinds.Code("wanted_by"), Called("Time wanted by")]
CUSTOMER, US = "customer", "us"
OVERLAP = "overlap"
"""The gate that keeps somebody out of two windows at once."""
Window = tuple[datetime | None, datetime | None]


def check_window(begin: datetime | None, end: datetime | None, at: datetime, policy: Policy) -> None:
    """Refuse a window that ends before it begins, or that is over at that instant (DSP-03)."""
    if begin is not None and end is not None and begin >= end:
        raise BadField("window_to", "The window ends before it begins.")
    whole = whole_window(begin, end, policy)
    if whole is not None and whole[1] <= at:
        raise BadField(
            "window_to" if end is not None else "window_from",
            "The window lies in the past: it ended at {until} (DSP-03).",
            "Agree a later one with the customer.",
            until=whole[1],
        )


def warn(outcome: Outcome, rule: str, text: str, **values: Any) -> None:
    """Add a warning to the answer: a msgid with its values, instants as texts."""
    outcome.answer.setdefault("warnings", []).append({"rule": rule, "msgid": text, "values": values})


def warn_of_begin(outcome: Outcome, begin: datetime | None, at: datetime, context: Context) -> None:
    """Say when a window was agreed that had begun by then: mostly a slip of the hand (DSP-03)."""
    if begin is not None and begin < at:
        warn(
            outcome,
            "DSP-03",
            msgid("The window began at {begin}, which is past."),
            begin=context.local_text(begin),
        )


def warn_of_window(outcome: Outcome, ticket: Ticket, context: Context) -> None:
    """Say when the agreed time lies beyond the deadline of arriving or of resolving.

    An agreed time that is the deadline itself is measured against what it replaced, unless the customer
    wanted it so.
    """
    if ticket.agreed_to is None:
        return
    sentences = {
        Milestone.ARRIVE: msgid("The window ends at {until}, after the deadline of arriving, {due}."),
        Milestone.RESOLVE: msgid("The window ends at {until}, after the deadline of resolving, {due}."),
    }
    for milestone, sentence in sentences.items():
        row = outcome.get(MilestoneTime, ticket.number, milestone.value)
        as_wanted = milestone is Milestone.ARRIVE and ticket.window_wanted_by == CUSTOMER
        if row is None or row.met_at is not None or as_wanted:
            continue
        due = row.original_due_at if row.agreed and not row.granted else row.due_at
        if due is not None and ticket.agreed_to > due:
            warn(
                outcome,
                "SLA-11",
                sentence,
                until=context.local_text(ticket.agreed_to),
                due=context.local_text(due),
            )


def wanted_by(said: str | None, ticket: Ticket, window: Window) -> str | None:
    """Who wanted the window: as somebody said; what was so before where it stays; else us.

    The very time that the customer asked for when calling is theirs, where that was recorded so.
    """
    if window == (None, None):
        return None
    if said is not None:
        return said
    same = window == (ticket.agreed_from, ticket.agreed_to)
    asked = window == (ticket.wanted_from, ticket.wanted_to)
    return ticket.window_wanted_by or US if same or asked else US


def busy(no: str, window: Window, overruled: Iterable[str], policy: Policy) -> Window:
    """The time in which the schema lets nobody else have them: the whole window, nothing where somebody
    overruled that they are elsewhere (DSP-08)."""
    whole = whole_window(*window, policy)
    return (None, None) if whole is None or f"{no}:{OVERLAP}" in overruled else whole


def moved_to(
    outcome: Outcome, ticket: Ticket, window: Window, who: str | None, reason: str, context: Context
) -> None:
    """Give whoever holds the ticket the new window.

    The one before ends as it was and a new one begins, so that what was missed or kept stays on record
    (SLA-13); where only who wanted it is another, nothing ends.
    """
    overruled = outcome.answer.get("overruled", ())
    for at, before in enumerate(outcome.all(Assignment, ticket=ticket.number, ended_at=None)):
        begin, end = busy(before.technician, window, overruled, context.policy)
        held = before.but(busy_from=begin, busy_to=end)
        if (held.window_from, held.window_to) == window:
            outcome.put(held.but(wanted_by=who))
            continue
        outcome.put(before.but(ended_at=max(context.now, held.begun_at), reason=reason or held.reason))
        outcome.put(
            held.but(
                id=context.new_id(f"assignment {at}"),
                begun_at=max(context.now, held.begun_at),
                departed_at=held.departed_at if held.arrived_at is None else None,
                arrived_at=None,
                window_from=window[0],
                window_to=window[1],
                wanted_by=who,
            )
        )
