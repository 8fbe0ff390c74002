"""Undo: the same fold, without the undone event (interface page, `undo`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Annotated, Self

from pydantic import PrivateAttr

from db.errors import Refusal
from db.finding import search_text
from db.kinds import Called
from db.log.facts import Change, Facts, Outcome, Reader, fold
from db.log.logged import Logged
from db.tables.event import NumberCounter
from db.tables.row import Key, Row
from db.tables.ticket import MilestoneTime, Ticket
from db.verbs.context import Context
from db.verbs.ending import cancelled, ending_rows
from db.verbs.fields import OptionalCode
from db.verbs.reading import find_ticket
from db.verbs.ticket_verb import answer_with, counted, settle
from db.verbs.verb import VERBS, Verb
from db.verbs.who import EVERYBODY

WATCH = "watch"
"""The actor of what happens without anybody pressing a key; it never stands in the way of an undo."""


class Undo(Verb):
    """Undo my last action, or my last one on a ticket: within two minutes, if nobody acted since.

    An undone registration is a cancelled ticket that keeps its number (FRM-01).
    """

    name = "undo"
    word = "undo"
    tells = ()
    default_roles = EVERYBODY
    rule = "CLS-07"

    ticket: Annotated[OptionalCode, Called("Ticket")] = ""

    _undone: Sequence[Logged] = PrivateAttr(default=())
    _chains: dict[str, list[Logged]] = PrivateAttr(default_factory=dict)

    def resolve(self, read: Reader, context: Context) -> Self:
        last = self._last(read, context)
        copy = self.resolved()
        copy._undone, copy._chains = read.request(last.request), {}
        return copy

    def _last(self, log: Reader, context: Context) -> Logged:
        nothing = Refusal("CLS-07", "There is nothing of yours to undo.", "")
        if not self.ticket:
            last = log.last_by(context.actor.no)
            if last is None:
                raise nothing
            return last
        number = find_ticket(log, self.ticket, context.actor.department).number
        mine = [event for event in log.log_of(f"ticket:{number}") if event.actor == context.actor.no]
        if not mine:
            raise nothing
        return mine[-1]

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        return sorted({subject for event in self._undone for subject in event.subjects})

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        for number in self._numbers():
            self._chains[number] = read.log_of(f"ticket:{number}")
            yield from ending_rows(read, number)
        if not self._chains:
            # Of a file or a person there is nothing but its own chain.
            self._chains |= {subject: read.log_of(subject) for subject in self.subjects(read, context)}
        for event in self._undone:
            for change in event.changes:
                if change.kind is not Ticket and change.kind is not NumberCounter:
                    yield from read.rows(change.kind, **dict(zip(change.kind.key, change.key, strict=True)))

    def _numbers(self) -> list[str]:
        subjects = {subject for event in self._undone for subject in event.subjects}
        return sorted(
            subject.removeprefix("ticket:") for subject in subjects if subject.startswith("ticket:")
        )

    def decide(self, facts: Facts, context: Context) -> Outcome:
        first = self._undone[0]
        self._check(first, context)
        outcome = Outcome(facts)
        if first.verb == "register":
            return self._withdraw(outcome, facts.one(Ticket, self._numbers()[0]), context)
        if not self._numbers():
            for subject in self._chains:
                self._restore(outcome, facts, subject)
            outcome.answer.update(undone=first.verb, about=list(self._chains))
            return outcome
        named = first.args.get("ticket")
        for number in sorted(self._numbers(), key=lambda each: each == named):
            self._restore(outcome, facts, number)
            restored = outcome.get(Ticket, number)
            assert restored is not None
            present = facts.one(Ticket, number)
            taken_back = counted(outcome, restored) != counted(facts, present)
            restored = outcome.put(restored.but(version=present.version + taken_back, last_at=context.now))
            answer_with(outcome, restored, context)
        outcome.answer["undone"] = first.verb
        if len(self._numbers()) > 1:
            outcome.answer["tickets"] = self._numbers()
        return outcome

    def _others(self, number: str) -> set[str]:
        return {f"ticket:{each}" for each in self._numbers() if each != number}

    def _check(self, first: Logged, context: Context) -> None:
        verb = VERBS.get(first.verb)
        if verb is None or not verb.undoable:
            raise Refusal(
                "CLS-07", "“{verb}” cannot be undone.", "Correct it with a new entry.", verb=first.verb
            )
        seconds = context.policy.setting("undo_seconds")
        if context.now - first.at > timedelta(seconds=seconds):
            raise Refusal(
                "CLS-07",
                "“{verb}” is more than {minutes} minutes ago.",
                "Correct it with a new entry.",
                verb=first.verb,
                minutes=seconds // 60,
            )
        for number, chain in self._chains.items():
            mine = max(event.seq for event in self._undone)
            since = [event for event in chain if event.seq > mine and event.actor != WATCH]
            if since:
                raise Refusal(
                    "CLS-07",
                    "{actor} acted on {number} since (“{verb}”).",
                    "Look at it again.",
                    actor=since[-1].actor,
                    number=number.rpartition(":")[2],
                    verb=since[-1].verb,
                )

    def _withdraw(self, outcome: Outcome, ticket: Ticket, context: Context) -> Outcome:
        settle(outcome, cancelled(outcome, ticket, context), context)
        for row in outcome.all(MilestoneTime, ticket=ticket.number):
            # A wrong entry was never late (SLA-13).
            if row.met_at is None:
                outcome.drop(row)
        outcome.answer["undone"] = "register"
        return outcome

    def _restore(self, outcome: Outcome, facts: Facts, number: str) -> None:
        """Put every row that the undone event changed to what the rest of the chain makes of it."""
        undone = {event.seq for event in self._undone}
        touched: dict[tuple[type[Row], Key], None] = {}
        rest = Facts()
        for event in self._chains[number]:
            if event.seq in undone:
                touched.update(dict.fromkeys((change.kind, change.key) for change in event.changes))
            else:
                # What the watch changed on a row that the undone event made goes with that row.
                lasting = [change for change in event.changes if _stands(rest, change)]
                rest = fold(rest, lasting)
        for kind, key in touched:
            before, present = rest.get(kind, *key), facts.get(kind, *key)
            row = present or before
            if row is not None and row.subject() in self._others(number):
                continue  # its own chain says what becomes of it
            if isinstance(before, Ticket):  # the log keeps the search text of its day
                outcome.put(before.but(search=search_text(before)))
            elif before is not None:
                outcome.put(before)
            elif present is not None:
                outcome.drop(present)


def _stands(rows: Facts, change: Change) -> bool:
    """Whether the change makes its row or finds it; one of single columns needs the row to be there."""
    makes = change.values is not None and all(name in change.values for name in change.kind.key)
    return makes or rows.get(change.kind, *change.key) is not None
