"""Open tickets moved to the policy in force: an event with a reason (`deadlines.md` 12, SLA-13)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Self

from db import kinds
from db.errors import Refusal
from db.kinds import Called, Tells
from db.log.facts import Facts, Outcome, Reader
from db.policy.model import Policy
from db.tables.codes import OPEN_STATES
from db.tables.customer import Equipment
from db.tables.row import Row
from db.tables.task import Task
from db.tables.ticket import MilestoneTime, Ticket
from db.verbs import groups
from db.verbs.context import Context
from db.verbs.describing import described
from db.verbs.fields import OptionalCode, Words
from db.verbs.reading import CLOCKS
from db.verbs.ticket_verb import TicketVerb, moved, moved_deadlines, settle
from db.verbs.who import LEADING

ALL = ("all", "*", "全部")
"""Instead of numbers: every open ticket that runs by another version."""


YES = ("yes", "true", True)


class Renew(TicketVerb):
    """Move open tickets to the policy in force: its profile, its calendars and its ladder count from then on.

    What was met stays judged as it was met, and what was late stays late (SLA-13). `paigong show renewal`
    tells before which deadlines would be others; `all` stands for every open ticket, or for every one of a
    `profile` or a `branch`.
    """

    name = "renew"
    word = "move to the policy in force"
    group = groups.WATCH
    example = {"reason": "x"}
    sentence = ("reason",)
    tells = ("reason",)
    default_roles = LEADING
    rule = "SLA-13"
    undoable = True
    foretold = True
    looks_at = (Equipment,)
    reads = {"ticket": (*CLOCKS, Task)}
    answers = {"renewed": Tells(kinds.Code("milestone"), "Other deadlines: {value}.", "{value}",
                                nothing="Every deadline stays as it was.")}  # fmt: skip

    reason: Annotated[Words, Called("Reason")]
    all_open: Annotated[bool, Called("All open tickets")] = False
    profile: Annotated[OptionalCode, kinds.Listed("profile"), Called("Only of profile")] = ""
    branch: Annotated[OptionalCode, kinds.Listed("branch"), Called("Only of branch")] = ""

    @classmethod
    def foretold_by(cls, fields: Mapping[str, Any], tickets: Sequence[str], given: str) -> dict[str, str]:
        only = {name: str(fields[name]) for name in ("profile", "branch") if fields.get(name)}
        is_all = fields.get("all_open") in YES
        return only if is_all or not tickets else {"ticket": ",".join(tickets)} | only

    def spread(self, read: Reader, context: Context) -> Self:
        if self.ticket not in ALL and not self.all_open:
            return self
        found = [each for each in read.rows(Ticket, state=OPEN_STATES) if self._means(each)]
        numbers = tuple(each.number for each in found if each.policy != context.policy.version)
        if not numbers and (self.profile or self.branch):
            raise Refusal("SLA-13", "None of these open tickets runs by another version of the policy.", "")
        if not numbers:
            raise Refusal("SLA-13", "Every open ticket runs by the policy in force already.", "")
        return self.resolved(ticket=numbers)

    def _means(self, ticket: Ticket) -> bool:
        return is_of(ticket, self.profile, self.branch)

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        yield from super().facts(read, context)
        for ticket in read.rows(Ticket, number=self.number):
            if ticket.equipment:
                yield from read.rows(Equipment, id=ticket.equipment)

    def decide(self, facts: Facts, context: Context) -> Outcome:
        ticket = facts.one(Ticket, self.number)
        moved(ticket, "renew", "renew")
        policy = context.policy
        if not self._means(ticket):
            raise Refusal(
                "SLA-13", "{number} runs by another profile or belongs to another branch.", "",
                number=ticket.number,
            )  # fmt: skip
        if ticket.policy == policy.version:
            raise Refusal("SLA-13", "{number} runs by the policy in force already.", "", number=ticket.number)
        outcome = Outcome(facts)
        settle(outcome, renewed(ticket, facts, policy), context)
        outcome.answer["renewed"] = moved_deadlines(outcome, ticket.number)
        return outcome


def is_of(ticket: Ticket, profile: str, branch: str) -> bool:
    """Whether a ticket runs by a profile and belongs to a branch; where none is named, any."""
    return profile in ("", ticket.profile) and branch in ("", ticket.branch)


def renewed(ticket: Ticket, facts: Facts, policy: Policy) -> Ticket:
    """The ticket under another version of the policy, with what that makes of its words.

    Refuses where a contract or an equipment names a profile that is there no more.
    """
    equipment = facts.get(Equipment, ticket.equipment) if ticket.equipment else None
    for code in (ticket.contract, equipment.profile if equipment else None):
        if code and code not in policy.profiles.profile:
            raise Refusal(
                "SLA-04", "{number} is served by “{name}”, a profile that is there no more.",
                "Correct its contract or its equipment first.", number=ticket.number, name=code,
            )  # fmt: skip
    after = described(ticket.but(policy=policy.version), equipment, policy)
    # A zone that was said at triage stands in no word of the ticket.
    return after.but(zone=ticket.zone) if ticket.zone in policy.organisation.zone else after


def changes_of(facts: Facts, outcome: Outcome, number: str) -> list[tuple[str, Any, Any]]:
    """Each unmet milestone that is due, at risk or left otherwise, with the row before and after."""
    found = []
    for milestone in dict.fromkeys(
        row.milestone for rows in (facts, outcome) for row in rows.all(MilestoneTime, ticket=number)
    ):
        before, after = (rows.get(MilestoneTime, number, milestone) for rows in (facts, outcome))
        if _runs(before) == _runs(after) or (before is not None and before.met_at is not None):
            continue
        found.append((milestone, before, after))
    return found


def _runs(row: MilestoneTime | None) -> tuple[object, ...]:
    """What people see of how a target runs."""
    return () if row is None else (row.state, row.due_at, row.at_risk_at, row.remaining_minutes)
