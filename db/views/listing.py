"""How a list is asked of the store, so that a page of it is read and never the whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Connection, Select, UnaryExpression
from sqlalchemy.sql import operators

from db.kinds import Kind

T = TypeVar("T")
WALKED = 500
"""Rows that are read at once where a list is taken out whole."""


class Opens(NamedTuple):
    """What a row of a list is: a thing of this family (`ticket`, `staff`, `customer`, `tool` …), whose number
    or id stands in this column."""

    family: str
    column: str


class PartOf(Kind):
    """The row of another list that a list is narrowed to, by its key: people read it there."""


def _as_it_is(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return condition


def _no_index(_connection: Connection, _spellings: Sequence[str]) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Searched:
    """A text that a list is narrowed by: one made by `db.rules.search.haystack`, or plain words.

    Where it holds somebody's `phone` or `address`, what is masked cannot be guessed by narrowing (CUS-03):
    `key` tells the rows of its table apart, so that they can be looked at. A `private` one, which people
    wrote freely, is not looked through for those from whom something is masked. An `index` proposes rows for
    a word in these spellings, None where it is too short for it. `through` leads from a table beside the list
    to its rows.
    """

    text: ColumnElement[Any]
    key: ColumnElement[Any] | None = None
    phone: ColumnElement[Any] | None = None
    address: ColumnElement[Any] | None = None
    private: bool = False
    index: Callable[[Connection, Sequence[str]], ColumnElement[bool] | None] = _no_index
    through: Callable[[ColumnElement[bool]], ColumnElement[bool]] = _as_it_is


@dataclass(frozen=True, slots=True)
class Question(Generic[T]):
    """A list that is asked for in pages.

    Attributes:
        select: what is read, within the scope, in no order and without a limit; what it joins begins with the
            table of `id`.
        id: a column that no two rows have alike: a page is cut by it before anything else is read. None for a
            list that is never long.
        order: the list's own order; no two rows are alike in it.
        columns: those by which it can be sorted, by their names; by codes and people in them it is narrowed.
        texts: what it is narrowed by in words.
        rows: makes records into rows.
        spelt: of words that stand in the order of a dictionary the column with their key, by their names.
        counted: the same rows without tables that are joined for their words only, where that counts faster.
    """

    select: Select[Any]
    id: ColumnElement[Any] | None
    order: tuple[ColumnElement[Any], ...]
    columns: Mapping[str, ColumnElement[Any]]
    texts: tuple[Searched, ...]
    rows: Callable[[Sequence[Any]], list[T]]
    counted: Select[Any] | None = None
    spelt: Mapping[str, ColumnElement[Any]] = field(default_factory=dict)

    def page(
        self, connection: Connection, narrowed: Select[Any], order: Any, begin: int, limit: int, total: int
    ) -> list[T]:
        """These rows of the `total` that `narrowed` leaves of the select, in this order."""
        page = narrowed.order_by(*order).limit(limit).offset(begin)
        if self.id is not None:
            if begin > total // 2:
                # Whatever stands before a page is read with it: from the end that is nearer.
                count = min(limit, total - begin)
                page = narrowed.order_by(*map(_backwards, order)).limit(count).offset(total - begin - count)
            # Sorting long records takes ten times as long.
            ids = list(connection.execute(page.with_only_columns(self.id)).scalars())
            page = self.select.where(self.id.in_(ids)).order_by(*order)
        return self.rows(connection.execute(page).all())

    def walk(
        self, connection: Connection, narrowed: Select[Any], order: Any, *, begin: int, limit: int | None
    ) -> Iterator[list[T]]:
        """These rows of what `narrowed` leaves, in this order, a few at a time: what is held of them does not
        grow with their number."""
        asked = narrowed.order_by(*order).limit(limit).offset(begin)
        if self.id is not None:
            asked = asked.with_only_columns(self.id)
        with connection.execute(asked, execution_options={"yield_per": WALKED}) as found:
            for records in found.partitions():
                if self.id is not None:
                    these = self.select.where(self.id.in_([each[0] for each in records])).order_by(*order)
                    records = connection.execute(these).all()
                yield self.rows(records)

    def first(self, connection: Connection, limit: int | None) -> list[T]:
        """The first rows in the list's own order."""
        return self.rows(connection.execute(self.select.order_by(*self.order).limit(limit)).all())


def _backwards(key: ColumnElement[Any]) -> ColumnElement[Any]:
    """What is ordered by, the other way round; rows of which nothing is known change their end with it."""
    if isinstance(key, UnaryExpression) and key.modifier is operators.desc_op:
        return key.element.asc()
    return (
        key.element if isinstance(key, UnaryExpression) and key.modifier is operators.asc_op else key
    ).desc()


class Page(NamedTuple):
    """Some rows of a list: `begin` is the place of the first, from 0, `total` counts all that the filter
    leaves. `sorts` are the columns by which the list can be sorted. `cut` is the number after which a list
    that is answered whole was cut, else None."""

    rows: list[Any]
    begin: int
    total: int
    sorts: tuple[str, ...]
    cut: int | None = None


def rows_as(kind: Callable[..., T]) -> Callable[[Sequence[Any]], list[T]]:
    """Rows whose columns are those of the record."""
    return lambda records: [kind(*record) for record in records]
