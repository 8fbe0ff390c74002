"""Buying tools: what enters the store room and its ledger (KIT-02, KIT-06)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
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


@dataclass(frozen=True, slots=True)
class Bought:
    """What comes into a store room: pieces of a kind for `price_fen` each; `number` that of a single one."""

    kind: ToolKind
    count: int
    price_fen: int
    place: str
    number: str = ""
    bought_on: date | None = None
    calibration_due: date | None = None
    reason: str = ""


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
    price_fen: Annotated[Fen | None, kinds.Fen(), Called("Price in fen", "price: {value}")] = None
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
            yield from in_the_way(read, self.count)

    def amount(self, facts: Facts, context: Context) -> int:
        """What all pieces cost."""
        price = facts.all(ToolKind)[0].price_fen if self.price_fen is None else self.price_fen
        return price * self.count

    def decide(self, facts: Facts, context: Context) -> Outcome:
        kind = facts.all(ToolKind)[0]
        outcome = Outcome(facts)
        if self.number and not kind.durable:
            raise BadField("number", "{kind} is consumable: it has no numbers.", kind=kind.code)
        if self.number and self.count != 1:
            raise BadField("number", "A number can be given to one piece only.")
        if self.number and facts.get(Tool, self.number) is not None:
            raise Refusal(
                "KIT-02", "The tool number {number} is taken.", "Choose another one.", number=self.number
            )
        price = kind.price_fen if self.price_fen is None else self.price_fen
        bought = Bought(
            kind, self.count, price, store_of(context, self.store), self.number, self.bought_on,
            self.calibration_due, self.reason,
        )  # fmt: skip
        outcome.answer.update(kind=kind.code, count=self.count, tools=enter(outcome, context, bought))
        return outcome


def in_the_way(read: Reader, count: int) -> list[Tool]:
    """Tools whose numbers were given by hand and lie where the next ones would be drawn."""
    counters = read.rows(NumberCounter, prefix=TOOL_COUNTER)
    last = counters[0].last if counters else 0
    taken: list[Tool] = []
    while True:
        span = range(last + 1, last + 1 + count + len(taken))
        found = read.rows(Tool, number=tuple(map(numbered, span)))
        if len(found) == len(taken):
            return found
        taken = found


def enter(outcome: Outcome, context: Context, bought: Bought) -> list[str]:
    """Enter what was bought into the store room, with its lines of the ledger; the numbers of the pieces."""
    kind = bought.kind
    if not kind.durable:
        move_stock(
            outcome, context, kind, "purchase", bought.count, source=SUPPLIER, target=bought.place,
            amount_fen=bought.price_fen * bought.count, reason=bought.reason,
        )  # fmt: skip
        return []
    numbers = [bought.number] if bought.number else _numbers(outcome, bought.count)
    for number in numbers:
        _piece(outcome, bought, number, context)
    return numbers


def _numbers(outcome: Outcome, count: int) -> list[str]:
    counter = outcome.facts.get(NumberCounter, TOOL_COUNTER)
    last = counter.last if counter else 0
    numbers: list[str] = []
    while len(numbers) < count:
        last += 1
        if outcome.facts.get(Tool, numbered(last)) is None:
            numbers.append(numbered(last))
    outcome.put(NumberCounter.new(prefix=TOOL_COUNTER, last=last))
    return numbers


def _piece(outcome: Outcome, bought: Bought, number: str, context: Context) -> None:
    kind = bought.kind
    bought_on = bought.bought_on or context.local(context.now).date()
    due = bought.calibration_due
    if due is None and kind.calibration_months:
        due = bought_on + relativedelta(months=kind.calibration_months)
    tool = Tool.new(
        number=number, kind=kind.code, place=bought.place, home=bought.place, since=context.now,
        price_fen=bought.price_fen, bought_on=bought_on, calibration_due=due, moves=1,
    )  # fmt: skip
    entered(outcome, context, tool, bought.reason)
