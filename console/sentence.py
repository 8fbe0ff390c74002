"""The dispatch sentence: one line such as `d 412 wang 14:00` read as a verb with its fields.

Pure: what can be named (verbs, tickets, people, reasons) comes in as a `Vocabulary`, and any text whatever
gives either a verb or a sentence about what is wrong with it. What follows from the rules is not decided
here; a dry run asks the store.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from console.i18n import N_
from console.shapes import BY_ITSELF, ENDS, Shape, Slot, shape_of
from console.typed import BETWEEN, CLOCK, DAY
from console.vocabulary import Listed, VerbWord, Vocabulary, find, plain
from db.rules import numbering


@dataclass(frozen=True, slots=True)
class Parsed:
    """A verb with its fields as typed (instants are read later, by the clock of the store).

    `heard` is what the words were taken for, `missing` the compulsory fields that are not there yet.
    """

    verb: str
    tickets: tuple[str, ...]
    fields: Mapping[str, str]
    heard: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a sentence cannot be read: a msgid with its values; several names are a tuple."""

    msgid: str
    values: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)


class Misread(Exception):
    """A word does not fit where it stands."""

    def __init__(self, msgid: str, **values: str | tuple[str, ...]) -> None:
        super().__init__(msgid)
        self.problem = Problem(msgid, values)


_WORD = re.compile(r'[^\s="]+="[^"]*"|\S+')
_PAIR = re.compile(r"([a-z][a-z_-]+|[^\W\d_a-zA-Z]{1,8})=(.*)", re.DOTALL)
_TICKET = re.compile(r"(?:(?:[a-z]{1,6})?\d{4}-)?\d{1,6}")
_RANGE = re.compile(rf"({DAY})?({CLOCK})(?:{BETWEEN}({CLOCK}|\d{{1,2}}|\d{{4}}))?", re.IGNORECASE)
_DAY = re.compile(DAY, re.IGNORECASE)
_SPAN = re.compile(r"\+\d{1,4}(?:h|m|min)?(?:\d{1,4}m?)?")
_PHONE = re.compile(r"\+?[\d(][\d()-]{4,}")
_COMMAS = re.compile(r"[,、]")
MARKS = ("attitude", "quality", "punctuality", "hygiene", "result")
MOST_NAMED = 6
NAMED_BY_A_CHOICE = (("step", "what"), ("set_duty", "kind"))
"""Verbs that one of their choices names as well: `到场 412`, `leave wang`."""
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


def tickets_named(text: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The tickets that a sentence is about, whatever is wrong with the rest of it."""
    try:
        return Reading(vocabulary, words_of(text), whole=False).tickets
    except (Misread, IndexError):
        return ()


class Reading:
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
        return any(each.name == "ticket" for each in self.verb.fields)

    def _verb_named(self, typed: str) -> VerbWord:
        """The verb that the first word says. A step is one too (`arrived 412`), a leave, and overruling."""
        if self.overruling:
            return verb_named(self.vocabulary, "dispatch")
        word = plain(typed)
        if find([each.named for each in self.vocabulary.verbs], word.replace("-", "_")):
            return verb_named(self.vocabulary, typed)
        for verb, field in NAMED_BY_A_CHOICE:
            listed = self.vocabulary.lists.get((verb, field), ())
            named = [each for each in listed if word in (plain(each.value), plain(each.words))]
            if not named and not word.isascii() and len(word) > 1:
                named = [each for each in listed if word in plain(each.words)]
            if len(named) == 1:
                self._take(field, named[0])
                return verb_named(self.vocabulary, verb)
        return verb_named(self.vocabulary, typed)

    def _shape(self) -> Shape:
        shape = shape_of(self.verb.name)
        if self.overruling:
            return (*(slot for slot in shape if slot.field != "reason"), Slot("override", "reason"))
        return shape

    def _keep_holder(self) -> None:
        """A window for whoever holds the ticket already, or for nobody in particular, moves it."""
        holders = {self.vocabulary.holders.get(number) for number in self.tickets}
        named = self.fields.get("technician")
        moving = [verb for verb in self.vocabulary.verbs if verb.name == "move_window"]
        if self.verb.name != "reassign" or "window_from" not in self.fields or self.overruling or not moving:
            return
        if "crew" not in self.fields and (named is None or holders == {named}):
            self.fields.pop("technician", None)
            self.verb = moving[0]

    def finish(self) -> None:
        """Refuse words for which there was no place, and a verb without its ticket."""
        if self.left:
            raise Misread(N_("There is no place for “{word}” here."), word=self.left[0])
        needed = any(each.name == "ticket" and each.required for each in self.verb.fields)
        if needed and not self.tickets:
            raise Misread(N_("Say which ticket."))

    def parsed(self) -> Parsed:
        """What was read."""
        if self.overruling and self.verb.name == "reassign" and "override" in self.fields:
            self.fields.setdefault("reason", self.fields["override"])
        needed = {each.name for each in self.verb.fields if each.required} - {"ticket"}
        if self.overruling:
            needed.add("override")
        needed -= BY_ITSELF.get(self.verb.name, frozenset())
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
            name = self.vocabulary.labels.get(found[1], found[1]).replace("-", "_") if found else ""
            if found and name in names:
                self.fields[name] = found[2].strip('"')
            elif found and found[1].isascii():
                raise Misread(
                    N_("There is no field {name}; there are {fields}."),
                    name=found[1],
                    fields=tuple(sorted(names)),
                )
            else:
                left.append(word)
        return left

    def _read_tickets(self) -> tuple[str, ...]:
        named = self.fields.pop("ticket", "")
        if not self.takes_ticket:
            return ()
        if (
            len(self.left) > 1
            and plain(self.left[0]) in TICKET_WORDS
            and _TICKET.fullmatch(_copied(self.left[1]))
        ):
            self.left.pop(0)
        if not named and self.left and self._is_ticket():
            named = self.left.pop(0)
        if named:
            return tuple(self._number(_copied(each)) for each in _COMMAS.split(plain(named)) if each)
        if any(each.name == "ticket" and not each.required for each in self.verb.fields):
            return ()
        return self.vocabulary.targets

    def _is_ticket(self) -> bool:
        """Whether the first word is a ticket's number, and not already the level or the marks."""
        first, *others = (plain(word) for word in self.left)
        numbers = [each for each in _COMMAS.split(first) if each]
        if not numbers or not all(_TICKET.fullmatch(_copied(each)) for each in numbers):
            return False
        slot = next(iter(shape_of(self.verb.name)), None)
        if slot is None or not _fits(slot, [first, *others]):
            return True
        return _fits(slot, others)

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
            if _fits(Slot("", "marks"), [plain(word) for word in self.left]):
                other = "survey"
            elif not find(self._listed("what"), first) and find(
                self.vocabulary.lists.get(("verify", "solved"), ()), first
            ):
                other = "verify"
        known = [verb for verb in self.vocabulary.verbs if verb.name == other]
        self.verb = known[0] if known else self.verb

    # -- the places of the verb -------------------------------------------------------------------------

    def _fill(self, shape: Shape) -> tuple[Slot, ...]:
        """Put the words into the places; answers with the places that are still open at the end."""
        for at, slot in enumerate(shape):
            if slot.field in self.fields:
                continue
            if slot.field == "customer" and self._take_caller():
                continue
            if not self.left:
                return tuple(each for each in shape[at:] if each.field not in self.fields)
            getattr(self, f"_read_{slot.kind}")(slot)
        return ()

    def _take_caller(self) -> bool:
        """The customer whose phone it is need not be named, but may be."""
        caller = self.vocabulary.callers.get(self.fields.get("phone", ""))
        if caller is None:
            return False
        if self.left and plain(self.left[0]) == plain(caller):
            self.left.pop(0)
        self._take("customer", Listed(caller, caller))
        return True

    def _listed(self, name: str) -> tuple[Listed, ...]:
        return self.vocabulary.lists.get((self.verb.name, name), ())

    def _read_person(self, slot: Slot) -> None:
        if _RANGE.fullmatch(plain(self.left[0])) or self._begins_with_day():
            return
        for count in range(min(3, len(self.left)), 1, -1):  # names of several words
            name = plain(" ".join(self.left[:count]))
            whole = [each for each in self.vocabulary.people if plain(each.words) == name]
            if len(whole) == 1:
                del self.left[:count]
                self._take(slot.field, whole[0])
                return
        lead, *crew = re.split(r"[+、]", unicodedata.normalize("NFKC", self.left.pop(0)))
        self._take(slot.field, self._one(self.vocabulary.people, lead))
        others = [self._one(self.vocabulary.people, each) for each in crew if each]
        if others:
            self.fields["crew"] = ",".join(each.value for each in others)
            self.heard += [each.words for each in others]

    def _read_listed(self, slot: Slot) -> None:
        self._take(slot.field, self._one(self._listed(slot.field), self.left.pop(0)))

    def _read_reason(self, slot: Slot) -> None:
        """A reason from the list by number, code, initials or words; else one's own words."""
        text = " ".join(self.left)
        listed = self._listed(slot.field)
        wanted = plain(text)
        named = [each for each in listed if wanted in (plain(each.value), plain(each.words), *each.finders)]
        if wanted.isdecimal() and wanted.isascii() and len(wanted) < 3 and 0 < int(wanted) <= len(listed):
            named = [listed[int(wanted) - 1]]
        self.left.clear()
        if len(named) == 1:
            self._take(slot.field, named[0])
        else:
            self._take(slot.field, Listed(text, text))

    def _read_rest(self, slot: Slot) -> None:
        text = " ".join(self.left)
        self.left.clear()
        self._take(slot.field, Listed(text, text))

    def _read_word(self, slot: Slot) -> None:
        word = self.left.pop(0)
        self._take(slot.field, Listed(word, word))

    def _read_phone(self, slot: Slot) -> None:
        for at, word in enumerate(self.left):
            if _PHONE.fullmatch(plain(word)):
                phone = plain(self.left.pop(at))
                self._take(slot.field, Listed(phone, phone))
                return

    def _read_window(self, slot: Slot) -> None:
        day = self._read_day()
        found = _RANGE.fullmatch(plain(self.left[0])) if self.left else None
        if found is None:
            if day:
                raise Misread(N_("After the day {day} comes a time, such as 14:00."), day=day)
            return
        self.left.pop(0)
        day = day or found[1] or ""
        self.fields[slot.field] = f"{day} {found[2]}".strip()
        self.heard.append(f"{day} {found[0].removeprefix(found[1] or '')}".strip())
        if found[3]:
            self.fields[ENDS.get(slot.field, "window_to")] = f"{day} {found[3]}".strip()

    def _read_instant(self, slot: Slot) -> None:
        if _SPAN.fullmatch(plain(self.left[0])):
            self.fields[slot.field] = plain(self.left.pop(0))
            return
        self._read_window(slot)
        if self.fields.pop("window_to", None) is not None:
            raise Misread(N_("One time is enough here."))

    def _begins_with_day(self) -> bool:
        return len(self.left) > 1 and _DAY.fullmatch(plain(self.left[0])) is not None

    def _read_day(self) -> str:
        return plain(self.left.pop(0)) if self._begins_with_day() else ""

    def _read_level(self, slot: Slot) -> None:
        word = plain(self.left.pop(0))
        if word not in ("1", "2", "3", "4"):
            raise Misread(N_("“{word}” is no fault level: 1 to 4."), word=word)
        self.fields[slot.field] = word

    def _read_marks(self, slot: Slot) -> None:
        digits = _marks([plain(word) for word in self.left])
        if not digits:
            return
        count = 1 if len(plain(self.left[0])) == len(MARKS) else len(MARKS)
        del self.left[:count]
        self.fields.update(zip(MARKS, digits, strict=True))

    def _read_ticket(self, slot: Slot) -> None:
        self.fields[slot.field] = self._number(_copied(self.left.pop(0)))

    def _one(self, listed: Sequence[Listed], typed: str) -> Listed:
        found = find(listed, typed)
        if len(found) == 1:
            return found[0]
        if found:
            names = tuple(f"{each.words} {each.value}" for each in found[:MOST_NAMED])
            raise Misread(N_("“{word}” may be {names}."), word=typed, names=names)
        raise Misread(
            N_("“{word}” is none of {names}."),
            word=typed,
            names=tuple(each.words for each in listed[:MOST_NAMED]) or "-",
        )

    def _take(self, name: str, taken: Listed) -> None:
        self.fields[name] = taken.value
        self.heard.append(taken.words)


def verb_named(vocabulary: Vocabulary, typed: str) -> VerbWord:
    """The verb that a first word names; raises Misread."""
    found = find([each.named for each in vocabulary.verbs], typed.replace("-", "_"))
    if len(found) == 1:
        return next(each for each in vocabulary.verbs if each.named is found[0])
    if found:
        names = tuple(each.words for each in found[:MOST_NAMED])
        raise Misread(N_("“{word}” may be {names}."), word=typed, names=names)
    raise Misread(N_("There is no verb “{name}”."), name=typed)


def _copied(word: str) -> str:
    """A ticket's number without what was copied with it: `#412。` is 412."""
    return plain(numbering.copied(word))


def _marks(words: Sequence[str]) -> str:
    """Five digits from 1 to 5, in one word or in five."""
    joined = words[0] if words and len(words[0]) == len(MARKS) else "".join(words[: len(MARKS)])
    separate = all(len(word) == 1 for word in words[: len(MARKS)]) or (words and joined == words[0])
    return joined if separate and re.fullmatch("[1-5]{5}", joined) else ""


def _fits(slot: Slot, words: Sequence[str]) -> bool:
    """Whether the next words can stand in a place for numbers; other places never take a number first."""
    if not words:
        return False
    if slot.kind == "level":
        return words[0] in ("1", "2", "3", "4")
    if slot.kind == "marks":
        return bool(_marks(words))
    if slot.kind == "ticket":
        return _TICKET.fullmatch(words[0]) is not None
    return False
