"""The dispatch sentence: one line such as `d 412 wang 14:00` read as a verb with its fields.

Pure: what can be named (verbs, tickets, people, reasons) comes in as a `Vocabulary`, and any text whatever
gives either a verb or a sentence about what is wrong with it. What follows from the rules is not decided
here; a dry run asks the store.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from console.keys.sent import ANOTHER_WHY, CREW, OVERRIDE, SOLVED, STEP, TECHNICIAN, WINDOW
from console.sentence.places import MOST_NAMED, TICKET, Misread, Places, Problem, copied, fits
from console.words.i18n import N_
from console.words.shapes import Shape, Slot
from console.words.vocabulary import Listed, VerbWord, Vocabulary, find, plain

__all__ = ["Misread", "Parsed", "Problem", "Reading", "parse", "tickets_named", "wanted", "words_of"]


@dataclass(frozen=True, slots=True)
class Parsed:
    """A verb with its fields as typed (instants are read later, by the clock of the store).

    `heard` is what the words were taken for, `missing` the compulsory fields that are not there yet, `lines`
    the dispatches of a net.
    """

    verb: str
    tickets: tuple[str, ...]
    fields: Mapping[str, str]
    heard: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    lines: tuple[Parsed, ...] = ()


_WORD = re.compile(r'[^\s="]+="[^"]*"|\S+')
_PAIR = re.compile(r"([a-z][a-z_-]+|[^\W\d_a-zA-Z]{1,8})=(.*)", re.DOTALL)
_COMMAS = re.compile(r"[,、]")
NAMED_BY_PERSON = ("listed", "level", "marks")
"""Places whose words are known: before them a name can only mean whose ticket it is."""
TICKET_WORDS = ("工单", "ticket", "#")
"""What stands before a number that was copied."""


def words_of(text: str) -> list[str]:
    """The words of a sentence; `name="several words"` is one."""
    return _WORD.findall(text)


def parse(text: str, vocabulary: Vocabulary) -> Parsed | Problem:
    """The verb that the sentence says, or what is wrong with it."""
    words = words_of(text)
    if not words:
        return Problem(N_("Type a verb, such as d 412 wang 14:00."))
    try:
        reading = Reading(vocabulary, words)
        reading.finish()
    except Misread as misread:
        return misread.problem
    return reading.parsed()


def wanted(text: str, vocabulary: Vocabulary) -> str:
    """What a sentence looks for (`f 王`); empty for one that does something."""
    words = words_of(text)
    return " ".join(words[1:]) if len(words) > 1 and plain(words[0]) in vocabulary.finding else ""


def tickets_named(text: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The tickets that a sentence is about, whatever is wrong with the rest of it."""
    try:
        return Reading(vocabulary, words_of(text), whole=False).tickets
    except (Misread, IndexError):
        return ()


class Reading(Places):
    """A sentence that is being read, word by word, into the places of its verb."""

    def __init__(self, vocabulary: Vocabulary, words: Sequence[str], *, whole: bool = True) -> None:
        """`whole` false reads no further than to the tickets."""
        self.vocabulary = vocabulary
        self.overruling = plain(words[0]) in vocabulary.overruling
        self.fields: dict[str, str] = {}
        self.heard: list[str] = []
        self.verb = self._verb_named(words[0])
        self.left = self._without_pairs(words[1:])
        self.tickets = self._read_tickets()
        self.open: tuple[Slot, ...] = ()
        if not whole:
            return
        self._follow_state()
        self.open = self._fill(self._shape())
        self._keep_holder()

    @property
    def takes_ticket(self) -> bool:
        """Whether the verb is about a ticket."""
        return bool(self.verb.ticket)

    def _verb_named(self, typed: str) -> VerbWord:
        """The verb that the first word says. A step is one too (`arrived 412`), a leave, and overruling: said
        whole it goes before a verb that only begins so."""
        if self.overruling:
            return verb_named(self.vocabulary, "dispatch")
        word = plain(typed)
        verbs = [each.named for each in self.vocabulary.verbs]
        begun = find(verbs, word.replace("-", "_"))
        if begun and any(_is_called(each, word.replace("-", "_")) for each in begun):
            return verb_named(self.vocabulary, typed)
        for verb in (each for each in self.vocabulary.verbs if each.named_by):
            listed = self.vocabulary.lists.get((verb.name, verb.named_by), ())
            named = [each for each in listed if word in (plain(each.value), plain(each.words))]
            if not begun and not named and not word.isascii() and len(word) > 1:
                named = [each for each in listed if word in plain(each.words)]
            if len(named) == 1:
                self._take(verb.named_by, named[0])
                return verb
        return verb_named(self.vocabulary, typed)

    def _shape(self) -> Shape:
        shape = self.verb.shape
        if self.overruling:
            return (*(slot for slot in shape if slot.field != ANOTHER_WHY), Slot(OVERRIDE, "reason"))
        return shape

    def _keep_holder(self) -> None:
        """A window for whoever holds the ticket already, or for nobody in particular, moves it."""
        holders = {self.vocabulary.holders.get(number) for number in self.tickets}
        named = self.fields.get(TECHNICIAN)
        moving = [verb for verb in self.vocabulary.verbs if verb.name == "move_window"]
        if self.verb.name != "reassign" or WINDOW[0] not in self.fields or self.overruling or not moving:
            return
        if CREW not in self.fields and (named is None or holders == {named}):
            self.fields.pop(TECHNICIAN, None)
            self.verb = moving[0]

    def finish(self) -> None:
        """Refuse words for which there was no place, and a verb without its ticket."""
        if self.left:
            raise Misread(N_("There is no place for “{word}” here."), word=self.left[0])
        if any(each.required for each in self.verb.tickets[:1]) and not self.tickets:
            raise Misread(N_("Say which ticket."))

    def parsed(self) -> Parsed:
        """What was read."""
        if self.overruling and self.verb.name == "reassign" and OVERRIDE in self.fields:
            self.fields.setdefault(ANOTHER_WHY, self.fields[OVERRIDE])
        needed = {each.name for each in self.verb.fields if each.is_needed} - {self.verb.ticket}
        if self.overruling:
            needed.add(OVERRIDE)
        missing = tuple(
            each.name
            for each in self.verb.fields
            if each.name in needed and not self.fields.get(each.name, "").strip()
        )
        return Parsed(self.verb.name, self.tickets, dict(self.fields), tuple(self.heard), missing)

    def _without_pairs(self, words: Sequence[str]) -> list[str]:
        """Take the `field=value` words out."""
        names = {each.name for each in self.verb.fields}
        left = []
        for word in words:
            found = _PAIR.fullmatch(unicodedata.normalize("NFKC", word))
            name = self.vocabulary.field_called(self.verb.name, found[1]) if found else ""
            if found and name in names:
                self.fields[name] = self._meant(name, found[2].strip('"'))
            elif found and found[1].isascii():
                raise Misread(
                    N_("There is no field {name}; there are {fields}."),
                    name=found[1],
                    fields=tuple(sorted(names)),
                )
            else:
                left.append(word)
        return left

    def _meant(self, field: str, said: str) -> str:
        """What a word stands for that the screen calls a code of the field by; other words as they are."""
        word = plain(said)
        listed = self.vocabulary.lists.get((self.verb.name, field), ())
        found = [each.value for each in listed if _is_called(each, word)]
        return found[0] if len(found) == 1 else said

    def _read_tickets(self) -> tuple[str, ...]:
        named = self.fields.pop(self.verb.ticket, "")
        if not self.takes_ticket:
            return ()
        if (
            len(self.left) > 1
            and plain(self.left[0]) in TICKET_WORDS
            and TICKET.fullmatch(copied(self.left[1]))
        ):
            self.left.pop(0)
        if not named and self.left and self._is_ticket():
            named = self.left.pop(0)
        if not named and (own := self._work_of_person()):
            return (own,)
        if named:
            return tuple(self._number(copied(each)) for each in _COMMAS.split(plain(named)) if each)
        if not all(each.required for each in self.verb.tickets[:1]):
            return ()
        return self.vocabulary.targets

    def _work_of_person(self) -> str:
        """The ticket of whoever is named in its place (`s wang arrived`): the one that they have."""
        slot = next(iter(self.verb.shape), None)
        if slot is None or slot.kind not in NAMED_BY_PERSON:
            return ""
        if len(self.left) < 1 + (slot.field not in self.fields):
            return ""
        if find(self._listed(slot.field), self.left[0]):
            return ""
        people = [
            each for each in self.vocabulary.persons(self.left[0]) if each.value in self.vocabulary.work
        ]
        if not people:
            return ""
        person = self._one(self.vocabulary.people, self.left.pop(0), people)
        own = self.vocabulary.work[person.value]
        there = [each for each in own if self.vocabulary.states.get(each) == "onsite"]
        meant = own if len(own) == 1 else there
        if len(meant) != 1:
            raise Misread(N_("{name} has {tickets}: say which."), name=person.words, tickets=own)
        self.heard.append(person.words)
        return meant[0]

    def _is_ticket(self) -> bool:
        """Whether the first word is a ticket's number, and not already the level or the marks."""
        first, *others = (plain(word) for word in self.left)
        numbers = [each for each in _COMMAS.split(first) if each]
        if not numbers or not all(TICKET.fullmatch(copied(each)) for each in numbers):
            return False
        slot = next(iter(self.verb.shape), None)
        if slot is None or not fits(slot, [first, *others]):
            return True
        return fits(slot, others)

    def _number(self, reference: str) -> str:
        """The number on the screen that a running part means; any other reference is the store's to find."""
        found = [
            each.value for each in self.vocabulary.tickets if plain(each.value).endswith(f"-{reference}")
        ]
        return found[0] if len(found) == 1 else reference.upper()

    def _follow_state(self) -> None:
        """As the keys do: d reassigns what is held, p resumes what is paused, s asks in follow-up."""
        states = {self.vocabulary.states.get(number, "") for number in self.tickets}
        first = plain(self.left[0]) if self.left else ""
        other = ""
        if self.verb.name == "dispatch" and states and states <= {"dispatched", "onsite"}:
            other = "reassign"
        elif self.verb.name == "pause" and states == {"paused"}:
            other = "resume"
        elif self.verb.name == "step" and states == {"follow_up"} and self.left:
            if fits(Slot("", "marks"), [plain(word) for word in self.left]):
                other = "survey"
            elif not find(self._listed(STEP), first) and find(
                self.vocabulary.lists.get(("verify", SOLVED), ()), first
            ):
                other = "verify"
        known = [verb for verb in self.vocabulary.verbs if verb.name == other]
        self.verb = known[0] if known else self.verb


def _is_called(named: Listed, word: str) -> bool:
    """Whether that is all of one of its names."""
    return word in (plain(named.value), plain(named.words), *named.finders)


def verb_named(vocabulary: Vocabulary, typed: str) -> VerbWord:
    """The verb that a first word names; raises Misread."""
    found = find([each.named for each in vocabulary.verbs], typed.replace("-", "_"))
    if len(found) == 1:
        return next(each for each in vocabulary.verbs if each.named is found[0])
    if found:
        names = tuple(each.words for each in found[:MOST_NAMED])
        raise Misread(N_("“{word}” may be {names}."), word=typed, names=names)
    raise Misread(N_("There is no verb “{name}”."), name=typed)
