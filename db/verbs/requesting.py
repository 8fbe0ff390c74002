"""Asking for what somebody else decides: one mechanism for every verb that the policy wants asked (ESC-07).

A request holds the verb and its fields as they were asked, with a hash of all of it, and copies the tiers of
those who decide: a later policy changes nothing about it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from db.log.facts import Facts, Outcome, Reader
from db.policy.waiting import NEXT_RUNG, Tier
from db.rules.approving import Deciding, deciders, needed
from db.subjects.staff import STAFF
from db.subjects.subject import family_of
from db.subjects.task import REQUEST
from db.tables.task import Request
from db.verbs.context import Context
from db.verbs.verb import Verb

ADDS_UP = ("open", "granted")
"""What is refused, failed, withdrawn or dropped is not spent."""
Steps = Sequence[Sequence[Tier]]


class Before(NamedTuple):
    """What the same person asked for of the same kind about the same thing not long ago."""

    amount: int = 0
    requests: tuple[str, ...] = ()


def asked(verb: Verb, facts: Facts, steps: Steps, context: Context, before: Before) -> Outcome:
    """A request in the place of what the verb would have done."""
    amount = verb.amount(facts, context)
    total = amount + before.amount if amount is not None and before.requests else None
    plan = [_copied(verb, facts, tiers, context) for tiers in steps]
    id = f"RQ{context.seq}"
    about = about_of(verb) or REQUEST.key(id)
    request = Request.new(
        id=id,
        verb=verb.name,
        given=json.dumps(verb.told(), ensure_ascii=False, sort_keys=True),
        asked="",
        about=about,
        asked_by=context.actor.no,
        asked_at=context.now,
        amount=amount,
        total=total,
        tiers=_written(plan[0]),
        steps=json.dumps([json.loads(_written(each)) for each in plan]) if len(plan) > 1 else "",
        needs=needed(plan[0], amount if total is None else total),
    )
    outcome = Outcome(facts)
    outcome.put(request.but(asked=digest(request)))
    outcome.answer.update(
        request=request.id, asked=verb.name, about=about.partition(":")[2], needs=request.needs,
        state=request.state,
    )  # fmt: skip
    if len(plan) > 1:
        outcome.answer["steps"] = len(plan)
    if total is not None:
        outcome.answer.update(total=total, adds_up=list(before.requests))
    return outcome


def _copied(verb: Verb, facts: Facts, tiers: Sequence[Tier], context: Context) -> list[Deciding]:
    return [
        Deciding(verb.next_rung(facts, context) if tier.role == NEXT_RUNG else tier.role, tier.up_to)
        for tier in tiers
    ]


def _written(tiers: Sequence[Deciding]) -> str:
    return json.dumps([tier._asdict() for tier in tiers])


def asked_before(
    verb: Verb, facts: Facts, steps: Steps, rows: Reader, hold: Callable[[set[str]], None], context: Context
) -> Before:
    """What adds up with the amount that is asked for now, so that nobody splits it to stay below a limit.

    Of one kind, by one person, about one thing, within `split_days`; requests about nothing that is there yet
    are about the same. The asker is held, so that of two desks at once the second one sees the first.
    """
    amount = verb.amount(facts, context)
    limited = any(tier.up_to is not None for tiers in steps for tier in tiers)
    if amount is None or not (limited or context.policy.approvals.free_up_to(verb.name)):
        return Before()
    hold({STAFF.key(context.actor.no)})
    about = about_of(verb)
    since = context.now - timedelta(days=context.policy.setting("split_days"))
    found = [
        each
        for each in rows.rows(Request, asked_by=context.actor.no, verb=verb.name, state=ADDS_UP)
        if each.asked_at > since and each.amount and _thing(each) == about
    ]
    found.sort(key=lambda each: (each.asked_at, len(each.id), each.id))
    return Before(sum(each.amount or 0 for each in found), tuple(each.id for each in found))


class Spending(Verb):
    """A verb of which the store knows what somebody did without asking, where small amounts are free."""

    def spent(self, facts: Facts, context: Context) -> int:
        """What the actor did of the same in that way, not long ago: it adds up with the amount."""
        raise NotImplementedError


class Ahead(Verb):
    """A verb that some do before it is granted."""

    def after_refusal(self, facts: Facts, context: Context) -> Outcome:
        """What becomes of what was done already when the request is refused."""
        raise NotImplementedError


def is_free(verb: Verb, facts: Facts, context: Context, before: Before) -> bool:
    """Whether it stays, with all that adds up with it, within what the policy leaves free (KIT-06)."""
    amount, free = verb.amount(facts, context), context.policy.approvals.free_up_to(verb.name)
    if amount is None or not free:
        return False
    spent = verb.spent(facts, context) if isinstance(verb, Spending) else 0
    return amount + before.amount + spent <= free


def _thing(request: Request) -> str:
    """What it is about; nothing where that is not there yet."""
    return "" if family_of(request.about) == REQUEST.family else request.about


def about_of(verb: Verb) -> str:
    """What the request is about: the first thing that the verb names; empty where it names nothing that is
    there already, such as a tool to be bought."""
    fields = filter(None, (verb.about, *verb.reads))
    return next((key for name in fields for key in verb.keys_of(name)), "")


def digest(request: Request) -> str:
    """The hash of what was asked: what is decided is this and nothing else. It covers the verb with its
    fields, what it is about, who asked and when, the amounts, and who decides in which order."""
    asked = (
        request.verb, request.asked_by, request.about, request.asked_at.isoformat(), request.amount,
        request.total, [[list(tier) for tier in tiers] for tiers in plan_of(request)], request.given,
    )  # fmt: skip
    return hashlib.sha256(json.dumps(asked, ensure_ascii=False).encode()).hexdigest()


def _digest_before(request: Request) -> str:
    """The hash of a request that was made before amounts and deciders were in it."""
    text = f"{request.verb}\n{request.asked_by}\n{request.given}"
    return hashlib.sha256(text.encode()).hexdigest()


def is_as_asked(request: Request) -> bool:
    """Whether everything about it is what was asked, and stands where its decisions have brought it."""
    plan = plan_of(request)
    if not 1 <= request.step <= len(plan) or tiers_of(request) != plan[request.step - 1]:
        return False
    if request.needs != needed(tiers_of(request), weight(request)):
        return False
    return request.asked in (digest(request), _digest_before(request))


def plan_of(request: Request) -> list[list[Deciding]]:
    """The tiers of each step, as they were copied."""
    if not request.steps:
        return [tiers_of(request)]
    return [[Deciding(**tier) for tier in tiers] for tiers in json.loads(request.steps)]


def tiers_of(request: Request) -> list[Deciding]:
    """The tiers of the step that is to be decided now."""
    return [Deciding(**tier) for tier in json.loads(request.tiers)]


def weight(request: Request) -> int | None:
    """What decides on the band: the amount, with what it adds up with."""
    return request.amount if request.total is None else request.total


def deciding(request: Request) -> frozenset[str]:
    """The roles that may decide on its present step."""
    return deciders(tiers_of(request), weight(request))


def at_next_step(request: Request) -> Request | None:
    """The same request when its present step is granted; None where that was the last one."""
    plan = plan_of(request)
    if request.step >= len(plan):
        return None
    tiers = plan[request.step]
    return request.but(step=request.step + 1, tiers=_written(tiers), needs=needed(tiers, weight(request)))


OUTLIVES = ("approve_record",)
"""What is asked about a ticket and decided after its end as well: its papers are approved and filed later."""


def drop_requests(outcome: Outcome, about: str, context: Context, keep: Sequence[str] = ()) -> None:
    """What is asked about a thing that has ended is no longer asked, but for what outlives it."""
    for request in outcome.all(Request, about=about, state="open"):
        if request.verb in keep:
            continue
        outcome.put(request.but(state="dropped", decided_at=context.now))


def drop_requests_of(outcome: Outcome, about: str, verb: str, context: Context) -> None:
    """What was asked by this verb about a thing is no longer asked: the thing is another one now."""
    for request in outcome.all(Request, about=about, state="open", verb=verb):
        outcome.put(request.but(state="dropped", decided_at=context.now))


def fields_of(request: Request) -> dict[str, Any]:
    """The fields that were asked for."""
    found: dict[str, Any] = json.loads(request.given)
    return found
