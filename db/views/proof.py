"""How every deadline of a ticket came about, to the minute (SLA-09, `deadlines.md`)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from db.log.facts import Facts
from db.policy.model import Policy
from db.rules import deadlines
from db.rules.deadlines import Milestone, Standing
from db.rules.proof import Segment, segments
from db.rules.provisional import provisional_years
from db.tables.task import Extension
from db.tables.ticket import MilestoneTime, Pause
from db.timing import pauses_of, standing_of
from db.views.card_columns import ProofFacts
from db.views.lookup import ticket_meant
from db.views.view import View, ViewContext


class Proof(View[dict[str, Any]]):
    """The segments of each deadline of a ticket; their counted minutes add up to the allowance."""

    name = "proof"
    label = "Proof of the deadlines"
    of_ticket = True
    positional: ClassVar[tuple[str, ...]] = ("number",)
    answers: ClassVar[tuple[type, ...]] = (ProofFacts,)

    number: str

    def read(self, context: ViewContext) -> dict[str, Any]:
        ticket = ticket_meant(context, self.number)
        policy = context.policy_named(ticket.policy)
        facts = Facts(
            [
                *context.read.rows(Pause, ticket=ticket.number),
                *context.read.rows(Extension, ticket=ticket.number),
            ]
        )
        standings = {
            Milestone(row.milestone): standing_of(row)
            for row in context.read.rows(MilestoneTime, ticket=ticket.number)
        }
        pauses = pauses_of(facts, ticket.number)
        return {
            "number": ticket.number,
            "profile": ticket.profile,
            "policy": ticket.policy,
            "agreed_to": ticket.agreed_to,
            "targets": [
                _target(standings[milestone], policy, pauses, ticket.agreed_to)
                for milestone in Milestone
                if milestone in standings
            ],
        }


def _target(
    standing: Standing, policy: Policy, pauses: tuple[deadlines.Pause, ...], agreed_to: datetime | None
) -> dict[str, Any]:
    return {
        "milestone": standing.milestone,
        "level": standing.level,
        "clock": standing.clock,
        "calendar": standing.calendar,
        "start": standing.start,
        "state": standing.state,
        "allowance_minutes": standing.allowance_minutes,
        "working_days": standing.working_days,
        "started_at": standing.started_at,
        "due_at": standing.due_at,
        "original_due_at": standing.original_due_at,
        "met_at": standing.met_at,
        "paused_since": standing.paused_since,
        "remaining_minutes": standing.remaining_minutes,
        "agreed": standing.agreed,
        "granted": standing.granted,
        "missed_at": standing.missed_at,
        "forgiven_at": standing.forgiven_at,
        "provisional": provisional_years(standing, policy.targets),
        "segments": [_segment(segment) for segment in segments(standing, policy.targets, pauses, agreed_to)],
    }


def _segment(segment: Segment) -> dict[str, Any]:
    return {
        "from": segment.begin,
        "to": segment.end,
        "counted_minutes": segment.counted_minutes,
        "why": segment.why,
        "text": segment.text,
        "reason": segment.pause.reason if segment.pause else None,
        "actor": segment.pause.actor if segment.pause else None,
    }
