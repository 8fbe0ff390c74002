"""The months' counts of the tool room, and what is to be bought for what was lost and worn (KIT-06,
KIT-09)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, ClassVar, NamedTuple

from sqlalchemy import Select, String, case, cast, func, literal, null, or_, select, union_all

from db import kinds
from db.kinds import Called
from db.tables.stocktake import CountDifference, CountLine, Stocktake
from db.tables.tool import Movement, Tool
from db.views import columns as column
from db.views.days import read_days
from db.views.listing import Opens, Question, rows_as
from db.views.spans import Month, month_of
from db.views.tools import stored
from db.views.view import Leads, View, ViewContext

GONE = ("lost", "missing", "scrapped")
"""Movements by which a tool was lost or worn."""


class StocktakeRow(NamedTuple):
    """A month's count; `differences` are counted once it is closed."""

    id: Annotated[str, kinds.TEXT, Called("Count", context="stocktake")]
    month: column.OfMonth
    branch: Annotated[str, kinds.Listed("branch"), Called("Branch")]
    state: Annotated[str, kinds.Code("stocktake_state"), Called("State")]
    opened_at: Annotated[datetime, kinds.Instant(), Called("Begun at")]
    opened_by: Annotated[str, kinds.StaffNo(), Called("Begun by")]
    closed_at: Annotated[datetime | None, kinds.Instant(), Called("Ended at")]
    closed_by: Annotated[str | None, kinds.StaffNo(), Called("Closed by")]
    differences: Annotated[int, kinds.Number(), Called("Differences")]


class Stocktakes(View[list[StocktakeRow]]):
    """The counts of the tool room, the last month first."""

    name = "stocktakes"
    label = "Counts of the tools"
    key = ("id",)
    leads = Leads("count_differences", "month", "month")
    if_any = frozenset({"branch"})

    def read(self, context: ViewContext) -> list[StocktakeRow]:
        return self.question(context).first(context.connection, None)

    def question(self, context: ViewContext) -> Question[StocktakeRow]:
        table, other = Stocktake.table.c, CountDifference.table.c
        many = select(func.count()).where(other.stocktake == table.id).scalar_subquery()
        shown: dict[str, Any] = {
            name: table[name] for name in StocktakeRow._fields if name != "differences"
        } | {"differences": many}
        statement = select(*(each.label(name) for name, each in shown.items()))
        return Question(statement, None, (table.month.desc(),), shown, (), rows_as(StocktakeRow))


@dataclass(frozen=True, slots=True)
class CountRow:
    """What I counted at a place; numbered tools count 1."""

    place: column.Place
    item: Annotated[str, kinds.Listed("tool"), Called("Tool or kind")]
    count: column.Count
    at: column.At


class MyCount(View[list[CountRow]]):
    """What I keyed of this month's count, place by place; nobody else's, so that the count is a blind one."""

    name = "my_count"
    label = "What I counted"
    opens = Opens("place", "place")
    key = ("place", "item")
    positional: ClassVar[tuple[str, ...]] = ("month",)

    month: Month = ""

    def read(self, context: ViewContext) -> list[CountRow]:
        return self.question(context).first(context.connection, None)

    def question(self, context: ViewContext) -> Question[CountRow]:
        line, stocktake = CountLine.table.c, Stocktake.table.c
        month = self.month or f"{context.now.astimezone(context.zone):%Y-%m}"
        me = context.person.no if context.person else ""
        shown = {name: line[name] for name in ("place", "item", "count", "at")}
        statement = (
            select(*shown.values())
            .select_from(CountLine.table)
            .join(Stocktake.table, stocktake.id == line.stocktake)
            .where(stocktake.month == month, line.counter == me, line.item != "")
        )
        return Question(statement, None, (line.place, line.item), shown, (), rows_as(CountRow))


class DifferenceRow(NamedTuple):
    """What was otherwise than the ledger said; `expected` and `found` are places, or how many. `kind` is None
    where both agree, `tool_kind` what a numbered tool is."""

    stocktake: Annotated[str, kinds.TEXT, Called("Count", context="stocktake")]
    kind: Annotated[str | None, kinds.Code("count_difference"), Called("Difference")]
    item: Annotated[str, kinds.Listed("tool"), Called("Tool or kind")]
    tool_kind: column.ToolKind | None
    expected: Annotated[str, kinds.Place(), Called("Expected")]
    found: Annotated[str, kinds.Place(), Called("Found", context="count")]
    cause: Annotated[str, kinds.Reason("count"), Called("Cause")]


class CountDifferences(View[list[DifferenceRow]]):
    """What a closed count found missing, elsewhere or unknown, with its cause; of this month, or `month`.

    `all` has what was found as expected as well: the whole sheet. While a count is open nobody sees it.
    """

    name = "count_differences"
    label = "Differences of a count"
    key = ("stocktake", "item", "expected")
    positional: ClassVar[tuple[str, ...]] = ("month",)

    month: Month = ""
    all: Annotated[bool, kinds.YesNo(), Called("All of them")] = False

    @classmethod
    def subject_of(cls, row: Mapping[str, Any]) -> str:
        return f"{kinds.TOOL}:{row['item']}" if row.get("tool_kind") else ""

    def read(self, context: ViewContext) -> list[DifferenceRow]:
        return self.question(context).first(context.connection, None)

    def question(self, context: ViewContext) -> Question[DifferenceRow]:
        month = self.month or f"{context.now.astimezone(context.zone):%Y-%m}"
        row = CountDifference.table.c
        names = ("stocktake", "kind", "item", "expected", "found", "cause", "place")
        lines = select(*(row[name] for name in names))
        sheet = (union_all(lines, _as_expected()) if self.all else lines).subquery("sheet")
        tool, stocktake = Tool.table.c, Stocktake.table.c
        shown: dict[str, Any] = {
            name: tool.kind if name == "tool_kind" else sheet.c[name] for name in DifferenceRow._fields
        }
        statement = (
            select(*(each.label(name) for name, each in shown.items()))
            .select_from(sheet)
            .join(Stocktake.table, stocktake.id == sheet.c.stocktake)
            .outerjoin(Tool.table, tool.number == sheet.c.item)
            .where(stocktake.month == month)
        )
        by = (sheet.c.place, sheet.c.item) if self.all else (sheet.c.kind, sheet.c.item, sheet.c.place)
        return Question(statement, None, by, shown, (), rows_as(DifferenceRow))


def _as_expected() -> Select[Any]:
    """What a closed count found where, and as often as, the ledger had it: counted by two, it stands once."""
    line, other, stocktake = CountLine.table.c, CountDifference.table.c, Stocktake.table.c
    otherwise = (
        select(1)
        .where(
            other.stocktake == line.stocktake, other.item == line.item,
            or_(line.consumable.is_(False), other.place == line.place),
        )
        .exists()
    )  # fmt: skip
    there = case((line.consumable, cast(line.count, String)), else_=line.place)
    return (
        select(
            line.stocktake, null().label("kind"), line.item, there.label("expected"), there.label("found"),
            literal("").label("cause"), line.place,
        )
        .distinct()
        .join(Stocktake.table, stocktake.id == line.stocktake)
        .where(stocktake.state == "closed", line.item != "", ~otherwise)
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """A kind that is to be bought: how many were lost and worn in the month, how many kits lack it, how
    many lie ready in the store, and what the pieces that are missing then cost. Consumables are counted in
    the same way by what was used.
    """

    kind: column.ToolKind
    lost: Annotated[int, kinds.Number(), Called("Lost")]
    worn: Annotated[int, kinds.Number(), Called("Scrapped")]
    lacking: Annotated[int, kinds.Number(), Called("Lacking in kits")]
    in_store: Annotated[int, kinds.Number(), Called("Ready in the store")]
    count: Annotated[int, kinds.Number(), Called("To be bought")]
    amount_fen: Annotated[int | None, kinds.Fen(), Called("Amount")]


class PurchaseProposal(View[list[ProposalRow]]):
    """What to buy in one order: what was lost and worn in the month, or kits lack, and the store has not."""

    name = "purchase_proposal"
    label = "Tools to be bought"
    opens = Opens("tool_kind", "kind")
    key = ("kind",)
    positional: ClassVar[tuple[str, ...]] = ("month",)

    month: Month = ""

    def read(self, context: ViewContext) -> list[ProposalRow]:
        lost, worn = self._gone(context)
        lacking = _lacking(context)
        ready = _ready(context)
        sees = context.sees("money")
        rows = []
        for kind in context.policy.tools.tool.values():
            wanted = max(lacking[kind.code], lost[kind.code] + worn[kind.code])
            count = max(0, wanted - ready[kind.code])
            if lost[kind.code] or worn[kind.code] or count:
                rows.append(
                    ProposalRow(
                        kind.code, lost[kind.code], worn[kind.code], lacking[kind.code], ready[kind.code],
                        count, count * kind.price if sees else None,
                    )
                )  # fmt: skip
        return sorted(rows, key=lambda row: (-row.count, row.kind))

    def _gone(self, context: ViewContext) -> tuple[Counter[str], Counter[str]]:
        """Pieces by kind that were lost, or worn, in the month and were not found again."""
        move, tool = Movement.table.c, Tool.table.c
        month = self.month or f"{context.now.astimezone(context.zone):%Y-%m}"
        gone = (
            select(move.kind, tool.state, func.count(tool.number.distinct()))
            .join(Tool.table, tool.number == move.tool)
            .where(
                move.move.in_(GONE), tool.state.in_(("lost", "scrapped")), context.scope.tools(),
                month_of(month, context).holds(move.at),
            )
            .group_by(move.kind, tool.state)
        )  # fmt: skip
        lost, worn = Counter[str](), Counter[str]()
        for kind, state, count in context.connection.execute(gone):
            (lost if state == "lost" else worn)[kind] += count
        return lost, worn


def _lacking(context: ViewContext) -> Counter[str]:
    """Pieces that the kits of those in scope lack, or hold broken."""
    today = context.now.astimezone(context.zone).date()
    found = Counter[str]()
    for file in read_days(context).files.values():
        if file.trade:
            found.update(file.kit(context.policy, today).missing)
    return found


def _ready(context: ViewContext) -> Mapping[str, int]:
    """Pieces that can be issued from the store."""
    tool = Tool.table.c
    pieces = (
        select(tool.kind, func.count())
        .where(tool.state == "in_store", context.scope.tools())
        .group_by(tool.kind)
    )
    found = Counter(stored(context))
    for kind, count in context.connection.execute(pieces):
        found[kind] += count
    return found
