"""One attempt at a verb within one transaction: lock, read, check, decide, append."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Protocol

from sqlalchemy import Connection

from db.engine import lock_subjects, next_event_seq
from db.errors import Conflict, NotPermitted, Refusal, StoreError
from db.log.append import Event, append
from db.log.facts import Change, Facts, Outcome
from db.log.overlay import Overlay
from db.log.reading import DatabaseReader
from db.tables.ticket import Ticket
from db.verbs.context import Context
from db.verbs.verb import Verb

SKEW = timedelta(minutes=2)
"""How far two desks' clocks may differ before a verb is refused for lying before the ticket's last event."""


class Salts(Protocol):
    """Gives an event its salt: unguessable in a live store, the same every time in a demo."""

    def __call__(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Decided:
    """One verb decided, and the facts that it was decided on."""

    verb: Verb
    context: Context
    facts: Facts
    changes: tuple[Change, ...]
    subjects: tuple[str, ...]
    answer: dict[str, Any]
    preview: dict[str, Any]


class Deciding:
    """Decides the parts of a request one after the other, each seeing what those before it decided."""

    def __init__(
        self, connection: Connection, context: Callable[[int, int], Context], *, standing: bool
    ) -> None:
        self.connection = connection
        self.read = DatabaseReader(connection)
        self.overlay = Overlay(self.read)
        self._context = context
        self._standing = standing
        self._locked: set[str] = set()
        self.decided: list[Decided] = []

    def lock(self, verbs: Iterable[Verb]) -> list[tuple[Verb, StoreError | None]]:
        """Lock the subjects of all parts in one sorted sweep; a part that names nothing gets its refusal."""
        context = self._context(0, 0)
        parts: list[tuple[Verb, StoreError | None]] = []
        seen: list[dict[str, Any]] = []
        for verb in verbs:
            try:
                # Before names are looked up: who may not do it learns nothing of who is called so.
                self._permit(verb, context)
                resolved = verb.resolve(self.read, context)
                fields = resolved.model_dump()
                if fields in seen:
                    continue  # `412` and `YX2607-412` in one bulk are one ticket, and get one event
                seen.append(fields)
                self._locked |= set(resolved.subjects(self.read, context))
                parts.append((resolved, None))
            except StoreError as error:
                parts.append((verb, error))
        if self._locked:
            lock_subjects(self.connection, sorted(self._locked))
        return parts

    def decide(self, verb: Verb, expect: int | None) -> Decided:
        """Decide one part; nothing is written yet."""
        context = self._context(next_event_seq(self.connection) + self._ahead(), len(self.decided))
        self._permit(verb, context)
        facts = Facts(verb.facts(self.overlay, context))
        # Another ticket that the facts hold, or that this bulk names elsewhere, does not matter.
        named = set(verb.subjects(self.overlay, context))
        tickets = [ticket for ticket in facts.all(Ticket) if ticket.subject() in named]
        self._still_there(named, tickets)
        self._expect(tickets, expect)
        if not verb.out_of_order:
            context = self._in_order(tickets, context)
        outcome = verb.decide(facts, context)
        changes = tuple(outcome.changes())
        subjects = self._subjects(verb, context, outcome)
        answer = {"id": str(context.request), "event": context.seq} | outcome.answer
        decided = Decided(verb, context, facts, changes, subjects, answer, outcome.preview)
        self.overlay.lay(changes, facts)
        self.decided.append(decided)
        return decided

    def _ahead(self) -> int:
        # SQLite counts from the rows that are written; those of this bulk are not yet.
        return len(self.decided) if self.connection.dialect.name == "sqlite" else 0

    def _permit(self, verb: Verb, context: Context) -> None:
        if not context.policy.permits(verb, context.actor.roles):
            raise NotPermitted(
                "PPL-03",
                "{actor} may not do “{verb}”.",
                "paigong verbs shows who may.",
                actor=context.actor.no,
                verb=verb.name,
            )

    def _still_there(self, named: set[str], tickets: list[Ticket]) -> None:
        """A ticket that was found before the lock may be gone behind it: the store was restored meanwhile."""
        gone = {subject for subject in named if subject.startswith("ticket:")}
        gone -= {ticket.subject() for ticket in tickets}
        if gone:
            raise Conflict(
                "DSP-08", "{number} is no longer there: the store was restored meanwhile.",
                "Look at it again and repeat.", number=min(gone).partition(":")[2],
            )  # fmt: skip

    def _expect(self, tickets: list[Ticket], expect: int | None) -> None:
        if expect is not None and tickets and tickets[0].version != expect:
            raise Conflict(
                "DSP-08",
                "{number} has changed: it is at version {version}, not {expected}.",
                "Look at it again and repeat.",
                number=tickets[0].number,
                version=tickets[0].version,
                expected=expect,
            )

    def _in_order(self, tickets: list[Ticket], context: Context) -> Context:
        latest = max((ticket.last_at for ticket in tickets), default=context.now)
        if latest <= context.now:
            return context
        if not self._standing and latest - context.now <= SKEW:
            return replace(context, now=latest)
        raise Refusal(
            "ALL-02",
            "This lies before the last event of the ticket, {last}.",
            "Check the clock; a manager can go on with a reason: go_on.",
            last=context.local_text(latest),
        )

    def _subjects(self, verb: Verb, context: Context, outcome: Outcome) -> tuple[str, ...]:
        named = set(verb.subjects(self.overlay, context))
        changed = outcome.subjects()
        fresh = (named | changed) - self._locked
        if fresh:
            lock_subjects(self.connection, sorted(fresh))
            self._locked |= fresh
        return tuple(sorted(named | changed))

    def write(self, salts: Salts, bulk: Mapping[str, Any] | None) -> None:
        """Append what was decided, in order; `bulk` is the summary that the first event keeps."""
        for at, decided in enumerate(self.decided):
            context = decided.context
            given, told = decided.verb.given, decided.verb.told()
            event = Event(
                seq=context.seq,
                request=str(context.request),
                ordinal=at,
                verb=decided.verb.name,
                actor=context.actor.no,
                at=context.now,
                policy=context.policy.version,
                args=told,
                private_args=frozenset(decided.verb.private_fields()),
                answer=decided.answer,
                bulk=bulk if at == 0 else None,
                changes=decided.changes,
                subjects=decided.subjects,
                salt=salts(),
                given={name: value for name, value in given.items() if told[name] != value},
            )
            append(self.connection, event, decided.facts)
