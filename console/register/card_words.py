"""A card in words: any view's object as facts in fixed places and lists, and what Enter opens on a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from console.present.table import is_id
from console.register.rows import names_one_of, read_in, silent_keys
from console.register.subjects import subject_in, subject_of_row
from console.words import labels
from console.words.headings import Spoken, Words
from console.words.i18n import _, ngettext
from console.words.speech import Speech
from db import kinds
from db.views.view import Shape, View
from widgets.card import CardFact, CardFacts, CardList, CardText, Part
from widgets.cells import width_of
from widgets.columns import Column
from widgets.lists import ListRow, Tone

DEEDS = "deeds"
"""The name of the line with the verbs."""
DEED_LINES = 2
"""Lines that they take."""
WIDEST = 30
LONG = 20
"""Cells of a value that has a line of its own where it has no fixed place."""
LEAST_LAST = 14
LEAST_TEXT = 12
"""Cells of a name that is cut."""
WORDS = (kinds.Text, kinds.Tale, kinds.Given, kinds.Said, kinds.Reason)
"""What stands last in its list has the rest of the line."""
NAMES = (kinds.Text, kinds.Listed, kinds.Place)
"""What is cut where there is no room; half an instant or a number says nothing."""
STATUS_TONES: Mapping[str, Tone] = {"breached": "strong", "at_risk": "warning"}


@dataclass
class CardSaid:
    """A card, what each of its lines opens (the keys of things), and the names of those that bring more."""

    facts: CardFacts = field(default_factory=CardFacts)
    opens: dict[str, str] = field(default_factory=dict)
    more: set[str] = field(default_factory=set)


def card_said(
    view: type[View[Any]], answer: Mapping[str, Any], speech: Speech, deeds: Sequence[str] = ()
) -> CardSaid:
    """A view's answer (`db.views.as_json`) as a card; `deeds` are the verbs that are possible, in words."""
    return _Saying(view, answer, speech).card(deeds)


def line_said(view: type[View[Any]], row: Mapping[str, Any], speech: Speech) -> CardSaid:
    """A row of a list as a card: what tells it apart stands first, then whatever else it says."""
    return _Saying(view, row, speech).line()


class _Saying:
    """One card while it is made."""

    def __init__(self, view: type[View[Any]], answer: Mapping[str, Any], speech: Speech) -> None:
        self._view, self._answer, self._speech = view, answer, speech
        self._shape = view.shape()
        self._words = Spoken(self._shape, speech)
        self._said = CardSaid()

    def card(self, deeds: Sequence[str]) -> CardSaid:
        heads = tuple(filter(None, map(self._head, self._view.heads)))
        parts = list(self._placed(self._view.places))
        if deeds:
            first_list = next((at for at, part in enumerate(parts) if isinstance(part, CardList)), len(parts))
            more = _("Enter: whatever there is")
            parts.insert(first_list, CardText(DEEDS, _("Can be done"), tuple(deeds), DEED_LINES, more))
        placed = {name for each in self._view.places for name in _names(each)}
        rest = [name for name in self._shape if name not in self._view.heads and name not in placed]
        further = list(self._further(rest))
        if further and isinstance(further[0], tuple):
            further.insert(0, CardList(_("Further facts"), (), ()))
        self._said.facts = CardFacts(heads, _(self._view.label), (*parts, *further))
        return self._said

    def line(self) -> CardSaid:
        # What people read stands above the card where they read no key: those are codes.
        keys, read = self._view.key_columns(), read_in(self._view)
        silent = {each for each in silent_keys(self._view) if isinstance(self._shape[each].kind, kinds.Text)}
        first = [name for name in keys if name not in silent] or read[:1]
        order = dict.fromkeys((*first, *read, *self._shape))
        names = [name for name in order if name in self._answer and name not in silent]
        texts = (self._text(self._shape, name, self._answer, self._words) for name in names)
        head = next(filter(None, texts), "")
        self._said.facts = CardFacts(
            (head,) if head else (), _(self._view.label), tuple(self._further(names))
        )
        return self._said

    def _head(self, name: str) -> str:
        value = self._answer.get(name)
        if isinstance(self._shape[name].kind, kinds.Level):
            return labels.level_long(value) if value else ""
        return self._text(self._shape, name, self._answer, self._words)

    def _text(self, shape: Shape, name: str, row: Mapping[str, Any], words: Words) -> str:
        """A value in words; people always by name and number: a card has no column beside it for the name."""
        value = row.get(name)
        kind = shape[name].kind
        if isinstance(kind, kinds.StaffNo) and kind.named and isinstance(value, str):
            return self._speech.person(value)
        if isinstance(kind, kinds.Level) and isinstance(value, int):
            return labels.level(value)
        return "" if is_id(value) else words.text(name, value, row)

    def _placed(self, places: Iterable[str | tuple[str, str]]) -> Iterator[Part]:
        """What has a place of its own, there or not; a list with nothing in it has none."""
        for names in map(_names, places):
            if _holds_objects(self._answer.get(names[0])):
                yield from self._nested(names[0])
            elif len(names) > 1 or not self._is_list(names[0]):
                yield tuple(self._own_fact(name) for name in names)

    def _further(self, names: Iterable[str]) -> Iterator[Part]:
        """What else there is: facts, two on a line, then lists: beneath one a fact would be read as a row."""
        facts: list[CardFact] = []
        lists: list[Part] = []
        for name in names:
            if self._is_told_elsewhere(name):
                continue
            if _holds_objects(self._answer.get(name)):
                parts = list(self._nested(name))
                if len(parts) == 1 and isinstance(parts[0], tuple):
                    facts += parts[0]
                else:
                    lists += parts
            elif not self._is_list(name) and (fact := self._own_fact(name)).value:
                facts.append(fact)
        yield from _pairs(facts)
        yield from lists

    def _is_list(self, name: str) -> bool:
        """Whether it is a list, or an object, with nothing in it."""
        return isinstance(self._shape[name].kind, kinds.Rows) or self._answer.get(name) in ([], {})

    def _is_told_elsewhere(self, name: str) -> bool:
        """What says how much there is of a list, what only forms and programs ask, the name of
        somebody who is told by name and number, and the key of a thing whose name stands there."""
        kind = self._shape[name].kind
        if isinstance(kind, kinds.SubjectKey) and any(
            isinstance(each.kind, kinds.Text) and each.kind.of == name for each in self._shape.values()
        ):
            return True
        if isinstance(kind, kinds.Text) and kind.of in self._shape:
            return isinstance(self._shape[kind.of].kind, kinds.StaffNo)
        return name in self._beside() or isinstance(kind, kinds.ForForms | kinds.OwnVersion)

    def _own_fact(self, name: str) -> CardFact:
        return self._fact(name, name, self._shape, self._answer, self._words)

    def _beside(self) -> frozenset[str]:
        """Columns that say of a list how much of it there is."""
        rows = [column.kind for column in self._shape.values() if isinstance(column.kind, kinds.Rows)]
        return frozenset(each for kind in rows for each in (kind.count, kind.more) if each)

    def _fact(self, key: str, name: str, shape: Shape, row: Mapping[str, Any], words: Words) -> CardFact:
        text = self._text(shape, name, row, words)
        subject = subject_in(shape, row, name) if text else ""
        if subject:
            self._said.opens[key] = subject
        return CardFact(key, words.title(name), text, _tone(shape, name, row.get(name)), bool(subject))

    def _nested(self, name: str) -> Iterator[Part]:
        value, kind = self._answer[name], self._shape[name].kind
        words, shape = self._words.within(name), self._shape[name].shape
        rows = kind if isinstance(kind, kinds.Rows) else kinds.Rows(dict)
        if isinstance(value, list) or rows.brief:
            yield self._list(name, value if isinstance(value, list) else [value], rows, shape, words)
        elif isinstance(kind, kinds.Keyed | kinds.Given):
            yield (CardFact(name, self._words.title(name), self._words.text(name, value, self._answer)),)
        else:
            yield CardList(self._words.title(name), (), ())
            yield from self._object(name, value, shape, words)

    def _object(self, name: str, value: Mapping[str, Any], shape: Shape, words: Words) -> Iterator[Part]:
        plain = [each for each in shape if each in value and not _holds_objects(value[each])]
        facts = [self._fact(f"{name} {each}", each, shape, value, words) for each in plain]
        yield from _pairs([fact for fact in facts if fact.value])
        nested = [each for each in shape if each not in plain and each in value]
        for each in nested:
            if isinstance(shape[each].kind, kinds.Keyed):
                told = words.text(each, value[each], value)
                yield (CardFact(f"{name} {each}", words.title(each), told),)
        for each in nested:
            inner = shape[each]
            if isinstance(inner.kind, kinds.Rows):
                title, within = words.title(each), words.within(each)
                yield self._list(f"{name} {each}", value[each], inner.kind, inner.shape, within, title=title)

    def _list(
        self, name: str, rows: Sequence[Mapping[str, Any]], kind: kinds.Rows, shape: Shape, words: Words,
        *, title: str = "",
    ) -> CardList:  # fmt: skip
        people = [each for each in kind.brief or shape if each in shape and _is_person(shape, each)]
        names = [each for each in kind.brief or shape if each in shape]
        names = [each for each in names if not names_one_of(shape, each, people)]
        texts = [{each: self._text(shape, each, row, words) for each in names} for row in rows]
        # What the card is of is not said once more in each line.
        of = next(iter(self._view.heads), "")
        same = {of} if of and all(text.get(of) == self._head(of) for text in texts) else set()
        names = [
            each
            for at, each in enumerate(names)
            if (not at or each not in same) and any(text[each] for text in texts)
        ]
        total, more = self._rest_of(name, len(rows), kind)
        heading = f"{title or self._words.title(name)}  {total}".strip()
        titles = {each: words.title(each) for each in names}
        columns = _columns(shape, titles, texts, heading)
        lines, taken = [], dict[str, int]()
        for row, text in zip(rows, texts, strict=True):
            own = next(iter(shape), "")
            is_thing = own and isinstance(shape[own].kind, kinds.Reference)
            said = str(row.get(own)) if is_thing else "|".join(text.values())
            key = self._row_key(name, said, taken)
            subject = subject_of_row(shape, row, kind.opens)
            if subject:
                self._said.opens[key] = subject
            tones = {each: _tone(shape, each, row.get(each)) for each in names}
            lines.append(ListRow(key, text, tones))
        if more:
            self._said.more.add(f"{name} more")
        return CardList(heading, tuple(columns), tuple(lines), (f"{name} more", more) if more else ("", ""))

    @staticmethod
    def _row_key(name: str, text: str, taken: dict[str, int]) -> str:
        """What the cursor holds on to: the thing that the row is, else the row as it is said, and which one
        of those that read alike."""
        text = text.replace("\n", " ")
        taken[text] = taken.get(text, 0) + 1
        return f"{name} {taken[text]} {text}"

    def _rest_of(self, name: str, here: int, kind: kinds.Rows) -> tuple[str, str]:
        """How many there are in all, and what is said of those that are not here."""
        if kind.count:
            total = int(self._answer.get(kind.count) or here)
            left = total - here
            return str(total), ngettext("{count} more: Enter", "{count} more: Enter", left) if left else ""
        if kind.more and self._answer.get(kind.more):
            return f"{here}+", _("Earlier ones: Enter")
        return str(here), ""


def _is_person(shape: Shape, name: str) -> bool:
    return isinstance(shape[name].kind, kinds.StaffNo)


def _names(place: str | tuple[str, str]) -> tuple[str, ...]:
    return (place,) if isinstance(place, str) else place


def _pairs(facts: Sequence[CardFact]) -> Iterator[Part]:
    """Two on a line; a long one alone, and what opens something first in its line."""
    line: tuple[CardFact, ...] = ()
    for fact in facts:
        alone = width_of(fact.value) > LONG
        if line and (alone or fact.opens or len(line) > 1):
            yield line
            line = ()
        line = (*line, fact)
        if alone:
            yield line
            line = ()
    if line:
        yield line


def _holds_objects(value: Any) -> bool:
    return (isinstance(value, Mapping) and bool(value)) or (
        isinstance(value, list) and bool(value) and isinstance(value[0], Mapping)
    )


def _tone(shape: Shape, name: str, value: Any) -> Tone:
    kind = shape[name].kind
    if isinstance(kind, kinds.Code) and kind.group == "status":
        return STATUS_TONES.get(str(value), "plain")
    return "plain"


def _is_number(kind: kinds.Kind) -> bool:
    return isinstance(kind, kinds.Number) and not isinstance(kind, kinds.Level)


def _columns(
    shape: Shape, titles: Mapping[str, str], texts: Sequence[Mapping[str, str]], heading: str
) -> Iterator[Column]:
    """Columns as wide as their words, the names of people and things cut where there is no room; the last has
    the rest, where its text goes on beneath itself. What is longer than most has of what is left over."""
    for at, (name, title) in enumerate(titles.items()):
        first, last = at == 0, at == len(titles) - 1
        wanted = max(width_of(title), *(width_of(text[name]) for text in texts)) if texts else 0
        wanted = max(wanted, width_of(heading)) if first else wanted
        width = min(WIDEST, wanted)
        gap, grow = 1 if first else 2, int(wanted > width)
        if _is_number(shape[name].kind) and not first:
            yield Column(name, title, width, align="right", drop=at, gap=gap)
        elif last and isinstance(shape[name].kind, WORDS):
            yield Column(name, title, width, least=min(width, LEAST_LAST), grow=1, gap=gap)
        elif isinstance(shape[name].kind, NAMES) and not first:
            least = min(width, LEAST_TEXT)
            yield Column(name, title, width, least=least, grow=grow, most=wanted, drop=at, gap=gap)
        else:
            yield Column(name, title, width, grow=grow, most=wanted, drop=0 if first else at, gap=gap)
