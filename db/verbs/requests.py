"""Deciding on a request, and taking one back (ESC-07)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import PrivateAttr

from db import kinds
from db.errors import BadField, NotPermitted, Refusal, StoreError
from db.kinds import Called
from db.log.facts import Facts, Outcome, Reader
from db.tables.row import Row
from db.tables.staff import Staff
from db.tables.task import Request
from db.verbs import groups
from db.verbs.context import Actor, Context
from db.verbs.fields import Remark, Requests
from db.verbs.moving import moved
from db.verbs.parsing import parse
from db.verbs.requesting import deciders, digest, fields_of
from db.verbs.verb import VERBS, Reads, Verb
from db.verbs.who import EVERYBODY
from db.verbs.windows import warn


class Decide(Verb):
    """Grant a request, which does what was asked at once, or refuse it with a reason.

    Nobody decides on their own. What a rule refuses by now is not done although it was granted: the request
    has failed, and says by which rule.
    """

    name = "decide"
    example = {"request": "RQ999", "decision": "yes"}
    group = groups.WATCH
    word = "decide a request"
    sentence = ("decision", "reason")
    default_roles = EVERYBODY
    rule = "ESC-07"
    undoable = True
    about: ClassVar[str] = "request"

    request: Requests
    decision: Annotated[Literal["yes", "no"], kinds.Code("decision"), Called("Decision")]
    reason: Annotated[Remark, Called("Reason")] = ""

    _asked: Request | None = PrivateAttr(default=None)
    _inner: Verb | None = PrivateAttr(default=None)

    @classmethod
    def moves(cls) -> tuple[str, ...]:
        """The moves of a request that it may be."""
        return ("decide yes", "decide no")

    @classmethod
    def read_kinds(cls) -> None:
        """Whatever the verb that is asked for reads."""

    def resolve(self, read: Reader, context: Context) -> Self:
        copy = super().resolve(read, context).resolved()
        [request] = read.rows(Request, id=copy.request)
        copy._asked, copy._inner = request, parse(VERBS[request.verb], fields_of(request))
        copy._inner.remember(fields_of(request))
        return copy

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        assert self._asked is not None
        assert self._inner is not None
        return {self._asked.about, *self._inner.subjects(read, context)}

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        assert self._asked is not None
        assert self._inner is not None
        yield from self._inner.facts(read, context)
        yield from read.rows(Request, id=self._asked.id)
        yield from read.rows(Staff, no=self._asked.asked_by)

    def decide(self, facts: Facts, context: Context) -> Outcome:
        request = facts.one(Request, str(self.request))
        state = moved(request, f"decide {self.decision}", "decide")
        self._check(request, context)
        outcome = Outcome(facts)
        rule = None
        if self.decision == "yes":
            try:
                self._grant(outcome, request, facts, context)
            except StoreError as error:
                state, rule = "failed", error.rule
                warn(outcome, error.rule, error.msgid, **_plain(error.values))
        outcome.put(
            request.but(
                state=state,
                decided_by=context.actor.no,
                decided_at=context.now,
                reason=self.reason,
                rule=rule,
            )
        )
        outcome.answer.update(
            request=request.id, asked=request.verb, about=request.about.partition(":")[2], decision=state
        )
        return outcome

    def _check(self, request: Request, context: Context) -> None:
        if request.asked_by == context.actor.no:
            raise Refusal(
                "ESC-07", "Nobody decides on a request of their own.", "Ask somebody else of that role."
            )
        if context.actor.roles.isdisjoint(deciders(request)):
            raise NotPermitted(
                "ESC-07",
                "{number} is decided by the role {role}.",
                "Ask somebody who holds it.",
                number=request.id,
                role=request.needs,
            )
        if self.decision == "no" and not self.reason:
            raise BadField("reason", "Refusing a request needs a reason.")
        if digest(request.verb, request.given, request.asked_by) != request.asked:
            raise Refusal(
                "ESC-07", "{number} is no longer what was asked.", "paigong audit", number=request.id
            )

    def _grant(self, outcome: Outcome, request: Request, facts: Facts, context: Context) -> None:
        """Do what was asked, as the one who asked it."""
        assert self._inner is not None
        asker = facts.one(Staff, request.asked_by)
        roles = frozenset(asker.roles.split(",")) if asker.active else frozenset[str]()
        if not context.policy.permits(self._inner, roles):
            raise Refusal(
                "PPL-03", "{staff} may no longer do “{verb}”.", "", staff=asker.no, verb=request.verb
            )
        actor = Actor(asker.no, roles, asker.department, asker.branch)
        inner = replace(context, actor=actor, granted=True, asked_at=request.asked_at)
        outcome.take(self._inner.decide(facts, inner))


class Withdraw(Verb):
    """Take back a request of mine that nobody has decided on."""

    name = "withdraw"
    example = {"request": "RQ999"}
    group = groups.WATCH
    word = "withdraw a request"
    default_roles = EVERYBODY
    rule = "ESC-07"
    undoable = True
    about: ClassVar[str] = "request"
    reads: ClassVar[Reads] = {"request": ()}

    request: Requests

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        return {each.about for each in read.rows(Request, id=self.one)}

    def decide(self, facts: Facts, context: Context) -> Outcome:
        request = facts.one(Request, self.one)
        state = moved(request, "withdraw", "withdraw")
        if request.asked_by != context.actor.no:
            raise NotPermitted(
                "ESC-07",
                "{number} was asked by {staff}.",
                "Only they can withdraw it.",
                number=request.id,
                staff=request.asked_by,
            )
        outcome = Outcome(facts)
        outcome.put(request.but(state=state, decided_at=context.now))
        outcome.answer.update(request=request.id, asked=request.verb, about=request.about.partition(":")[2],
                              state=state)  # fmt: skip
        return outcome


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value if isinstance(value, (int, str)) else str(value) for name, value in values.items()}
