"""What leaves of a list the rows that answer what is typed: in SQL, and of rows in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, false, or_, select

from db import finding, kinds
from db.finding import Wanted
from db.rules.custody import HANDS, ON_LOAN
from db.rules.search import haystack, normal, query_words
from db.tables.customer import Customer, Equipment
from db.tables.ticket import Ticket
from db.views.listing import Question, Searched
from db.views.searching import masked_text, wanted_words
from db.views.view import Shape, ViewContext

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


class Meant(NamedTuple):
    """That a typed word is what a code of a column is called on the screen."""

    word: str
    column: str
    codes: tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """One word that is typed: all its spellings, whom it names, and which codes of which columns it means."""

    spellings: tuple[str, ...]
    people: tuple[str, ...] = ()
    codes: Mapping[str, tuple[str | int, ...]] = field(default_factory=dict)


def typed_words(context: ViewContext, find: str, meant: Sequence[Meant]) -> list[Word]:
    """The words of what is typed; all of them have to be answered."""
    if not find.strip():
        return []
    named = {each.spellings: each.people for each in wanted_words(context, find)}
    return [
        Word(
            spellings,
            named.get(spellings, ()),
            {each.column: each.codes for each in meant if each.word == spellings[0]},
        )
        for spellings in query_words(find)
    ]


# -- in SQL -------------------------------------------------------------------------------------------------


def narrowed_by(
    context: ViewContext, shape: Shape, question: Question[Any], words: Iterable[Word]
) -> list[ColumnElement[bool]]:
    """That a row answers every word."""
    return [
        or_(
            false(),
            *(_text_answers(context, each, word) for each in question.texts),
            *_columns_answer(shape, question.columns, word),
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
    shape: Shape, columns: Mapping[str, ColumnElement[Any]], word: Word
) -> Iterator[ColumnElement[bool]]:
    for name, column in columns.items():
        if codes := word.codes.get(name):
            yield column.in_(codes)
        kind = shape[name].kind if name in shape else kinds.TEXT
        if word.people and isinstance(kind, kinds.StaffNo):
            yield column.in_(word.people)
        if word.people and isinstance(kind, kinds.Place):
            yield column.in_([begins + no for no in word.people for begins in (HANDS, ON_LOAN)])


# -- of rows in memory --------------------------------------------------------------------------------------


def answering(context: ViewContext, shape: Shape, rows: Iterable[Any], words: Sequence[Word]) -> list[Any]:
    """The rows that answer every word, of what stands in them, with pinyin and initials."""
    return [row for row in rows if all(_row_answers(context, shape, values_of(row), word) for word in words)]


def _row_answers(context: ViewContext, shape: Shape, row: Mapping[str, Any], word: Word) -> bool:
    return any(
        _value_answers(context, shape[name].kind if name in shape else kinds.TEXT, name, value, word)
        for name, value in row.items()
    )


def _value_answers(context: ViewContext, kind: kinds.Kind, name: str, value: Any, word: Word) -> bool:
    if isinstance(value, list | tuple | set | frozenset):
        return any(_value_answers(context, kind, name, each, word) for each in value)
    if value in word.codes.get(name, ()):
        return True
    if not isinstance(value, str):
        return False
    named = value.removeprefix(HANDS).removeprefix(ON_LOAN)
    if isinstance(kind, kinds.StaffNo | kinds.Place) and named in word.people:
        return True
    if isinstance(kind, kinds.Text):
        if kind.words and not context.mask.is_open:
            return False
        return _holds(normal(value) if kind.words else haystack(names=(value,)), word)
    return isinstance(kind, kinds.Reference) and _holds(normal(value), word)


def values_of(row: Any) -> Mapping[str, Any]:
    """A row of any view by the names of its columns."""
    if isinstance(row, Mapping):
        return row
    if hasattr(row, "_asdict"):
        named: Mapping[str, Any] = row._asdict()
        return named
    return {name: getattr(row, name) for name in row.__dataclass_fields__}
