"""A chunk of rows decided within one transaction, and written with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection

from db.deciding import decide, permit
from db.engine import lock_subjects
from db.errors import NotPermitted, StoreError
from db.imports.callers import Callers, digits_of
from db.imports.chunk import Chunk, Numbers
from db.imports.differing import differences
from db.imports.finding import thing_of
from db.imports.identity import Known
from db.imports.known import KnownRows
from db.imports.known_people import LEFT
from db.imports.known_shifts import known_shifts
from db.imports.plans import new_kinds, plan
from db.imports.surroundings import Plan, Planned, Surroundings
from db.imports.tickets import updated
from db.log.append import Event
from db.log.change import Salts
from db.log.reading import DatabaseReader
from db.log.stage import Stage
from db.policy.load import from_json
from db.rules.numbering import prefix
from db.rules.text import folded_number
from db.tables.customer import Customer, Equipment
from db.tables.event import PolicyVersion
from db.tables.ticket import Ticket
from db.verbs.context import Context


@dataclass(frozen=True, slots=True)
class Row:
    """A row ready to be decided: its fields as read, and by what it is known in every run.

    `kept` are texts that no field takes, by field; `employment` is what a list of people says of this one.
    """

    line: int
    known: Known
    fields: Mapping[str, Any]
    cells: tuple[Any, ...]
    kept: Mapping[str, str] = field(default_factory=dict)
    employment: str = ""


@dataclass(frozen=True, slots=True)
class Around:
    """What all rows of an import share. `base` lacks what differs from event to event.

    `updating` makes differences into events; `title` is what the file calls a field.
    """

    kind: str
    base: Context
    salts: Salts
    source: str = ""
    import_id: str = ""
    updating: bool = False
    title: Callable[[str], str] = str
    default_of: Callable[[str], str | None] = lambda _: None
    new_kinds: bool = False


@dataclass(frozen=True, slots=True)
class Differing:
    """A row whose ticket, person, file or tool is here and says something else in these fields.

    `updated` if something of it was brought up to date, or in a dry run would be. `number` names it for the
    program, `called` for people.
    """

    row: Row
    number: str
    fields: tuple[str, ...]
    updated: bool
    called: str = ""
    left: tuple[str, ...] = ()
    """What still differs afterwards, because a list may not change it or would turn it back."""

    @property
    def mended(self) -> tuple[str, ...]:
        """The fields that no longer differ."""
        return tuple(name for name in self.fields if name not in self.left) if self.updated else ()


@dataclass(slots=True)
class ChunkResult:
    """What became of the rows of a chunk; every one that was refused, with why.

    `states` counts the tickets that came in by their state, `breached` those that stand breached, `leavers`
    people who have left and are not here, `same_phone` files opened beside another one with that phone,
    `past` days that were worked otherwise.
    """

    added: int = 0
    known: int = 0
    leavers: int = 0
    same_phone: int = 0
    states: Counter[str] = field(default_factory=Counter)
    breached: int = 0
    past: int = 0
    kept: Counter[str] = field(default_factory=Counter)
    differing: list[Differing] = field(default_factory=list)
    refused: list[tuple[Row, StoreError]] = field(default_factory=list)


class MayNot(NotPermitted):
    """Who imports may not do the verb at all; what only one row asks too much for refuses that row."""


class Decider:
    """Decides rows in order, each seeing those before it. A refused row leaves nothing behind."""

    def __init__(
        self, connection: Connection, around: Around, *, writing: bool, stage: Stage | None = None
    ) -> None:
        self._connection, self._around, self._writing = connection, around, writing
        self._numbers = Numbers(connection, writing=writing)
        self._chunk = Chunk(connection)
        self._locked: set[str] = set()
        self._look(stage or Stage(DatabaseReader(connection)))

    def _look(self, stage: Stage) -> None:
        """Decide by what this stage holds."""
        self.stage = stage
        scope = self._around.base.scope
        self._seen = stage.within(scope.office())
        self._callers = Callers(self._connection, stage, scope.office())
        self._here = KnownRows(self._connection, stage, self._around.source, scope)

    def decide(self, rows: list[Row]) -> ChunkResult:
        """Decide all rows; write them unless this is a dry run."""
        result = ChunkResult()
        self._prefetch(rows)
        if self._writing and self._around.updating and (named := self._named(rows)):
            # Others may have written since: what is to be changed is held first and read again.
            self.lock(named)
            self._look(Stage(DatabaseReader(self._connection)))
            self._prefetch(rows)
        self._enter_kinds(rows)
        deal_with = {"tickets": self._ticket, "roster": self._days}.get(self._around.kind, self._thing)
        for row in rows:
            try:
                deal_with(row, result)
            except MayNot:
                raise
            except StoreError as error:
                result.refused.append((row, error))
        self.write()
        return result

    def apply(self, steps: Iterable[tuple[UUID, Plan]]) -> None:
        """Decide plans that stand for no row; what refuses one is raised. `write` writes them."""
        for request, plan_of in steps:
            for event in self._run(plan_of, request):
                self._chunk.add(event)

    def write(self) -> None:
        if self._writing and len(self._chunk):
            before = self.stage.before
            self._chunk.write(before, {(kind, key): self.stage.get(kind, *key) for kind, key in before})

    # -- what is here already ---------------------------------------------------------------------------

    def _number(self, row: Row) -> str | None:
        """A ticket's number in the other system."""
        number = row.fields.get("external_number") if self._around.kind == "tickets" else None
        return str(number) if number else None

    def _find(self, row: Row) -> tuple[UUID | None, Ticket | None]:
        former = row.fields.get("former_number")
        customer = str(row.fields.get("customer", ""))
        return self._here.find(row.known, self._number(row), customer, str(former) if former else None)

    def _named(self, rows: Iterable[Row]) -> set[str]:
        """The subjects that rows stand for, in one sweep, so that two writers never wait in a circle."""
        found: set[str] = set()
        for row in rows:
            with suppress(StoreError):
                if self._around.kind != "tickets":
                    thing = thing_of(self._around.kind, row.fields, self._surroundings(row))
                    found |= {thing.subject} if thing is not None else set()
                    continue
                _, ticket = self._find(row)
                found |= {ticket.subject()} if ticket is not None else set()
        return found

    def _ticket(self, row: Row, result: ChunkResult) -> None:
        """What becomes of a ticket's row. Raises StoreError where it is refused, here and below."""
        request, ticket = self._find(row)
        if ticket is not None:
            self._known_ticket(row, ticket, result)
        elif request is None:
            result.known += 1
        else:
            self._added(row, request, result)

    def _known_ticket(self, row: Row, ticket: Ticket, result: ChunkResult) -> None:
        around = self._surroundings(row)
        fields = differences(row.fields, ticket, around)
        steps = updated(dict(row.fields), ticket, around)
        left: tuple[str, ...] = ()
        done = bool(fields) and self._update(steps)
        result.known += 1
        if done:
            ticket = self.stage.rows(Ticket, number=ticket.number)[0]
            left = differences(row.fields, ticket, around)
        if fields:
            result.differing.append(Differing(row, ticket.number, fields, done, ticket.number, left))

    def _thing(self, row: Row, result: ChunkResult) -> None:
        """The same for people, customers, equipment and tools."""
        thing = thing_of(self._around.kind, row.fields, self._surroundings(row))
        if thing is None:
            if row.employment == LEFT:
                result.leavers += 1
            elif (request := self._here.free(row.known, identified=self._is_identified(row))) is None:
                result.known += 1
            else:
                self._added(row, request, result)
            return
        fields = thing.differences()
        left: tuple[str, ...] = ()
        done = bool(fields) and self._update(thing.change(fields))
        result.known += 1
        if done and (after := thing_of(self._around.kind, row.fields, self._surroundings(row))):
            left = after.differences()
        if fields:
            result.differing.append(Differing(row, thing.number, fields, done, thing.called, left))

    def _days(self, row: Row, result: ChunkResult) -> None:
        """The same for somebody's days: what nobody has set yet comes in, what was set otherwise differs."""
        known = known_shifts(dict(row.fields), self._surroundings(row))
        days = known.differences()
        if known.new:
            self._keep(self._run(known.enter(), uuid4()))
        done = bool(days) and self._update(known.change(days))
        result.added += bool(known.new)
        result.known += not known.new
        result.past += known.past
        if days:
            result.differing.append(Differing(row, known.number, days, done, known.called))

    def _is_identified(self, row: Row) -> bool:
        """Whether a row that is not here would have been found: it has a number or name of its own."""
        numbered = {"equipment": "serial", "tools": "number"}.get(self._around.kind)
        return numbered is None or bool(row.fields.get(numbered))

    def _update(self, steps: Plan) -> bool:
        """Make differences into events; says whether there were any that this can do."""
        if not self._around.updating:
            return False
        events = self._run(steps, uuid4())
        self._keep(events)
        return bool(events)

    # -- new rows ---------------------------------------------------------------------------------------

    def _added(self, row: Row, request: UUID, result: ChunkResult) -> None:
        around = self._surroundings(row)
        events = self._run(plan(self._around.kind, row.fields, around), request)
        self._keep(events)
        if not self._writing and (met := self._number(row)):
            self.stage.numbers.add(met.upper())
        result.added += 1
        number = events[0].answer.get("number")
        self._here.take(request, None if number is None else str(number), self._around.base.actor.no)
        result.kept.update(around.kept.keys())
        result.same_phone += bool(events[0].answer.get("same_phone"))
        ticket = self.stage.get(Ticket, str(number)) if number is not None else None
        if ticket is not None:
            result.states[ticket.state] += 1
            result.breached += ticket.due_at is not None and ticket.due_at < self._around.base.now

    def _enter_kinds(self, rows: list[Row]) -> None:
        """Kinds of tools that nobody knows, a chunk at once: each time the policy is put in force anew."""
        if self._around.kind != "tools" or not self._around.new_kinds or not rows:
            return
        default = self._around.default_of("kind")
        names = (str(default or name) for row in rows if (name := row.fields.get("kind")))
        entered = self._run(new_kinds(names, self._surroundings(rows[0])), uuid4())
        self._keep(entered)
        if entered:  # the tools of these kinds are judged by the policy that has them
            [active] = self.stage.rows(PolicyVersion, active=True)
            base = replace(self._around.base, policy=from_json(active.body))
            self._around = replace(self._around, base=base)

    def _surroundings(self, row: Row) -> Surroundings:
        around, base = self._around, self._around.base
        return Surroundings(
            self._seen, base.policy, base.now, base.zone, self._callers, around.source, around.import_id,
            dict(row.kept), around.title, around.default_of, row.employment,
        )  # fmt: skip

    def _keep(self, events: list[Event]) -> None:
        """The events of a row that was taken."""
        for event in events:
            if self._writing:
                self._chunk.add(event)
            for change in event.changes:
                customer = self.stage.get(Customer, *change.key) if change.kind is Customer else None
                if customer is not None:
                    self._callers.remember(customer)

    def _prefetch(self, rows: list[Row]) -> None:
        called, serials, labels, numbers = [], [], [], []
        for row in rows:
            name, digits = row.fields.get("customer"), digits_of(row.fields.get("phone"))
            if digits is not None and isinstance(name, str):
                called.append((digits, name))
            elif isinstance(name, str):
                labels.append(name)
            if isinstance(row.fields.get("serial"), str):
                serials.append(folded_number(row.fields["serial"]))
            if number := self._number(row):
                numbers.append(number)
        self.lock(self._callers.prefetch(called) | self._counters(rows))
        self.stage.prefetch(Equipment, "serial", serials)
        former = [str(number) for row in rows if (number := row.fields.get("former_number"))]
        self._here.prefetch((row.known for row in rows), numbers, former)
        if self._around.kind == "equipment":
            self.stage.prefetch(Customer, "label", labels)

    def _counters(self, rows: list[Row]) -> set[str]:
        """The counters of the months that these rows were entered in; all are locked in one sorted sweep."""
        if self._around.kind != "tickets":
            return set()
        base = self._around.base
        told = (row.fields.get("entered_at") or row.fields.get("reported_at") or base.now for row in rows)
        days = {base.local(each).date() if hasattr(each, "hour") else each for each in told}
        return {f"counter:{prefix(base.actor.department, day)}" for day in days}

    # -- events -----------------------------------------------------------------------------------------

    def _run(self, steps: Plan, request: UUID) -> list[Event]:
        """The events of a plan; where it is refused nothing is left of it."""
        self.stage.mark()
        events: list[Event] = []
        taken: list[int] = []
        try:
            planned = next(steps, None)
            while planned is not None:
                taken.append(self._numbers.take())
                event = self._event(request, planned, len(events), taken[-1])
                events.append(event)
                try:
                    planned = steps.send(event.answer)
                except StopIteration:
                    planned = None
        except StoreError:
            self.stage.revert()
            self._numbers.give_back(taken)
            raise
        return events

    def _event(self, request: UUID, planned: Planned, ordinal: int, seq: int) -> Event:
        base = self._around.base
        # What is brought in is there already: nobody decides on it any more (ESC-07).
        context = replace(
            base, now=planned.at or base.now, request=request, ordinal=ordinal, seq=seq, granted=True
        )
        try:
            permit(planned.verb, context)
        except NotPermitted as error:
            raise MayNot(error.rule, error.msgid, error.hint, **error.values) from error
        verb = planned.verb.resolve(self.stage, context)
        return decide(verb, self.stage, context, self.lock).event(self._around.salts())

    def lock(self, subjects: set[str]) -> None:
        """Hold the subjects that may be there already; a ticket or file of this chunk is nobody else's."""
        fresh = subjects - self._locked
        wanted = sorted(each for each in fresh if not self.stage.made(each))
        if wanted and self._writing:
            lock_subjects(self._connection, wanted)
            self._chunk.know(wanted)
        self._locked |= fresh
