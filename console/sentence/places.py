"""The places after a verb in the dispatch sentence, and how words fill them: a person, a window, a reason."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from console.words.i18n import N_
from console.words.shapes import Shape, Slot
from console.words.typed import BETWEEN, CLOCK, DAY
from console.words.vocabulary import Listed, VerbWord, Vocabulary, find, plain
from db.kinds import Crew, Phone
from db.rules import numbering

_RANGE = re.compile(rf"({DAY})?({CLOCK})(?:{BETWEEN}({CLOCK}|\d{{1,2}}|\d{{4}}))?", re.IGNORECASE)
_DAY = re.compile(DAY, re.IGNORECASE)
_SPAN = re.compile(r"\+\d{1,4}(?:h|m|min)?(?:\d{1,4}m?)?")
_PHONE = re.compile(r"\+?[\d(][\d()-]{4,}")
TICKET = re.compile(r"(?:(?:[a-z]{1,6})?\d{4}-)?\d{1,6}")
MARKS = 5
"""Digits of a survey, for each question one."""
MOST_NAMED = 6
SURPLUS = ""
"""Where the end of a window goes that nobody asked for."""


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


class Places:
    """Words of a sentence that are still to be read, and the fields that those read have filled."""

    vocabulary: Vocabulary
    verb: VerbWord
    fields: dict[str, str]
    heard: list[str]
    left: list[str]

    def _number(self, reference: str) -> str:
        """The ticket that a running part means."""
        raise NotImplementedError

    def _fill(self, shape: Shape) -> tuple[Slot, ...]:
        """Put the words into the places; answers with the places that are still open at the end."""
        for at, slot in enumerate(shape):
            if slot.field in self.fields:
                continue
            if slot.kind == "word" and self._take_caller(slot):
                continue
            if not self.left:
                return tuple(each for each in shape[at:] if each.field not in self.fields)
            getattr(self, f"_read_{slot.kind}")(slot)
        return ()

    def _take_caller(self, slot: Slot) -> bool:
        """The customer whose phone it is need not be named, but may be."""
        caller = self.vocabulary.callers.get(self.fields.get(self.verb.field_of(Phone), ""))
        if caller is None:
            return False
        if self.left and plain(self.left[0]) == plain(caller):
            self.left.pop(0)
        self._take(slot.field, Listed(caller, caller))
        return True

    def _listed(self, name: str) -> tuple[Listed, ...]:
        return self.vocabulary.lists.get((self.verb.name, name), ())

    def _read_person(self, slot: Slot) -> None:
        if _RANGE.fullmatch(plain(self.left[0])) or self._begins_with_day():
            return
        for count in range(min(3, len(self.left)), 1, -1):  # names of several words
            name = plain(" ".join(self.left[:count]))
            whole = [each for each in self.vocabulary.family(slot.family) if plain(each.words) == name]
            if len(whole) == 1:
                del self.left[:count]
                self._take(slot.field, whole[0])
                return
        lead, *crew = re.split(r"[+、]", unicodedata.normalize("NFKC", self.left.pop(0)))
        self._take(slot.field, self._somebody(lead))
        others = [self._somebody(each) for each in crew if each]
        if others:
            together = self.verb.field_of(Crew)
            if not together:
                raise Misread(N_("There is no place for “{word}” here."), word=others[0].words)
            self.fields[together] = ",".join(each.value for each in others)
            self.heard += [each.words for each in others]

    def _read_thing(self, slot: Slot) -> None:
        """A tool, a customer or a product; one that is not known here is left for the store to find."""
        typed = self.left.pop(0)
        found = find(self.vocabulary.family(slot.family), typed)
        self._take(slot.field, found[0] if len(found) == 1 else Listed(typed, typed))

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
            self.fields[slot.ends] = f"{day} {found[3]}".strip()

    def _read_instant(self, slot: Slot) -> None:
        if _SPAN.fullmatch(plain(self.left[0])):
            self.fields[slot.field] = plain(self.left.pop(0))
            return
        self._read_window(slot._replace(ends=SURPLUS))
        if self.fields.pop(SURPLUS, None) is not None:
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
        digits = marks_of([plain(word) for word in self.left])
        if not digits:
            return
        count = 1 if len(plain(self.left[0])) == MARKS else MARKS
        del self.left[:count]
        self.fields.update(zip(slot.fields, digits, strict=True))

    def _read_ticket(self, slot: Slot) -> None:
        self.fields[slot.field] = self._number(copied(self.left.pop(0)))

    def _somebody(self, typed: str) -> Listed:
        return self._one(self.vocabulary.people, typed, self.vocabulary.persons(typed))

    def _one(self, listed: Sequence[Listed], typed: str, found: Sequence[Listed] | None = None) -> Listed:
        if found is None:
            found = find(listed, typed)
        if len(found) == 1:
            return found[0]
        if found:
            names = tuple(f"{each.words} {each.value}" for each in found[:MOST_NAMED])
            raise Misread(N_("“{word}” may be {names}."), word=typed, names=names)
        if len(listed) > MOST_NAMED:
            raise Misread(N_("Nothing here is called “{word}”."), word=typed)
        raise Misread(
            N_("“{word}” is none of {names}."),
            word=typed,
            names=tuple(each.words for each in listed[:MOST_NAMED]) or "-",
        )

    def _take(self, name: str, taken: Listed) -> None:
        self.fields[name] = taken.value
        self.heard.append(taken.words)


def copied(word: str) -> str:
    """A ticket's number without what was copied with it: `#412。` is 412."""
    return plain(numbering.copied(word))


def marks_of(words: Sequence[str]) -> str:
    """Five digits from 1 to 5, in one word or in five."""
    joined = words[0] if words and len(words[0]) == MARKS else "".join(words[:MARKS])
    separate = all(len(word) == 1 for word in words[:MARKS]) or (words and joined == words[0])
    return joined if separate and re.fullmatch("[1-5]{5}", joined) else ""


def fits(slot: Slot, words: Sequence[str]) -> bool:
    """Whether the next words can stand in a place for numbers; other places never take a number first."""
    if not words:
        return False
    if slot.kind == "level":
        return words[0] in ("1", "2", "3", "4")
    if slot.kind == "marks":
        return bool(marks_of(words))
    if slot.kind == "ticket":
        return TICKET.fullmatch(words[0]) is not None
    return False
