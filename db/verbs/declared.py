"""A verb's or view's fields as they are declared: what forms, commands and lists are drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from db.verbs.parsing import choices_of


@dataclass(frozen=True, slots=True)
class Declared:
    """One field. `type` is text, integer, choice, yes_no, instant, date or list; `choices` are codes."""

    name: str
    type: str
    required: bool
    choices: tuple[str, ...] = ()


def declared(kind: type[BaseModel]) -> tuple[Declared, ...]:
    """The fields in the order in which they are declared."""
    return tuple(
        Declared(name, type_of(field.annotation), field.is_required(), choices_of(field.annotation))
        for name, field in kind.model_fields.items()
    )


def type_of(annotation: Any) -> str:
    """What a field takes, in a word."""
    if choices_of(annotation):
        return "choice"
    parts = _plain(annotation)
    for type_, word in (
        (bool, "yes_no"),
        (datetime, "instant"),
        (date, "date"),
        (int, "integer"),
        (str, "text"),
    ):
        if type_ in parts:
            return word
    return "list"


def _plain(annotation: Any) -> set[Any]:
    """The types that an annotation is made of, without what is inside a tuple."""
    if get_origin(annotation) is tuple:
        return {tuple}
    inner = get_args(annotation)
    if not inner:
        return {annotation}
    return set().union(*(_plain(part) for part in inner))
