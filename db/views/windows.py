"""Windows that can be offered to a customer while they are on the phone (DSP-03, SLA-11)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Annotated, ClassVar, NamedTuple

from sqlalchemy import select

from db import kinds
from db.held import category_of
from db.kinds import Called
from db.policy.demands import minutes_of
from db.rules.day_of_work import Span, common
from db.rules.deadlines import Milestone
from db.rules.gates import blocking, gates
from db.rules.offers import PUT_OFF, CostPart, Hand, Offer, Prices, Wanted, chosen, offers
from db.rules.profile import Conditions
from db.rules.sentence import Sentence, msgid
from db.staffing import PersonFile, candidate_of, job_of, measure_of
from db.tables.codes import ACTIVE_STATES
from db.tables.ticket import MilestoneTime, Ticket
from db.verbs.fields import Instant
from db.verbs.windows import CUSTOMER, Window
from db.views import columns as column
from db.views.candidates import ranked_for, refused_by
from db.views.days import Days, read_days
from db.views.listing import Opens
from db.views.lookup import ticket_meant
from db.views.view import View, ViewContext
from db.workdays import home_of, visiting_hours

OF_HOURS = frozenset({"duty", "overlap"})
"""Gates that may open within a day."""


class WindowRow(NamedTuple):
    """Somebody and a window. `cost` counts minutes: of the road that the day grows by, of the customer's
    waiting, of what sending somebody else would save; `parts` are these. `breaks` names what it breaks."""

    staff: column.Staff
    name: column.Name
    window_from: column.WindowFrom
    window_to: column.WindowTo
    cost: Annotated[int, kinds.Minutes(), Called("Cost (min)")]
    breaks: Annotated[tuple[Sentence, ...], kinds.TEXT, Called("Breaks")]
    parts: Annotated[tuple[CostPart, ...], Called("Parts of the cost")]
    minutes: Annotated[int, kinds.Span(), Called("Time of work")]
    why: Annotated[Sentence, kinds.TEXT, Called("What it costs")]


class Windows(View[list[WindowRow]]):
    """The few cheapest windows that can be promised, each with whom to send; none breaks a rule.

    They keep gates, other windows with the ways between, shifts, the service hours of the branch but for
    level 1 and at night by the customer's own wish, deadlines and what the customer wished. A
    deadline that has passed, or that the customer's own wish leaves behind, is no longer kept (SLA-11). A
    ticket to which nobody goes any more has none.
    """

    name = "windows"
    label = "Windows"
    opens = Opens("staff", "staff")
    key = ("staff", "window_from")
    brief = ("window_from", "window_to", "staff", "name", "cost", "why", "breaks")
    if_any = frozenset({"breaks"})
    of_ticket = True
    positional: ClassVar[tuple[str, ...]] = ("number",)

    number: str
    limit: Annotated[int | None, Called("How many")] = None
    late: Annotated[bool, Called("Past the deadline, too")] = False
    not_before: Annotated[Instant | None, Called("Not before")] = None

    def read(self, context: ViewContext) -> list[WindowRow]:
        ticket = ticket_meant(context, self.number)
        if ticket.state not in ACTIVE_STATES:
            return []
        row = MilestoneTime.table.c
        asked = select(row.milestone, row.due_at, row.original_due_at, row.agreed, row.granted).where(
            row.ticket == ticket.number, row.met_at.is_(None), row.due_at.is_not(None)
        )
        due = {
            milestone: original if agreed and not granted else due_at
            for milestone, due_at, original, agreed, granted in context.connection.execute(asked)
        }
        return windows_for(context, ticket, due, self.limit, late=self.late, not_before=self.not_before)


def windows_for(
    context: ViewContext,
    ticket: Ticket,
    due: Mapping[str, datetime],
    most: int | None = None,
    *,
    late: bool = False,
    not_before: datetime | None = None,
) -> list[WindowRow]:
    """The windows for a ticket whose milestones are `due` then; one not yet registered has no number. With
    `late` those as well that break a deadline or the wish, and say so. `not_before` is what the customer asks
    for now: it stands in the place of the wish with which they called."""
    policy = context.policy
    way = Conditions(level=ticket.level, way=ticket.way).way_of_service
    lasts = minutes_of(policy, category_of(ticket, policy), ticket.kind, ticket.fault, way)
    wanted = wanted_for(context, ticket, due, lasts, not_before)
    days = read_days(context)
    end = wanted.earliest + timedelta(days=max(1, policy.setting("offer_days")))
    found = offers(
        _hands(context, ticket, days, Span(wanted.earliest, end), wanted.length),
        replace(wanted, latest=None, done_by=None) if late else wanted,
        ticket.zone,
        policy.roads.minutes,
        Prices(policy.setting("offer_wait_percent")),
    )
    stopped = _Stopped(context, ticket, days.files)
    kept = chosen(found, most or policy.setting("offer_count"), lambda one: not stopped(one))
    return [
        WindowRow(
            one.staff,
            days.files[one.staff].name,
            one.begin,
            one.end,
            one.cost,
            tuple(_broken(wanted, one)),
            one.parts,
            lasts,
            _why(one),
        )
        for one in kept
    ]


def wanted_for(
    context: ViewContext,
    ticket: Ticket,
    due: Mapping[str, datetime],
    lasts: int,
    not_before: datetime | None = None,
) -> Wanted:
    """What a window has to keep: what the customer wished, and the deadlines that still can be kept.

    A wish that begins after the deadline of arriving is the customer's own: it stands in its place (SLA-11).
    """
    now = context.now
    wish: Window = (ticket.wanted_from, ticket.wanted_to) if not_before is None else (not_before, None)
    if wish[1] is not None and wish[1] <= now:
        wish = (None, None)  # it passed
    earliest = max(now, wish[0]) if wish[0] is not None else now
    arrive, resolve = (due.get(each.value) for each in (Milestone.ARRIVE, Milestone.RESOLVE))
    theirs = ticket.window_wanted_by == CUSTOMER and ticket.agreed_to is not None
    latest = [] if wish[1] is None else [wish[1]]
    if arrive is not None and arrive > earliest and not theirs:
        latest.append(arrive)
    return Wanted(
        earliest=earliest,
        length=timedelta(minutes=lasts),
        window=timedelta(minutes=max(1, context.policy.setting("offer_window_minutes"))),
        latest=min(latest, default=None),
        done_by=resolve if resolve is not None and resolve - timedelta(minutes=lasts) > earliest else None,
    )


def _why(one: Offer) -> Sentence:
    """The cost as a sum, in minutes."""
    values = {part.name: part.minutes for part in one.parts}
    plain = msgid("{travel} road+{wait} wait+{fit} fit")
    more = msgid("{travel} road+{wait} wait+{fit} fit+{put_off} delay")
    return Sentence(more if values[PUT_OFF] else plain, values)


def _broken(wanted: Wanted, one: Offer) -> Iterator[Sentence]:
    if wanted.latest is not None and one.end > wanted.latest:
        yield Sentence(msgid("ends after {until}"), {"until": wanted.latest})
    if wanted.done_by is not None and one.begin + wanted.length > wanted.done_by:
        yield Sentence(msgid("not done by {until}"), {"until": wanted.done_by})


def _hands(
    context: ViewContext,
    ticket: Ticket,
    days: Days,
    within: Span,
    work: timedelta,
) -> Iterable[Hand]:
    """Everybody who goes out, in their hours, as far as the customer can be visited then, with what they hold
    beside this ticket. Whoever has it knows it already: of equal ones they stay."""
    policy = context.policy
    visited = visiting_hours(policy, ticket, within, work)
    job = job_of(ticket, policy, now=context.now, zone=context.zone)
    worst = policy.setting("offer_fit_minutes")
    for row in ranked_for(context, ticket, job, days.files):
        fixed = days.has(row.staff, but=ticket.number).fixed
        all_of_it, timed = days.visits(row.staff, but=ticket.number), {one.ticket for one in fixed}
        yield Hand(
            staff=row.staff,
            hours=common(days.hours(row.staff, within.begin, within.end), visited),
            visits=fixed,
            loose=[Span(one.begin, one.end) for one in all_of_it if one.ticket not in timed],
            home=home_of(days.files[row.staff]),
            unfit=0 if row.staff == ticket.technician else int((1 - row.score) * worst),
        )


class _Stopped:
    """Whether a gate stops somebody within a window. What is not about its hours stops them all day long, and
    is asked once."""

    def __init__(self, context: ViewContext, ticket: Ticket, files: Mapping[str, PersonFile]) -> None:
        self._context, self._ticket, self._files = context, ticket, files
        self._measure = measure_of(context.policy)
        self._refused = refused_by(context, ticket)
        self._all_day: set[tuple[str, date]] = set()

    def __call__(self, offer: Offer) -> bool:
        context = self._context
        window = (offer.begin, offer.end)
        job = job_of(self._ticket, context.policy, now=context.now, zone=context.zone, window=window)
        if (offer.staff, job.day) in self._all_day:
            return True
        since = self._refused.get(offer.staff)
        file = self._files[offer.staff]
        candidate = candidate_of(file, job, context.policy, context.zone, unwelcome_since=since)
        stops = blocking(gates(job, candidate, self._measure))
        if any(gate.name not in OF_HOURS for gate in stops):
            self._all_day.add((offer.staff, job.day))
        return bool(stops)
