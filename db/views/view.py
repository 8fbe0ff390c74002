"""What a view is: arguments, and a question that is answered with rows made for one screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, is_dataclass, replace
from datetime import datetime
from functools import cache
from typing import (
    Annotated,
    Any,
    ClassVar,
    Generic,
    NamedTuple,
    TypeVar,
    cast,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection

from db.errors import StoreError
from db.kept import Kept
from db.kinds import Kind, Rows
from db.log.reading import DatabaseReader
from db.marks import kind_of, label_of, plain_kind
from db.policy.model import Policy
from db.rooms import Rooms
from db.rules.masking import Mask
from db.rules.sentence import Sentence
from db.scope import Scope
from db.tables.staff import Staff
from db.views.listing import Opens, Question

T = TypeVar("T")

PERSONAL = "personal_data"
"""The right to see phones and addresses in full (CUS-03)."""

ALL_ROWS = 1_000_000
"""Rows of which no list has more."""
Limit = Annotated[int, Field(ge=1, le=ALL_ROWS)]
"""How many rows a list shows at most; an export takes as many as there are."""
BETWEEN_KEYS = "|"
"""Between the values of the columns that tell rows apart."""
MOST_NAMED = 5000
"""Values that one question may name; PostgreSQL takes 65,535."""

VIEWS: Rooms[type[View[Any]]] = Rooms("views", "db.views")
CARDS: Rooms[type[View[Any]]] = Rooms("cards", "db.views")
"""The card of each family of things that has one."""


def pieces(named: Sequence[T]) -> Iterator[tuple[T, ...]]:
    """Values that a question names, few enough at a time."""
    for at in range(0, len(named), MOST_NAMED):
        yield tuple(named[at : at + MOST_NAMED])


@dataclass(frozen=True, slots=True)
class ViewContext:
    """One moment of the store, and who looks at it. `now` is UTC; `mask` hides what they may not see.

    `scope` is how far they reach: `read` gives only what lies in it, and a question of a view's own asks for
    it with the conditions that the scope has for each kind of row.
    """

    connection: Connection
    read: DatabaseReader
    now: datetime
    policy: Policy
    policy_named: Callable[[str], Policy]
    zone: ZoneInfo
    person: Staff | None
    roles: frozenset[str]
    mask: Mask
    scope: Scope
    machine_now: datetime
    """The present of the machines, which a demo's clock and --at do not move."""
    memory: dict[str, Any] = field(default_factory=dict)
    """What was looked up once for this answer."""
    kept: Kept = field(default_factory=Kept)
    """What was made of rows and holds while nothing is written."""

    def again(self) -> ViewContext:
        """The same moment for another answer."""
        return replace(self, mask=Mask(is_open=self.sees(PERSONAL)), memory={})

    def sees(self, right: str) -> bool:
        """Whether the one who looks has this right (PPL-03, CUS-03)."""
        return self.policy.has_right(right, self.roles)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a view: what its values are, and what it is called. Of a column `of` a milestone the name
    of that stands before its own. `row` is the class of the objects within."""

    name: str
    kind: Kind
    label: str = ""
    of: str = ""
    row: type | None = None

    @property
    def shape(self) -> Shape:
        """The columns of the objects within; none for a plain value."""
        return shape_of(self.row) if self.row is not None else {}


Shape = Mapping[str, Column]


class Leads(NamedTuple):
    """Where Enter leads on a row that is no thing with a card: to this view, asked with what stands in a
    column of the row."""

    view: str
    field: str
    column: str


@cache
def shape_of(*rows: type) -> Shape:
    """The columns that these classes declare, each with its kind and its label."""
    return {name: _column(name, hint) for row in rows for name, hint in _hints(row).items()}


def _hints(row: type) -> Mapping[str, Any]:
    return get_type_hints(row, include_extras=True)


def _column(name: str, hint: Any) -> Column:
    kind, row = kind_of(hint), row_in(hint)
    if isinstance(kind, Rows):
        row = kind.row
    elif row is not None and kind is None:
        kind = Rows(row)
    return Column(name, kind or plain_kind(hint), label_of(hint), row=row)


def row_in(hint: Any) -> type | None:
    """The class of objects that a type holds, if it holds some that declare their columns."""
    if isinstance(hint, type) and (hasattr(hint, "_fields") or is_typeddict(hint) or is_dataclass(hint)):
        return hint if not issubclass(hint, Sentence) else None
    return next(filter(None, map(row_in, get_args(hint))), None)


def _answer_of(view: type[View[Any]]) -> Any:
    """What a view answers with, as its base class says."""
    answers = (base.__pydantic_generic_metadata__["args"] for base in view.__mro__ if issubclass(base, View))
    return next((args[0] for args in answers if args), None)


class View(BaseModel, Generic[T]):
    """One question. A subclass with a `name` is a view that people may call; its docstring is its summary.

    `positional` names the fields that stand without a flag on the command line. `label` is what people call
    the view: a msgid. `answers` are the classes that declare the columns of an answer which is made of plain
    objects; of rows their own class does. A view `of_the_house` is what the program asks before it knows who
    looks; it shows nobody's customers. Every other one has an actor.

    A row of a list is a thing that `opens` names, where it is one; `key` are the columns that tell rows
    apart, else the one of the thing, else all of them. A list is asked for in pages (`question`); one that is
    small by nature is answered whole, up to `whole` rows. A row that is no thing may lead to another view
    (`leads`), be `about` the thing that the first of these columns names in which something stands, and fill
    in the fields of verbs that say facts of what it `tells_of`; else it has a card of its own.

    `brief` are the columns that people read of a wide row, `briefer` those of a desk's table, the most
    telling first; both are all of them by default. Columns in `if_any` are left out where nothing stands in
    them, those in `always` stand in every list: an empty day of a week is a day. A list of what the policy
    names stands in the order of the words of the column `by_word`, where nobody asks for another. `of_ticket`
    says that it is asked about the ticket under the cursor; what it `asks` is said of it also where nobody
    asked for anything else.

    Printed as plain text, a list ends with a line for each who signs it (`signed_by`: msgids); one with
    `as_blocks` gives each row as a block of its own, to be cut out.

    `card_of` is the family of the things whose card this view is: asked with the name of one as its first
    positional field it answers with an object of all that people know of it. `heads` are the facts that say
    which one it is, `places` facts and lists that have a fixed place on the card, in their order, two facts
    that share a line as a pair; what else there is follows. A view with a `limit` shows more of its lists
    when it is asked with a higher one.
    """

    # What checks the fields is built when one is first asked: a start asks few of them.
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    name: ClassVar[str] = ""
    of_the_house: ClassVar[bool] = False
    label: ClassVar[str] = ""
    positional: ClassVar[tuple[str, ...]] = ()
    answers: ClassVar[tuple[type, ...]] = ()
    brief: ClassVar[tuple[str, ...]] = ()
    briefer: ClassVar[tuple[str, ...]] = ()
    by_word: ClassVar[str] = ""
    if_any: ClassVar[frozenset[str]] = frozenset()
    always: ClassVar[frozenset[str]] = frozenset()
    of_ticket: ClassVar[bool] = False
    asks: ClassVar[tuple[str, ...]] = ()
    card_of: ClassVar[str] = ""
    heads: ClassVar[tuple[str, ...]] = ()
    places: ClassVar[tuple[str | tuple[str, str], ...]] = ()
    opens: ClassVar[Opens | None] = None
    leads: ClassVar[Leads | None] = None
    about: ClassVar[tuple[str, ...]] = ()
    tells_of: ClassVar[str] = ""
    key: ClassVar[tuple[str, ...]] = ()
    signed_by: ClassVar[tuple[str, ...]] = ()
    as_blocks: ClassVar[bool] = False
    whole: ClassVar[int] = 2_000

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        if cls.__dict__.get("name"):
            if cls.of_the_house:
                raise TypeError(f"{cls.__name__} has a name: people may ask for it, so it needs an actor")
            VIEWS[cls.name] = cls
            if cls.card_of:
                CARDS[cls.card_of] = cls

    @classmethod
    def is_card(cls) -> bool:
        """Whether it is the card of something and nothing else: one that is also a list needs no name."""
        return bool(cls.card_of) and cls.model_fields[cls.positional[0]].is_required()

    @classmethod
    def summary(cls) -> str:
        """The first line of the docstring, for people."""
        return (cls.__doc__ or "").strip().splitlines()[0]

    @classmethod
    def shape(cls) -> Shape:
        """The columns of a row of the answer, or the facts of the object that it is, by their names."""
        return shape_of(*(cls.answers or filter(None, [row_in(_answer_of(cls))])))

    @classmethod
    def columns(cls) -> tuple[str, ...]:
        """What each row of the answer holds; nothing where the answer is no list of rows."""
        return tuple(cls.shape()) if get_origin(_answer_of(cls)) is list else ()

    @classmethod
    def is_list(cls) -> bool:
        """Whether it answers with rows, if not always: of which a register can be made."""
        answer = _answer_of(cls)
        return any(get_origin(each) is list for each in (answer, *get_args(answer))) and bool(cls.shape())

    @property
    def asks_for_rows(self) -> bool:
        """Whether this question is answered with rows: one of a list that is also a card may name a thing."""
        names_one = self.card_of and getattr(self, self.positional[0])
        return self.is_list() and not names_one

    @classmethod
    def key_columns(cls) -> tuple[str, ...]:
        """The columns that tell the rows of a list apart."""
        return cls.key or ((cls.opens.column,) if cls.opens is not None else tuple(cls.shape()))

    @classmethod
    def key_of(cls, row: Mapping[str, Any]) -> str:
        """What tells a row apart from all others of the list."""
        return BETWEEN_KEYS.join(str(row.get(name)) for name in cls.key_columns())

    @classmethod
    def subject_of(cls, row: Mapping[str, Any]) -> str:
        """The key of the thing that a row is (`ticket:YX…`, `staff:T001`); empty where it is none."""
        found = row.get(cls.opens.column) if cls.opens is not None else None
        return f"{cls.opens.family}:{found}" if cls.opens is not None and found else ""

    @classmethod
    def led_by(cls, row: Mapping[str, Any]) -> View[Any] | None:
        """The view to which a row leads that is no thing with a card."""
        if cls.leads is None or row.get(cls.leads.column) in (None, ""):
            return None
        return VIEWS[cls.leads.view].model_validate({cls.leads.field: row[cls.leads.column]})

    def question(self, context: ViewContext) -> Question[Any] | None:
        """How a list is asked for in pages; None for one that is answered whole."""
        return None

    def pieces(self, context: ViewContext) -> Iterator[list[Any]]:
        """The rows of the answer a few at a time, in its order: a long list is never held whole."""
        question = self.question(context)
        if question is None:
            yield cast(list[Any], self.read(context))
            return
        limit = getattr(self, "limit", None)
        yield from question.walk(context.connection, question.select, question.order, begin=0, limit=limit)

    def read(self, context: ViewContext) -> T:
        """The answer, from one consistent moment."""
        raise NotImplementedError


def card_asked(subject: str, limit: int | None = None) -> View[Any]:
    """The question for the card of a thing, by the key of its chain; `limit` as the view takes it."""
    family, _, name = subject.partition(":")
    kind = CARDS[family]
    more = {"limit": limit} if limit is not None and "limit" in kind.model_fields else {}
    return kind.model_validate({kind.positional[0]: name, **more})


def shown(view: View[T], context: ViewContext) -> T:
    """What the view shows, without what the one who looks may not see (CUS-03); refusals too."""
    try:
        return context.mask.answer(view.read(context))
    except StoreError as error:
        context.mask.error(error)
        raise


def shown_in_pieces(view: View[Any], context: ViewContext) -> Iterator[list[Any]]:
    """The rows of a list a few at a time, each piece without what the one who looks may not see (CUS-03)."""
    try:
        for rows in view.pieces(context):
            yield context.mask.answer(rows)
            context.mask.forget()
    except StoreError as error:
        context.mask.error(error)
        raise
