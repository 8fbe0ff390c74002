"""Asking for what somebody else decides: one mechanism for every verb that the policy wants asked (ESC-07).

A request holds the verb and its fields as they were asked, with their hash, and copies the tiers of those who
decide: a later policy changes nothing about it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from db.log.facts import Facts, Outcome
from db.policy.waiting import NEXT_RUNG, Tier
from db.subjects.task import REQUEST
from db.tables.task import Request
from db.verbs.context import Context
from db.verbs.verb import Verb


def asked(verb: Verb, facts: Facts, tiers: Sequence[Tier], context: Context) -> Outcome:
    """A request in the place of what the verb would have done."""
    amount = verb.amount(facts, context)
    roles = [(verb.next_rung(facts, context) if tier.role == NEXT_RUNG else tier.role, tier.up_to)
             for tier in tiers]  # fmt: skip
    needs = next(role for role, limit in roles if limit is None or (amount or 0) <= limit)
    given = json.dumps(verb.told(), ensure_ascii=False, sort_keys=True)
    id = f"RQ{context.seq}"
    about = _about(verb) or REQUEST.key(id)
    outcome = Outcome(facts)
    request = outcome.put(
        Request.new(
            id=id,
            verb=verb.name,
            given=given,
            asked=digest(verb.name, given, context.actor.no),
            about=about,
            asked_by=context.actor.no,
            asked_at=context.now,
            amount=amount,
            tiers=json.dumps([{"role": role, "up_to": limit} for role, limit in roles]),
            needs=needs,
        )
    )
    outcome.answer.update(
        request=request.id, asked=verb.name, about=about.partition(":")[2], needs=needs, state=request.state
    )
    return outcome


def _about(verb: Verb) -> str:
    """What the request is about: the first thing that the verb names; empty where it names nothing that is
    there already, such as a tool to be bought."""
    fields = filter(None, (verb.about, *verb.reads))
    return next((key for name in fields for key in verb.keys_of(name)), "")


def digest(verb: str, given: str, asker: str) -> str:
    """The hash of what was asked: what is decided is this and nothing else."""
    return hashlib.sha256(f"{verb}\n{asker}\n{given}".encode()).hexdigest()


def deciders(request: Request) -> frozenset[str]:
    """The roles that may decide it: that of the tier which reaches to the amount, and all above."""
    roles: list[str] = [tier["role"] for tier in json.loads(request.tiers)]
    return frozenset(roles[roles.index(request.needs):]) | {"admin"}  # fmt: skip


def drop_requests(outcome: Outcome, about: str, context: Context) -> None:
    """What is asked about a thing that has ended is no longer asked."""
    for request in outcome.all(Request, about=about, state="open"):
        outcome.put(request.but(state="dropped", decided_at=context.now))


def fields_of(request: Request) -> dict[str, Any]:
    """The fields that were asked for."""
    found: dict[str, Any] = json.loads(request.given)
    return found
