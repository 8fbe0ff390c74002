"""Old for new [交旧领新]: the old one comes back, only then the new one goes out, as one verb (KIT-05)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, ClassVar, Self

from db import kinds
from db.errors import NotPermitted, Refusal
from db.kinds import Called, Tells
from db.log.facts import Facts, Outcome, Reader
from db.rules.custody import BROKEN, HANDS, SCRAP
from db.tables.row import Row
from db.tables.staff import Certificate, Staff
from db.tables.task import Task
from db.tables.tool import Stock, Tool, ToolKind
from db.verbs.context import Context
from db.verbs.fields import OneStore, OptionalTool, OptionalWords, Person
from db.verbs.some import ToolOrSome, hands
from db.verbs.tool_moves import Moving, check_stock, fit_ones, move_stock, store_of
from db.verbs.tool_verb import (
    KEEPING,
    TO,
    TOLD,
    DamageCause,
    answer_charge,
    check_active,
    check_judging,
    check_permit,
    check_usable,
)
from db.verbs.verb import Reads
from db.verbs.who import FIELD

NEW = Tells(kinds.TEXT, "", "new {value}", leads=True)


class ExchangeTool(ToolOrSome):
    """Take an old tool back from somebody and give them a new one of its kind, once the manager approves.

    Refused when the old one is not in that person's hands. Without `replacement` the first one in the store
    goes out. The old one is out of use until it is repaired or scrapped. Of a consumable, by kind and count,
    what is worn comes back to be scrapped.
    """

    name = "exchange_tool"
    word = "exchange old for new"
    sentence = ("staff", "tool", "reason")
    example = {"staff": "T001", "tool": "T0001", "reason": "x"}
    default_roles = KEEPING | FIELD
    rule = "KIT-05"
    answers: ClassVar[Mapping[str, Tells]] = {**TOLD, "replacement": NEW, "staff": TO}
    reads: ClassVar[Reads] = {"tool": (), "staff": (), "replacement": ()}
    looks_at: ClassVar[tuple[type[Row], ...]] = (Tool, ToolKind, Stock, Staff, Certificate, Task)
    only_tools = ("replacement", "cause")

    staff: Annotated[Person, Called("Staff no.")]
    replacement: Annotated[OptionalTool, Called("New tool")] = ""
    cause: Annotated[DamageCause | None, kinds.Code("tool_cause"), Called("Cause of the damage")] = None
    store: OneStore = ""
    reason: Annotated[OptionalWords, Called("Reason")] = ""

    def resolve(self, read: Reader, context: Context) -> Self:
        return super().resolve(read, context).afresh(read, context)

    def afresh(self, read: Reader, context: Context) -> Self:
        """With the new one that goes out, where none was named."""
        if self.kind:
            return super().afresh(read, context)
        old = read.rows(Tool, number=self.one)
        if self.given.get("replacement") or not old:
            return self
        free = fit_ones(read, old[0].kind, context)
        # Each of several takes another one.
        return self.resolved(replacement=free[context.ordinal % len(free)].number if free else "")

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        yield from super().subjects(read, context)
        yield f"staff:{self.staff}"
        if self.replacement:
            yield f"tool:{self.replacement}"

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        yield from super().facts(read, context)
        yield from read.rows(Staff, no=self.staff)
        yield from read.rows(Certificate, staff=self.staff)
        yield from read.rows(Tool, number=self.replacement) if self.replacement else ()

    def amount(self, facts: Facts, context: Context) -> int:
        """What the new one was bought for."""
        return facts.one(Tool, self.replacement).price_fen if self.one else super().amount(facts, context)

    def some(self, outcome: Outcome, kind: ToolKind, context: Context) -> None:
        self._check(outcome.facts, kind, context)
        source, theirs = store_of(context, self.store), hands(self.staff)
        for place in (theirs, source):
            check_stock(outcome, kind, place, self.count)
        for begin, end, cause in ((theirs, SCRAP, "wear"), (source, theirs, "")):
            move_stock(
                outcome, context, kind, "exchange", self.count, source=begin, target=end, cause=cause,
                reason=self.reason,
            )  # fmt: skip
        outcome.answer["staff"] = self.staff

    def piece(self, outcome: Outcome, context: Context) -> None:
        facts = outcome.facts
        old, kind = self.found(facts)
        self._check_old(old)
        self._check(facts, kind, context)
        new = self._new(facts, kind)
        check_usable(new, context)
        owed = answer_charge(outcome, context, old, self.cause or "", nobody=False)
        back = Moving(
            "exchange",
            store_of(context, self.store, old.home),
            BROKEN,
            cause=self.cause or "",
            amount_fen=owed,
            reason=self.reason,
        )
        self.move(outcome, context, new, "issue_tool", Moving("exchange", f"{HANDS}{self.staff}"))
        self.move(outcome, context, old, "exchange_tool", back)
        outcome.answer.update(replacement=new.number, staff=self.staff)

    def _check_old(self, old: Tool) -> None:
        if old.holder != self.staff:
            raise Refusal(
                "KIT-05",
                "{number} is not in the hands of {staff}: it is {state}, with {holder}.",
                "Old comes back before new goes out.",
                number=old.number, staff=self.staff, state=old.state, holder=old.holder or old.place,
            )  # fmt: skip

    def _check(self, facts: Facts, kind: ToolKind, context: Context) -> None:
        asked = bool(context.policy.approvals.steps(self.name))
        if not asked and context.actor.roles.isdisjoint(KEEPING | {"admin"}):
            raise NotPermitted(
                "KIT-05", "Only the store keeper exchanges tools.", "Take the old one to the store."
            )
        check_judging(self.cause, context)
        check_active(facts, self.staff)
        check_permit(facts, self.staff, kind, context)

    def _new(self, facts: Facts, kind: ToolKind) -> Tool:
        if not self.replacement:
            raise Refusal("KIT-04", "No {kind} is in the store.", "Buy one first.", kind=kind.code)
        new = facts.one(Tool, self.replacement)
        if new.kind != kind.code:
            raise Refusal(
                "KIT-05", "{number} is another kind of tool.", "Old is exchanged for new of the same kind.",
                number=new.number,
            )  # fmt: skip
        return new
