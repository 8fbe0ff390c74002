"""What every derived row has in common: a key, an owner, and columns that hold people's words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from operator import itemgetter
from threading import RLock
from typing import Any, ClassVar, Self, TypeVar

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Column, MetaData, Table
from sqlmodel import SQLModel
from sqlmodel.main import get_column_from_field
from sqlmodel.sql.sqltypes import UTCDateTime

from db.rooms import Rooms
from db.tables.columns import Instant, Rule

# Names for every constraint, so that a migration can find them again on both databases.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

Key = tuple[str | int, ...]


R = TypeVar("R", bound="Row")
T = TypeVar("T")


_MAKING = RLock()


class Declared:
    """The table of a kind of rows, made when somebody first asks for it: many are imported, few are read."""

    def __init__(self, *rules: Rule) -> None:
        self._rules = rules

    def __get__(self, row: Row | None, kind: type[Row]) -> Table:
        with _MAKING:
            if vars(kind)["table"] is self:  # nobody else was quicker
                kind.table = table_of(kind, kind.name, *self._rules)
        return kind.table


class Row(SQLModel):
    """One derived row as verbs and views see it: immutable, detached, without a session.

    `key` names the primary-key columns, `owner` is the subject that must be locked before the row may
    change (a format over the columns), `private` names the columns with personal data or free text, which
    the log keeps outside the hashed body (CUS-03).
    """

    # Rows are never validated (verbs are): what would check them is not built, half of the cost of a class.
    model_config = ConfigDict(frozen=True, defer_build=True)  # type: ignore[assignment]  # SQLModel narrows

    name: ClassVar[str]
    key: ClassVar[tuple[str, ...]]
    owner: ClassVar[str]
    private: ClassVar[frozenset[str]] = frozenset()
    table: ClassVar[Table]
    key_of: ClassVar[Callable[[Mapping[str, Any]], Key]]
    """The key among columns; found a million times in a season, so it is made once for each kind."""

    @classmethod
    def new(cls, **columns: Any) -> Self:
        """A row of these columns, the others as they begin; validation has happened in the verb."""
        return made_row(cls, _beginning(cls) | columns)

    def identity(self) -> Key:
        """The values of the primary key, in the order of `key`."""
        return type(self).key_of(self.__dict__)

    def subject(self) -> str:
        """The subject whose chain records every change of this row."""
        return self.owner.format_map(self.__dict__)

    def but(self, **values: Any) -> Self:
        """A copy with some columns changed."""
        if not values.keys() <= self.__dict__.keys():
            unknown = sorted(values.keys() - self.__dict__.keys())
            raise AttributeError(f"{type(self).__name__} has no column {', '.join(unknown)}")
        return changed_row(self, values)


@cache
def _beginning(kind: type[Row]) -> dict[str, Any]:
    """The columns that a kind fills by itself."""
    return dict(kind.model_construct().__dict__)


_bare = object.__new__
_set_columns, _set_given, _set_extra, _set_private = (
    vars(BaseModel)[slot].__set__
    for slot in ("__dict__", "__pydantic_fields_set__", "__pydantic_extra__", "__pydantic_private__")
)


def made_row(kind: type[R], columns: dict[str, Any]) -> R:
    """A row that takes this dictionary of all its columns as it is; validation has happened in the verb.

    What `model_construct` gives, without its walk over the fields: rows are made several times an event.
    """
    row = _bare(kind)
    _set_columns(row, columns)
    _set_given(row, set())
    _set_extra(row, None)
    _set_private(row, None)
    return row


def new_row(kind: type[R], values: dict[str, Any]) -> R:
    """A row from the columns that are not null.

    A column that may not be null and is missing did not exist yet when the row was made: it takes the
    default that the table declares, which is the one that the migration gave to the rows that were there.
    """
    return made_row(kind, _blank(kind) | values)


@cache
def _blank(kind: type[Row]) -> dict[str, Any]:
    """What stands in the columns that an event does not name."""
    return {
        name: None if kind.table.c[name].nullable or field.is_required() else field.default
        for name, field in kind.model_fields.items()
    }


def changed_row(row: R, values: dict[str, Any]) -> R:
    """A copy with other values in some columns."""
    return made_row(type(row), row.__dict__ | values)


ROWS: Rooms[type[Row]] = Rooms("tables", "db.tables")


class OfKinds(Mapping[type[Row], T]):
    """Something for each of these kinds of rows, which are said by the names of their tables: a table is
    imported by whoever goes over all of them, not by whoever declares this."""

    def __init__(self, by_name: Mapping[str, T]) -> None:
        self._by_name = by_name

    def __getitem__(self, kind: type[Row]) -> T:
        return self._by_name[kind.name]

    def __iter__(self) -> Iterator[type[Row]]:
        return (ROWS[name] for name in self._by_name)

    def __len__(self) -> int:
        return len(self._by_name)


_rules: list[tuple[Table, Rule]] = []
"""Those that are not made yet."""


def tabled(name: str, *rules: Rule) -> Callable[[type[R]], type[R]]:
    """The table that holds a kind of rows, with its constraints and indexes; the log can fold it."""

    def declare(kind: type[R]) -> type[R]:
        kind.name = name
        kind.table = Declared(*rules)  # type: ignore[assignment]  # becomes the table it stands for
        kind.key_of = staticmethod(_key_of(kind.key))
        ROWS[name] = kind
        return kind

    return declare


def table_of(columns: type[SQLModel], name: str, *rules: Rule) -> Table:
    """The table that a class declares, as SQLAlchemy's Core knows it: no class is mapped to it.

    Rows never belong to a session, and a mapped twin of each class takes several times as long to make.
    """
    table = Table(name, SQLModel.metadata, *_columns(columns))
    _rules.extend((table, rule) for rule in rules)
    return table


def _columns(declared: type[SQLModel]) -> Iterator[Column[Any]]:
    for name, field in declared.model_fields.items():
        column = get_column_from_field(field)
        column.name = column.key = name
        if type(column.type) is UTCDateTime:
            column.type = Instant()
        yield column


def _key_of(names: tuple[str, ...]) -> Callable[[Mapping[str, Any]], Key]:
    if len(names) > 1:
        return itemgetter(*names)
    (name,) = names
    return lambda columns: (columns[name],)


def metadata() -> MetaData:
    """The schema of the whole store: every table there is."""
    for kind in ROWS.values():
        assert kind.table is not None
    with _MAKING:  # two threads may be the first to ask
        while _rules:
            table, make = _rules.pop(0)
            table.append_constraint(make())
    return SQLModel.metadata
