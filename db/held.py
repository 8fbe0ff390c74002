"""Jobs as those have them who hold them: how long each takes, and when they are promised there (DSP-08)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from db.policy.demands import minutes_of
from db.policy.model import Policy
from db.policy.products import Category
from db.rules.day_of_work import Visit
from db.rules.slips import Promise
from db.tables.ticket import Assignment, Ticket

Window = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Held:
    """An open assignment on an active ticket; `state` and `estimate` are the ticket's, the latter only where
    it is that of the visit: a thing that was sent in keeps nobody at the customer's (VIS-08)."""

    ticket: str
    state: str
    window_from: datetime | None = None
    window_to: datetime | None = None
    departed_at: datetime | None = None
    arrived_at: datetime | None = None
    zone: str | None = None
    work: Work | None = None
    estimate: datetime | None = None

    @property
    def is_there(self) -> bool:
        """Whether somebody is at the customer's: a ticket that is paused has nobody there."""
        return self.arrived_at is not None and self.state != "paused"

    @property
    def done_by(self) -> datetime | None:
        """When it will be done, as whoever has it said of this visit (VIS-10)."""
        since = self.arrived_at or self.window_from
        stands = self.state != "paused" and (since is None or self.estimate is None or self.estimate > since)
        return self.estimate if stands else None


class Work(NamedTuple):
    """What says how long a job lasts."""

    category: str | None
    product: str
    kind: str
    fault: str
    way: str | None


def held_of(assignment: Assignment, ticket: Ticket | None) -> Held:
    """An open assignment as a file has it."""
    return Held(
        assignment.ticket,
        ticket.state if ticket else "",
        assignment.window_from,
        assignment.window_to,
        assignment.departed_at,
        assignment.arrived_at,
        ticket.zone if ticket else None,
        Work(ticket.category, ticket.product, ticket.kind, ticket.fault, ticket.way) if ticket else None,
        ticket.estimate if ticket and ticket.item_state is None else None,
    )


def minutes_of_job(held: Held, policy: Policy) -> int:
    """How long a job that somebody holds lasts: as long as its window, else as long as such jobs do."""
    if held.window_from is not None and held.window_to is not None:
        return int((held.window_to - held.window_from).total_seconds() // 60)
    if held.work is None:
        return policy.setting("provisional_visit_minutes")
    work = held.work
    return minutes_of(policy, category_of(work, policy), work.kind, work.fault, work.way)


def category_of(ticket: Ticket | Work, policy: Policy) -> Category:
    """The ticket's product category, as it was set or as its product's words say."""
    known = policy.products.category.get(ticket.category) if ticket.category else None
    return known or policy.category_of(ticket.product)


def whole_window(begin: datetime | None, end: datetime | None, policy: Policy) -> Window | None:
    """A window with both ends; one that is missing lies a provisional visit away from the other."""
    visit = timedelta(minutes=policy.setting("provisional_visit_minutes"))
    if begin is None:
        return None if end is None else (end - visit, end)
    return begin, end if end is not None else begin + visit


def taken_by(held: Held, policy: Policy) -> Window | None:
    """The stretch that a job takes of whoever has it: its window, longer where it will be done later
    (VIS-10); of somebody who came without one until it is done, as far as that was said."""
    window, done = whole_window(held.window_from, held.window_to, policy), held.done_by
    if window is None:
        came = held.arrived_at
        return None if came is None or done is None else (came, done)
    return window if done is None else (window[0], max(window[1], done))


def promised(held: Iterable[Held], policy: Policy) -> Iterator[Visit]:
    """Where they are promised to customers, past windows too, and what they hold lasts: nothing else may lie
    over it (DSP-08)."""
    for each in held:
        taken = taken_by(each, policy)
        if taken is not None:
            yield Visit(*taken, each.ticket, each.zone)


def promise_of(held: Held, policy: Policy) -> Promise | None:
    """What is agreed about a job, and how long it takes; nothing without a window."""
    window = whole_window(held.window_from, held.window_to, policy)
    if window is None:
        return None
    work = minutes_of_job(replace(held, window_from=None, window_to=None), policy)
    left = held.departed_at if held.arrived_at is None else None
    return Promise(*window, held.ticket, held.zone, timedelta(minutes=work), left, held.done_by)
