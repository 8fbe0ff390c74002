"""From fields as people and scripts give them to a verb or a view, or a sentence about what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Literal, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError

from db.errors import BadField
from db.rules.text import WordedError, clean
from db.verbs.verb import VERBS, Verb

M = TypeVar("M", bound=BaseModel)


def parse_verb(name: str, fields: Mapping[str, Any]) -> Verb:
    """The verb with these fields; raises BadField naming the first one that is wrong."""
    kind = VERBS.get(name)
    if kind is None or kind.internal:
        raise BadField("verb", "There is no verb “{name}”.", "paigong verbs lists them.", name=name)
    verb = parse(kind, fields)
    verb.remember({key: _as_given(value) for key, value in fields.items()})
    return verb


def _as_given(value: Any) -> Any:
    """A field as the log keeps it: JSON without floats, and text without what no database takes."""
    if isinstance(value, str):
        return clean(value, 4 * len(value), multiline=True, empty=True)  # NFC may lengthen it
    if isinstance(value, (list, tuple)):
        return [_as_given(each) for each in value]
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def parse(kind: type[M], fields: Mapping[str, Any]) -> M:
    """A verb or view from its fields."""
    try:
        return kind.model_validate(dict(fields))
    except ValidationError as error:
        raise _worded(kind, error) from error


def problems(kind: type[BaseModel], fields: Mapping[str, Any]) -> list[BadField]:
    """Everything that is wrong with these fields; of each field the first."""
    try:
        kind.model_validate(dict(fields))
    except ValidationError as error:
        found = [_told(kind, problem) for problem in error.errors(include_url=False)]
        return list({each.field: each for each in reversed(found)}.values())[::-1]
    return []


def _worded(kind: type[BaseModel], error: ValidationError) -> BadField:
    return _told(kind, error.errors(include_url=False)[0])


def _told(kind: type[BaseModel], problem: Mapping[str, Any]) -> BadField:
    field = str(problem["loc"][0]) if problem["loc"] else ""
    cause = problem.get("ctx", {}).get("error")
    if isinstance(cause, WordedError):
        error = BadField.worded(field, cause)
        error.says_where = False
        return error
    context = problem.get("ctx", {})
    match problem["type"]:
        case "missing":
            return BadField(field, "{field} is missing.")
        case "extra_forbidden":
            return BadField(
                field, "There is no field {field}; there are {known}.", known=", ".join(kind.model_fields)
            )
        case "literal_error":
            return BadField(
                field,
                "{field} is one of {choices}.",
                choices=", ".join(choices_of(kind.model_fields[field].annotation)),
            )
        case "greater_than_equal" | "less_than_equal":
            return _out_of_range(kind, field, context)
        case "bool_parsing" | "bool_type":
            return BadField(field, "{field} is yes or no.")
        case problem_type if problem_type.startswith("int_"):
            return BadField(field, "{field} is a whole number.")
        case _:
            return BadField(field, "{field} cannot be read.")


def _out_of_range(kind: type[BaseModel], field: str, context: Mapping[str, Any]) -> BadField:
    bounds: dict[str, Any] = {}
    for part in (kind.model_fields[field], *_marks(kind.model_fields[field].annotation)):
        for mark in getattr(part, "metadata", []):
            bounds |= {name: getattr(mark, name) for name in ("ge", "le") if hasattr(mark, name)}
    bounds |= {name: context[name] for name in ("ge", "le") if name in context}
    if bounds.keys() >= {"ge", "le"}:
        return BadField(field, "{field} lies between {low} and {high}.", low=bounds["ge"], high=bounds["le"])
    if "ge" in bounds:
        return BadField(field, "{field} is at least {low}.", low=bounds["ge"])
    return BadField(field, "{field} is at most {high}.", high=bounds.get("le"))


def _marks(annotation: Any) -> list[Any]:
    return [mark for part in get_args(annotation) for mark in getattr(part, "__metadata__", ())]


def choices_of(annotation: Any) -> tuple[str, ...]:
    """The codes that a field may hold; none when it is free."""
    if get_origin(annotation) is Literal:
        return tuple(str(value) for value in get_args(annotation))
    for part in get_args(annotation):
        found = choices_of(part)
        if found:
            return found
    return ()
