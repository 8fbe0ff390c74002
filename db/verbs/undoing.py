"""Undo: the same fold, without the undone event (interface page, `undo`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Annotated, Any, Self

from pydantic import PrivateAttr

from db import kinds
from db.errors import Refusal
from db.kinds import Tells
from db.log.facts import Change, Facts, Outcome, Reader
from db.log.logged import Logged
from db.subjects.subject import SUBJECTS, family_of, name_of, subject_of
from db.subjects.ticket import ON_PAPER, TICKET
from db.tables.escalation import Escalation, RepeatedCall
from db.tables.event import NumberCounter
from db.tables.notice import Notice
from db.tables.record import RecordPart, RecordVersion, ServiceRecord
from db.tables.row import Key, Row
from db.tables.ticket import MilestoneTime, Ticket
from db.verbs import groups
from db.verbs.context import WATCH, Context
from db.verbs.ending import cancelled
from db.verbs.fields import OptionalCode
from db.verbs.laddering import armed
from db.verbs.noticing import take_back
from db.verbs.ticket_number import find_ticket
from db.verbs.ticket_verb import answer_with, settle
from db.verbs.verb import VERBS, Verb
from db.verbs.who import EVERYBODY

MAKES = "register"
"""What it made is withdrawn and not taken away: a ticket keeps its number (FRM-01)."""
KEPT = (NumberCounter, Notice)
"""What was given out stays: a number, and a notice that may have been read."""


class Undo(Verb):
    """Undo my last action, or my last one on a ticket: within two minutes, if nobody acted since.

    An undone registration is a cancelled ticket that keeps its number (FRM-01).
    """

    name = "undo"
    word = "undo"
    group = groups.HOUSE
    example = {}
    tells = ()
    default_roles = EVERYBODY
    rule = "CLS-07"
    own_work = True
    answers = {"undone": Tells(kinds.Code("verb"), "Undone: {value}.", "{value}", leads=True)}

    ticket: Annotated[OptionalCode, kinds.TicketNo()] = ""

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
        touched = [row for kind, key in self._touched() if (row := _present(read, kind, key)) is not None]
        yield from touched
        yield from (notice for id in self._told() for notice in read.rows(Notice, id=id))
        self._chains = {key: read.log_of(key) for key in sorted(self._owners(touched))}
        for key in self._chains:
            subject = SUBJECTS.get(family_of(key))
            if subject is not None:
                # A ticket is settled anew by all that its clocks go by; of others the root says enough.
                kinds = (*subject.children, *subject.beside) if subject is TICKET else ()
                kinds = tuple(each for each in kinds if each.name not in (*ON_PAPER, "tool"))
                rows = list(subject.rows(read, name_of(key), kinds))
                yield from rows
                yield from _told_by_watch(read, rows)

    @classmethod
    def read_kinds(cls) -> None:
        """Whatever the undone events changed."""

    def _touched(self) -> dict[tuple[type[Row], Key], None]:
        """The rows that the undone events changed; a number that was given out is never given back."""
        return {
            (change.kind, change.key): None
            for event in self._undone
            for change in event.changes
            if change.kind not in KEPT
        }

    def _told(self) -> dict[str, None]:
        """The notices that the undone events wrote."""
        changes = (change for event in self._undone for change in event.changes)
        return {str(change.key[0]): None for change in changes if change.kind is Notice}

    def _owners(self, touched: Iterable[Row]) -> set[str]:
        """The subjects of which rows have changed; of a row that went, those that it may have been of."""
        owners = {row.subject() for row in touched}
        if self._undone[0].verb == MAKES:
            return {key for key in owners if family_of(key) == TICKET.family}  # the caller's file stays
        present = {(type(row), row.identity()) for row in touched}
        for event in self._undone:
            for change in event.changes:
                if change.kind in KEPT or (change.kind, change.key) in present:
                    continue
                family = family_of(change.kind.owner)
                owners |= {key for key in event.subjects if family_of(key) == family}
        return owners

    def _numbers(self) -> list[str]:
        return [name_of(key) for key in self._chains if family_of(key) == TICKET.family]

    def decide(self, facts: Facts, context: Context) -> Outcome:
        first = self._undone[0]
        self._check(first, context)
        outcome = Outcome(facts)
        told = self._told()
        take_back(outcome, context, [each for each in facts.all(Notice) if each.id in told])
        numbers = self._numbers()
        if first.verb == MAKES:
            return self._withdraw(outcome, facts.one(Ticket, numbers[0]), context)
        named = first.args.get("ticket")
        touched, rows = self._touched_of(facts), _by_subject(facts)
        for key in sorted(self._chains, key=lambda each: (name_of(each) == named, each)):
            changed = [*touched.get(key, ()), *touched.get("", ())]
            self._restore(outcome, facts, key, changed)
            part = _part(outcome, key, rows.get(key, ()), changed)
            self._count(part, key, context)
            outcome.take(part)
        take_back(outcome, context, [each for each in facts.all(Notice) if _is_groundless(outcome, each)])
        # What was pressed: accepting a proposal stands for other verbs in the chains that it changed.
        outcome.answer["undone"] = (first.bulk or {}).get("verb", first.verb)
        if len(numbers) > 1:
            outcome.answer["tickets"] = numbers
        if not numbers:
            outcome.answer["about"] = list(self._chains)
        return outcome

    def _count(self, outcome: Outcome, key: str, context: Context) -> None:
        """A version never goes back: what was seen in between is another one."""
        subject = SUBJECTS.get(family_of(key))
        if subject is None or not subject.has_version:
            return
        restored: Any = outcome.get(subject.root, name_of(key))
        present: Any = outcome.facts.get(subject.root, name_of(key))
        if restored is None or present is None:
            return
        taken_back = subject.tally(outcome, restored) != subject.tally(outcome.facts, present)
        restored = restored.but(version=present.version + taken_back)
        if isinstance(restored, Ticket):
            restored = armed(outcome, restored.but(last_at=context.now), context)
            answer_with(outcome, restored, context)
        outcome.put(restored)

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
        mine = max(event.seq for event in self._undone)
        for key, chain in self._chains.items():
            since = [event for event in chain if event.seq > mine and event.actor != WATCH]
            if since:
                raise Refusal(
                    "CLS-07",
                    "{actor} acted on {number} since (“{verb}”).",
                    "Look at it again.",
                    actor=since[-1].actor,
                    number=name_of(key),
                    verb=since[-1].verb,
                )

    def _withdraw(self, outcome: Outcome, ticket: Ticket, context: Context) -> Outcome:
        settle(outcome, cancelled(outcome, ticket, context), context)
        for row in outcome.all(MilestoneTime, ticket=ticket.number):
            # A wrong entry was never late (SLA-13).
            if row.met_at is None:
                outcome.drop(row)
        outcome.answer["undone"] = MAKES
        return outcome

    def _touched_of(self, facts: Facts) -> dict[str, list[tuple[type[Row], Key]]]:
        """The changed rows by their subjects; those that are there no more, which may have been of any,
        under no name. A bulk may have changed thousands."""
        found: dict[str, list[tuple[type[Row], Key]]] = {}
        for kind, key in self._touched():
            row = facts.get(kind, *key)
            found.setdefault(row.subject() if row is not None else "", []).append((kind, key))
        return found

    def _restore(
        self, outcome: Outcome, facts: Facts, key: str, touched: Iterable[tuple[type[Row], Key]]
    ) -> None:
        """Put every row of the subject that the undone events changed to what the rest of its chain makes
        of it; what other subjects own, their own chains say."""
        undone = {event.seq for event in self._undone}
        rest = Facts()
        for event in self._chains[key]:
            if event.seq not in undone:
                # What the watch changed on a row that the undone event made goes with that row.
                rest.fold([change for change in event.changes if _stands(rest, change)])
        for kind, of_row in touched:
            before, present = rest.get(kind, *of_row), facts.get(kind, *of_row)
            row = present or before
            if row is None or row.subject() != key:
                continue
            if before is None:
                # A record keeps its number, as a ticket does (FRM-01); what it said can still be read.
                if isinstance(row, ServiceRecord):
                    outcome.put(row.but(is_void=True, is_current=False))
                elif not isinstance(row, RecordVersion | RecordPart) or row.version > 1:
                    outcome.drop(row)
                continue
            subject = subject_of(before)
            # The log keeps the search text of its day.
            outcome.put(before if subject is None else subject.found_anew(before))
        for reminder in outcome.all(RepeatedCall):
            # The watch reminded of a call that is taken back.
            if outcome.get(Escalation, reminder.escalation) is None:
                outcome.drop(reminder)


def _told_by_watch(read: Reader, rows: Iterable[Row]) -> Iterable[Row]:
    """The notices of calls that the watch made and that are still in force."""
    for row in rows:
        if isinstance(row, Escalation) and row.actor == WATCH and row.ended_at is None:
            yield from read.rows(Notice, escalation=row.id)


def _is_groundless(outcome: Outcome, notice: Notice) -> bool:
    """Whether the call that it tells of ended because what it was made for was undone."""
    if notice.escalation is None:
        return False
    before = outcome.facts.get(Escalation, notice.escalation)
    after = outcome.get(Escalation, notice.escalation)
    was_in_force = before is not None and before.ended_at is None
    return was_in_force and after is not None and after.ended_at is not None


def _by_subject(facts: Facts) -> dict[str, list[Row]]:
    """The rows of each subject: what is decided of one of thousands looks through its own."""
    found: dict[str, list[Row]] = {}
    for row in facts:
        found.setdefault(row.subject(), []).append(row)
    return found


def _part(
    outcome: Outcome, key: str, rows: Iterable[Row], changed: Iterable[tuple[type[Row], Key]]
) -> Outcome:
    """What was decided of one subject so far, with its own rows alone."""
    part = Outcome(Facts(rows))
    for row in rows:
        after = outcome.get(type(row), *row.identity())
        if after is None:
            part.drop(row)
        elif after is not row:
            part.put(after)
    for kind, of_row in changed:
        after = outcome.get(kind, *of_row)
        if after is not None and after.subject() == key:
            part.put(after)
    return part


def _present(read: Reader, kind: type[Row], key: Key) -> Row | None:
    found = read.rows(kind, **dict(zip(kind.key, key, strict=True)))
    return found[0] if found else None


def _stands(rows: Facts, change: Change) -> bool:
    """Whether the change makes its row or finds it; one of single columns needs the row to be there."""
    makes = change.values is not None and all(name in change.values for name in change.kind.key)
    return makes or rows.get(change.kind, *change.key) is not None
