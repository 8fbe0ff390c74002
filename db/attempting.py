"""One attempt at a verb within one transaction of a store: lock, decide each part, append."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from db.answer import Answer, refused_part, summary
from db.deciding import Decided, decide, permit
from db.engine import likely_event_seq, lock_subjects, next_event_seq, there
from db.errors import BadField, Conflict, NotPermitted, Refusal, StoreError
from db.log.append import append
from db.log.change import Salts
from db.log.facts import Reader
from db.log.reading import DatabaseReader
from db.log.stage import Stage
from db.verbs.context import Context
from db.verbs.verb import Verb


class Attempt:
    """Decides the parts of a request one after the other, each seeing what those before it decided.

    One that is not `writing` only looks: it holds no subject and draws no number. `late` are subjects of
    which an earlier try learnt only when it held others: they are held with the first ones, in their order.
    """

    def __init__(
        self,
        connection: Connection,
        base: Context,
        *,
        standing: bool,
        writing: bool = True,
        late: set[str] | None = None,
    ) -> None:
        self._connection = connection
        self._read = DatabaseReader(connection)
        self._base = base
        self._standing, self._writing = standing, writing
        self._held: set[str] = set()
        self._late = set[str]() if late is None else late
        self._stage = Stage(self._read)
        # SQLite's writer is alone in its store, and whoever only looks sees one moment: all is read once.
        is_still = not writing or connection.dialect.name == "sqlite"
        self._before: Reader = self._stage if is_still else self._read
        self._decided: list[Decided] = []

    def decide_all(self, verb: Verb, expect: int | None) -> Answer:
        """Decide what a verb stands for: a bulk part by part, of which some may be refused."""
        refused: list[dict[str, Any]] = []
        permit(verb, self._base)
        verb = verb.spread(self._before.within(self._base.scope), self._base)
        for part, problem in self._lock(verb.each()):
            try:
                if problem is not None:
                    raise problem
                self._decide(part, expect)
            except StoreError as error:
                if verb.whole:
                    raise verb.refusal(part, error) from error
                if not verb.is_bulk or isinstance(error, (NotPermitted, Conflict)):
                    raise
                refused.append(refused_part(part, error))
        if not self._decided and not refused:
            raise BadField(verb.about or "", "{field} is missing.")
        if not self._decided:
            raise Refusal("DSP-09", "None of them allows it.", "", refused=refused)
        done = (each.answer if self._writing else each.answer | each.preview for each in self._decided)
        return Answer(tuple(done), tuple(refused), bulk=verb.is_bulk)

    def _lock(self, verbs: Iterable[Verb]) -> list[tuple[Verb, StoreError | None]]:
        """Lock the subjects of all parts in one sorted sweep; a part that names nothing gets its refusal.

        What is read here may change before the lock is held; nothing of it is kept where it may.
        """
        context = self._base
        parts: list[tuple[Verb, StoreError | None]] = []
        seen: list[dict[str, Any]] = []
        named: set[str] = set()
        for verb in verbs:
            try:
                # Before names are looked up: who may not do it learns nothing of who is called so.
                permit(verb, context)
                resolved = verb.resolve(self._before.within(context.scope), context)
                fields = resolved.model_dump()
                if fields in seen:
                    continue  # `412` and `YX2607-412` in one bulk are one ticket, and get one event
                seen.append(fields)
                named |= set(resolved.subjects(self._before, context))
                parts.append((resolved, None))
            except StoreError as error:
                parts.append((verb, error))
        self._hold(named | there(self._connection, self._late))
        return parts

    def _decide(self, verb: Verb, expect: int | None) -> None:
        """Decide one part; nothing is written yet."""
        context = replace(self._base, seq=self._next_seq(), ordinal=len(self._decided))
        decided = decide(verb, self._stage, context, self._hold, expect=expect, standing=self._standing)
        self._decided.append(decided)

    def write(self, salts: Salts, verb: Verb, answer: Answer) -> None:
        """Append what was decided, in order; of a bulk the first event keeps the summary."""
        bulk = summary(verb, self._decided[0].verb, answer)
        for at, decided in enumerate(self._decided):
            append(self._connection, decided.event(salts(), bulk if at == 0 else None), decided.facts)

    def _hold(self, subjects: set[str]) -> None:
        fresh = subjects - self._held
        if not fresh or not self._writing:
            return
        in_order = not self._held or min(fresh) > max(self._held)
        try:
            lock_subjects(self._connection, sorted(fresh), waiting=in_order)
        except DBAPIError:
            self._late |= fresh
            raise
        self._held |= fresh
        if self._before is self._read and not all(map(self._stage.made, fresh)):
            self._stage.let_go()  # others may have written what was read before this was held

    def _next_seq(self) -> int:
        if self._writing and self._connection.dialect.name == "postgresql":
            return next_event_seq(self._connection)
        # Counted from the rows that are written; those of this bulk are not yet.
        return likely_event_seq(self._connection) + len(self._decided)
