"""Find: every ticket by what a caller says, open ones first (DSP-02, INT-03)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, literal_column, or_, select

from db import finding
from db.finding import Wanted
from db.rules import numbering
from db.rules.masking import Mask
from db.rules.search import matches, normal, query_words
from db.tables.staff import Staff
from db.tables.ticket import Assignment
from db.views.queue_row import IS_OPEN, ORDER, QueueRow, T, queue_columns, queue_rows
from db.views.view import ViewContext

INDEXED = 1000
"""So many of the newest hits come from the index; open tickets beyond them are looked through."""
MOST_SEEN = 5000
"""As many hits are counted one by one for those from whom something is masked."""
LEAST_LETTERS = 2
"""Letters of a name or its pinyin that name a person."""

Conditions = Sequence[ColumnElement[bool]]


def found_rows(context: ViewContext, query: str, limit: int, narrowed: Conditions) -> list[QueueRow]:
    """The tickets that answer the query, of those that `narrowed` leaves: those with that number, then open
    ones in queue order, then the others, newest first."""
    found: dict[str, Row[Any]] = {}
    for statement in _statements(context, query, narrowed):
        if len(found) < limit:
            records = context.connection.execute(statement.where(*narrowed).limit(limit)).all()
            for record in _seen(context, query, records):
                found.setdefault(record.number, record)
    return queue_rows(list(found.values())[:limit], context)


def _seen(context: ViewContext, query: str, records: Sequence[Row[Any]]) -> Iterable[Row[Any]]:
    """The hits that the one who looks may see are hits: what is masked cannot be guessed by finding it."""
    if context.mask.is_open:
        return records
    hits = tuple(record.number for record in records)
    columns = (T.number, T.search, T.phone, T.address)
    texts = {
        row[0]: row[1:] for row in context.connection.execute(select(*columns).where(T.number.in_(hits)))
    }
    wanted = wanted_words(context, query)
    holders = _holders(context, hits, wanted)
    return [
        record
        for record in records
        if _is_number_of(query, record.number)
        or _answers(wanted, masked_text(*texts[record.number]), {record.technician, *holders[record.number]})
    ]


def _holders(context: ViewContext, numbers: tuple[str, ...], wanted: Sequence[Wanted]) -> dict[str, set[str]]:
    """Who holds each ticket or helps with it, as far as anybody is named."""
    found: dict[str, set[str]] = {number: set() for number in numbers}
    if any(each.people for each in wanted):
        held = Assignment.table.c
        statement = select(held.ticket, held.technician)
        for number, person in context.connection.execute(
            statement.where(held.ticket.in_(numbers), held.ended_at.is_(None))
        ):
            found[number].add(person)
    return found


def _answers(wanted: Iterable[Wanted], text: str, people: set[str | None]) -> bool:
    return all(
        any(word in text for word in each.spellings) or not people.isdisjoint(each.people) for each in wanted
    )


def _is_number_of(query: str, number: str) -> bool:
    """Whether the query is the ticket's number, or its running part."""
    try:
        asked, whole = numbering.parse(numbering.copied(query)), numbering.parse(number)
    except numbering.NumberError:
        return False
    return asked[1] == whole[1] and (whole[0] or "").endswith(asked[0] or "")


def masked_text(search: str, phone: str, address: str = "") -> str:
    """A text to find things by, with its phones and its address masked."""
    mask = Mask(is_open=False)
    mask.phone(phone)
    hidden = {normal(address): normal(mask.address(address))} if address else {}
    return "\n".join(mask.text(hidden.get(line, line)) for line in search.splitlines())


def answers_masked(query: str, search: str, phone: str) -> bool:
    """Whether a text to find things by answers the query with its phones masked."""
    return matches(masked_text(search, phone), query)


def found_count(context: ViewContext, query: str, narrowed: Conditions) -> int:
    """How many tickets answer the query, however many are shown."""
    if not context.mask.is_open:
        return len(found_rows(context, query, MOST_SEEN, narrowed))
    wanted = wanted_words(context, query)
    numbered = _numbered(query)
    among = finding.found_among(context.connection, wanted)
    texts: ColumnElement[bool]
    if among is None:
        texts = and_(literal_column(IS_OPEN), *_answering(wanted))
    else:
        tables, condition = among
        texts = T.id.in_(select(T.id).select_from(tables).where(condition))
        helped = _helped(wanted)
        if helped is not None:
            texts = or_(texts, and_(literal_column(IS_OPEN), helped, *_answering(wanted)))
    either = texts if numbered is None else or_(and_(*numbered), texts)
    count = select(func.count()).select_from(T.id.table).where(either, *narrowed)
    return int(context.connection.execute(count).scalar_one())


def wanted_words(context: ViewContext, query: str) -> list[Wanted]:
    """The words of a query, and whom each of them names."""
    words = query_words(query)
    naming = [each for spellings in words for each in spellings if _may_name(each)]
    people: list[tuple[str, list[str]]] = []
    if naming:
        staff = Staff.table.c
        people = [
            (no, text.split("\n")) for no, text in context.connection.execute(select(staff.no, staff.search))
        ]
    return [
        Wanted(spellings, tuple(no for no, lines in people if any(_names(word, lines) for word in spellings)))
        for spellings in words
    ]


def _may_name(word: str) -> bool:
    return len(word) >= LEAST_LETTERS and not word.isdecimal()


def _names(word: str, lines: Sequence[str]) -> bool:
    """Whether a word is (part of) a name, or begins its number, pinyin or initials."""
    if not _may_name(word):
        return False
    if word.isascii():
        return any(line.startswith(word) for line in lines)
    return any(word in line for line in lines)


def _statements(context: ViewContext, query: str, narrowed: Conditions) -> Iterable[Select[Any]]:
    """What the index lets through is compared with the whole text. Where it knows nothing, because the
    query is too short, or too much, open tickets are looked through without it."""
    numbered = _numbered(query)
    if numbered is not None:
        yield from (_open(numbered), _others(numbered))
    wanted = wanted_words(context, query)
    holding = finding.holding(wanted)
    ids = finding.ticket_ids(context.connection, wanted, INDEXED, narrowed)
    if ids is None or len(ids) >= INDEXED:
        yield _open(_answering(wanted))
    else:
        either = T.id.in_(ids)
        helped = _helped(wanted)
        yield _open([either if helped is None else or_(either, helped), *_answering(wanted)])
    if ids:
        yield _others([T.id.in_(ids), *holding])


def _answering(wanted: Sequence[Wanted]) -> list[ColumnElement[bool]]:
    """As `holding`, and those who help with a ticket name it too."""
    return [
        or_(condition, T.number.in_(_held(each.people))) if each.people else condition
        for each, condition in zip(wanted, finding.holding(wanted), strict=True)
    ]


def _helped(wanted: Sequence[Wanted]) -> ColumnElement[bool] | None:
    """The open tickets of a crew whose members are named; the index knows only who is in charge."""
    people = tuple(no for each in wanted for no in each.people)
    return T.number.in_(_held(people)) if people else None


def _held(people: tuple[str, ...]) -> Select[Any]:
    held = Assignment.table.c
    return select(held.ticket).where(held.technician.in_(people), held.ended_at.is_(None))


def _numbered(query: str) -> Conditions | None:
    try:
        prefix, running = numbering.parse(numbering.copied(query))
    except numbering.NumberError:
        return None
    return [T.running == running, *([T.number.contains(f"{prefix}-")] if prefix is not None else ())]


def _open(conditions: Conditions) -> Select[Any]:
    return queue_columns().where(literal_column(IS_OPEN), *conditions).order_by(*ORDER)


def _others(conditions: Conditions) -> Select[Any]:
    newest = (T.reported_at.desc(), T.number.desc())
    return queue_columns().where(literal_column(f"NOT {IS_OPEN}"), *conditions).order_by(*newest)
