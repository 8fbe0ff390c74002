"""Buying and issuing tools, so that kits are made lawfully (KIT-02 to KIT-04, KIT-06)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Self

from dateutil.relativedelta import relativedelta
from pydantic import Field

from db import kinds
from db.errors import BadField, Refusal
from db.kinds import Called
from db.log.facts import Facts, Outcome, Reader
from db.tables.event import NumberCounter
from db.tables.row import Row
from db.tables.staff import Certificate, Staff
from db.tables.tool import STORE, Stock, Tool, ToolKind
from db.verbs import groups
from db.verbs.context import Context
from db.verbs.fields import (
    Code,
    Day,
    OptionalCode,
    OptionalNumber,
    OptionalPerson,
    OptionalTools,
    OptionalWords,
    Person,
)
from db.verbs.moving import moved
from db.verbs.tool_moves import add_stock, kind_called, move_tool, numbered
from db.verbs.verb import Verb

TOOL_COUNTER = "T"
Pieces = Annotated[int, Field(ge=1, le=1000)]
Fen = Annotated[int, Field(ge=0, le=2_000_000_000)]
"""Up to twenty million CNY, what a column of 32 bits holds."""


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
            add_stock(outcome, kind.code, STORE, self.count)
            move_tool(
                outcome,
                context,
                kind,
                "purchase",
                f"stock:{kind.code}",
                self.count,
                target=STORE,
                reason=self.reason,
            )
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
        today = context.local(context.now).date()
        bought_on = self.bought_on or today
        due = self.calibration_due
        if due is None and kind.calibration_months:
            due = bought_on + relativedelta(months=kind.calibration_months)
        outcome.put(
            Tool.new(
                number=number,
                kind=kind.code,
                holder=None,
                place=STORE,
                state="in_store",
                since=context.now,
                price_fen=kind.price_fen if self.price_fen is None else self.price_fen,
                bought_on=bought_on,
                calibration_due=due,
            )
        )
        move_tool(
            outcome,
            context,
            kind,
            "purchase",
            f"tool:{number}",
            1,
            tool=number,
            target=STORE,
            reason=self.reason,
        )
        return number


class IssueTool(Verb):
    """Issue a numbered tool, or some of a consumable, from the store to somebody, who signs for it."""

    name = "issue_tool"
    word = "issue a tool"
    group = groups.KIT
    sentence = ("staff", "tool")
    example = {"staff": "T001", "kind": "multimeter"}
    default_roles = frozenset({"keeper", "manager"})
    rule = "KIT-04"
    undoable = True
    about = "tool"
    looks_at = (Staff, Certificate, Tool, ToolKind, Stock)

    staff: Annotated[Person, Called("Staff no.")]
    tool: OptionalTools = ""
    kind: Annotated[OptionalCode, kinds.Listed("tool"), Called("Kind", context="tool")] = ""
    count: Annotated[Pieces, Called("Count")] = 1
    reason: Annotated[OptionalWords, Called("Reason")] = ""
    override: Annotated[OptionalWords, Called("Overruling reason", "overruled: {value}")] = ""

    def resolve(self, read: Reader, context: Context) -> Self:
        if bool(self.one) == bool(self.kind):
            raise BadField("tool", "Give either the number of a tool or a kind.")
        spelt = super().resolve(read, context)
        if self.one:
            return spelt
        kind = kind_called(read, self.kind)
        if not kind.durable:
            return spelt.resolved(kind=kind.code)
        if self.count != 1:
            raise BadField("count", "Numbered tools are issued one by one.")
        free = read.rows(Tool, kind=kind.code, state="in_store")
        if not free:
            raise Refusal("KIT-04", "No {kind} is in the store.", "Buy one first.", kind=kind.code)
        return spelt.resolved(tool=free[0].number, kind="")

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        return (f"tool:{self.one}" if self.one else f"stock:{self.kind}", f"staff:{self.staff}")

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        yield from read.rows(Staff, no=self.staff)
        yield from read.rows(Certificate, staff=self.staff)
        if self.one:
            tools = read.rows(Tool, number=self.one)
            yield from tools
            for tool in tools:
                yield from read.rows(ToolKind, code=tool.kind)
        else:
            yield from read.rows(ToolKind, code=self.kind)
            yield from read.rows(Stock, kind=self.kind)

    def decide(self, facts: Facts, context: Context) -> Outcome:
        outcome = Outcome(facts)
        target = f"staff:{self.staff}"
        if not self.one:
            kind = facts.one(ToolKind, self.kind)
            self._permit(facts, kind, context)
            stock = facts.get(Stock, kind.code, STORE)
            if stock is None or stock.count < self.count:
                raise Refusal(
                    "PRT-09", "Only {count} of {kind} are in the store.", "Buy some first.",
                    count=stock.count if stock else 0, kind=kind.code,
                )  # fmt: skip
            add_stock(outcome, kind.code, STORE, -self.count)
            add_stock(outcome, kind.code, target, self.count)
            move_tool(
                outcome, context, kind, "issue", f"stock:{kind.code}", self.count,
                source=STORE, target=target, reason=self.reason,
            )  # fmt: skip
            outcome.answer.update(kind=kind.code, staff=self.staff, count=self.count)
            return outcome
        tool = facts.get(Tool, self.one)
        if tool is None:
            raise Refusal("KIT-02", "There is no tool {number}.", "See paigong show tools.", number=self.one)
        state = moved(tool, "issue_tool", self.name)
        self._permit(facts, facts.one(ToolKind, tool.kind), context)
        outcome.put(tool.but(holder=self.staff, place=None, state=state, since=context.now))
        move_tool(
            outcome, context, facts.one(ToolKind, tool.kind), "issue", f"tool:{tool.number}", 1,
            tool=tool.number, source=STORE, target=target, reason=self.reason,
        )  # fmt: skip
        outcome.answer.update(tool=tool.number, kind=tool.kind, staff=self.staff, count=1)
        return outcome

    def _permit(self, facts: Facts, kind: ToolKind, context: Context) -> None:
        """Refuse a tool to somebody who may not use it, unless that is overruled with a reason (KIT-13)."""
        if not kind.permit or self.override:
            return
        held = facts.get(Certificate, self.staff, kind.permit)
        today = context.local(context.now).date()
        if held is None or (held.expires_on is not None and held.expires_on < today):
            raise Refusal(
                "KIT-13", "{staff} has no valid {certificate}, which {kind} demands.",
                "Enter or renew it, or overrule with a reason.",
                staff=self.staff, certificate=kind.permit, kind=kind.code,
            )  # fmt: skip


class ReturnTool(Verb):
    """Take a numbered tool, or some of a consumable, back into the store from whoever has it."""

    name = "return_tool"
    word = "take a tool back"
    group = groups.KIT
    sentence = ("tool",)
    example = {"staff": "T001", "kind": "shoe_covers"}
    default_roles = frozenset({"keeper", "manager"})
    rule = "KIT-03"
    undoable = True
    about = "tool"
    looks_at = (Tool, ToolKind, Stock)

    tool: OptionalTools = ""
    staff: Annotated[OptionalPerson, Called("Staff no.")] = ""
    kind: Annotated[OptionalCode, kinds.Listed("tool"), Called("Kind", context="tool")] = ""
    count: Annotated[Pieces, Called("Count")] = 1
    reason: Annotated[OptionalWords, Called("Reason")] = ""

    def resolve(self, read: Reader, context: Context) -> Self:
        if bool(self.one) == bool(self.kind):
            raise BadField("tool", "Give either the number of a tool or a kind.")
        if self.kind and not self.staff:
            raise BadField("staff", "{field} is missing.")
        spelt = super().resolve(read, context)
        return spelt.resolved(kind=kind_called(read, self.kind).code) if self.kind else spelt

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        if not self.one:
            return (f"stock:{self.kind}", f"staff:{self.staff}")
        holders = [tool.holder for tool in read.rows(Tool, number=self.one) if tool.holder]
        return (f"tool:{self.one}", *(f"staff:{no}" for no in holders))

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        if self.staff:
            yield from read.rows(Staff, no=self.staff)
        if not self.one:
            yield from read.rows(ToolKind, code=self.kind)
            yield from read.rows(Stock, kind=self.kind)
            return
        tools = read.rows(Tool, number=self.one)
        yield from tools
        for tool in tools:
            yield from read.rows(ToolKind, code=tool.kind)
            yield from read.rows(Staff, no=tool.holder) if tool.holder else ()

    def decide(self, facts: Facts, context: Context) -> Outcome:
        outcome = Outcome(facts)
        if not self.one:
            return self._stock(outcome, facts.one(ToolKind, self.kind), context)
        tool = facts.one(Tool, self.one)
        state = moved(tool, "return_tool", self.name)
        if self.staff and self.staff != tool.holder:
            raise Refusal(
                "KIT-03", "{number} is {state}, with {holder}.", "See paigong show tool.",
                number=tool.number, state=tool.state, holder=tool.holder or tool.place,
            )  # fmt: skip
        outcome.put(tool.but(holder=None, place=STORE, state=state, since=context.now))
        move_tool(
            outcome, context, facts.one(ToolKind, tool.kind), "return", f"tool:{tool.number}", 1,
            tool=tool.number, source=f"staff:{tool.holder}", target=STORE, reason=self.reason,
        )  # fmt: skip
        outcome.answer.update(tool=tool.number, kind=tool.kind, staff=tool.holder, count=1)
        return outcome

    def _stock(self, outcome: Outcome, kind: ToolKind, context: Context) -> Outcome:
        source = f"staff:{self.staff}"
        stock = outcome.facts.get(Stock, kind.code, source)
        if stock is None or stock.count < self.count:
            raise Refusal(
                "PRT-09", "{staff} has only {count} of {kind}.", "",
                staff=self.staff, count=stock.count if stock else 0, kind=kind.code,
            )  # fmt: skip
        add_stock(outcome, kind.code, source, -self.count)
        add_stock(outcome, kind.code, STORE, self.count)
        move_tool(
            outcome, context, kind, "return", f"stock:{kind.code}", self.count,
            source=source, target=STORE, reason=self.reason,
        )  # fmt: skip
        outcome.answer.update(kind=kind.code, staff=self.staff, count=self.count)
        return outcome
