"""The monthly count of the tools: blind, by two people, closed with a cause for each difference (KIT-09)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, ClassVar, NamedTuple, Self

from pydantic import BeforeValidator, Field, PrivateAttr

from db import kinds
from db.errors import BadField, Conflict, NotPermitted, Refusal
from db.kinds import Called
from db.log.facts import Facts, Outcome, Reader
from db.policy.stores import store_rooms, stores_of
from db.rules import stocktake as rules
from db.rules.batches import batch, numbered
from db.rules.custody import BROKEN, COUNTED, HANDS, LOST, SCRAP, STORE, is_store, room
from db.rules.text import LONG_LIMIT, clean, folded_number
from db.subjects.stocktake import STOCKTAKE
from db.tables.report import ReportDuty
from db.tables.row import Row
from db.tables.staff import Staff
from db.tables.stocktake import CountDifference, CountLine, Stocktake
from db.tables.task import Task
from db.tables.tool import Stock, Tool, ToolKind
from db.verbs import groups
from db.verbs.context import Context
from db.verbs.fields import Codes, OneStore, OptionalPerson, OptionalWords, ToolCounts, YesNo
from db.verbs.moving import moved
from db.verbs.owing import done_by_the_way, owed_by
from db.verbs.tool_moves import Moving, counts_of, move_stock, place_of, relocate, store_of
from db.verbs.tool_verb import KEEPING, answer_charge
from db.verbs.verb import Verb

CAUSES = "count"
"""The list of reasons for differences."""
HERE = ""
"""The item that says that somebody counted a place, also where nothing was there."""
CLOSING = frozenset({"manager", "department_lead", "general_manager", "admin"})
KEEPER = frozenset({"keeper", "admin"})


def _numbers(value: Any) -> Any:
    """Numbers of tools as they stand on the labels, ranges among them; such as nobody knows, too."""
    if isinstance(value, str):
        value = (value,)
    if not isinstance(value, (list, tuple)) or not all(isinstance(each, str) for each in value):
        return value
    found = (number for each in value for number in batch(clean(each, LONG_LIMIT, empty=True)))
    return tuple(dict.fromkeys(_as_labelled(number) for number in found))


def _as_labelled(number: str) -> str:
    number = folded_number(clean(number, 32))
    return numbered(int(number)) if number.isascii() and number.isdecimal() else number


Numbers = Annotated[tuple[str, ...], BeforeValidator(_numbers), kinds.TEXT]
Month = Annotated[str, Field(pattern=r"^(\d{4}-(0[1-9]|1[0-2]))?$"), kinds.TEXT]


class Compared(NamedTuple):
    """All differences of a count: numbered tools with the place, consumables by kind and place."""

    tools: tuple[rules.Difference, ...]
    stock: tuple[tuple[str, rules.Difference], ...]


class CountTools(Verb):
    """Enter what I counted in the tool room this month, or close the month's count.

    Two people count each place without seeing the other's numbers, one who keeps the store and one who
    manages it: a store room, or the hands of `staff`. `found` are numbers as 1,3-5,9+2, `consumables` kind
    and count; what I keyed wrongly goes with `without`, all of it with `anew`. Closing needs that both
    counted alike and a cause for each difference, for all (`cause`) or one by one (`causes`, as T0003:lost);
    it posts them in the ledger: what is missing is lost, what turned up is where it was found.
    """

    name = "count_tools"
    word = "count the tools"
    group = groups.KIT
    sentence = ("found",)
    form = ("found", "consumables")
    example = {"found": "1"}
    default_roles = KEEPING | {"general_manager"}
    rule = "KIT-09"
    undoable = True
    looks_at: ClassVar[tuple[type[Row], ...]] = (
        Stocktake, CountLine, CountDifference, Staff, Tool, ToolKind, Stock, Task, ReportDuty,
    )  # fmt: skip

    found: Annotated[Numbers, Called("Found", context="count")] = ()
    consumables: Annotated[ToolCounts, Called("Counted consumables", "consumables: {value}")] = ()
    staff: Annotated[OptionalPerson, Called("In the hands of")] = ""
    without: Annotated[Numbers, Called("Without", "without: {value}")] = ()
    anew: Annotated[YesNo, Called("Count anew")] = False
    store: OneStore = ""
    month: Annotated[Month, Called("Month")] = ""
    close: Annotated[YesNo, Called("Close the count")] = False
    cause: Annotated[OptionalWords, kinds.Reason(CAUSES), Called("Cause")] = ""
    causes: Annotated[Codes, Called("Causes one by one", "causes: {value}")] = ()
    text: Annotated[OptionalWords, Called("Text")] = ""

    _held: frozenset[str] = PrivateAttr(default=frozenset())
    _branch: str = PrivateAttr(default="")

    @classmethod
    def read_kinds(cls) -> frozenset[type[Row]]:
        """What it looks at."""
        return frozenset(cls.looks_at)

    def resolve(self, read: Reader, context: Context) -> Self:
        spelt = super().resolve(read, context)
        if self.close and (self.found or self.consumables or self.without or self.anew or self.staff):
            raise BadField("close", "Count first, then close: they are two steps.")
        if not self.close and (self.cause or self.causes):
            raise BadField("cause", "Causes are given when the count is closed.")
        this = f"{context.local(context.now):%Y-%m}"
        if self.month > this:
            raise BadField("month", "This month lies ahead.")
        if self.store and self.staff:
            raise BadField("store", "Count either a store room or somebody's hands.")
        place = "" if self.close else store_of(context, self.store)
        spelt = spelt.resolved(month=self.month or this, store=place)
        spelt._branch = _branch_of(place, context)
        return spelt

    @property
    def number(self) -> str:
        """The number of the month's count."""
        number = f"PD{self.month[2:4]}{self.month[5:]}"
        return f"{number}-{self._branch}" if self._branch else number

    @property
    def place(self) -> str:
        """Where was counted."""
        return f"{HANDS}{self.staff}" if self.staff else self.store

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        yield STOCKTAKE.key(self.number)
        if not self.close:
            return
        # What is otherwise is held before it is decided on; whatever moves meanwhile is a conflict.
        compared = _compare(read.rows(CountLine, stocktake=self.number), _world(read.within(context.scope)))
        keys = {f"tool:{each.item}" for each in compared.tools if each.kind != rules.UNKNOWN}
        keys |= {f"stock:{each.item}" for _, each in compared.stock}
        self._held = frozenset(keys)
        yield from sorted(keys)
        yield from (row.subject() for row in owed_by(read, context, self.name, self.month))

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        yield from read.rows(Stocktake, id=self.number)
        yield from read.rows(ToolKind)
        lines = read.rows(CountLine, stocktake=self.number)
        yield from lines
        if self.staff:
            yield from read.rows(Staff, no=self.staff)
        if self.close:
            yield from read.rows(Staff, no=tuple({line.counter for line in lines}))
            # What is another branch's is as unknown here as a number that nobody gave (PPL-03).
            yield from read.within(context.scope).rows(Tool)
            yield from read.rows(Stock)
            yield from read.rows(Task, kind="compensation", state="open")
            yield from owed_by(read, context, self.name, self.month)

    def decide(self, facts: Facts, context: Context) -> Outcome:
        outcome = Outcome(facts)
        if self.close:
            return self._close(outcome, context)
        open_one = self._opened(outcome, context)
        self._count(outcome, context)
        lines = outcome.all(CountLine, stocktake=self.number, counter=context.actor.no, place=self.place)
        outcome.put(open_one.but(text=self.text or open_one.text))
        outcome.answer.update(
            stocktake=self.number, place=self.place,
            counted=sum(1 for line in lines if line.item != HERE and not line.consumable),
            consumables=sum(1 for line in lines if line.consumable),
        )  # fmt: skip
        return outcome

    def _opened(self, outcome: Outcome, context: Context) -> Stocktake:
        present = outcome.get(Stocktake, self.number)
        if present is not None:
            moved(present, "count_tools", self.name)
            return present
        return outcome.put(
            Stocktake.new(
                id=self.number,
                month=self.month,
                branch=self._branch,
                opened_at=context.now,
                opened_by=context.actor.no,
            )
        )

    def _count(self, outcome: Outcome, context: Context) -> None:
        mine = {"stocktake": self.number, "counter": context.actor.no, "place": self.place}
        gone = {_as_labelled(each) for each in self.without}
        for line in outcome.all(CountLine, **mine):
            if self.anew or line.item in gone:
                outcome.drop(line)
        wanted: dict[str, tuple[int, bool]] = {HERE: (0, False)} | {
            each: (1, False) for each in self.found if each not in gone
        }
        counts = counts_of(self.consumables, outcome.facts.all(ToolKind))
        wanted |= {code: (count, True) for code, count in counts.items()}
        for item, (count, consumable) in wanted.items():
            outcome.put(CountLine.new(**mine, item=item, count=count, consumable=consumable, at=context.now))

    # -- closing

    def _close(self, outcome: Outcome, context: Context) -> Outcome:
        present = outcome.get(Stocktake, self.number)
        if present is None:
            raise Refusal("KIT-09", "Nobody has counted {month} yet.", "Count first.", month=self.month)
        state = moved(present, "count_tools close", self.name)
        if context.actor.roles.isdisjoint(CLOSING):
            raise NotPermitted("KIT-09", "The manager closes the count.", "Ask one.")
        lines = outcome.all(CountLine, stocktake=self.number)
        self._check_counters(outcome.facts, lines)
        compared = _compare(lines, _World(outcome.all(Tool), outcome.all(Stock)))
        causes = self._causes(compared, context)
        for each in compared.tools:
            self._post(outcome, each, causes[each.item], context)
        for place, each in compared.stock:
            self._post_stock(outcome, place, each, causes[each.item], context)
        outcome.put(
            present.but(
                state=state, closed_at=context.now, closed_by=context.actor.no, text=self.text or present.text
            )
        )
        done_by_the_way(outcome, context, self.number)
        told = (*compared.tools, *(each for _, each in compared.stock))
        outcome.answer.update(
            stocktake=self.number, state=state,
            **{kind: [each.item for each in told if each.kind == kind]
               for kind in ("missing", "unexpected", "unknown", "more", "less")},
        )  # fmt: skip
        return outcome

    def _check_counters(self, facts: Facts, lines: Iterable[CountLine]) -> None:
        """Every place by two, one who keeps the store and one who manages it; and both alike."""
        counted: dict[str, dict[str, dict[str, int]]] = {}
        for line in lines:
            counted.setdefault(line.place, {}).setdefault(line.counter, {})[line.item] = line.count
        if not any(map(is_store, counted)):
            raise Refusal("KIT-09", "Nobody has counted the store yet.", "Count first.")
        for place, by in sorted(counted.items()):
            roles = [frozenset(facts.one(Staff, no).roles.split(",")) for no in by]
            pairs = [(one, other) for one in roles for other in roles if one is not other]
            if not any(one & KEEPER and other & CLOSING for one, other in pairs):
                raise Refusal(
                    "KIT-09", "{place} was not counted by two: a store keeper and a manager.",
                    "Both count, each for themselves.", place=place,
                )  # fmt: skip
        apart = rules.disagreements(counted)
        if apart:
            told = ", ".join(
                f"{each.item} ({', '.join(f'{no} {count}' for no, count in each.counts)})"
                for each in apart[:12] if each.item != HERE
            )  # fmt: skip
            raise Refusal(
                "KIT-09", "Counted differently: {items}.", "Look again together, and correct what was keyed.",
                items=told,
            )  # fmt: skip
        where = ((line.item, line.place) for line in lines if not line.consumable and line.item != HERE)
        if (item := rules.twice(where)) is not None:
            raise Refusal("KIT-09", "{number} was found at two places.", "Look again.", number=item)

    def _causes(self, compared: Compared, context: Context) -> Mapping[str, str]:
        """The cause of each difference; refused where one is lacking."""
        told: dict[str, str] = {}
        for text in self.causes:
            item, _, cause = text.replace("\uff1a", ":").partition(":")
            known = context.policy.reason(CAUSES, cause.strip())
            told[_as_labelled(item) if item else item] = known.code if known else cause.strip()
        items = [each.item for each in compared.tools] + [each.item for _, each in compared.stock]
        folded = {item: told.get(item) or told.get(folded_number(item)) or self.cause for item in items}
        open_ones = [item for item, cause in folded.items() if not cause]
        if open_ones:
            raise Refusal(
                "KIT-09", "What is the cause of {items}?", "Give one for all, or one each: T0003:lost.",
                items=", ".join(open_ones[:12]),
            )  # fmt: skip
        return folded

    def _post(self, outcome: Outcome, each: rules.Difference, cause: str, context: Context) -> None:
        self._record(outcome, each, each.found if each.kind == rules.UNKNOWN else each.expected, cause)
        if each.kind == rules.UNKNOWN:
            return
        if f"tool:{each.item}" not in self._held:
            raise Conflict("DSP-08", "Somebody else was faster.", "Look at it again and repeat.")
        tool = outcome.facts.one(Tool, each.item)
        if each.kind == rules.MISSING:
            moved(tool, "count_tools missing", self.name)
            owed = answer_charge(outcome, context, tool, LOST, nobody=tool.holder is None)
            moving = Moving("missing", LOST, cause=LOST, amount_fen=owed, reason=cause)
        else:
            moved(tool, _finding(tool, each.found), self.name)
            moving = Moving("counted", each.found, reason=cause)
        relocate(outcome, context, tool, moving)

    def _post_stock(
        self, outcome: Outcome, place: str, each: rules.Difference, cause: str, context: Context
    ) -> None:
        self._record(outcome, each, place, cause)
        if f"stock:{each.item}" not in self._held:
            raise Conflict("DSP-08", "Somebody else was faster.", "Look at it again and repeat.")
        more = int(each.found) - int(each.expected)
        source, target = (COUNTED, place) if more > 0 else (place, COUNTED)
        kind = outcome.facts.one(ToolKind, each.item)
        move_stock(outcome, context, kind, "counted", abs(more), source=source, target=target, reason=cause)

    def _record(self, outcome: Outcome, each: rules.Difference, place: str, cause: str) -> None:
        outcome.put(
            CountDifference.new(
                stocktake=self.number, item=each.item, place=place, kind=each.kind, expected=each.expected,
                found=each.found, cause=cause,
            )
        )  # fmt: skip


def _branch_of(place: str, context: Context) -> str:
    """Whose count it is: the branch of the room, else the actor's; empty for that whose first room is
    `store`."""
    rooms = store_rooms(context.policy).items()
    branch = next((row.branch for code, row in rooms if room(code) == place), context.actor.branch)
    return "" if STORE in stores_of(context.policy, branch) else branch


def _finding(tool: Tool, place: str) -> str:
    if tool.condition == BROKEN:
        return "count_tools found damaged"
    return "count_tools found" if is_store(place) else "count_tools found in hands"


class _World(NamedTuple):
    """Where the ledger has everything."""

    tools: Iterable[Tool]
    stock: Iterable[Stock]


def _world(read: Reader) -> _World:
    return _World(read.rows(Tool), read.rows(Stock))


def _compare(lines: Iterable[CountLine], world: _World) -> Compared:
    """What was found against what the ledger has; of those who counted a place each found the same."""
    known = {tool.number: place_of(tool) for tool in world.tools}
    found: dict[str, str] = {}
    stock: dict[str, dict[str, int]] = {}
    places: set[str] = set()
    for line in lines:
        places.add(line.place)
        if line.consumable:
            stock.setdefault(line.place, {})[line.item] = line.count
        elif line.item != HERE:
            found[line.item] = line.place
    there = {place: {row.kind: row.count for row in world.stock if row.place == place} for place in stock}
    # What is scrapped does not come back: found, it is only told.
    known = {number: place for number, place in known.items() if place != SCRAP or number not in found}
    return Compared(
        tuple(rules.differences(known, found, places)),
        tuple(
            (place, each) for place, counts in sorted(stock.items())
            for each in rules.stock_differences(there[place], counts)
        ),
    )  # fmt: skip
