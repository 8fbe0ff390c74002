"""Which thing a value of a view names, by what the value is: what Enter opens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from console.words.codes import group
from db import kinds
from db.views.view import CARDS, Shape, View

Row = Mapping[str, Any]


def subject_in(shape: Shape, row: Row, name: str) -> str:
    """The key of the thing with a card that a column of a row names, itself or by the column beside it;
    empty for none. Of several it is the first."""
    column, value = shape.get(name), row.get(name)
    if column is None or value in (None, "", []):
        return ""
    if isinstance(value, list):
        value = value[0]
    if isinstance(column.kind, kinds.Text) and column.kind.of:
        return subject_in(shape, row, column.kind.of) if column.kind.of != name else ""
    return _subject(column.kind, str(value))


def subject_of_row(shape: Shape, row: Row, opens: str = "") -> str:
    """The thing that a row is about: what its column `opens` names, else the first that names any."""
    names = (opens,) if opens else tuple(shape)
    return next((found for name in names if (found := subject_in(shape, row, name))), "")


def subject_about(view: type[View[Any]], row: Row) -> str:
    """The thing that a row is about which is none itself, where its list says which column names it."""
    shape = view.shape()
    return next((found for name in view.about if (found := subject_in(shape, row, name))), "")


def _subject(kind: kinds.Kind, value: str) -> str:
    if isinstance(kind, kinds.SubjectKey):
        key = value
    elif isinstance(kind, kinds.Place):
        # With a person, or at a customer's: the card is theirs.
        key = value if value.partition(":")[0] in CARDS else f"place:{value}"
    elif isinstance(kind, kinds.StaffNo) and kind.or_code and value in group(kind.or_code):
        return ""
    elif isinstance(kind, kinds.Reference):
        key = f"{kind.family}:{value}"
    else:
        return ""
    family, mark, _name = key.partition(":")
    return key if mark and family in CARDS else ""
