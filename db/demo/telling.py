"""Telling verbs one after the other on rows in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from db.deciding import decide
from db.demo.chance import mark
from db.log.bulk import Bulk
from db.log.rows import Rows
from db.policy.model import Policy
from db.tables.staff import Staff
from db.verbs.context import Actor, Context
from db.verbs.parsing import parse_verb
from db.verbs.verb import Verb


@dataclass(frozen=True, slots=True)
class Told:
    """One verb that was told: all that a store needs to do the same."""

    verb: Verb
    actor: str
    request: UUID
    salt: str
    at: datetime


class Telling:
    """A store's history being made: verbs in, a world and its log out. Time only goes forward.

    `witness` is told every verb that was done.
    """

    def __init__(
        self, policy: Policy, zone: ZoneInfo, seed: int, witness: Callable[[Told], None] | None = None
    ) -> None:
        self.policy, self.zone = policy, zone
        self.world, self.log = Rows(), Bulk()
        self.now = datetime.min.replace(tzinfo=UTC)
        self.seq = 1
        self._seed, self._witness = seed, witness
        self._actors: dict[str, Actor] = {}

    def at(self, second: int) -> None:
        """Let the clock stand at that second since 1970."""
        self.now = max(self.now, datetime.fromtimestamp(second, UTC))

    def text(self, instant: datetime, later: int) -> str:
        """An instant so many seconds later, as a script would give it."""
        return (instant + timedelta(seconds=later)).astimezone(self.zone).isoformat()

    def do(self, name: str, actor: str, /, **fields: Any) -> dict[str, Any]:
        """Do a verb with fields as a script would give them; raises what a store would raise."""
        return self.tell(parse_verb(name, fields), actor)

    def tell(self, verb: Verb, actor: str) -> dict[str, Any]:
        """Decide a verb on the world, log it as number `seq`, fold it, count on.

        The answer, or a `StoreError` with nothing changed.
        """
        seq = self.seq
        request, salt = mark(self._seed, seq)
        named = lambda _: self.policy  # noqa: E731 - there is only this version
        context = Context(self.now, self._actor(actor), self.policy, named, self.zone, request, 0, seq)
        verb = verb.coded(lambda: self.policy)
        if not self.policy.permits(verb, context.actor.roles):
            raise AssertionError(f"{actor} may not do {verb.name}")
        decided = decide(verb.resolve(self.world, context), self.world, context, _alone)
        self.log.add(decided.event(salt))
        if self._witness is not None:
            self._witness(Told(verb, actor, request, salt, context.now))
        self.seq += 1
        return decided.answer

    def _actor(self, no: str) -> Actor:
        known = self._actors.get(no)
        if known is None:
            person = self.world.get(Staff, no)
            if person is None:
                return Actor(no, frozenset({"admin"}), "", "")
            known = Actor(no, frozenset(person.roles.split(",")), person.department, person.branch)
            self._actors[no] = known
        return known


def _alone(_subjects: set[str]) -> None:
    """Nobody else can hold a subject of a store that is being told."""
