"""What a subject is: a thing with a number, a chain of events and rows of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Protocol, TypeVar

from db.rooms import Rooms
from db.rules.moves import Machine
from db.tables.row import Row

R = TypeVar("R", bound=Row)


class Asked(Protocol):
    """Rows that can be asked as a database is."""

    def rows(self, kind: type[R], /, **equal: Any) -> list[R]: ...


class Held(Protocol):
    """Rows that are there: facts, or an outcome so far."""

    def all(self, kind: type[R], /, **equal: Any) -> list[R]: ...


Beside = Callable[[Asked, str], Iterable[Row]]
Counted = Callable[[Any, Any], object]
"""From rows and a root row among them: what its version counts."""
BESIDE = 9
"""The rank of what is told of an event only where nothing else is."""
SUBJECTS: Rooms[Subject] = Rooms("subjects", "db.subjects")
"""Every kind of subject by its family."""


@dataclass(frozen=True, slots=True)
class Findable:
    """How find meets things of a kind, and what a hit tells of one.

    Words are looked for in the columns `texts`; in `coded` ones by the names that the policy's list has for
    their codes, pinyin and initials too; in `people`, which hold staff numbers, by these people's names.
    `name` is the column that says what it is called, `number` how people call it (the one of its key where
    it says none), `of` what it belongs to: a column with a key, or with the number of a family. `phone` is
    what not everybody may see, and nobody may guess by finding it. What has this value in the column of
    `first` stands before the others; then they stand by `order`, the latest first where it says so.
    """

    name: str
    number: str = ""
    texts: tuple[str, ...] = ("search",)
    coded: Mapping[str, str] = field(default_factory=dict)
    people: tuple[str, ...] = ()
    of: str = ""
    of_family: str = ""
    phone: str = ""
    first: tuple[str, object] | None = None
    order: str = ""
    latest: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """One kind of thing, declared once.

    `family` stands before its number in the key of its chain, `root` is its main row, `children` the other
    rows of its chain with the column that names the root, `beside` finds rows of others that say something
    of it. `machine` holds its states and legal moves.
    `search` writes the text anew that it is found by, `finds` says how it is found; `spelt` are the columns
    by which people's words stand in order (`db.rules.ordering`), each with the column of the words.
    A root with a column
    `version` has it counted up whenever it changes; where only some of its changes count, its verbs count
    what `counted` gives. `series` says where its numbers come from: the key of a counter, or in words. Of
    several that an event is about the one with the lowest `rank` is told.
    """

    family: str
    root: type[Row]
    children: Mapping[type[Row], str] = field(default_factory=dict)
    beside: Mapping[type[Row], Beside] = field(default_factory=dict)
    machine: Machine | None = None
    search: Callable[[Any], str] | None = None
    spelt: Mapping[str, str] = field(default_factory=dict)
    finds: Findable | None = None
    counted: Counted | None = None
    series: str = ""
    rank: int = BESIDE

    def __post_init__(self) -> None:
        SUBJECTS[self.family] = self

    @property
    def has_version(self) -> bool:
        """Whether `--expect` can be asked of it."""
        return "version" in self.root.model_fields

    def key(self, name: str) -> str:
        """The key of the chain of the one with this number."""
        return f"{self.family}:{name}"

    def rows(self, read: Asked, name: str, kinds: Iterable[type[Row]] = ()) -> Iterator[Row]:
        """The root with this number, and of its children and what stands beside it these kinds."""
        yield from read.rows(self.root, **{self.root.key[0]: name})
        for kind in kinds:
            column = self.children.get(kind)
            yield from self.beside[kind](read, name) if column is None else read.rows(kind, **{column: name})

    def tally(self, rows: Held, root: Any) -> object:
        """What its version counts."""
        if self.counted is not None:
            return self.counted(rows, root)
        return {name: value for name, value in root.__dict__.items() if name != "version"}

    def found_anew(self, row: R) -> R:
        """The row with the search text and the keys of order that its words give now; the log keeps those of
        its day."""
        if self.search is None:
            return row
        from db.rules.ordering import sort_key  # who reads needs none

        keys = {key: sort_key(getattr(row, words)) for key, words in self.spelt.items()}
        return row.but(search=self.search(row), **keys)


def subject_of(row: Row) -> Subject | None:
    """The subject of which this is the root row."""
    return subject_of_kind(type(row))


@cache
def subject_of_kind(kind: type[Row]) -> Subject | None:
    """The subject of which rows of this kind are the root."""
    found = SUBJECTS.get(family_of(kind.owner))
    return found if found is not None and found.root is kind else None


def name_of(key: str) -> str:
    """The number in the key of a chain."""
    return key.partition(":")[2]


def family_of(key: str) -> str:
    """The family in the key of a chain."""
    return key.partition(":")[0]
