"""What can be named in a sentence or a list, and how a typed word finds it. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from console.declared import FieldDeclared
from console.words.shapes import Shape, shape_of
from db.kinds import STAFF, TICKET, Kind


class Listed(NamedTuple):
    """Something that can be named. `value` is what is sent, `words` what people read, `finders` other ways
    to type it; `note` stands behind it among the completions."""

    value: str
    words: str
    finders: tuple[str, ...] = ()
    note: str = ""


class VerbWord(NamedTuple):
    """A verb that can be named, the fields it declares, and those that stand behind it in a sentence."""

    named: Listed
    fields: tuple[FieldDeclared, ...]
    sentence: tuple[str, ...] = ()
    named_by: str = ""

    @property
    def name(self) -> str:
        """The verb itself."""
        return self.named.value

    @property
    def tickets(self) -> tuple[FieldDeclared, ...]:
        """The fields that name tickets: what it is about first, then one that is named besides."""
        return tuple(each for each in self.fields if each.names == TICKET)

    @property
    def ticket(self) -> str:
        """The field with the ticket that it is about; empty where it is about none."""
        return next((each.name for each in self.tickets), "")

    def field_of(self, kind: type[Kind]) -> str:
        """The first field of a kind; empty for none."""
        return next((each.name for each in self.fields if isinstance(each.kind, kind)), "")

    @property
    def shape(self) -> Shape:
        """The places behind it."""
        return shape_of(self.sentence, self.fields)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What a sentence can name.

    `people` are those who may be sent, `everybody` all others. `tickets` are those on the screen, by number;
    `states` tells their states, `holders` who holds them.
    `targets` is what a sentence
    without a ticket is about: the marked ones, or the one under the cursor when it was opened. `lists` holds
    the reasons and codes by verb and field, `labels` what each verb's fields are called
    on the screen. `overruling` are the words that
    dispatch although a gate says no, `finding` those that look for what stands behind them. `callers` are
    the customers by phones that were typed, `things` what else can be named, by family, `work` the tickets
    that somebody has, by staff number.
    """

    verbs: tuple[VerbWord, ...] = ()
    tickets: tuple[Listed, ...] = ()
    states: Mapping[str, str] = field(default_factory=dict)
    people: tuple[Listed, ...] = ()
    everybody: tuple[Listed, ...] = ()
    targets: tuple[str, ...] = ()
    lists: Mapping[tuple[str, str], tuple[Listed, ...]] = field(default_factory=dict)
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    holders: Mapping[str, str] = field(default_factory=dict)
    overruling: tuple[str, ...] = ()
    finding: tuple[str, ...] = ()
    callers: Mapping[str, str] = field(default_factory=dict)
    things: Mapping[str, tuple[Listed, ...]] = field(default_factory=dict)
    work: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def field_called(self, verb: str, typed: str) -> str:
        """The field that is named before an equals sign: as the screen calls it, else by its own name."""
        return self.labels.get(verb, {}).get(typed) or plain(typed).replace("-", "_")

    def family(self, name: str) -> tuple[Listed, ...]:
        """Everything of a family that can be named."""
        own = {STAFF: (*self.people, *self.everybody), TICKET: self.tickets}.get(name, ())
        return (*own, *self.things.get(name, ()))

    def persons(self, typed: str) -> tuple[Listed, ...]:
        """Whom a word may mean: those who may be sent, and only where it is none of them anybody else."""
        return find(self.people, typed) or find(self.everybody, typed)


def plain(text: str) -> str:
    """A word as it is compared: full-width forms and capitals do not matter."""
    return unicodedata.normalize("NFKC", text).casefold().strip()


def find(listed: Iterable[Listed], typed: str) -> tuple[Listed, ...]:
    """What a word may name: what is called exactly so, else what begins so or has it in its words. A capital
    letter is a key of its own."""
    wanted = plain(typed)
    if not wanted:
        return ()
    if (key := unicodedata.normalize("NFKC", typed).strip()) != wanted:
        listed = tuple(listed)
        if pressed := tuple(each for each in listed if key in each.finders):
            return pressed
    forms = [(each, (plain(each.value), plain(each.words), *each.finders)) for each in listed]
    exact = tuple(each for each, own in forms if wanted in own or _same_number(each.value, wanted))
    if exact:
        return exact
    return tuple(
        each
        for each, own in forms
        if any(form.startswith(wanted) for form in own) or (not wanted.isascii() and wanted in own[1])
    )


def _same_number(value: str, wanted: str) -> bool:
    """Whether digits alone name a numbered thing: 3 and 003 for T003."""
    digits = value.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return wanted.isdecimal() and digits.isdecimal() and int(wanted) == int(digits) and len(wanted) < 9
