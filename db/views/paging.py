"""A page of any list: narrowed, sorted, counted, and cut where the store reads it (RPT-03, RPT-05)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Annotated, Any

from pydantic import Field, SkipValidation
from sqlalchemy import (
    Column,
    ColumnElement,
    Select,
    String,
    Table,
    TypeDecorator,
    and_,
    case,
    collate,
    func,
    select,
)
from sqlmodel.sql.sqltypes import AutoString

from db import kinds
from db.errors import BadField
from db.rules.ordering import sort_key
from db.tables.staff import Staff
from db.views.as_json import as_json
from db.views.listing import Page, Question
from db.views.narrowing import Meant, Word, answering, narrowed_by, typed_words, values_of
from db.views.view import BETWEEN_KEYS, Limit, Shape, View, ViewContext

UNSORTED = (kinds.Rows, kinds.Keyed, kinds.Given, kinds.Against, kinds.ForForms, kinds.Phone, kinds.Address)
"""Kinds by whose values nothing is sorted: objects, and what is masked for some."""
NO_VALUE = str(None)
"""As `View.key_of` writes that nothing stands in a column of the key."""


class Paged(View[Page]):
    """Some rows of a list: those that answer `find`, by `sort`, the list's own order deciding among equal
    ones.

    Nothing stands last whichever way it is sorted. `meant` says which codes the words of `find` are called
    by; `ranks` are the codes of the column `sort` in the order in which people read them, where it has codes;
    `keep` is the key of a row that should be among the answered ones, wherever it stands by now.
    """

    of: Annotated[View[Any], SkipValidation]
    find: str = ""
    meant: tuple[Meant, ...] = ()
    sort: str = ""
    descending: bool = False
    after: Annotated[int, Field(ge=0)] = 0
    limit: Limit = 200
    keep: str = ""
    ranks: tuple[str | int, ...] = ()

    def read(self, context: ViewContext) -> Page:
        words = typed_words(context, self.find, self.meant, type(self.of))
        question = self.of.question(context)
        if question is None:
            return self._of_whole(context, words)
        conditions = narrowed_by(context, self.of.shape(), question, words)
        counted = question.counted if question.counted is not None else _narrow(question, question.select)
        count = select(func.count()).select_from(counted.where(*conditions).subquery())
        total = int(context.connection.execute(count).scalar_one())
        sorts = self._sorts(question)
        question, order = self._ordered(context, question, sorts)
        narrowed = question.select.where(*conditions)

        def rows_from(begin: int) -> list[Any]:
            return question.page(context.connection, narrowed, order, begin, self.limit, total)

        begin = self._begin(total)
        rows = rows_from(begin) if total else []
        if self.keep and all(self._key(values_of(row), context) != self.keep for row in rows):
            # Only then is the whole list numbered, to see where it stands.
            found = self._place(context, question, narrowed, order)
            if found is not None:
                begin = self._around(found)
                rows = rows_from(begin)
        return Page(rows, begin, total, sorts)

    def pieces(self, context: ViewContext) -> Iterator[list[Any]]:
        """The rows of the page a few at a time, however many they are: none holds more than a few hundred."""
        question = self.of.question(context)
        if question is None:
            yield self.read(context).rows
            return
        words = typed_words(context, self.find, self.meant, type(self.of))
        conditions = narrowed_by(context, self.of.shape(), question, words)
        question, order = self._ordered(context, question, self._sorts(question))
        narrowed = question.select.where(*conditions)
        yield from question.walk(
            context.connection, narrowed, order, begin=self.after, limit=self.limit
        )  # fmt: skip

    def _sorts(self, question: Question[Any]) -> tuple[str, ...]:
        shape = self.of.shape()
        return tuple(
            name for name in shape if name in question.columns and not isinstance(shape[name].kind, UNSORTED)
        )

    def _ordered(
        self, context: ViewContext, question: Question[Any], sorts: tuple[str, ...]
    ) -> tuple[Question[Any], tuple[ColumnElement[Any], ...]]:
        """What is asked, with what it takes to sort it beside it, and the order."""
        if not self.sort:
            return question, question.order
        if self.sort not in sorts:
            raise unsorted(self.sort, sorts)
        column = question.columns[self.sort]
        is_postgresql = context.connection.dialect.name == "postgresql"
        kind = self.of.shape()[self.sort].kind
        keys: list[ColumnElement[Any]] = [column]
        if self.sort in question.spelt:
            keys.insert(0, question.spelt[self.sort])
        elif self.ranks:
            ranked = {code: place for place, code in enumerate(self.ranks)}
            keys.insert(0, case(ranked, value=column, else_=len(ranked)))
        elif isinstance(kind, kinds.StaffNo) and not self._is_own(self.sort):
            question, name = _named(question, column, is_postgresql)
            keys[:0] = [name]
        elif isinstance(kind, kinds.Reference):
            keys[:0] = _numbered(column, is_postgresql)
        by = [
            # By the signs themselves, as SQLite and Python do.
            collate(key, "C") if is_postgresql and type(key.type) in (String, AutoString) else key
            for key in keys
        ]
        # Asked for where there cannot be nothing, it would keep the database from the order of an index.
        lacking = () if _always_there(column, question) else (column.is_(None),)
        turned = (key.desc() if self.descending else key.asc() for key in by)
        return question, (*lacking, *turned, *question.order)

    def _is_own(self, name: str) -> bool:
        """Whether it is the number of the thing that a row is."""
        return self.of.opens is not None and self.of.opens.column == name

    def _begin(self, total: int) -> int:
        """The place of the first row of the page; behind the last row, of the last page."""
        return (
            min(self.after, max(0, total - 1) // self.limit * self.limit)
            if self.after >= total
            else self.after
        )

    def _around(self, place: int) -> int:
        """Where a page begins in the middle of which a row stands."""
        return max(0, place - self.limit // 2)

    def _place(
        self,
        context: ViewContext,
        question: Question[Any],
        narrowed: Select[Any],
        order: tuple[ColumnElement[Any], ...],
    ) -> int | None:
        names, known = self.of.key_columns(), {**question.select.selected_columns, **question.columns}
        if not all(name in known for name in names):
            return None
        keys = [known[name].label(f"key_{at}") for at, name in enumerate(names)]
        try:
            wanted = [
                _meant_by(text, key) for key, text in zip(keys, self.keep.split(BETWEEN_KEYS), strict=True)
            ]
        except ValueError:
            return None
        # A name that no list has: several have a column `place`.
        place = func.row_number().over(order_by=order).label("key_place")
        placed = _narrow(question, narrowed).add_columns(place, *keys).subquery()
        same = (
            placed.c[key.name].is_not_distinct_from(value) for key, value in zip(keys, wanted, strict=True)
        )
        found = context.connection.execute(select(placed.c.key_place).where(and_(*same))).scalar()
        return None if found is None else int(found) - 1

    def _key(self, row: Mapping[str, Any], context: ViewContext) -> str:
        """The key of a row as screens have it: of what they show, with instants on the branch's clock."""
        names = self.of.key_columns()
        return self.of.key_of(as_json({name: row[name] for name in names if name in row}, context.zone))

    def _of_whole(self, context: ViewContext, words: Sequence[Word]) -> Page:
        """Of a list that is small by nature: the same page of its rows in memory."""
        view, shape = self.of, self.of.shape()
        limited = "limit" in type(view).model_fields
        rows = (view.model_copy(update={"limit": view.whole + 1}) if limited else view).read(context)
        cut = view.whole if len(rows) > view.whole else None
        rows = rows[: view.whole]
        sorts = _plain_columns(shape, rows)
        rows = answering(context, shape, rows, words)
        if self.sort:
            if self.sort not in sorts:
                raise unsorted(self.sort, sorts)
            rows = _sorted(rows, self.sort, self.ranks, descending=self.descending)
        begin = self._begin(len(rows))
        if self.keep:
            keys = [self._key(values_of(row), context) for row in rows]
            found = keys.index(self.keep) if self.keep in keys else begin
            begin = begin if begin <= found < begin + self.limit else self._around(found)
        return Page(rows[begin : begin + self.limit], begin, len(rows), sorts, cut)


def _meant_by(text: str, column: ColumnElement[Any]) -> Any:
    """The value of a column that stands in a key as this text. Raises ValueError where none does."""
    if text == NO_VALUE:
        return None
    stored = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    kind = stored.python_type
    if kind is bool:
        return text == str(True)
    return kind.fromisoformat(text) if issubclass(kind, date) else kind(text)


def _narrow(question: Question[Any], narrowed: Select[Any]) -> Select[Any]:
    """What is to be counted and numbered, with nothing more to be read than has to be."""
    return narrowed if question.id is None else narrowed.with_only_columns(question.id)


def _plain_columns(shape: Shape, rows: Sequence[Any]) -> tuple[str, ...]:
    """Columns in which one value stands, none of them a list of values."""
    lists = {
        name
        for row in rows
        for name, value in values_of(row).items()
        if isinstance(value, list | tuple | Mapping)
    }
    return tuple(name for name in shape if name not in lists and not isinstance(shape[name].kind, UNSORTED))


def _sorted(
    rows: Sequence[Any], name: str, ranks: Sequence[str | int] = (), *, descending: bool
) -> list[Any]:
    places = {code: place for place, code in enumerate(ranks)}

    def key(row: Any) -> Any:
        value = values_of(row)[name]
        if ranks:
            return places.get(value, len(places)), value
        return (sort_key(value), value) if isinstance(value, str) else value

    there = [row for row in rows if values_of(row)[name] is not None]
    there.sort(key=key, reverse=descending)
    return [*there, *(row for row in rows if values_of(row)[name] is None)]


def _always_there(column: ColumnElement[Any], question: Question[Any]) -> bool:
    """Whether a value stands there in every row: in a column of the list's own table that may not be null.
    Of a union the columns are said to be what its first select has."""
    own = getattr(question.id, "table", None)
    return (
        isinstance(own, Table) and isinstance(column, Column) and column.table is own and not column.nullable
    )


def _named(
    question: Question[Any], staff: ColumnElement[Any], is_postgresql: bool
) -> tuple[Question[Any], ColumnElement[Any]]:
    """By which the name of a person stands in order. PostgreSQL looks everybody up at once where they are
    joined; SQLite does so row by row, and a join would have it walk an index for nothing."""
    table = Staff.table.alias("sorted_by_name")
    name, same = table.c.label_key, table.c.no == staff
    if is_postgresql:
        question = replace(question, select=question.select.outerjoin(table, same))
        return question, func.coalesce(name, "")
    return question, func.coalesce(select(name).where(same).scalar_subquery(), "")


def _numbered(number: ColumnElement[Any], is_postgresql: bool) -> list[ColumnElement[Any]]:
    """The order of numbers: `YX2607-9` before `YX2607-10`, and both before `YX2608-1`."""
    find = func.strpos if is_postgresql else func.instr
    series = func.substr(number, 1, find(number, "-"), type_=String())
    return [series, func.length(number)]


def unsorted(name: str, sorts: tuple[str, ...]) -> BadField:
    """That a list is not sorted by this column."""
    return BadField(
        "sort", "It cannot be sorted by {given}; there are {known}.", given=name, known=", ".join(sorts)
    )
