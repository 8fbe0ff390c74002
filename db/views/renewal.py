"""What would become of open tickets if they were moved to the policy in force, or one that a verb would make
(`deadlines.md` 12, SLA-13). Nothing is written."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated, ClassVar, Generic, NamedTuple, TypeVar
from uuid import UUID

from db import kinds
from db.errors import BadField, StoreError
from db.kinds import Called
from db.log.facts import Facts, Outcome
from db.policy.model import Policy
from db.rules.deadlines import status
from db.rules.sentence import Sentence
from db.tables.codes import OPEN_STATES
from db.tables.customer import Equipment
from db.tables.event import PolicyVersion
from db.tables.row import Row
from db.tables.task import Task
from db.tables.ticket import MilestoneTime, Ticket
from db.timing import standing_of
from db.verbs.context import Actor, Context
from db.verbs.parsing import parse_verb
from db.verbs.policy_verb import PolicyVerb
from db.verbs.reading import CLOCKS
from db.verbs.renewing import changes_of, is_of, renewed
from db.verbs.ticket_verb import settle
from db.views import columns as column
from db.views.listing import Opens
from db.views.lookup import ticket_meant
from db.views.view import Limit, View, ViewContext, pieces

T = TypeVar("T")
NAMED = 12
"""So many tickets are named by their numbers."""
Before = Annotated[str, kinds.Listed("profile"), Called("Profile so far")]
After = Annotated[str, kinds.Listed("profile"), Called("Profile then")]
DueBefore = Annotated[datetime, kinds.Instant(), Called("Due so far")]
DueAfter = Annotated[datetime, kinds.Instant(), Called("Due then")]
LeftBefore = Annotated[int, kinds.Span(), Called("Time left so far")]
LeftAfter = Annotated[int, kinds.Span(), Called("Time left then")]
StatusBefore = Annotated[str, kinds.Code("status"), Called("Status so far")]
StatusAfter = Annotated[str, kinds.Code("status"), Called("Status then")]
Cause = Annotated[Sentence, kinds.TEXT, Called("Cannot be moved because")]


class RenewalRow(NamedTuple):
    """One deadline of an open ticket that would be another one; without a milestone the ticket cannot be
    moved, and `cause` says why. A paused one has minutes left and no due time."""

    number: column.TicketNumber
    level: column.Level | None
    milestone: column.Milestone | None
    due_before: DueBefore | None
    due_after: DueAfter | None
    status_before: StatusBefore | None
    status_after: StatusAfter | None
    left_before: LeftBefore | None
    left_after: LeftAfter | None
    profile_before: Before
    profile_after: After | None
    technician: column.Technician | None
    cause: Cause | None


class RenewalCounts(NamedTuple):
    """How many open tickets run by another version than that, how many would get another deadline, and what
    becomes of them; `numbers` are the first ones."""

    policy: column.Policy
    tickets: Annotated[int, kinds.Number(), Called("Open tickets under another version")]
    changed: Annotated[int, kinds.Number(), Called("With another deadline")]
    earlier: Annotated[int, kinds.Number(), Called("Due earlier")]
    later: Annotated[int, kinds.Number(), Called("Due later")]
    breached: Annotated[int, kinds.Number(), Called("Breached by it")]
    at_risk: Annotated[int, kinds.Number(), Called("At risk by it")]
    stuck: Annotated[int, kinds.Number(), Called("Cannot be moved")]
    numbers: list[column.Ticket]


class _Asked(View[T], Generic[T]):
    """Which tickets, and to which policy: what a verb would make of the one in force, else that itself."""

    ticket: str = ""
    verb: str = ""
    fields: str = ""
    profile: Annotated[str, kinds.Listed("profile"), Called("Profile")] = ""
    branch: Annotated[str, kinds.Listed("branch"), Called("Branch")] = ""

    def policy(self, context: ViewContext) -> Policy:
        """The version that is looked at."""
        if not self.verb:
            return context.policy
        try:
            given = json.loads(self.fields or "{}")
        except ValueError as error:
            raise BadField("fields", "{field} cannot be read.") from error
        verb = parse_verb(self.verb, given if isinstance(given, dict) else {})
        if not isinstance(verb, PolicyVerb):
            raise BadField("verb", "“{verb}” does not change the policy.", verb=self.verb)
        return verb.edited(context.policy, Facts(context.read.rows(PolicyVersion)))

    def tickets(self, context: ViewContext, policy: Policy) -> list[Ticket]:
        """The open tickets that are meant and run by another version, in the order of their numbers."""
        if self.ticket:
            numbers = tuple(ticket_meant(context, each).number for each in self.ticket.split(","))
            found = context.read.rows(Ticket, number=numbers, state=OPEN_STATES)
        else:
            found = context.read.rows(Ticket, state=OPEN_STATES)
        meant = (each for each in found if is_of(each, self.profile, self.branch))
        return sorted((each for each in meant if each.policy != policy.version), key=lambda each: each.id)


class Renewal(_Asked[list[RenewalRow]]):
    """The deadlines of open tickets that would change if they were moved to the policy in force.

    `ticket` names some (with commas), else all of them, or all of a `profile` or a `branch`; with `verb` and
    its `fields` as JSON it is asked of the policy that this verb would make.
    """

    name = "renewal"
    label = "Deadlines under the policy in force"
    opens: ClassVar[Opens | None] = Opens("ticket", "number")
    key = ("number", "milestone")
    whole = 20_000
    brief = (
        "number", "level", "milestone", "due_before", "due_after", "left_before", "left_after",
        "status_before", "status_after",
        "profile_before", "profile_after", "cause",
    )  # fmt: skip
    briefer = (
        "number", "milestone", "due_before", "due_after", "left_before", "left_after", "status_after",
        "profile_after", "cause",
    )  # fmt: skip
    if_any = frozenset({"cause", "left_before", "left_after"})

    limit: Limit = 200

    def read(self, context: ViewContext) -> list[RenewalRow]:
        policy = self.policy(context)
        rows: list[RenewalRow] = []
        for each in foreseen(context, policy, self.tickets(context, policy)):
            rows += each.rows
            if len(rows) >= self.limit:
                break
        return rows[: self.limit]


class RenewalSums(_Asked[RenewalCounts]):
    """How many open tickets would get another deadline if they were moved to the policy in force.

    With `verb` and its `fields` as JSON: to the policy that this verb would make.
    """

    name = "renewal_counts"
    label = "What moving open tickets would change"

    def read(self, context: ViewContext) -> RenewalCounts:
        policy = self.policy(context)
        tickets = self.tickets(context, policy)
        changed, numbers = [], []
        stuck = 0
        for each in foreseen(context, policy, tickets):
            stuck += each.is_stuck
            if each.rows and not each.is_stuck:
                numbers.append(each.number)
                changed += each.rows
        return RenewalCounts(
            policy=policy.version,
            tickets=len(tickets),
            changed=len(numbers),
            earlier=len({row.number for row in changed if _is_before(row.due_after, row.due_before)}),
            later=len({row.number for row in changed if _is_before(row.due_before, row.due_after)}),
            breached=len({row.number for row in changed if _becomes(row, "breached")}),
            at_risk=len({row.number for row in changed if _becomes(row, "at_risk")}),
            stuck=stuck,
            numbers=numbers[:NAMED],
        )


class Foreseen(NamedTuple):
    """What would become of one ticket."""

    number: str
    rows: list[RenewalRow]
    is_stuck: bool = False


def foreseen(context: ViewContext, policy: Policy, tickets: Sequence[Ticket]) -> Iterator[Foreseen]:
    """Decides for each ticket what `renew` would, on rows that are read for all of them together."""
    here = _context(context, policy)
    for piece in pieces(tickets):
        belonging = _belonging(context, piece)
        for ticket in piece:
            facts = Facts([ticket, *belonging.get(ticket.number, ())])
            outcome = Outcome(facts)
            try:
                after = renewed(ticket, facts, policy)
                settle(outcome, after, here)
            except StoreError as error:
                cause = Sentence(error.msgid, error.values)
                yield Foreseen(ticket.number, [_row(ticket, None, None, None, None, cause, context)], True)
                continue
            found = changes_of(facts, outcome, ticket.number)
            yield Foreseen(
                ticket.number,
                [
                    _row(ticket, after.profile, name, before, then, None, context)
                    for name, before, then in found
                ],
            )


def _context(context: ViewContext, policy: Policy) -> Context:
    """As if somebody moved the tickets now; nothing of it is kept."""
    person = context.person
    return Context(
        now=context.now,
        actor=Actor(
            person.no if person else "", context.roles, person.department if person else "",
            person.branch if person else "",
        ),
        policy=policy,
        policy_named=lambda version: policy if version == policy.version else context.policy_named(version),
        zone=context.zone,
        request=UUID(int=0),
        ordinal=0,
        seq=0,
    )  # fmt: skip


def _belonging(context: ViewContext, tickets: Sequence[Ticket]) -> dict[str, list[Row]]:
    """The rows of each ticket that its deadlines are derived from."""
    numbers = tuple(each.number for each in tickets)
    found: dict[str, list[Row]] = {}
    for kind in CLOCKS:
        for row in context.read.rows(kind, ticket=numbers):
            found.setdefault(row.__dict__["ticket"], []).append(row)
    for task in context.read.rows(Task, about=tuple(each.subject() for each in tickets), state="open"):
        found.setdefault(task.about.partition(":")[2], []).append(task)
    wanted = tuple({each.equipment for each in tickets if each.equipment})
    installed = {each.id: each for each in context.read.rows(Equipment, id=wanted)} if wanted else {}
    for ticket in tickets:
        if ticket.equipment in installed:
            found.setdefault(ticket.number, []).append(installed[ticket.equipment])
    return found


def _row(
    ticket: Ticket,
    profile: str | None,
    milestone: str | None,
    before: MilestoneTime | None,
    after: MilestoneTime | None,
    cause: Sentence | None,
    context: ViewContext,
) -> RenewalRow:
    def stands(row: MilestoneTime | None) -> str | None:
        return status(standing_of(row), context.now) if row is not None else None

    return RenewalRow(
        number=ticket.number,
        level=ticket.level,
        milestone=milestone,
        due_before=before.due_at if before else None,
        due_after=after.due_at if after else None,
        status_before=stands(before),
        status_after=stands(after),
        left_before=before.remaining_minutes if before else None,
        left_after=after.remaining_minutes if after else None,
        profile_before=ticket.profile,
        profile_after=profile,
        technician=ticket.technician,
        cause=cause,
    )


def _is_before(one: datetime | None, other: datetime | None) -> bool:
    return one is not None and other is not None and one < other


def _becomes(row: RenewalRow, status: str) -> bool:
    return row.status_after == status and row.status_before != status
