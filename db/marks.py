"""What the type of a field or column says of its values: the marks that stand beside it (`db/kinds.py`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any, get_args

from db.kinds import TEXT, Called, Day, Instant, Kind, Number, YesNo


def marks_of(annotation: Any, metadata: Iterable[Any] = ()) -> Iterator[Any]:
    """What stands beside a type, also inside `X | None` and lists; what stands outermost first."""
    yield from reversed(list(metadata))
    yield from reversed(getattr(annotation, "__metadata__", ()))
    for part in get_args(annotation):
        yield from marks_of(part)


def kind_of(annotation: Any, metadata: Iterable[Any] = ()) -> Kind | None:
    """The kind that a type says, if it says one."""
    return next((mark for mark in marks_of(annotation, metadata) if isinstance(mark, Kind)), None)


def label_of(annotation: Any, metadata: Iterable[Any] = ()) -> str:
    """What a field or column is called: its own label, else that of its kind; empty for neither."""
    for mark in marks_of(annotation, metadata):
        if isinstance(mark, (Called, Kind)) and mark.label:
            return mark.msgid if isinstance(mark, Called) else mark.label
    return ""


def told_of(annotation: Any, metadata: Iterable[Any] = ()) -> str:
    """How a timeline tells a field; empty where its value speaks for itself."""
    return next((mark.told for mark in marks_of(annotation, metadata) if isinstance(mark, Called)), "")


def plain_kind(annotation: Any) -> Kind:
    """What a value is of which only the type says it: yes or no, a number, a moment, a day, else a text."""
    if isinstance(annotation, type):
        return next((kind for base, kind in _BY_TYPE if issubclass(annotation, base)), TEXT)
    return next((kind for part in get_args(annotation) if (kind := plain_kind(part)) is not TEXT), TEXT)


# A bool is an int and an instant a date: the narrower one first.
_BY_TYPE: tuple[tuple[type, Kind], ...] = (
    (bool, YesNo()), (int, Number()), (Decimal, Number()), (datetime, Instant()), (date, Day()),
)  # fmt: skip
