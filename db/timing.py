"""From a ticket's rows to its deadlines and back: the one place where rows meet `rules.deadlines`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Protocol, TypeVar

from db.policy.model import Policy
from db.rules import deadlines
from db.rules.deadlines import Clock, Conditions, History, Milestone, Standing, Start, State
from db.rules.lateness import paused_late_seconds
from db.tables.columns import LAST_PRIORITY, UNLEVELLED, UNTRIAGED_LEVEL
from db.tables.row import Row, changed_row, made_row
from db.tables.task import Extension
from db.tables.ticket import MilestoneTime, Pause, Ticket

R = TypeVar("R", bound=Row)

NEVER = datetime(9999, 12, 31, tzinfo=UTC)
"""The due time of a ticket that has none, for sorting."""

SKEW = timedelta(minutes=2)
"""How far two desks' clocks may differ before a verb is refused for lying before the ticket's last event."""

STARTS: Mapping[Start, str] = {
    Start.REPORT: "reported_at",
    Start.DISPATCHED: "dispatched_at",
    Start.ARRIVED: "arrived_at",
    Start.FINISHED: "finished_at",
    Start.VERIFIED: "verified_at",
}

# Looking a word up is several times as fast as asking the enumeration for it.
_MILESTONES = {each.value: each for each in Milestone}
_CLOCKS = {each.value: each for each in Clock}
_STARTS = {each.value: each for each in Start}
_STATES = {each.value: each for each in State}


class Rows(Protocol):
    """Facts, or an outcome so far."""

    def all(self, kind: type[R], /, **equal: object) -> list[R]: ...


_conditions = lru_cache(maxsize=4096)(Conditions)
"""Few tickets differ in them, and one that is there already is compared and hashed at once."""


def conditions_of(ticket: Ticket, policy: Policy) -> Conditions:
    """What the ticket's targets are chosen by."""
    zone = policy.zone_of(ticket.zone)
    office = policy.organisation.branch.get(ticket.branch)
    return _conditions(
        ticket.level,
        ticket.way,
        ticket.urgent,
        ticket.problem,
        ticket.supplier_needed,
        zone.main_urban,
        zone.travel_minutes,
        zone.distance_km,
        ticket.fault_group,
        ticket.level is not None or policy.kind(ticket.kind).level,
        office.calendar if office is not None else None,
    )


def sort_level(ticket: Ticket) -> int:
    """The level in the order of the queue: what needs none comes after the others (SLA-14)."""
    if ticket.level is not None:
        return ticket.level
    return UNTRIAGED_LEVEL if ticket.state in ("new", "cancelled") else UNLEVELLED


def way_of(ticket: Ticket) -> str:
    """The way of service that was said, or the one that follows from the level."""
    return _conditions(ticket.level, ticket.way).way_of_service


def standing_of(row: MilestoneTime) -> Standing:
    """A stored target as the rules see it."""
    stored = row.__dict__
    return Standing(
        milestone=_MILESTONES[stored["milestone"]],
        level=stored["level"],
        clock=_CLOCKS[stored["clock"]],
        calendar=stored["calendar"],
        start=_STARTS[stored["start"]],
        state=_STATES[stored["state"]],
        allowance_minutes=stored["allowance_minutes"],
        working_days=stored["working_days"],
        started_at=stored["started_at"],
        due_at=stored["due_at"],
        original_due_at=stored["original_due_at"],
        at_risk_at=stored["at_risk_at"],
        met_at=stored["met_at"],
        paused_since=stored["paused_since"],
        remaining_minutes=stored["remaining_minutes"],
        agreed=stored["agreed"],
        granted=stored["granted"],
        missed_at=stored["missed_at"],
        forgiven_at=stored["forgiven_at"],
        late_from=stored["late_from"],
    )


def row_of(number: str, standing: Standing) -> MilestoneTime:
    """A target as it is stored."""
    return made_row(
        MilestoneTime,
        {
            "ticket": number,
            "milestone": standing.milestone._value_,
            "level": standing.level,
            "clock": standing.clock._value_,
            "calendar": standing.calendar,
            "start": standing.start._value_,
            "state": standing.state._value_,
            "allowance_minutes": standing.allowance_minutes,
            "working_days": standing.working_days,
            "started_at": standing.started_at,
            "due_at": standing.due_at,
            "original_due_at": standing.original_due_at,
            "at_risk_at": standing.at_risk_at,
            "met_at": standing.met_at,
            "paused_since": standing.paused_since,
            "remaining_minutes": standing.remaining_minutes,
            "agreed": standing.agreed,
            "granted": standing.granted,
            "missed_at": standing.missed_at,
            "forgiven_at": standing.forgiven_at,
            "late_from": standing.late_from,
        },
    )


def pauses_of(rows: Rows, number: str) -> tuple[deadlines.Pause, ...]:
    """The ticket's pauses in order."""
    found = rows.all(Pause, ticket=number)
    if not found:
        return ()
    found.sort(key=lambda pause: pause.begun_at)
    return tuple(
        deadlines.Pause(each.begun_at, each.ended_at, each.reason, each.actor, each.text) for each in found
    )


def grants_of(rows: Rows, number: str) -> tuple[deadlines.Grant, ...]:
    """The extensions that were granted, in order (SLA-08)."""
    found = rows.all(Extension, ticket=number)
    found.sort(key=lambda each: each.granted_at)
    return tuple(deadlines.Grant(_MILESTONES[each.milestone], each.until, each.granted_at) for each in found)


def history_of(rows: Rows, ticket: Ticket, policy: Policy) -> History:
    """The ticket's history as the deadlines are derived from it; `policy` is the ticket's own version."""
    met = {
        standing.milestone: standing
        for row in rows.all(MilestoneTime, ticket=ticket.number)
        if row.met_at is not None
        for standing in (standing_of(row),)
    }
    columns = ticket.__dict__
    return History(
        conditions=conditions_of(ticket, policy),
        started={
            start: instant for start, column in STARTS.items() if (instant := columns[column]) is not None
        },
        met=met,
        pauses=pauses_of(rows, ticket.number),
        grants=grants_of(rows, ticket.number),
        agreed_to=ticket.agreed_to,
        wanted_by_customer=ticket.window_wanted_by == "customer",
        profile=ticket.profile,
        finished=ticket.state in ("follow_up", "closed"),
        unjudged=frozenset(_MILESTONES[each] for each in not_judged(ticket)),
        void=ticket.state == "cancelled",
    )


def not_judged(ticket: Ticket) -> tuple[str, ...]:
    """The milestones that nothing is known of: neither met nor missed, out of every rate."""
    stored = ticket.unjudged
    return tuple(stored.split(",")) if stored else ()


def unjudged(ticket: Ticket, *milestones: Milestone) -> Ticket:
    """The ticket with these milestones out of every rate as well."""
    return _with_unjudged(ticket, {*not_judged(ticket), *(each.value for each in milestones)})


def judged(ticket: Ticket, *milestones: Milestone) -> Ticket:
    """The ticket with these milestones open again."""
    return _with_unjudged(ticket, {*not_judged(ticket)} - {each.value for each in milestones})


def _with_unjudged(ticket: Ticket, names: set[str]) -> Ticket:
    return changed_row(ticket, {"unjudged": ",".join(sorted(names)) or None})


def standings_before(rows: Rows, number: str) -> dict[Milestone, Standing]:
    """The targets as they stood when the rows were read."""
    found = (standing_of(row) for row in rows.all(MilestoneTime, ticket=number))
    return {standing.milestone: standing for standing in found}


def with_due(
    ticket: Ticket, standings: Iterable[Standing], policy: Policy, pauses: tuple[deadlines.Pause, ...] = ()
) -> Ticket:
    """The ticket with its milestone, due time and place in the queue taken from its targets (DSP-01)."""
    standings = tuple(standings) if ticket.state != "closed" else ()
    lead = deadlines.leading(standings)
    still = deadlines.frozen(standings)
    shown = lead or still
    return changed_row(
        ticket,
        {
            "milestone": shown.milestone.value if shown else None,
            "due_at": lead.due_at if lead else None,
            "original_due_at": shown.original_due_at if shown else None,
            "at_risk_at": lead.at_risk_at if lead else None,
            "paused_since": still.paused_since if still else None,
            "remaining_minutes": still.remaining_minutes if still else None,
            "due_calendar": lead.calendar if lead else None,
            "late_paused_seconds": paused_late_seconds(lead, policy.targets, pauses)
            if lead and pauses
            else 0,
            "sort_level": sort_level(ticket),
            "sort_priority": ticket.priority or LAST_PRIORITY,
            "sort_due": lead.due_at if lead and lead.due_at else NEVER,
        },
    )
