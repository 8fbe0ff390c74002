"""The year's plan of purchases (KIT-06)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, ClassVar, Self

from pydantic import Field

from db import kinds
from db.errors import BadField
from db.kinds import Called
from db.log.facts import Facts, Outcome, Reader
from db.tables.purchase import ToolPlan
from db.tables.row import Row
from db.tables.tool import ToolKind
from db.verbs import groups
from db.verbs.context import Context
from db.verbs.fields import OptionalWords, ToolCounts
from db.verbs.ordering import BUYING
from db.verbs.tool_moves import COUNT_DIGITS, kind_among
from db.verbs.verb import Verb

Year = Annotated[int, Field(ge=2000, le=2999)]


class PlanTools(Verb):
    """Plan what a year buys of tools, by kind and count (multimeter:5); a count of 0 takes a kind out again.

    What it costs is estimated by the kinds' prices, unless it is said with it in fen (multimeter:5:39900).
    The policy has it approved; purchase_plan shows what was bought against it.
    """

    name = "plan_tools"
    word = "plan a year's tools"
    group = groups.KIT
    sentence = ("kinds",)
    example = {"kinds": "multimeter:5"}
    default_roles = BUYING
    rule = "KIT-06"
    undoable = True
    looks_at: ClassVar[tuple[type[Row], ...]] = (ToolKind, ToolPlan)

    kinds: Annotated[ToolCounts, Called("Kinds and counts")]
    year: Annotated[Year | None, kinds.Number(), Called("Year")] = None
    reason: Annotated[OptionalWords, Called("Reason")] = ""

    def resolve(self, read: Reader, context: Context) -> Self:
        if self.year is not None and self.year < context.local(context.now).year:
            raise BadField("year", "This year is over.")
        return super().resolve(read, context).afresh(read, context)

    def afresh(self, read: Reader, context: Context) -> Self:
        """For the year in which it was asked for, where none is named."""
        asked = context.local(context.asked_at or context.now).year
        return self if self.year is not None else self.resolved(year=asked)

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        return (f"tool_plan:{self.year}",)

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        yield from read.rows(ToolKind)
        yield from read.rows(ToolPlan, year=self.year)

    def amount(self, facts: Facts, context: Context) -> int:
        """What is planned with it."""
        return sum(count * price for count, price in self._lines(facts).values())

    def _lines(self, facts: Facts) -> dict[str, tuple[int, int]]:
        """Count and price by kind."""
        found: dict[str, tuple[int, int]] = {}
        for text in self.kinds:
            called, *numbers = (part.strip() for part in text.replace("\uff1a", ":").split(":"))
            told = [int(each) for each in numbers if each.isdecimal() and len(each) <= COUNT_DIGITS + 3]
            if not 1 <= len(numbers) <= 2 or len(told) != len(numbers) or told[0] >= 10**COUNT_DIGITS:
                raise BadField("kinds", "Write kind and count, like {example}.", example="multimeter:5")
            kind = kind_among(facts.all(ToolKind), called)
            found[kind.code] = (told[0], told[1] if len(told) > 1 else kind.price_fen)
        if not found:
            raise BadField("kinds", "{field} is missing.")
        return found

    def decide(self, facts: Facts, context: Context) -> Outcome:
        assert self.year is not None
        outcome = Outcome(facts)
        for code, (count, price) in self._lines(facts).items():
            present = facts.get(ToolPlan, self.year, code)
            if count:
                outcome.put(
                    ToolPlan.new(
                        year=self.year, kind=code, count=count, price_fen=price, planned_at=context.now,
                        planned_by=context.actor.no,
                    )
                )  # fmt: skip
            elif present is not None:
                outcome.drop(present)
        planned = outcome.all(ToolPlan, year=self.year)
        outcome.answer.update(
            year=self.year, kinds=len(planned), amount_fen=sum(row.count * row.price_fen for row in planned)
        )
        return outcome
