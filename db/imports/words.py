"""What columns and values are called in other people's files, in Chinese and English: `words.toml`."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

REJECTED_COLUMNS = (("line", "field", "reason"), ("行号", "字段", "原因"))
"""The last columns of a file of bad rows: they say what was wrong and hold no data."""

_COMPULSORY = {
    "tickets": ("customer", "phone", "fault"),
    "staff": ("staff", "label"),
    "customers": ("customer", "phone"),
    "equipment": ("customer", "product"),
    "tools": ("kind",),
}
_PUNCTUATION = re.compile(r"[\W_]+")
_HINT = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]|[*＊]")


def folded(text: str) -> str:
    """A header or value as it is compared: `客户名称（必填）` and `客户名称` are the same."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return _PUNCTUATION.sub("", _HINT.sub("", plain)) or _PUNCTUATION.sub("", plain)


@cache
def _listed() -> dict[str, Any]:
    return tomllib.loads(files("db.imports").joinpath("words.toml").read_text(encoding="utf-8"))


def fields_of(kind: str) -> tuple[str, ...]:
    """The fields that a row of this kind may have."""
    return tuple(_listed()["columns"][kind])


def compulsory(kind: str) -> tuple[str, ...]:
    """The fields without which no row of this kind comes in."""
    return _COMPULSORY[kind]


def examples(kind: str) -> str:
    """The first header word of each compulsory field, its name behind it."""
    listed = _listed()["columns"][kind]
    return ", ".join(f"{listed[name][0]} ({name})" for name in compulsory(kind))


@cache
def columns(kind: str) -> Mapping[str, str]:
    """Folded header → field."""
    return _dictionary(_listed()["columns"][kind])


@cache
def ranks(kind: str) -> Mapping[str, int]:
    """Folded header → its place among the words for its field; the field's own name comes first."""
    listed = _listed()["columns"][kind].items()
    found = {folded(word): at for _field, words in listed for at, word in enumerate(words, 1)}
    return found | {folded(field): 0 for field in fields_of(kind)}


@cache
def choices(field: str) -> Mapping[str, str]:
    """Folded value → code; empty for a field without codes."""
    return _dictionary(_listed()["choices"].get(field, {}))


@cache
def first_words(field: str) -> Mapping[str, str]:
    """Code → the first word for it, which is Chinese and read back; empty for a field without codes."""
    return {code: words[0] for code, words in _listed()["choices"].get(field, {}).items()}


@cache
def yes_or_no() -> Mapping[str, str]:
    """Folded value → yes or no."""
    return _dictionary(_listed()["yes_or_no"])


@cache
def totals() -> frozenset[str]:
    """What the first filled cell of a line of totals says, folded."""
    return frozenset(folded(word) for word in _listed()["totals"]["words"])


def _dictionary(words: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Every code stands for itself too."""
    found = {folded(word): code for code, listed in words.items() for word in listed}
    return found | {folded(code): code for code in words}
