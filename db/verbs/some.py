"""Verbs about numbered tools, or about some of a consumable, which has no numbers (KIT-03)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, ClassVar, Self

from db import kinds
from db.errors import BadField
from db.kinds import Called
from db.log.facts import Facts, Outcome, Reader
from db.rules.custody import HANDS
from db.tables.row import Row
from db.tables.staff import Staff
from db.tables.task import Task
from db.tables.tool import Stock, Tool, ToolKind
from db.verbs.context import Context
from db.verbs.fields import OptionalCode, OptionalTools, Pieces
from db.verbs.tool_moves import kind_called
from db.verbs.tool_verb import ToolVerb


class ToolOrSome(ToolVerb):
    """A verb about numbered tools (`tool`), or about `count` pieces of a consumable `kind`. `only_tools` are
    fields that say nothing of a consumable.
    """

    looks_at: ClassVar[tuple[type[Row], ...]] = (Tool, ToolKind, Stock, Staff, Task)
    only_tools: ClassVar[tuple[str, ...]] = ()

    tool: OptionalTools = ""
    kind: Annotated[OptionalCode, kinds.Listed("tool"), Called("Consumable")] = ""
    count: Annotated[Pieces, Called("Count")] = 1

    def resolve(self, read: Reader, context: Context) -> Self:
        if bool(self.one) == bool(self.kind):
            raise BadField("tool", "Give either the number of a tool or a kind.")
        spelt = super().resolve(read, context)
        if not self.kind:
            if self.count != 1:
                raise BadField("count", "Numbered tools have no count: give their numbers.")
            return spelt
        kind = kind_called(read, self.kind)
        if kind.durable:
            raise BadField("kind", "{kind} has numbers: give the number of the tool.", kind=kind.code)
        for name in self.only_tools:
            if self.given.get(name):
                raise BadField(name, "This is said of numbered tools only.")
        return spelt.resolved(kind=kind.code)

    def afresh(self, read: Reader, context: Context) -> Self:
        """With the code of a kind that was called by its name."""
        return self.resolved(kind=kind_called(read, self.kind).code) if self.kind else self

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        if self.one:
            yield from super().subjects(read, context)
        else:
            yield f"stock:{self.kind}"

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        if self.one:
            yield from super().facts(read, context)
        else:
            yield from read.rows(ToolKind, code=self.kind)
            yield from read.rows(Stock, kind=self.kind)

    def amount(self, facts: Facts, context: Context) -> int:
        """The price that it was bought for; of a consumable what so many cost now."""
        return super().amount(facts, context) if self.one else self.price(facts) * self.count

    def price(self, facts: Facts) -> int:
        """What a piece of the consumable costs."""
        return facts.one(ToolKind, self.kind).price_fen

    def decide(self, facts: Facts, context: Context) -> Outcome:
        outcome = Outcome(facts)
        if self.one:
            self.piece(outcome, context)
        else:
            kind = facts.one(ToolKind, self.kind)
            outcome.answer.update(kind=kind.code, count=self.count)
            self.some(outcome, kind, context)
        return outcome

    def piece(self, outcome: Outcome, context: Context) -> None:
        """Decide about the numbered tool."""
        raise NotImplementedError

    def some(self, outcome: Outcome, kind: ToolKind, context: Context) -> None:
        """Decide about so many of a consumable."""
        raise NotImplementedError


def hands(staff: str) -> str:
    """The place of what somebody carries."""
    return f"{HANDS}{staff}"
