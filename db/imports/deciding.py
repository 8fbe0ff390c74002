"""A chunk of rows decided within one transaction, and written with it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from db.deciding import Salts
from db.engine import lock_subjects
from db.errors import BadField, NotPermitted, Refusal, StoreError
from db.imports.chunk import Chunk, Numbers
from db.imports.plans import Planned, Surroundings, plan
from db.imports.stage import Stage
from db.log.append import EVENT, Event
from db.log.facts import Facts
from db.log.reading import DatabaseReader
from db.rules.numbering import prefix
from db.rules.phone import PhoneError, normal
from db.tables.customer import Customer, Equipment
from db.tables.ticket import Ticket
from db.verbs.context import Context
from db.verbs.verb import Verb

ASKED = 500


@dataclass(frozen=True, slots=True)
class Row:
    """A row ready to be decided: its fields as read, and the id that it has in every run."""

    line: int
    request: UUID
    fields: Mapping[str, Any]
    cells: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Around:
    """What all rows of an import share. `base` lacks what differs from event to event."""

    kind: str
    base: Context
    salts: Salts


@dataclass(frozen=True, slots=True)
class ChunkResult:
    """How many rows came in, how many were known; every one that was refused, with why."""

    added: int
    known: int
    refused: tuple[tuple[Row, StoreError], ...]


class Decider:
    """Decides rows in order, each seeing those before it. A refused row leaves nothing behind."""

    def __init__(
        self, connection: Connection, around: Around, *, writing: bool, stage: Stage | None = None
    ) -> None:
        self._connection, self._around, self._writing = connection, around, writing
        self.stage = stage or Stage(DatabaseReader(connection))
        self._numbers = Numbers(connection, writing=writing)
        self._chunk = Chunk(connection)
        self._locked: set[str] = set()
        self._permitted: set[str] = set()

    def decide(self, rows: list[Row]) -> ChunkResult:
        """Decide all rows; write them unless this is a dry run."""
        known = self._known(rows)
        new = [row for row in rows if str(row.request) not in known]
        self._prefetch(new)
        refused: list[tuple[Row, StoreError]] = []
        for row in new:
            self.stage.mark()
            events: list[Event] = []
            taken: list[int] = []
            try:
                self._row(row, events, taken)
            except NotPermitted:
                raise
            except StoreError as error:
                self.stage.revert()
                self._numbers.give_back(taken)
                refused.append((row, error))
            else:
                if self._writing:
                    for event in events:
                        self._chunk.add(event)
        if self._writing and len(self._chunk):
            before = self.stage.before
            self._chunk.write(before, {(kind, key): self.stage.get(kind, *key) for kind, key in before})
        return ChunkResult(len(new) - len(refused), len(rows) - len(new), tuple(refused))

    def _known(self, rows: list[Row]) -> set[str]:
        ids = [str(row.request) for row in rows]
        found: set[str] = set()
        for at in range(0, len(ids), ASKED):
            statement = select(EVENT.c.request).where(EVENT.c.request.in_(ids[at : at + ASKED]))
            found |= set(self._connection.execute(statement).scalars())
        return found

    def _prefetch(self, rows: list[Row]) -> None:
        digits, serials, labels = [], [], []
        for row in rows:
            phone = row.fields.get("phone")
            if isinstance(phone, str):
                try:
                    digits.append(normal(phone))
                except PhoneError:
                    continue
            elif isinstance(row.fields.get("customer"), str):
                labels.append(row.fields["customer"])
            if isinstance(row.fields.get("serial"), str):
                serials.append(row.fields["serial"])
        self.stage.prefetch(Customer, "digits", digits)
        known = {
            each.subject() for number in set(digits) for each in self.stage.rows(Customer, digits=number)
        }
        self._lock(known | self._counters(rows))
        self.stage.prefetch(Equipment, "serial", serials)
        if self._around.kind == "equipment":
            self.stage.prefetch(Customer, "label", labels)

    def _counters(self, rows: list[Row]) -> set[str]:
        """The counters of the months that these rows were entered in; all are locked in one sorted sweep."""
        if self._around.kind != "tickets":
            return set()
        base = self._around.base
        months = {
            base.local(row.fields.get("entered_at") or row.fields.get("reported_at") or base.now).date()
            for row in rows
        }
        return {f"counter:{prefix(base.actor.department, month)}" for month in months}

    def _row(self, row: Row, events: list[Event], taken: list[int]) -> None:
        base = self._around.base
        steps = plan(self._around.kind, row.fields, Surroundings(self.stage, base.policy, base.now))
        planned = next(steps, None)
        while planned is not None:
            taken.append(self._numbers.take())
            event = self._event(row, planned, len(events), taken[-1])
            events.append(event)
            try:
                planned = steps.send(event.answer)
            except StopIteration:
                planned = None

    def _event(self, row: Row, planned: Planned, ordinal: int, seq: int) -> Event:
        base = self._around.base
        verb = planned.verb
        context = replace(base, now=planned.at or base.now, request=row.request, ordinal=ordinal, seq=seq)
        self._permit(verb)
        verb = verb.resolve(self.stage, context)
        named = set(verb.subjects(self.stage, context))
        self._lock(named)
        facts = Facts(verb.facts(self.stage, context))
        for ticket in facts.all(Ticket):
            if ticket.subject() in named and ticket.last_at > context.now:
                raise Refusal(
                    "ALL-02", "This lies before the last event of the ticket, {last}.", "Check the clock.",
                    last=context.local_text(ticket.last_at),
                )  # fmt: skip
        outcome = verb.decide(facts, context)
        changes = tuple(outcome.changes())
        subjects = named | outcome.subjects()
        # After the fold the stage knows what is new, which nobody else can hold.
        self.stage.fold(changes)
        self._lock(subjects)
        return Event(
            seq=seq,
            request=str(row.request),
            ordinal=ordinal,
            verb=verb.name,
            actor=base.actor.no,
            at=context.now,
            policy=base.policy.version,
            args=verb.given,
            private_args=_private(type(verb)),
            answer={"id": str(row.request), "event": seq} | outcome.answer,
            bulk=None,
            changes=changes,
            subjects=tuple(sorted(subjects)),
            salt=self._around.salts(),
        )

    def _permit(self, verb: Verb) -> None:
        base = self._around.base
        if verb.name in self._permitted:
            return
        if not base.policy.permits(verb, base.actor.roles):
            raise NotPermitted(
                "PPL-03", "{actor} may not do “{verb}”.", "paigong verbs shows who may.",
                actor=base.actor.no, verb=verb.name,
            )  # fmt: skip
        self._permitted.add(verb.name)

    def _lock(self, subjects: set[str]) -> None:
        """Hold the subjects that may be there already; a ticket or file of this chunk is nobody else's."""
        fresh = subjects - self._locked
        wanted = sorted(each for each in fresh if not self.stage.made(each))
        if wanted and self._writing:
            lock_subjects(self._connection, wanted)
            self._chunk.know(wanted)
        self._locked |= fresh


@cache
def _private(kind: type[Verb]) -> frozenset[str]:
    return frozenset(kind.private_fields())


def canonical_row(kind: str, fields: Mapping[str, Any]) -> str:
    """One spelling of a row's fields, whatever file they came from."""
    return json.dumps([kind, fields], sort_keys=True, ensure_ascii=False, default=_spelled)


def _spelled(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone().isoformat() if value.tzinfo is None else str(int(value.timestamp()))
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    raise BadField("", "The line cannot be read: {cause}.", cause=type(value).__name__)
