"""Buying tools: what enters the store room and its ledger (KIT-02, KIT-06)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from dateutil.relativedelta import relativedelta

from db import kinds
from db.errors import BadField, Refusal
from db.kinds import Called
from db.log.facts import Facts, Outcome, Reader
from db.rules.batches import numbered
from db.rules.custody import SUPPLIER
from db.tables.event import NumberCounter
from db.tables.row import Row
from db.tables.tool import Stock, Tool, ToolKind
from db.verbs import groups
from db.verbs.context import Context
from db.verbs.fields import Code, Day, Fen, OneStore, OptionalNumber, OptionalWords, Pieces
from db.verbs.tool_moves import entered, kind_called, move_stock, store_of
from db.verbs.verb import Verb

TOOL_COUNTER = "T"


class BuyTool(Verb):
    """Enter bought tools into the store: numbered pieces of a durable kind, a count of a consumable one."""

    name = "buy_tool"
    word = "enter a bought tool"
    group = groups.KIT
    example = {"kind": "multimeter"}
    default_roles = frozenset({"keeper", "manager", "purchaser"})
    makes = "tool"
    rule = "KIT-06"
    undoable = True
    looks_at = (ToolKind, Stock, NumberCounter, Tool)

    kind: Annotated[Code, kinds.Listed("tool"), Called("Kind", context="tool")]
    count: Annotated[Pieces, Called("Count")] = 1
    number: Annotated[OptionalNumber, Called("Number")] = ""
    price_fen: Annotated[Fen | None, kinds.Fen(), Called("Price in fen")] = None
    bought_on: Annotated[Day | None, Called("Bought on")] = None
    calibration_due: Annotated[Day | None, Called("Calibration due")] = None
    store: OneStore = ""
    reason: Annotated[OptionalWords, Called("Reason")] = ""

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        kind = kind_called(read, self.kind, context.policy.tools.tool)
        if not kind.durable:
            return (f"stock:{kind.code}",)
        return (f"tool:{self.number}",) if self.number else (f"counter:{TOOL_COUNTER}",)

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        kind = kind_called(read, self.kind, context.policy.tools.tool)
        yield kind
        yield from read.rows(Stock, kind=kind.code)
        yield from read.rows(NumberCounter, prefix=TOOL_COUNTER)
        if self.number:
            yield from read.rows(Tool, number=self.number)
        elif kind.durable:
            yield from self._in_the_way(read)

    def _in_the_way(self, read: Reader) -> list[Tool]:
        """Tools whose numbers were given by hand and lie where the next ones would be drawn."""
        counters = read.rows(NumberCounter, prefix=TOOL_COUNTER)
        last = counters[0].last if counters else 0
        taken: list[Tool] = []
        while True:
            span = range(last + 1, last + 1 + self.count + len(taken))
            found = read.rows(Tool, number=tuple(map(numbered, span)))
            if len(found) == len(taken):
                return found
            taken = found

    def amount(self, facts: Facts, context: Context) -> int:
        """What all pieces cost."""
        price = facts.all(ToolKind)[0].price_fen if self.price_fen is None else self.price_fen
        return price * self.count

    def decide(self, facts: Facts, context: Context) -> Outcome:
        kind = facts.all(ToolKind)[0]
        outcome = Outcome(facts)
        if not kind.durable:
            if self.number:
                raise BadField("number", "{kind} is consumable: it has no numbers.", kind=kind.code)
            move_stock(
                outcome, context, kind, "purchase", self.count,
                source=SUPPLIER, target=store_of(context, self.store), reason=self.reason,
            )  # fmt: skip
            outcome.answer.update(kind=kind.code, count=self.count, tools=[])
            return outcome
        if self.number and self.count != 1:
            raise BadField("number", "A number can be given to one piece only.")
        if self.number and facts.get(Tool, self.number) is not None:
            raise Refusal(
                "KIT-02", "The tool number {number} is taken.", "Choose another one.", number=self.number
            )
        numbers = [self._piece(outcome, kind, number, context) for number in self._numbers(outcome)]
        outcome.answer.update(kind=kind.code, count=self.count, tools=numbers)
        return outcome

    def _numbers(self, outcome: Outcome) -> list[str]:
        if self.number:
            return [self.number]
        counter = outcome.facts.get(NumberCounter, TOOL_COUNTER)
        last = counter.last if counter else 0
        numbers: list[str] = []
        while len(numbers) < self.count:
            last += 1
            if outcome.facts.get(Tool, numbered(last)) is None:
                numbers.append(numbered(last))
        outcome.put(NumberCounter.new(prefix=TOOL_COUNTER, last=last))
        return numbers

    def _piece(self, outcome: Outcome, kind: ToolKind, number: str, context: Context) -> str:
        place = store_of(context, self.store)
        today = context.local(context.now).date()
        bought_on = self.bought_on or today
        due = self.calibration_due
        if due is None and kind.calibration_months:
            due = bought_on + relativedelta(months=kind.calibration_months)
        tool = Tool.new(
            number=number,
            kind=kind.code,
            place=place,
            home=place,
            since=context.now,
            price_fen=kind.price_fen if self.price_fen is None else self.price_fen,
            bought_on=bought_on,
            calibration_due=due,
            moves=1,
        )
        entered(outcome, context, tool, self.reason)
        return number
