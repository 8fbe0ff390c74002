"""What a view is: arguments, and a question that is answered with rows made for one screen."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, ClassVar, Generic, TypeVar, get_args, get_origin
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection

from db.log.reading import DatabaseReader
from db.policy.model import Policy
from db.rules.masking import Mask
from db.tables.staff import Staff

T = TypeVar("T")

PERSONAL = "personal_data"
"""The right to see phones and addresses in full (CUS-03)."""

Limit = Annotated[int, Field(ge=1, le=1_000_000)]
"""How many rows a list shows at most; an export takes as many as there are."""
MOST_NAMED = 5000
"""Values that one question may name; PostgreSQL takes 65,535."""

VIEWS: dict[str, type[View[Any]]] = {}


def pieces(named: Sequence[T]) -> Iterator[tuple[T, ...]]:
    """Values that a question names, few enough at a time."""
    for at in range(0, len(named), MOST_NAMED):
        yield tuple(named[at : at + MOST_NAMED])


@dataclass(frozen=True, slots=True)
class ViewContext:
    """One moment of the store, and who looks at it. `now` is UTC; `mask` hides what they may not see."""

    connection: Connection
    read: DatabaseReader
    now: datetime
    policy: Policy
    policy_named: Callable[[str], Policy]
    zone: ZoneInfo
    person: Staff | None
    roles: frozenset[str]
    mask: Mask
    memory: dict[str, Any] = field(default_factory=dict)
    """What was looked up once for this answer."""

    def sees(self, right: str) -> bool:
        """Whether the one who looks has this right (PPL-03, CUS-03)."""
        return self.policy.has_right(right, self.roles)


class View(BaseModel, Generic[T]):
    """One question. A subclass with a `name` is a view that people may call; its docstring is its summary.

    `positional` names the fields that stand without a flag on the command line.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: ClassVar[str] = ""
    positional: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        if cls.__dict__.get("name"):
            VIEWS[cls.name] = cls

    @classmethod
    def summary(cls) -> str:
        """The first line of the docstring, for people."""
        return (cls.__doc__ or "").strip().splitlines()[0]

    @classmethod
    def columns(cls) -> tuple[str, ...]:
        """What each row of the answer holds; nothing where the answer is no list of rows."""
        answers = (
            base.__pydantic_generic_metadata__["args"] for base in cls.__mro__ if issubclass(base, View)
        )
        answer = next((args[0] for args in answers if args), None)
        row = get_args(answer)[0] if get_origin(answer) is list else None
        return tuple(inspect.get_annotations(row)) if isinstance(row, type) else ()

    def read(self, context: ViewContext) -> T:
        """The answer, from one consistent moment."""
        raise NotImplementedError
