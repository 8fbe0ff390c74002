"""What leaves of a list the rows that answer what is typed: in SQL, and of rows in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, false, func, or_, select

from db import finding, kinds
from db.errors import BadField
from db.finding import Wanted
from db.rules.asked import Asked, Days, Numbers, asked_words
from db.rules.custody import HANDS, ON_LOAN
from db.rules.search import haystack, normal, query_words
from db.tables.customer import Customer, Equipment
from db.tables.ticket import Ticket
from db.views.listing import Question, Searched
from db.views.searching import masked_text, wanted_words
from db.views.view import Shape, View, ViewContext

MOST_SEEN = 5_000
"""As many rows are looked at one by one for those from whom something is masked."""


def _indexed(connection: Connection, spellings: Sequence[str]) -> ColumnElement[bool] | None:
    ids = finding.proposed(connection, [Wanted(tuple(spellings))])
    return None if ids is None else T.id.in_(ids)


T = Ticket.table.c
TICKET_TEXT = Searched(T.search, T.number, T.phone, T.address, index=_indexed)
"""What a ticket is found by; for lists that have the ticket's row beside them."""
CUSTOMER_TEXT = Searched(Customer.table.c.search, Customer.table.c.id, Customer.table.c.phone)
"""What a customer is found by."""
EQUIPMENT_TEXT = Searched(Equipment.table.c.search)
"""What an installed product is found by."""


CODED = (kinds.Code, kinds.Listed, kinds.Reason)


class Meant(NamedTuple):
    """That a typed word is what a code of a column is called on the screen; `named` where it says itself
    which column it asks (`state=paused`)."""

    word: str
    column: str
    codes: tuple[str | int, ...] = ()
    named: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """One word that is typed (`db.rules.asked`): all its spellings, none where it is no text, whom it names,
    which codes of which columns it means, and between what `days` and `numbers` it lies. `columns` are those
    whose days and numbers are compared, and where it is `named` the only ones that it is asked of.
    """

    spellings: tuple[str, ...]
    people: tuple[str, ...] = ()
    codes: Mapping[str, tuple[str | int, ...]] = field(default_factory=dict)
    days: Days | None = None
    numbers: Numbers | None = None
    columns: frozenset[str] = frozenset()
    named: bool = False

    def asks(self, name: str) -> bool:
        """Whether a column is looked at for it at all."""
        return not self.named or name in self.columns


def typed_words(context: ViewContext, find: str, meant: Sequence[Meant], view: type[View[Any]]) -> list[Word]:
    """The words of what is typed; all of them have to be answered."""
    texts, asked = _parted(find, meant, view.shape())
    words = [
        Word(each.spellings, each.people, _codes(meant, each.spellings[0]))
        for each in wanted_words(context, texts)
    ]
    told = frozenset(view.briefer or view.brief or view.shape())
    for one, columns in asked:
        spelt = wanted_words(context, one.text) if one.text else []
        spellings = tuple(text for each in spelt for text in each.spellings)
        people = tuple(no for each in spelt for no in each.people)
        codes = _codes(meant, one.word) if columns else _codes(meant, *spellings[:1])
        words.append(
            Word(spellings, people, codes, one.days, one.numbers, columns or told, named=bool(columns))
        )
    return words


def _parted(
    find: str, meant: Sequence[Meant], shape: Shape
) -> tuple[str, list[tuple[Asked, frozenset[str]]]]:
    """What is plain text, in one piece since a phone may have blanks in it; and the other words, each with
    the columns that it names."""
    texts, asked = [], []
    for each in asked_words(find):
        columns = frozenset(one.column for one in meant if one.named and one.word == each.word)
        columns |= {each.column} & shape.keys()
        if each.is_plain or (each.column and not columns):
            texts.append(each.word)
        else:
            asked.append((each, columns))
    if all(one.text and not columns for one, columns in asked) and len(query_words(find)) < len(find.split()):
        return find, []  # one number with blanks in it
    return " ".join(texts), asked


def _codes(meant: Sequence[Meant], word: str = "") -> dict[str, tuple[str | int, ...]]:
    return {each.column: each.codes for each in meant if each.word == word and each.codes}


# -- in SQL -------------------------------------------------------------------------------------------------


def narrowed_by(
    context: ViewContext, shape: Shape, question: Question[Any], words: Iterable[Word]
) -> list[ColumnElement[bool]]:
    """That a row answers every word. Raises BadField where one asks for a column that is not in the store."""
    words = list(words)
    for word in words:
        if word.named and not word.columns & question.columns.keys():
            raise BadField(
                "find", "It cannot be narrowed by {given}; there are {known}.",
                given=", ".join(sorted(word.columns)), known=", ".join(question.columns),
            )  # fmt: skip
    return [
        or_(
            false(),
            *(
                _text_answers(context, each, word)
                for each in question.texts
                if word.spellings and not word.named
            ),
            *_columns_answer(context, shape, question.columns, word),
        )
        for word in words
    ]


def _text_answers(context: ViewContext, searched: Searched, word: Word) -> ColumnElement[bool]:
    if searched.private and not context.mask.is_open:
        return false()
    found: ColumnElement[bool] = or_(
        *(searched.text.contains(each, autoescape=True) for each in word.spellings)
    )
    proposed = searched.index(context.connection, word.spellings)
    if proposed is not None:
        found = and_(proposed, found)
    if searched.phone is not None and searched.key is not None and not context.mask.is_open:
        return searched.through(searched.key.in_(_seen(context, searched, found, word)))
    return searched.through(found)


def _seen(context: ViewContext, searched: Searched, found: ColumnElement[bool], word: Word) -> list[Any]:
    """Those that are hits also as the one who looks sees them (CUS-03)."""
    assert searched.key is not None
    columns = (searched.key, searched.text, searched.phone, searched.address)
    statement = select(*(each for each in columns if each is not None)).where(found).limit(MOST_SEEN)
    return [
        key
        for key, text, phone, *address in context.connection.execute(statement)
        if _holds(masked_text(text, phone, *address), word)
    ]


def _holds(text: str, word: Word) -> bool:
    return any(each in text for each in word.spellings)


def _columns_answer(
    context: ViewContext, shape: Shape, columns: Mapping[str, ColumnElement[Any]], word: Word
) -> Iterator[ColumnElement[bool]]:
    for name, column in columns.items():
        if not word.asks(name):
            continue
        if codes := word.codes.get(name):
            yield column.in_(codes)
        kind = shape[name].kind if name in shape else kinds.TEXT
        if word.people and isinstance(kind, kinds.StaffNo):
            yield column.in_(word.people)
        if word.people and isinstance(kind, kinds.Place):
            yield column.in_([begins + no for no in word.people for begins in (HANDS, ON_LOAN)])
        if name in word.columns:
            yield from _lies_between(context, kind, column, word)
        if word.named and word.spellings and _is_readable(context, kind):
            yield or_(*(func.lower(column).contains(each, autoescape=True) for each in word.spellings))
        if word.named and isinstance(kind, CODED):
            yield column.in_(word.spellings)  # the code itself, as scripts know it


def _lies_between(
    context: ViewContext, kind: kinds.Kind, column: ColumnElement[Any], word: Word
) -> Iterator[ColumnElement[bool]]:
    if isinstance(kind, kinds.Number) and word.numbers is not None:
        yield and_(column.is_not(None), *_within_numbers(column, word.numbers))
    elif isinstance(kind, kinds.Instant | kinds.Day) and word.days is not None:
        begin, end = _ends_of(context, kind, word.days)
        yield and_(
            column.is_not(None),
            *([column >= begin] if begin is not None else ()),
            *([column < end] if end is not None else ()),
        )


def _within_numbers(column: Any, numbers: Numbers) -> Iterator[Any]:
    """That a column, or a value, lies between two numbers."""
    if numbers.least is not None:
        yield column > numbers.least if numbers.least_open else column >= numbers.least
    if numbers.most is not None:
        yield column < numbers.most if numbers.most_open else column <= numbers.most


def _ends_of(context: ViewContext, kind: kinds.Kind, days: Days) -> tuple[Any, Any]:
    """From when and until before when, on the branch's clock where it is about instants."""
    if isinstance(kind, kinds.Day):
        return days
    begin, end = (
        None if day is None else datetime.combine(day, time(), context.zone).astimezone(UTC) for day in days
    )
    return begin, end


def _is_readable(context: ViewContext, kind: kinds.Kind) -> bool:
    """Whether texts of a kind are looked through for the one who looks (CUS-03)."""
    if isinstance(kind, kinds.Text):
        return context.mask.is_open or not kind.words
    return isinstance(kind, kinds.Reference)


# -- of rows in memory --------------------------------------------------------------------------------------


def answering(context: ViewContext, shape: Shape, rows: Iterable[Any], words: Sequence[Word]) -> list[Any]:
    """The rows that answer every word, of what stands in them, with pinyin and initials."""
    return [row for row in rows if all(_row_answers(context, shape, values_of(row), word) for word in words)]


def _row_answers(context: ViewContext, shape: Shape, row: Mapping[str, Any], word: Word) -> bool:
    return any(
        _value_answers(context, shape[name].kind if name in shape else kinds.TEXT, name, value, word)
        for name, value in row.items()
        if word.asks(name)
    )


def _value_answers(context: ViewContext, kind: kinds.Kind, name: str, value: Any, word: Word) -> bool:
    if isinstance(value, list | tuple | set | frozenset):
        return any(_value_answers(context, kind, name, each, word) for each in value)
    if value in word.codes.get(name, ()):
        return True
    if word.named and isinstance(kind, CODED):
        return value in word.spellings
    if name in word.columns and value is not None and _value_lies_between(context, kind, value, word):
        return True
    if not isinstance(value, str) or not word.spellings:
        return False
    named = value.removeprefix(HANDS).removeprefix(ON_LOAN)
    if isinstance(kind, kinds.StaffNo | kinds.Place) and named in word.people:
        return True
    if isinstance(kind, kinds.Text):
        if kind.words and not context.mask.is_open:
            return False
        return _holds(normal(value) if kind.words else haystack(names=(value,)), word)
    return isinstance(kind, kinds.Reference) and _holds(normal(value), word)


def _value_lies_between(context: ViewContext, kind: kinds.Kind, value: Any, word: Word) -> bool:
    if isinstance(kind, kinds.Number) and word.numbers is not None and isinstance(value, int | float):
        return all(_within_numbers(value, word.numbers))
    if isinstance(kind, kinds.Instant | kinds.Day) and word.days is not None and isinstance(value, date):
        begin, end = _ends_of(context, kind, word.days)
        return (begin is None or value >= begin) and (end is None or value < end)
    return False


def values_of(row: Any) -> Mapping[str, Any]:
    """A row of any view by the names of its columns."""
    if isinstance(row, Mapping):
        return row
    if hasattr(row, "_asdict"):
        named: Mapping[str, Any] = row._asdict()
        return named
    return {name: getattr(row, name) for name in row.__dataclass_fields__}
