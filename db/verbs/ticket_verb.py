"""What verbs about one ticket share: finding it, the legal move, its deadlines, the answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, ClassVar

from db.errors import BadField, Refusal
from db.log.facts import Outcome, Reader
from db.policy.model import Policy
from db.rules import deadlines
from db.rules.calendar import CalendarError
from db.rules.deadlines import Milestone, Standing
from db.rules.lateness import lasting, since_change
from db.rules.provisional import provisional_years
from db.rules.sentence import msgid
from db.subjects.ticket import TICKET
from db.tables.ticket import Assignment, MilestoneTime, Ticket
from db.timing import history_of, pauses_of, row_of, standings_before, with_due
from db.verbs.clocks import follow
from db.verbs.context import Context
from db.verbs.fields import Tickets
from db.verbs.laddering import armed, levelled
from db.verbs.moving import moved as moved
from db.verbs.reading import CLOCKS
from db.verbs.verb import Reads, Verb
from db.verbs.windows import warn

PROVISIONAL = msgid("The deadline is provisional: the days off of {years} are not official yet.")


class TicketVerb(Verb):
    """A verb about a ticket; given a list of tickets it is a bulk, one event for each."""

    undoable: ClassVar[bool] = False
    about: ClassVar[str] = "ticket"
    reads: ClassVar[Reads] = {"ticket": CLOCKS}

    ticket: Tickets

    @property
    def number(self) -> str:
        """The ticket's number, once references are resolved."""
        assert isinstance(self.ticket, str)
        return self.ticket

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        return (f"ticket:{self.number}",)


def meet(outcome: Outcome, ticket: Ticket, milestone: Milestone, at: Any, context: Context) -> None:
    """Record that a milestone was met, judged by what is in force (SLA-02); a met one stays as it is."""
    present = outcome.get(MilestoneTime, ticket.number, milestone.value)
    if present is not None and present.met_at is not None:
        return
    policy = context.policy_named(ticket.policy)
    history = history_of(outcome, ticket, policy)
    outcome.put(row_of(ticket.number, deadlines.meet(history, policy.targets, milestone, at)))


def unmeet(outcome: Outcome, ticket: Ticket, *milestones: Milestone) -> None:
    """Open milestones again; their clocks start where they started first."""
    for milestone in milestones:
        present = outcome.get(MilestoneTime, ticket.number, milestone.value)
        if present is not None and present.met_at is not None:
            outcome.put(present.but(met_at=None))


def end_assignments(outcome: Outcome, ticket: Ticket, at: Any, reason: str = "") -> None:
    """Nobody holds the ticket any more; who held it from when to when stays on record (DSP-09)."""
    for assignment in outcome.all(Assignment, ticket=ticket.number, ended_at=None):
        outcome.put(assignment.but(ended_at=max(at, assignment.begun_at), reason=reason or assignment.reason))


def another_visit(ticket: Ticket) -> Ticket:
    """The ticket as before any step of the visit that is to come: what was said of the one before, by when it
    would be done, holds no more; of a thing that was sent in it does (VIS-08, VIS-10)."""
    return ticket.but(visit_step=None, estimate=ticket.estimate if ticket.item_state is not None else None)


def settle(outcome: Outcome, ticket: Ticket, context: Context, at: datetime | None = None) -> Outcome:
    """Derive the deadlines again, count the version, put the ticket and answer with it.

    `at` is when it happened, where that is told afterwards: what was late then is judged by it (SLA-13).
    """
    before = outcome.facts.get(Ticket, ticket.number)
    # A closed ticket's targets are history: a note on it moves nothing.
    stays_closed = before is not None and before.state == ticket.state == "closed"
    policy = context.policy_named(ticket.policy)
    standings = () if stays_closed else _targets(outcome, ticket, policy, at or context.now, context)
    pauses = pauses_of(outcome, ticket.number)
    settled = with_due(levelled(before, ticket, context.now), standings, policy, pauses)
    settled = settled.but(last_at=max(context.now, ticket.last_at))
    settled = settled if stays_closed else armed(outcome, settled, context, standings)
    if before is not None and TICKET.tally(outcome, settled) != TICKET.tally(outcome.facts, before):
        settled = settled.but(version=before.version + 1)
    outcome.put(settled)
    follow(outcome, before, settled, context)
    answer_with(outcome, settled, context)
    _warn_of_years(outcome, settled, standings, policy)
    return outcome


def _warn_of_years(outcome: Outcome, ticket: Ticket, standings: Iterable[Standing], policy: Policy) -> None:
    """Say that the deadline was counted over a year of which the days off are not official (SLA-05)."""
    lead = next((each for each in standings if each.milestone.value == ticket.milestone), None)
    years = provisional_years(lead, policy.targets) if lead is not None else ()
    if years:
        warn(outcome, "SLA-05", PROVISIONAL, years=", ".join(map(str, years)))


def touch(outcome: Outcome, ticket: Ticket, context: Context) -> Outcome:
    """Put a ticket of which no deadline, nor anything that the version counts, can have moved."""
    put = outcome.put(ticket.but(last_at=max(context.now, ticket.last_at)))
    answer_with(outcome, put, context)
    return outcome


def _targets(
    outcome: Outcome, ticket: Ticket, policy: Policy, at: datetime, context: Context
) -> tuple[Standing, ...]:
    """Derive the targets and put their rows; what was late stays late (SLA-13)."""
    history = history_of(outcome, ticket, policy)
    before = standings_before(outcome.facts, ticket.number)
    for row in outcome.all(MilestoneTime, ticket=ticket.number):
        then = before.get(Milestone(row.milestone))
        if then is not None and row.forgiven_at != then.forgiven_at:
            before[then.milestone] = then._replace(forgiven_at=row.forgiven_at)
    try:
        derived = deadlines.derive(history, policy.targets)
    except CalendarError as error:
        # A calendar that never opens again: a sentence, and no search without an end.
        raise Refusal("SLA-05", error.msgid, "Look at its windows and days off.", **error.values) from error
    standings = lasting(
        {milestone: each for milestone, each in before.items() if milestone not in history.unjudged},
        derived,
        at,
        kept=history.met,
    )
    standings = tuple(
        each if each.milestone in history.met else since_change(before.get(each.milestone), each, context.now)
        for each in standings
    )
    for standing in standings:
        # What was met is frozen: its row stands as it is.
        if history.met.get(standing.milestone) is not standing:
            outcome.put(row_of(ticket.number, standing))
    live = {standing.milestone.value for standing in standings}
    for row in outcome.all(MilestoneTime, ticket=ticket.number):
        if row.met_at is None and row.milestone not in live:
            outcome.drop(row)
    return standings


def demand_reason(outcome: Outcome, number: str, reason: str) -> None:
    """Refuse what moves a running deadline when nobody says why (SLA-13)."""
    for milestone in () if reason else moved_deadlines(outcome, number):
        raise BadField(
            "reason",
            "This moves the deadline of “{milestone}”, which needs a reason (SLA-13).",
            milestone=milestone,
        )


def keep_reason(outcome: Outcome, number: str, because: str, reason: str = "") -> None:
    """Record why running deadlines move where the verb itself is the reason and nobody gave another (SLA-13).

    `because` is a code: `merged`, `way` or `window`.
    """
    milestones = [] if reason else moved_deadlines(outcome, number)
    if milestones:
        outcome.answer["moved"] = {"because": because, "milestones": milestones}


def moved_deadlines(outcome: Outcome, number: str) -> list[str]:
    """The unmet milestones of which the due time is another one now, or gone."""
    found = []
    for before in outcome.facts.all(MilestoneTime, ticket=number):
        if before.due_at is None or before.met_at is not None:
            continue
        after = outcome.get(MilestoneTime, number, before.milestone)
        if after is None or (after.met_at is None and after.due_at != before.due_at):
            found.append(before.milestone)
    return found


def answer_with(outcome: Outcome, ticket: Ticket, context: Context) -> None:
    """What every verb about a ticket answers."""
    outcome.answer.update(
        number=ticket.number,
        state=ticket.state,
        level=ticket.level,
        version=ticket.version,
        milestone=ticket.milestone,
        due_at=context.local_text(ticket.due_at),
        technician=ticket.technician,
    )


def needs_one(fields: Mapping[str, Any], verb: str) -> None:
    """Refuse a change that changes nothing."""
    if not fields:
        raise BadField("ticket", "“{verb}” needs at least one field to change.", verb=verb)
