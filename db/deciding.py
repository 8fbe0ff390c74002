"""The one way to decide a verb: who may, what is read, what is expected, what becomes of it.

A store decides so within a transaction, an import on what it fetched, a demonstration on rows in memory; only
where the rows come from and how subjects are held differs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple, Protocol

from db.errors import Conflict, Refusal
from db.log.append import Event
from db.log.change import Change
from db.log.facts import Facts, Outcome, Reader
from db.subjects.subject import Subject, family_of, name_of, subject_of
from db.tables.row import Row
from db.timing import SKEW
from db.verbs.called import unknown
from db.verbs.context import Context
from db.verbs.may import Asking, not_permitted
from db.verbs.reach import acted_on, beyond
from db.verbs.requesting import asked, asked_before, is_free
from db.verbs.verb import Verb


class Folding(Reader, Protocol):
    """Rows that see what was decided before."""

    def fold(self, changes: Any, /) -> object: ...


Hold = Callable[[set[str]], None]
"""Holds subjects until the end; those that are held already are held no more than that."""


class Decided(NamedTuple):
    """One verb decided, and the facts that it was decided on."""

    verb: Verb
    context: Context
    facts: Facts
    changes: tuple[Change, ...]
    subjects: tuple[str, ...]
    answer: dict[str, Any]
    preview: dict[str, Any]

    def event(self, salt: str, bulk: Mapping[str, Any] | None = None) -> Event:
        """The event that records it; `bulk` is the summary that the first event of several keeps."""
        verb, context = self.verb, self.context
        given, told = verb.given, verb.told()
        return Event(
            seq=context.seq,
            request=str(context.request),
            ordinal=context.ordinal,
            verb=verb.name,
            actor=context.actor.no,
            at=context.now,
            policy=context.policy.version,
            args=told,
            private_args=private_of(type(verb)),
            answer=self.answer,
            bulk=bulk,
            changes=self.changes,
            subjects=self.subjects,
            salt=salt,
            given={name: value for name, value in given.items() if told[name] != value},
        )


def permit(verb: Verb, context: Context) -> None:
    """Refuse a verb to who may not do it (PPL-03)."""
    asking = Asking(context.policy, context.actor.no, context.actor.roles)
    refusal = not_permitted(type(verb), asking)
    if refusal is not None:
        raise refusal


FORETOLD = ("warnings", "work")
"""What a request tells beforehand of what it asks for."""


def decide(
    verb: Verb,
    rows: Folding,
    context: Context,
    hold: Hold,
    *,
    expect: int | None = None,
    standing: bool = True,
) -> Decided:
    """Decide a verb whose names are resolved, and fold it into the rows; nothing is written.

    `expect` is the version that the caller saw; where the clock is `standing`, nothing may lie before the
    last event of its subjects by even a second.
    """
    named = set(verb.subjects(rows, context))
    hold(named)
    facts = Facts(verb.facts(rows, context), verb.read_kinds())
    # What else the facts hold, or a bulk names elsewhere, does not matter.
    roots = [row for row in facts if subject_of(row) and row.subject() in named]
    _still_there(verb, named, roots)
    if not (context.scope.is_all or verb.own_work):
        held = [row for row in facts if subject_of(row) and row.subject() in named | verb.principal()]
        _in_reach(acted_on(verb, held), rows, context)
    if expect is not None:
        first = verb.principal()
        _expected([row for row in facts if row.subject() in first] or roots, expect)
    if not verb.out_of_order:
        context = _in_order(roots, context, standing=standing)
    outcome = verb.decide(facts, context)
    steps = context.policy.approvals.steps(verb.name) if not context.granted else ()
    if steps and verb.is_asked_for(context.policy.approvals.when(verb.name), facts, context):
        before = asked_before(verb, facts, steps, rows, hold, context)
        if not is_free(verb, facts, context, before):
            told = {name: outcome.answer[name] for name in FORETOLD if name in outcome.answer}
            outcome = asked(verb, facts, steps, context, before)
            outcome.preview |= told
    _count_versions(outcome)
    changes = tuple(outcome.changes())
    subjects = named | outcome.subjects()
    # After the fold the rows know what is new, which nobody else can hold.
    rows.fold(changes)
    hold(subjects)
    answer = {"id": str(context.request), "event": context.seq} | outcome.answer
    return Decided(verb, context, facts, changes, tuple(sorted(subjects)), answer, outcome.preview)


def _still_there(verb: Verb, named: set[str], roots: list[Row]) -> None:
    """A thing that was found before it was held may be gone: the store was restored meanwhile."""
    wanted = {key for field in verb.reads for key in verb.keys_of(field)} & named
    gone = wanted - {row.subject() for row in roots}
    if gone:
        raise Conflict(
            "DSP-08", "{number} is no longer there: the store was restored meanwhile.",
            "Look at it again and repeat.", number=name_of(min(gone)),
        )  # fmt: skip


def _in_reach(things: Iterable[Row], rows: Reader, context: Context) -> None:
    """Refuse what lies outside the scope, in the words for what is not there: whatever way the verb came by
    its subjects, these are the facts with which it is decided (PPL-03)."""
    outside = beyond(things, rows, context.scope)
    if outside is not None:
        raise unknown(family_of(outside.subject()), str(outside.identity()[0]))


def _expected(roots: list[Row], expect: int) -> None:
    counted = [row for row in roots if (root := subject_of(row)) is not None and root.has_version]
    if counted and counted[0].version != expect:  # type: ignore[attr-defined]
        raise Conflict(
            "DSP-08",
            "{number} has changed: it is at version {version}, not {expected}.",
            "Look at it again and repeat.",
            number=counted[0].identity()[0],
            version=counted[0].version,  # type: ignore[attr-defined]
            expected=expect,
        )


def _in_order(roots: list[Row], context: Context, *, standing: bool) -> Context:
    lasts = [last for row in roots if (last := row.__dict__.get("last_at")) is not None]
    latest = max(lasts, default=context.now)
    if latest <= context.now:
        return context
    if not standing and latest - context.now <= SKEW:
        return replace(context, now=latest)
    raise Refusal(
        "ALL-02",
        "This lies before the last event of the ticket, {last}.",
        "Check the clock; a manager can go on with a reason: go_on.",
        last=latest,
    )


def _count_versions(outcome: Outcome) -> None:
    """Count on the version of what changed and was not counted by the verb itself."""
    for row in outcome.changed():
        subject = subject_of(row)
        if subject is not None and subject.has_version and subject.counted is None:
            _count_version(outcome, subject, row)


def _count_version(outcome: Outcome, subject: Subject, row: Row) -> None:
    before: Any = outcome.facts.held(type(row), row.identity())
    if before is None or before.version != row.version:  # type: ignore[attr-defined]
        return
    if subject.tally(outcome, row) != subject.tally(outcome.facts, before):
        outcome.put(row.but(version=before.version + 1))
        outcome.answer.setdefault("version", before.version + 1)


@cache
def private_of(kind: type[Verb]) -> frozenset[str]:
    """The fields that the log seals."""
    return frozenset(kind.private_fields())
