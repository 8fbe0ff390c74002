"""What a view answered as plain JSON values, with instants in the branch's offset."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from db.rules.sentence import Sentence

Say = Callable[[Sentence], str]


def as_json(value: object, zone: ZoneInfo, say: Say | None = None) -> Any:
    """Rows as objects, decimals as numbers, sentences as texts.

    `say` puts a sentence into somebody's language; without it they are English, with codes for names and
    instants as everywhere else.
    """
    speak = say or (lambda sentence: plainly(sentence, zone))
    return _plain(value, zone, speak)


def plainly(sentence: Sentence, zone: ZoneInfo) -> str:
    """A sentence in English, its instants in the branch's offset."""
    return str(
        Sentence(sentence.msgid, {name: _word(value, zone) for name, value in sentence.values.items()})
    )


def _word(value: object, zone: ZoneInfo) -> object:
    if isinstance(value, Sentence):
        return plainly(value, zone)
    return value.astimezone(zone).isoformat() if isinstance(value, datetime) else value


def _plain(value: object, zone: ZoneInfo, speak: Say) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str):
        return value
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, Sentence):
        return speak(value)
    return _collected(value, zone, speak)


def _collected(value: object, zone: ZoneInfo, speak: Say) -> Any:
    if isinstance(value, Mapping):
        return {str(name): _plain(each, zone, speak) for name, each in value.items()}
    if isinstance(value, BaseModel):
        return {name: _plain(getattr(value, name), zone, speak) for name in type(value).model_fields}
    if is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name), zone, speak) for one in fields(value)}
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {name: _plain(each, zone, speak) for name, each in value._asdict().items()}
    if isinstance(value, list | tuple | frozenset | set):
        each_in_order = sorted(value) if isinstance(value, frozenset | set) else value
        return [_plain(each, zone, speak) for each in each_in_order]
    raise TypeError(f"a view answered with a {type(value).__name__}")
