"""Several people are sent at once, or nobody: dispatches that hold only together (DSP-08, DSP-09)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, ClassVar, Self

from pydantic import PrivateAttr

from db import kinds
from db.errors import BadField, StoreError
from db.kinds import Called
from db.log.facts import Facts, Outcome, Reader
from db.rules.sentence import Sentence, msgid
from db.rules.text import LONG_LIMIT
from db.tables.notice import Notice
from db.tables.row import Row
from db.tables.staff import Staff
from db.tables.ticket import Ticket
from db.verbs import groups
from db.verbs.appointing import MoveWindow
from db.verbs.context import Context
from db.verbs.dispatching import Dispatch, Reassign
from db.verbs.fields import OptionalWords, Words
from db.verbs.naming import find_staff
from db.verbs.parsing import parse
from db.verbs.reading import CLOCKS
from db.verbs.ticket_number import find_ticket
from db.verbs.ticket_verb import end_assignments, settle
from db.verbs.unwelcome import keep_refused, who_is_told
from db.verbs.verb import Verb
from db.verbs.who import DISPATCHERS

HELD = ("dispatched", "onsite")
LINE_ENDS = "/"
MOST_LINES = 30
WORDS: Mapping[type[Verb], str] = {Dispatch: "", Reassign: "reason", MoveWindow: "reason"}
"""The verbs of which a net is made, and what of the shared reason they take."""

Line = Mapping[str, Any]


class Net(Verb):
    """Send several people at once: each line a ticket and who goes, all of them or none.

    `lines` as `412 T001 / 415 T002+T003`, or as a list of the fields of dispatches. Whoever holds one of the
    tickets is taken off all of them first, so that two may exchange theirs although neither could go alone.
    What a rule refuses in one line refuses the whole net and names the line.
    """

    name = "net"
    word = "send several at once"
    group = groups.DISPATCH
    example = {"lines": "999 T001 / 998 T002", "reason": "x"}
    sentence = ("lines", "reason")
    form = ("lines", "reason")
    tells = ("reason",)
    default_roles = DISPATCHERS
    rule = "DSP-08"
    looks_at: ClassVar[tuple[type[Row], ...]] = (Ticket, Staff, Notice, *CLOCKS)
    undoable = True
    whole = True

    lines: Annotated[Words, kinds.Text(long=True), Called("Lines of the net")]
    reason: Annotated[OptionalWords, kinds.Reason("reassign"), Called("Reason for reassigning")] = ""
    override: Annotated[
        OptionalWords, kinds.Reason("override"), Called("Overruling reason", "overruled: {value}")
    ] = ""

    _lines: tuple[Line, ...] = PrivateAttr(default=())
    _held: frozenset[str] = PrivateAttr(default=frozenset())

    @property
    def is_bulk(self) -> bool:
        return True

    def spread(self, read: Reader, context: Context) -> Self:
        lines = read_lines(self.lines)
        found = [find_ticket(read, str(line["ticket"]), context.actor.department) for line in lines]
        numbers = [ticket.number for ticket in found]
        for number in numbers:
            if numbers.count(number) > 1:
                raise BadField("lines", "{ticket} stands in two lines.", ticket=number)
        copy = self.model_copy()
        copy.remember(self.given)
        copy._lines = tuple(_spelt(read, number, line) for number, line in zip(numbers, lines, strict=True))
        # A window that is moved leaves whoever holds the ticket on it.
        copy._held = frozenset(
            ticket.number
            for ticket, line in zip(found, lines, strict=True)
            if ticket.state in HELD and line.get("technician")
        )
        return copy

    def each(self) -> tuple[Any, ...]:
        """First everybody is taken off, then each line is done under all the rules of its verb."""
        parts = [self._part(dict(line)) for line in self._lines]
        return (self._opening(), *parts) if self._held else tuple(parts)

    def _opening(self) -> Opening:
        opening = Opening(lines=self.lines, reason=self.reason)
        opening.remember(self.given)
        opening._held, opening._lines = self._held, self._lines
        return opening

    def _part(self, line: dict[str, Any]) -> Verb:
        kind: type[Verb] = Dispatch
        if not line.get("technician"):
            kind = MoveWindow
        elif line["ticket"] in self._held:
            kind = Reassign
        shared = {WORDS[kind]: self.reason, "override": self.override}
        line |= {name: value for name, value in shared.items() if name and value and not line.get(name)}
        known = {name: value for name, value in line.items() if name in kind.model_fields}
        part = parse(kind, known)
        part.remember(known)
        return part

    def refusal(self, part: Verb, error: StoreError) -> StoreError:
        """The same refusal, with the line that it is about."""
        named = getattr(part, "ticket", None)
        numbers = [line["ticket"] for line in self._lines]
        if named not in numbers:
            return error
        told = {"line": numbers.index(named) + 1, "ticket": named}
        cause = Sentence(error.msgid, dict(error.values))
        text = msgid("Line {line}, {ticket}: {cause}")
        if isinstance(error, BadField):
            return BadField("lines", text, error.hint, **told, cause=cause)
        others = {name: value for name, value in error.values.items() if name not in (*told, "cause")}
        return type(error)(error.rule, text, error.hint, **others, **told, cause=cause)


class Opening(Net):
    """Everybody who holds one of these tickets is taken off, before others are put there."""

    def spread(self, read: Reader, context: Context) -> Self:
        return self

    def resolve(self, read: Reader, context: Context) -> Self:
        return self

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        return (f"ticket:{number}" for number in sorted(self._held))

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        for line in self._lines:
            yield from who_is_told(read, self._reason(line))
        for number in sorted(self._held):
            yield from read.rows(Ticket, number=number)
            for kind in CLOCKS:
                yield from read.rows(kind, ticket=number)

    def _reason(self, line: Line) -> str:
        return str(line.get("reason") or self.reason)

    def decide(self, facts: Facts, context: Context) -> Outcome:
        outcome = Outcome(facts)
        for line in self._lines:
            if line["ticket"] in self._held:
                ticket, reason = facts.one(Ticket, line["ticket"]), self._reason(line)
                keep_refused(outcome, ticket, (line["technician"], *line.get("crew", ())), reason, context)
                end_assignments(outcome, ticket, context.now, reason)
                settle(outcome, ticket, context)
        outcome.answer["tickets"] = sorted(self._held)
        return outcome


def read_lines(text: str) -> Sequence[Line]:
    """The lines of a net, as fields; refuses what says no ticket or nobody."""
    found = (
        _fields(text) if text.lstrip().startswith("[") else [_words(each) for each in text.split(LINE_ENDS)]
    )
    if not 1 <= len(found) <= MOST_LINES:
        raise BadField("lines", "A net has 1 to {most} lines.", most=MOST_LINES)
    for at, line in enumerate(found, 1):
        if not line.get("ticket") or not (line.get("technician") or line.get("window_from")):
            raise BadField("lines", "Line {line} needs a ticket and somebody who goes: 412 T001.", line=at)
    return found


def _spelt(read: Reader, number: str, line: Line) -> Line:
    """The line with the number of its ticket and of everybody whom it names."""
    spelt = {**line, "ticket": number}
    crew = line.get("crew") or ()
    if line.get("technician"):
        spelt["technician"] = find_staff(read, str(line["technician"])).no
    if crew:
        named = crew.split(",") if isinstance(crew, str) else crew
        spelt["crew"] = [find_staff(read, str(each)).no for each in named]
    return spelt


def _fields(text: str) -> list[Line]:
    try:
        found = json.loads(text[: LONG_LIMIT * 10])
    except ValueError:
        found = None
    if not isinstance(found, list) or not all(isinstance(line, dict) for line in found):
        raise BadField("lines", "These are no lines: write 412 T001 / 415 T002.")
    return found


def _words(text: str) -> Line:
    ticket, *others = [*text.split(), ""]
    people = "".join(others[:1]).split("+")
    if len(others) > 2:
        raise BadField("lines", "There is no place for “{word}” here.", word=others[1])
    return {"ticket": ticket, "technician": people[0], **({"crew": people[1:]} if people[1:] else {})}
