"""Clearing the tools of somebody who leaves, or changes their post (KIT-12)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Annotated, ClassVar

from db import kinds
from db.errors import BadField, Refusal
from db.kinds import Called, Tells
from db.log.facts import Facts, Outcome, Reader
from db.rules.custody import BROKEN, COUNTED, HANDS, LOST, ON_LOAN
from db.rules.tool_value import depreciated
from db.tables.row import Row
from db.tables.staff import Staff
from db.tables.task import Task
from db.tables.tool import Stock, Tool, ToolKind
from db.verbs import groups
from db.verbs.clocks import begin
from db.verbs.context import Context
from db.verbs.counting import Numbers
from db.verbs.fields import OptionalWords, Person, ToolCounts
from db.verbs.moving import moved
from db.verbs.tool_moves import Moving, counts_of, move_stock, relocate, store_of
from db.verbs.tool_verb import COMPENSATION, KEEPING, TOLD
from db.verbs.verb import Reads, Verb

SHORTFALL = "shortfall"


class ClearLeaver(Verb):
    """Clear the personal list of somebody who leaves or changes their post: returned, kept, or missing.

    Every tool on the list stands in one of the three (as 1,3-5). What is missing and was not reported before
    counts at its depreciated value; the manager and finance are told by a task each. `kept` is for a change
    of post. Consumables come back with kind and count; the others were used up.
    """

    name = "clear_leaver"
    word = "clear somebody's tools"
    group = groups.KIT
    sentence = ("staff", "returned")
    form = ("staff", "returned", "missing", "kept")
    example = {"staff": "T001"}
    default_roles = KEEPING
    rule = "KIT-12"
    undoable = True
    answers: ClassVar[Mapping[str, Tells]] = {
        "staff": Tells(kinds.StaffNo(), "", "{value}", leads=True),
        "missing": Tells(kinds.TEXT, "", "missing: {value}"),
        "compensation_fen": TOLD["compensation_fen"],
    }
    reads: ClassVar[Reads] = {"staff": (Tool, Stock)}
    looks_at: ClassVar[tuple[type[Row], ...]] = (ToolKind, Task, Stock, Tool)

    staff: Annotated[Person, Called("Staff no.")]
    returned: Annotated[Numbers, Called("Returned")] = ()
    missing: Annotated[Numbers, Called("Missing", "missing: {value}")] = ()
    kept: Annotated[Numbers, Called("Kept", "kept: {value}", context="tool")] = ()
    broken: Annotated[Numbers, Called("Broken among them", "broken: {value}")] = ()
    consumables: Annotated[ToolCounts, Called("Counted consumables", "consumables: {value}")] = ()
    text: Annotated[OptionalWords, Called("Text")] = ""

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        yield f"staff:{self.staff}"
        for tool in read.rows(Tool, holder=self.staff):
            yield f"tool:{tool.number}"
        for stock in read.rows(Stock, place=self._places()):
            yield f"stock:{stock.kind}"

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        yield from read.rows(Staff, no=self.staff)
        yield from read.rows(Tool, holder=self.staff)
        for kind in {stock.kind for stock in read.rows(Stock, place=self._places())}:
            yield from read.rows(Stock, kind=kind)
        yield from read.rows(ToolKind)
        yield from read.rows(Task, about=f"staff:{self.staff}", state="open")

    def _places(self) -> tuple[str, ...]:
        """Where their consumables lie, what they borrowed before what they carry."""
        return (f"{ON_LOAN}{self.staff}", f"{HANDS}{self.staff}")

    def decide(self, facts: Facts, context: Context) -> Outcome:
        held = {tool.number: tool for tool in facts.all(Tool, holder=self.staff)}
        self._check(held)
        outcome = Outcome(facts)
        for number in self.returned:
            self._return(outcome, held[number], context)
        owed = sum(self._miss(outcome, held[number], context) for number in self.missing)
        used = self._stock(outcome, context)
        if owed:
            for kind in (COMPENSATION, SHORTFALL):
                begin(outcome, kind, f"staff:{self.staff}", context)
        outcome.answer.update(
            staff=self.staff, returned=list(self.returned), missing=list(self.missing), kept=list(self.kept),
            used=used, compensation_fen=owed,
        )  # fmt: skip
        return outcome

    def _check(self, held: dict[str, Tool]) -> None:
        said: dict[str, str] = {}
        for field in ("returned", "missing", "kept"):
            for number in getattr(self, field):
                if number not in held:
                    raise BadField(field, "{number} is not on the list of {staff}.", number=number,
                                   staff=self.staff)  # fmt: skip
                if number in said:
                    raise BadField(field, "{number} stands twice.", number=number)
                said[number] = field
        for number in self.broken:
            if number not in self.returned:
                raise BadField("broken", "{number} is not among what came back.", number=number)
        left = sorted(held.keys() - said.keys())
        if left:
            raise Refusal(
                "KIT-12", "Still on the list of {staff}: {numbers}.",
                "Say of each one whether it was returned, is kept or is missing.",
                staff=self.staff, numbers=", ".join(left),
            )  # fmt: skip

    def _return(self, outcome: Outcome, tool: Tool, context: Context) -> None:
        broken = tool.condition == BROKEN or tool.number in self.broken
        moved(tool, "return_tool damaged" if broken else "return_tool", self.name)
        line = "return" if tool.due_back is None else "give_back"
        condition = BROKEN if broken else ""
        home = store_of(context, home=tool.home)
        relocate(outcome, context, tool, Moving(line, home, condition, reason=self.text))

    def _miss(self, outcome: Outcome, tool: Tool, context: Context) -> int:
        moved(tool, "report_tool lost", self.name)
        today = context.local(context.now).date()
        life = outcome.facts.one(ToolKind, tool.kind).life_months
        owed = depreciated(tool.price_fen, tool.bought_on, today, life)
        relocate(
            outcome, context, tool,
            Moving("missing", LOST, cause=SHORTFALL, amount_fen=owed, reason=self.text),
        )  # fmt: skip
        return owed

    def _stock(self, outcome: Outcome, context: Context) -> dict[str, int]:
        """Take consumables back; what does not come back was used up. Answers what was."""
        back = Counter(counts_of(self.consumables, outcome.facts.all(ToolKind)))
        rows = [row for place in self._places() for row in outcome.facts.all(Stock, place=place) if row.count]
        there = Counter[str]()
        for row in rows:
            there[row.kind] += row.count
        for code, count in back.items():
            if count > there[code]:
                raise Refusal("PRT-09", "{staff} has only {count} of {kind}.", "", staff=self.staff,
                              count=there[code], kind=code)  # fmt: skip
        used, store = Counter[str](), store_of(context)
        for row in sorted(rows, key=lambda row: row.kind):
            kind, returned = outcome.facts.one(ToolKind, row.kind), min(row.count, back[row.kind])
            back[row.kind] -= returned
            used[row.kind] += row.count - returned
            for move, target, count in (("return", store, returned), ("used", COUNTED, row.count - returned)):
                if count:
                    move_stock(outcome, context, kind, move, count, source=row.place, target=target)
        return dict(+used)
