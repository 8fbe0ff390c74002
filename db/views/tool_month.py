"""What became of the tool room's things: accidents, and the month by kind (KIT-02 to KIT-15)."""

from __future__ import annotations

from collections import defaultdict
from typing import Annotated, Any, ClassVar, NamedTuple

from sqlalchemy import ColumnElement, func, literal, or_, select

from db import kinds
from db.kinds import Called
from db.rules.custody import HANDS, ON_LOAN, ROOM, STORE
from db.rules.sentence import msgid
from db.tables.task import Task
from db.tables.tool import Movement, Stock, Tool
from db.views import columns as column
from db.views.listing import Opens, Question, Searched, rows_as
from db.views.spans import Month, month_of
from db.views.view import View, ViewContext


class AccidentRow(NamedTuple):
    """An accident with a tool: who had it, what was said of it, and whether the manager has dealt with it."""

    at: column.At
    number: column.ToolNumber
    kind: column.ToolKind
    place: column.Place | None
    actor: column.By
    reason: Annotated[str, kinds.WORDS, Called("What happened", context="accident")]
    state: Annotated[str | None, kinds.Code("task_state"), Called("State")]


class ToolAccidents(View[list[AccidentRow]]):
    """Accidents with tools, the last one first (KIT-15)."""

    name = "tool_accidents"
    label = "Accidents with tools"
    opens = Opens("tool", "number")
    key = ("at", "number")

    def read(self, context: ViewContext) -> list[AccidentRow]:
        return self.question(context).first(context.connection, None)

    def question(self, context: ViewContext) -> Question[AccidentRow]:
        move, tool, task = Movement.table.c, Tool.table.c, Task.table.c
        dealt = (
            select(task.state)
            .where(task.kind == "tool_accident", task.about == literal("tool:") + move.tool,
                   task.opened_at == move.at)
            .limit(1)
            .scalar_subquery()
        )  # fmt: skip
        shown: dict[str, Any] = {
            "at": move.at, "number": move.tool, "kind": move.kind, "place": move.source, "actor": move.actor,
            "reason": move.reason, "state": dealt,
        }  # fmt: skip
        statement = (
            select(*(each.label(name) for name, each in shown.items()))
            .select_from(Movement.table)
            .join(Tool.table, tool.number == move.tool)
            .where(move.move == "accident", context.scope.tools())
        )
        texts = (Searched(func.lower(move.tool)),)
        return Question(statement, move.id, (move.at.desc(), move.tool), shown, texts, rows_as(AccidentRow))


class MonthRow(NamedTuple):
    """What became of a kind in a month: pieces of it, or how many of a consumable. `owed_fen` is what was
    to be paid for what was lost and misused."""

    kind: column.ToolKind
    bought: Annotated[int, kinds.Number(), Called("Bought")]
    issued: Annotated[int, kinds.Number(), Called("Issued")]
    returned: Annotated[int, kinds.Number(), Called("Taken back", context="tool")]
    exchanged: Annotated[int, kinds.Number(), Called("Old for new")]
    lent: Annotated[int, kinds.Number(), Called("Lent")]
    broken: Annotated[int, kinds.Number(), Called("Broken")]
    lost: Annotated[int, kinds.Number(), Called("Lost")]
    scrapped: Annotated[int, kinds.Number(), Called("Scrapped")]
    used: Annotated[int, kinds.Number(), Called("Used up")]
    owed_fen: Annotated[int | None, kinds.Fen(), Called("Owed")]


COLUMN_OF = {
    "purchase": "bought", "issue": "issued", "return": "returned", "give_back": "returned", "exchange":
    "exchanged", "lend": "lent", "damaged": "broken", "accident": "broken", "failed": "broken", "lost":
    "lost", "missing": "lost", "scrapped": "scrapped", "used": "used",
}  # fmt: skip
"""Movements by the column that counts them; an exchange is counted by the tool that goes out."""


class ToolMonth(View[list[MonthRow]]):
    """The tool room's month by kind: what came, went, broke, was lost or scrapped, and what is owed."""

    name = "tool_month"
    label = "The tool room's month"
    opens = Opens("tool_kind", "kind")
    key = ("kind",)
    by_word = "kind"
    positional: ClassVar[tuple[str, ...]] = ("month",)
    signed_by: ClassVar[tuple[str, ...]] = (msgid("Store keeper"), msgid("Manager"))

    month: Month = ""

    def read(self, context: ViewContext) -> list[MonthRow]:
        move = Movement.table.c
        span = month_of(self.month, context)
        statement = (
            select(move.kind, move.move, func.sum(move.count), func.sum(move.amount_fen))
            .where(
                span.holds(move.at), move.move.in_(sorted(COLUMN_OF)),
                or_(move.move != "exchange", move.source == STORE, move.source.startswith(ROOM)),
                moved_in_scope(context),
            )
            .group_by(move.kind, move.move)
        )  # fmt: skip
        found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for kind, name, count, amount in context.connection.execute(statement):
            found[kind][COLUMN_OF[name]] += int(count)
            if name != "purchase":
                found[kind]["owed_fen"] += int(amount or 0)
        sees = context.sees("money")
        names = [name for name in MonthRow._fields if name not in ("kind", "owed_fen")]
        return [
            MonthRow._make([kind, *(counts[name] for name in names), counts["owed_fen"] if sees else None])
            for kind, counts in sorted(found.items())
        ]


def moved_in_scope(context: ViewContext) -> ColumnElement[bool]:
    """Lines about tools in reach, and about consumables of those in reach."""
    move, tool, stock = Movement.table.c, Tool.table.c, Stock.table.c
    seen = select(tool.number).where(context.scope.tools())
    places = select(stock.place).where(context.scope.stock())
    ours = [
        each.is_(None)
        | ~or_(*(each.startswith(begins) for begins in (HANDS, ON_LOAN, STORE)))
        | each.in_(places)
        for each in (move.source, move.target)
    ]
    return or_(move.tool.in_(seen), move.tool.is_(None) & ours[0] & ours[1])
