"""The next job near by for somebody who is done with one (VIS-09)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated, ClassVar, Final, NamedTuple

from sqlalchemy import select

from db import kinds
from db.held import category_of
from db.kinds import Called
from db.policy.demands import minutes_of
from db.refusals import refusals
from db.rules.day_of_work import Hole, holes
from db.rules.gates import blocking, gates
from db.rules.profile import Conditions
from db.staffing import candidate_of, job_of, measure_of
from db.tables.ticket import MilestoneTime, Ticket
from db.verbs.naming import find_staff
from db.views import columns as column
from db.views.days import read_days
from db.views.listing import Opens
from db.views.view import View, ViewContext, pieces
from db.workdays import home_of

HALF_DAY: Final = timedelta(hours=12)
NEAR: Final = 15
"""Ways that are so many minutes longer than the nearest are not as near; of equally near ones the worse level
and the earlier deadline count."""


class NearRow(NamedTuple):
    """A ticket that waits and to which somebody can go now: `travel` minutes there, there at `arrive_at`.
    `in_time` says whether that keeps the deadline of arriving."""

    number: column.TicketNumber
    level: column.Level | None
    travel: Annotated[int, kinds.Minutes(), Called("Minutes there")]
    arrive_at: Annotated[datetime, kinds.Instant(), Called("There at")]
    due_at: column.DueAt | None
    in_time: Annotated[bool, kinds.YesNo(), Called("In time")]
    customer: column.CustomerName
    district: column.District
    product: column.Product
    minutes: Annotated[int, kinds.Minutes(), Called("Work in minutes")]


class Near(View[list[NearRow]]):
    """What waits near somebody and can be done by them before what they have next, the nearest first.

    Somebody is where they finished last. Gates, their shift, what they are promised to with the ways between
    are kept; of equally near ones the worse level comes first, then what is due earlier.
    """

    name = "near"
    label = "Next job near by"
    opens = Opens("ticket", "number")
    key = ("number",)
    brief = ("number", "level", "travel", "arrive_at", "due_at", "in_time", "customer", "district", "product")
    positional: ClassVar[tuple[str, ...]] = ("staff",)

    staff: Annotated[str, kinds.StaffNo()]
    limit: Annotated[int | None, Called("How many")] = None

    def read(self, context: ViewContext) -> list[NearRow]:
        no = find_staff(context.read, self.staff).no
        days = read_days(context)
        if no not in days.out:
            return []
        waiting = context.read.rows(Ticket, state="triaged")
        due = _due(context, [ticket.number for ticket in waiting])
        refused = refusals(context.connection, waiting, context.policy, context.now, context.zone)
        waiting = [ticket for ticket in waiting if no not in refused.of(ticket)]
        found = [row for ticket in waiting if (row := _row(context, no, ticket, due.get(ticket.number)))]
        return nearest_first(found)[: self.limit or context.policy.setting("offer_count")]


def nearest_first(rows: Sequence[NearRow]) -> list[NearRow]:
    """What can be kept before what cannot, each in steps from the nearest on, the worse level first."""
    nearest = {
        in_time: min(row.travel for row in rows if row.in_time == in_time)
        for in_time in {row.in_time for row in rows}
    }
    return sorted(
        rows,
        key=lambda row: (
            not row.in_time,
            (row.travel - nearest[row.in_time]) // NEAR,
            row.level or 0,
            (row.due_at is None, row.due_at or row.arrive_at),
            row.number,
        ),
    )


def _due(context: ViewContext, numbers: list[str]) -> dict[str, datetime]:
    """The running deadlines of arriving."""
    row = MilestoneTime.table.c
    found: dict[str, datetime] = {}
    for piece in pieces(numbers):
        asked = select(row.ticket, row.due_at).where(
            row.ticket.in_(piece), row.milestone == "arrive", row.met_at.is_(None), row.due_at.is_not(None)
        )
        found |= dict(context.connection.execute(asked).all())
    return found


def _row(context: ViewContext, no: str, ticket: Ticket, due_at: datetime | None) -> NearRow | None:
    """The ticket as they would do it next; None where they cannot."""
    policy, now, zone = context.policy, context.now, context.zone
    way = Conditions(level=ticket.level, way=ticket.way).way_of_service
    if way != "on_site":
        return None
    days = read_days(context)
    lasts = timedelta(minutes=minutes_of(policy, category_of(ticket, policy), ticket.kind, ticket.fault, way))
    hole = next(iter(_holes(context, no, ticket.zone, lasts)), None)
    if hole is None or (ticket.agreed_to is not None and hole.begin > ticket.agreed_to):
        return None
    begin = max(hole.begin, ticket.agreed_from or hole.begin)
    job = job_of(ticket, policy, now=now, zone=zone, window=(begin, begin + lasts))
    if blocking(gates(job, candidate_of(days.files[no], job, policy, zone), measure_of(policy))):
        return None
    return NearRow(
        ticket.number,
        ticket.level,
        hole.travel,
        begin,
        due_at,
        due_at is None or begin <= due_at,
        ticket.customer_label,
        ticket.district,
        ticket.product,
        int(lasts.total_seconds()) // 60,
    )


def _holes(context: ViewContext, no: str, zone: str | None, lasts: timedelta) -> list[Hole]:
    """Where it fits within half a day before and between what they are promised to."""
    days = read_days(context)
    return holes(
        days.hours(no, context.now, context.now + HALF_DAY), days.has(no).fixed, zone, lasts,
        home=home_of(days.files[no]), minutes=context.policy.roads.minutes,
    )  # fmt: skip
