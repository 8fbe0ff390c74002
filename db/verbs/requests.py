"""Deciding on a request, and taking one back (ESC-07)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import PrivateAttr

from db import kinds
from db.errors import BadField, NotPermitted, Refusal, StoreError
from db.kinds import Called, Tells
from db.log.facts import Facts, Outcome, Reader
from db.rules.approving import Standing, for_whom, own_affair
from db.rules.sentence import msgid
from db.subjects.staff import STAFF
from db.subjects.subject import family_of, name_of
from db.tables.row import Row
from db.tables.staff import SLIP, Duty, Staff
from db.tables.task import Decision, Request
from db.verbs import groups
from db.verbs.context import Actor, Context
from db.verbs.fields import Remark, Requests
from db.verbs.leave import counts_already
from db.verbs.moving import moved
from db.verbs.parsing import parse
from db.verbs.requesting import Ahead, at_next_step, deciding, fields_of, is_as_asked
from db.verbs.verb import VERBS, Reads, Verb
from db.verbs.who import EVERYBODY
from db.verbs.windows import warn

ASKED: Mapping[str, Tells] = {
    "request": Tells(kinds.TEXT, "", "{value}", leads=True),
    "asked": Tells(kinds.Code("verb"), "", "{value}", leads=True),
}
"""Which request it is, and what it asks for."""


class Decide(Verb):
    """Grant a request, which does what was asked at once, or refuse it with a reason.

    Where several decide one after the other, what was asked is done when the last one has granted it; whoever
    decides on two steps running decides once. Nobody decides on their own, nor on that of somebody in whose
    place they stand. What a rule refuses by now is not done although it was granted: the request has failed,
    and says by which rule.
    """

    name = "decide"
    example = {"request": "RQ999", "decision": "yes"}
    group = groups.WATCH
    word = "decide a request"
    sentence = ("decision", "reason")
    default_roles = EVERYBODY
    rule = "ESC-07"
    undoable = True
    answers: ClassVar[Mapping[str, Tells]] = {
        **ASKED,
        "decision": Tells(kinds.Code("request_state"), "", "{value}", leads=True),
    }
    about: ClassVar[str] = "request"

    request: Requests
    decision: Annotated[Literal["yes", "no"], kinds.Code("decision"), Called("Decision")]
    reason: Annotated[Remark, Called("Reason")] = ""

    _asked: Request | None = PrivateAttr(default=None)
    _inner: Verb | None = PrivateAttr(default=None)

    @classmethod
    def moves(cls) -> tuple[str, ...]:
        """The moves of a request that it may be."""
        return ("decide yes", "decide no", "decide a step")

    @classmethod
    def read_kinds(cls) -> None:
        """Whatever the verb that is asked for reads."""

    def resolve(self, read: Reader, context: Context) -> Self:
        copy = super().resolve(read, context).resolved()
        [request] = read.rows(Request, id=copy.request)
        copy._asked, copy._inner = request, parse(VERBS[request.verb], fields_of(request))
        copy._inner.remember(fields_of(request))
        copy._inner = copy._inner.afresh(read, context)
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
        last, goes_on = self._decided(outcome, request, context)
        if goes_on:
            state = moved(request, "decide a step", "decide")
        elif self.decision == "yes":
            try:
                self._grant(outcome, request, facts, context)
            except StoreError as error:
                state, rule = "failed", error.rule
                warn(outcome, error.rule, error.msgid, **_plain(error.values))
        elif isinstance(self._inner, Ahead):
            outcome.take(self._inner.after_refusal(facts, context))
        outcome.put(last.but(state=state, rule=rule))
        outcome.answer.update(
            request=request.id, asked=request.verb, about=request.about.partition(":")[2], decision=state
        )
        if state == "open":
            outcome.answer.update(step=last.step, needs=last.needs)
        if last.decided_for:
            outcome.answer["decided_for"] = last.decided_for
        return outcome

    def _decided(self, outcome: Outcome, request: Request, context: Context) -> tuple[Request, bool]:
        """Record the decision on the present step, and on those that follow as long as the same person would
        decide them too: whoever decides on two steps running decides once. The request as it stands then,
        and whether somebody else has to go on."""
        person = _standing(context)
        carried = False
        while (whose := for_whom(person, deciding(request))) is not None:
            decided_for = whose if whose != person.no else None
            outcome.put(
                Decision.new(
                    request=request.id,
                    step=request.step,
                    decision=self.decision,
                    needs=request.needs,
                    decided_by=person.no,
                    decided_for=decided_for,
                    decided_at=context.now,
                    reason=self.reason,
                    carried=carried,
                )
            )
            request = request.but(
                decided_by=person.no, decided_for=decided_for, decided_at=context.now, reason=self.reason
            )
            after = at_next_step(request)
            if self.decision == "no" or after is None:
                return request, False
            request, carried = after, True
        return request, True

    def _check(self, request: Request, context: Context) -> None:
        person = _standing(context)
        if request.asked_by == person.no:
            raise Refusal(
                "ESC-07", "Nobody decides on a request of their own.", "Ask somebody else of that role."
            )
        if own_affair(person, request.asked_by):
            raise Refusal(
                "ESC-07",
                "You stand in for {staff}, who asked for it: nobody decides on a request of their own.",
                "Ask somebody else of that role.",
                staff=request.asked_by,
            )
        if not is_as_asked(request):
            raise Refusal(
                "ESC-07", "{number} is no longer what was asked.", "paigong audit", number=request.id
            )
        if for_whom(person, deciding(request)) is None:
            raise NotPermitted(
                "ESC-07",
                "{number} is decided by the role {role}.",
                "Ask somebody who holds it.",
                number=request.id,
                role=request.needs,
            )
        if self.decision == "no" and not self.reason:
            raise BadField("reason", "Refusing a request needs a reason.")

    def _grant(self, outcome: Outcome, request: Request, facts: Facts, context: Context) -> None:
        """Do what was asked, as the one who asked it."""
        assert self._inner is not None
        asker = facts.one(Staff, request.asked_by)
        roles = frozenset(asker.roles.split(","))
        if not asker.active:
            # Whoever decides answers for it alone; what was asked in time is not lost with the asker.
            roles = context.actor.roles
            warn(outcome, "PPL-05", msgid("{staff}, who asked for it, is no longer with us."), staff=asker.no)
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
    answers: ClassVar[Mapping[str, Tells]] = ASKED
    about: ClassVar[str] = "request"
    reads: ClassVar[Reads] = {"request": ()}
    looks_at = (Duty,)

    request: Requests

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        return {each.about for each in read.rows(Request, id=self.one)}

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        yield from super().facts(read, context)
        people = [name_of(key) for key in self.subjects(read, context) if family_of(key) == STAFF.family]
        yield from read.rows(Duty, staff=tuple(people), slot=SLIP) if people else ()

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
        if counts_already(request, facts):
            raise Refusal(
                "PPL-04",
                "The leave of {number} counts already: without its slip it would be none.",
                "Take it back with cancel_leave.",
                number=request.id,
            )
        outcome = Outcome(facts)
        outcome.put(request.but(state=state, decided_at=context.now))
        outcome.answer.update(request=request.id, asked=request.verb, about=request.about.partition(":")[2],
                              state=state)  # fmt: skip
        return outcome


def _standing(context: Context) -> Standing:
    actor = context.actor
    own = actor.roles if actor.own is None else actor.own
    return Standing(actor.no, own, actor.lent, actor.behind)


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value if isinstance(value, (int, str)) else str(value) for name, value in values.items()}
