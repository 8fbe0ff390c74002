"""What the dispatch sentence can name on this desk now, and what it says back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache

from console.declared import FieldDeclared, fields_of
from console.keys.list import LISTED, letters
from console.present.queue import queue_row
from console.sentence.parse import Parsed, Problem
from console.sentence.places import MARKS
from console.words import labels
from console.words.bilingual import both, finders
from console.words.codes import group, word
from console.words.i18n import N_, _, installed_language, translate
from console.words.shapes import shape_of
from console.words.vocabulary import Listed, VerbWord, Vocabulary
from db import kinds
from db.policy.model import Policy
from db.verbs.verb import VERBS, ticket_field
from db.views.concerned import ConcernedRow
from db.views.queue_row import QueueRow
from db.views.roster import RosterRow

OWN_LETTERS = {"resume": "r"}
"""Letters of the sentence for verbs that share their key with another one."""

OWN_WORDS = {"take_leave": N_("leave")}
"""What a verb is called in the sentence besides, as people say it."""


@cache
def _overruling() -> tuple[str, ...]:
    """Words that dispatch although a gate says no; what stands behind the person is why."""
    return ("o", *both(N_("overrule")))


@cache
def _finding() -> tuple[str, ...]:
    """Words that look for what stands behind them, as the key of find does."""
    return ("f", *both(N_("find")))


def vocabulary(
    policy: Policy,
    rows: Iterable[QueueRow],
    people: Iterable[RosterRow],
    targets: tuple[str, ...],
    known: Mapping[str, QueueRow],
    named: Iterable[ConcernedRow] = (),
    callers: Mapping[str, str] | None = None,
    things: Mapping[str, Iterable[Listed]] | None = None,
    names: Mapping[str, str] | None = None,
) -> Vocabulary:
    """`rows` are those in sight, in their order; `known` all that were seen, for their states; `named` those
    that were looked up because the sentence names them, `things` what else was, by family; `names` is
    everybody by number."""
    looked_up = {row.number: row for row in named}
    seen: dict[str, QueueRow | ConcernedRow] = {**known, **looked_up}
    tickets = {row.number: _ticket(row) for row in rows}
    tickets |= {
        row.number: Listed(row.number, row.customer)
        for row in looked_up.values()
        if row.number not in tickets
    }
    people = tuple(people)
    sent = tuple(_person(person) for person in people if person.role == "technician")
    numbers = {each.value for each in sent}
    verbs = _verbs(installed_language(), tuple(VERBS))
    return Vocabulary(
        verbs=verbs,
        tickets=tuple(tickets.values()),
        states={number: row.state for number, row in seen.items()},
        holders={number: row.technician for number, row in seen.items() if row.technician},
        overruling=_overruling(),
        finding=_finding(),
        callers=callers or {},
        things={family: tuple(listed) for family, listed in (things or {}).items()},
        people=sent,
        everybody=tuple(
            Listed(no, name, finders(name)) for no, name in (names or {}).items() if no not in numbers
        ),
        targets=targets,
        work={person.staff: person.tickets for person in people if person.tickets},
        lists=_lists(policy, installed_language()),
        labels={verb.name: {_(each.label): each.name for each in verb.fields} for verb in verbs},
    )


@cache
def _verbs(_language: str, names: tuple[str, ...]) -> tuple[VerbWord, ...]:
    return tuple(_words_of(names))


def _words_of(names: tuple[str, ...]) -> Iterator[VerbWord]:
    by_key = {key.verb: key for key in LISTED if key.verb}
    order = [*by_key, *sorted({*names} - by_key.keys())]
    for name in order:
        kind = VERBS[name]
        if kind.internal:
            continue
        own = letters(by_key[name]) if name in by_key else (OWN_LETTERS.get(name, ""),)
        said = both(OWN_WORDS[name]) if name in OWN_WORDS else ()
        typed = (*own, *both(kind.word), *said)
        found = tuple(dict.fromkeys(filter(None, typed)))
        named = Listed(name, word("verb", name), found, usage(name))
        yield VerbWord(named, tuple(fields_of(kind)), kind.sentence, kind.named_by)


def _ticket(row: QueueRow) -> Listed:
    shown = queue_row(row)
    return Listed(row.number, row.customer, (), f"{word('state', row.state)} {shown.milestone}".strip())


def _person(person: RosterRow) -> Listed:
    note = f"{word('person_state', person.state)} {person.load}"
    return Listed(person.staff, person.name, finders(person.name), note)


@lru_cache(maxsize=2)
def _lists(policy: Policy, _language: str) -> Mapping[tuple[str, str], tuple[Listed, ...]]:
    """What may be named in each field, by verb and field: the same for each sentence."""
    return {
        (name, field.name): listed
        for name, verb in VERBS.items()
        if not verb.internal
        for field in fields_of(verb, policy)
        if (listed := _listed(field, policy))
    }


def _listed(field: FieldDeclared, policy: Policy) -> tuple[Listed, ...]:
    if isinstance(field.kind, kinds.Code):
        words = group(field.kind.group)
        return _codes(field.kind.group, {code: words[code] for code in field.choices if code in words})
    if isinstance(field.kind, kinds.Level):
        return tuple(Listed(str(n), labels.level_long(n)) for n in (1, 2, 3, 4))
    if not isinstance(field.kind, kinds.Reason):
        return ()
    language = installed_language()
    return tuple(
        Listed(code, reason.name(language), (*finders(reason.en, reason.zh), code))
        for code, reason in policy.reasons_for(field.kind.list).items()
    )


def _codes(kind: str, codes: Mapping[str, str]) -> tuple[Listed, ...]:
    return tuple(Listed(code, word(kind, code), both(msgid)) for code, msgid in codes.items())


def usage(verb: str) -> str:
    """What stands after a verb: compulsory places plain, others in brackets."""
    declared = {each.name: each for each in fields_of(VERBS[verb])}
    shape = shape_of(VERBS[verb].sentence, tuple(declared.values()))
    ticket = ticket_field(VERBS[verb])
    parts = [f"[{_(declared[ticket].label)}]"] if ticket else []
    for slot in shape:
        if slot.kind == "window":
            shown = "14:00-16:00"
        elif slot.kind == "marks":
            shown = translate("five marks, such as {marks}", marks="5" * MARKS)
        else:
            shown = _(declared[slot.field].label)
        needed = declared[slot.field].required or slot.kind == "marks"
        parts.append(shown if needed else f"[{shown}]")
    named = {slot.field for slot in shape} | {slot.ends for slot in shape} | {ticket}
    parts += [
        f"{typed_name(each)}=" for each in declared.values() if each.required and each.name not in named
    ]
    return " ".join(parts)


def typed_name(field: FieldDeclared) -> str:
    """What a field is called before its equals sign: one word, that of the screen where it is one."""
    label = _(field.label)
    return field.name if label.isascii() or " " in label else label


def problem_text(problem: Problem) -> str:
    """What is wrong with a sentence, in the language of the interface."""
    joined = {
        name: _(", ").join(value) if isinstance(value, tuple) else value
        for name, value in problem.values.items()
    }
    return translate(problem.msgid, **joined)


def missing_text(parsed: Parsed) -> str:
    """What a sentence that can be read lacks."""
    called = {each.name: _(each.label) for each in fields_of(VERBS[parsed.verb])}
    names = _(", ").join(called.get(name, name) for name in parsed.missing)
    return translate("still missing: {fields}", fields=names)


def heard_text(parsed: Parsed, done: str) -> str:
    """What the store would do, and the words that its answer does not repeat."""
    more = [each for each in parsed.heard if each not in done]
    return "  ".join([done, *more])


def in_sight(numbers: Sequence[str | None], rows: Mapping[str, QueueRow]) -> list[QueueRow]:
    """The rows of the tickets in sight that have come already."""
    return [rows[number] for number in numbers if number is not None and number in rows]
