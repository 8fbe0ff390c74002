"""What could stand next in the dispatch sentence. Pure, like the reading of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from console.sentence.net import lines_of
from console.sentence.parse import Misread, Reading, words_of
from console.words.shapes import Slot
from console.words.vocabulary import Listed, Vocabulary, find, plain
from db.kinds import STAFF, TICKET

MOST = 6


class Suggestion(NamedTuple):
    """`text` replaces the word that is being typed; `label` says what it means."""

    text: str
    label: str


def complete(text: str, vocabulary: Vocabulary) -> tuple[Suggestion, ...]:
    """What fits at the end of the text, the best first."""
    if (lines := lines_of(text, vocabulary)) is not None:
        text = lines[-1]
    words = words_of(text)
    typed = words.pop() if words and not text[-1].isspace() else ""
    if not words:
        named = [each.named for each in vocabulary.verbs]
        return _cut(_suggested(find(named, typed) if typed else named, as_verb=True))
    try:
        reading = Reading(vocabulary, words)
    except Misread:
        return ()
    if reading.left:
        return ()
    return _cut(_next(reading, typed, first=len(words) == 1))


def _next(reading: Reading, typed: str, *, first: bool) -> Iterator[Suggestion]:
    name, equals, value = typed.partition("=")
    if equals:
        yield from _values(reading, name, value)
        return
    if reading.takes_ticket and first:
        yield from _tickets(reading.vocabulary, typed)
    if reading.open:
        yield from _in_place(reading, reading.open[0], typed)
    if reading.takes_ticket and first and typed:
        yield from (
            Suggestion(each.value, f"{each.words}  {each.note}".rstrip())
            for each in find(reading.vocabulary.family(TICKET), typed)
        )
    if typed and typed.isascii():
        yield from _fields(reading, plain(typed))


def named_at_end(text: str, vocabulary: Vocabulary) -> tuple[str, str] | None:
    """The family of what is being named at the end of the text, and what is typed of it; None where nothing
    is that only the store would know."""
    if (lines := lines_of(text, vocabulary)) is not None:
        text = lines[-1]
    words = words_of(text)
    typed = words.pop() if words and not text[-1].isspace() else ""
    if not words or not typed:
        return None
    try:
        reading = Reading(vocabulary, words)
    except Misread:
        return None
    name, equals, value = typed.partition("=")
    if equals:
        key = vocabulary.field_called(reading.verb.name, name)
        family = next((field.names for field in reading.verb.fields if field.name == key), "")
        return (family, value) if value and family not in ("", STAFF) else None
    families = [slot.family for slot in reading.open[:1] if slot.kind in ("thing", "ticket")]
    if not families and reading.takes_ticket and len(words) == 1:
        families = [TICKET]
    return (families[0], typed) if families and not reading.left else None


def _tickets(vocabulary: Vocabulary, typed: str) -> Iterator[Suggestion]:
    wanted = plain(typed)
    for ticket in vocabulary.tickets:
        running = ticket.value.rpartition("-")[2]
        if running.startswith(wanted) or plain(ticket.value).startswith(wanted):
            yield Suggestion(running, f"{ticket.value}  {ticket.words}  {ticket.note}".rstrip())


def _in_place(reading: Reading, slot: Slot, typed: str) -> Iterator[Suggestion]:
    if slot.kind == "person":
        # a crew is joined by +, the last of which is being typed
        head = re.match(r".*[+＋、]", typed)
        before = head[0] if head else ""
        wanted = typed[len(before) :]
        people = reading.vocabulary.people
        twice = _twice(people)
        for each in reading.vocabulary.persons(wanted) if wanted else people:
            named = each.value if " " in each.words or each.words in twice else each.words
            yield Suggestion(before + named, f"{each.words}  {each.value}  {each.note}".rstrip())
    elif slot.kind in ("thing", "ticket"):
        things = reading.vocabulary.family(slot.family)
        for each in find(things, typed) if typed else things:
            yield Suggestion(each.value, each.words)
    elif slot.kind in ("listed", "reason"):
        listed = reading.vocabulary.lists.get((reading.verb.name, slot.field), ())
        yield from _suggested(find(listed, typed) if typed else listed)
    elif slot.kind == "level":
        levels = reading.vocabulary.lists.get((reading.verb.name, slot.field), ())
        for level, words in enumerate(levels, 1):
            if str(level).startswith(plain(typed)):
                yield Suggestion(str(level), words.words)


def _fields(reading: Reading, typed: str) -> Iterator[Suggestion]:
    """Fields that begin so and are not there yet."""
    labels = {name: label for label, name in reading.vocabulary.labels.get(reading.verb.name, {}).items()}
    for each in reading.verb.fields:
        if (
            each.name.startswith(typed)
            and each.name not in reading.fields
            and each.name != reading.verb.ticket
        ):
            yield Suggestion(f"{each.name}=", labels.get(each.name, ""))


def _values(reading: Reading, name: str, value: str) -> Iterator[Suggestion]:
    key = reading.vocabulary.field_called(reading.verb.name, name)
    named = {field.name: field.names for field in reading.verb.fields}
    listed = reading.vocabulary.lists.get((reading.verb.name, key)) or reading.vocabulary.family(
        named.get(key, "")
    )
    chosen = find(listed, value) if value else listed
    if chosen:
        yield from (Suggestion(f"{name}={each.value}", each.words) for each in chosen)
        return
    for field in reading.verb.fields:
        if field.name == key:
            codes = ("yes", "no") if field.type == "yes_no" else field.choices
            yield from (Suggestion(f"{name}={code}", "") for code in codes if code.startswith(value))


def _suggested(listed: Iterable[Listed], *, as_verb: bool = False) -> Iterator[Suggestion]:
    for each in listed:
        if as_verb:
            shortest = min((each.value, *each.finders), key=len)
            yield Suggestion(
                shortest if len(shortest) == 1 else each.value, f"{each.words}  {each.note}".rstrip()
            )
        else:
            text = each.value if " " in each.words else each.words
            yield Suggestion(text, each.note if text == each.words else each.words)


def _twice(people: Iterable[Listed]) -> set[str]:
    seen: set[str] = set()
    twice: set[str] = set()
    for each in people:
        (twice if each.words in seen else seen).add(each.words)
    return twice


def _cut(suggestions: Iterable[Suggestion]) -> tuple[Suggestion, ...]:
    found: dict[str, Suggestion] = {}
    for each in suggestions:
        found.setdefault(each.text, each)
        if len(found) == MOST:
            break
    return tuple(found.values())
