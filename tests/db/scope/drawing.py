"""Questions drawn from the declarations: every view and verb, each field filled with every reference."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin
from uuid import uuid4

from pydantic.fields import FieldInfo
from sqlalchemy import Connection

from db.attempting import Attempt
from db.errors import BadField, StoreError
from db.rules.masking import Mask
from db.verbs.context import Context
from db.verbs.parsing import parse
from db.verbs.verb import Verb, references
from db.views.as_json import as_json
from db.views.view import PERSONAL, View, ViewContext, shown

ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
TRIED = (
    "other",
    "2026-07-15T15:00:00+08:00",
    "1",
    "kanari",
    "2026-08-01",
    "yes",
    "nanshan",
    "multimeter",
    "13900000009",
)
"""Values of which one or another is taken by every field that is no reference."""


def questions(
    kind: type[View[Any]], probes: Iterable[str], narrowing: Iterable[str]
) -> Iterator[dict[str, Any]]:
    """Arguments for a view: what it needs being every reference, or nothing; beside the first of these each
    other field with each of its choices, a text, which narrows what is shown, with each of `narrowing`."""
    probes, narrowing = tuple(probes), tuple(narrowing)
    needed = {name: field for name, field in kind.model_fields.items() if field.is_required()}
    bases = list(_bases(needed, probes))
    yield from bases
    for name, field in kind.model_fields.items():
        if name not in needed:
            yield from ({**bases[0], name: value} for value in _values(field, narrowing))


def _bases(needed: dict[str, FieldInfo], probes: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    if not needed:
        yield {}
        return
    for probe in probes:
        yield {name: _filled(field, probe) for name, field in needed.items()}


def _filled(field: FieldInfo, probe: str) -> Any:
    choices = list(_choices(field))
    if choices:
        return choices[0]
    return (probe,) if _holds(field.annotation, tuple) else probe


def _values(field: FieldInfo, probes: tuple[str, ...]) -> Iterator[Any]:
    kind, choices = field.annotation, list(_choices(field))
    if choices:
        yield from choices
    elif _holds(kind, bool):
        yield True
    elif _holds(kind, str):
        yield from probes
    elif _holds(kind, int):
        yield 1
    elif _holds(kind, tuple):
        yield probes


def _parts(kind: Any) -> Iterator[Any]:
    if get_origin(kind) in (Union, UnionType, Annotated):
        for part in get_args(kind):
            yield from _parts(part)
    else:
        yield kind


def _holds(kind: Any, wanted: type) -> bool:
    return any(part is wanted or get_origin(part) is wanted for part in _parts(kind))


def asked(view: View[Any], context: ViewContext) -> str:
    """What somebody is answered, refusals too, as text."""
    try:
        return json.dumps(as_json(shown(view, context), context.zone), ensure_ascii=False, default=str)
    except StoreError as error:
        return said(error)


def said(error: StoreError) -> str:
    """A refusal with everything that it says."""
    return f"{type(error).__name__} {error.rule} {error} {sorted(map(str, error.values.items()))}"


def drawn_verbs(
    kind: type[Verb], probes: Mapping[str, Iterable[str]], texts: Iterable[str], own: Mapping[str, str]
) -> Iterator[tuple[str, Verb]]:
    """The verb with what it needs: each of its references in turn being every probe of its family, each other
    text being one of `texts`. `own` is what the asker may see, by family; it stands where the verb needs
    another one. A verb without a field is asked as it stands."""
    named = references(kind)
    if not kind.model_fields:
        yield "", parse(kind, {})
    for name, field in kind.model_fields.items():
        tried = probes[named[name]] if name in named else texts if _holds(field.annotation, str) else ()
        for probe in tried:
            others = {
                each: own[family]
                for each, family in named.items()
                if each != name and kind.model_fields[each].is_required()
            }
            made = _made(kind, {**others, name: probe})
            if made is not None:
                yield name, made


def _made(kind: type[Verb], given: dict[str, Any]) -> Verb | None:
    """The verb with every other field that it needs; None where this value cannot stand in its field."""
    fields = dict(given)
    tried: dict[str, int] = {}
    while True:
        try:
            verb = parse(kind, fields)
        except BadField as error:
            name = error.field
            if name in given or name not in kind.model_fields:
                return None
            choices = (*_choices(kind.model_fields[name]), *TRIED)
            at = tried.get(name, 0)
            if at >= len(choices):
                return None
            fields[name], tried[name] = choices[at], at + 1
        else:
            verb.remember(fields)
            return verb


def _choices(field: FieldInfo) -> Iterator[str]:
    for part in _parts(field.annotation):
        if get_origin(part) is Literal:
            yield from map(str, get_args(part))


DRAWN = (
    "id", "event", "number", "request", "following", "emergency", "notice", "letter", "record", "position",
    "handover", "task",
)  # fmt: skip
"""What is drawn anew each time, or numbered by the event."""


def previewed(verb: Verb, connection: Connection, looking: Context) -> str:
    """What a verb would answer somebody, without what is drawn anew each time."""
    mask = Mask(is_open=looking.policy.has_right(PERSONAL, looking.actor.roles))
    attempt = Attempt(connection, replace(looking, request=uuid4()), standing=False, writing=False)
    try:
        answer = mask.answer(attempt.decide_all(verb.coded(lambda: looking.policy), None)).as_json()
    except StoreError as error:
        mask.error(error)
        return said(error)
    fresh = {name: value for name, value in answer.items() if name not in DRAWN}
    return ID.sub("<id>", json.dumps(fresh, ensure_ascii=False, default=str, sort_keys=True))
